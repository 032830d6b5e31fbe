import { Controller, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { dispute, DISPUTE_STATUSES, disputesOf } from '#read-models/models/disputes.js';
import { OneOf } from '../../http/validation/fields.js';
import { PagedQuery } from '../../query/paged-query.js';
import { QueryResponder } from '../../query/query-responder.js';
import { Reads } from '../../query/read-route.js';
import { oneThing, pageOf } from '../../openapi/common-responses.js';

class DisputesQuery extends PagedQuery {
  @OneOf(DISPUTE_STATUSES, { optional: true }) readonly status?: string;
}

@Controller('v1')
@ApiTags('disputes')
export class DisputesController {
  constructor(private readonly reader: QueryResponder) {}

  @Reads('negotiations/:negotiationId/disputes', {
    summary: 'Where accounts differ, the open disputes first',
    operationId: 'disputes',
    answer: pageOf('Dispute'),
    query: DisputesQuery,
  })
  list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = this.reader.query(request, DisputesQuery);
    return this.reader.page({ request, reply }, ['disputes'], query, (views, negotiationId, slice) =>
      disputesOf(views, negotiationId, query, slice),
    );
  }

  @Reads('disputes/:id', {
    summary: 'A dispute, and which account is preferred',
    operationId: 'dispute',
    answer: oneThing('DisputePage'),
  })
  one(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.reader.thing({ request, reply }, 'dispute', ['disputes'], dispute);
  }
}
