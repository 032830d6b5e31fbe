import { Controller, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BUCKET_SIZES, type BucketSize } from '#read-models/models/climate/buckets.js';
import { climateOf } from '#read-models/models/climate/climate.js';
import { OneOf } from '../../http/validation/fields.js';
import { DayField } from '../../http/validation/time-fields.js';
import { TemporalParameters } from '../../query/temporal-query.js';
import { QueryResponder } from '../../query/query-responder.js';
import { Reads } from '../../query/read-route.js';
import { named } from '../../openapi/schema.js';

const optional = { optional: true } as const;

class ClimateQuery extends TemporalParameters {
  @OneOf(BUCKET_SIZES, { ...optional, default: 'month', description: 'The length of the buckets' })
  readonly by: BucketSize = 'month';
  @DayField({ ...optional, description: 'Facts whose earliest possible day is this one or later' })
  readonly from?: string;
  @DayField({ ...optional, description: 'Facts whose earliest possible day is this one or earlier' })
  readonly to?: string;
}

@Controller('v1')
@ApiTags('climate')
export class ClimateController {
  constructor(private readonly reader: QueryResponder) {}

  @Reads('negotiations/:negotiationId/climate', {
    summary: 'Cooperation and conflict over time: CAMEO codes on the Goldstein scale, each fact once',
    operationId: 'climate',
    answer: named('Climate'),
    query: ClimateQuery,
  })
  show(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = this.reader.query(request, ClimateQuery);
    return this.reader.about({ request, reply }, ['climate'], (views, negotiationId) =>
      climateOf(views, negotiationId, query),
    );
  }
}
