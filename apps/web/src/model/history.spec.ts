import { describe, expect, it } from '@jest/globals';
import { historyOf } from './history.js';

const account = (eventId: string, occurredOn: string, more: object = {}) => ({
  eventId,
  occurredOn,
  learnedAt: '2025-10-27T12:00:00.000Z',
  recordedAt: '2025-10-27T13:00:00.000Z',
  recordedBy: 'Ana',
  ...more,
});

describe('the facts about a thing', () => {
  it('are all that its page has, the latest first', () => {
    const page = {
      ...account('opened', '2025-04', { title: 'Controls' }),
      provisions: [{ history: [account('suspended', '2025-11-07', { text: 'Suspended' })] }],
      figures: [{ reports: [account('figure', '2025-10-21', { figure: 'only half' })] }],
    };
    expect(historyOf(page).map(({ eventId, text }) => [eventId, text])).toEqual([
      ['suspended', 'Suspended'],
      ['figure', 'only half'],
      ['opened', 'Controls'],
    ]);
  });
  it('are named once, by the fullest mention', () => {
    const page = { since: account('one', '2025-04'), history: [account('one', '2025-04', { text: 'A demand' })] };
    expect(historyOf(page).map(({ text }) => text)).toEqual(['A demand']);
  });
  it('are none where there is none', () => expect(historyOf({ names: {} })).toEqual([]));
});
