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

describe('the effective history', () => {
  it('is absent for an empty history', () => {
    expect(past()).toEqual({ existence: 'absent', events: [] });
  });
  it('is the whole history without corrections', () => {
    expect(story(proposed, held)).toEqual([proposed, held]);
    expect(past(proposed).events[0]!.correctedBy).toEqual([]);
  });
  it('is in chronological order, not in the order of the log', () => {
    expect(
      story(
        { ...held, circumstances: { occurredOn: on('2025-10-30') } },
        { ...scheduled, circumstances: { occurredOn: on('2025-10-27') } },
        { ...proposed, circumstances: { occurredOn: on('2025-10-21') } },
      ),
    ).toEqual([proposed, scheduled, held]);
  });
  it('has an exact day before a vague date that starts with it, and equal dates in the order of the log', () => {
    const early = { ...proposed, circumstances: { occurredOn: on('2025-10-0X', '2025-10-01', '2025-10-09') } };
    const first = { ...scheduled, circumstances: { occurredOn: on('2025-10-01') } };
    const same = { ...held, circumstances: { occurredOn: on('2025-10-01') } };
    expect(story(early, first, same)).toEqual([scheduled, held, proposed]);
  });
});

describe('a correction', () => {
  it('changes its fields, removes those that are null and keeps the others', () => {
    expect(story(proposed, held, corrects(1, { outcome: null, summary: 'Both sides explained.' }))).toEqual([
      proposed,
      { type: 'MeetingHeld', data: { durationText: 'almost two hours', summary: 'Both sides explained.' } },
    ]);
  });
  it('changes nested fields', () => {
    const [, now] = story(proposed, scheduled, corrects(1, { planned: { text: 'tomorrow' } }));
    expect(now!.data).toEqual({ planned: { on: on('2025-10-30'), text: 'tomorrow' }, place: 'Brussels' });
  });
  it('that comes later takes precedence, and all are listed', () => {
    const { events } = past(
      proposed,
      corrects(0, { title: 'High-level talks', place: 'Beijing' }),
      corrects(0, { title: 'High-level technical talks' }),
    );
    expect(events[0]!.data).toEqual({ ...proposed.data, title: 'High-level technical talks', place: 'Beijing' });
    expect(events[0]!.correctedBy).toEqual([event(1), event(2)]);
  });
  it('is applied in the order of the log, whatever its own date', () => {
    const later = { ...corrects(0, { place: 'Beijing' }), circumstances: { occurredOn: on('2025-11-01') } };
    const earlier = { ...corrects(0, { place: 'Brussels' }), circumstances: { occurredOn: on('2025-10-01') } };
    expect(story(proposed, later, earlier)).toEqual([proposed]);
  });
  it('does not change other events', () => {
    const { events } = past(proposed, held, corrects(1, { outcome: 'agreement' }));
    expect(events[0]).toEqual({ ...recorded(meeting, [proposed])[0], correctedBy: [] });
  });
  it('of the date moves the event to its chronological place', () => {
    const october = { ...held, circumstances: { occurredOn: on('2025-10-30') } };
    const september = { ...scheduled, circumstances: { occurredOn: on('2025-09-30') } };
    expect(story(october, september, corrects(0, { occurredOn: on('2025-08-30') }))).toEqual([held, scheduled]);
    expect(story(october, september, corrects(1, { occurredOn: on('2025-11-30') }))).toEqual([held, scheduled]);
  });
  it('changes circumstances like data', () => {
    const { events } = past(
      { ...proposed, circumstances: { comment: 'They mean it.', occurredText: 'last week' } },
      corrects(0, { comment: null, occurredText: 'on Monday', sources: [{ publisher: 'Reuters' }] }),
    );
    expect(events[0]!.data).toEqual(proposed.data);
    expect(events[0]!.metadata).toMatchObject({ occurredText: 'on Monday', sources: [{ publisher: 'Reuters' }] });
    expect(events[0]!.metadata).not.toHaveProperty('comment');
  });
  it('that removes learnedAt sets it to the time of recording', () => {
    const learnedAt = '2025-12-24T10:00:00.000Z' as Instant;
    const { events } = past({ ...proposed, circumstances: { learnedAt } }, corrects(0, { learnedAt: null }));
    expect(events[0]!.metadata.learnedAt).toBe(events[0]!.metadata.recordedAt);
  });
  it('cannot change the recorder and the time of recording', () => {
    const changes = { recordedAt: '1999-01-01T00:00:00.000Z', recordedBy: { name: 'Nobody' } };
    const [before, after] = [past(proposed), past(proposed, corrects(0, changes))];
    expect(after.events[0]!.metadata).toEqual(before.events[0]!.metadata);
  });
  it('can give a fact an open end: since April instead of in April', () => {
    const april = { ...proposed, circumstances: { occurredOn: on('2025-04', '2025-04-01', '2025-04-30') } };
    const { events } = past(april, corrects(0, { occurredOn: sinceApril }));
    expect(events[0]!.metadata.occurredOn).toEqual(sinceApril);
  });
  it('can give a planned time an open end', () => {
    const [, now] = story(proposed, scheduled, corrects(1, { planned: { on: sinceApril } }));
    expect(now!.data).toEqual({ planned: { on: sinceApril, text: 'Thursday' }, place: 'Brussels' });
  });
  it('that was voided is not applied', () => {
    const { events } = past(proposed, corrects(0, { place: 'Beijing' }), voids(1));
    expect(events).toEqual(past(proposed).events);
  });
  it('that was voided does not affect the others', () => {
    const title = corrects(0, { title: 'High-level talks' });
    const { events } = past(proposed, corrects(0, { place: 'Beijing' }), title, voids(1));
    expect(events[0]!.data).toEqual({ ...proposed.data, title: 'High-level talks' });
    expect(events[0]!.correctedBy).toEqual([event(2)]);
  });
  it('of a voided event is applied once the event is restored', () => {
    const corrected = [proposed, held, corrects(1, { outcome: 'agreement' }), voids(1)] as const;
    expect(story(...corrected)).toEqual([proposed]);
    expect(story(...corrected, voids(3))).toEqual([
      proposed,
      { type: 'MeetingHeld', data: { ...held.data, outcome: 'agreement' } },
    ]);
  });
});

describe('a voiding', () => {
  it('removes one event', () => {
    expect(past(proposed, held, voids(1)).existence).toBe('present');
    expect(story(proposed, held, voids(1))).toEqual([proposed]);
  });
  it('of the opening removes the whole thing', () => {
    expect(past(proposed, held, voids(0))).toEqual({ existence: 'voided', events: [] });
  });
  it('of that voiding restores the whole thing', () => {
    expect(past(proposed, held, voids(0), voids(2))).toEqual(past(proposed, held));
  });

  // A position exists as long as any fact about it. Its id is derived from party, issue and scope, so no other id is possible.
  const its = { partyId: 'eu' as PartyId, issueId: 'licences' as IssueId, scope: 'public' } as const;
  const taken = { type: 'PositionTaken', data: { ...its, text: 'Unjustified.', kind: 'demand' } } as const;
  const maintained = { type: 'PositionMaintained', data: its } as const;
  const positionPast = (...facts: readonly (PositionEvent | CorrectionEvent)[]) =>
    effective<PositionEvent>(recorded<PositionEvent | CorrectionEvent>(position, facts));
  it('of the first fact of a position keeps the others', () => {
    const { existence: standing, events } = positionPast(taken, maintained, voids(0));
    expect(standing).toBe('present');
    expect(events.map(({ type }) => type)).toEqual(['PositionMaintained']);
  });
  it('of all facts of a position allows to record it again', () => {
    const nothing = positionPast(taken, voids(0));
    expect(nothing).toEqual({ existence: 'absent', events: [] });
    const learnedAt = '2026-01-03T00:00:00.000Z' as Instant;
    expect(decide(position, { type: 'TakePosition', data: taken.data }, { learnedAt }, nothing)).toEqual([taken]);
  });
});

describe('the fields of an event', () => {
  const [fact] = recorded<MeetingEvent>(meeting, [{ ...held, circumstances: { occurredText: 'on Thursday' } }]);
  it('are its data and circumstances, without the metadata of the service', () => {
    expect(fieldsOf(fact!)).toEqual({
      ...held.data,
      occurredText: 'on Thursday',
      learnedAt: fact!.metadata.learnedAt,
    });
  });
  it('give the same event again', () => {
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

  it('has the same effective history in any order of recording', () => {
    const shuffled = days.chain((told) =>
      fc.tuple(fc.constant(told), fc.shuffledSubarray(told, { minLength: told.length, maxLength: told.length })),
    );
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(story(...other.map(factOf))).toEqual(story(...one.map(factOf)));
      }),
    );
  });
  it('is unchanged after a voiding is voided', () => {
    fc.assert(
      fc.property(days, fc.nat(), (told, n) => {
        const facts = told.map(factOf);
        expect(past(...facts, voids(n % facts.length), voids(facts.length))).toEqual(past(...facts));
      }),
    );
  });
  it('is unchanged after a correction is voided', () => {
    fc.assert(
      fc.property(days, fc.nat(), fc.integer({ min: 0, max: 20_000 }), (told, n, day) => {
        const facts = told.map(factOf);
        const corrected = corrects(n % facts.length, { summary: null, occurredOn: on1970(day) });
        expect(past(...facts, corrected, voids(facts.length))).toEqual(past(...facts));
      }),
    );
  });
});
