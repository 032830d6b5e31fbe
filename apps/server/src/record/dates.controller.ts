import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Ladder, unmarked } from '#domain/marking.js';
import type { Day } from '#domain/world-date.js';
import { readDate } from '#edtf/said/read-date.js';
import type { Why } from '#edtf/said/reading.js';
import { sentenceIn } from '#messages/all-languages.js';
import { LANGUAGES } from '#messages/languages.js';
import type { Message } from '#messages/messages.js';
import { LADDER } from '../access/ladder.js';
import { preferredLanguage } from '../http/accept.js';
import { MARKING_HEADER, markingHeader } from '../http/marking-header.js';
import { ApiParameters, ApiProblems, json } from '../openapi/decorators.js';
import { readParameters } from '../query/parameters.js';
import { dateParameters, DateReadings } from './date-schemas.js';

const messageFor = (why: Why): Message => ({ id: `date.${why}`, parameters: {} }) as Message;

/** Reads dates as they are said, for a form. It reads nothing of the record, so a page can do the same offline. */
@Controller('v1')
@ApiTags('record')
export class DatesController {
  constructor(@Inject(LADDER) private readonly ladder: Ladder) {}

  @Get('dates')
  @ApiOperation({ summary: 'Read a date as it was said: what it can mean, and why', operationId: 'readDate' })
  @ApiParameters(dateParameters)
  @ApiHeader({
    name: 'Accept-Language',
    required: false,
    description: `The language of reasons: ${LANGUAGES.join(', ')}. Default: ${LANGUAGES[0]}`,
    schema: { type: 'string', example: 'fr-BE, fr;q=0.9, en;q=0.5' },
  })
  @ApiResponse({
    status: 200,
    description: 'All readings; none if the words are not understood',
    content: json(DateReadings),
  })
  @ApiProblems(400)
  read(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): DateReadings {
    const { said, from, language } = readParameters(dateParameters, request.query);
    const inLanguage = preferredLanguage(request.headers['accept-language'], LANGUAGES);
    void reply.headers({
      'content-language': inLanguage,
      vary: 'Accept-Language',
      [MARKING_HEADER]: markingHeader(unmarked(this.ladder)),
    });
    const readings = readDate(said, from as Day, language);
    return {
      said,
      from,
      readings: readings.map(({ edtf, earliest, latest, why }) => ({
        edtf,
        ...(earliest !== null && { earliest }),
        ...(latest !== null && { latest }),
        why,
        reason: sentenceIn(inLanguage, messageFor(why)),
      })),
      ...(readings.length === 0 && { message: sentenceIn(inLanguage, { id: 'date.notUnderstood', parameters: {} }) }),
    };
  }
}
