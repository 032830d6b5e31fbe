import { Controller, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROPOSAL_STATUSES, proposal, proposalsOf } from '#read-models/models/proposals.js';
import { OneOf, Uuid } from '../../http/validation/fields.js';
import { PagedQuery } from '../../query/paged-query.js';
import { QueryResponder } from '../../query/query-responder.js';
import { Reads } from '../../query/read-route.js';
import { oneThing, pageOf } from '../../openapi/common-responses.js';

const optional = { optional: true } as const;

class ProposalsQuery extends PagedQuery {
  @OneOf(PROPOSAL_STATUSES, optional) readonly status?: string;
  @Uuid({ ...optional, description: 'Tabled by this party, or answered by it as the text stands' })
  readonly partyId?: string;
  @Uuid({ ...optional, description: 'On this issue' }) readonly issueId?: string;
}

@Controller('v1')
@ApiTags('proposals')
export class ProposalsController {
  constructor(private readonly reader: QueryResponder) {}

  @Reads('negotiations/:negotiationId/proposals', {
    summary: 'What lies on the table, in the order in which it was tabled',
    operationId: 'proposals',
    answer: pageOf('Proposal'),
    query: ProposalsQuery,
  })
  list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = this.reader.query(request, ProposalsQuery);
    return this.reader.page({ request, reply }, ['proposals'], query, (views, negotiationId, slice) =>
      proposalsOf(views, negotiationId, query, slice),
    );
  }

  @Reads('proposals/:id', {
    summary: 'A proposal, its text as it stands, and its history',
    operationId: 'proposal',
    answer: oneThing('ProposalPage'),
  })
  one(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.reader.thing({ request, reply }, 'proposal', ['proposals'], proposal);
  }
}
