import { all, type Fields, flag, list, named, object, said, uuid } from '../../openapi/schema.js';
import { factSchema, type ToldFields } from '../../openapi/command-schemas.js';
import { thingPage } from '../../openapi/common-responses.js';

export const statementAnswers = ({ of }: ToldFields): Fields => ({
  StatementTold: all(
    named('Account'),
    object({
      id: uuid,
      ...of('StatementMade'),
      'withdrawal?': said('How its speaker took it back', factSchema('StatementWithdrawn')),
    }),
  ),
  Statement: all(named('StatementTold'), object({ withdrawn: flag })),
  StatementPage: thingPage('Statement', {
    'inReplyTo?': said('The statement that it answers', named('Statement')),
    replies: said('Those that answer it, in the order of the world', list(named('Statement'))),
  }),
});
