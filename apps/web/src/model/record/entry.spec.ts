import { describe, expect, it } from '@jest/globals';
import { heldOn } from './commands.js';
import { emptyEntry, type Entry, FORMS, isBlank } from './entry.js';
import { inForm } from './editing.js';

describe('an entry that nobody would miss', () => {
  it.each(FORMS)('is an empty one in the form of a %s, with what the last record left', (form) => {
    const kept = { ...emptyEntry('statement'), source: 'Reuters', level: 'secret' };
    expect(isBlank(emptyEntry(form, kept))).toBe(true);
    for (const other of FORMS) expect(isBlank(inForm(emptyEntry(other, kept), form))).toBe(true);
  });
  it.each<Partial<Entry>>([
    { text: 'No.' },
    { meetingId: 'brussels' },
    { issueId: 'controls' },
    { duration: 'an hour' },
    { isHeld: false },
    { level: 'secret', touched: ['level'] },
    { source: 'Reuters', touched: ['source'] },
  ])('is none with %j', (changes) => {
    expect(isBlank({ ...emptyEntry('statement'), ...changes })).toBe(false);
  });
  it('is one with spaces alone', () => {
    expect(isBlank({ ...emptyEntry('statement'), text: ' ' })).toBe(true);
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
  it('is asked of a plan whose day has come while its draft lay there: it does not come true by waiting', () => {
    const onMonday = { ...meeting, when: 'Wednesday', whenTypedOn: '2025-10-27' };
    const wednesday = between('2025-10-29', '2025-10-29');
    expect(heldOn(onMonday, wednesday, '2025-10-27')).toBe(false);
    expect(heldOn(onMonday, wednesday, '2025-10-28')).toBe(false);
    expect(heldOn(onMonday, wednesday, '2025-10-29')).toBeUndefined();
    expect(heldOn(onMonday, wednesday, '2025-10-31')).toBeUndefined();
    // Nobody said so then, and it was over.
    expect(heldOn({ ...onMonday, whenTypedOn: '2025-10-30' }, wednesday, '2025-10-31')).toBe(true);
  });
  it('is so for each call', () => {
    expect(heldOn(emptyEntry('call'), undefined, '2025-10-28')).toBe(true);
  });
});
