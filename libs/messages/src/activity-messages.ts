import type { Kind } from './parameters.js';

/** What stands in a feed of the facts that were recorded last. */
export const ACTIVITY_MESSAGES = {
  'activity.title': { name: 'text' },
  'activity.date': { words: 'text' },
  'activity.corrected': {},
  'activity.cut': { count: 'count' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Kind>>>>;
export type ActivityTexts = Readonly<Record<keyof typeof ACTIVITY_MESSAGES, string>>;
