import { ask, fix, reread } from '#domain/refusal-codes/advice.js';
import { at, PERSISTS, retry } from './entry.js';

/** What reads refuse, or cannot answer yet. */
export const READING_CODES = {
  'consistency-token-of-later-state': at(
    409,
    reread('The log was restored to a state before this token.', 'Read again, and send the token of that answer.'),
  ),
  'consistency-token-of-notice': at(
    400,
    fix('The token is the id of a notice.', 'Send the Consistency-Token of an answer.'),
  ),
  'cursor-malformed': at(400, reread('The cursor is of another query.', 'Start again without `after`.')),
  'event-without-page': at(
    404,
    fix(
      'The event is no fact of a negotiation: it is a checkpoint, or about the ledger or access. Auditors are told so.',
      'Read it in the trail, and its proof at `/v1/audit/proofs/inclusion`.',
    ),
  ),
  'not-yet-projected': at(
    503,
    retry(
      'The answer does not yet include all that it must.',
      'Send the request again after `Retry-After`. If it persists, leave the Consistency-Token out: the record was restored.',
    ),
  ),
  'read-model-rebuilding': at(503, retry('A view is being rebuilt. Nothing is lost.')),
  'replay-busy': at(503, retry('The service is putting many past moments together already.')),
  'replay-in-progress': at(503, retry('The past moment is being put together.')),
  'replay-failed': at(503, retry('The past moment cannot be put together now. Nothing is lost.', PERSISTS)),
  'since-after-until': at(400, fix('`since` is after the moment up to which you ask.', 'Swap them, or leave one out.')),
  'too-many-places': at(429, retry('You have moved the places up to which you have read too often.')),
  'views-unavailable': at(503, retry('The views cannot be read now. Nothing is lost.')),

  'from-empty-tree': at(
    422,
    fix('There is no proof from the empty tree.', 'Ask for a proof from a size of at least 1.'),
  ),
  'index-beyond-size': at(
    422,
    fix('The tree of this size has no such index.', 'Ask for a smaller index, or a larger size.'),
  ),
  'never-cosigned': at(
    404,
    ask(
      'No witness has cosigned a checkpoint of this log yet.',
      'Ask the operator to configure witnesses in `WITNESSES`.',
    ),
  ),
  'size-beyond-tree': at(422, fix('The tree never had this size.', 'Ask for at most the size that `detail` names.')),
  'sizes-reversed': at(
    422,
    fix('The proof is asked for from the larger to the smaller size.', 'Ask from the smaller to the larger size.'),
  ),
  'tree-empty': at(422, fix('The tree of size 0 has no proof.', 'Ask for a size of at least 1.')),
  'which-event': at(
    400,
    fix('The proof is asked for by neither or by both of two parameters.', 'Set `eventId` or `index`.'),
  ),
} as const;
