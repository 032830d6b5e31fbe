import { isURL } from 'class-validator';
import { iso31661 } from 'iso-3166';

/** A format of a value. `wrong` follows the name of the field: `time must be …`. */
export type ValueFormat = Readonly<{ is: (value: unknown) => boolean; wrong: string }>;

const textFormat = (is: (text: string) => boolean, wrong: string): ValueFormat => ({
  is: (value) => typeof value === 'string' && is(value),
  wrong,
});

// UTF-8 cannot encode a lone surrogate: it would come back from the store as another character.
export const WELL_FORMED = textFormat(
  (text) => text.isWellFormed() && !text.includes('\0'),
  'must be text, without NUL and without half of a character (a lone surrogate)',
);

/** A visible character: a text of only blanks and zero-width characters has no content. */
export const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;
const NOT_BLANK = textFormat((text) => VISIBLE.test(text), 'has no words');

/** An address that cannot be parsed cannot be opened either, such as one with a zone: http://[fe80::1%25eth0]/. */
export const WEB_ADDRESS = textFormat(
  (text) =>
    isURL(text, { protocols: ['http', 'https'], require_protocol: true, require_tld: false }) && URL.canParse(text),
  'must be a URL address that begins with http:// or https://',
);

// Intl accepts these too, but is slow.
const PLAIN_LANGUAGE = /^[a-z]{2,3}(?:-[A-Z]{2})?$/;
export const LANGUAGE = textFormat(
  (text) => PLAIN_LANGUAGE.test(text) || (text.length <= 35 && isKnown(() => Intl.getCanonicalLocales(text))),
  'must be a BCP 47 language tag, like en or zh-Hans',
);

const COUNTRIES: ReadonlySet<string> = new Set([...iso31661.map(({ alpha2 }) => alpha2), 'EU', 'UN']);
export const COUNTRY = textFormat(
  (text) => COUNTRIES.has(text),
  'must be an ISO 3166-1 alpha-2 code in capitals, like CN, or EU or UN',
);

/** An IANA name. */
export const ZONE = textFormat(
  (text) => /^[A-Za-z]/.test(text) && isKnown(() => new Intl.DateTimeFormat('en', { timeZone: text })),
  'must be an IANA time zone, like Europe/Brussels',
);

/** Intl throws for unknown values. */
const isKnown = (ask: () => object): boolean => {
  try {
    ask();
    return true;
  } catch {
    return false;
  }
};

const isDay = (day: string): boolean => {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return false;
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
};
/** A day of the calendar. */
export const DAY = textFormat(isDay, 'must be a day of the calendar, like 2025-10-27');

const isOnADay = (pattern: RegExp) => (text: string) => {
  const day = pattern.exec(text)?.[1];
  return day !== undefined && isDay(day);
};
/** RFC 3339 with an offset. */
export const INSTANT = textFormat(
  isOnADay(/^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/),
  'must be an instant with its offset, like 2025-10-27T09:30:00Z or 2025-10-27T10:30:00+01:00',
);
export const LOCAL_DATE_TIME = textFormat(
  isOnADay(/^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d$/),
  'must be a local date and time, like 2025-10-30T09:30',
);

/**
 * A number that a double (IEEE 754) represents exactly as written: at most 15 significant digits, or a whole number up to
 * 2^53 - 1. JSON.parse has already rounded any other.
 */
const isExact = (value: number) =>
  Number.isSafeInteger(value) || (Math.abs(value) < Number.MAX_SAFE_INTEGER && digitsOf(value) <= 15);
const digitsOf = (value: number) => value.toExponential().replace(/e.*$/, '').replaceAll(/[-.]/g, '').length;
export const EXACT: ValueFormat = {
  is: (value) => typeof value === 'number' && isExact(value),
  wrong:
    'has more digits than a number keeps: 15, or a whole number up to 9007199254740991. Leave it out, and write it as a text, in figure',
};

/** The checks for each `format` of a text in the OpenAPI document. EDTF is not here: its parser reports its own errors. */
export const TEXT_FORMATS: Readonly<Record<string, readonly ValueFormat[]>> = {
  words: [WELL_FORMED, NOT_BLANK],
  uri: [WELL_FORMED, WEB_ADDRESS],
  language: [LANGUAGE],
  country: [COUNTRY],
  'time-zone': [ZONE],
  date: [DAY],
  'date-time': [INSTANT],
  'local-date-time': [LOCAL_DATE_TIME],
};
/** As TEXT_FORMATS, for numbers. */
export const NUMBER_FORMATS: Readonly<Record<string, readonly ValueFormat[]>> = { double: [EXACT] };
