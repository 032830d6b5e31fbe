import { Body, Controller, Get, Put, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { NegotiationId } from '#domain/ids.js';
import { callerOf } from '../access/caller.js';
import { QuotaOfChanges } from '../access/quota-of-changes.js';
import { ConsistencyTokens } from '../http/consistency-token.js';
import { MARKING_HEADER, markingHeader } from '../http/marking-header.js';
import { pathId } from '../http/path-id.js';
import { Problem } from '../http/problem.js';
import { withNotes } from '../http/with-notes.js';
import { validateAs } from '../http/validation/validate.js';
import { Clock } from '../log/clock.js';
import { LogFollower } from '../log/log-follower.js';
import { ApiPathIds, ApiProblems, json } from '../openapi/decorators.js';
import { ID } from '../openapi/examples.js';
import { readParameters } from '../query/parameters.js';
import { ReadAuthorization } from '../query/read-authorization.js';
import { type LogPlace, PlacesInLog } from './places-in-log.js';
import { ReadPlaces } from './read-places.js';
import { ReadToHere } from './read-to-here-schemas.js';

const PATH = 'negotiations/:negotiationId/read-to-here';
const EXAMPLE_TOKEN = 'lq0OqXQ4rnp9oGkh3WJt2c5bF1yUvZ8sEaRwTdKxMi7HfLjCzNgPuVoSrYbQeB4mDnX6kA1tGhJwIpU0';
const WITHOUT_NOTES =
  'Up to where you have read can be neither read nor kept now. All else works: read since a day, and try this again later.';

const EXAMPLE = {
  negotiationId: ID.negotiation,
  token: EXAMPLE_TOKEN,
  at: '2025-10-28T16:40:00.000Z',
  acknowledgedAt: '2025-10-28T17:05:00.000Z',
};
const CONTENT = json(ReadToHere, EXAMPLE);
const HEADERS = {
  'Consistency-Token': {
    description: 'How far the log goes now: the `asOf` of what is asked for next, so that its pages are of one moment',
    schema: { type: 'string' as const },
  },
};

class PlaceRead {
  @ApiProperty({ description: 'The Consistency-Token of the answer up to which you have read', example: EXAMPLE_TOKEN })
  @IsString()
  readonly token!: string;
}

/** Up to where the caller has read a negotiation. It is about them alone, so it is neither in the record nor in the views. */
@Controller('v1')
@ApiTags('overview')
export class ReadToHereController {
  private readonly changes = new QuotaOfChanges('too-many-places', (times) => `moved your places ${times} times`);

  constructor(
    private readonly kept: ReadPlaces,
    private readonly places: PlacesInLog,
    private readonly follower: LogFollower,
    private readonly tokens: ConsistencyTokens,
    private readonly clock: Clock,
    private readonly authorization: ReadAuthorization,
  ) {}

  @Get(PATH)
  @ApiPathIds(PATH)
  @ApiOperation({ summary: 'Get up to where you have read a negotiation', operationId: 'getReadToHere' })
  @ApiResponse({
    status: 200,
    description: 'Yours alone: nobody else can ask for it',
    content: CONTENT,
    headers: HEADERS,
  })
  @ApiProblems(400, 404, 503)
  async get(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<ReadToHere> {
    const negotiationId = await this.negotiationIn(request, reply);
    const found = await this.placeOf(request, negotiationId);
    this.sayWhere(reply);
    return found === undefined ? { negotiationId } : { negotiationId, ...found.told };
  }

  @Put(PATH)
  @ApiPathIds(PATH)
  @ApiOperation({
    summary: 'Acknowledge that you have read a negotiation up to an answer',
    description:
      'In place of what you acknowledged before, which may be later: one may go back. The same place again changes nothing. It is kept for you alone, is no fact of the record, and is in no trail.',
    operationId: 'putReadToHere',
  })
  @ApiBody({ type: PlaceRead, examples: { example: { value: { token: EXAMPLE_TOKEN } } } })
  @ApiResponse({ status: 200, description: 'What is kept now', content: CONTENT, headers: HEADERS })
  @ApiProblems(400, 404, 409, 413, 415, 429, 503)
  async put(
    @Req() request: FastifyRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReadToHere> {
    const { token } = validateAs(PlaceRead, body);
    const negotiationId = await this.negotiationIn(request, reply);
    const place = await this.places.find(token);
    if (place instanceof Problem) throw place;
    const before = await this.placeOf(request, negotiationId);
    this.sayWhere(reply);
    if (before !== undefined && isSame(before.place, place)) return { negotiationId, ...before.told };
    this.changes.count(request);
    const acknowledgedAt = new Date(this.clock.at()).toISOString();
    const { recorder } = callerOf(request);
    await withNotes(request, WITHOUT_NOTES, () =>
      this.kept.keep(recorder, negotiationId, { token, acknowledgedAt, leaf: place.leaf }),
    );
    return { negotiationId, token, at: timeOf(place), acknowledgedAt };
  }

  /** The negotiation in the path, with its marking in the answer. @throws Problem 404 if the caller may not know of it, as if it were not recorded */
  private async negotiationIn(request: FastifyRequest, reply: FastifyReply): Promise<NegotiationId> {
    readParameters({}, request.query);
    const negotiationId = pathId(request, 'negotiationId') as NegotiationId;
    const { marking } = await this.authorization.demand(request, negotiationId);
    void reply.header(MARKING_HEADER, markingHeader(marking));
    return negotiationId;
  }

  /** The kept place; undefined also for one that this log does not have, since there is nothing to go on from. @throws Problem 503 */
  private async placeOf(request: FastifyRequest, negotiationId: NegotiationId) {
    const kept = await withNotes(request, WITHOUT_NOTES, () => this.kept.of(callerOf(request).recorder, negotiationId));
    if (kept === undefined) return undefined;
    const place = await this.places.find(kept.token);
    if (place instanceof Problem || place.leaf !== kept.leaf) return undefined;
    const { token, acknowledgedAt } = kept;
    return { place, told: { token, at: timeOf(place), acknowledgedAt } };
  }

  private sayWhere(reply: FastifyReply): void {
    void reply.header('consistency-token', this.tokens.issue(this.follower.head, this.clock.at()));
  }
}

const timeOf = ({ at }: LogPlace): string => new Date(at).toISOString();
const dayOf = (place: LogPlace): string => timeOf(place).slice(0, 10);
/** With another day, something may have moved by its date alone. */
const isSame = (one: LogPlace, other: LogPlace): boolean =>
  one.ordinal === other.ordinal && dayOf(one) === dayOf(other);
