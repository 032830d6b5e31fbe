import { Controller, Req, Res, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EVENT_TYPES } from '#domain/decode.js';
import { KINDS, thingOf } from '#domain/ids.js';
import { EventStore } from '#event-store/event-store.js';
import { auditTrail, withEvents } from '#read-models/models/trail/trail-entries.js';
import { AccessLogInterceptor } from './access-log.interceptor.js';
import { isNumbered } from './ordinal-redaction.js';
import { trailText } from './trail-text.js';
import { ReadAuthorization } from '../query/read-authorization.js';
import { PagedQuery } from '../query/paged-query.js';
import { QueryResponder } from '../query/query-responder.js';
import { Reads } from '../query/read-route.js';
import { pageOf } from '../openapi/common-responses.js';
import type { About } from '../query/replays.js';
import { Line, OneOf, ThingName, Uuid } from '../http/validation/fields.js';
import { DayField, InstantField } from '../http/validation/time-fields.js';

const optional = { optional: true } as const;
const TRAIL_TEXT = `4. 2025-10-28 09:12 UTC, Ana: Meeting “Talks in Brussels”: MeetingHeld of 2025-10-30 [corrected]: {place: “Paris”}
      later: 9. 2025-10-31 08:00 UTC, Ana: Meeting “Talks in Brussels”: RecordCorrected: {changes: {place: “Brussels”}, reason: “A slip of the pen.”}
`;

class TrailQuery extends PagedQuery {
  @Uuid(optional) readonly negotiationId?: string;
  @ThingName({ ...optional, description: 'One thing: its kind and its id, as "stream" has them' })
  readonly thing?: string;
  @OneOf(EVENT_TYPES, optional) readonly type?: string;
  @Line({ ...optional, description: 'The subject by which the login knows who recorded it' })
  readonly recordedBy?: string;
  @InstantField({ ...optional, description: 'Recorded then or later' }) readonly recordedFrom?: string;
  @InstantField({ ...optional, description: 'Recorded then or earlier' }) readonly recordedTo?: string;
  @InstantField({ ...optional, description: 'Learned then or later' }) readonly learnedFrom?: string;
  @InstantField({ ...optional, description: 'Learned then or earlier' }) readonly learnedTo?: string;
  @DayField({ ...optional, description: 'May have happened on this day or later, as first told' })
  readonly happenedFrom?: string;
  @DayField({ ...optional, description: 'May have happened on this day or earlier, as first told' })
  readonly happenedTo?: string;
}

@Controller('v1')
@UseInterceptors(AccessLogInterceptor)
@ApiTags('audit')
export class TrailController {
  constructor(
    private readonly reader: QueryResponder,
    private readonly store: EventStore,
    private readonly admission: ReadAuthorization,
  ) {}

  @Reads('audit/trail', {
    summary: 'Every event as it was recorded, oldest first, beside it its corrections, and which of them count',
    operationId: 'trail',
    answer: pageOf('TrailEntry'),
    query: TrailQuery,
    text: TRAIL_TEXT,
  })
  list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = this.reader.query(request, TrailQuery);
    const { thing, limit: _, after: __, ...filter } = query;
    const among = this.admission.among(request);
    return this.reader.rows(
      { request, reply, text: trailText },
      aboutOf(query),
      ['trail'],
      query,
      (views, slice) => auditTrail(views, { ...filter, stream: thing, among }, slice),
      (entries) => withEvents(this.store, entries, isNumbered(request)),
    );
  }
}

const aboutOf = ({ negotiationId, thing }: TrailQuery): About =>
  negotiationId !== undefined ? { negotiationId } : thing !== undefined ? thingOf(thing) : { kinds: KINDS };
