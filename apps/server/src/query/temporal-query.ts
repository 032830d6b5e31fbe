import type { Instant } from '#domain/ids.js';
import type { Day } from '#domain/world-date.js';
import { DAY } from '#formats/formats.js';
import { momentIn } from '#formats/moment.js';
import type { TemporalValues } from '#read-models/routes/parameters.js';
import type { FieldError } from '../http/problem.js';
import { fieldsInvalid } from '../http/validation/validate.js';
import { withPlus } from './asked-moments.js';
import type { TokenPlaces } from './token-places.js';

/** In a comparison of two moments, `fromAsOf`, `fromKnownAt` and `fromHappenedBy` set the first. */
export const fromName = (field: keyof TemporalValues) => `from${field.charAt(0).toUpperCase()}${field.slice(1)}`;

/**
 * `asOf`: an ordinal of the log, or an instant. In ms since 1970: `at` is when the log was in this state, `now` the latest
 * moment that the answer may include.
 */
export type TemporalQuery = Readonly<{
  asOf?: Readonly<{ ordinal: number } | { instant: Instant }>;
  knownAt?: Instant;
  happenedBy?: Day;
  at: number;
  now: number;
}>;

/**
 * `nameOf` returns the name of a parameter in the address.
 * @returns undefined if no parameter is given
 * @throws Problem 400 for a value that is not a moment, or in the future; and what reading a token throws
 */
export const temporalQueryOf = async (
  { asOf, knownAt, happenedBy }: TemporalValues,
  places: Pick<TokenPlaces, 'exact'>,
  clock: number,
  nameOf: (field: keyof TemporalValues) => string = (field) => field,
): Promise<TemporalQuery | undefined> => {
  if (asOf === undefined && knownAt === undefined && happenedBy === undefined) return undefined;
  const errors: FieldError[] = [];
  const moment = (field: keyof TemporalValues, given: string, others: string): number => {
    const pointer = `/${nameOf(field)}`;
    const text = withPlus(given);
    const at = momentIn(text);
    if (at === undefined) errors.push({ pointer, code: 'is-moment', detail: `Use ${others}.` });
    // The end of a day that has begun somewhere on earth is not in the future: it means that day so far.
    else if (DAY.is(text) ? startsLater(text, clock) : at > clock)
      errors.push({
        pointer,
        code: 'moment-in-the-future',
        detail: 'This moment is in the future. Use an earlier one.',
      });
    return at ?? clock;
  };

  const token = asOf !== undefined && isToken(asOf) ? await places.exact(asOf, nameOf('asOf')) : undefined;
  const then = [clock];
  const found: { -readonly [Field in keyof TemporalQuery]: TemporalQuery[Field] } = { at: clock, now: clock };
  if (token !== undefined) {
    found.asOf = { ordinal: token.ordinal };
    found.at = token.at;
  } else if (asOf !== undefined) {
    found.at = moment('asOf', asOf, `an instant like ${EXAMPLE}, a day, or a Consistency-Token`);
    found.asOf = { instant: instantOf(found.at) };
  }
  if (knownAt !== undefined) {
    const at = moment('knownAt', knownAt, `an instant like ${EXAMPLE}, or a day`);
    found.knownAt = instantOf(at);
    then.push(at);
  }
  if (happenedBy !== undefined) {
    then.push(moment('happenedBy', happenedBy, 'a day like 2025-10-24'));
    found.happenedBy = happenedBy as Day;
  }
  if (errors.length > 0) throw fieldsInvalid(errors);
  const at = Math.min(found.at, clock);
  return { ...found, at, now: Math.min(at, ...then) };
};

const EXAMPLE = '2025-10-24T12:00:00Z';
const isToken = (text: string) => /^[\w-]{80}$/.test(text);
const instantOf = (at: number) => new Date(at).toISOString() as Instant;
/** The day has begun nowhere on earth: time zones are at most 14 hours ahead of UTC. */
const startsLater = (day: string, clock: number) => Date.parse(`${day}T00:00:00Z`) - 14 * 3_600_000 > clock;
