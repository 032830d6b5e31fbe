import { type Message, type Refusal, refuse, refuseField } from '#domain/decider.js';
import type { Circumstances } from '#domain/envelope.js';
import type { Kind } from '#domain/ids.js';
import type { Ladder, Marking } from '#domain/marking.js';
import type { Denial } from '../access/decision-log.js';
import { type Extras, type FieldError, Problem } from '../http/problem.js';
import type { Reference } from '../http/validation/references.js';

/** What to record: one event, its circumstances, its references, and the marking of a new thing. */
export type Decision = Readonly<{
  event: Message;
  circumstances: Circumstances;
  references: readonly Reference[];
  marking?: Marking | undefined;
}>;

/** The settings that decisions depend on. `fourEyes`: lowering a marking and granting access take two people. */
export type Rules = Readonly<{ ladder: Ladder; fourEyes: boolean }>;

/** Why a command is rejected. `denials` are for the decision log only, not for the response. */
export type Rejection = Refusal &
  Pick<Extras, 'errors' | 'members'> &
  Readonly<{ status?: number; denials?: readonly Denial[] }>;

/** A refusal of several fields; undefined if there are none. */
export const refuseFields = (errors: readonly FieldError[]): Rejection | undefined =>
  errors[0] && {
    ...refuse(errors[0].code, errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(' ')),
    errors,
  };

export const thingUnknown = (kind: Kind): Rejection => ({
  ...refuse(`${kind}-unknown`, `No ${kind} with this id is recorded.`),
  status: 404,
});

/** A thing cannot refer to itself. `id` is that of the thing, if it is known. */
export const guardSelfReference = (
  kind: Kind,
  id: string | undefined,
  references: readonly Reference[],
): Refusal | undefined => {
  const itself = references.find((reference) => reference.kind === kind && reference.id === id);
  return (
    itself &&
    refuseField(
      itself.pointer,
      'refers-to-itself',
      `${itself.pointer} names this ${kind} itself. Leave it out, or name another.`,
    )
  );
};

/** A problem as a value. */
export const rejectionOf = ({ status, code, message, extras: { errors } }: Problem): Rejection => ({
  ...refuse(code, message),
  status,
  ...(errors && { errors }),
});

/** The only place where a rejection becomes an HTTP problem. */
export const problemOf = (kind: Kind, { refused: code, because, status, errors, members }: Rejection): Problem =>
  new Problem(status ?? (code === `${kind}-unknown` ? 404 : 422), code, because, {
    ...(errors && { errors }),
    ...(members && { members }),
  });
