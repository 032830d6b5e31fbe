import type { OutgoingHttpHeaders } from 'node:http';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { personKey } from '#domain/access.js';
import type { NegotiationId } from '#domain/ids.js';
import type { Ladder } from '#domain/marking.js';
import { AccessDenied } from '../access/access-denied.js';
import { AUTHENTICATE, type Authenticate } from '../access/authorize-hook.js';
import { callerOf } from '../access/caller.js';
import { logDenial } from '../access/decision-log.js';
import { LADDER } from '../access/ladder.js';
import { highestFor } from '../access/marking-hook.js';
import { Grants } from '../access/grants.js';
import { keyOf } from '../access/rate-limit.js';
import { includesOneWith, rolesAllowed } from '../access/route-policy.js';
import { preferredType } from '../http/accept.js';
import { ConsistencyTokens, type NoticePlace } from '../http/consistency-token.js';
import { MARKING_HEADER, markingHeader } from '../http/marking-header.js';
import { Problem } from '../http/problem.js';
import { LogFollower } from '../log/log-follower.js';
import { StartCheck } from '../log/start-check.js';
import { ApiParameters, ApiProblems, json } from '../openapi/decorators.js';
import { LOG_CHECK } from '../query/read-controller.js';
import { readParameters } from '../query/parameters.js';
import { ReadAuthorization } from '../query/read-authorization.js';
import { TokenPlaces } from '../query/token-places.js';
import { Metrics } from '../telemetry/metrics.js';
import { DESCRIPTION, EXAMPLE, SUMMARY } from './notice-document.js';
import { NoticeFeed } from './notice-feed.js';
import { noticeParameters, NoticeSchema } from './notice-schemas.js';
import { NoticeStream, RESET } from './notice-stream.js';
import { StreamLimits } from './stream-limits.js';

const EVENT_STREAM = 'text/event-stream';
/** OpenAPI 3.1 describes no single message: the schema is that of the data of a notice. */
const MESSAGES = { type: 'string', contentMediaType: EVENT_STREAM, contentSchema: NoticeSchema };
/** Proxies must neither keep nor collect what is sent bit by bit. */
const HEADERS = {
  'content-type': `${EVENT_STREAM}; charset=utf-8`,
  'cache-control': 'private, no-store, no-transform',
  'x-accel-buffering': 'no',
};
/** Who may know who has access to a negotiation. */
const SEE_GRANTS = rolesAllowed('GET', '/v1/negotiations/:negotiationId/grants');

/** It is no row of the table of reads: it is not a page, but goes on, and has neither a past nor an ETag. */
@Controller('v1')
@ApiTags('notices')
export class NoticesController {
  constructor(
    private readonly feed: NoticeFeed,
    private readonly limits: StreamLimits,
    private readonly places: TokenPlaces,
    private readonly tokens: ConsistencyTokens,
    private readonly follower: LogFollower,
    private readonly grants: Grants,
    private readonly authorization: ReadAuthorization,
    private readonly startCheck: StartCheck,
    private readonly metrics: Metrics,
    @Inject(LADDER) private readonly ladder: Ladder,
    @Inject(AUTHENTICATE) private readonly authenticate: Authenticate,
  ) {}

  @Get('notices')
  @ApiOperation({ summary: SUMMARY, description: DESCRIPTION, operationId: 'streamNotices' })
  @ApiParameters(noticeParameters)
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description:
      'The id of the last message, or the Consistency-Token of an answer: the stream begins with what changed after it',
    schema: { type: 'string' },
  })
  @ApiResponse({
    status: 200,
    description: 'A stream of server-sent events that goes on until it is closed',
    headers: { 'Log-Check': LOG_CHECK },
    content: { [EVENT_STREAM]: { ...json(MESSAGES)['application/json'], example: EXAMPLE } },
  })
  @ApiProblems(400, 404, 406, 503)
  async stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { negotiationId } = readParameters(noticeParameters, request.query);
    if (preferredType(request.headers.accept, [EVENT_STREAM]) === undefined)
      throw new Problem('not-acceptable', `This is available as ${EVENT_STREAM} only. Set Accept to it.`);
    await this.follower.upToDate();
    if (negotiationId !== undefined) await this.authorization.demand(request, negotiationId as NegotiationId);
    const begin = await this.beginOf(request.headers['last-event-id']);
    void reply.headers({
      ...HEADERS,
      [MARKING_HEADER]: markingHeader(highestFor(callerOf(request), this.ladder)),
      ...(!this.startCheck.isDone && { 'log-check': 'pending' }),
    });
    if (request.method === 'HEAD') return void reply.send();
    this.open(request, reply, begin, negotiationId);
  }

  private open(request: FastifyRequest, reply: FastifyReply, begin: Begin, negotiationId: string | undefined): void {
    // The client is gone. Nobody would hear that any more, and give the place back.
    if (reply.raw.destroyed) return void reply.hijack();
    const { recorder, roles, clearance, expires } = callerOf(request);
    const giveBack = this.takePlace(request);
    reply.hijack();
    // Hooks and helmet have set the others.
    reply.raw.writeHead(200, { ...(reply.getHeaders() as OutgoingHttpHeaders) });
    const stream: NoticeStream = new NoticeStream(
      reply.raw,
      {
        reader: {
          person: personKey(recorder),
          seesGrants: includesOneWith(SEE_GRANTS, roles),
          admits: (id) => this.grants.admits(callerOf(request), id),
        },
        clearance,
        negotiationId,
        expires,
        openedAt: this.follower.head,
        authenticate: async () => this.authenticate(request),
        isRefused: (error) => error instanceof AccessDenied,
        onEnd: (reason) => {
          giveBack();
          this.feed.remove(stream);
          this.metrics.streamsEnded.inc({ reason });
        },
      },
      begin.place,
    );
    const { event, place, data } = begin;
    stream.open(event, this.tokens.issueForNotice(place), data);
    this.feed.add(stream);
  }

  private takePlace(request: FastifyRequest): () => void {
    try {
      return this.limits.take(keyOf(request));
    } catch (error) {
      if (error instanceof AccessDenied) logDenial(request, error);
      throw error;
    }
  }

  /** Where the stream begins: after the message that the client has had last, or now. */
  private async beginOf(lastId: string | string[] | undefined): Promise<Begin> {
    const head = this.follower.head;
    const now: NoticePlace = { after: head, upTo: head, negotiationId: undefined };
    if (typeof lastId !== 'string' || lastId === '') return { event: 'opened', place: now, data: { resumed: false } };
    try {
      const { ordinal, notice } = await this.places.exact(lastId);
      const place = notice ?? { after: ordinal, upTo: ordinal, negotiationId: undefined };
      if (place.upTo <= this.follower.head) return { event: 'opened', place, data: { resumed: true } };
      return { event: 'reset', place: now, data: { reason: 'log-restored', detail: RESET } };
    } catch (error) {
      if (!(error instanceof Problem) || error.status === 503) throw error;
      return { event: 'reset', place: now, data: { reason: error.code, detail: RESET } };
    }
  }
}

type Begin = Readonly<{ event: 'opened' | 'reset'; place: NoticePlace; data: object }>;
