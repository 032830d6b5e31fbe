import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EventStore } from '#event-store/event-store.js';
import { DiskProbe } from '#storage/disk-probe.js';
import { Projector } from '#read-models/projector/projector.js';
import { ApiProblems } from '../openapi/decorators.js';
import { Ledger } from '#ledger/storage/ledger.js';
import { Witnesses } from '../witnesses/witnesses.js';
import { Clock } from '../log/clock.js';
import { LogFollower } from '../log/log-follower.js';
import { StartCheck } from '../log/start-check.js';
import { TamperAlarm } from '../log/tamper-alarm.js';

/** How long the views may take to reach the end of the log, in ms: less than a proxy waits for this answer. */
const TIMEOUT_MS = 1_500;

@Controller('health')
@ApiTags('health')
export class HealthController {
  constructor(
    private readonly store: EventStore,
    private readonly projector: Projector,
    private readonly follower: LogFollower,
    private readonly ledger: Ledger,
    private readonly witnesses: Witnesses,
    private readonly alarm: TamperAlarm,
    private readonly startCheck: StartCheck,
    private readonly clock: Clock,
    private readonly disk: DiskProbe,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'Check whether the process responds', operationId: 'getLiveness' })
  @ApiProblems(400)
  @ApiResponse({ status: 200, description: 'The process responds' })
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({
    summary:
      'Check whether the log is writable and signed, the clock is right, and every view is up to date. Only administrators see the details',
    operationId: 'getReadiness',
  })
  @ApiProblems(400)
  @ApiResponse({
    status: 200,
    description:
      'Ready. For administrators, `log.checked`: how many events are checked, while the log is checked in the background after a start. Until then nothing is recorded. An instance that shares its log with others is not ready meanwhile',
  })
  @ApiResponse({
    status: 503,
    description:
      'Not ready. For administrators: why the log, the ledger, the clock or the disk cannot be used, which view is missing, or which witness has seen another version of the log',
  })
  async ready(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    // The views must reach the current end of the log soon, so neither a long nor a stuck queue is ready.
    const { head } = this.follower;
    const upToDate = await this.projector.until(head, TIMEOUT_MS);
    const models = this.projector.states();
    const trouble = this.alarm.message ?? this.store.trouble;
    const clockTrouble = this.clock.trouble;
    const alarms = this.witnesses.alarms();
    // Others can record meanwhile.
    const leavesItToOthers = this.store.isShared && !this.startCheck.isDone;
    const ready =
      !leavesItToOthers &&
      trouble === undefined &&
      this.ledger.trouble === undefined &&
      clockTrouble === undefined &&
      this.disk.trouble === undefined &&
      alarms.length === 0 &&
      upToDate &&
      models.length > 0 &&
      models.every(({ status }) => status === 'live');
    if (!ready) void reply.status(503).header('retry-after', '2');
    const status = ready ? 'ok' : 'not-ready';
    // Only administrators may see how much is recorded.
    if (request.caller?.roles.includes('administrator') !== true) return { status };
    const events = this.follower.head + 1;
    const behind = Math.max(0, this.follower.head - this.projector.projected);
    return {
      status,
      log: {
        id: this.follower.logId ?? null,
        events,
        ...(this.startCheck.isDone ? {} : { checked: this.startCheck.checked }),
        ...(trouble === undefined ? {} : { trouble }),
      },
      ledger: {
        ...this.ledger.describe(),
        witnesses: this.witnesses.states(),
        alarms,
        ...(this.ledger.trouble === undefined ? {} : { trouble: this.ledger.trouble }),
      },
      ...(clockTrouble === undefined ? {} : { clock: { trouble: clockTrouble } }),
      ...(this.disk.trouble === undefined ? {} : { disk: { trouble: this.disk.trouble } }),
      behind,
      ...(upToDate ? {} : { views: { trouble: viewsTrouble(head) } }),
      models,
    };
  }
}

const viewsTrouble = (head: number): string =>
  `The views did not reach event ${head} of the log within ${TIMEOUT_MS} ms. They follow it on their own: if this lasts, look at the models here, at the disk of DATA_DIR, and at how fast EventStoreDB answers.`;
