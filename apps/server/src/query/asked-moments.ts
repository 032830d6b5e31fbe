import { DAY, INSTANT } from '#formats/formats.js';
import { TEMPORAL_NAMES } from '#read-models/routes/parameters.js';
import type { Values } from '#read-models/routes/read-route.js';

/**
 * A past moment that was asked for: the parameter that names it, and a day or an instant, as it was written. `at` is absent where that
 * was the token of an earlier answer, of which no instant is known.
 */
export type AskedMoment = Readonly<{ name: string; at?: string }>;

/** A past moment in words of the address: `knownAt 2025-10-28`. */
export const momentText = ({ name, at = 'an earlier answer' }: AskedMoment): string => `${name} ${at}`;

/** The past moments that were asked for. `at`: the instant of the token that `asOf` is. */
export const momentsIn = (values: Values, at: number): readonly AskedMoment[] =>
  ['since', ...TEMPORAL_NAMES].flatMap((name) => {
    if (values[name] === undefined) return [];
    const moment = withPlus(String(values[name]));
    if (DAY.is(moment) || INSTANT.is(moment)) return [{ name, at: moment }];
    // A token says nothing to people.
    return [name === 'asOf' ? { name, at: new Date(at).toISOString() } : { name }];
  });

/** The plus before the offset of an instant, which a query string decodes as a space. */
export const withPlus = (moment: string): string => moment.replace(/ (?=\d\d:\d\d$)/, '+');
