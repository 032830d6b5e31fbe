import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

type What = 'feed' | 'webhook';

/**
 * RFC 9110, section 13.1: with `If-Match: *`, a PUT makes nothing. So a change that comes after the end of what it changes, perhaps in another
 * window, does not bring that back. With `If-None-Match: *`, it changes nothing. What has no ETag has no other conditions.
 * @returns what is called with what was there before
 * @throws Problem 400, and what is returned throws 412
 */
export const conditionsOf = ({ headers }: Pick<FastifyRequest, 'headers'>, what: What): ((before: unknown) => void) => {
  const mustBeThere = isAsked(headers['if-match'], () => ifMatchMalformed(what));
  const mustBeNew = isAsked(headers['if-none-match'], () => ifNoneMatchMalformed(what));
  return (before) => {
    if (mustBeThere && before === undefined) throw notThereYet(what);
    if (mustBeNew && before !== undefined) throw thereAlready(what);
  };
};

/** A header that is sent twice comes as a list. */
const isAsked = (header: string | undefined, malformed: () => Problem): boolean => {
  if (header === undefined) return false;
  if (header.split(',').some((one) => one.trim() !== '*')) throw malformed();
  return true;
};

const ifMatchMalformed = (what: What) =>
  new Problem('if-match-malformed', `A ${what} has no ETag, so If-Match can only be *, which asks that it is there.`);
const ifNoneMatchMalformed = (what: What) =>
  new Problem(
    'if-none-match-malformed',
    `A ${what} has no ETag, so If-None-Match can only be *, which asks that it is not there.`,
  );
const notThereYet = (what: What) =>
  new Problem('not-there-yet', `You have no ${what} with this id. Leave If-Match out to make it.`);
const thereAlready = (what: What) =>
  new Problem('there-already', `You have a ${what} with this id already. Leave If-None-Match out to change or end it.`);
