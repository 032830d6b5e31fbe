/** Periods of equal length that divide time. */
export const BUCKET_SIZES = ['day', 'week', 'month'] as const;
export type BucketSize = (typeof BUCKET_SIZES)[number];
/** Its first and its last day. */
export type Bucket = Readonly<{ from: string; to: string }>;

/** The day, the week from Monday to Sunday (ISO 8601), or the month that contains a day. */
export const bucketOf = (day: string, size: BucketSize): Bucket => {
  const date = new Date(`${day}T00:00:00Z`);
  switch (size) {
    case 'day':
      return { from: day, to: day };
    case 'week': {
      date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
      const from = dayOf(date);
      date.setUTCDate(date.getUTCDate() + 6);
      return { from, to: dayOf(date) };
    }
    case 'month':
      date.setUTCMonth(date.getUTCMonth() + 1, 0);
      return { from: `${day.slice(0, 7)}-01`, to: dayOf(date) };
  }
};

/** Weeks are cut off at the first and the last day with a four-digit year. */
const dayOf = (date: Date): string => {
  const year = date.getUTCFullYear();
  if (year < 0) return '0000-01-01';
  return year > 9999 ? '9999-12-31' : date.toISOString().slice(0, 10);
};
