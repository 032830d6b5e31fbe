import { unknown } from './decider.js';
import type { PartyId } from './ids.js';
import type { PartyRole } from './party.js';
import type { ProposalEvent } from './proposal.js';

/** A party of the negotiation, as far as it matters to a proposal. */
export type ConsentingParty = Readonly<{ id: PartyId; role: PartyRole; left: boolean }>;

/**
 * The answers to the current text of a proposal, and what it is apart from them. `consentOf`: the parties that
 * the record names as those whose consent it needs.
 */
export type Answers = Readonly<{
  stage: 'tabled' | 'revised' | 'withdrawn' | 'adopted';
  tabledByIds: readonly PartyId[];
  consentOf?: readonly PartyId[];
  acceptedBy: readonly PartyId[];
  rejectedBy: readonly PartyId[];
}>;

/** The parties whose consent a proposal needs, by what they have said of its current text. */
export type Consent = Readonly<{
  given: readonly PartyId[];
  refused: readonly PartyId[];
  awaited: readonly PartyId[];
}>;
export type ProposalStatus = Answers['stage'] | 'accepted' | 'rejected';

/** `events` are the effective events of the proposal, in chronological order. A revision clears the answers before it. */
export const answersIn = (events: readonly ProposalEvent[]): Answers => {
  const answers = new Map<PartyId, 'accepted' | 'rejected'>();
  let stage: Answers['stage'] = 'tabled';
  let tabled: Pick<Answers, 'tabledByIds' | 'consentOf'> = { tabledByIds: [] };
  let isOver = false;

  for (const event of events)
    switch (event.type) {
      case 'ProposalTabled': {
        const { tabledByIds, consentOf } = event.data;
        tabled = { tabledByIds, ...(consentOf && { consentOf }) };
        break;
      }
      case 'ProposalRevised':
        if (!isOver) stage = 'revised';
        answers.clear();
        break;
      case 'ProposalAccepted':
        answers.set(event.data.partyId, 'accepted');
        break;
      case 'ProposalRejected':
        answers.set(event.data.partyId, 'rejected');
        break;
      case 'ProposalWithdrawn':
      case 'ProposalAdopted':
        stage = event.type === 'ProposalWithdrawn' ? 'withdrawn' : 'adopted';
        isOver = true;
        break;
      default:
        unknown(event);
    }

  const saying = (said: 'accepted' | 'rejected') => [...answers.keys()].filter((id) => answers.get(id) === said);
  return { stage, ...tabled, acceptedBy: saying('accepted'), rejectedBy: saying('rejected') };
};

/**
 * A proposal needs the consent of the parties that it names, or else of every principal that has not left. Observers consent to
 * nothing, named or not. Who tabled a proposal stands by its text and by the revisions of it, until they reject it.
 */
export const assessConsent = (
  { tabledByIds, consentOf, acceptedBy, rejectedBy }: Answers,
  parties: readonly ConsentingParty[],
): Consent => {
  const observers = new Set(parties.filter(({ role }) => role === 'observer').map(({ id }) => id));
  const principals = parties.filter(({ role, left }) => role === 'principal' && !left).map(({ id }) => id);
  const needed = [...new Set(consentOf ?? principals)].filter((id) => !observers.has(id));
  const refused = needed.filter((id) => rejectedBy.includes(id));
  const given = needed.filter((id) => !refused.includes(id) && (acceptedBy.includes(id) || tabledByIds.includes(id)));
  return { given, refused, awaited: needed.filter((id) => !given.includes(id) && !refused.includes(id)) };
};

/**
 * A proposal that was withdrawn or adopted keeps that status. Until then one refusal outweighs all consent. It is accepted once
 * nobody's consent is awaited; to have tabled it together is not yet to have accepted it.
 */
export const statusOf = ({ stage, acceptedBy }: Answers, { given, refused, awaited }: Consent): ProposalStatus => {
  if (stage === 'withdrawn' || stage === 'adopted') return stage;
  if (refused.length > 0) return 'rejected';
  return awaited.length === 0 && given.some((id) => acceptedBy.includes(id)) ? 'accepted' : stage;
};
