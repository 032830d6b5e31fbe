import { describe, expect, it } from '@jest/globals';
import type { EventId, MeetingId, PartyId } from '#domain/ids.js';
import { on } from '#domain/testing.js';
import { minutes, minutesOf, minutesPage } from './minutes.js';
import { orderThatMatters } from '../testing/any-order.js';
import { about, viewsOf } from '../testing/told-log.js';

const [eu, china] = ['eu', 'china'] as [PartyId, PartyId];
const circulated = (day: string) =>
  ({
    type: 'MinutesCirculated',
    data: { meetingId: 'brussels' as MeetingId, text: 'Both sides explained their controls.' },
    circumstances: { occurredOn: on(day) },
  }) as const;
const approved = (partyId: PartyId, day: string, text?: string, more: object = {}) =>
  ({
    type: 'MinutesApproved',
    data: { partyId, ...(text !== undefined && { text }) },
    circumstances: { occurredOn: on(day), ...more },
  }) as const;

describe('the minutes', () => {
  const views = viewsOf(
    [minutes],
    about('minutes', 'second', circulated('2025-11-05')),
    about(
      'minutes',
      'first',
      circulated('2025-11-01'),
      approved(china, '2025-11-04', 'with a reserve on the last paragraph'),
      approved(eu, '2025-11-03'),
      approved(china, '2025-11-04', 'as a newspaper has it', { reportOf: 'event-2' as EventId }),
    ),
  );

  it('have the text and who approved it, with remarks', () => {
    expect(minutesPage(views, 'first')).toMatchObject({
      id: 'first',
      meetingId: 'brussels',
      text: 'Both sides explained their controls.',
      approvedBy: [eu, china],
      approvals: [{ partyId: eu }, { text: 'with a reserve on the last paragraph' }, {}],
    });
  });
  it('have no approvals at first', () => {
    expect(minutesPage(views, 'second')).toMatchObject({ approvedBy: [], approvals: [] });
  });
  it('are listed by meeting in the order of circulation', () => {
    expect(minutesOf(views, 'brussels').map(({ id }) => id)).toEqual(['first', 'second']);
    expect(minutesOf(views, 'geneva')).toEqual([]);
    expect(minutesPage(views, 'third')).toBeUndefined();
  });
  it('are removed if their circulation was voided', () => {
    const voided = viewsOf(
      [minutes],
      about('minutes', 'first', circulated('2025-11-01'), approved(eu, '2025-11-03'), {
        type: 'RecordVoided',
        data: { eventId: 'event-0' as EventId, reason: 'a draft' },
      }),
    );
    expect(minutesPage(voided, 'first')).toBeUndefined();
  });
  it('are the same in any order of recording', () => {
    const approvals = [approved(eu, '2025-11-03'), approved(china, '2025-11-04'), approved(eu, '2025-11-06', 'again')];
    expect(
      orderThatMatters(
        { kind: 'minutes', models: [minutes], page: minutesPage },
        [circulated('2025-11-01')],
        approvals,
      ),
    ).toBeUndefined();
  });
});
