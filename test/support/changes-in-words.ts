type Cut<T> = Readonly<{ items: readonly T[]; more: number }>;
type Sentence = Readonly<{
  id: string;
  text: string;
  words?: string;
  eventIds: readonly string[];
  followsFromDateAlone?: true;
  isAnotherAccount?: true;
}>;
type State = Readonly<{ text: string }>;
export type Line = Readonly<{
  kind: string;
  tag: string;
  things: Cut<Readonly<{ kind: string; id: string }>>;
  sentences: Cut<Sentence>;
  before?: readonly State[];
  after?: readonly State[];
  courses?: readonly Readonly<{ provisions: number; periods: readonly object[] }>[];
  fields: Cut<Readonly<{ eventId: string; field: string; before?: unknown; after?: unknown }>>;
}>;
type Still = Cut<Readonly<{ id: string; state: readonly State[] }>>;
/** What tests read of the changes of a negotiation. */
export type Changes = Readonly<{
  since: Readonly<{ day: string; isBeforeTheRecord?: true }>;
  until: Readonly<{ day: string }>;
  counts: Readonly<{
    lines: number;
    facts: number;
    byKind: Readonly<Record<string, Readonly<{ lines: number; facts: number }>>>;
    byTag: Readonly<Record<string, number>>;
  }>;
  notMoved: Readonly<{ positions: Still; measures: Still }>;
  items: readonly Line[];
  names: Readonly<Record<string, Readonly<{ kind: string; label: string }>>>;
  next?: string;
}>;

/** What moved as somebody would read it out: `[happened] measure: A provision was suspended: No. 62. (in force → in force)`. */
export const linesInWords = ({ items }: Changes): readonly string[] =>
  items
    .map(({ kind, tag, sentences, before, after }) => {
      const said = sentences.items.map(
        ({ text, followsFromDateAlone, isAnotherAccount }) =>
          `${followsFromDateAlone ? '∴ ' : ''}${isAnotherAccount ? 'Also: ' : ''}${text.replaceAll('MOFCOM ', '')}`,
      );
      const turn = before && after ? ` (${stateText(before)} → ${stateText(after)})` : '';
      return `[${tag}] ${kind}: ${said.join(' ')}${turn}`;
    })
    .toSorted();
const stateText = (states: readonly State[]) => states.map(({ text }) => text).join(', ');

/** What did not move, by its name. */
export const stillInWords = ({ notMoved, names }: Changes): readonly string[] =>
  [...notMoved.measures.items, ...notMoved.positions.items].map(
    ({ id, state }) => `${names[id]!.label}: ${stateText(state)}`,
  );
