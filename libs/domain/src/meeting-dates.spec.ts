import { describe, expect, it } from '@jest/globals';
import type { Patch } from './correction.js';
import { impliedDay } from './meeting.js';
import { parseEdtf } from '#edtf/parse-edtf.js';
import { guardDayHeld, withDayHeld } from './meeting-dates.js';

describe('a meeting with local times', () => {
  it.each([
    [{ start: '2025-05-10T12:00' }, '2025-05-10'],
    [{ end: '2025-05-10T13:00' }, '2025-05-10'],
    [{ start: '2025-05-10T12:00', end: '2025-05-10T13:00', zone: 'Europe/Zurich' }, '2025-05-10'],
    [{ start: '2025-05-10T22:00', end: '2025-05-11T01:00' }, '2025-05-10/2025-05-11'],
  ])('%j was held on %s, if occurredOn is left out', (data, day) => {
    expect(withDayHeld(data, {})).toEqual({ occurredOn: parseEdtf(day) });
    expect(impliedDay(data)).toEqual(parseEdtf(day));
  });
  it('keeps a given occurredOn, however vague', () => {
    const occurredOn = parseEdtf('2025-05');
    expect(withDayHeld({ start: '2025-05-10T12:00' }, { occurredOn })).toEqual({ occurredOn });
  });
  it('has no implied date without them', () => {
    expect(withDayHeld({ summary: 'Talks' }, { comment: 'Long.' })).toEqual({ comment: 'Long.' });
  });
});

/** The code and the pointer of the rejection; undefined if accepted. */
const said = (occurredOn: string, times: object, changes?: Patch) => {
  const rejection = guardDayHeld({ occurredOn: parseEdtf(occurredOn), ...times }, changes);
  if (rejection === undefined) return undefined;
  return `${rejection.refused} ${rejection.errors[0]!.pointer}`;
};
const start = '2025-05-10T12:00';
const end = '2025-05-12T13:00';

describe('the date and the local times of a meeting', () => {
  it.each([
    '2025-05-10',
    '2025-05',
    '2025-05-1X',
    '2025-05-08/2025-05-10',
    '2025-05/..',
    '../2025-05-10',
    '2025-XX-10',
  ])('agree: started on 10 May, held %s', (day) => expect(said(day, { start, end })).toBeUndefined());
  it.each([
    '2024-05-11',
    '2025-05-11',
    '2025-05-09',
    '2025-06',
    '2025-05-11/..',
    '../2025-05-09',
    '2025-05-11/2025-05-12',
  ])('contradict each other: started on 10 May, held %s', (day) =>
    expect(said(day, { start, end })).toBe('held-on-another-day /start'),
  );
  it('contradict each other if it ended before that day', () => {
    expect(said('2025-05-13', { end })).toBe('held-on-another-day /end');
    expect(said('2025-05-10', { end })).toBeUndefined();
  });
  it('contradict each other after a correction, with a pointer to the wrong field', () => {
    const at = 'held-on-another-day /changes';
    expect(said('2025-05-13', { end }, { end })).toBe(`${at}/end`);
    expect(said('2025-05-11', { start }, { start, occurredOn: '2025-05-11' })).toBe(`${at}/start`);
    expect(said('2025-05-11', { start }, { occurredOn: '2025-05-11' })).toBe(`${at}/occurredOn`);
    expect(said('2025-05-10', { start }, { occurredOn: '2025-05-10' })).toBeUndefined();
  });
  it('are both in the message, with what to do', () => {
    expect(guardDayHeld({ occurredOn: parseEdtf('2024-05-11'), start })?.because).toMatch(
      /^start is 2025-05-10T12:00, but occurredOn is 2024-05-11: .* Correct the wrong field, or both, or leave occurredOn out\.$/,
    );
  });
});
