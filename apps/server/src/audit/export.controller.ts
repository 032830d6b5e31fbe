import { areEqual, fromHex } from '#ledger/primitives.js';
import { Readable } from 'node:stream';
import { Controller, Get, Req, Res, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { NegotiationId } from '#domain/ids.js';
import { withoutDeadline } from '#event-store/deadline.js';
import { EventStore, type StoredEvent } from '#event-store/event-store.js';
import { auditLines, type Logged } from '#ledger/audit/write-audit.js';
import { alteredEvent } from '#ledger/storage/altered-event.js';
import { matchesEntry } from '#ledger/entry.js';
import { leafHash } from '#ledger/merkle.js';
import type { ValuesOf } from '#read-models/routes/parameters.js';
import { described, idOf, oneOf } from '#read-models/routes/schema.js';
import { callerOf } from '../access/caller.js';
import { ApiParameters, ApiProblems } from '../openapi/decorators.js';
import { Problem } from '../http/problem.js';
import { Ledger, type SignedCheckpoint } from '#ledger/storage/ledger.js';
import { TamperAlarm } from '../log/tamper-alarm.js';
import { LogReader } from '../query/log-reader.js';
import { ReadAuthorization } from '../query/read-authorization.js';
import { readParameters } from '../query/parameters.js';
import { Markings } from '../query/markings.js';
import { AccessLogInterceptor } from './access-log.interceptor.js';
import { ClearanceFilter } from './clearance-filter.js';

export const exportParameters = {
  negotiationId: described(
    'Show only events of this negotiation; all others are replaced by their entries',
    idOf('negotiation'),
  ),
  checkpoint: described(
    '`cosigned`: the log up to the last cosigned checkpoint; `newest`: the whole log. Default: the whole log, with cosignatures if its checkpoint has them',
    oneOf('CheckpointChoice', ['cosigned', 'newest']),
  ),
};
type Values = ValuesOf<typeof exportParameters>;

/** The file for auditors. `rapporteur verify` checks it without this service. */
@Controller('v1/audit')
@ApiTags('audit')
export class ExportController {
  constructor(
    private readonly ledger: Ledger,
    private readonly store: EventStore,
    private readonly markings: Markings,
    private readonly log: LogReader,
    private readonly alarm: TamperAlarm,
    private readonly authorization: ReadAuthorization,
  ) {}

  @Get('export')
  @UseInterceptors(AccessLogInterceptor)
  @ApiOperation({
    summary:
      'Export the log as a file that can be verified offline: a signed checkpoint and every entry that it covers. An event that the caller may not see is replaced by its entry',
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
    this.alarm.assertWhole();
    const { note, size } = await this.checkpoint(asked);
    const inSight = new ClearanceFilter(this.markings, this.log, callerOf(request).clearance, size - 1);
    if (negotiationId !== undefined) await this.authorization.demand(request, negotiationId as NegotiationId);
    await inSight.update();
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
    // The client pulls: the log is read no faster than the client reads, and no further if it disconnects.
    const file = Readable.from(chunks(lines));
    void reply.headers({
      'content-type': 'application/x-ndjson',
      'content-disposition': `attachment; filename="${name}"`,
    });
    // A long file takes longer than a request may wait for its answer.
    return withoutDeadline(() => reply.send(file));
  }

  private async checkpoint(asked: Values['checkpoint']): Promise<SignedCheckpoint> {
    const { cosigned } = this.ledger;
    if (asked === 'cosigned') {
      if (cosigned !== undefined) return cosigned;
      throw new Problem(
        'never-cosigned',
        'No witness has cosigned a checkpoint of this log yet. Configure witnesses in WITNESSES.',
      );
    }
    const newest = await this.ledger.checkpoint();
    return cosigned?.size === newest.size ? cosigned : newest;
  }

  /** A marking while the file is written takes effect from the next event on. @throws LedgerBroken: the file has no end then */
  private async *events(inSight: ClearanceFilter): AsyncGenerator<Logged> {
    let ordinal = 0;
    for await (const { events } of this.store.readAll())
      for (const event of events) {
        if (inSight.isOld) await inSight.update();
        const leaf = this.ledger.leaf(ordinal);
        if (leaf !== undefined && !isLeafOf(leaf, event)) {
          this.alarm.assertWhole();
          throw this.alarm.altered(alteredEvent(event, ordinal));
        }
        yield event;
        ordinal += 1;
      }
    this.alarm.assertWhole();
  }
}

const isLeafOf = (leaf: Uint8Array, event: StoredEvent): boolean =>
  matchesEntry(event) && areEqual(leafHash(fromHex(event.entry)), leaf);

const negotiationOf = ({ metadata }: Logged) => (JSON.parse(metadata) as { negotiationId?: unknown }).negotiationId;

/** Lines are sent in chunks, since one line at a time is slow. */
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
