export type CsvValue = string | number | boolean | null | undefined;

/**
 * One line of CSV (RFC 4180), with its line break. Every text is quoted. A program that expects another separator than the comma does not
 * heed the quotes within a line, and so divides texts. Every part of a text is therefore made harmless, and not its beginning alone.
 */
export const csvLine = (values: readonly CsvValue[]): string => `${values.map(cellOf).join(',')}\r\n`;

const cellOf = (value: CsvValue): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? `"${cut(harmless(value)).replaceAll('"', '""')}"` : String(value);
};

/** A cell of a spreadsheet has no more characters than this. */
export const MOST_IN_CELL = 32_767;
const cut = (text: string): string =>
  text.length <= MOST_IN_CELL ? text : `${text.slice(0, MOST_IN_CELL - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;

/** Signs before a formula that a program may leave out: spaces, quotation marks, and what does not show. */
const BLANK = String.raw`\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Quotation_Mark}\u2800` + '`';
/** The signs with which a formula begins, and those that look like them or are made into them. */
const SIGN = String.raw`[=+\-@\u02D7\u2212\uFE62\uFE63\uFE66\uFE6B\uFF0B\uFF0D\uFF1D\uFF20]`;
/** What divides texts in one program or another. */
const SEPARATOR = String.raw`\r\n|[;,|\t\r\n\v\f\u0085\u2028\u2029]`;

const AT_START = new RegExp(`^[${BLANK}]*(?:${SIGN}|[\\t\\r\\n])`, 'u');
/** What stands before a sign, as far back as there are only blanks and separators. A run is read once, however long it is. */
const RUN = new RegExp(`([${BLANK};,|]+)(${SIGN})?`, 'gu');
const SEPARATORS = new RegExp(SEPARATOR, 'gu');
const WITH_APOSTROPHE = new RegExp(`(${SEPARATOR})'`, 'gu');
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/**
 * Whether a spreadsheet may take a text for a formula: it begins with a sign, a
 * tab or a line break, also after blanks (OWASP, CSV Injection).
 */
const isFormula = (text: string): boolean => AT_START.test(text) && !NUMBER.test(text);

/**
 * A text of which nothing is run. An apostrophe stands before what may be a formula: at the beginning, and after each separator within. A
 * number stays a number.
 */
export const harmless = (text: string): string => {
  const within = inRuns(text, (run) => run.replaceAll(SEPARATORS, "$&'"));
  return isFormula(text) ? `'${within}` : within;
};

/** The text as it was before it was made harmless. */
export const asItWas = (cell: string): string => {
  const text = cell.startsWith("'") && isFormula(cell.slice(1)) ? cell.slice(1) : cell;
  return inRuns(text, (run) => run.replaceAll(WITH_APOSTROPHE, '$1'));
};

const inRuns = (text: string, change: (run: string) => string): string =>
  text.replaceAll(RUN, (all, run: string, sign?: string) => (sign === undefined ? all : change(run) + sign));
