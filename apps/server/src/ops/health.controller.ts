import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EventStore } from '#event-store/event-store.js';
import { Projector } from '#read-models/projector/projector.js';
import { ApiProblems } from '../openapi/decorators.js';
import { Ledger } from '#ledger/storage/ledger.js';
import { Witnesses } from '../witnesses/witnesses.js';
import { LogFollower } from '../log/log-follower.js';

const PATIENCE = 500;

@Controller('health')
@ApiTags('health')
export class HealthController {
  constructor(
    private readonly store: EventStore,
    private readonly projector: Projector,
    private readonly follower: LogFollower,
    private readonly ledger: Ledger,
    private readonly witnesses: Witnesses,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers', operationId: 'getLiveness' })
  @ApiProblems(400)
  @ApiResponse({ status: 200, description: 'It does' })
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({
    summary: 'The log can be written, and every view is there and up to date; the figures are for administrators',
    operationId: 'getReadiness',
  })
  @ApiProblems(400)
  @ApiResponse({ status: 200, description: 'Ready' })
  @ApiResponse({
    status: 503,
    description: 'Not ready: the log that cannot be reached, or the view that is not there, and why',
  })
  async ready(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    // What is in the log now must be in the views soon: so a long queue is not ready, and neither is one that stands still.
    const upToDate = await this.projector.until(this.follower.head, PATIENCE);
    const models = this.projector.states();
    const { trouble } = this.store;
    const ready =
      trouble === undefined && upToDate && models.length > 0 && models.every(({ status }) => status === 'live');
    if (!ready) void reply.status(503).header('retry-after', '2');
    const status = ready ? 'ok' : 'not-ready';
    // How much is on record is nobody's business but the administrator's.
    if (request.caller?.roles.includes('administrator') !== true) return { status };
    const events = this.follower.head + 1;
    const behind = Math.max(0, this.follower.head - this.projector.projected);
    return {
      status,
      log: { id: this.follower.logId ?? null, events, ...(trouble === undefined ? {} : { trouble }) },
      ledger: { ...this.ledger.describe(), witnesses: this.witnesses.states() },
      behind,
      models,
    };
  }
}
