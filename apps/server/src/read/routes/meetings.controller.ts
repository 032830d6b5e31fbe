import { Controller, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LEVELS, MODES } from '#domain/meeting.js';
import { MEETING_STATUSES } from '#read-models/models/meetings/meeting-plan.js';
import { meeting, meetingsOf, nextMeeting } from '#read-models/models/meetings/meetings.js';
import { OneOf, Uuid } from '../../http/validation/fields.js';
import { DayField } from '../../http/validation/time-fields.js';
import { dayOf } from '../../query/query-view.js';
import { PagedQuery } from '../../query/paged-query.js';
import { QueryResponder } from '../../query/query-responder.js';
import { Reads } from '../../query/read-route.js';
import { oneThing, pageOf } from '../../openapi/common-responses.js';
import { named } from '../../openapi/schema.js';

const optional = { optional: true } as const;

class MeetingsQuery extends PagedQuery {
  @DayField({ ...optional, description: 'Held or planned on this day or later' }) readonly from?: string;
  @DayField({ ...optional, description: 'Held or planned on this day or earlier' }) readonly to?: string;
  @OneOf(MEETING_STATUSES, optional) readonly status?: string;
  @OneOf(MODES, optional) readonly mode?: string;
  @OneOf(LEVELS, optional) readonly level?: string;
  @Uuid({ ...optional, description: 'This party takes part, or one of its people came' }) readonly partyId?: string;
}

@Controller('v1')
@ApiTags('meetings')
export class MeetingsController {
  constructor(private readonly reader: QueryResponder) {}

  @Reads('negotiations/:negotiationId/meetings', {
    summary: 'The calendar by day, meetings without a day last',
    operationId: 'meetings',
    answer: pageOf('Meeting'),
    query: MeetingsQuery,
  })
  list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = this.reader.query(request, MeetingsQuery);
    return this.reader.page({ request, reply }, ['meetings', 'overview'], query, (views, negotiationId, slice) =>
      meetingsOf(views, negotiationId, query, slice),
    );
  }

  @Reads('negotiations/:negotiationId/meetings/next', {
    summary: 'When they meet next, and who is confirmed; null where nothing is planned',
    operationId: 'nextMeeting',
    answer: named('NextMeeting'),
  })
  next(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.reader.about({ request, reply }, ['meetings'], (views, negotiationId, moment) => ({
      meeting: nextMeeting(views, negotiationId, dayOf(moment)) ?? null,
    }));
  }

  @Reads('meetings/:id', {
    summary: 'A meeting, with its minutes and its rival readouts',
    operationId: 'meeting',
    answer: oneThing('MeetingPage'),
  })
  one(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.reader.thing({ request, reply }, 'meeting', ['meetings', 'minutes', 'statements'], meeting);
  }
}
