import { describe, expect, it } from '@jest/globals';
import type { Message } from '#domain/decider.js';
import type { Circumstances } from '#domain/envelope.js';
import type { Instant } from '#domain/ids.js';
import { parseEdtf } from '#edtf/parse-edtf.js';
import type { Problem } from '../http/problem.js';
import { demandNotAhead } from './not-ahead.js';

const NOW = '2025-10-27T23:30:00.000Z' as Instant;

/** What is answered to a fact that is told just before midnight of 27 October 2025, and what it points to; nothing where it is taken. */
const said = (message: Message, circumstances: Circumstances = {}, now = NOW): string | undefined => {
  try {
    demandNotAhead({ message, circumstances, references: [] }, now);
    return undefined;
  } catch (error) {
    const { code, extras } = error as Problem;
    return `${code} ${extras.errors![0]!.pointer}`;
  }
};
const held = (occurredOn: string) => said({ type: 'MeetingHeld', data: {} }, { occurredOn: parseEdtf(occurredOn) });
const heldAt = (data: object) => said({ type: 'MeetingHeld', data });
const corrected = (changes: object) =>
  said({ type: 'RecordCorrected', data: { eventId: 'e', reason: 'It was so.', changes } });
const AHEAD = 'occurred-in-the-future /occurredOn';

describe('what has happened', () => {
  it.each(['2025-10-27', '2025-10-28', '1972', '2025-10', '2025', '2025-10-2X', '2025-1X-XX', '20XX', '2025-10-28?'])(
    'may have come, today or where it is tomorrow already: %s',
    (date) => expect(held(date)).toBeUndefined(),
  );
  it.each(['2025-10-20/2052-10-30', '2025-10-28/..', '2025-04/', '../2052', '/2052', '../2025-10-29'])(
    'may have begun, however far its end: %s',
    (date) => expect(held(date)).toBeUndefined(),
  );
  it.each(['2025-10-29', '2052-10-27', '2025-11', '2026', '205X', '2025-10-3X', '2052?', '2025-10-29~'])(
    'cannot lie ahead on each of its possible days: %s',
    (date) => expect(held(date)).toBe(AHEAD),
  );
  it.each(['2025-10-29/..', '2052/', '2025-10-29/2025-10-30'])('cannot begin ahead: %s', (date) =>
    expect(held(date)).toBe(AHEAD),
  );
  it('goes by the day here, from its first minute to its last', () => {
    const ofThe29th = (now: string) =>
      said({ type: 'MeetingHeld', data: {} }, { occurredOn: parseEdtf('2025-10-29') }, now as Instant);
    expect(ofThe29th('2025-10-27T23:59:59.999Z')).toBe(AHEAD);
    expect(ofThe29th('2025-10-28T00:00:00.000Z')).toBeUndefined();
  });
  it('is a meeting that began and ended, too', () => {
    expect(heldAt({ start: '2025-10-28T09:00', end: '2025-10-28T11:00', zone: 'Pacific/Kiritimati' })).toBeUndefined();
    expect(heldAt({ start: '2052-10-27T09:30' })).toBe('occurred-in-the-future /start');
    expect(heldAt({ start: '2025-10-27T09:30', end: '2052-10-27T11:00' })).toBe('occurred-in-the-future /end');
  });
  it('is told with the day that was told, the day it is here, and what to do', () => {
    const message = { type: 'StatementMade', data: {} };
    const circumstances = { occurredOn: parseEdtf('2052-10-2X') };
    expect(() => demandNotAhead({ message, circumstances, references: [] }, NOW)).toThrow(
      /^occurredOn is 2052-10-2X, but it is only 2025-10-27 here\. Put the date right\./,
    );
  });
  it('is learned when it is recorded, at the latest', () => {
    const learned = (learnedAt: string) =>
      said({ type: 'StatementMade', data: {} }, { learnedAt: learnedAt as Instant });
    expect(learned(NOW)).toBeUndefined();
    expect(learned('2025-10-27T23:30:00.001Z')).toBe('learned-in-the-future /learnedAt');
  });
});

describe('what is still to come', () => {
  it('stands in fields of its own, as far ahead as it was told', () => {
    const on = parseEdtf('2052-10-27');
    for (const data of [{ planned: { on } }, { due: { on } }, { from: { on }, until: { on } }])
      expect(said({ type: 'MeetingScheduled', data }, { occurredOn: parseEdtf('2025-10-27') })).toBeUndefined();
  });
});

describe('a correction', () => {
  it('moves nothing ahead', () => {
    expect(corrected({ occurredOn: parseEdtf('2025-10-28') })).toBeUndefined();
    expect(corrected({ occurredOn: parseEdtf('2052-10-27') })).toBe('occurred-in-the-future /changes/occurredOn');
    expect(corrected({ start: '2052-10-27T09:30' })).toBe('occurred-in-the-future /changes/start');
  });
  it('takes a date away, and leaves one as it stands that was recorded ahead', () => {
    expect(corrected({ occurredOn: null, start: null })).toBeUndefined();
    expect(corrected({ summary: 'Talks' })).toBeUndefined();
  });
});
