import type { Board, BoardPosition, PositionMove } from '../types/types.gen.js';
import { daysOf } from '#edtf/days-of.js';
import type { Moment } from './moment.js';

/**
 * Moves of positions whose dates are too vague to say whether they came before the moment: they can mean a day before its end, and
 * days after it. The board of the moment leaves them out, and that of now has them.
 */
export const perhapsMoved = (board: Board, now: Board | undefined, moment: Moment | undefined): readonly Perhaps[] => {
  if (now === undefined || moment?.axis !== 'happenedBy') return [];
  const certain = new Set(board.positions.items.flatMap(({ path }) => path.items.map(({ eventId }) => eventId)));
  return now.positions.items.flatMap((position) =>
    position.path.items
      .filter((move) => !certain.has(move.eventId) && isUndecided(move.occurredOn, moment.day))
      .map((move) => ({ position, move })),
  );
};
export type Perhaps = Readonly<{ position: BoardPosition; move: PositionMove }>;

const isUndecided = (edtf: string | undefined, day: string): boolean => {
  const { from, to } = (edtf === undefined ? undefined : daysOf(edtf)) ?? {};
  return from !== undefined && from <= day && (to === undefined || to > day);
};
