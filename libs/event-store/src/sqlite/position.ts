import type { Position } from '../event-store.js';

/** Positions are numbers in the file and padded texts outside, so that the texts sort in the order of delivery. */
export const POSITION = "format('%016d', events.position) AS position";

export type Place = { revision: number; position: Position };

export const toPosition = (row: number | bigint): Position => String(row).padStart(16, '0');

/** @throws RangeError for a position of another log */
export const toRow = (position: Position): number => {
  if (!/^\d{16}$/.test(position)) throw new RangeError(`${position} is not a position of this log`);
  return Number(position);
};
