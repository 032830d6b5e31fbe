import { Controller, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { grantsOf } from '#read-models/models/grants.js';
import { callerOf } from '../../access/caller.js';
import { PagedQuery } from '../../query/paged-query.js';
import { QueryResponder } from '../../query/query-responder.js';
import { Reads } from '../../query/read-route.js';
import { pageOf } from '../../openapi/common-responses.js';

class GrantsQuery extends PagedQuery {}

@Controller('v1')
@ApiTags('grants')
export class GrantsController {
  constructor(private readonly reader: QueryResponder) {}

  @Reads('negotiations/:negotiationId/grants', {
    summary: 'Who has a negotiation, or had it, since when, and who gave or took it',
    operationId: 'grants',
    answer: pageOf('Grant'),
    query: GrantsQuery,
  })
  list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = this.reader.query(request, GrantsQuery);
    // An administrator lets people into negotiations without having them.
    const isAdministrator = callerOf(request).roles.includes('administrator');
    const exchange = { request, reply, ...(isAdministrator && { needsGrant: false as const }) };
    return this.reader.page(exchange, ['grants'], query, (views, negotiationId, slice) =>
      grantsOf(views, negotiationId, slice),
    );
  }
}
