import type { PlannedTime } from '#domain/world-date.js';
import type { Message } from '#messages/messages.js';
import type { NameList } from '#messages/parameters.js';
import type { DatesAsEdtf } from '../../routes/facts.js';

/** What a sentence says of several things at once: how many, and their names. */
export type Told = Readonly<{ count: number; names: NameList }>;

/**
 * What becomes one sentence. `name`: of the thing that it is about, if the same may be said of several things in one sentence; then
 * `say` gets the number and the names of all of them.
 */
export type Part = Readonly<{
  say: (told: Told) => Message;
  name?: string;
  count: number;
  eventIds: readonly string[];
  /** The first day on which it can have happened. */
  day: string;
  occurredOn?: string | undefined;
  /** The words of the record. */
  words?: string | undefined;
  planned?: DatesAsEdtf<PlannedTime> | undefined;
  followsFromDateAlone?: true | undefined;
  /** The fact was on record already, by another account. */
  isAnotherAccount?: true | undefined;
  /** Whose correction it is: those of two people are two. */
  by?: string;
}>;

const MOST_NAMES = 6;
export const nameList = (names: readonly string[], most = MOST_NAMES): NameList => {
  const items = names.slice(0, names.length > most ? most - 1 : most);
  return { items, more: names.length - items.length };
};

/** Parts with the same key say the same, each of its own thing. Undefined for a part that stands alone. */
export const keyOf = ({ say, name, eventIds: _, day: __, count: ___, ...same }: Part): string | undefined =>
  name === undefined ? undefined : JSON.stringify([say({ count: 0, names: nameList([]) }), same]);

/** Several parts with the same key, as one. */
export type Joined = Omit<Part, 'name'> & Readonly<{ names: readonly string[] }>;
export const joined = (parts: readonly Part[]): Joined => {
  const { name: _, ...first } = parts[0]!;
  return {
    ...first,
    count: parts.reduce((sum, { count }) => sum + count, 0),
    names: [...new Set(parts.flatMap(({ name }) => name ?? []))],
    eventIds: [...new Set(parts.flatMap(({ eventIds }) => eventIds))],
    day: parts.map(({ day }) => day).toSorted()[0]!,
  };
};
