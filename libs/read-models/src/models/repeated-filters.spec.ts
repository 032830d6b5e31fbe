import { describe, expect, it } from '@jest/globals';
import type Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { NEGOTIATION, randomHistory } from '../testing/random-history.js';
import { dossierOf, recordedInOrder } from '../testing/simulated-recorder.js';
import { viewsOf } from '../testing/told-log.js';
import type { Key, Keyed, Slice } from '../routes/pages.js';
import { commitmentsOf } from './commitments.js';
import { meetingsOf } from './meetings/meetings.js';
import { namesOf } from './names/find-names.js';
import { representativesOf } from './overview/overview-items.js';
import { positionsOf } from './positions.js';
import { proposalsOf } from './proposals.js';
import { models } from './replayed-models.js';
import { statementsOf } from './statements/statements.js';
import { timelineOf } from './timeline/timeline.js';

type Ask = (db: Database.Database, partyId: readonly string[] | undefined, slice: Slice) => readonly Keyed<object>[];
const LISTS: Readonly<Record<string, Ask>> = {
  commitments: (db, partyId, slice) => commitmentsOf(db, NEGOTIATION, { partyId }, '2025-10-27', slice),
  meetings: (db, partyId, slice) => meetingsOf(db, NEGOTIATION, { partyId }, slice),
  names: (db, partyId, slice) => namesOf(db, NEGOTIATION, { partyId }, slice),
  positions: (db, partyId, slice) => positionsOf(db, NEGOTIATION, { partyId }, slice),
  proposals: (db, partyId, slice) => proposalsOf(db, NEGOTIATION, { partyId }, slice).found,
  representatives: (db, partyId, slice) => representativesOf(db, NEGOTIATION, { partyId }, slice),
  statements: (db, partyId, slice) => statementsOf(db, NEGOTIATION, { partyId }, slice),
  timeline: (db, partyId, slice) => timelineOf(db, NEGOTIATION, { partyId }, slice),
};
const keysOf = (ask: Ask, db: Database.Database, partyId: readonly string[] | undefined, limit: number) => {
  const keys: Key[] = [];
  for (;;) {
    const page = ask(db, partyId, { after: keys.at(-1), limit });
    keys.push(...page.map(({ key }) => key));
    if (page.length < limit) return keys.map((key) => JSON.stringify(key));
  }
};

/** Histories in which both parties have something on every list are rare: so many are drawn at most until each list had one. */
const MOST_HISTORIES = 400;

describe('a filter that is repeated', () => {
  it('finds what one of its values finds, in the order of the list, each once, over pages of any length', () => {
    const seen = new Set<string>();
    const compare = (history: Parameters<typeof recordedInOrder>[0], limit: number) => {
      const db = viewsOf(models, ...dossierOf(recordedInOrder(history)).dossier);
      for (const [name, ask] of Object.entries(LISTS)) {
        const [one, other] = ['party:0', 'party:1'].map((id) => keysOf(ask, db, [id], 50)) as [string[], string[]];
        const wanted = keysOf(ask, db, undefined, 50).filter((key) => one.includes(key) || other.includes(key));
        expect([name, keysOf(ask, db, ['party:0', 'party:1'], limit)]).toEqual([name, wanted]);
        if (one.length > 0 && other.length > 0) seen.add(name);
      }
      db.close();
    };
    const drawn = [randomHistory, fc.integer({ min: 1, max: 5 })] as const;
    fc.assert(fc.property(...drawn, compare), { numRuns: 20 });
    for (let count = 0; count < MOST_HISTORIES && seen.size < Object.keys(LISTS).length; count += 1) {
      const [[history, limit]] = fc.sample(fc.tuple(...drawn), 1) as [Parameters<typeof compare>];
      compare(history, limit);
    }
    expect([...seen].toSorted()).toEqual(Object.keys(LISTS));
  });
});
