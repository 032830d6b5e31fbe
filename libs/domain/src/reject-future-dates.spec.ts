import { describe, expect, it } from '@jest/globals';
import type { Message } from './decider.js';
import type { Circumstances } from './envelope.js';
import type { Instant } from './ids.js';
import { parseEdtf } from '#edtf/parse-edtf.js';
import { rejectFutureDates } from './reject-future-dates.js';

const NOW = '2025-10-27T23:30:00.000Z' as Instant;

/** The code and the pointer of the rejection of a fact just before midnight of 27 October 2025; undefined if accepted. */
const said = (event: Message, circumstances: Circumstances = {}, now = NOW): string | undefined => {
  const rejection = rejectFutureDates({ event, circumstances }, now);
  return rejection && `${rejection.refused} ${rejection.errors[0]!.pointer}`;
};
const held = (occurredOn: string) => said({ type: 'MeetingHeld', data: {} }, { occurredOn: parseEdtf(occurredOn) });
const heldAt = (data: object) => said({ type: 'MeetingHeld', data });
const corrected = (changes: object) =>
  said({ type: 'RecordCorrected', data: { eventId: 'e', reason: 'It was so.', changes } });
const AHEAD = 'occurred-in-the-future /occurredOn';

describe('occurredOn', () => {
  it.each(['2025-10-27', '2025-10-28', '1972', '2025-10', '2025', '2025-10-2X', '2025-1X-XX', '20XX', '2025-10-28?'])(
    'may be today, or tomorrow in another time zone: %s',
    (date) => expect(held(date)).toBeUndefined(),
  );
  it.each(['2025-10-20/2052-10-30', '2025-10-28/..', '2025-04/', '../2052', '/2052', '../2025-10-29'])(
    'may have started, however late its end: %s',
    (date) => expect(held(date)).toBeUndefined(),
  );
  it.each(['2025-10-29', '2052-10-27', '2025-11', '2026', '205X', '2025-10-3X', '2052?', '2025-10-29~'])(
    'cannot be in the future on all of its possible days: %s',
    (date) => expect(held(date)).toBe(AHEAD),
  );
  it.each(['2025-10-29/..', '2052/', '2025-10-29/2025-10-30'])('cannot start in the future: %s', (date) =>
    expect(held(date)).toBe(AHEAD),
  );
  it('is compared with the current UTC date', () => {
    const ofThe29th = (now: string) =>
      said({ type: 'MeetingHeld', data: {} }, { occurredOn: parseEdtf('2025-10-29') }, now as Instant);
    expect(ofThe29th('2025-10-27T23:59:59.999Z')).toBe(AHEAD);
    expect(ofThe29th('2025-10-28T00:00:00.000Z')).toBeUndefined();
  });
  it('includes the start and end of a meeting', () => {
    expect(heldAt({ start: '2025-10-28T09:00', end: '2025-10-28T11:00', zone: 'Pacific/Kiritimati' })).toBeUndefined();
    expect(heldAt({ start: '2052-10-27T09:30' })).toBe('occurred-in-the-future /start');
    expect(heldAt({ start: '2025-10-27T09:30', end: '2052-10-27T11:00' })).toBe('occurred-in-the-future /end');
  });
  it('is in the message, with the current date and what to do', () => {
    const event = { type: 'StatementMade', data: {} };
    const circumstances = { occurredOn: parseEdtf('2052-10-2X') };
    expect(rejectFutureDates({ event, circumstances }, NOW)?.because).toMatch(
      /^occurredOn is 2052-10-2X, but the current day of the service is 2025-10-27\. Correct the date\./,
    );
  });
  it('cannot be learned after it is recorded', () => {
    const learned = (learnedAt: string) =>
      said({ type: 'StatementMade', data: {} }, { learnedAt: learnedAt as Instant });
    expect(learned(NOW)).toBeUndefined();
    expect(learned('2025-10-27T23:30:00.001Z')).toBe('learned-in-the-future /learnedAt');
  });
});

describe('learnedAt', () => {
  const learned = (occurredOn: string, learnedAt: string) =>
    said(
      { type: 'MeasureAnnounced', data: {} },
      { occurredOn: parseEdtf(occurredOn), learnedAt: learnedAt as Instant },
    );
  const BEFORE = 'learned-before-it-happened /learnedAt';
  it.each([
    ['2025-10-10', '2025-10-10T00:00:00.000Z'],
    ['2025-10-10', '2025-10-09T00:00:00.000Z'],
    ['2025-10-10', '2025-10-27T08:00:00.000Z'],
    ['2025-10', '2025-10-02T08:00:00.000Z'],
    ['2025-10-0X/2025-10-20', '2025-10-05T08:00:00.000Z'],
    ['../2025-10-10', '2020-01-01T08:00:00.000Z'],
    ['20XX', '2000-01-01T08:00:00.000Z'],
  ])('may follow occurredOn, in any time zone: on %s, learned at %s', (occurredOn, learnedAt) =>
    expect(learned(occurredOn, learnedAt)).toBeUndefined(),
  );
  it.each([
    ['2025-05-10', '2020-01-01T08:00:00.000Z'],
    ['2025-10-10', '2025-10-08T23:59:59.999Z'],
    ['2025-10', '2025-09-29T08:00:00.000Z'],
    ['2025-10-10/..', '2025-10-08T08:00:00.000Z'],
    ['1950', '1910-01-01T00:00:00.000Z'],
  ])('cannot precede occurredOn: on %s, learned at %s', (occurredOn, learnedAt) =>
    expect(learned(occurredOn, learnedAt)).toBe(BEFORE),
  );
});

describe('publishedOn', () => {
  const published = (...days: string[]) => ({ sources: days.map((day) => ({ publishedOn: parseEdtf(day) })) });
  it.each(['2025-10-28', '2025-10', '2025', '../2052', '2025-10-2X'])('may be in the past: %s', (day) =>
    expect(said({ type: 'StatementMade', data: {} }, published(day))).toBeUndefined(),
  );
  it.each(['2999', '2025-10-29', '2025-11/..'])('cannot be in the future: %s', (day) => {
    const code = 'published-in-the-future';
    expect(said({ type: 'StatementMade', data: {} }, published('2025', day))).toBe(`${code} /sources/1/publishedOn`);
    expect(corrected(published(day))).toBe(`${code} /changes/sources/0/publishedOn`);
  });
  it('is optional', () => {
    expect(said({ type: 'StatementMade', data: {} }, { sources: [{ title: 'A wire' }] })).toBeUndefined();
    expect(corrected({ sources: null })).toBeUndefined();
  });
});

describe('planned dates', () => {
  it('have their own fields, and may be in the future', () => {
    const on = parseEdtf('2052-10-27');
    for (const data of [{ planned: { on } }, { due: { on } }, { from: { on }, until: { on } }])
      expect(said({ type: 'MeetingScheduled', data }, { occurredOn: parseEdtf('2025-10-27') })).toBeUndefined();
  });
});

describe('a correction', () => {
  it('cannot move a date to the future', () => {
    expect(corrected({ occurredOn: parseEdtf('2025-10-28') })).toBeUndefined();
    expect(corrected({ occurredOn: parseEdtf('2052-10-27') })).toBe('occurred-in-the-future /changes/occurredOn');
    expect(corrected({ start: '2052-10-27T09:30' })).toBe('occurred-in-the-future /changes/start');
  });
  it('may remove a date, or keep a date that was recorded in the future', () => {
    expect(corrected({ occurredOn: null, start: null })).toBeUndefined();
    expect(corrected({ summary: 'Talks' })).toBeUndefined();
  });
});
