import { afterAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import type { Instant } from '#domain/ids.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { seal } from '#ledger/seal.js';
import { on } from '#domain/testing.js';
import type { Day } from '#domain/world-date.js';
import { answersOf } from '../testing/query-answers.js';
import { storeByPosition, storeOf } from '../testing/batches.js';
import { dossierOf, recordedByRank, recordedInOrder } from '../testing/simulated-recorder.js';
import { models } from '../models/replayed-models.js';
import { negotiationsOf, partiesOf } from '../models/overview/overview-items.js';
import { lastOf, ordinalAt } from '../log-index/queries.js';
import { memoryIndex, placesIn } from '../testing/memory-index.js';
import type { AsOf } from './events-as-of.js';
import { Playhead } from './playhead.js';
import { readInParts } from './replay.js';
import { EVERYWHERE, type Scope } from '../routes/scope.js';
import { statementsOf } from '../models/statements/statements.js';
import { about, type About, everyRow, logOf, viewsOf } from '../testing/told-log.js';
import { NEGOTIATION, randomHistory } from '../testing/random-history.js';
import { draws } from '../testing/draws.js';

const opened: Database.Database[] = [];
afterAll(() => opened.forEach((db) => db.close()));
const kept = (db: Database.Database) => (opened.push(db), db);

const ALL = models.map(({ name }) => name);
type Others = Readonly<{
  store?: ReturnType<typeof storeOf>;
  onProgress?: (done: number) => void;
  signal?: AbortSignal;
}>;
/** The read models at a moment, made from nothing. `store`: what the log says now. */
const replay = async (log: readonly StoredEvent[], choice: AsOf, scope: Scope, others: Others = {}) => {
  const { store = storeOf(log), ...listening } = others;
  const db = new Database(':memory:');
  const playhead = new Playhead(db, models, store);
  playhead.extend(placesIn(log, scope));
  await playhead.move(choice, ALL, listening);
  return kept(db);
};
const replayed = async (dossier: readonly About[], choice: AsOf, scope: Scope) =>
  replay(logOf(...dossier), choice, scope);
const ofAll = { negotiationId: NEGOTIATION };

describe('a replay', () => {
  it('answers every query like the views at that place in the log', async () => {
    await fc.assert(
      fc.asyncProperty(randomHistory, fc.integer({ min: 0, max: 100 }), async (history, percent) => {
        const { dossier } = dossierOf(recordedByRank(recordedInOrder(history)));
        const log = logOf(...dossier);
        const upTo = Math.floor((percent / 100) * log.length) - 1;
        const then = viewsOf(models, ...prefixOf(dossier, upTo + 1));
        const past = await replay(log, { upTo }, ofAll);
        const things = dossier.map(({ kind, id }) => ({ kind, id }));
        expect(answersOf(past, things)).toEqual(answersOf(then, things));
        expect(everyRow(past, models)).toEqual(everyRow(then, models));
        for (const db of [past, then]) db.close();
      }),
      draws(6),
    );
  });
  it('includes the things that a fact names, even if they were recorded later', async () => {
    const learnedAt = '2025-10-21T12:00:00.000Z' as Instant;
    const later = '2025-10-27T12:00:00.000Z' as Instant;
    const dossier = [
      about('negotiation', 'n', {
        type: 'NegotiationOpened',
        data: { title: 'Talks' },
        circumstances: { learnedAt: later },
      } as never),
      about('party', 'eu', {
        type: 'PartyJoined',
        data: { name: 'European Union', role: 'principal' },
        circumstances: { learnedAt: later },
      } as never),
      about('party', 'china', {
        type: 'PartyJoined',
        data: { name: 'China', role: 'principal' },
        circumstances: { learnedAt: later },
      } as never),
      about('statement', 's', {
        type: 'StatementMade',
        data: { text: 'unjustified', partyId: 'eu', kind: 'press-statement', verbatim: true },
        circumstances: { learnedAt, occurredOn: on('2025-10-21') },
      } as never),
    ];
    const all = { after: undefined, limit: 9 };
    const past = await replayed(dossier, { upTo: 3, knownAt: learnedAt }, { negotiationId: 'n' });
    expect(statementsOf(past, 'n', {}, all)).toMatchObject([{ text: 'unjustified' }]);
    expect(partiesOf(past, 'n', {}, all)).toMatchObject([{ name: 'European Union' }]);
    const before = await replayed(
      dossier,
      { upTo: 3, knownAt: '2025-10-20T12:00:00.000Z' as Instant },
      { negotiationId: 'n' },
    );
    expect(partiesOf(before, 'n', {}, all)).toEqual([]);
    const byDay = await replayed(dossier, { upTo: 3, happenedBy: '2025-10-21' as Day }, { negotiationId: 'n' });
    expect(partiesOf(byDay, 'n', {}, all)).toMatchObject([{ name: 'European Union' }]);
  });
});

describe('a replay of accessible negotiations', () => {
  const ownId = '5ba1ad00-0000-4000-8000-000000000001';
  const of = (negotiationId: string, title: string, circumstances = {}) =>
    ({ type: 'NegotiationOpened', data: { title }, circumstances, metadata: { negotiationId } }) as never;
  const naming = (negotiationId: string, partyId: string) =>
    ({
      type: 'StatementMade',
      data: { text: 'x'.repeat(10_000), partyId, kind: 'remark', verbatim: true },
      metadata: { negotiationId },
    }) as never;
  const learnedLater = { learnedAt: '2026-06-01T00:00:00.000Z' as Instant };
  const dossier = [
    about('negotiation', ownId, of(ownId, 'Own talks', learnedLater)),
    ...Array.from({ length: 300 }, (_, i) => about('statement', `s${i}`, naming('others', ownId))),
    about('negotiation', 'others', of('others', 'Other talks')),
  ];
  const log = logOf(...dossier);
  const views = kept(memoryIndex(log).db);
  const made = async (scope: Scope, choice: AsOf) => {
    const heard: number[] = [];
    const db = await replay(log, choice, scope, { onProgress: (done) => void heard.push(done) });
    const ids = negotiationsOf(db, {}, { after: undefined, limit: 9 }).map(({ id }) => id);
    return { ids, heard };
  };

  it('includes only those, and does not reveal the size of others', async () => {
    expect((await made(EVERYWHERE, { upTo: 999 })).heard.at(-1)).toBe(302);
    const own = { among: [ownId, 'unknown'] };
    expect(await made(own, { upTo: 999 })).toEqual({ ids: [ownId], heard: [1] });
    expect(await made({ among: [] }, { upTo: 999 })).toEqual({ ids: [], heard: [] });
  });
  it('is independent of references in other negotiations', async () => {
    const before = { upTo: 999, knownAt: '2026-05-01T00:00:00.000Z' as Instant };
    expect((await made(EVERYWHERE, before)).ids).toContain(ownId);
    expect((await made({ among: [ownId] }, before)).ids).toEqual([]);
  });
  it('is the same between two of their events', () => {
    const last = (upTo: number, ...among: readonly string[]) => lastOf(views, { among }, upTo);
    expect([last(-1, ownId), last(0, ownId), last(999, ownId), last(299, ownId, 'others'), last(999)]).toEqual([
      -1, 0, 0, 299, -1,
    ]);
    expect(lastOf(views, EVERYWHERE, 200)).toBe(200);
  });
  it('can be aborted between parts', async () => {
    const stop = new AbortController();
    const store = storeOf(log);
    const onProgress = () => stop.abort();
    const made = replay(log, { upTo: 999 }, EVERYWHERE, { store, onProgress, signal: stop.signal });
    await expect(made).rejects.toMatchObject({ name: 'AbortError' });
    expect(store.readBack).toBe(256);
  });
});

describe('a read in parts', () => {
  const all = Array.from({ length: 600 }, (_, n) => n);
  /** What was done, in its order: each part by its first number. */
  const recorded = ({ failsAt, signal }: Readonly<{ failsAt?: number; signal?: AbortSignal }> = {}) => {
    const steps: string[] = [];
    const read = async ([first]: readonly number[]) => {
      steps.push(`read ${first}`);
      if (first === failsAt) throw new Error('unreadable');
      return `found ${first}`;
    };
    return { steps, parts: readInParts(all, read, signal) };
  };

  it('reads the next part before the one before is worked on', async () => {
    const { steps, parts } = recorded();
    for await (const [part, found] of parts) steps.push(`${found}, ${part.length}`);
    expect(steps).toEqual(['read 0', 'read 256', 'found 0, 256', 'read 512', 'found 256, 256', 'found 512, 88']);
  });
  it('fails where a part cannot be read, and not before', async () => {
    const { steps, parts } = recorded({ failsAt: 256 });
    const working = async () => {
      for await (const [, found] of parts) steps.push(found);
    };
    await expect(working()).rejects.toThrow('unreadable');
    expect(steps).toEqual(['read 0', 'read 256', 'found 0']);
  });
  it('does not fail for a part that is no longer wanted', async () => {
    const { steps, parts } = recorded({ failsAt: 256 });
    for await (const [, found] of parts) {
      steps.push(found);
      break;
    }
    expect(steps).toEqual(['read 0', 'read 256', 'found 0']);
  });
  it('reads nothing more once it is aborted', async () => {
    const stop = new AbortController();
    const { steps, parts } = recorded({ signal: stop.signal });
    const working = async () => {
      for await (const [, found] of parts) {
        steps.push(found);
        stop.abort();
      }
    };
    await expect(working()).rejects.toMatchObject({ name: 'AbortError' });
    expect(steps).toEqual(['read 0', 'read 256', 'found 0']);
  });
});

describe.each([
  ['by streams', storeOf],
  ['by positions', storeByPosition],
] as const)('a replay, read %s, of an event that was altered', (_, storeWith) => {
  const dossier = [about('negotiation', 'n', { type: 'NegotiationOpened', data: { title: 'Talks' } } as never)];
  const log = logOf(...dossier);
  const replayOf = (stored: readonly StoredEvent[]) =>
    replay(log, { upTo: 9 }, { negotiationId: 'n' }, { store: storeWith(stored) });
  const altered = { ...log[0]!, data: '{"title":"Walks"}' };
  const place = { ordinal: 0, stream: 'negotiation-n', revision: 0 };

  it('is refused, and names the event', async () => {
    const { id } = log[0]!;
    await expect(replayOf([altered])).rejects.toMatchObject({ name: 'EventAltered', event: { ...place, id } });
  });
  it('is refused if its entry was altered to match', async () => {
    const resealed = { ...altered, ...seal(altered) };
    await expect(replayOf([resealed])).rejects.toMatchObject({ name: 'EventAltered', event: place });
  });
  it('is refused if it is missing', async () => {
    await expect(replayOf([])).rejects.toMatchObject({ name: 'EventAltered', event: place });
  });
});

describe('the ordinal of an instant', () => {
  const at = (recordedAt: string) =>
    ({
      type: 'StatementMade',
      data: { text: 't', partyId: 'eu', kind: 'remark', verbatim: true },
      metadata: { recordedAt },
    }) as never;
  const views = kept(
    memoryIndex(
      logOf(
        about('statement', 'a', at('2026-01-01T10:00:00.000Z')),
        about('statement', 'b', at('2026-01-01T12:00:00.000Z')),
        // The clock of another instance was behind.
        about('statement', 'c', at('2026-01-01T11:00:00.000Z')),
        about('statement', 'd', at('2026-01-01T13:00:00.000Z')),
      ),
    ).db,
  );
  it('is that of the last event before any that was recorded later', () => {
    const place = (time: string) => ordinalAt(views, `2026-01-01T${time}:00.000Z`);
    expect(['09:59', '10:00', '11:30', '12:00', '13:00', '14:00'].map(place)).toEqual([-1, 0, 0, 2, 3, 3]);
  });
  it('is the same between two events of a negotiation', () => {
    expect([-1, 0, 3, 9].map((upTo) => lastOf(views, { negotiationId: 'n' }, upTo))).toEqual([-1, 0, 3, 3]);
    expect(lastOf(views, { negotiationId: 'another' }, 9)).toBe(-1);
  });
});

/** The first events of a dossier, up to a number. */
const prefixOf = (dossier: readonly About[], count: number): readonly About[] => {
  let left = count;
  return dossier.flatMap(({ facts, ...thing }) => {
    const told = facts.slice(0, Math.max(left, 0));
    left -= facts.length;
    return told.length === 0 ? [] : [{ ...thing, facts: told }];
  });
};
