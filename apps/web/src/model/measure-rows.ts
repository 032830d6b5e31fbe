import type { Board, BoardProvisions } from '../types/types.gen.js';
import { citationOf } from './references.js';
import type { Scale } from './scale.js';
import { type Segment, segmentsOf } from './segments.js';

export type State = BoardProvisions['on'];
export type MeasureRow = Readonly<{
  measureId: string;
  /** As it is cited, and what it is about. */
  citation: string;
  title: string;
  isEasing: boolean;
  segments: readonly Segment[];
  /** For each of the parties shown, or once for all. */
  states: readonly State[];
  /** The day on which it is to enter into force, if it has not. */
  due?: string;
}>;

/** More parties than this do not fit beside the bars: then one state stands for those that no fact names. */
export const MOST_PARTIES = 3;
const MOST_ROWS = 6;

/** The provisions by history, with a bar of what was known at the moment, and after it of what is known now. */
export const measureRowsOf = (board: Board, now: Board | undefined, scale: Scale): readonly MeasureRow[] => {
  const groups = board.measures.items;
  const sizes = Map.groupBy(
    groups.flatMap(({ provisions }) => provisions.items),
    ({ measureId }) => measureId,
  );
  const partyIds = shownParties(board).map(({ id }) => id);
  return groups.map((group): MeasureRow => {
    const { provisions, periods, instrument, forParties, on } = group;
    const first = provisions.items[0]!;
    const own = Map.groupBy(provisions.items, ({ measureId }) => measureId);
    const cited = provisions.items.map(({ measureId, provisionId, reference, title }) => ({
      reference: reference ?? title,
      provisionId,
      isWhole: own.get(measureId)!.length === sizes.get(measureId)!.length,
    }));
    const later = now?.measures.items.find(({ provisions: { items } }) =>
      items.some(({ measureId, provisionId }) => measureId === first.measureId && provisionId === first.provisionId),
    );
    const due = on.status === 'not-yet' ? periods.items.find(({ status }) => status === 'in-force')?.from : undefined;
    return {
      measureId: first.measureId,
      citation: citationOf(cited),
      title: first.title,
      isEasing: instrument === 'easing',
      segments: segmentsOf(scale, board.on, periods.items, later?.periods.items ?? []),
      states:
        partyIds.length === 0 ? [on] : partyIds.map((id) => forParties.find(({ partyId }) => partyId === id) ?? on),
      ...(due !== undefined && { due }),
    };
  });
};

/** The parties that have a column of their own. */
export const shownParties = ({ parties }: Board): Board['parties']['items'] =>
  parties.items.length <= MOST_PARTIES && parties.more === 0 ? parties.items : [];

/** The rows that are shown first: those in force before the others, in their order. */
export const firstRows = (rows: readonly MeasureRow[]): readonly MeasureRow[] => {
  if (rows.length <= MOST_ROWS) return rows;
  const inForce = rows.filter(({ states }) => states.some(({ status }) => status === 'in-force'));
  const others = rows.filter((row) => !inForce.includes(row));
  const first = new Set([...inForce, ...others].slice(0, MOST_ROWS));
  return rows.filter((row) => first.has(row));
};
