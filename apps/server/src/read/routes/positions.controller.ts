import { Controller, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SCOPES } from '#domain/position.js';
import { position, positionsOf } from '#read-models/models/positions.js';
import { OneOf, Uuid } from '../../http/validation/fields.js';
import { PagedQuery } from '../../query/paged-query.js';
import { QueryResponder } from '../../query/query-responder.js';
import { Reads } from '../../query/read-route.js';
import { oneThing, pageOf } from '../../openapi/common-responses.js';

const optional = { optional: true } as const;

class PositionsQuery extends PagedQuery {
  @Uuid(optional) readonly partyId?: string;
  @Uuid(optional) readonly issueId?: string;
  @OneOf(SCOPES, optional) readonly scope?: string;
}

@Controller('v1')
@ApiTags('positions')
export class PositionsController {
  constructor(private readonly reader: QueryResponder) {}

  @Reads('negotiations/:negotiationId/positions', {
    summary: 'What each party wants on each issue, since when, and what moved it',
    operationId: 'positions',
    answer: pageOf('Position'),
    query: PositionsQuery,
  })
  list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = this.reader.query(request, PositionsQuery);
    return this.reader.page({ request, reply }, ['positions'], query, (views, negotiationId, slice) =>
      positionsOf(views, negotiationId, query, slice),
    );
  }

  @Reads('positions/:id', {
    summary: 'One cell of that table, with its history',
    operationId: 'position',
    answer: oneThing('PositionPage'),
  })
  one(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.reader.thing({ request, reply }, 'position', ['positions'], position);
  }
}
