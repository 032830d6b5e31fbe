import { describe, expect, it } from '@jest/globals';
import { heldOn } from './commands.js';
import { emptyEntry, withKept } from './entry.js';

describe('an entry that was begun before the last record was read', () => {
  const kept = {
    source: 'Reuters, 2025-10-27',
    grade: 'C2',
    language: 'en',
    kind: 'interview',
    attribution: 'background',
    level: 'secret',
  } as const;
  it('gets what that leaves, above all its level, where nothing was typed', () => {
    const begun = { ...emptyEntry('statement'), text: 'No.', source: 'AFP' };
    expect(withKept(begun, kept)).toEqual({ ...begun, ...kept, source: 'AFP' });
  });
});

describe('whether a meeting was held', () => {
  const meeting = emptyEntry('meeting');
  const between = (earliest: string | null, latest: string | null) => ({ edtf: 'x', earliest, latest });
  it.each([
    ['a day that is over', between('2025-10-27', '2025-10-27'), true],
    ['before a day that is over', between(null, '2025-10-27'), true],
    ['a day to come', between('2025-10-29', '2025-10-29'), false],
    ['after today', between('2025-10-29', null), false],
    ['today', between('2025-10-28', '2025-10-28'), undefined],
    ['this month', between('2025-10-01', '2025-10-31'), undefined],
    ['since early October', between('2025-10-01', null), undefined],
    ['no day', undefined, undefined],
  ])('is told by %s', (_, date, held) => {
    expect(heldOn(meeting, date, '2025-10-28')).toBe(held);
  });
  it('is what somebody says, whatever the day', () => {
    expect(heldOn({ ...meeting, isHeld: false }, between('2025-10-27', '2025-10-27'), '2025-10-28')).toBe(false);
  });
  it('is so for each call', () => {
    expect(heldOn(emptyEntry('call'), undefined, '2025-10-28')).toBe(true);
  });
});
