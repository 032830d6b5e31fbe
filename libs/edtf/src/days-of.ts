/** The first and the last day that a date can mean. An end that is open or unknown is absent. */
export type Days = Readonly<{ from?: string; to?: string }>;

/**
 * The days that an EDTF date can mean, as the service reads it. The service's own parser is larger than the whole page.
 * @returns undefined if it is not read here; the page shows the text itself
 */
export const daysOf = (edtf: string): Days | undefined => {
  const [start = '', end] = edtf.split('/');
  if (end === undefined) return endsOf(start);
  const from = start === '..' || start === '' ? {} : endsOf(start);
  const to = end === '..' || end === '' ? {} : endsOf(end);
  if (from === undefined || to === undefined) return undefined;
  return { ...(from.from !== undefined && { from: from.from }), ...(to.to !== undefined && { to: to.to }) };
};

/**
 * Whether the first and the last day say all that a date says, but for a sign that holds for all of it. They do not if one end of an interval
 * has a sign of its own or is unknown, which is not open, if a sign is about a part of it, or if a digit is known behind one that is not:
 * `2026-XX-31`.
 */
export const isSaidByDays = (edtf: string): boolean => {
  const ends = edtf.split('/');
  const [sign, ...others] = ends.map((end) => /[~?%]$/.exec(end)?.[0]);
  return others.every((other) => other === sign) && !ends.some((end) => end === '' || /X.*\d|[~?%]./.test(end));
};

/** Days that are named as one: a whole month, or a whole year. */
export const wholePeriod = (from: string, to: string): 'month' | 'year' | undefined => {
  const year = from.slice(0, 4);
  if (from === `${year}-01-01` && to === `${year}-12-31`) return 'year';
  const month = from.slice(0, 7);
  const last = two(lastDayOf(Number(year), Number(month.slice(5))));
  return from === `${month}-01` && to === `${month}-${last}` ? 'month' : undefined;
};

/** Of doubt. They change no day, wherever they stand. */
const SIGNS = /[~?%]/g;
const DATE = /^(\d{3}[\dX]|\d{2}XX)(?:-(0\d|1[0-2]|[01]X|XX)(?:-(\d{2}|[0-3]X|XX))?)?(?:T.*)?$/;

const endsOf = (date: string): Days | undefined => {
  const [, year, month = 'XX', day = 'XX'] = DATE.exec(date.replaceAll(SIGNS, '')) ?? [];
  if (year === undefined) return undefined;
  const first = (digits: string) => digits.replaceAll('X', '0');
  const fromMonth = Math.max(1, Number(first(month)));
  const toMonth = Math.min(12, Number(month.replaceAll('X', '9')));
  const fromDay = Math.max(1, Number(first(day)));
  const lastYear = year.replaceAll('X', '9');
  const toDay = Math.min(lastDayOf(Number(lastYear), toMonth), Number(day.replaceAll('X', '9')));
  return { from: `${first(year)}-${two(fromMonth)}-${two(fromDay)}`, to: `${lastYear}-${two(toMonth)}-${two(toDay)}` };
};

const two = (n: number) => String(n).padStart(2, '0');
const lastDayOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();
