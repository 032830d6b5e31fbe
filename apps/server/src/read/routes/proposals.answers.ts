import { PROPOSAL_STATUSES } from '#read-models/models/proposals.js';
import { all, type Fields, idsOf, list, named, object, oneOf, said, text, uuid } from '../../openapi/schema.js';
import { historySchema, type ToldFields } from '../../openapi/command-schemas.js';
import { thingPage } from '../../openapi/common-responses.js';

export const proposalAnswers = ({ of }: ToldFields): Fields => ({
  Proposal: all(
    named('Account'),
    object({
      id: uuid,
      ...of('ProposalTabled'),
      'text?': said('As it stands', text),
      'document?': said('As it stands', named('DocumentField')),
      status: said(
        'One rejection outweighs every acceptance; a revision leaves all answers to be given anew',
        oneOf(PROPOSAL_STATUSES),
      ),
      acceptedBy: said('By the last word of each party on the text as it stands', idsOf('party')),
      rejectedBy: said('By the last word of each party on the text as it stands', idsOf('party')),
      replacedByIds: said('The proposals that took its place', list(uuid)),
      history: historySchema('proposal'),
    }),
  ),
  ProposalPage: thingPage('Proposal'),
});
