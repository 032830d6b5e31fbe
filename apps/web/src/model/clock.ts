/** The clocks of a zone at an instant: its day, and its time in hours and minutes. */
export type Clock = Readonly<{ day: string; time: string }>;

const written = new Map<string, Intl.DateTimeFormat>();
const formatOf = (zone: string, options: Intl.DateTimeFormatOptions, locale: string): Intl.DateTimeFormat => {
  const key = `${zone} ${Object.keys(options).join(' ')}`;
  let format = written.get(key);
  if (format === undefined)
    written.set(key, (format = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })));
  return format;
};

/** What clocks show there. Swedish writes dates as ISO 8601 does. */
export const clockAt = (instant: number, zone: string): Clock => {
  const digits = '2-digit';
  const options = { year: 'numeric', month: digits, day: digits, hour: digits, minute: digits } as const;
  const [day, time] = formatOf(zone, options, 'sv-SE').format(instant).split(' ') as [string, string];
  return { day, time };
};

/** A local time of another zone, as clocks show it here; undefined if the browser does not know the zone. */
export const clockHere = ({ day, time }: Clock, zone: string, here: string): Clock | undefined => {
  const asUtc = Date.parse(`${day}T${time.slice(0, 5)}Z`);
  try {
    // As of the service: a time that is skipped or repeated has the offset before the change.
    const before = asUtc - aheadAt(asUtc - 86_400_000, zone);
    const instant = asUtc - aheadAt(before, zone);
    return clockAt(aheadAt(instant, zone) === asUtc - instant ? instant : before, here);
  } catch {
    return undefined;
  }
};

/** How far the clocks of a zone are ahead of UTC, in ms. */
const aheadAt = (at: number, zone: string): number => {
  const parts = formatOf(zone, { timeZoneName: 'longOffset' }, 'en').formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? [];
  const ahead = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -ahead : ahead;
};
