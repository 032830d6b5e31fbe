import type { Brand, Instant } from './ids.js';

/** A calendar day, `2025-10-27`, without a time zone. */
export type Day = Brand<string, 'Day'>;

/**
 * When something happened or is due, as precisely as known.
 * `edtf` is what the recorder wrote (EDTF, ISO 8601-2). `earliest` and `latest` are the first and the last day that it can
 * mean, null if that end is open or unknown. By the end of `begunBy` it has certainly begun: the latest day of a date or a
 * closed interval, or the latest day of the start of an open interval.
 */
export type WorldDate = Readonly<{ edtf: string; earliest: Day | null; latest: Day | null; begunBy: Day | null }>;

/** The hour at which something happened on its day: `HH:MM` on the clocks of `zone`, an IANA name. */
export type OccurredTime = Readonly<{ time: string; zone: string }>;

/**
 * A time that was in the future when it was recorded: of a meeting, a deadline, an entry into force.
 * `text` is verbatim ("in the coming weeks"); `time` is `HH:MM` on the clocks of `zone`, an IANA name.
 */
export type PlannedTime = Readonly<{ on?: WorldDate; text?: string; time?: string; zone?: string }>;

export const dayOf = (instant: Instant) => instant.slice(0, 10) as Day;

const DAY = 86_400_000;
/** The last day with a four-digit year. */
const LAST_DAY = '9999-12-31' as Day;
/** A board asks for some thousand of them, and nearly all stay within their month. */
const moved = (day: Day, days: 1 | -1): Day => {
  const inMonth = Number(day.slice(8)) + days;
  if (inMonth >= 1 && inMonth <= SHORTEST_MONTH) return `${day.slice(0, 8)}${String(inMonth).padStart(2, '0')}` as Day;
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10) as Day;
};
const SHORTEST_MONTH = 28;
/** After the last day with a four-digit year, the same. */
export const nextDay = (day: Day): Day => (day >= LAST_DAY ? day : moved(day, 1));
export const previousDay = (day: Day): Day => moved(day, -1);

/** Whether a day is too late for something that has happened: in UTC+14 it may already be tomorrow. */
export const isTooFarAhead = (day: string, today: string) => Date.parse(day) - Date.parse(today) > 86_400_000;

export type Dated = Readonly<{ occurredOn?: WorldDate; occurredTime?: OccurredTime; learnedAt: Instant }>;

/** The chronological place of a fact: its first and last possible day, or the day when it was learned if it has no date. */
export const span = ({ occurredOn, learnedAt }: Dated): Readonly<{ earliest: Day; latest: Day }> => {
  const { earliest = null, latest = null } = occurredOn ?? {};
  if (earliest === null && latest === null) return { earliest: dayOf(learnedAt), latest: dayOf(learnedAt) };
  return { earliest: earliest ?? latest!, latest: latest ?? LAST_DAY };
};

/**
 * The first day on which a fact may have happened, which is long before its chronological place if only its end is known.
 * With its last day, this decides whether a period includes it.
 */
export const reachesFrom = ({ occurredOn, learnedAt }: Dated): Day =>
  occurredOn?.earliest ?? (occurredOn?.latest ? ('0000-01-01' as Day) : dayOf(learnedAt));

type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** The value with every date replaced by the EDTF text that the recorder wrote. */
export const datesAsEdtf = (value: unknown): JsonValue => {
  if (typeof value !== 'object' || value === null) return value as JsonValue;
  if (Array.isArray(value)) return inList(value);
  if ('edtf' in value && 'begunBy' in value) return value.edtf as string;
  // Returns values without dates unchanged: most parts of an event have none.
  let copy: Record<string, unknown> | undefined;
  for (const key in value) {
    const inner = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof inner !== 'object' || inner === null) continue;
    const converted = datesAsEdtf(inner);
    if (converted === inner) continue;
    copy ??= { ...value };
    copy[key] = converted;
  }
  return (copy ?? value) as JsonValue;
};
const inList = (values: readonly unknown[]): readonly JsonValue[] => {
  const converted = values.map(datesAsEdtf);
  return converted.every((one, n) => one === values[n]) ? (values as readonly JsonValue[]) : converted;
};

const OPEN = { earliest: null, latest: null, begunBy: null } satisfies Partial<WorldDate>;

/** Restores the open ends of dates, which a merge patch loses: in a patch, null removes a field. */
export const withOpenEnds = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withOpenEnds);
  if (typeof value !== 'object' || value === null) return value;
  if ('edtf' in value) return { ...OPEN, ...value };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withOpenEnds(inner)]));
};
