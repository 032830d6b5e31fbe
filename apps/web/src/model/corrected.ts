import { changedLeaves, isId, type Leaf } from './event-changes.js';
import type { Names } from './names.js';

type Recorded = Readonly<{ occurredOn?: string | undefined; data: Readonly<Record<string, unknown>> }>;

/** A value as it is told: a thing by its name, which the reader may not see. */
export type Told = Readonly<{ is: 'text'; text: string } | { is: 'yes' | 'no' | 'unnamed' }>;
/** A value of an event as it was first recorded, and as it reads from a correction on. Absent where there was or is none. */
export type Corrected = Readonly<{ key: string; before?: Told; after?: Told }>;

/** What a correction changes, value by value. It is empty if all that it sets reads as it was first recorded. */
export const correctedValues = (
  first: Recorded,
  changes: Readonly<Record<string, unknown>>,
  names: Names,
): readonly Corrected[] => {
  const { data, ...circumstances } = first;
  const before: Readonly<Record<string, unknown>> = { ...circumstances, ...data };
  const asked = Object.fromEntries(Object.keys(changes).map((field) => [field, before[field]]));
  return changedLeaves(asked, changes).map(({ key, before: was, after }) => ({
    key,
    ...(was !== undefined && { before: toldOf(was, names) }),
    ...(after !== undefined && { after: toldOf(after, names) }),
  }));
};

const toldOf = (value: Leaf, names: Names): Told => {
  if (typeof value === 'boolean') return { is: value ? 'yes' : 'no' };
  const text = String(value);
  const name = names[text]?.label ?? nameOfKind(text, names);
  if (name === undefined && isId(text)) return { is: 'unnamed' };
  return { is: 'text', text: name ?? text };
};

/** Things of two kinds that share an id are named by both: here nothing says which is meant, so both names are told. */
const nameOfKind = (id: string, names: Names): string | undefined => {
  if (!isId(id)) return undefined;
  const labels = Object.entries(names).flatMap(([key, { label }]) => (key.endsWith(`-${id}`) ? [label] : []));
  return labels.length === 0 ? undefined : [...new Set(labels)].join(' / ');
};
