import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { EU_LADDER } from '#domain/marking.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { asLines, fileOf, parties } from '#ledger/audit/testing/sample.js';
import { verifyAudit } from '#ledger/audit/verify-audit.js';
import { verifyLog } from '#ledger/audit/verify-log.js';
import { memoryIndex } from '../testing/memory-index.js';
import { about, logOf } from '../testing/told-log.js';
import { ordinalAt } from './queries.js';
import { draws } from '../testing/draws.js';

const START = Date.UTC(2026, 0, 1);
const instantAt = (ms: number) => new Date(START + ms).toISOString();
type Drawn = Readonly<{ at: number; isHidden: boolean }>;
/** Times that go back often, and are often the same. */
const LOGS = fc.array(fc.record({ at: fc.integer({ min: 0, max: 30 }), isHidden: fc.boolean() }), { maxLength: 20 });
const INSTANTS = Array.from({ length: 33 }, (_, n) => instantAt(n - 1));
const PUBLIC = { level: EU_LADDER[0], compartments: [] };

const logAt = (drawn: readonly Drawn[]): readonly StoredEvent[] =>
  logOf(
    ...drawn.map(({ at, isHidden }, n) =>
      about('negotiation', `n${n}`, {
        type: 'NegotiationOpened',
        data: { title: 'Talks' },
        metadata: {
          negotiationId: `n${n}`,
          recordedAt: instantAt(at),
          ...(isHidden && { marking: { level: 'secret' } }),
        },
      } as never),
    ),
  );
/** The rule as it is told: the longest beginning of the log in which nothing is later than the instant. */
const countAt = (times: readonly number[], instant: string): number => {
  const isNotLater = (count: number) => times.slice(0, count).every((at) => instantAt(at) <= instant);
  return Array.from({ length: times.length + 1 }, (_, count) => count).findLast(isNotLater)!;
};
/** An index that was filled in batches of this size. */
const indexBy = (log: readonly StoredEvent[], size: number) => {
  const index = memoryIndex();
  for (let at = 0; at < log.length; at += size) index.add(log.slice(at, at + size));
  return index;
};
const owner = parties();
const trust = { logKeys: [owner.logKey] };

describe('the place of an instant in a log whose times of recording go back', () => {
  it('is the same for two instances, for an auditor with a file, and for one with the log', async () => {
    await fc.assert(
      fc.asyncProperty(LOGS, fc.integer({ min: 1, max: 7 }), fc.nat(32), async (drawn, size, n) => {
        const log = logAt(drawn);
        const times = drawn.map(({ at }) => at);
        const note = owner.sign(log);
        const instances = [indexBy(log, size), indexBy(log, 1)];
        for (const instant of INSTANTS) {
          const count = countAt(times, instant);
          expect(instances.map(({ db }) => ordinalAt(db, instant))).toEqual([count - 1, count - 1]);
          expect(verifyLog(log, trust, { checkpoint: note, asOf: instant }).figures.asOf).toEqual({
            instant,
            entries: count,
            isFinal: count < log.length,
          });
        }
        const instant = INSTANTS[n]!;
        const { figures } = await verifyAudit(asLines(await fileOf(log, note)), trust, instant);
        expect(figures.asOf?.entries).toBe(countAt(times, instant));
        for (const { db } of instances) db.close();
      }),
      draws(40),
    );
  });
  it('stays where it is whatever is appended, once an event with a later time stands in the log', () => {
    fc.assert(
      fc.property(LOGS, LOGS, (drawn, later) => {
        const log = logAt([...drawn, ...later]);
        for (const instant of INSTANTS) {
          const before = verifyLog(log.slice(0, drawn.length), { logKeys: [] }, { asOf: instant }).figures.asOf!;
          const after = verifyLog(log, { logKeys: [] }, { asOf: instant }).figures.asOf!;
          if (before.isFinal) expect(after).toEqual(before);
          else expect(after.entries).toBeGreaterThanOrEqual(before.entries);
        }
      }),
      draws(40),
    );
  });
  it('never goes back from one instant to the next', () => {
    fc.assert(
      fc.property(LOGS, (drawn) => {
        const { db } = indexBy(logAt(drawn), 3);
        const places = INSTANTS.map((instant) => ordinalAt(db, instant));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        db.close();
      }),
    );
  });
  it('is that of the log which the reader sees, whatever is hidden from them', () => {
    fc.assert(
      fc.property(LOGS, (drawn) => {
        const index = indexBy(logAt(drawn), 4);
        const seen = drawn.filter(({ isHidden }) => !isHidden).map(({ at }) => at);
        for (const instant of INSTANTS) {
          const upTo = index.read(PUBLIC, (db) => ordinalAt(db, instant)).body;
          const count = drawn.filter(({ isHidden }, ordinal) => !isHidden && ordinal <= upTo).length;
          expect(count).toBe(countAt(seen, instant));
        }
        index.db.close();
      }),
      draws(40),
    );
  });
});
