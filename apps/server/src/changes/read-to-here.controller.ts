import { Body, Controller, Get, Put, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type NegotiationId, streamOf } from '#domain/ids.js';
import { callerOf } from '../access/caller.js';
import { ThingIndex } from '../access/thing-index.js';
import { MARKING_HEADER, markingHeader } from '../http/marking-header.js';
import { pathId } from '../http/path-id.js';
import { Problem } from '../http/problem.js';
import { validateAs } from '../http/validation/validate.js';
import { LogFollower } from '../log/log-follower.js';
import { ApiPathIds, ApiProblems, json } from '../openapi/decorators.js';
import { ID } from '../openapi/examples.js';
import { readParameters } from '../query/parameters.js';
import { ReadAuthorization } from '../query/read-authorization.js';
import { TokenPlaces } from '../query/token-places.js';
import { ReadPlaces } from './read-places.js';
import { ReadToHere } from './read-to-here-schemas.js';

const PATH = 'negotiations/:negotiationId/read-to-here';
const EXAMPLE_TOKEN = 'lq0OqXQ4rnp9oGkh3WJt2c5bF1yUvZ8sEaRwTdKxMi7HfLjCzNgPuVoSrYbQeB4mDnX6kA1tGhJwIpU0';

const EXAMPLE = { negotiationId: ID.negotiation, token: EXAMPLE_TOKEN, acknowledgedAt: '2025-10-28T17:05:00.000Z' };
const CONTENT = { 'application/json': { ...json(ReadToHere)['application/json'], example: EXAMPLE } };

class PlaceRead {
  @ApiProperty({ description: 'The Consistency-Token of the answer up to which you have read', example: EXAMPLE_TOKEN })
  @IsString()
  readonly token!: string;
}

/** Up to where the caller has read a negotiation. It is about them alone, so it is neither in the record nor in the views. */
@Controller('v1')
@ApiTags('overview')
export class ReadToHereController {
  constructor(
    private readonly kept: ReadPlaces,
    private readonly places: TokenPlaces,
    private readonly follower: LogFollower,
    private readonly things: ThingIndex,
    private readonly authorization: ReadAuthorization,
  ) {}

  @Get(PATH)
  @ApiPathIds(PATH)
  @ApiOperation({ summary: 'Get up to where you have read a negotiation', operationId: 'getReadToHere' })
  @ApiResponse({ status: 200, description: 'Yours alone: nobody else can ask for it', content: CONTENT })
  @ApiProblems(400, 404, 503)
  async get(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<ReadToHere> {
    const negotiationId = await this.negotiationIn(request, reply);
    const place = await this.kept.of(callerOf(request).recorder, negotiationId);
    if (place === undefined || (await this.faultOf(place.token)) !== undefined) return { negotiationId };
    return { negotiationId, ...place };
  }

  @Put(PATH)
  @ApiPathIds(PATH)
  @ApiOperation({
    summary: 'Acknowledge that you have read a negotiation up to an answer',
    description:
      'In place of what you acknowledged before, which may be later: one may go back. It is kept for you alone, is no fact of the record, and is in no trail.',
    operationId: 'putReadToHere',
  })
  @ApiBody({ type: PlaceRead, examples: { example: { value: { token: EXAMPLE_TOKEN } } } })
  @ApiResponse({ status: 200, description: 'What is kept now', content: CONTENT })
  @ApiProblems(400, 404, 409, 413, 415, 503)
  async put(
    @Req() request: FastifyRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReadToHere> {
    const { token } = validateAs(PlaceRead, body);
    const negotiationId = await this.negotiationIn(request, reply);
    const fault = await this.faultOf(token);
    if (fault !== undefined) throw fault;
    const place = { token, acknowledgedAt: new Date().toISOString() };
    await this.kept.keep(callerOf(request).recorder, negotiationId, place);
    return { negotiationId, ...place };
  }

  /** The negotiation in the path, with its marking in the answer. @throws Problem 404 if the caller may not know of it, as if it were not recorded */
  private async negotiationIn(request: FastifyRequest, reply: FastifyReply): Promise<NegotiationId> {
    readParameters({}, request.query);
    const negotiationId = pathId(request, 'negotiationId') as NegotiationId;
    const isAdmitted = await this.authorization.admits(request, { negotiationId });
    const thing = await this.things.find(streamOf('negotiation', negotiationId));
    if (!isAdmitted || thing === undefined || !(await this.things.isVisible(callerOf(request), thing)))
      throw new Problem(404, 'negotiation-unknown', 'No negotiation with this id is recorded.');
    void reply.header(MARKING_HEADER, markingHeader(thing.marking));
    return negotiationId;
  }

  /** Why a token names no place of this log. @throws Problem 503 */
  private async faultOf(token: string): Promise<Problem | undefined> {
    try {
      const { ordinal } = await this.places.exact(token);
      if (ordinal <= this.follower.head) return undefined;
      return fault(409, 'consistency-token-of-later-state', LATER);
    } catch (error) {
      if (!(error instanceof Problem) || error.status === 503) throw error;
      return error.status === 409
        ? fault(
            409,
            error.code,
            'This Consistency-Token belongs to another log. Read again, and send the token of that.',
          )
        : fault(400, error.code, 'This service did not issue this token. Send the Consistency-Token of an answer.');
    }
  }
}

const LATER =
  'This Consistency-Token is of a later state than this log has: it was restored. Read again, and send the token of that.';

const fault = (status: number, code: string, detail: string) =>
  new Problem(status, code, detail, { errors: [{ pointer: '/token', code, detail }] });
