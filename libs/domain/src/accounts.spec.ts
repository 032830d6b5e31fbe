import { describe, expect, it } from '@jest/globals';
import { accountsOf, countedOnce, originals } from './accounts.js';
import type { EventId } from './ids.js';
import { meeting, type MeetingEvent } from './meeting.js';
import { recorded, type GivenFact } from './testing.js';

const held = (reportOf?: number): GivenFact<MeetingEvent> => ({
  type: 'MeetingHeld',
  data: {},
  ...(reportOf !== undefined && { circumstances: { reportOf: `event-${reportOf}` as EventId } }),
});
const cancelled: GivenFact<MeetingEvent> = {
  type: 'MeetingCancelled',
  data: {},
  circumstances: { reportOf: 'event-0' as EventId },
};
/** For each event, the number of the original account of its fact. */
const told = (...facts: readonly GivenFact<MeetingEvent>[]) =>
  [...originals(recorded<MeetingEvent>(meeting, facts)).values()].map(({ revision }) => revision);

describe('accounts of a fact', () => {
  it('are each their own original without a reference to another account', () => {
    expect(told(held(), held())).toEqual([0, 1]);
  });
  it('have the event at the end of a chain of reports as their original', () => {
    expect(told(held(), held(0), held(1), held(0))).toEqual([0, 0, 0, 0]);
  });
  it('are their own original if the reported event is missing or of another type', () => {
    expect(told(held(), held(9), cancelled)).toEqual([0, 1, 2]);
  });
  it('that report each other are one fact, whose original is the first of the circle', () => {
    expect(told(held(1), held(0), held(1))).toEqual([0, 0, 0]);
    expect(told(held(0))).toEqual([0]);
    expect(told(held(1), held(2), held(1))).toEqual([1, 1, 1]);
  });
  it('count as one fact', () => {
    const events = recorded<MeetingEvent>(meeting, [held(), held(0), held(1), held(), cancelled]);
    expect(countedOnce(events).map(({ revision }) => revision)).toEqual([0, 3, 4]);
    expect(accountsOf(events[2]!, events).map(({ revision }) => revision)).toEqual([0, 1, 2]);
  });
});
