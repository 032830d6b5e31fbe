import {
  type CommandsOf,
  type Decider,
  type EventsOf,
  onlyOnce,
  type Refusal,
  unknown,
  refuseField,
} from './decider.js';
import { type Document, guardContent } from './document.js';
import type { IssueId, MeetingId, PartyId, ProposalId } from './ids.js';

// Events
type Answered = { partyId: PartyId; reason?: string };
export type ProposalEvents = {
  ProposalTabled: {
    title: string;
    /** At least one. */
    tabledByIds: readonly PartyId[];
    issueIds?: readonly IssueId[];
    text?: string;
    document?: Document;
    /** Whether it is meant to bind in law. */
    binding: boolean;
    replacesId?: ProposalId;
    meetingId?: MeetingId;
    /** At least one. Absent: every principal of the negotiation that has not left. */
    consentOf?: readonly PartyId[];
  };
  ProposalRevised: { text?: string; document?: Document; reason?: string };
  ProposalAccepted: Answered;
  ProposalRejected: Answered;
  ProposalWithdrawn: { reason?: string };
  /** `text`: as adopted. */
  ProposalAdopted: { meetingId?: MeetingId; text?: string };
};
export type ProposalEvent = EventsOf<ProposalEvents>;

// Commands
const records = {
  TableProposal: 'ProposalTabled',
  ReviseProposal: 'ProposalRevised',
  AcceptProposal: 'ProposalAccepted',
  RejectProposal: 'ProposalRejected',
  WithdrawProposal: 'ProposalWithdrawn',
  AdoptProposal: 'ProposalAdopted',
} as const;
export type ProposalCommand = CommandsOf<typeof records, ProposalEvents>;

// State: the last answer of each party to the current text, and what can happen once.
export type Proposal = Readonly<{
  answers: Readonly<Record<string, 'accepted' | 'rejected'>>;
  withdrawn: boolean;
  adopted: boolean;
}>;

const table = (data: ProposalEvents['ProposalTabled']): Refusal | undefined => {
  if (data.tabledByIds.length === 0)
    return refuseField(
      '/tabledByIds',
      'tabled-by-nobody',
      'Name at least one party that tabled the proposal in tabledByIds.',
    );
  if (data.consentOf?.length === 0)
    return refuseField(
      '/consentOf',
      'consent-of-nobody',
      'Name at least one party whose consent the proposal needs in consentOf, or leave it out: then it needs that of every principal.',
    );
  return guardContent('proposal', data);
};

// A party may change its answer: only the same answer to the same text is refused.
const ANSWER_RESET = 'the party changed its answer or the text was revised';
const guard = (command: ProposalCommand, { answers, withdrawn, adopted }: Proposal): Refusal | undefined => {
  switch (command.type) {
    case 'TableProposal':
      return table(command.data);
    case 'ReviseProposal':
      return guardContent('revision', command.data);
    case 'AcceptProposal':
      return onlyOnce('acceptance', answers[command.data.partyId] === 'accepted', ANSWER_RESET);
    case 'RejectProposal':
      return onlyOnce('rejection', answers[command.data.partyId] === 'rejected', ANSWER_RESET);
    case 'WithdrawProposal':
      return onlyOnce('proposal-withdrawn', withdrawn);
    case 'AdoptProposal':
      return onlyOnce('proposal-adopted', adopted);
    default:
      return unknown(command);
  }
};

const evolve = (state: Proposal, event: ProposalEvent): Proposal => {
  switch (event.type) {
    case 'ProposalTabled':
      return state;
    // Answers to the previous text are no answers to the new one.
    case 'ProposalRevised':
      return { ...state, answers: {} };
    case 'ProposalAccepted':
      return { ...state, answers: { ...state.answers, [event.data.partyId]: 'accepted' } };
    case 'ProposalRejected':
      return { ...state, answers: { ...state.answers, [event.data.partyId]: 'rejected' } };
    case 'ProposalWithdrawn':
      return { ...state, withdrawn: true };
    case 'ProposalAdopted':
      return { ...state, adopted: true };
    default:
      return unknown(event);
  }
};

export const proposal: Decider<Proposal, ProposalCommand, ProposalEvent> = {
  kind: 'proposal',
  records,
  opening: 'TableProposal',
  initial: { answers: {}, withdrawn: false, adopted: false },
  guard,
  evolve,
};
