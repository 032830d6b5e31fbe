import { type Kind, WORLD_KINDS } from '../ids.js';
import { fix, fixFirst, sharing, reread } from './advice.js';

/** A command opens things of these kinds. What is about a position or a grant may be recorded in any order. */
export const OPENED_KINDS = WORLD_KINDS.filter(
  (kind): kind is Exclude<(typeof WORLD_KINDS)[number], 'position'> => kind !== 'position',
);
export type OpenedKind = (typeof OPENED_KINDS)[number];

/** Things that are not in the world. No field of a fact names them. */
export const SERVICE_KINDS = ['grant', 'ledger', 'checkpoint'] as const satisfies readonly Exclude<
  Kind,
  (typeof WORLD_KINDS)[number]
>[];

export const KIND_CODES = {
  ...sharing(
    WORLD_KINDS,
    '-unknown',
    fixFirst(
      'No thing of this kind with this id is recorded, or you may not know of it. Status 404: the URL or a parameter names it. Status 422: a field names it, and it must be in the same negotiation.',
      'Check the id. If it is right, record the thing first, or ask an administrator for access to the negotiation.',
    ),
  ),
  ...sharing(
    SERVICE_KINDS,
    '-unknown',
    fix('No such thing with this id is recorded, or you may not know of it.', 'Check the parameter that names it.'),
  ),
  ...sharing(
    OPENED_KINDS,
    '-voided',
    reread(
      'The thing was voided: the event that opened it does not count any more.',
      'Read its trail. To restore the thing, void the voiding, and send the request again.',
      'afterwards',
    ),
  ),
  ...sharing(
    OPENED_KINDS,
    '-already-recorded',
    fix('A thing of this kind with this id is already recorded.', 'Correct it, or choose another id.'),
  ),
} as const;
