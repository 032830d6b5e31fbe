import { Controller, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type Database from 'better-sqlite3';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FORCE_STATUSES } from '#domain/in-force.js';
import { INSTRUMENTS } from '#domain/measure.js';
import { measure, measuresOf } from '#read-models/models/measures.js';
import { thing } from '#read-models/models/things.js';
import { Problem } from '../../http/problem.js';
import { OneOf, Uuid } from '../../http/validation/fields.js';
import { DayField } from '../../http/validation/time-fields.js';
import { dayOf, type Moment } from '../../query/query-view.js';
import { PagedQuery } from '../../query/paged-query.js';
import { TemporalParameters } from '../../query/temporal-query.js';
import { QueryResponder } from '../../query/query-responder.js';
import { Reads } from '../../query/read-route.js';
import { oneThing, pageOf } from '../../openapi/common-responses.js';

const optional = { optional: true } as const;
const On = () => DayField({ ...optional, description: 'How the provisions stand on this day; without it, today' });
const For = () =>
  Uuid({
    ...optional,
    description:
      'For this party; without it, for those whom no fact singles out. One that is not on record in the negotiation is refused (404), since "not affected" would be a wrong answer',
  });

class MeasureQuery extends TemporalParameters {
  @On() readonly on?: string;
  @For() readonly for?: string;
}
class MeasuresQuery extends PagedQuery {
  @On() readonly on?: string;
  @For() readonly for?: string;
  @OneOf(INSTRUMENTS, optional) readonly instrument?: string;
  @Uuid({ ...optional, description: 'The measures of this party' }) readonly actorId?: string;
  @OneOf(FORCE_STATUSES, { ...optional, description: 'The provisions that stand so on that day' })
  readonly status?: string;
}

@Controller('v1')
@ApiTags('measures')
export class MeasuresController {
  constructor(private readonly reader: QueryResponder) {}

  @Reads('negotiations/:negotiationId/measures', {
    summary: 'The measures, and whether each provision is in force on a day, for whom, and why',
    operationId: 'measures',
    answer: pageOf('Measure'),
    query: MeasuresQuery,
  })
  list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = this.reader.query(request, MeasuresQuery);
    return this.reader.page({ request, reply }, ['measures'], query, (views, negotiationId, slice, moment) => {
      demandParty(views, query.for, negotiationId);
      return measuresOf(views, negotiationId, query, judged(query, moment), slice);
    });
  }

  @Reads('measures/:id', {
    summary: 'A measure, how its provisions stand, and its history',
    operationId: 'measure',
    answer: oneThing('MeasurePage'),
    query: MeasureQuery,
  })
  one(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = this.reader.query(request, MeasureQuery);
    return this.reader.thing({ request, reply }, 'measure', ['measures'], (views, id, moment) => {
      demandParty(views, query.for, thing(views, 'measure', id)!.negotiationId);
      return measure(views, id, judged(query, moment));
    });
  }
}

/** Whom nobody knows is not affected by anything, which would be a wrong answer to a slip in an id. */
const demandParty = (views: Database.Database, id: string | undefined, negotiationId: string) => {
  if (id === undefined || thing(views, 'party', id)?.negotiationId === negotiationId) return;
  const detail = `No party ${id} was on record in this negotiation at the moment asked about.`;
  throw new Problem(404, 'party-unknown', detail, { errors: [{ pointer: '/for', code: 'party-unknown', detail }] });
};

const judged = ({ on, for: partyId }: MeasureQuery, moment: Moment) => ({ on: on ?? dayOf(moment), partyId });
