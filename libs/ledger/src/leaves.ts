import { areEqual, fromHex } from '#ledger/primitives.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { HASH_SIZE, leafHash } from './merkle.js';

/** The hashes of the leaves of these events, 32 bytes each. */
export const leavesOf = (events: readonly Pick<StoredEvent, 'entry'>[]): Uint8Array => {
  const leaves = new Uint8Array(events.length * HASH_SIZE);
  for (const [at, { entry }] of events.entries()) leaves.set(leafHash(fromHex(entry)), at * HASH_SIZE);
  return leaves;
};

/** The hash of a leaf in the ledger, 32 bytes; undefined if the ledger does not have it yet. */
export type LeafAt = (ordinal: number) => Uint8Array | undefined;

/**
 * Compares leaves with the ledger, from ordinal `from` on and as far as the ledger has them.
 * @returns how many are the same before the first that is not; `isEqual`: whether that one is only missing in the ledger
 */
export const compareLeaves = (
  leaves: Uint8Array,
  from: number,
  leafAt: LeafAt,
): Readonly<{ same: number; isEqual: boolean }> => {
  const count = leaves.length / HASH_SIZE;
  for (let at = 0; at < count; at += 1) {
    const known = leafAt(from + at);
    if (known === undefined) return { same: at, isEqual: true };
    if (!areEqual(known, leaves.subarray(at * HASH_SIZE, (at + 1) * HASH_SIZE))) return { same: at, isEqual: false };
  }
  return { same: count, isEqual: true };
};
