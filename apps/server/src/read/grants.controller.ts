import { Controller, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { grantsOf } from '#read-models/grants.js';
import { PagedQuery } from './paged-query.js';
import { Reader } from './reader.js';
import { Reads } from './reads.js';

class GrantsQuery extends PagedQuery {}

@Controller('v1')
@ApiTags('grants')
export class GrantsController {
  constructor(private readonly reader: Reader) {}

  @Reads('negotiations/:negotiationId/grants', {
    summary: 'Who has a negotiation, or had it, since when, and who gave or took it',
    operationId: 'grants',
    query: GrantsQuery,
  })
  list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = this.reader.query(request, GrantsQuery);
    return this.reader.page({ request, reply, needsGrant: false }, ['grants'], query, (views, negotiationId, slice) =>
      grantsOf(views, negotiationId, slice),
    );
  }
}
