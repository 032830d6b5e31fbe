import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { CorrectionEvent } from './correction.js';
import { decide } from './decide.js';
import { effective, withFields, fieldsOf } from './effective.js';
import type { EventId, Instant, IssueId, PartyId } from './ids.js';
import { meeting, type MeetingEvent } from './meeting.js';
import { position, type PositionEvent } from './position.js';
import { corrects, on, recorded, type GivenFact, voids } from './testing.js';
import type { Day, WorldDate } from './world-date.js';

const event = (n: number) => `event-${n}` as EventId;
const proposed = {
  type: 'MeetingProposed',
  data: { title: 'Talks', level: 'technical', mode: 'in-person', place: 'Brussels' },
} as const;
const scheduled = {
  type: 'MeetingScheduled',
  data: { planned: { on: on('2025-10-30'), text: 'Thursday' }, place: 'Brussels' },
} as const;
const held = { type: 'MeetingHeld', data: { durationText: 'almost two hours', outcome: 'none' } } as const;

type Fact = GivenFact<MeetingEvent | CorrectionEvent>;
const past = (...facts: readonly Fact[]) =>
  effective<MeetingEvent>(recorded<MeetingEvent | CorrectionEvent>(meeting, facts));
const story = (...facts: readonly Fact[]) => past(...facts).events.map(({ type, data }) => ({ type, data }));
const sinceApril: WorldDate = {
  edtf: '2025-04/..',
  earliest: '2025-04-01' as Day,
  latest: null,
  begunBy: '2025-04-30' as Day,
};

describe('what counts of a history', () => {
  it('is nothing where nothing is recorded', () => {
    expect(past()).toEqual({ existence: 'absent', events: [] });
  });
  it('is all that was told where nothing was put right', () => {
    expect(story(proposed, held)).toEqual([proposed, held]);
    expect(past(proposed).events[0]!.correctedBy).toEqual([]);
  });
  it('stands in the order of the world, not of the log', () => {
    expect(
      story(
        { ...held, circumstances: { occurredOn: on('2025-10-30') } },
        { ...scheduled, circumstances: { occurredOn: on('2025-10-27') } },
        { ...proposed, circumstances: { occurredOn: on('2025-10-21') } },
      ),
    ).toEqual([proposed, scheduled, held]);
  });
  it('has the sure day before the vague one that begins with it, and the order of the log where both are the same', () => {
    const early = { ...proposed, circumstances: { occurredOn: on('2025-10-0X', '2025-10-01', '2025-10-09') } };
    const first = { ...scheduled, circumstances: { occurredOn: on('2025-10-01') } };
    const same = { ...held, circumstances: { occurredOn: on('2025-10-01') } };
    expect(story(early, first, same)).toEqual([scheduled, held, proposed]);
  });
});

describe('a correction', () => {
  it('changes what it names, takes away what it calls null and leaves the rest', () => {
    expect(story(proposed, held, corrects(1, { outcome: null, summary: 'Both sides explained.' }))).toEqual([
      proposed,
      { type: 'MeetingHeld', data: { durationText: 'almost two hours', summary: 'Both sides explained.' } },
    ]);
  });
  it('reaches into a detail of a detail', () => {
    const [, now] = story(proposed, scheduled, corrects(1, { planned: { text: 'tomorrow' } }));
    expect(now!.data).toEqual({ planned: { on: on('2025-10-30'), text: 'tomorrow' }, place: 'Brussels' });
  });
  it('that comes later has the last word, and each leaves its mark', () => {
    const { events } = past(
      proposed,
      corrects(0, { title: 'High-level talks', place: 'Beijing' }),
      corrects(0, { title: 'High-level technical talks' }),
    );
    expect(events[0]!.data).toEqual({ ...proposed.data, title: 'High-level technical talks', place: 'Beijing' });
    expect(events[0]!.correctedBy).toEqual([event(1), event(2)]);
  });
  it('counts in the order of the log, whatever day it gives for itself', () => {
    const later = { ...corrects(0, { place: 'Beijing' }), circumstances: { occurredOn: on('2025-11-01') } };
    const earlier = { ...corrects(0, { place: 'Brussels' }), circumstances: { occurredOn: on('2025-10-01') } };
    expect(story(proposed, later, earlier)).toEqual([proposed]);
  });
  it('leaves every other event alone', () => {
    const { events } = past(proposed, held, corrects(1, { outcome: 'agreement' }));
    expect(events[0]).toEqual({ ...recorded(meeting, [proposed])[0], correctedBy: [] });
  });
  it('of the day moves the event to its place in the world', () => {
    const october = { ...held, circumstances: { occurredOn: on('2025-10-30') } };
    const september = { ...scheduled, circumstances: { occurredOn: on('2025-09-30') } };
    expect(story(october, september, corrects(0, { occurredOn: on('2025-08-30') }))).toEqual([held, scheduled]);
    expect(story(october, september, corrects(1, { occurredOn: on('2025-11-30') }))).toEqual([held, scheduled]);
  });
  it('speaks of the circumstances as it does of the data', () => {
    const { events } = past(
      { ...proposed, circumstances: { comment: 'They mean it.', occurredText: 'last week' } },
      corrects(0, { comment: null, occurredText: 'on Monday', sources: [{ publisher: 'Reuters' }] }),
    );
    expect(events[0]!.data).toEqual(proposed.data);
    expect(events[0]!.metadata).toMatchObject({ occurredText: 'on Monday', sources: [{ publisher: 'Reuters' }] });
    expect(events[0]!.metadata).not.toHaveProperty('comment');
  });
  it('that takes away when it was learned leaves it learned when it was recorded', () => {
    const learnedAt = '2025-12-24T10:00:00.000Z' as Instant;
    const { events } = past({ ...proposed, circumstances: { learnedAt } }, corrects(0, { learnedAt: null }));
    expect(events[0]!.metadata.learnedAt).toBe(events[0]!.metadata.recordedAt);
  });
  it('cannot touch who recorded it and when', () => {
    const changes = { recordedAt: '1999-01-01T00:00:00.000Z', recordedBy: { name: 'Nobody' } };
    const [before, after] = [past(proposed), past(proposed, corrects(0, changes))];
    expect(after.events[0]!.metadata).toEqual(before.events[0]!.metadata);
  });
  it('gives a fact an open end: not in April, but since April', () => {
    const april = { ...proposed, circumstances: { occurredOn: on('2025-04', '2025-04-01', '2025-04-30') } };
    const { events } = past(april, corrects(0, { occurredOn: sinceApril }));
    expect(events[0]!.metadata.occurredOn).toEqual(sinceApril);
  });
  it('gives a planned time an open end as well', () => {
    const [, now] = story(proposed, scheduled, corrects(1, { planned: { on: sinceApril } }));
    expect(now!.data).toEqual({ planned: { on: sinceApril, text: 'Thursday' }, place: 'Brussels' });
  });
  it('that was voided counts for nothing', () => {
    const { events } = past(proposed, corrects(0, { place: 'Beijing' }), voids(1));
    expect(events).toEqual(past(proposed).events);
  });
  it('that was voided leaves the other ones standing', () => {
    const title = corrects(0, { title: 'High-level talks' });
    const { events } = past(proposed, corrects(0, { place: 'Beijing' }), title, voids(1));
    expect(events[0]!.data).toEqual({ ...proposed.data, title: 'High-level talks' });
    expect(events[0]!.correctedBy).toEqual([event(2)]);
  });
  it('of a voided event comes to count when the event comes back', () => {
    const corrected = [proposed, held, corrects(1, { outcome: 'agreement' }), voids(1)] as const;
    expect(story(...corrected)).toEqual([proposed]);
    expect(story(...corrected, voids(3))).toEqual([
      proposed,
      { type: 'MeetingHeld', data: { ...held.data, outcome: 'agreement' } },
    ]);
  });
});

describe('a voiding', () => {
  it('takes one event out of the story', () => {
    expect(past(proposed, held, voids(1)).existence).toBe('present');
    expect(story(proposed, held, voids(1))).toEqual([proposed]);
  });
  it('of the opening takes the whole thing out', () => {
    expect(past(proposed, held, voids(0))).toEqual({ existence: 'voided', events: [] });
  });
  it('of that voiding brings the whole thing back', () => {
    expect(past(proposed, held, voids(0), voids(2))).toEqual(past(proposed, held));
  });

  // A position is where it is heard of, and its id follows from party, issue and scope: there is no other id to take.
  const its = { partyId: 'eu' as PartyId, issueId: 'licences' as IssueId, scope: 'public' } as const;
  const taken = { type: 'PositionTaken', data: { ...its, text: 'Unjustified.', kind: 'demand' } } as const;
  const maintained = { type: 'PositionMaintained', data: its } as const;
  const positionPast = (...facts: readonly (PositionEvent | CorrectionEvent)[]) =>
    effective<PositionEvent>(recorded<PositionEvent | CorrectionEvent>(position, facts));
  it('of the first that was heard of a position leaves the rest of it', () => {
    const { existence: standing, events } = positionPast(taken, maintained, voids(0));
    expect(standing).toBe('present');
    expect(events.map(({ type }) => type)).toEqual(['PositionMaintained']);
  });
  it('of all that was heard of a position leaves room to tell it anew', () => {
    const nothing = positionPast(taken, voids(0));
    expect(nothing).toEqual({ existence: 'absent', events: [] });
    const learnedAt = '2026-01-03T00:00:00.000Z' as Instant;
    expect(decide(position, { type: 'TakePosition', data: taken.data }, { learnedAt }, nothing)).toEqual([taken]);
  });
});

describe('a telling', () => {
  const [fact] = recorded<MeetingEvent>(meeting, [{ ...held, circumstances: { occurredText: 'on Thursday' } }]);
  it('is the data and the circumstances, and nothing of the service’s own', () => {
    expect(fieldsOf(fact!)).toEqual({
      ...held.data,
      occurredText: 'on Thursday',
      learnedAt: fact!.metadata.learnedAt,
    });
  });
  it('told again gives the same event', () => {
    expect(withFields(fact!, fieldsOf(fact!))).toEqual(fact);
  });
});

describe('any history', () => {
  const days = fc.uniqueArray(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 10 });
  const on1970 = (day: number) => on(new Date(day * 86_400_000).toISOString().slice(0, 10));
  const factOf = (day: number): GivenFact<MeetingEvent> => ({
    type: 'MeetingHeld',
    data: { summary: `day ${day}` },
    circumstances: { occurredOn: on1970(day) },
  });

  it('tells the same story in whatever order its facts were recorded', () => {
    const shuffled = days.chain((told) =>
      fc.tuple(fc.constant(told), fc.shuffledSubarray(told, { minLength: told.length, maxLength: told.length })),
    );
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(story(...other.map(factOf))).toEqual(story(...one.map(factOf)));
      }),
    );
  });
  it('is what it was once a voiding is voided', () => {
    fc.assert(
      fc.property(days, fc.nat(), (told, n) => {
        const facts = told.map(factOf);
        expect(past(...facts, voids(n % facts.length), voids(facts.length))).toEqual(past(...facts));
      }),
    );
  });
  it('is what it was once a correction is voided', () => {
    fc.assert(
      fc.property(days, fc.nat(), fc.integer({ min: 0, max: 20_000 }), (told, n, day) => {
        const facts = told.map(factOf);
        const corrected = corrects(n % facts.length, { summary: null, occurredOn: on1970(day) });
        expect(past(...facts, corrected, voids(facts.length))).toEqual(past(...facts));
      }),
    );
  });
});
