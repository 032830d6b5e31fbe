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
/** The number of the event that tells the fact of each. */
const told = (...facts: readonly GivenFact<MeetingEvent>[]) =>
  [...originals(recorded<MeetingEvent>(meeting, facts)).values()].map(({ revision }) => revision);

describe('accounts of a fact', () => {
  it('are every one of their own where none names another', () => {
    expect(told(held(), held())).toEqual([0, 1]);
  });
  it('go back to the one that they report, over any number of reports', () => {
    expect(told(held(), held(0), held(1), held(0))).toEqual([0, 0, 0, 0]);
  });
  it('stand alone where what they report is not there, or is another thing that happened', () => {
    expect(told(held(), held(9), cancelled)).toEqual([0, 1, 2]);
  });
  it('that report each other are one fact all the same, and the first of the circle tells it', () => {
    expect(told(held(1), held(0), held(1))).toEqual([0, 0, 0]);
    expect(told(held(0))).toEqual([0]);
    expect(told(held(1), held(2), held(1))).toEqual([1, 1, 1]);
  });
  it('count once together', () => {
    const events = recorded<MeetingEvent>(meeting, [held(), held(0), held(1), held(), cancelled]);
    expect(countedOnce(events).map(({ revision }) => revision)).toEqual([0, 3, 4]);
    expect(accountsOf(events[2]!, events).map(({ revision }) => revision)).toEqual([0, 1, 2]);
  });
});
