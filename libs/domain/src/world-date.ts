import type { Brand, Instant } from './ids.js';

/** A calendar day, `2025-10-27`, as it was told: no time zone. */
export type Day = Brand<string, 'Day'>;

/**
 * When something happened or is due, as precisely as is known.
 * `edtf` is what the clerk wrote (EDTF, ISO 8601-2). `earliest` and `latest` are the first and the last day that
 * it can mean, null where that end is open or unknown. By the end of `begunBy` it has begun for certain: the
 * latest day of a date or a closed interval, the latest day of the start where the end is open.
 */
export type WorldDate = Readonly<{ edtf: string; earliest: Day | null; latest: Day | null; begunBy: Day | null }>;

/**
 * A moment still to come when it was told: a meeting, a deadline, an entry into force.
 * `text` is verbatim ("in the coming weeks"); `time` is `HH:MM` on the clocks of `zone`, an IANA name.
 */
export type PlannedTime = Readonly<{ on?: WorldDate; text?: string; time?: string; zone?: string }>;

export const dayOf = (instant: Instant) => instant.slice(0, 10) as Day;

/** What has happened cannot be told of a day after this: it may be tomorrow already where it happened, in UTC+14. */
export const isTooFarAhead = (day: string, today: string) => Date.parse(day) - Date.parse(today) > 86_400_000;

export type Dated = Readonly<{ occurredOn?: WorldDate; learnedAt: Instant }>;

/** Where a fact stands in the world's order: its first and last possible day; a fact without a date stands where it was learned. */
export const span = ({ occurredOn, learnedAt }: Dated): Readonly<{ earliest: Day; latest: Day }> => {
  const { earliest = null, latest = null } = occurredOn ?? {};
  if (earliest === null && latest === null) return { earliest: dayOf(learnedAt), latest: dayOf(learnedAt) };
  return { earliest: earliest ?? latest!, latest: latest ?? ('9999-12-31' as Day) };
};

/**
 * The first day on which a fact may have happened: long before it stands in the order where only its end is known. By this
 * and by its last day a period has it or not.
 */
export const reachesFrom = ({ occurredOn, learnedAt }: Dated): Day =>
  occurredOn?.earliest ?? (occurredOn?.latest ? ('0000-01-01' as Day) : dayOf(learnedAt));

type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** The form in which a fact was told: every date as the EDTF text that the clerk wrote. */
export const datesAsEdtf = (value: unknown): JsonValue => {
  if (typeof value !== 'object' || value === null) return value as JsonValue;
  if ('edtf' in value && 'begunBy' in value) return value.edtf as string;
  // What holds no date is given back as it is: the views tell of every event, and most of it has none.
  let copy: Record<string, unknown> | undefined;
  for (const key in value) {
    const inner = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof inner !== 'object' || inner === null) continue;
    const told = datesAsEdtf(inner);
    if (told === inner) continue;
    copy ??= (Array.isArray(value) ? [...(value as readonly unknown[])] : { ...value }) as Record<string, unknown>;
    copy[key] = told;
  }
  return (copy ?? value) as JsonValue;
};

const OPEN = { earliest: null, latest: null, begunBy: null } satisfies Partial<WorldDate>;

/** Gives every date its open ends back, which a merge patch cannot carry: there, null means to take a field away. */
export const withOpenEnds = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withOpenEnds);
  if (typeof value !== 'object' || value === null) return value;
  if ('edtf' in value) return { ...OPEN, ...value };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withOpenEnds(inner)]));
};
