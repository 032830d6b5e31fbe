import { Controller, Get, Inject, Req } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { streamOf } from '#domain/ids.js';
import { type Caller, callerOf } from '../access/caller.js';
import { Grants } from '../access/grants.js';
import { actionsOf } from '../access/route-policy.js';
import { ThingIndex } from '../access/thing-index.js';
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
  ) {}

  @Get('config')
  @ApiOperation({
    summary: 'Get what a page needs before its user has logged in: the issuer, the levels of markings',
    operationId: 'getConfig',
  })
  @ApiResponse({ status: 200, description: 'The same for everybody, without a token', content: json(PublicConfig) })
  @ApiProblems(400)
  config(@Req() request: FastifyRequest): PublicConfig {
    readParameters({}, request.query);
    return this.publicConfig;
  }

  @Get('me')
  @ApiOperation({
    summary: 'Get who is asking: name, roles, clearance, negotiations, and when the token ends',
    operationId: 'getMe',
  })
  @ApiResponse({ status: 200, description: 'The caller', content: json(Me) })
  @ApiProblems(400, 503)
  async me(@Req() request: FastifyRequest): Promise<Me> {
    readParameters({}, request.query);
    const caller = callerOf(request);
    const { recorder, roles, clearance, expires } = caller;
    return {
      ...recorder,
      roles,
      may: actionsOf(roles),
      clearance: clearance ?? 'all',
      negotiations: await this.negotiationsOf(caller),
      ...(expires !== undefined && { tokenExpiresAt: new Date(expires).toISOString() }),
    };
  }

  /** Those that are recorded and visible: a grant for a hidden one must not reveal it. */
  private async negotiationsOf(caller: Caller): Promise<Me['negotiations']> {
    const granted = this.grants.of(caller);
    if (granted === undefined) return 'all';
    const visible: string[] = [];
    for (const id of granted) {
      const negotiation = await this.things.find(streamOf('negotiation', id));
      if (negotiation !== undefined && (await this.things.isVisible(caller, negotiation))) visible.push(id);
    }
    return visible.toSorted();
  }
}
