import { describe, expect, it } from '@jest/globals';
import type { EventId, Instant } from '#domain/ids.js';
import { approves, marks, on, withdraws } from '#domain/testing.js';
import type { Day, WorldDate } from '#domain/world-date.js';
import { thingFrom } from '../projection/thing.js';
import { type AsOf, eventsAsOf, shownOf } from './events-as-of.js';
import { about, loggedOf, type Telling } from '../testing/told-log.js';

/** Event n is `event-n`. It was recorded n hours into 2026, and by default learned then. */
const chosen = (choice: Partial<AsOf>, ...facts: readonly Telling[]) =>
  eventsAsOf(loggedOf(about('meeting', '1', ...facts)), { upTo: Infinity, ...choice }).map(({ id }) => id);

const proposed = (occurredOn?: WorldDate, learnedAt?: string): Telling => ({
  type: 'MeetingProposed',
  data: { title: 'Talks', partyIds: [] },
  circumstances: { ...(occurredOn && { occurredOn }), ...(learnedAt && { learnedAt: learnedAt as Instant }) },
});
const held = (occurredOn?: WorldDate, learnedAt?: string): Telling => ({
  ...proposed(occurredOn, learnedAt),
  type: 'MeetingHeld',
  data: {},
});
const corrected = (eventId: string, changes: object, learnedAt?: string): Telling => ({
  type: 'RecordCorrected',
  data: { eventId: eventId as EventId, changes: changes as never, reason: 'It was wrong.' },
  circumstances: learnedAt ? { learnedAt: learnedAt as Instant } : {},
});
const voided = (eventId: string): Telling => ({
  type: 'RecordVoided',
  data: { eventId: eventId as EventId, reason: 'It was wrong.' },
});
const by = (day: string) => ({ happenedBy: day as Day });
const known = (instant: string) => ({ knownAt: instant as Instant });

describe('the record at a place in the log', () => {
  it('has what was recorded up to there', () => {
    expect(chosen({ upTo: 1 }, proposed(), held(), corrected('event-1', {}))).toEqual(['event-0', 'event-1']);
    expect(chosen({ upTo: -1 }, proposed(), held())).toEqual([]);
  });
});

describe('the record as known at an instant', () => {
  const told = [proposed(undefined, '2025-10-20T10:00:00.000Z'), held(undefined, '2025-10-31T10:00:00.000Z')];
  it('has what had been learned by then, whenever it was recorded', () => {
    expect(chosen(known('2025-10-20T09:59:59.999Z'), ...told)).toEqual([]);
    expect(chosen(known('2025-10-20T10:00:00.000Z'), ...told)).toEqual(['event-0']);
    expect(chosen(known('2025-10-31T10:00:00.000Z'), ...told)).toEqual(['event-0', 'event-1']);
  });
  it('has the opening of a thing if a later fact of it was known', () => {
    const late = proposed(undefined, '2025-10-31T10:00:00.000Z');
    const early = held(undefined, '2025-10-20T10:00:00.000Z');
    expect(chosen(known('2025-10-25T00:00:00.000Z'), late, early)).toEqual(['event-0', 'event-1']);
    expect(chosen(known('2025-10-19T00:00:00.000Z'), late, early)).toEqual([]);
  });
  it('has a plan that opens a thing only from when that was known itself', () => {
    const late: Telling = {
      type: 'MeetingProposed',
      data: { title: 'Talks', planned: { on: on('2025-11-05') } },
      circumstances: {
        learnedAt: '2025-10-31T10:00:00.000Z' as Instant,
        codes: [{ scheme: 'CAMEO', version: '1', code: '036' }],
      },
    };
    const early = held(undefined, '2025-10-20T10:00:00.000Z');
    const sooner = corrected('event-0', { learnedAt: '2025-10-22T10:00:00.000Z' });
    const openingAt = (instant: string, ...facts: readonly Telling[]) => {
      const choice = { upTo: Infinity, ...known(instant) };
      return shownOf(loggedOf(about('meeting', '1', ...facts)), choice)[0]!;
    };
    const named = openingAt('2025-10-25T00:00:00.000Z', late, early);
    expect([named.data, named.metadata.codes]).toEqual([{ title: 'Talks' }, undefined]);
    for (const whole of [
      openingAt('2025-10-31T10:00:00.000Z', late, early),
      openingAt('2025-10-25T00:00:00.000Z', late, early, sooner),
    ]) {
      expect(whole.data).toHaveProperty('planned');
      expect(whole.metadata.codes).toHaveLength(1);
    }
  });
  it('has no plan of a thing that is only named, though a correction of it was known', () => {
    const code = { scheme: 'CAMEO', version: '1', code: '036' };
    const late = proposed(undefined, '2025-10-31T10:00:00.000Z');
    const right = corrected(
      'event-0',
      { title: 'Technical talks', planned: { on: on('2025-11-05') }, codes: [code] },
      '2025-10-20T10:00:00.000Z',
    );
    const told = loggedOf(about('meeting', '1', late, right));
    const openingAt = (instant: string) =>
      thingFrom(shownOf(told, { upTo: Infinity, ...known(instant) }, true)).events[0]!;
    const named = openingAt('2025-10-25T00:00:00.000Z');
    expect([named.data, named.metadata.codes]).toEqual([{ title: 'Technical talks', partyIds: [] }, undefined]);
    const whole = openingAt('2025-10-31T10:00:00.000Z');
    expect([whole.data, whole.metadata.codes]).toEqual([
      { title: 'Technical talks', partyIds: [], planned: { on: on('2025-11-05') } },
      [code],
    ]);
  });
  it('has a correction only once it was learned', () => {
    const right = corrected('event-0', { title: 'Technical talks' }, '2025-10-25T10:00:00.000Z');
    expect(chosen(known('2025-10-24T00:00:00.000Z'), ...told, right)).toEqual(['event-0']);
    expect(chosen(known('2025-10-25T10:00:00.000Z'), ...told, right)).toEqual(['event-0', 'event-2']);
  });
  it('uses a corrected learnedAt', () => {
    const sooner = corrected('event-1', { learnedAt: '2025-10-30T10:00:00.000Z' });
    expect(chosen(known('2025-10-30T12:00:00.000Z'), ...told, sooner)).toEqual(['event-0', 'event-1']);
  });
  it('has no correction of an unknown fact', () => {
    const right = corrected('event-1', { place: 'Brussels' }, '2025-10-21T10:00:00.000Z');
    expect(chosen(known('2025-10-25T00:00:00.000Z'), ...told, right)).toEqual(['event-0']);
  });
});

describe('the record of what had happened', () => {
  it('includes a fact from the day by which it has certainly begun', () => {
    const vague = held(on('2025-10-0X', '2025-10-01', '2025-10-09'));
    expect(chosen(by('2025-10-08'), proposed(on('2025-10-01')), vague)).toEqual(['event-0']);
    expect(chosen(by('2025-10-09'), proposed(on('2025-10-01')), vague)).toEqual(['event-0', 'event-1']);
  });
  it('includes a fact with an open end from the latest day of its start', () => {
    const since: WorldDate = { ...on('2025-04/..', '2025-04-01', '2025-04-30'), latest: null };
    expect(chosen(by('2025-04-29'), held(since))).toEqual([]);
    expect(chosen(by('2025-04-30'), held(since))).toEqual(['event-0']);
  });
  it('includes an undated fact from when it was learned', () => {
    const undated = proposed(undefined, '2025-10-20T10:00:00.000Z');
    expect(chosen(by('2025-10-19'), undated)).toEqual([]);
    expect(chosen(by('2025-10-20'), undated)).toEqual(['event-0']);
  });
  it('uses the corrected date, and includes the correction', () => {
    const moved = corrected('event-1', { occurredOn: on('2025-10-30') });
    const told = [proposed(on('2025-10-01')), held(on('2025-11-05')), moved];
    expect(chosen(by('2025-10-30'), ...told)).toEqual(['event-0', 'event-1', 'event-2']);
    expect(chosen(by('2025-10-29'), ...told)).toEqual(['event-0']);
  });
  it('uses only corrections that were known then', () => {
    const moved = corrected('event-1', { occurredOn: on('2025-10-30') }, '2025-12-01T00:00:00.000Z');
    const told = [
      proposed(on('2025-10-01'), '2025-10-01T00:00:00.000Z'),
      held(on('2025-11-05'), '2025-11-05T00:00:00.000Z'),
      moved,
    ];
    const choice = { ...by('2025-10-31'), ...known('2025-11-06T00:00:00.000Z') };
    expect(chosen(choice, ...told)).toEqual(['event-0']);
    expect(chosen({ ...choice, ...known('2025-12-01T00:00:00.000Z') }, ...told)).toHaveLength(3);
  });
  it('includes voided facts and their voidings', () => {
    const told = [proposed(on('2025-10-01')), held(on('2025-10-05')), voided('event-1')];
    expect(chosen(by('2025-10-06'), ...told)).toEqual(['event-0', 'event-1', 'event-2']);
    expect(chosen(by('2025-10-04'), ...told)).toEqual(['event-0']);
  });
});

describe.each([
  ['a marking', marks({ level: 'secret' })],
  ['the approval of a marking', approves({ level: 'public' })],
  ['the withdrawal of an approval', withdraws],
])('%s', (_, event) => {
  const told = [proposed(on('2025-10-20')), held(on('2025-10-31')), event];
  it('is included as soon as it is recorded, whatever had happened', () => {
    expect(chosen(by('2025-10-25'), ...told)).toEqual(['event-0', 'event-2']);
    expect(chosen(known('2026-01-01T01:30:00.000Z'), ...told)).toEqual(['event-0', 'event-1']);
    expect(chosen(known('2026-01-01T02:00:00.000Z'), ...told)).toEqual(['event-0', 'event-1', 'event-2']);
  });
  it('does not include a thing without any fact', () => {
    expect(chosen(by('2025-10-19'), ...told)).toEqual([]);
  });
});
