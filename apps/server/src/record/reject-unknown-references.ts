import type { NotFoundCode } from '#read-models/routes/query-codes.js';
import { CLEARANCE_MISSING } from '../access/decision-log.js';
import type { ResolvedReferences } from '../access/thing-index.js';
import type { FieldError } from '../http/problem.js';
import type { Reference } from '../http/validation/references.js';
import { refuseFields, type Rejection } from './decision.js';

/** The response for hidden things is the same as for things that are not recorded. */
export const rejectUnknownReferences = (
  references: readonly Reference[],
  { visible, hidden }: ResolvedReferences,
): Rejection | undefined => {
  if (visible.length === references.length) return undefined;
  const known = new Set(visible.map(({ reference }) => reference));
  const errors = references
    .filter((reference) => !known.has(reference))
    .map(({ kind, id, pointer }): FieldError<NotFoundCode> => ({
      pointer,
      code: `${kind}-unknown`,
      detail: `No ${kind} ${id} is recorded in this negotiation. Record it first.`,
    }));
  return { ...refuseFields(errors)!, status: 422, ...(hidden.length > 0 && { denials: [CLEARANCE_MISSING] }) };
};
