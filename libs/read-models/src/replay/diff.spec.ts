import { describe, expect, it } from '@jest/globals';
import type { Instant } from '#domain/ids.js';
import type { Day } from '#domain/world-date.js';
import { resolveLabels } from '../models/resolve-labels.js';
import { between, changes, databaseOf, lines, talks } from '../testing/changes-between.js';
import {
  accepted,
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
import { about, loggedOf, type Telling } from '../testing/told-log.js';
import type { Change } from './change.js';
import { changesOf } from './changes.js';
import { changesIn, momentsIn } from './diff.js';
import { PageSnapshots } from './page-snapshot.js';

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
