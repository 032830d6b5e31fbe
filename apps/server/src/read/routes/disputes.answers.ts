import { DISPUTE_STATUSES } from '#read-models/models/disputes.js';
import { all, type Fields, named, object, oneOf, optional, pick, said, uuid } from '../../openapi/schema.js';
import { factSchema, type ToldFields } from '../../openapi/command-schemas.js';
import { thingPage } from '../../openapi/common-responses.js';

export const disputeAnswers = ({ of }: ToldFields): Fields => ({
  Dispute: all(
    named('Account'),
    object({
      id: uuid,
      status: oneOf(DISPUTE_STATUSES),
      ...of('AccountDisputed'),
      ...optional(pick(of('DisputeSettled'), 'preferred', 'reason')),
      'settlement?': said('How it was settled, and who told it', factSchema('DisputeSettled')),
    }),
  ),
  DisputePage: thingPage('Dispute'),
});
