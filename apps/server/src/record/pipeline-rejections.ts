import { refuse, refuseField } from '#domain/decider.js';
import type { Kind } from '#domain/ids.js';
import type { TooLarge } from '#event-store/event-store.js';
import { type Rejection, thingUnknown } from './decision.js';

/** Rejections of the pipeline itself, for every kind of thing. */

export const keyUsedElsewhere = (): Rejection =>
  refuse(
    'idempotency-key-reused',
    'This Idempotency-Key was used for another thing. Use a new key for each thing that you record.',
  );

export const keyReused = (kind: Kind, id: string, eventId: string): Rejection => ({
  ...refuse(
    'idempotency-key-reused',
    'This Idempotency-Key was used for another request. Use a new key for each thing that you record.',
  ),
  members: { recorded: { kind, id, eventId } },
});

/** RFC 9110, section 13: 412 also for a new thing, which no ETag can match; 404 if the URL names no recorded thing. */
export const preconditionFailed = (
  kind: Kind,
  seen: number,
  revision: number | undefined,
  mayBeNew: boolean,
): Rejection => {
  if (revision === undefined && !mayBeNew) return thingUnknown(kind);
  return revision === undefined
    ? refuse(
        'not-there-yet',
        `This ${kind} does not exist yet, so no ETag matches. Leave If-Match out to record a new one.`,
      )
    : refuse(
        'moved-on',
        `This ${kind} is at revision ${revision}, but If-Match names ${seen}. Read it again, and retry with its new ETag.`,
      );
};

/** For a thing that the caller may not know of. It comes after every other rejection, so that it does not reveal the thing. */
export const idTaken = (kind: Kind): Rejection =>
  refuseField(
    '/id',
    'id-taken',
    `No ${kind} can be recorded with this id. Choose another id, or another Idempotency-Key.`,
  );

export const tooLarge = ({ bytes, limit }: TooLarge): Rejection =>
  refuse('record-too-large', `The event has ${bytes} bytes; the limit is ${limit}. Split it into smaller facts.`);

export const tooManyWriters = (kind: Kind): Rejection =>
  refuse('too-many-writers', `Too many concurrent writes to this ${kind}. Nothing was recorded. Send it again.`);
