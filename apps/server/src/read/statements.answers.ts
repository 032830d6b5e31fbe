import { all, type Fields, flag, list, named, object, said, uuid } from '../http/schema.js';
import { factSchema, type ToldFields } from '../http/told-fields.js';
import { thingPage } from './common.answers.js';

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
