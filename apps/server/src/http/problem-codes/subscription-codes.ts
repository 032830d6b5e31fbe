import { ask, fix, fixFirst } from '#domain/refusal-codes/advice.js';
import { at, retry } from './entry.js';

/** Feeds, webhooks and streams of notices. */
export const SUBSCRIPTION_CODES = {
  'feed-unknown': at(
    404,
    fix(
      'You have no feed with this id, or no feed has this key: it has ended, or has got another key.',
      'List yours with `GET /v1/feeds`. Whoever owns the feed can make a new one.',
    ),
  ),
  'letter-unknown': at(
    404,
    fix('Your webhooks have no such message.', 'List those that they have with `GET /v1/dead-letters`.'),
  ),
  'too-many-changes': at(429, retry('You have changed your feeds or webhooks too often.')),
  'too-many-deliveries': at(429, retry('You have had messages sent again too often.')),
  'too-many-feeds': at(
    409,
    fixFirst('You have as many feeds as you may have.', 'End one with `DELETE /v1/feeds/{id}`.'),
  ),
  'too-many-streams': at(
    503,
    retry(
      'The service has as many streams of notices open as it may have.',
      'Connect again after `Retry-After`, and read without notices until then.',
    ),
  ),
  'too-many-streams-of-caller': at(
    429,
    fixFirst(
      'You have as many streams of notices open as you may have.',
      'Close one, or share one between your windows.',
    ),
  ),
  'too-many-webhooks': at(
    409,
    fixFirst('You have as many webhooks as you may have.', 'End one with `DELETE /v1/webhooks/{id}`.'),
  ),
  'too-many-webhooks-in-all': at(
    409,
    ask('All people together have as many webhooks as there may be.', 'Ask an administrator who needs theirs.'),
  ),
  'webhook-unknown': at(404, fix('You have no webhook with this id.', 'List yours with `GET /v1/webhooks`.')),
} as const;
