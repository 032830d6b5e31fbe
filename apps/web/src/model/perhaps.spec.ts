import { describe, expect, it } from '@jest/globals';
import type { Board } from '../types/types.gen.js';
import { perhapsMoved } from './perhaps.js';

const board = (...moves: readonly (readonly [id: string, occurredOn?: string])[]): Board =>
  ({
    positions: { items: [{ path: { items: moves.map(([eventId, occurredOn]) => ({ eventId, occurredOn })) } }] },
  }) as unknown as Board;

describe('a move with a vague date', () => {
  const now = board(['taken', '2025-04'], ['hardened', '2025-10-0X'], ['softened', '2025-11-07'], ['told']);
  const then = board(['taken', '2025-04']);
  const movesAt = (day: string, axis: 'happenedBy' | 'knownAt' = 'happenedBy') =>
    perhapsMoved(then, now, { axis, day }).map(({ move }) => move.eventId);

  it('came perhaps before a moment among its days', () => {
    expect(movesAt('2025-09-30')).toEqual([]);
    expect(movesAt('2025-10-01')).toEqual(['hardened']);
    expect(movesAt('2025-10-08')).toEqual(['hardened']);
  });
  it('came after a moment before its days, and before the end of its last one', () => {
    expect(movesAt('2025-10-09')).toEqual([]);
    expect(movesAt('2025-11-06')).toEqual([]);
  });
  it('is not asked about on another axis, or now', () => {
    expect(movesAt('2025-10-05', 'knownAt')).toEqual([]);
    expect(perhapsMoved(then, now, undefined)).toEqual([]);
    expect(perhapsMoved(then, undefined, { axis: 'happenedBy', day: '2025-10-05' })).toEqual([]);
  });
});
