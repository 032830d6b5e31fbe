import ICAL from 'ical.js';

type Type = 'text' | 'date' | 'date-time' | 'integer' | 'utc-offset';
/** As in jCal (RFC 7265). */
export type Property = readonly [
  name: string,
  parameters: Readonly<Record<string, string>>,
  type: Type | 'unknown',
  value: string | number,
];
export type Component = readonly [name: string, properties: readonly Property[], components: readonly Component[]];

export const property = (
  name: string,
  value: string | number,
  type: Type = 'text',
  parameters: Readonly<Record<string, string>> = {},
): Property => [name, parameters, type, typeof value === 'string' && type === 'text' ? printable(value) : value];

export const component = (
  name: string,
  properties: readonly Property[],
  components: readonly Component[] = [],
): Component => [name, properties, components];

// A line that goes on begins with a space, which counts: no line has more than 75 octets (RFC 5545, section 3.1).
ICAL.foldLength = 74;

/** iCalendar (RFC 5545). */
export const calendarText = (calendar: Component): string => ICAL.stringify(calendar as unknown as object[]);

/** Line breaks are one sign, and other control characters are not allowed in a text. */
const printable = (text: string): string => text.replaceAll(/\r\n?/g, '\n').replaceAll(/[^\P{Cc}\n\t]/gu, '\uFFFD');
