export type CsvValue = string | number | boolean | null | undefined;

/**
 * One line of CSV (RFC 4180), with its line break. Every text is quoted: a spreadsheet that expects another separator must not find one
 * in it.
 */
export const csvLine = (values: readonly CsvValue[]): string => `${values.map(cellOf).join(',')}\r\n`;

const cellOf = (value: CsvValue): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? `"${harmless(value).replaceAll('"', '""')}"` : String(value);
};

/**
 * What a spreadsheet may take for a formula and run: what begins with one of these signs, with a tab or a line break, also after spaces,
 * quotation marks or signs that do not show (OWASP, CSV Injection).
 */
const FORMULA = /^[\s\p{Cc}\p{Cf}\p{Quotation_Mark}`]*[=+\-@＝＋－＠\t\r\n]/u;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
export const isFormula = (text: string): boolean => FORMULA.test(text) && !NUMBER.test(text);

/** A text that may be a formula gets an apostrophe before it; a number stays a number. Without the apostrophe, it is what it was. */
export const harmless = (text: string): string => (isFormula(text) ? `'${text}` : text);
