import type { Day } from '#domain/world-date.js';

/** Days of the proleptic Gregorian calendar, from year 0000 to 9999. What is outside of it is no date for EDTF, and is refused there. */
const DAY_MS = 86_400_000;
const FIRST = Date.parse('0000-01-01');
const LAST = Date.parse('9999-12-31');

export const plusDays = (day: Day, days: number): Day => {
  const time = Math.min(Math.max(Date.parse(day) + days * DAY_MS, FIRST), LAST);
  return new Date(time).toISOString().slice(0, 10) as Day;
};
export const daysFrom = (one: Day, other: Day): number => (Date.parse(other) - Date.parse(one)) / DAY_MS;

export const yearOf = (day: Day): number => Number(day.slice(0, 4));
export const monthOf = (day: Day): number => Number(day.slice(5, 7));
/** 0 for Sunday. */
export const weekdayOf = (day: Day): number => new Date(day).getUTCDay();
/** The first day of the week of a day, if weeks begin with this weekday. */
export const weekOf = (day: Day, begins: number): Day => plusDays(day, -((weekdayOf(day) - begins + 7) % 7));

const digits = (number: number, length: number) => String(number).padStart(length, '0');
export const yearText = (year: number): string => digits(year, 4);
/** Months beyond December are those of the next years. */
export const monthText = (year: number, month: number): string => {
  const months = year * 12 + month - 1;
  return `${yearText(Math.floor(months / 12))}-${digits((((months % 12) + 12) % 12) + 1, 2)}`;
};
export const dayText = (year: number, month: number, day: number): Day =>
  `${monthText(year, month)}-${digits(day, 2)}` as Day;

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
export const monthLength = (year: number, month: number): number =>
  month === 2 && (year % 400 === 0 || (year % 4 === 0 && year % 100 !== 0)) ? 29 : LENGTHS[month - 1]!;
