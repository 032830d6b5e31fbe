import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Projector } from '#read-models/projector.js';
import { ApiProblems } from '../http/api.js';
import { Tail } from '../log/tail.js';

// An instance that lags this far behind the log for a moment is still fit to be asked; reads with a token wait.
const LAG = 5_000;

@Controller('health')
@ApiTags('health')
export class HealthController {
  constructor(
    private readonly projector: Projector,
    private readonly tail: Tail,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers', operationId: 'live' })
  @ApiProblems(400)
  @ApiResponse({ status: 200, description: 'It does' })
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'The log can be written, and every view is there and up to date', operationId: 'ready' })
  @ApiProblems(400)
  @ApiResponse({ status: 200, description: 'Ready' })
  @ApiResponse({ status: 503, description: 'Not ready: the view that is not, and why' })
  ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const models = this.projector.states();
    const events = this.tail.head + 1;
    const behind = this.tail.head - this.projector.projected;
    const ready = models.length > 0 && behind < LAG && models.every(({ status }) => status === 'live');
    if (!ready) void reply.status(503).header('retry-after', '2');
    return { status: ready ? 'ok' : 'not-ready', log: { id: this.tail.logId ?? null, events }, behind, models };
  }
}
