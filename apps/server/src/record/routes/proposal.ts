import type { Document } from '#domain/document.js';
import type { IssueId, MeetingId, PartyId, ProposalId } from '#domain/ids.js';
import { proposal, type ProposalEvents } from '#domain/proposal.js';
import { commandRoutes } from '../command-routes.js';
import { ID } from '../../openapi/examples.js';
import { DocumentField, Fact, type Fields, OpeningFact, ReasonedFact } from '../../http/validation/fact.js';
import { Flag, Line, Nested, Ref, Refs, Text } from '../../http/validation/fields.js';

const optional = { optional: true } as const;

class TableProposal extends OpeningFact implements Fields<ProposalEvents['ProposalTabled']> {
  @Line() readonly title!: string;
  @Refs('party', { min: 1, description: 'The parties that tabled it' }) readonly tabledByIds!: readonly PartyId[];
  @Refs('issue', optional) readonly issueIds?: readonly IssueId[];
  @Text(optional) readonly text?: string;
  @Nested(() => DocumentField, optional) readonly document?: Document;
  @Flag({ description: 'Whether it is meant to be legally binding' }) readonly binding!: boolean;
  @Ref('proposal', { ...optional, description: 'The proposal that it replaces' }) readonly replacesId?: ProposalId;
  @Ref('meeting', { ...optional, description: 'The meeting where it was tabled' }) readonly meetingId?: MeetingId;
  @Refs('party', {
    ...optional,
    min: 1,
    description:
      'The parties whose consent it needs. Default: every principal of the negotiation that has not left. Observers do not count',
  })
  readonly consentOf?: readonly PartyId[];
}

class ReviseProposal extends ReasonedFact implements Fields<ProposalEvents['ProposalRevised']> {
  @Text(optional) readonly text?: string;
  @Nested(() => DocumentField, optional) readonly document?: Document;
}

class AcceptProposal extends ReasonedFact implements Fields<ProposalEvents['ProposalAccepted']> {
  @Ref('party') readonly partyId!: PartyId;
}

class RejectProposal extends ReasonedFact implements Fields<ProposalEvents['ProposalRejected']> {
  @Ref('party') readonly partyId!: PartyId;
}

class AdoptProposal extends Fact implements Fields<ProposalEvents['ProposalAdopted']> {
  @Ref('meeting', { ...optional, description: 'The meeting that adopted it' }) readonly meetingId?: MeetingId;
  @Text({ ...optional, description: 'The adopted text' }) readonly text?: string;
}

export const proposalRoutes = commandRoutes(proposal, {
  routes: {
    TableProposal: {
      path: 'negotiations/:negotiationId/proposals',
      dto: TableProposal,
      summary: 'Table a proposal: its text, or where it is stored',
      examples: {
        generalLicences: {
          id: ID.proposal,
          title: 'General licences for European industry',
          tabledByIds: [ID.eu],
          issueIds: [ID.licences],
          text: 'One licence for all exports to a customer, in place of one for each.',
          binding: false,
          meetingId: ID.brussels,
          occurredOn: '2025-10-30',
        },
      },
    },
    ReviseProposal: {
      path: 'proposals/:id/revise',
      dto: ReviseProposal,
      summary: 'Amend a proposal; acceptances and rejections of the former text no longer count',
      examples: {
        oneYear: {
          text: 'One licence for all exports to a customer, for one year.',
          document: { title: 'General licences, second draft' },
          reason: 'The suspension lasts for one year.',
          occurredOn: '2025-11',
        },
      },
    },
    AcceptProposal: {
      path: 'proposals/:id/accept',
      dto: AcceptProposal,
      summary: 'Record that a party accepts a proposal in its current text',
      examples: { china: { partyId: ID.china, occurredOn: '2025-12-19' } },
    },
    RejectProposal: {
      path: 'proposals/:id/reject',
      dto: RejectProposal,
      summary: 'Record that a party rejects a proposal in its current text',
      examples: { china: { partyId: ID.china, reason: 'The legal framework remains.', occurredOn: '2025-11' } },
    },
    WithdrawProposal: {
      path: 'proposals/:id/withdraw',
      dto: ReasonedFact,
      summary: 'Withdraw a proposal',
      examples: { europe: { reason: 'Some general licences have been granted.', occurredOn: '2026' } },
    },
    AdoptProposal: {
      path: 'proposals/:id/adopt',
      dto: AdoptProposal,
      summary: 'Adopt a proposal, with its final text',
      examples: {
        oneYear: { text: 'One licence for all exports to a customer, for one year.', occurredOn: '2026' },
      },
    },
  },
});
