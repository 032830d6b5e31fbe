import { all, type Fields, idsOf, list, named, object, said, uuid } from '../../openapi/schema.js';
import { factSchema, type ToldFields } from '../../openapi/command-schemas.js';
import { thingPage } from '../../openapi/common-responses.js';

export const minutesAnswers = ({ of }: ToldFields): Fields => ({
  Minutes: all(
    named('Account'),
    object({
      id: uuid,
      ...of('MinutesCirculated'),
      approvedBy: idsOf('party'),
      approvals: said('Who approved them, with what reserve', list(factSchema('MinutesApproved'))),
    }),
  ),
  MinutesPage: thingPage('Minutes'),
});
