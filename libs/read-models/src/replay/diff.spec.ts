import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { CommitmentEvents } from '#domain/commitment.js';
import type { Instant } from '#domain/ids.js';
import { on } from '#domain/testing.js';
import type { Day } from '#domain/world-date.js';
import { openDatabase } from '#storage/open-database.js';
import { anyMoment, type At } from '../testing/any-moment.js';
import { storeOf } from '../testing/batches.js';
import { placesIn } from '../testing/memory-index.js';
import {
  accepted,
  china,
  confirmed,
  eu,
  held,
  invited,
  notPart,
  planned,
  proposed,
  scheduled,
  told,
  unclear,
} from '../testing/meeting-fixture.js';
import { PageSnapshots } from './page-snapshot.js';
import type { Change } from './change.js';
import { changesOf } from './changes.js';
import { dossierOf, recordedByRank, recordedInOrder } from '../testing/simulated-recorder.js';
import { isSame, pathOf, valueAt } from './differences.js';
import { changesIn, diff, momentsIn } from './diff.js';
import { corrected, voided } from '../testing/dossier.js';
import { resolveLabels } from '../models/resolve-labels.js';
import { about, type About, loggedOf, logOf, type Telling } from '../testing/told-log.js';
import { thingFrom } from '../projection/thing.js';
import type { LoggedEvent } from '../projection/read-model.js';
import { NEGOTIATION, randomHistory } from '../testing/random-history.js';
import { draws, sameDraws } from '../testing/draws.js';

const databaseOf = async (
  dossier: readonly About[],
  from: At,
  to: At,
  { negotiationId = 'n' }: { negotiationId?: string } = {},
) => {
  const viewpoint = ({ day = '2026-06-01', ...choice }: At) => ({
    choice: { upTo: 9_999, ...choice },
    day: day as Day,
  });
  const log = logOf(...dossier);
  const [store, places] = [storeOf(log), placesIn(log, { negotiationId })];
  const db = openDatabase(':memory:');
  await diff(db, { store, places, from: viewpoint(from), to: viewpoint(to) });
  return db;
};
const changes = async (...asked: Parameters<typeof databaseOf>): Promise<readonly Change[]> => {
  const db = await databaseOf(...asked);
  try {
    return changesIn(db, undefined, { after: undefined, limit: 10_000 }).map(({ key: _, ...change }) => change);
  } finally {
    db.close();
  }
};

/** A change as one line: `/status tentative → confirmed, by event-2 beside event-3`. */
const lines = async (...asked: Parameters<typeof databaseOf>) =>
  (await changes(...asked)).map(
    ({ change, thing, fact, field, before, after, by, because, without, alsoTouchedBy }) => {
      const what = fact ? `${fact.eventId} ` : `${thing.kind} `;
      const values = field === undefined ? '' : ` ${field} ${text(before)} → ${text(after)}`;
      const why = by ? `by ${by.eventId}` : `${because}${without ? `: ${without.eventId}` : ''}`;
      const beside = alsoTouchedBy ? ` beside ${alsoTouchedBy.map(({ eventId }) => eventId).join(' ')}` : '';
      return `${what}${change}${values}, ${why}${beside}`;
    },
  );
const text = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '–'));

const talks = (...facts: readonly Telling[]) => [about('meeting', '1', ...facts)];
/** The log after two numbers of events. */
const between = (before: number, after: number): [At, At] => [{ upTo: before - 1 }, { upTo: after - 1 }];

describe('the facts between two moments', () => {
  it('a new meeting is added, with its page, by the event that opened it', async () => {
    const [added, ...others] = await changes(talks(proposed), ...between(0, 1));
    expect(others).toEqual([]);
    expect(added).toEqual({
      change: 'added',
      thing: { kind: 'meeting', id: '1' },
      after: expect.objectContaining({ title: 'High-level technical talks', status: 'proposed', place: 'Brussels' }),
      by: {
        ordinal: 0,
        type: 'MeetingProposed',
        eventId: 'event-0',
        occurredOn: '2025-10-20',
        learnedAt: '2026-01-01T00:00:00.000Z',
        recordedAt: '2026-01-01T00:00:00.000Z',
        recordedBy: 'Ana',
      },
    });
    expect(JSON.stringify(added!.after)).not.toMatch(/eventId|recorded|history|learned/);
  });
  it('a fact is added, with its changes of the page', async () => {
    expect(await lines(talks(proposed, scheduled, confirmed), ...between(2, 3))).toEqual([
      'event-2 added, by event-2',
      'meeting changed /status tentative → confirmed, by event-2',
    ]);
  });
  it('a changed field is attributed to the event that changed it, not to a later one', async () => {
    const story = talks(proposed, invited, accepted, scheduled, unclear, notPart, confirmed, held);
    const told = await lines(story, ...between(4, 8));
    expect(told).toContain('meeting changed /coming/wang/coming coming → not-coming, by event-5 beside event-4');
    expect(told).toContain('meeting changed /status tentative → held, by event-7 beside event-6');
  });
  it('a field that changed twice is attributed to the last event', async () => {
    const moved = told('2025-10-29', 'MeetingRescheduled', { planned: planned('2025-11-03') });
    const again = told('2025-10-29', 'MeetingConfirmed', {});
    const facts = await lines(talks(proposed, scheduled, confirmed, moved, again), ...between(2, 5));
    expect(facts).toContain('meeting changed /status tentative → confirmed, by event-4 beside event-2 event-3');
    expect(facts).toContain('meeting changed /planned/on 2025-10-30 → 2025-11-03, by event-3');
  });
  it('a change is found among many events', async () => {
    const words = Array.from({ length: 150 }, () => unclear);
    const story = talks(proposed, accepted, ...words, notPart, ...words.map(() => confirmed));
    expect(await lines(story, ...between(2, 303))).toContain(
      'meeting changed /coming/wang/coming coming → not-coming, by event-152',
    );
  });
  it('a change is attributed to no event if there are too many, and facts still are', () => {
    const chosen = loggedOf(...talks(proposed, scheduled, confirmed, ...Array.from({ length: 40 }, () => unclear)));
    const pages = new PageSnapshots();
    const seen = (count: number) => ({ chosen: chosen.slice(0, count), day: '2026-06-01' as Day });
    const compared = (most: number) =>
      changesOf({ from: seen(2), to: seen(43), pages, whyNot: () => 'not recorded yet', most }).map(
        ({ change }) => change,
      );
    const status = (changed: readonly Change[]) => changed.find(({ field }) => field === '/status')!;
    expect(status(compared(10_000))).toMatchObject({ by: { eventId: 'event-2' } });
    const { by, because } = status(compared(200));
    expect([by, because]).toEqual([null, 'too much was told to say by which event']);
    expect(compared(200)[0]).toMatchObject({ change: 'added', by: { eventId: 'event-2' } });
    pages.close();
  });
  it('a thing without a page is compared by its facts, and marked so', async () => {
    const nobodys = { type: 'CommitmentMade', data: { text: 'a pledge by nobody' } } as never;
    const disputed = { type: 'CommitmentDisputed', data: { partyId: eu, reason: 'No.' } } as never;
    const story = [about('commitment', '1', nobodys, disputed), ...talks(proposed)];
    expect(await lines(story, ...between(0, 3))).toEqual([
      'commitment added, by event-0',
      'event-1 added, by event-1',
      'meeting added, by event-2',
      'commitment changed, its page cannot be made',
    ]);
    expect(await lines(story, ...between(1, 2))).toEqual([
      'event-1 added, by event-1',
      'commitment changed, its page cannot be made',
    ]);
  });
  it('another account of a fact changes only the trail', async () => {
    const report = { ...confirmed, circumstances: { ...confirmed.circumstances, reportOf: 'event-2' } } as Telling;
    expect(await lines(talks(proposed, scheduled, confirmed, report), ...between(3, 4))).toEqual([
      'event-3 added, by event-3',
    ]);
  });
  it('a change of one thing is not repeated on the pages of others', async () => {
    const minutes = about('minutes', '2', {
      type: 'MinutesCirculated',
      data: { meetingId: '1', text: 'As we remember it' },
    } as never);
    expect(await lines([...talks(proposed), minutes], ...between(1, 2))).toEqual(['minutes added, by event-1']);
  });
  it('an empty record has no changes', async () => {
    expect(await changes(talks(proposed, scheduled), ...between(2, 2))).toEqual([]);
    expect(await changes(talks(proposed, scheduled), { upTo: 1 }, { upTo: 900 })).toEqual([]);
    expect(await changes(talks(proposed), ...between(0, 1), { negotiationId: 'another' })).toEqual([]);
  });
});

describe('the corrections between two moments', () => {
  const place = corrected('event-0', { place: 'Geneva' });

  it('a correction has the fact, the field, the old value and the reason, and changes the page', async () => {
    const [first, second] = await changes(talks(proposed, scheduled, place), ...between(2, 3));
    expect(first).toMatchObject({
      change: 'corrected',
      fact: { eventId: 'event-0', type: 'MeetingProposed', occurredOn: '2025-10-20' },
      field: '/place',
      before: 'Brussels',
      after: 'Geneva',
      by: { eventId: 'event-2', type: 'RecordCorrected', reason: 'a slip of the clerk' },
    });
    expect(second).toMatchObject({ change: 'changed', field: '/place', before: 'Brussels', after: 'Geneva' });
  });
  it('a date is compared as the recorder wrote it', async () => {
    const date = corrected('event-0', { occurredOn: on('2025-10-1X', '2025-10-10', '2025-10-19') });
    expect(await lines(talks(proposed, date), ...between(1, 2))).toEqual([
      'event-0 corrected /occurredOn 2025-10-20 → 2025-10-1X, by event-1',
    ]);
  });
  it('after a correction was voided, the event that holds the value is named, and the voiding beside it', async () => {
    expect(await lines(talks(proposed, place, voided('event-1')), ...between(2, 3))).toEqual([
      'event-0 corrected /place Geneva → Brussels, by event-0 beside event-2',
      'meeting changed /place Geneva → Brussels, by event-0 beside event-2',
    ]);
  });
  it('a value that nothing holds any more is attributed to the voiding', async () => {
    const comment = corrected('event-0', { comment: 'Doubtful' });
    expect(await lines(talks(proposed, comment, voided('event-1')), ...between(2, 3))).toEqual([
      'event-0 corrected /comment Doubtful → –, by event-2',
    ]);
  });
  describe('a meeting is moved, another clerk moves it further and takes that back', () => {
    const to = (day: string) => ({ planned: planned(day) });
    const first = planned('2025-10-31');
    const start = [proposed, { ...scheduled, data: { ...scheduled.data, planned: first } } as Telling];

    it('by corrections: the first clerk is named, the other one beside', async () => {
      const story = talks(
        ...start,
        corrected('event-1', to('2025-11-04')),
        corrected('event-1', to('2025-11-05')),
        voided('event-3'),
      );
      expect(await lines(story, ...between(2, 5))).toEqual([
        'event-1 corrected /planned/on 2025-10-31 → 2025-11-04, by event-2 beside event-3 event-4',
        'meeting changed /planned/on 2025-10-31 → 2025-11-04, by event-2 beside event-3 event-4',
      ]);
    });
    it('by a rescheduling that is corrected', async () => {
      const moved = told('2025-10-29', 'MeetingRescheduled', to('2025-11-04'));
      const story = talks(...start, moved, corrected('event-2', to('2025-11-05')), voided('event-3'));
      expect(await lines(story, ...between(2, 5))).toContain(
        'meeting changed /planned/on 2025-10-31 → 2025-11-04, by event-2 beside event-3 event-4',
      );
    });
    it('by a rescheduling before the first moment', async () => {
      const moved = told('2025-10-29', 'MeetingRescheduled', to('2025-11-04'));
      const story = talks(...start, moved, corrected('event-2', to('2025-11-05')), voided('event-3'));
      expect(await lines(story, ...between(4, 5))).toContain(
        'meeting changed /planned/on 2025-11-05 → 2025-11-04, by event-2 beside event-4',
      );
    });
    it('and the last correction that gives the value is named, if an earlier one gave it too', async () => {
      const story = talks(
        ...start,
        corrected('event-1', to('2025-11-04')),
        corrected('event-1', to('2025-11-05')),
        corrected('event-1', to('2025-11-04')),
        voided('event-3'),
      );
      expect(await lines(story, ...between(2, 6))).toEqual([
        'event-1 corrected /planned/on 2025-10-31 → 2025-11-04, by event-4 beside event-2 event-3',
        'meeting changed /planned/on 2025-10-31 → 2025-11-04, by event-4 beside event-2 event-3',
      ]);
    });
  });
  it('a fact that is voided, restored and voided again is attributed to the voiding in effect', async () => {
    const story = talks(proposed, scheduled, confirmed, voided('event-2'), voided('event-3'), voided('event-4'));
    expect(await lines(story, ...between(3, 6))).toContain('event-2 voided, by event-3 beside event-4 event-5');
  });
  it('an old voiding that is in effect again is told beside the event that restored it', async () => {
    const story = talks(proposed, scheduled, confirmed, voided('event-2'), voided('event-3'), voided('event-4'));
    expect(await lines(story, ...between(5, 6))).toContain('event-2 voided, by event-3 beside event-5');
  });
  it('a correction that was made and voided in between is no change', async () => {
    expect(await changes(talks(proposed, place, voided('event-1')), ...between(1, 3))).toEqual([]);
  });
  it('a fact that was added and corrected in between is added as corrected', async () => {
    const [added] = await changes(
      talks(proposed, scheduled, corrected('event-1', { place: 'Geneva' })),
      ...between(1, 3),
    );
    expect(added).toMatchObject({
      change: 'added',
      after: { place: 'Geneva' },
      by: { eventId: 'event-1', correctedBy: ['event-2'] },
    });
  });
  it('a voided fact has the voiding and the reason; voiding that restores it', async () => {
    const story = talks(proposed, scheduled, confirmed, voided('event-2'), voided('event-3'));
    const [first] = await changes(story, ...between(3, 4));
    expect(first).toMatchObject({
      change: 'voided',
      fact: { eventId: 'event-2', type: 'MeetingConfirmed' },
      by: { eventId: 'event-3', type: 'RecordVoided', reason: 'a slip of the clerk' },
    });
    expect(await lines(story, ...between(3, 4))).toEqual([
      'event-2 voided, by event-3',
      'meeting changed /status confirmed → tentative, by event-1 beside event-3',
    ]);
    expect(await lines(story, ...between(4, 5))).toEqual([
      'event-2 restored, by event-4',
      'meeting changed /status tentative → confirmed, by event-2 beside event-4',
    ]);
    expect(await changes(story, ...between(3, 5))).toEqual([]);
  });
  it('a thing whose opening was voided is voided and restored as a whole', async () => {
    const story = talks(proposed, scheduled, voided('event-0'), voided('event-2'));
    const [taken, ...others] = await changes(story, ...between(2, 3));
    expect(taken).toMatchObject({ change: 'voided', before: { status: 'tentative' }, by: { eventId: 'event-2' } });
    expect([taken!.fact, others]).toEqual([undefined, []]);
    expect(await lines(story, ...between(3, 4))).toEqual(['meeting restored, by event-3']);
  });
  it('a fact that was recorded and voided in between is listed as both', async () => {
    expect(await lines(talks(proposed, voided('event-0')), ...between(0, 2))).toEqual([
      'meeting added, by event-0',
      'meeting voided, by event-1',
    ]);
    expect(await lines(talks(proposed, confirmed, voided('event-1')), ...between(1, 3))).toEqual([
      'event-1 added, by event-1',
      'event-1 voided, by event-2',
    ]);
  });
  it('a position is voided with all its facts', async () => {
    const taken = {
      type: 'PositionTaken',
      data: { partyId: eu, issueId: 'i', scope: 'public', text: 'No', kind: 'demand' },
    } as never;
    const story = [about('position', '1', taken, voided('event-0'))];
    expect(await lines(story, ...between(1, 2))).toEqual(['position voided, by event-1']);
    expect(await lines(story, ...between(2, 1))).toEqual(['position restored, not recorded yet: event-1']);
  });
});

describe('moments in any order', () => {
  const learned = (fact: Telling, day: string): Telling => ({
    ...fact,
    circumstances: { ...fact.circumstances, learnedAt: `${day}T12:00:00.000Z` as Instant },
  });
  const known = (day: string): At => ({ knownAt: `${day}T23:59:59.999Z` as Instant });
  const story = talks(
    learned(proposed, '2025-10-20'),
    learned(scheduled, '2025-10-26'),
    learned(confirmed, '2025-10-29'),
  );

  it('from later to earlier, the facts in between are removed, without a cause', async () => {
    const [removed, status] = await changes(story, ...between(3, 2));
    expect(removed).toMatchObject({
      change: 'removed',
      fact: { eventId: 'event-2', type: 'MeetingConfirmed' },
      by: null,
      because: 'not recorded yet',
      without: { eventId: 'event-2' },
    });
    expect(status).toMatchObject({ field: '/status', before: 'confirmed', after: 'tentative', by: null });
    expect(await lines(story, ...between(3, 0))).toEqual([
      'meeting removed, not recorded yet: event-0',
      'event-1 removed, not recorded yet: event-1',
      'event-2 removed, not recorded yet: event-2',
    ]);
  });
  it('compared with what was known, a fact was not learned yet', async () => {
    expect(await lines(story, {}, known('2025-10-28'))).toEqual([
      'event-2 removed, not learned yet: event-2',
      'meeting changed /status confirmed → tentative, not learned yet: event-2',
    ]);
    expect(await lines(story, known('2025-10-28'), {})).toEqual([
      'event-2 added, by event-2',
      'meeting changed /status tentative → confirmed, by event-2',
    ]);
  });
  it('compared with what had happened, a fact had not happened yet', async () => {
    expect(await lines(story, {}, { happenedBy: '2025-10-28' as Day })).toEqual([
      'event-2 removed, not happened yet: event-2',
      'meeting changed /status confirmed → tentative, not happened yet: event-2',
    ]);
  });
  it('between a place in the log and what was known, both differences are listed', async () => {
    const late = talks(
      learned(proposed, '2025-10-20'),
      learned(confirmed, '2025-11-20'),
      learned(scheduled, '2025-10-26'),
    );
    expect(await lines(late, { upTo: 1 }, known('2025-10-28'))).toEqual([
      'event-1 removed, not learned yet: event-1',
      'event-2 added, by event-2',
      'meeting changed /status confirmed → tentative, by event-2',
      ...['text this week → Thursday', 'on – → 2025-10-30'].map(
        (turn) => `meeting changed /planned/${turn}, by event-2`,
      ),
    ]);
  });
  it('a correction that was not known yet is removed', async () => {
    const right = learned(corrected('event-0', { place: 'Geneva' }), '2025-10-30');
    expect(await lines(talks(learned(proposed, '2025-10-20'), right), {}, known('2025-10-28'))).toEqual([
      'event-0 corrected /place Geneva → Brussels, not learned yet: event-1',
      'meeting changed /place Geneva → Brussels, not learned yet: event-1',
    ]);
  });
  it('the things that a fact names are included, as on the pages of that moment', async () => {
    const party = learned({ type: 'PartyJoined', data: { name: 'China', role: 'principal' } } as never, '2025-10-27');
    const dossier = [about('party', china, party), ...talks(learned(proposed, '2025-10-20'))];
    expect(await lines(dossier, known('2025-10-19'), known('2025-10-21'))).toEqual([
      'party added, by event-0',
      'meeting added, by event-1',
    ]);
  });
  describe('an invitation was known, and the plan of its meeting was not', () => {
    const plan = { ...proposed, data: { ...proposed.data, planned: planned('2025-10-30') } } as Telling;
    const talksBefore = talks(learned(plan, '2025-10-27'), learned(invited, '2025-10-21'));
    const [then, later] = [known('2025-10-22'), known('2025-10-28')];

    it('the plan is added when it is known, as a fact and on the page', async () => {
      expect(await lines(talksBefore, then, later)).toEqual([
        'event-0 added, by event-0',
        'meeting changed /status proposed → tentative, by event-0',
        'meeting changed /planned – → {"on":"2025-10-30"}, by event-0',
      ]);
    });
    it('and is removed on the way back', async () => {
      expect(await lines(talksBefore, later, then)).toEqual([
        'event-0 removed, not learned yet: event-0',
        'meeting changed /status tentative → proposed, not learned yet: event-0',
        'meeting changed /planned {"on":"2025-10-30"} → –, not learned yet: event-0',
      ]);
    });
    it('a meeting that is only named is added without its plan', async () => {
      const [added, ...others] = await changes(talksBefore, known('2025-10-20'), then);
      expect(added).toMatchObject({ change: 'added', by: { eventId: 'event-0' }, after: { status: 'proposed' } });
      expect(added!.after).not.toHaveProperty('planned');
      expect(others).toMatchObject([{ change: 'added', fact: { type: 'InvitationExtended' } }]);
    });
    it('nothing is told of a plan that is known at neither moment', async () => {
      const voidedSince = [...talksBefore, ...talks(learned(voided('event-1'), '2025-10-23'))];
      const told = await lines(voidedSince, then, known('2025-10-24'));
      expect(told[0]).toBe('event-1 voided, by event-2');
      expect(told.join()).not.toMatch(/planned|status|event-0/);
    });
  });
});

describe('changes by the passing of time', () => {
  const announced = {
    type: 'MeasureAnnounced',
    data: {
      actorId: china,
      title: 'No. 61',
      instrument: 'export-control',
      provisions: [
        { provisionId: '1-1', text: 'Parts', entersIntoForce: { on: on('2025-12-01') } },
        { provisionId: '1-3', text: 'Now', entersIntoForce: { on: on('2025-10-09') } },
      ],
    },
    circumstances: { occurredOn: on('2025-10-09') },
  } as Telling;
  const suspended = {
    type: 'ProvisionSuspended',
    data: { provisionId: '1-1', from: { on: on('2025-11-10') }, until: { on: on('2026-11-10') } },
    circumstances: { occurredOn: on('2025-11-07') },
  } as Telling;
  const measure = (...more: readonly Telling[]) => [about('measure', '1', announced, ...more)];

  it('a provision enters into force on its day', async () => {
    const [status, ...others] = await changes(measure(), { day: '2025-11-15' }, { day: '2025-12-02' });
    expect(status).toEqual({
      change: 'changed',
      thing: { kind: 'measure', id: '1' },
      about: { actorId: 'china' },
      field: '/provisions/1-1/force/status',
      before: 'not-yet',
      after: 'in-force',
      by: null,
      because: 'time passed',
    });
    expect(others.every(({ because }) => because === 'time passed')).toBe(true);
    expect(await lines(measure(), { day: '2025-12-02' }, { day: '2025-11-15' })).toContain(
      'measure changed /provisions/1-1/force/status in-force → not-yet, time had not passed yet',
    );
  });
  it('nothing changes if the day makes no difference', async () => {
    expect(await changes(measure(), { day: '2025-11-15' }, { day: '2025-11-16' })).toEqual([]);
  });
  it('a suspension is the cause, even if time passed', async () => {
    const asked = [measure(suspended), { upTo: 0, day: '2025-11-05' }, { upTo: 1, day: '2025-11-15' }] as const;
    expect(await lines(...asked)).toContain(
      'measure changed /provisions/1-1/force/status not-yet → suspended, by event-1',
    );
    expect(await lines(asked[0], asked[2], asked[1])).toContain(
      'measure changed /provisions/1-1/force/status suspended → not-yet, not recorded yet: event-1',
    );
  });
  it('a suspension ends by itself', async () => {
    expect(await lines(measure(suspended), { day: '2026-11-10' }, { day: '2026-11-11' })).toContain(
      'measure changed /provisions/1-1/force/status suspended → in-force, time passed',
    );
  });
  it('a commitment is overdue on the day after its due date', async () => {
    const made = {
      type: 'CommitmentMade',
      data: {
        byIds: [eu],
        text: 'A dialogue',
        due: { on: on('2025-12-31') },
      } as unknown as CommitmentEvents['CommitmentMade'],
    } as Telling;
    const pledge = [about('commitment', '1', made)];
    expect(await lines(pledge, { day: '2025-12-31' }, { day: '2026-01-01' })).toEqual([
      'commitment changed /overdue false → true, time passed',
    ]);
  });
});

describe('the result', () => {
  const story = [
    ...talks(proposed, scheduled),
    about('statement', '2', {
      type: 'StatementMade',
      data: { text: 'unjustified', kind: 'remark', verbatim: true },
    } as never),
    ...talks(confirmed),
  ];
  it('is in the order of the log, and continues after a page', async () => {
    const db = await databaseOf(story, ...between(0, 4));
    const all = changesIn(db, undefined, { after: undefined, limit: 100 });
    expect(all.map(({ by }) => by!.ordinal)).toEqual([0, 1, 2, 3]);
    const paged: unknown[] = [];
    for (let after: readonly number[] | undefined; ;) {
      const [one] = changesIn(db, undefined, { after, limit: 1 });
      if (one === undefined) break;
      paged.push(one);
      after = one.key;
    }
    expect(paged).toEqual(all);
    db.close();
  });
  it('can be limited to one thing, and has the labels of all', async () => {
    const db = await databaseOf(story, ...between(0, 4));
    const one = changesIn(db, 'statement-2', { after: undefined, limit: 100 });
    expect(one.map(({ thing }) => thing.kind)).toEqual(['statement']);
    expect(changesIn(db, 'statement-3', { after: undefined, limit: 100 })).toEqual([]);
    const meeting = { kind: 'meeting', id: '1' };
    expect(resolveLabels(db, { meeting })).toEqual({ 1: { kind: 'meeting', label: 'High-level technical talks' } });
    db.close();
  });
  it('has the compared moments', async () => {
    const from = { upTo: 1, knownAt: '2026-01-01T01:00:00.000Z' as Instant, day: '2026-01-01' };
    const db = await databaseOf(story, from, { upTo: 3, day: '2026-06-01' });
    expect(momentsIn(db)).toEqual({
      from: { ordinal: 1, knownAt: '2026-01-01T01:00:00.000Z', day: '2026-01-01' },
      to: { ordinal: 3, day: '2026-06-01' },
    });
    db.close();
  });
});

/** By brute force: the events in effect are applied one by one. */
const holderIn = (log: readonly LoggedEvent[], { thing, fact, field, after, by }: Change): string => {
  const stream = `${thing.kind}-${thing.id}`;
  const history = log.filter((event) => event.stream === stream);
  const isVoided = ({ id }: LoggedEvent): boolean =>
    history.some(
      (event) =>
        event.type === 'RecordVoided' && (event.data as { eventId: string }).eventId === id && !isVoided(event),
    );
  const standing = history.filter((event) => event.type !== 'RecordVoided' && !isVoided(event));
  const path = pathOf(field!);
  const gives = ({ id, type, data, metadata }: LoggedEvent): boolean => {
    if (type !== 'RecordCorrected') return id === fact?.eventId && Object.hasOwn({ ...data, ...metadata }, path[0]!);
    const { eventId, changes: patch } = data as { eventId: string; changes: object };
    return eventId === fact?.eventId && Object.hasOwn(patch, path[0]!);
  };
  // What shows no value may have lost it by any event.
  const goneBy = after === undefined ? by!.eventId : 'no event';
  if (fact) return standing.findLast(gives)?.id ?? goneBy;

  const isReplaced = (event: LoggedEvent, n: number) =>
    event.type === 'RecordCorrected' &&
    fieldsIn(event).every((name) => standing.slice(n + 1).some(corrects(event, name)));
  const counting = standing.filter((event, n) => !isReplaced(event, n));
  const pages = new PageSnapshots();
  const show = (count: number) =>
    count === 0 ? undefined : valueAt(pages.of(thingFrom(counting.slice(0, count)), '2026-06-01' as Day), path);
  try {
    const last = counting.findLast((_, n) => isSame(show(n + 1), after) && !isSame(show(n), after));
    return last?.id ?? goneBy;
  } finally {
    pages.close();
  }
};
const fieldsIn = ({ data }: LoggedEvent) => Object.keys((data as { changes: object }).changes);
const corrects = (correction: LoggedEvent, name: string) => (event: LoggedEvent) =>
  event.type === 'RecordCorrected' && targetOf(event) === targetOf(correction) && fieldsIn(event).includes(name);
const targetOf = ({ data }: LoggedEvent) => (data as { eventId?: string }).eventId;

describe('of any history', () => {
  /** The reverse of a change, without its cause. */
  const seen = ({ change, thing, fact, field, before, after }: Change, swapped: boolean) =>
    JSON.stringify([
      swapped ? (SWAPPED[change] ?? change) : change,
      thing,
      fact?.eventId,
      field,
      swapped ? [after, before] : [before, after],
    ]);
  const SWAPPED: Readonly<Record<string, string>> = { added: 'removed', removed: 'added' };
  const isTurn = ({ change }: Change) => change === 'voided' || change === 'restored';
  /** What has a reverse. A thing that is voided or restored by a fact is told with that fact, and then the fact is not told again. */
  const mutual = (there: readonly Change[], back: readonly Change[]) => {
    const turned = new Set([...there, ...back].filter(isTurn).map(({ thing: { kind, id } }) => `${kind} ${id}`));
    return (change: Change) =>
      !isTurn(change) && (change.fact === undefined || !turned.has(`${change.thing.kind} ${change.thing.id}`));
  };

  it('a moment equals itself, and differences are symmetric', async () => {
    await fc.assert(
      fc.asyncProperty(randomHistory, anyMoment, anyMoment, async (history, from, to) => {
        const { dossier } = dossierOf(recordedByRank(recordedInOrder(history)));
        const of = { negotiationId: NEGOTIATION };
        expect(await changes(dossier, from, from, of)).toEqual([]);
        const there = await changes(dossier, from, to, of);
        const back = await changes(dossier, to, from, of);
        const isMutual = mutual(there, back);
        expect(
          there
            .filter(isMutual)
            .map((change) => seen(change, false))
            .toSorted(),
        ).toEqual(
          back
            .filter(isMutual)
            .map((change) => seen(change, true))
            .toSorted(),
        );
        for (const { by, because } of there) expect(by === null).toBe(because !== undefined);
      }),
      draws(8),
    );
  });
  it('changes of a longer log are attributed to its new events, or to time', async () => {
    await fc.assert(
      fc.asyncProperty(randomHistory, fc.nat(60), fc.nat(60), async (history, first, more) => {
        const { dossier } = dossierOf(recordedByRank(recordedInOrder(history)));
        const found = await changes(
          dossier,
          { upTo: first },
          { upTo: first + more, day: '2026-09-01' },
          { negotiationId: NEGOTIATION },
        );
        for (const { by, because, alsoTouchedBy = [] } of found)
          if (by)
            expect([by, ...alsoTouchedBy].some(({ ordinal }) => ordinal! > first && ordinal! <= first + more)).toBe(
              true,
            );
          else expect(because).toBe('time passed');
      }),
      draws(8),
    );
  });
  it('a field is attributed to the last event in effect that gives the value shown', async () => {
    let fields = 0;
    const isHeld = fc.asyncProperty(randomHistory, fc.nat(60), async (history, first) => {
      const { dossier } = dossierOf(recordedByRank(recordedInOrder(history)));
      const log = loggedOf(...dossier);
      const found = await changes(dossier, { upTo: first }, { upTo: log.length }, { negotiationId: NEGOTIATION });
      for (const change of found) if (change.field !== undefined && change.by) fields += 1;
      for (const change of found)
        if (change.field !== undefined && change.by)
          expect([change, change.by.eventId]).toEqual([change, holderIn(log, change)]);
    });
    await fc.assert(isHeld, draws(16));
    fields = 0;
    await fc.assert(isHeld, sameDraws(16));
    expect(fields).toBeGreaterThan(20);
  });
});
