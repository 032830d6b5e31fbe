import { describe, expect, it } from '@jest/globals';
import type { EventId } from '#domain/ids.js';
import { meeting } from '#domain/meeting.js';
import { recorded } from '#domain/testing.js';
import { accountsOf, countedOnce } from './counted-once.js';

/** Event n reports the event whose number stands in its place. */
const accounts = (...reports: readonly (number | undefined)[]) =>
  recorded(
    meeting,
    reports.map((reported) => ({
      type: 'MeetingHeld' as const,
      data: {},
      ...(reported !== undefined && { circumstances: { reportOf: `event-${reported}` as EventId } }),
    })),
  );
const ids = (events: readonly { id: string }[]) => events.map(({ id }) => id);

describe('a fact that several accounts tell', () => {
  it('counts once, by the account that reports no other', () => {
    expect(ids(countedOnce(accounts(undefined, 0, 1)))).toEqual(['event-0']);
    expect(ids(countedOnce(accounts(undefined, undefined)))).toEqual(['event-0', 'event-1']);
  });
  it('counts by an account whose original is not here', () => {
    expect(ids(countedOnce(accounts(9)))).toEqual(['event-0']);
  });
  it('never vanishes: of accounts that report each other, or themselves, the first counts', () => {
    expect(ids(countedOnce(accounts(1, 0)))).toEqual(['event-0']);
    expect(ids(countedOnce(accounts(0)))).toEqual(['event-0']);
    expect(ids(countedOnce(accounts(1, 2, 1)))).toEqual(['event-1']);
  });
  it('has all its accounts beside it', () => {
    const events = accounts(undefined, 0, 1, undefined);
    expect(ids(accountsOf(events[2]!, events))).toEqual(['event-0', 'event-1', 'event-2']);
  });
});
