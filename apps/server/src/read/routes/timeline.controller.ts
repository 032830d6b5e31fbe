import { Controller, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { WORLD_TYPES } from '#domain/decode.js';
import { WORLD_KINDS } from '#domain/ids.js';
import { timelineOf } from '#read-models/models/timeline/timeline.js';
import { OneOf, Uuid } from '../../http/validation/fields.js';
import { DayField } from '../../http/validation/time-fields.js';
import { PagedQuery } from '../../query/paged-query.js';
import { QueryResponder } from '../../query/query-responder.js';
import { Reads } from '../../query/read-route.js';
import { pageOf } from '../../openapi/common-responses.js';

const optional = { optional: true } as const;

class TimelineQuery extends PagedQuery {
  @DayField({ ...optional, description: 'May have happened on this day or later' }) readonly from?: string;
  @DayField({ ...optional, description: 'May have happened on this day or earlier' }) readonly to?: string;
  @OneOf(WORLD_KINDS, { ...optional, description: 'Facts about things of this kind' }) readonly kind?: string;
  @OneOf(WORLD_TYPES, optional) readonly type?: string;
  @Uuid({
    ...optional,
    description:
      'Facts that mention this party, or whose thing was opened with it; of one that nobody knows the list is empty',
  })
  readonly partyId?: string;
  @Uuid({
    ...optional,
    description:
      'Facts that mention this issue, or whose thing was opened with it; of one that nobody knows the list is empty',
  })
  readonly issueId?: string;
  @OneOf(['asc', 'desc'], { ...optional, default: 'asc', description: 'asc: the first thing first' })
  readonly order?: 'asc' | 'desc';
}

@Controller('v1')
@ApiTags('timeline')
export class TimelineController {
  constructor(private readonly reader: QueryResponder) {}

  @Reads('negotiations/:negotiationId/timeline', {
    summary: 'Everything that happened, in the order of the world',
    operationId: 'timeline',
    answer: pageOf('TimelineItem'),
    query: TimelineQuery,
  })
  list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = this.reader.query(request, TimelineQuery);
    return this.reader.page({ request, reply }, ['timeline'], query, (views, negotiationId, slice) =>
      timelineOf(views, negotiationId, query, slice),
    );
  }
}
