import { Controller, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { COMMITMENT_STATUSES } from '#domain/commitment.js';
import { commitment, commitmentsOf } from '#read-models/models/commitments.js';
import { OneOf, Uuid } from '../../http/validation/fields.js';
import { dayOf } from '../../query/query-view.js';
import { PagedQuery } from '../../query/paged-query.js';
import { QueryResponder } from '../../query/query-responder.js';
import { Reads } from '../../query/read-route.js';
import { oneThing, pageOf } from '../../openapi/common-responses.js';

const optional = { optional: true } as const;

class CommitmentsQuery extends PagedQuery {
  @OneOf(COMMITMENT_STATUSES, optional) readonly status?: string;
  @Uuid({ ...optional, description: 'Made or received by this party' }) readonly partyId?: string;
}

@Controller('v1')
@ApiTags('commitments')
export class CommitmentsController {
  constructor(private readonly reader: QueryResponder) {}

  @Reads('negotiations/:negotiationId/commitments', {
    summary: 'The pledges, overdue first',
    operationId: 'commitments',
    answer: pageOf('Commitment'),
    query: CommitmentsQuery,
  })
  list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = this.reader.query(request, CommitmentsQuery);
    return this.reader.page({ request, reply }, ['commitments'], query, (views, negotiationId, slice, moment) =>
      commitmentsOf(views, negotiationId, query, dayOf(moment), slice),
    );
  }

  @Reads('commitments/:id', {
    summary: 'A pledge, and what became of it',
    operationId: 'commitment',
    answer: oneThing('CommitmentPage'),
  })
  one(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.reader.thing({ request, reply }, 'commitment', ['commitments'], (views, id, moment) =>
      commitment(views, id, dayOf(moment)),
    );
  }
}
