import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Clearance } from '#domain/marking.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { CLEARANCES, markedHistory, seenBy, visibleIn } from '../../testing/marked-history.js';
import { NEGOTIATION } from '../../testing/random-history.js';
import { resolveLabels } from '../resolve-labels.js';
import { boardOf } from './board.js';

const DAYS = ['2025-02-11', '2025-06-10', '2025-10-27', '2026-06-30'];

/** The board, and the names in it, as a clearance sees it; undefined: one that sees everything. */
const boardFrom = (log: readonly StoredEvent[], clearance: Clearance | undefined, day: string) =>
  seenBy(log, clearance, (db) => {
    const board = boardOf(db, NEGOTIATION, day, 'UTC');
    return { board, names: resolveLabels(db, board, [NEGOTIATION]) };
  });

describe('the board through a lens', () => {
  it('is that of a record of the visible things alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        markedHistory,
        fc.constantFrom(...CLEARANCES),
        fc.constantFrom(...DAYS),
        async (log, clearance, day) => {
          const shown = await boardFrom(log, clearance, day);
          expect(shown).toEqual(await boardFrom(visibleIn(log, clearance), undefined, day));
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
