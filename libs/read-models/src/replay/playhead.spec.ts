import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import type { Instant, StatementId } from '#domain/ids.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { seal } from '#ledger/seal.js';
import { keepBetweenMoments } from '../models/kept-between-moments.js';
import { models } from '../models/replayed-models.js';
import { things } from '../models/things.js';
import { logged } from '../projection/logged-event.js';
import type { ReadModel } from '../projection/read-model.js';
import { besideEvent, type BesideEvent, momentBeside } from '../testing/any-moment.js';
import { storeByPosition, storeOf } from '../testing/batches.js';
import { longDossier, opened, said } from '../testing/dossier.js';
import { placesIn } from '../testing/memory-index.js';
import { answersOf } from '../testing/query-answers.js';
import { NEGOTIATION, randomHistory } from '../testing/random-history.js';
import { dossierOf, recordedByRank, recordedInOrder } from '../testing/simulated-recorder.js';
import { about, type About, everyRow, logOf, type Telling } from '../testing/told-log.js';
import type { AsOf } from './events-as-of.js';
import { Playhead } from './playhead.js';
import { draws } from '../testing/draws.js';

const ALL = models.map(({ name }) => name);
const scope = (negotiationId: string) => ({ negotiationId });

/** A playhead on the negotiation of a dossier, with all its events. */
const playheadOn = (
  negotiationId: string,
  which: readonly ReadModel[],
  dossier: readonly About[],
  storeWith: typeof storeOf = storeByPosition,
) => {
  const log = logOf(...dossier);
  const store = storeWith(log);
  const db = new Database(':memory:');
  const playhead = new Playhead(db, which, store);
  playhead.extend(placesIn(log, scope(negotiationId)));
  return { playhead, db, log, store };
};

/** The rows of a playhead that goes to this moment and was at no other. */
const freshAt = async (log: readonly StoredEvent[], choice: AsOf, negotiationId: string = NEGOTIATION) => {
  const db = new Database(':memory:');
  const playhead = new Playhead(db, models, storeOf(log));
  playhead.extend(placesIn(log, scope(negotiationId)));
  await playhead.move(choice, ALL);
  return db;
};

/** So much of the log, and perhaps a moment at or beside the times of one of its events. */
type Moment = Readonly<{ percent: number; beside: BesideEvent | undefined }>;
const moment: fc.Arbitrary<Moment> = fc.record({
  // Of all doubles between 0 and 1, nearly all are next to 0.
  percent: fc.integer({ min: 0, max: 100 }),
  beside: fc.option(besideEvent, { nil: undefined, freq: 3 }),
});
const choicesIn = (log: readonly StoredEvent[], moments: readonly Moment[]) => {
  const at = momentBeside(log.map((event, ordinal) => logged(event, ordinal)));
  return moments.map(({ percent, beside }): AsOf => ({
    upTo: Math.floor((percent / 100) * log.length) - 1,
    ...(beside && at(beside)),
  }));
};

describe('a playhead', () => {
  it('has the rows of a fresh replay at each moment, in whatever order it is moved', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomHistory,
        fc.array(moment, { minLength: 1, maxLength: 6 }),
        fc.nat(),
        fc.constantFrom(storeOf, storeByPosition),
        async (history, moments, first, storeWith) => {
          const { dossier } = dossierOf(recordedByRank(recordedInOrder(history)));
          const { playhead, db, log } = playheadOn(NEGOTIATION, models, dossier, storeWith);
          for (const [n, choice] of choicesIn(log, moments).entries()) {
            // First one read model, then all of them.
            await playhead.move(choice, n === 0 && moments.length > 1 ? [ALL[first % ALL.length]!] : ALL);
            if (n === 0 && moments.length > 1) continue;
            const fresh = await freshAt(log, choice);
            expect(everyRow(db, models)).toEqual(everyRow(fresh, models));
            fresh.close();
          }
          db.close();
        },
      ),
      draws(10),
    );
  });
  it('gives the answers of a fresh replay at each moment, with what was kept at others', async () => {
    await fc.assert(
      fc.asyncProperty(randomHistory, fc.array(moment, { minLength: 2, maxLength: 4 }), async (history, moments) => {
        const { dossier } = dossierOf(recordedByRank(recordedInOrder(history)));
        const { playhead, db, log } = playheadOn(NEGOTIATION, models, dossier);
        const things = dossier.map(({ kind, id }) => ({ kind, id }));
        const forget = keepBetweenMoments(db);
        for (const choice of choicesIn(log, moments)) {
          forget(await playhead.move(choice, ALL));
          const fresh = await freshAt(log, choice);
          expect(answersOf(db, things)).toEqual(answersOf(fresh, things));
          fresh.close();
        }
        db.close();
      }),
      draws(6),
    );
  });
  it('goes on to events that were recorded after it was made', async () => {
    const log = logOf(...longDossier(30));
    const places = placesIn(log, scope('n'));
    const store = storeOf(log);
    const db = new Database(':memory:');
    const playhead = new Playhead(db, models, store);
    const part = (from: number, to: number) => ({
      ...places,
      streamOf: places.streamOf.slice(from, to),
      ordinals: places.ordinals.slice(from, to),
      positions: places.positions.slice(from, to),
      entries: places.entries.slice(from * 32, to * 32),
    });
    for (const [from, to] of [
      [0, 7],
      [7, 20],
      [20, 30],
    ] as const) {
      playhead.extend(part(from, to));
      await playhead.move({ upTo: to - 1 }, ALL);
      const fresh = await freshAt(log, { upTo: to - 1 }, 'n');
      expect(everyRow(db, models)).toEqual(everyRow(fresh, models));
    }
  });
  it('lists a statement from when it is known, and gives it a name from when a fact names it', async () => {
    const heardOn = (day: string) => ({ learnedAt: `${day}T12:00:00.000Z` as Instant });
    const report = {
      type: 'StatementMade',
      data: { kind: 'spokesperson-remark', text: 'They agreed', verbatim: false },
      circumstances: heardOn('2025-10-27'),
    } as Telling;
    const talks = {
      ...opened(1),
      circumstances: { ...heardOn('2025-10-20'), sources: [{ statementId: 'report' as StatementId }] },
    } as Telling;
    const dossier = [about('statement', 'report', report), about('meeting', 'talks', talks)];
    const { playhead, db } = playheadOn('n', models, dossier);
    const shownOn = async (day: string) => {
      await playhead.move({ upTo: 9, knownAt: `${day}T23:59:59.999Z` as Instant }, ALL);
      const labels = db.prepare("SELECT label FROM things WHERE kind = 'statement'").pluck().all();
      return { labels, listed: db.prepare('SELECT id FROM statements').pluck().all() };
    };
    expect(await shownOn('2025-10-19')).toEqual({ labels: [], listed: [] });
    expect(await shownOn('2025-10-20')).toEqual({ labels: ['They agreed'], listed: [] });
    expect(await shownOn('2025-10-27')).toEqual({ labels: ['They agreed'], listed: ['report'] });
    expect(await shownOn('2025-10-20')).toEqual({ labels: ['They agreed'], listed: [] });
  });
  it('reads nothing of the things that stay as they are', async () => {
    const { playhead, store } = playheadOn('n', models, longDossier(60));
    await playhead.move({ upTo: 50 }, ALL);
    const before = store.readBack;
    await playhead.move({ upTo: 51 }, ALL);
    expect(store.readBack - before).toBeLessThanOrEqual(1);
    await playhead.move({ upTo: 51 }, ALL);
    expect(store.readBack - before).toBeLessThanOrEqual(1);
  });
  it('is not kept from a moment by a later event that no version of the service knows', async () => {
    const log = logOf(...longDossier(30));
    const last = log.length - 1;
    expect(log[last]!.revision).toBeGreaterThan(0);
    const unknown = { ...log[last]!, type: 'OfALaterVersion' };
    const newer = [...log.slice(0, last), { ...unknown, ...seal(unknown) }];
    const db = new Database(':memory:');
    const playhead = new Playhead(db, models, storeOf(newer));
    playhead.extend(placesIn(newer, scope('n')));
    for (const choice of [{ upTo: last - 1 }, { upTo: last - 1, knownAt: '2030-01-01T00:00:00.000Z' as Instant }]) {
      await playhead.move(choice, ALL);
      const fresh = await freshAt(log, choice, 'n');
      expect(everyRow(db, models)).toEqual(everyRow(fresh, models));
    }
    await expect(playhead.move({ upTo: last }, ALL)).rejects.toThrow('OfALaterVersion');
  });
  it('stays where it was if it is stopped on its way', async () => {
    const { playhead, db } = playheadOn('n', models, longDossier(60));
    await playhead.move({ upTo: 20 }, ALL);
    const rows = everyRow(db, models);
    const stop = new AbortController();
    const moving = playhead.move({ upTo: 59 }, ALL, { signal: stop.signal });
    stop.abort(new Error('nobody waits for it'));
    await expect(moving).rejects.toThrow('nobody waits for it');
    expect(everyRow(db, models)).toEqual(rows);
    await playhead.move({ upTo: 59 }, ALL);
    expect(everyRow(db, models)).not.toEqual(rows);
  });
});

describe('a read model that cannot take an event', () => {
  const brittle: ReadModel = {
    ...things,
    name: 'brittle',
    tables: { brittle: things.tables['things']! },
    rows: (thing) => {
      const [row] = things.rows(thing)['things']!;
      if (row!['label'] === 'poison') throw new Error('it was poison');
      return { brittle: [row!] };
    },
  };

  it('is named at the moments that have it, and at no other', async () => {
    const dossier = [
      about('negotiation', 'n', { type: 'NegotiationOpened', data: { title: 'Talks' } }),
      about('meeting', '1', opened(1)),
      about('statement', '2', said(2, 'poison')),
    ];
    const { playhead, db } = playheadOn('n', [things, brittle], dossier);
    const found: unknown[] = [];
    for (const upTo of [1, 2, 0, 2]) {
      await playhead.move({ upTo }, ['things', 'brittle']);
      found.push([playhead.failing, db.prepare('SELECT count(*) FROM things').pluck().get()]);
    }
    expect(found).toEqual([
      [[], 2],
      [['brittle'], 3],
      [[], 1],
      [['brittle'], 3],
    ]);
  });
});
