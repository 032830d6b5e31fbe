import type { Day } from '#domain/world-date.js';

/** Why words are read as these days. A page has a sentence for each. */
export const WHYS = [
  'edtf',
  'whole',
  'nearestYear',
  'otherYear',
  'nearestMonth',
  'otherMonth',
  'nearestDay',
  'otherDay',
  'weekdayFits',
  'weekdayDiffers',
  'counted',
  'countedRoughly',
  'firstToCome',
  'lastPast',
  'inThisWeek',
  'inNextWeek',
  'inLastWeek',
  'weekFromMonday',
  'weekFromSunday',
  'weekFromSaturday',
  'dayFirst',
  'monthFirst',
  'thirdOfMonth',
  'thirdOfYear',
  'northern',
  'southern',
  'withoutEnd',
  'withoutBeginning',
] as const;
export type Why = (typeof WHYS)[number];

/** What words can mean. `earliest` and `latest`: the first and the last day, null if that end is open. */
export type Reading = Readonly<{ edtf: string; earliest: Day | null; latest: Day | null; why: Why }>;
/** The beginning or the end of what was said is a moment for what comes before or after it. */
export type Moment = 'start' | 'end';
export type Known = Reading & Readonly<{ at?: Moment | undefined }>;
/** A reading that was not parsed yet. */
export type Draft = readonly [edtf: string, why: Why, at?: Moment | undefined];
