import { setImmediate } from 'node:timers/promises';
import { isCorrectionType } from '#domain/correction.js';
import type { Clearance, Ladder } from '#domain/marking.js';
import {
  type AccessChange,
  accessChangesAfter,
  type Change,
  changesBetween,
  departuresBetween,
} from '#read-models/log-index/changes.js';
import type { LogIndex } from '#read-models/log-index/log-index.js';
import { lastOrdinal } from '#read-models/log-index/queries.js';
import type { Window } from './window.js';

/** Events that are read at once, which takes a few milliseconds. */
const PAGE = 2_000;

/** `upTo` is left out for all that the index has. */
export type Range = Readonly<{ after: number; upTo?: number | undefined }>;

/**
 * Reads what a clearance sees of a range of the log, by the markings of now. `lastHidden` is the last event that may have hidden something
 * from somebody.
 * @returns undefined if the index does not have that event, or if another one came meanwhile. @throws NotIndexed
 */
export const readWindow = async (
  { index, ladder, lastHidden, pageSize = PAGE }: Source,
  clearance: Clearance | undefined,
  { after, upTo: wanted }: Range,
): Promise<Window | undefined> => {
  const sight = { ladder, clearance };
  const known = lastHidden();
  const latest = new Map<string, Change>();
  let [from, upTo] = [after, wanted];
  for (;;) {
    const { body, ordinal } = index.read(clearance, (db) => {
      const last = (upTo ??= lastOrdinal(db));
      const page = changesBetween(db, from, last, pageSize);
      if (page.length === pageSize) return { page };
      const departures = departuresBetween(db, sight, after, last);
      return { page, rest: { departures, accesses: accessChangesAfter(db, sight, after) } };
    });
    if (ordinal < known) return undefined;
    keepLatest(latest, body.page);
    if (body.rest !== undefined) {
      const { departures, accesses } = body.rest;
      const changes = [...latest.values()];
      return { after, upTo: upTo!, readAt: ordinal, changes, departures, accesses: Map.groupBy(accesses, personOf) };
    }
    from = body.page.at(-1)!.ordinal;
    await setImmediate();
    if (lastHidden() !== known) return undefined;
  }
};

type Source = Readonly<{
  index: Pick<LogIndex, 'read'>;
  ladder: Ladder;
  lastHidden: () => number;
  pageSize?: number;
}>;

/**
 * Of each kind in each negotiation, the change that was recorded last, and the correction: however long a reader was away, there are few
 * of these.
 */
const keepLatest = (latest: Map<string, Change>, changes: readonly Change[]): void => {
  for (const change of changes) {
    const key = `${change.negotiationId} ${change.kind} ${isCorrectionType(change.type)}`;
    const known = latest.get(key);
    if (known === undefined || known.recordedAt <= change.recordedAt) latest.set(key, change);
  }
};

const personOf = ({ person }: AccessChange): string => person;
