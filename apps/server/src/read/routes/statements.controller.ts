import { Controller, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { STATEMENT_KINDS } from '#domain/statement.js';
import { ftsQuery } from '#read-models/models/statements/search-terms.js';
import { statement, statementsOf } from '#read-models/models/statements/statements.js';
import { Problem } from '../../http/problem.js';
import { OneOf, Text, Uuid } from '../../http/validation/fields.js';
import { DayField } from '../../http/validation/time-fields.js';
import { PagedQuery } from '../../query/paged-query.js';
import { QueryResponder } from '../../query/query-responder.js';
import { Reads } from '../../query/read-route.js';
import { oneThing, pageOf } from '../../openapi/common-responses.js';

const optional = { optional: true } as const;

class StatementsQuery extends PagedQuery {
  @Text({
    ...optional,
    max: 500,
    description:
      'Words, "phrases" and beginnings* of words, all of which stand in the text, its translation or its sources',
  })
  readonly q?: string;
  @Uuid({ ...optional, description: 'Who said it, or for whom it was said; of whom nobody knows the list is empty' })
  readonly speakerId?: string;
  @Uuid({
    ...optional,
    description: 'For which party, or else by whose people; of one that nobody knows the list is empty',
  })
  readonly partyId?: string;
  @Uuid({ ...optional, description: 'On this issue; of one that nobody knows the list is empty' })
  readonly issueId?: string;
  @OneOf(STATEMENT_KINDS, optional) readonly kind?: string;
  @Uuid({ ...optional, description: 'At or about this meeting' }) readonly meetingId?: string;
  @DayField({ ...optional, description: 'May have been said on this day or later' }) readonly from?: string;
  @DayField({ ...optional, description: 'May have been said on this day or earlier' }) readonly to?: string;
}

@Controller('v1')
@ApiTags('statements')
export class StatementsController {
  constructor(private readonly reader: QueryResponder) {}

  @Reads('negotiations/:negotiationId/statements', {
    summary: 'What was said, newest first',
    operationId: 'statements',
    answer: pageOf('Statement'),
    query: StatementsQuery,
  })
  list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = this.reader.query(request, StatementsQuery);
    const { q, speakerId, partyId, issueId, kind, meetingId, from, to } = query;
    const filter = { words: wordsOf(q), speakerId, partyId, issueId, kind, meetingId, from, to };
    return this.reader.page({ request, reply }, ['statements', 'overview'], query, (views, negotiationId, slice) =>
      statementsOf(views, negotiationId, filter, slice),
    );
  }

  @Reads('statements/:id', {
    summary: 'A statement, what it replies to and the replies to it',
    operationId: 'statement',
    answer: oneThing('StatementPage'),
  })
  one(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.reader.thing({ request, reply }, 'statement', ['statements'], statement);
  }
}

const wordsOf = (q: string | undefined): string | undefined => {
  if (q === undefined) return undefined;
  const words = ftsQuery(q);
  if (words === undefined)
    throw new Problem(400, 'search-without-words', 'There is no word in "q". Give a word, a "phrase" or a beginning*.');
  return words;
};
