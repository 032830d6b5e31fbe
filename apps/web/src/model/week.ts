import { dayAt, dayNumber, isDay } from './dates.js';

/** Weeks are shown whose neighbours have days of four-digit years, too. */
const [FIRST, LAST] = ['0001-01-15', '9999-12-12'];

/** The Monday of the week of a day. 1 January 1970 was a Thursday. */
export const mondayOf = (day: string): string => {
  const number = dayNumber(day);
  return dayAt(number - ((((number + 3) % 7) + 7) % 7));
};

export const daysAfter = (day: string, days: number): string => dayAt(dayNumber(day) + days);

/** The seven days of a week, Monday first. */
export const daysOfWeek = (monday: string): readonly string[] =>
  [0, 1, 2, 3, 4, 5, 6].map((days) => daysAfter(monday, days));

/** What an address says of the week: that of `from`, or that of today. `isWrong`: it names a day that cannot be shown. */
export const weekIn = (search: string, today: string): Readonly<{ monday: string; isWrong: boolean }> => {
  const from = new URLSearchParams(search).get('from');
  if (from === null) return { monday: mondayOf(today), isWrong: false };
  if (!isDay(from) || from < FIRST || from > LAST) return { monday: mondayOf(today), isWrong: true };
  return { monday: mondayOf(from), isWrong: false };
};

export const weekAddress = (monday: string, today: string): string =>
  monday === mondayOf(today) ? '/week' : `/week?from=${monday}`;

/** The week before or after this one; undefined at the end of the calendar. */
export const weekBeside = (monday: string, weeks: 1 | -1): string | undefined => {
  const beside = daysAfter(monday, 7 * weeks);
  return isDay(beside) && beside >= mondayOf(FIRST) && beside <= LAST ? beside : undefined;
};

/** Keys that change the week from anywhere on the screen but a field, as those of the time bar. */
export const weekOfKey = (key = ''): 1 | -1 | 'now' | undefined =>
  ({ '[': -1, ']': 1, n: 'now', N: 'now' } as const)[key];
