import type { Marking } from '#domain/marking.js';
import { DAY, INSTANT } from '#formats/formats.js';
import { TEMPORAL_NAMES } from '#read-models/routes/parameters.js';
import type { ReadRoute, Values } from '#read-models/routes/read-route.js';

type Told = Readonly<{ values: Values; at: number; marking: Marking }>;

/**
 * The header that makes an answer a file: `meetings-2025-10-29-knownAt-2025-10-28-secret-trade.csv`, by the list, the day of the answer,
 * the moment that was asked for, and the marking. A file is passed on without its headers, and keeps its name.
 */
export const contentDisposition = (
  { path }: Pick<ReadRoute, 'path'>,
  extension: string,
  { values, at, marking: { level, compartments = [] } }: Told,
): string => {
  const list = path
    .split('/')
    .findLast((part) => !part.startsWith(':'))!
    .replace(/\.\w+$/, '');
  const moments = TEMPORAL_NAMES.flatMap((name) => {
    const moment = values[name];
    // A token says nothing to people.
    return DAY.is(moment) || INSTANT.is(moment) ? [name, String(moment)] : [];
  });
  const parts = [list, new Date(at).toISOString().slice(0, 10), ...moments, level, ...compartments];
  return `attachment; filename="${parts.map(safe).join('-')}.${extension}"`;
};

/** What every system takes in the name of a file. */
const safe = (text: string): string => text.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 60);
