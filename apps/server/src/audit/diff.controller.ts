import { Controller, Req, Res, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type Database from 'better-sqlite3';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ThingRef, thingOf } from '#domain/ids.js';
import { changesIn, momentsIn } from '#read-models/replay/diff.js';
import { thing } from '#read-models/models/things.js';
import { Example } from '../openapi/decorators.js';
import { Problem } from '../http/problem.js';
import type { TemporalParameters } from '../query/temporal-query.js';
import { PagedQuery } from '../query/paged-query.js';
import { QueryResponder } from '../query/query-responder.js';
import { Reads } from '../query/read-route.js';
import { pageOf } from '../openapi/common-responses.js';
import { named } from '../openapi/schema.js';
import { EXAMPLE_IDS } from '../openapi/examples.js';
import { Line, ThingName, Uuid } from '../http/validation/fields.js';
import { DayField } from '../http/validation/time-fields.js';
import { AccessLogInterceptor } from './access-log.interceptor.js';
import { DIFF, DIFF_TEXT } from './diff.example.js';
import { textOf } from './diff-text.js';
import { isNumbered, unnumberedChange, unnumberedMoments } from './ordinal-redaction.js';

const optional = { optional: true } as const;
class DiffQuery extends PagedQuery {
  @Example(EXAMPLE_IDS['negotiationId']!)
  @Uuid({ ...optional, description: 'Needed where there is no "thing"' })
  readonly negotiationId?: string;
  @ThingName({ ...optional, description: 'One thing alone: its kind and its id, as "stream" has them on the trail' })
  readonly thing?: string;
  @Line({
    ...optional,
    description:
      'The first moment; one of the three is needed. The record as it stood: an instant, a day (its end, in UTC), or a Consistency-Token. Left out: as it stands at the second moment',
  })
  readonly fromAsOf?: string;
  @Line({ ...optional, description: 'What our side had learned by then: an instant, or a day (its end, in UTC)' })
  readonly fromKnownAt?: string;
  @Example('2025-10-24')
  @DayField({ ...optional, description: 'What had happened in the world by the end of this day' })
  readonly fromHappenedBy?: string;
}

@Controller('v1')
@ApiTags('audit')
@UseInterceptors(AccessLogInterceptor)
export class DiffController {
  constructor(private readonly reader: QueryResponder) {}

  @Reads('audit/diff', {
    summary: 'What differs between two moments of a negotiation, and which events made the difference',
    operationId: 'diff',
    answer: pageOf('Change', { from: named('Moment'), to: named('Moment') }),
    query: DiffQuery,
    example: DIFF,
    text: DIFF_TEXT,
  })
  diff(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = this.reader.query(request, DiffQuery);
    const { negotiationId, thing: stream } = query;
    const asked = askedIn(query);
    return this.reader.rows(
      { request, reply, text: textOf, from: firstOf(query) },
      negotiationId === undefined ? asked : { negotiationId },
      [],
      query,
      (views, slice) => {
        const changes = changesIn(demand(views, asked), stream, slice);
        return isNumbered(request) ? changes : changes.map(unnumberedChange);
      },
      undefined,
      (views) => (isNumbered(request) ? momentsIn(views) : unnumberedMoments(momentsIn(views))),
    );
  }
}

const askedIn = ({ negotiationId, thing: stream }: DiffQuery): ThingRef => {
  if (stream !== undefined) return thingOf(stream);
  if (negotiationId !== undefined) return { kind: 'negotiation', id: negotiationId };
  throw new Problem(400, 'negotiation-missing', 'Say of what: give negotiationId, or thing for one thing alone.');
};

/** The log of the first moment is that of the second where nothing else is said, so that one token fixes both. */
const firstOf = ({ asOf, fromAsOf, fromKnownAt, fromHappenedBy }: DiffQuery): TemporalParameters => {
  if (fromAsOf === undefined && fromKnownAt === undefined && fromHappenedBy === undefined)
    throw new Problem(
      400,
      'first-moment-missing',
      'Say since when: give fromAsOf, fromKnownAt or fromHappenedBy. asOf, knownAt and happenedBy give the second moment; without them it is now.',
    );
  const log = fromAsOf ?? asOf;
  return {
    ...(log !== undefined && { asOf: log }),
    ...(fromKnownAt !== undefined && { knownAt: fromKnownAt }),
    ...(fromHappenedBy !== undefined && { happenedBy: fromHappenedBy }),
  };
};

const demand = (views: Database.Database, { kind, id }: ThingRef): Database.Database => {
  if (thing(views, kind, id) !== undefined) return views;
  const detail = `No ${kind} with this id was on record at either moment. Ask about later ones.`;
  throw new Problem(404, `${kind}-unknown`, detail);
};
