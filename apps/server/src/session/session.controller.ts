import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { streamOf } from '#domain/ids.js';
import { highWater, type Ladder, type Marking, unmarked } from '#domain/marking.js';
import { type Caller, callerOf } from '../access/caller.js';
import { Grants } from '../access/grants.js';
import { LADDER } from '../access/ladder.js';
import { actionsOf } from '../access/route-policy.js';
import { ThingIndex } from '../access/thing-index.js';
import { MARKING_HEADER, markingHeader } from '../http/marking-header.js';
import { ApiProblems, json } from '../openapi/decorators.js';
import { readParameters } from '../query/parameters.js';
import { Me, PublicConfig } from './session-schemas.js';

/** The injection token of what a page needs to know before anybody has logged in (`PublicConfig`). */
export const PUBLIC_CONFIG = Symbol('public config');

/** What a page asks first: how its user logs in, and then who they are. */
@Controller('v1')
@ApiTags('session')
export class SessionController {
  constructor(
    @Inject(PUBLIC_CONFIG) private readonly publicConfig: PublicConfig,
    private readonly grants: Grants,
    private readonly things: ThingIndex,
    @Inject(LADDER) private readonly ladder: Ladder,
  ) {}

  @Get('config')
  @ApiOperation({
    summary: 'Get what a page needs before its user has logged in: the issuer, the levels of markings',
    operationId: 'getConfig',
  })
  @ApiResponse({ status: 200, description: 'The same for everybody, without a token', content: json(PublicConfig) })
  @ApiProblems(400)
  config(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): PublicConfig {
    readParameters({}, request.query);
    void reply.header(MARKING_HEADER, markingHeader(unmarked(this.ladder)));
    return this.publicConfig;
  }

  @Get('me')
  @ApiOperation({
    summary: 'Get who is asking: name, roles, clearance, negotiations, and when the token ends',
    operationId: 'getMe',
  })
  @ApiResponse({ status: 200, description: 'The caller', content: json(Me) })
  @ApiProblems(400, 503)
  async me(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Me> {
    readParameters({}, request.query);
    const caller = callerOf(request);
    const { recorder, roles, clearance, expires } = caller;
    const negotiations = await this.negotiationsOf(caller);
    const markings = negotiations?.map(({ marking }) => marking) ?? [];
    void reply.header(MARKING_HEADER, markingHeader(highWater(this.ladder, markings)));
    return {
      ...recorder,
      roles,
      may: actionsOf(roles),
      clearance: clearance ?? 'all',
      negotiations: negotiations?.map(({ id }) => id).toSorted() ?? 'all',
      ...(expires !== undefined && { tokenExpiresAt: new Date(expires).toISOString() }),
    };
  }

  /** Those that are recorded and visible: a grant for a hidden one must not reveal it. Undefined for all. */
  private async negotiationsOf(
    caller: Caller,
  ): Promise<readonly Readonly<{ id: string; marking: Marking }>[] | undefined> {
    const granted = this.grants.of(caller);
    if (granted === undefined) return undefined;
    const visible: { id: string; marking: Marking }[] = [];
    for (const id of granted) {
      const found = await this.things.find(streamOf('negotiation', id));
      if (found !== undefined && (await this.things.isVisible(caller, found)))
        visible.push({ id, marking: found.marking });
    }
    return visible;
  }
}
