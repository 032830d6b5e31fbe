import type { ApiHeaderOptions } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

type What = 'feed' | 'webhook';

/** For the OpenAPI document. */
export const IF_MATCH_ANY: ApiHeaderOptions = {
  name: 'If-Match',
  required: false,
  description: '`*`: change it only if it is there. Without it, what has ended is made anew',
  schema: { type: 'string', enum: ['*'] },
};

/**
 * RFC 9110, section 13.1.1: with `If-Match: *`, a PUT makes nothing. So a change that comes after the end of what it changes, perhaps in another
 * window, does not bring that back.
 * @returns what is called with what was there before
 * @throws Problem 400, and what is returned throws 412
 */
export const onlyIfThere = ({ headers }: Pick<FastifyRequest, 'headers'>, what: What): ((before: unknown) => void) => {
  const asked = headers['if-match']?.trim();
  if (asked !== undefined && asked !== '*')
    throw new Problem(
      'if-match-malformed',
      `A ${what} has no ETag, so If-Match can only be *: change it if it is there.`,
    );
  return (before) => {
    if (asked !== undefined && before === undefined)
      throw new Problem('not-there-yet', `You have no ${what} with this id. Leave If-Match out to make it.`);
  };
};
