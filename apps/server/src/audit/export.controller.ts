import { Readable } from 'node:stream';
import { Controller, Get, Req, Res, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { streamOf } from '#domain/ids.js';
import { EventStore } from '#event-store/event-store.js';
import { auditLines, type Logged } from '#ledger/audit/write-audit.js';
import type { ValuesOf } from '#read-models/routes/parameters.js';
import { described, idOf, oneOf } from '#read-models/routes/schema.js';
import { callerOf } from '../access/caller.js';
import { ApiParameters, ApiProblems } from '../openapi/decorators.js';
import { Problem } from '../http/problem.js';
import { Ledger, type SignedCheckpoint } from '#ledger/storage/ledger.js';
import { ReadAuthorization } from '../query/read-authorization.js';
import { readParameters } from '../query/parameters.js';
import { Sights } from '../query/sights.js';
import { AccessLogInterceptor } from './access-log.interceptor.js';
import { ClearanceFilter } from './clearance-filter.js';

export const exportParameters = {
  negotiationId: described('Show this negotiation only; of all others stand the entries alone', idOf('negotiation')),
  checkpoint: described(
    'The log as far as witnesses have cosigned it, or all of it; without it, all of it, cosigned where it is',
    oneOf('CheckpointChoice', ['cosigned', 'newest']),
  ),
};
type Values = ValuesOf<typeof exportParameters>;

/** The file that an auditor takes home. `rapporteur verify` reads it, without this service. */
@Controller('v1/audit')
@ApiTags('audit')
export class ExportController {
  constructor(
    private readonly ledger: Ledger,
    private readonly store: EventStore,
    private readonly sights: Sights,
    private readonly authorization: ReadAuthorization,
  ) {}

  @Get('export')
  @UseInterceptors(AccessLogInterceptor)
  @ApiOperation({
    summary:
      'The log as a file that proves itself: the signed checkpoint, and every entry that it covers; what the caller may not see stands as its entry alone',
    operationId: 'exportLog',
  })
  @ApiParameters(exportParameters)
  @ApiResponse({
    status: 200,
    description: 'Lines of canonical JSON; a file without its last line, {"end":…}, was cut off',
    content: { 'application/x-ndjson': { schema: { type: 'string' } } },
  })
  @ApiProblems(400, 404, 503)
  async export(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const { negotiationId, checkpoint: asked } = readParameters(exportParameters, request.query);
    const among = this.authorization.among(request);
    const shown = among && new Set<unknown>(among);
    const { note, size } = await this.checkpoint(asked);
    const { sight, release } = await this.sights.hold(callerOf(request).clearance);
    const inSight = new ClearanceFilter(this.sights, sight, size - 1);
    try {
      if (negotiationId !== undefined) await this.demand(request, negotiationId, inSight);
      await inSight.update();
    } catch (error) {
      release();
      throw error;
    }
    const lines = auditLines(this.events(inSight), {
      checkpoint: note,
      size,
      negotiationId,
      shows: (event) =>
        inSight.has(event.stream) &&
        (negotiationId !== undefined
          ? negotiationOf(event) === negotiationId
          : shown === undefined || shown.has(negotiationOf(event))),
    });
    const name = `rapporteur-audit-${negotiationId === undefined ? '' : `${negotiationId}-`}${size}.ndjson`;
    // Pulled by the client: it is read no faster than it is taken, and no further when the client is gone.
    const file = Readable.from(chunks(lines)).once('close', release);
    return reply
      .headers({
        'content-type': 'application/x-ndjson',
        'content-disposition': `attachment; filename="${name}"`,
      })
      .send(file);
  }

  private async demand(request: FastifyRequest, negotiationId: string, inSight: ClearanceFilter) {
    const stream = streamOf('negotiation', negotiationId);
    const [first] = await this.store.readStream(stream, { limit: 1 });
    await inSight.update();
    if (first === undefined || !inSight.has(stream) || !(await this.authorization.admits(request, { negotiationId })))
      throw new Problem(404, 'negotiation-unknown', 'No negotiation with this id is recorded.');
  }

  private async checkpoint(asked: Values['checkpoint']): Promise<SignedCheckpoint> {
    const { cosigned } = this.ledger;
    if (asked === 'cosigned') {
      if (cosigned !== undefined) return cosigned;
      throw new Problem(
        404,
        'never-cosigned',
        'No witness has cosigned a checkpoint of this log yet. Name witnesses in WITNESSES.',
      );
    }
    const newest = await this.ledger.checkpoint();
    return cosigned?.size === newest.size ? cosigned : newest;
  }

  /** What is marked while the file is written counts from the next event on. */
  private async *events(inSight: ClearanceFilter): AsyncGenerator<Logged> {
    for await (const { events } of this.store.readAll())
      for (const event of events) {
        if (inSight.isOld) await inSight.update();
        yield event;
      }
  }
}

const negotiationOf = ({ metadata }: Logged) => (JSON.parse(metadata) as { negotiationId?: unknown }).negotiationId;

/** A line at a time would cost more than what is in it. */
const CHUNK = 64 * 1024;
async function* chunks(lines: AsyncIterable<string>) {
  let text = '';
  for await (const line of lines) {
    text += `${line}\n`;
    if (text.length < CHUNK) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}
