import { type Change, changedTexts } from './event-changes.js';
import type { Names } from './names.js';

type Recorded = Readonly<{ occurredOn?: string | undefined; data: Readonly<Record<string, unknown>> }>;

/**
 * What a correction changes: each text as it was first recorded, and as it reads from the correction on. Things are told by their names;
 * those whose names are not known are left out, as `changedTexts` leaves out ids.
 */
export const correctedTexts = (
  first: Recorded,
  changes: Readonly<Record<string, unknown>>,
  names: Names,
): readonly Change[] => {
  const { data, ...circumstances } = first;
  const before: Readonly<Record<string, unknown>> = { ...circumstances, ...data };
  const asked = Object.fromEntries(Object.keys(changes).map((field) => [field, before[field]]));
  return changedTexts(named(asked, names), named(changes, names));
};

const named = (value: unknown, names: Names): unknown => {
  if (typeof value === 'string') return names[value]?.label ?? value;
  if (Array.isArray(value)) return value.map((one) => named(one, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, named(inner, names)]));
};
