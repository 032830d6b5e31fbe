import { COMMITMENT_STATUSES } from '#domain/commitment.js';
import { all, type Fields, flag, idsOf, list, named, object, oneOf, said, uuid } from '../../openapi/schema.js';
import { historySchema, type ToldFields } from '../../openapi/command-schemas.js';
import { thingPage } from '../../openapi/common-responses.js';

export const commitmentAnswers = ({ of }: ToldFields): Fields => ({
  Commitment: all(
    named('Account'),
    object({
      id: uuid,
      ...of('CommitmentMade'),
      status: said('`fulfilled` and `released`: by the word of every side that it takes', oneOf(COMMITMENT_STATUSES)),
      overdue: said('Open or disputed, and the last day on which it can be due is past', flag),
      saidFulfilledBy: idsOf('party'),
      disputedBy: idsOf('party'),
      releasedBy: idsOf('party'),
      outstanding: said('The sides that have not said that it is fulfilled, those that made it first', list(uuid)),
      history: historySchema('commitment'),
    }),
  ),
  CommitmentPage: thingPage('Commitment'),
});
