import { type Message, type Refusal, refuse, refuseField } from '#domain/decider.js';
import type { Circumstances } from '#domain/envelope.js';
import type { Kind } from '#domain/ids.js';
import type { Ladder, Marking } from '#domain/marking.js';
import type { Denial } from '../access/decision-log.js';
import { type Extras, type FieldError, Problem, describeField } from '../http/problem.js';
import { type Coded, isSure, type ProblemCode } from '../http/problem-codes/problem-codes.js';
import type { Reference } from '../http/validation/references.js';
import { fieldsInvalid } from '../http/validation/validate.js';

/** What to record: one event, its circumstances, its references, and the marking of a new thing. */
export type Decision = Readonly<{
  event: Message;
  circumstances: Circumstances;
  references: readonly Reference[];
  marking?: Marking | undefined;
}>;

/** The settings that decisions depend on. `fourEyes`: lowering a marking and granting access take two people. */
export type Rules = Readonly<{ ladder: Ladder; fourEyes: boolean }>;

/** What a single command is refused with. */
export type RejectionCode = Exclude<ProblemCode, 'not-tried'>;

/**
 * Why a command is rejected. `status`: for a code that has several. `denials` are for the decision log only, not for the response.
 */
export type Rejection = Omit<Refusal<RejectionCode>, 'errors'> &
  Pick<Extras, 'errors' | 'members'> &
  Readonly<{ status?: 404 | 422; denials?: readonly Denial[] }>;

/** A refusal of several fields; undefined if there are none. */
export const refuseFields = (errors: readonly FieldError<RejectionCode>[]): Rejection | undefined =>
  errors[0] && {
    ...refuse(errors[0].code, errors.map(describeField).join(' ')),
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

/** The problem of invalid fields, as a value. */
export const rejectFields = (errors: readonly FieldError[]): Rejection => {
  const { message, extras } = fieldsInvalid(errors);
  return { ...refuse('fields-invalid', message), ...(extras.errors && { errors: extras.errors }) };
};

/** The only place where a rejection becomes an HTTP problem. */
export const problemOf = (kind: Kind, { refused: code, because, status, errors, members }: Rejection): Problem => {
  const isMissing = (status ?? (code === `${kind}-unknown` ? 404 : 422)) === 404;
  const coded: Coded = isSure(code) ? code : isMissing ? [code, 404] : [code, 422];
  return new Problem(coded, because, { ...(errors && { errors }), ...(members && { members }) });
};
