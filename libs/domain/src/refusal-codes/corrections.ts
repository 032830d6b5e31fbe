import { ask, fix, fixFirst, reread } from './advice.js';

/** A correction, a voiding, a marking or a grant is refused. */
export const CORRECTION_CODES = {
  'approval-not-correctable': fix(
    'The approval of a marking cannot be corrected or voided.',
    'Withdraw it, or approve another marking.',
  ),
  'correction-not-correctable': fix(
    'A correction or a voiding cannot be corrected.',
    'Void it, and correct the original event again.',
  ),
  'duplicate-of-itself': fix(
    '`duplicateOf` names the event that is voided.',
    'Name the event that remains, or leave the field out.',
  ),
  'event-already-voided': reread('The event is already voided.', 'Read the trail. Nothing is left to do.'),
  'event-unknown': fixFirst(
    'No event with this id is recorded, or you may not know of it. Status 404: the URL or a parameter names it. Status 422: a field names it, and it must be in the same negotiation or of the same thing.',
    'Check the id in the trail of the thing. If it is right, record the event first, or ask an administrator for access.',
  ),
  'event-voided': reread(
    'The event was voided, so it cannot be corrected.',
    'Read the trail. To restore the event, void the voiding, and send the correction again.',
    'afterwards',
  ),
  'identity-not-correctable': fix(
    'The field says which thing this is, so a correction cannot change it.',
    'Void the event, and record the fact for the right thing.',
  ),
  'marking-not-correctable': fix(
    'A correction cannot change a marking, and a marking cannot be corrected or voided.',
    'Mark the thing again: send POST to its URL with `/mark`.',
  ),
  'nothing-changes': reread(
    'The correction or marking is what the record has already.',
    'Read the thing. Nothing is left to do, or change another field.',
  ),
  'report-of-itself': fix('`reportOf` names the event itself.', 'Leave the field out, or name another event.'),

  'approval-already-given': ask(
    'You have already approved this marking.',
    'Ask another person to mark the thing. Do not approve it again.',
    'never',
  ),
  'approval-by-oneself': ask(
    'You have approved this marking yourself, and lowering a marking takes two people.',
    'Ask another person to mark the thing, or to approve the marking.',
  ),
  'approval-differs': fixFirst(
    'The approval in force is of another marking.',
    'Send the marking that was approved, or ask for the approval of this one.',
  ),
  'approval-missing': ask(
    'Lowering a marking takes two people, and nobody has approved this one.',
    'Ask a person with the role `declassifier` to send the marking to the URL of the thing with `/approve-marking`. Then send it again.',
  ),
  'approval-not-in-force': reread(
    'No approval is in force: it was used or withdrawn, or something was recorded after it.',
    'Read the trail of the thing. Nothing is left to withdraw.',
  ),
  'approval-not-needed': fix('The marking is not lower, so it needs no approval.', 'Mark the thing.'),
  'consent-missing': ask(
    'The current marking has an originator, who must consent to a lower one.',
    'Ask the originator, and set `consent` to who agreed and where that is documented.',
    'never',
  ),
  'level-unknown': fix('The service has no such level.', 'Use one of the levels that `detail` names.'),

  'grant-already-given': reread('The person already has access to the negotiation.', 'Nothing is left to do.'),
  'grant-already-revoked': reread('The access of the person is already revoked.', 'Nothing is left to do.'),
  'grant-to-oneself': ask(
    'You cannot grant access to yourself.',
    'Ask another administrator to grant it. Do not send it again yourself.',
    'never',
  ),
} as const;
