import { fix, fixFirst, reread } from '#domain/refusal-codes/advice.js';
import { at, retry } from './entry.js';

/** What the write path refuses, besides what the rules of the record refuse. */
export const RECORDING_CODES = {
  'batch-item-malformed': at(400, fix('A command of the batch is malformed.', 'Fix the one that `errors` points to.')),
  'batch-not-an-array': at(
    400,
    fix('The body of the batch is not a list.', 'Send a JSON array of commands, or NDJSON with one command per line.'),
  ),
  'batch-too-long': at(413, fix('The batch has too many commands.', 'Split it into smaller batches.')),
  'id-taken': at(422, fix('Nothing can be recorded with this id.', 'Choose another id, or another `Idempotency-Key`.')),
  'idempotency-key-malformed': at(
    400,
    fix('The `Idempotency-Key` is malformed.', 'Send 1 to 255 printable ASCII characters, such as a UUID.'),
  ),
  'idempotency-key-reused': at(
    422,
    fix('The `Idempotency-Key` was used for another request.', 'Use a new key for each thing that you record.'),
  ),
  'if-match-ambiguous': at(
    400,
    reread('`If-Match` names several revisions.', 'Read the thing again, and send its latest `ETag` alone.'),
  ),
  'if-match-malformed': at(
    400,
    fix(
      '`If-Match` is neither `*` nor an `ETag`, or it is an `ETag` for what has none: a feed or a webhook.',
      'For a thing, read it and send its `ETag`. For a feed or a webhook, send `*`, or leave it out.',
    ),
  ),
  'if-match-required': at(
    428,
    reread('The command needs `If-Match`, but has none.', 'Read the thing, and send its `ETag` in `If-Match`.'),
  ),
  'if-none-match-malformed': at(
    400,
    fix('`If-None-Match` is not `*`, but a feed or a webhook has no `ETag`.', 'Send `*`, or leave it out.'),
  ),
  'key-is-a-number': at(400, fix('The name of a field is a number.', 'Rename the field.')),
  'marked-already': at(
    422,
    fix(
      'A marking was sent for a thing that is already recorded.',
      'Leave `marking` out, or send POST to its URL with `/mark`.',
    ),
  ),
  'marked-below-reference': at(
    422,
    fix(
      'The thing would be marked lower than what it refers to, or than its negotiation.',
      'Raise its marking, or leave the reference out.',
    ),
  ),
  'moved-on': at(
    412,
    reread('The thing has changed since you read it.', 'Read it again, and decide again whether to send the command.'),
  ),
  'not-there-yet': at(
    412,
    fix('What `If-Match` is about does not exist yet, or no more.', 'Leave `If-Match` out to make it.'),
  ),
  'not-tried': at(
    [424, 503],
    fixFirst(
      'A command of a batch was not tried, so nothing of it was recorded. Status 424: one before it was refused. Status 503: the log could not be reached for one before it.',
      'Settle the one before it, or wait until the log can be reached. Then send this one again.',
    ),
  ),
  'record-too-large': at(413, fix('The event is too large.', 'Split it into smaller facts.')),
  'there-already': at(
    412,
    fix(
      'You have it already, and `If-None-Match` asks that it is not there.',
      'Leave `If-None-Match` out to change or end it, or choose another id to make another.',
    ),
  ),
  'too-many-writers': at(
    409,
    retry('Too many others were writing to the thing. Nothing was recorded.', 'Send the command again.'),
  ),
} as const;
