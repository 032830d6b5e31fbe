import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type Clearance, EU_LADDER } from '#domain/marking.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { armsFor, Lens } from '../../projection/lens.js';
import { logged } from '../../projection/logged-event.js';
import { markingOfRows, opens } from '../../projection/marking-of-rows.js';
import { type MaySee, visibleTo } from '../../projection/visible-markings.js';
import { inBatches } from '../../testing/batches.js';
import { NEGOTIATION, randomHistory } from '../../testing/random-history.js';
import { dossierOf, recordedInOrder } from '../../testing/simulated-recorder.js';
import { about, logOf } from '../../testing/told-log.js';
import { models } from '../models.js';
import { resolveLabels } from '../resolve-labels.js';
import { boardOf } from './board.js';

const LEVELS = [undefined, undefined, 'restreint', 'secret'] as const;
const CLEARANCES: readonly Clearance[] = [
  { level: 'public', compartments: [] },
  { level: 'restreint', compartments: [] },
  { level: 'restreint', compartments: ['trade'] },
  { level: 'secret', compartments: ['trade'] },
];
const DAYS = ['2025-02-11', '2025-06-10', '2025-10-27', '2026-06-30'];

/** A year of history in which many things are marked, each when all else is recorded. */
const markedHistory = fc
  .tuple(randomHistory, fc.array(fc.nat(7), { minLength: 60, maxLength: 60 }))
  .map(([history, picks]) => {
    const { dossier } = dossierOf(recordedInOrder(history));
    const things = [...new Map(dossier.map(({ kind, id }) => [`${kind} ${id}`, { kind, id }])).values()];
    const markings = things.flatMap(({ kind, id }, n) => {
      const pick = picks[n % picks.length]!;
      const level = LEVELS[pick % LEVELS.length];
      if (kind === 'negotiation' || level === undefined) return [];
      const marking = { level, ...(pick > 3 && { compartments: ['trade'] }) };
      const metadata = { negotiationId: NEGOTIATION };
      return [about(kind, id, { type: 'RecordMarked', data: { marking, reason: 'so' }, id: `marking-${n}`, metadata })];
    });
    return logOf(...dossier, ...markings);
  });

/** The board, and the names in it, as a clearance sees it; undefined: one that sees everything. */
const boardFrom = async (log: readonly StoredEvent[], clearance: Clearance | undefined, day: string) => {
  const { db } = await inBatches(models, log, [1_000]);
  const maySee: MaySee = (marking) => clearance === undefined || opens(EU_LADDER, clearance, marking);
  const visible = visibleTo(db, { negotiationId: NEGOTIATION }, maySee);
  new Lens(db, models, { arms: armsFor(visible.markings.length), within: 'negotiation' }).show(visible);
  const board = boardOf(db, NEGOTIATION, day, 'UTC');
  const names = resolveLabels(db, board, [NEGOTIATION]);
  db.close();
  return { board, names };
};

describe('the board through a lens', () => {
  it('is that of a record of the visible things alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        markedHistory,
        fc.constantFrom(...CLEARANCES),
        fc.constantFrom(...DAYS),
        async (log, clearance, day) => {
          const all = log.map((event, ordinal) => logged(event, ordinal));
          const isSeen = (stream: string) =>
            opens(EU_LADDER, clearance, markingOfRows(all.filter((event) => event.stream === stream)));
          const visible = log.filter(({ stream }) => isSeen(stream));
          const shown = await boardFrom(log, clearance, day);
          expect(shown).toEqual(await boardFrom(visible, undefined, day));
        },
      ),
      { numRuns: 15 },
    );
  });
  it('shows a headline in such histories, and hides some of what it shows to who sees everything', async () => {
    for (const log of fc.sample(markedHistory, { numRuns: 3, seed: 1 })) {
      const [whole, lowest] = [undefined, CLEARANCES[0]].map((clearance) => boardFrom(log, clearance, DAYS.at(-1)!));
      expect((await whole)?.board.headline).toBeDefined();
      expect(await lowest).not.toEqual(await whole);
    }
  });
});
