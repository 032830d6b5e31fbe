/**
 * The instant of a local time, `2025-10-30T09:30`, in an IANA zone, by default UTC. A local time that is skipped or repeated
 * uses the offset before the change.
 * @returns RFC 3339 in UTC; undefined for a year that the platform does not support, or a zone that it no longer knows
 */
export const instantAt = (local: string, zone = 'UTC'): string | undefined => {
  const asUtc = Date.parse(`${local}Z`);
  const clocks = clocksOf(zone);
  if (Number.isNaN(asUtc) || clocks === undefined) return undefined;
  const aDayBefore = asUtc - 86_400_000;
  const before = asUtc - offsetOf(clocks, aDayBefore);
  const instant = asUtc - offsetOf(clocks, before);
  return new Date(offsetOf(clocks, instant) === asUtc - instant ? instant : before).toISOString();
};

/** Whether the clocks of a zone were put forward over a local time, so that it never was. */
export const isSkipped = (local: string, zone: string): boolean => {
  const instant = instantAt(local, zone);
  const clocks = clocksOf(zone);
  if (instant === undefined || clocks === undefined) return false;
  const at = Date.parse(instant);
  return at + offsetOf(clocks, at) !== Date.parse(`${local}Z`);
};

/** How far the clocks of a zone are ahead of UTC at an instant, in ms; undefined for a zone that the platform does not know. */
export const offsetAt = (zone: string, at: number): number | undefined => {
  const clocks = clocksOf(zone);
  return clocks && offsetOf(clocks, at);
};

/** The name of a zone as the platform writes it: there is one for all that differ in case alone. */
export const canonicalZone = (zone: string): string | undefined => clocksOf(zone)?.resolvedOptions().timeZone;

/** There are about 600 zones. Names that differ in case are more than anybody needs. */
const MOST_KNOWN = 2_000;
const known = new Map<string, Intl.DateTimeFormat | undefined>();
const clocksOf = (timeZone: string): Intl.DateTimeFormat | undefined => {
  if (known.has(timeZone)) return known.get(timeZone);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(timeZone, made(timeZone));
  return known.get(timeZone);
};
const made = (timeZone: string): Intl.DateTimeFormat | undefined => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  } catch {
    return undefined; // a recorded zone may be unknown to a later platform
  }
};

/** The offset from UTC in ms, from `GMT+05:30` or `GMT`. */
const offsetOf = (clocks: Intl.DateTimeFormat, at: number): number => {
  const name = clocks.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? [];
  const ahead = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -ahead : ahead;
};
