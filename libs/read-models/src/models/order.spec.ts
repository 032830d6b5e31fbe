import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { CORRECTION_TYPES } from '#domain/correction.js';
import { WORLD_TYPES } from '#domain/decode.js';
import { WORLD_KINDS } from '#domain/ids.js';
import { answersOf, timeless } from '../testing/query-answers.js';
import { inBatches, storeOf } from '../testing/batches.js';
import { build } from '../projector/build.js';
import { dossierOf, recordedByRank, recordedInOrder } from '../testing/simulated-recorder.js';
import { readRoutes } from './models.js';
import { models } from './replayed-models.js';
import { everyRow, logOf, viewsOf } from '../testing/told-log.js';
import { type Entry, randomHistory } from '../testing/random-history.js';

/** Finding the smallest failing history takes long. */
const PATIENCE = { interruptAfterTimeLimit: 20_000 };

/** The answers to all queries if things were recorded in this order. */
const answers = (log: readonly Entry[]) => {
  const { dossier, nameOf } = dossierOf(log);
  const things = new Map(log.map(({ kind, id }) => [id, { kind, id }]));
  const db = viewsOf(models, ...dossier);
  const answer = timeless(answersOf(db, [...things.values()]), nameOf);
  db.close();
  return answer as Readonly<Record<string, unknown>>;
};

/** The queries with different answers, and both answers. */
const differences = (one: ReturnType<typeof answers>, other: ReturnType<typeof answers>) =>
  Object.fromEntries(
    Object.entries(one)
      .filter(([question, answer]) => JSON.stringify(answer) !== JSON.stringify(other[question]))
      .map(([question, answer]) => [question, [answer, other[question]]]),
  );

/**
 * Grants are listed in the order of the log, and a random history has none: grants.spec.ts tests them. The page of an event names the
 * events before and after it in the log.
 */
const IN_LOG_ORDER = ['getEvent', 'listGrants'];

describe('a year of history', () => {
  it('is queried through every read route', () => {
    const queries = Object.keys(answers([]));
    const missing = readRoutes.map(({ operationId }) => operationId).filter((id) => !queries.includes(id));
    expect(missing.toSorted()).toEqual(IN_LOG_ORDER);
  });
  it('recorded in random order has the same views as in order', () => {
    fc.assert(
      fc.property(randomHistory, (history) => {
        const log = recordedInOrder(history);
        const other = recordedByRank(log);
        expect(other).toHaveLength(log.length);
        expect(differences(answers(other), answers(log))).toEqual({});
      }),
      { ...PATIENCE, numRuns: 30 },
    );
  });
  it('contains every kind of thing, and is recorded in another order', () => {
    const kinds = new Set<string>();
    const types = new Set<string>();
    let [pairs, turned] = [0, 0];
    for (const history of fc.sample(randomHistory, { numRuns: 40, seed: 1 })) {
      const log = recordedInOrder(history);
      const places = new Map(recordedByRank(log).map(({ name }, place) => [name, place]));
      for (const [i, one] of log.entries()) {
        kinds.add(one.kind);
        types.add(one.telling.type);
        for (const later of log.slice(i + 1).filter(({ id }) => id === one.id)) {
          pairs += 1;
          if (places.get(later.name)! < places.get(one.name)!) turned += 1;
        }
      }
    }
    expect([...kinds].toSorted()).toEqual(WORLD_KINDS.toSorted());
    expect([...types].toSorted()).toEqual([...WORLD_TYPES, ...CORRECTION_TYPES].toSorted());
    expect(turned / pairs).toBeGreaterThan(0.1);
  });
  it('projected in batches has the same rows as a rebuild, in any order of recording', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomHistory,
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }),
        async (history, sizes) => {
          const log = logOf(...dossierOf(recordedByRank(recordedInOrder(history))).dossier);
          const { db: live, tracks } = await inBatches(models, log, sizes);
          expect(tracks.map(({ stop }) => stop)).toEqual(models.map(() => undefined));
          const rebuilt = new Database(':memory:');
          await build(storeOf(log), rebuilt, models);
          expect(everyRow(live, models)).toEqual(everyRow(rebuilt, models));
          expect(wordsOf(live)).toEqual(wordsOf(rebuilt));
          for (const db of [live, rebuilt]) db.close();
        },
      ),
      { ...PATIENCE, numRuns: 20 },
    );
  });
});

/** The full-text indexes store words but no texts: their terms can be read, their rows cannot. */
const wordsOf = (db: Database.Database) =>
  models.flatMap(({ texts = {} }) =>
    Object.keys(texts).map((name) => {
      db.exec(`CREATE VIRTUAL TABLE temp."words_${name}" USING fts5vocab(main, "${name}", 'instance')`);
      return db.prepare(`SELECT term, doc, offset FROM "words_${name}" ORDER BY term, doc, offset`).all();
    }),
  );
