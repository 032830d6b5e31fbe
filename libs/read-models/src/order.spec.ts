import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { answersOf, timeless } from './answers.testing.js';
import { dossierOf, recordedByRank, recordedInOrder } from './clerk.testing.js';
import { models } from './models.js';
import { viewsOf } from './testing.js';
import { type Entry, year } from './year.testing.js';

const RUNS = Number(process.env['ORDER_RUNS'] ?? 40);

/** What every query answers when things were recorded in this order. */
const answers = (log: readonly Entry[]) => {
  const { dossier, nameOf } = dossierOf(log);
  const things = new Map(log.map(({ kind, id }) => [id, { kind, id }]));
  const db = viewsOf(models, ...dossier);
  const answer = timeless(answersOf(db, [...things.values()]), nameOf);
  db.close();
  return answer;
};

describe('A year of history', () => {
  it('recorded in random order ends in the same views as in order', () => {
    fc.assert(
      fc.property(year, (history) => {
        const log = recordedInOrder(history);
        expect(answers(recordedByRank(log).log)).toEqual(answers(log));
      }),
      { numRuns: RUNS },
    );
  });
});
