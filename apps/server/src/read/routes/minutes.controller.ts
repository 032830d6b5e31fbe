import { Controller, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { minutesPage } from '#read-models/models/minutes.js';
import { QueryResponder } from '../../query/query-responder.js';
import { Reads } from '../../query/read-route.js';
import { oneThing } from '../../openapi/common-responses.js';

@Controller('v1')
@ApiTags('minutes')
export class MinutesController {
  constructor(private readonly reader: QueryResponder) {}

  @Reads('minutes/:id', {
    summary: 'The minutes of a meeting, and who approved them',
    operationId: 'minutes',
    answer: oneThing('MinutesPage'),
  })
  one(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.reader.thing({ request, reply }, 'minutes', ['minutes'], minutesPage);
  }
}
