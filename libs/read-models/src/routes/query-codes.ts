import type { Kind } from '#domain/ids.js';
import { fix } from '#domain/refusal-codes/advice.js';

/** The codes with which a query refuses its parameters, besides those of single fields. */
export const QUERY_CODES = {
  'first-moment-missing': fix(
    'The comparison has no first moment.',
    'Set `fromAsOf`, `fromKnownAt` or `fromHappenedBy`. The other three set the second moment.',
  ),
  'negotiation-missing': fix('The comparison is about nothing.', 'Set `negotiationId`, or `thing` for a single thing.'),
  'search-malformed': fix(
    '`q` is not well-formed, or uses a word of the search language that this list does not have.',
    'Read `detail`. To search for the text itself, put it in quotes.',
  ),
  'search-phrase-too-long': fix('`q` contains a phrase that is too long.', 'Use a part of the phrase.'),
  'search-too-many-terms': fix(
    '`q` contains too many words, or names that too many things have.',
    'Keep the rare words. A phrase in quotes counts once. Write more of each name.',
  ),
  'search-without-words': fix('`q` contains no word.', 'Type at least one letter or digit.'),
  'since-not-a-day': fix(
    'With `axis=happenedBy`, `since` is not a day.',
    'Use a day like 2025-10-24, or another axis.',
  ),
} as const;
export type QueryCode = keyof typeof QUERY_CODES;

/** The codes with which a query says that it finds nothing to answer about. */
export type NotFoundCode = `${Kind}-unknown` | 'event-unknown' | 'event-without-page' | 'meeting-voided';
