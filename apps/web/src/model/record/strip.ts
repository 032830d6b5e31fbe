import { dayAt, dayNumber } from '../dates.js';

/** A month, drawn as its days: those that a date can mean, and the day of the source. */
export type Month = Readonly<{
  first: string;
  days: readonly Readonly<{ n: number; isMeant: boolean; isSource: boolean }>[];
}>;

/** More months are no picture of a date any more. */
const MOST = 3;

/** The months of a date whose ends may be open; of one that takes longer, those at its ends that are known. */
export const monthsOf = (
  { earliest, latest }: Readonly<{ earliest: string | null; latest: string | null }>,
  source: string,
): readonly Month[] => {
  const [from, to] = [earliest ?? latest, latest ?? earliest];
  if (from === null || to === null) return [];
  const months = [...monthsFrom(from.slice(0, 7), to.slice(0, 7))];
  const shown = months.length <= MOST ? months : [];
  return shown.map((month) => ({
    first: `${month}-01`,
    days: daysIn(month).map((day) => ({
      n: Number(day.slice(8)),
      isMeant: (earliest === null || day >= earliest) && (latest === null || day <= latest),
      isSource: day === source,
    })),
  }));
};

function* monthsFrom(first: string, last: string): Generator<string> {
  for (let month = first; month <= last; month = next(month)) yield month;
}
const next = (month: string): string => dayAt(dayNumber(`${month}-28`) + 7).slice(0, 7);
const daysIn = (month: string): readonly string[] => {
  const first = dayNumber(`${month}-01`);
  const length = dayNumber(`${next(month)}-01`) - first;
  return Array.from({ length }, (_, n) => dayAt(first + n));
};
