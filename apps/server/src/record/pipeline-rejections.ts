import { refuse } from '#domain/decider.js';
import type { Kind } from '#domain/ids.js';
import type { TooLarge } from '#event-store/event-store.js';
import { type Rejection, thingUnknown } from './decision.js';

/** What the pipeline itself refuses, whatever the rules of the kind are. */

export const keyUsedElsewhere = (): Rejection =>
  refuse(
    'idempotency-key-reused',
    'This Idempotency-Key was used for another thing. Take a new key for each thing that you record.',
  );

export const keyReused = (kind: Kind, id: string, eventId: string): Rejection => ({
  ...refuse(
    'idempotency-key-reused',
    'This Idempotency-Key was used for another request. Take a new key for each thing that you record.',
  ),
  members: { recorded: { kind, id, eventId } },
});

/** RFC 9110, section 13: 412 also where something new is recorded and nothing can match, 404 where the address itself is of nothing. */
export const preconditionFailed = (
  kind: Kind,
  seen: number,
  revision: number | undefined,
  mayBeNew: boolean,
): Rejection => {
  if (revision === undefined && !mayBeNew) return thingUnknown(kind);
  const refusal =
    revision === undefined
      ? refuse(
          'not-there-yet',
          `No ${kind} is here yet that you can have seen. Leave If-Match out to record a new one.`,
        )
      : refuse(
          'moved-on',
          `This ${kind} is at revision ${revision}, and you have seen ${seen}. Read it again, and decide again.`,
        );
  return { ...refusal, status: 412 };
};

/** Said of a thing that the caller may not know of, and after every other refusal: nothing less would keep two apart. */
export const idTaken = (kind: Kind): Rejection =>
  refuse('id-taken', `No ${kind} can be recorded under this id. Choose another, or another Idempotency-Key.`);

export const tooLarge = ({ bytes, limit }: TooLarge): Rejection => ({
  ...refuse(
    'record-too-large',
    `This takes ${bytes} bytes on record; ${limit} are allowed at once. Record it in parts.`,
  ),
  status: 413,
});

export const tooManyWriters = (kind: Kind): Rejection => ({
  ...refuse('too-many-writers', `Others keep recording on this ${kind}. Nothing was recorded; send it again.`),
  status: 409,
});
