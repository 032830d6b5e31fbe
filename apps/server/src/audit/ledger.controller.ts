import { toBase64 } from '#ledger/primitives.js';
import { type CanActivate, Controller, Get, Req, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { decimalOf } from '#ledger/strict-text.js';
import { formatTlogProof } from '#ledger/tlog-proof.js';
import { ProofRefused } from '#ledger/tree.js';
import { count, required, type ValuesOf } from '#read-models/routes/parameters.js';
import { described, idOf, withExample } from '#read-models/routes/schema.js';
import { ApiParameters, ApiProblems, json } from '../openapi/decorators.js';
import { Problem } from '../http/problem.js';
import { Ledger, type SignedCheckpoint } from '#ledger/storage/ledger.js';
import { AccessLogInterceptor } from './access-log.interceptor.js';
import { Witnesses } from '../witnesses/witnesses.js';
import { EventLocator } from './event-locator.js';
import { ConsistencyProof, InclusionProof, LedgerDescription } from './ledger-schemas.js';
import { readParameters } from '../query/parameters.js';
import { fieldsInvalid } from '../http/validation/validate.js';

const eventParameters = {
  eventId: described('The event to prove', idOf('event')),
  index: withExample('0', described('Or its position in the log: 0 for the first', count('0'))),
};
const inclusionParameters = {
  ...eventParameters,
  size: described('The size of the tree. Default: that of the checkpoint', count('1')),
};
const consistencyParameters = {
  from: required(withExample('1', described('The size of the earlier tree', count('1')))),
  to: described('The size of the later tree. Default: that of the checkpoint', count('1')),
};
const withoutParameters: CanActivate = {
  canActivate: (context) => {
    readParameters({}, context.switchToHttp().getRequest<FastifyRequest>().query);
    return true;
  },
};

const NOTE = 'text/plain; charset=utf-8';
const hashes = (proof: readonly Uint8Array[]) => proof.map(toBase64);

/** The ledger for auditors: checkpoints and proofs. They depend neither on views nor on temporal parameters. */
@Controller('v1/audit')
@ApiTags('audit')
export class LedgerController {
  constructor(
    private readonly ledger: Ledger,
    private readonly witnesses: Witnesses,
    private readonly places: EventLocator,
  ) {}

  @Get('checkpoint')
  @UseGuards(withoutParameters)
  @ApiOperation({
    summary: 'Get a signed checkpoint of the log: its origin, size and root (C2SP tlog-checkpoint)',
    operationId: 'getCheckpoint',
  })
  @ApiResponse({ status: 200, description: 'A signed note', content: { 'text/plain': { schema: { type: 'string' } } } })
  @ApiProblems(400, 503)
  async checkpoint(@Res({ passthrough: true }) reply: FastifyReply) {
    const { note } = await this.ledger.checkpoint();
    void reply.type(NOTE).headers({ 'cache-control': 'no-cache', ...this.ageOfCosignature() });
    return note;
  }

  @Get('checkpoint/cosigned')
  @UseGuards(withoutParameters)
  @ApiOperation({
    summary: 'Get the last checkpoint that witnesses cosigned, with their cosignatures (C2SP tlog-cosignature)',
    operationId: 'getCosignedCheckpoint',
  })
  @ApiResponse({ status: 200, description: 'A signed note', content: { 'text/plain': { schema: { type: 'string' } } } })
  @ApiProblems(400, 404, 503)
  cosigned(@Res({ passthrough: true }) reply: FastifyReply) {
    const cosigned = this.ledger.cosigned;
    if (cosigned === undefined)
      throw new Problem(
        'never-cosigned',
        'No witness has cosigned a checkpoint of this log yet. Configure witnesses in WITNESSES.',
      );
    void reply.type(NOTE).headers({ 'cache-control': 'no-cache', ...this.ageOfCosignature() });
    return cosigned.note;
  }

  @Get('ledger')
  @UseGuards(withoutParameters)
  @ApiOperation({
    summary: 'Get the origin, key and size of the ledger, and the state of its cosignatures',
    operationId: 'getLedger',
  })
  @ApiResponse({
    status: 200,
    description: 'As it is',
    content: json(LedgerDescription),
  })
  @ApiProblems(400, 503)
  describe() {
    return { ...this.ledger.describe(), witnesses: this.witnesses.states() };
  }

  @Get('proofs/inclusion')
  @UseInterceptors(AccessLogInterceptor)
  @ApiOperation({
    summary:
      'Prove that an event is in the log: its Merkle path (RFC 9162, section 2.1.3), and everything needed to check it',
    operationId: 'getInclusionProof',
  })
  @ApiParameters(inclusionParameters)
  @ApiResponse({
    status: 200,
    description: 'The proof, hashes in base64 from the leaf upwards',
    content: json(InclusionProof),
  })
  @ApiProblems(400, 404, 422, 503)
  async inclusion(@Req() request: FastifyRequest) {
    const query = readParameters(inclusionParameters, request.query);
    const index = await this.indexOf(request, query);
    const checkpoint = query.size === undefined ? await this.checkpointFor(index) : undefined;
    const size = checkpoint?.size ?? countOf('size', query.size!);
    const proof = proved(() => this.ledger.inclusionProof(index, size), INCLUSION);
    const event = await this.places.eventAt(request, index);
    return {
      index,
      size,
      root: toBase64(this.ledger.root(size)),
      proof: hashes(proof),
      ...event,
      ...(checkpoint && { checkpoint: checkpoint.note }),
    };
  }

  @Get('proofs/tlog-proof')
  @UseInterceptors(AccessLogInterceptor)
  @ApiOperation({
    summary: 'Get the same proof as a file that other tools can check (C2SP tlog-proof)',
    operationId: 'getTlogProof',
  })
  @ApiParameters(eventParameters)
  @ApiResponse({ status: 200, description: 'The file', content: { 'text/plain': { schema: { type: 'string' } } } })
  @ApiProblems(400, 404, 422, 503)
  async tlogProof(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const index = await this.indexOf(request, readParameters(eventParameters, request.query));
    const { note, size } = await this.checkpointFor(index);
    const proof = proved(() => this.ledger.inclusionProof(index, size), INCLUSION);
    await this.places.eventAt(request, index);
    void reply.type(NOTE).header('content-disposition', `attachment; filename="event-${index}.tlog-proof"`);
    return formatTlogProof({ index, proof, checkpoint: note });
  }

  @Get('proofs/consistency')
  @UseInterceptors(AccessLogInterceptor)
  @ApiOperation({
    summary: 'Prove that the log of a later size starts with the log of an earlier size (RFC 9162, section 2.1.4)',
    operationId: 'getConsistencyProof',
  })
  @ApiParameters(consistencyParameters)
  @ApiResponse({
    status: 200,
    description: 'The proof, hashes in base64',
    content: json(ConsistencyProof),
  })
  @ApiProblems(400, 422, 503)
  async consistency(@Req() request: FastifyRequest) {
    const query = readParameters(consistencyParameters, request.query);
    const from = countOf('from', query.from);
    const checkpoint = query.to === undefined ? await this.ledger.checkpoint() : undefined;
    const to = checkpoint?.size ?? countOf('to', query.to!);
    const proof = proved(() => this.ledger.consistencyProof(from, to), CONSISTENCY);
    return {
      from,
      to,
      roots: { from: toBase64(this.ledger.root(from)), to: toBase64(this.ledger.root(to)) },
      proof: hashes(proof),
      ...(checkpoint && { checkpoint: checkpoint.note }),
    };
  }

  /** A cosigned checkpoint proves more, if it covers the event. */
  private async checkpointFor(index: number): Promise<SignedCheckpoint> {
    const { cosigned } = this.ledger;
    return cosigned && index < cosigned.size ? cosigned : this.ledger.checkpoint();
  }

  private async indexOf(
    request: FastifyRequest,
    { eventId, index }: ValuesOf<typeof eventParameters>,
  ): Promise<number> {
    if ((eventId === undefined) === (index === undefined)) throw whichEvent();
    return index === undefined ? this.places.ordinalOf(request, eventId!) : countOf('index', index);
  }

  private ageOfCosignature(): Record<string, string> {
    const { cosigned } = this.ledger.describe();
    return cosigned === undefined ? {} : { 'last-cosigned': `size=${cosigned.size}, at=${cosigned.at}` };
  }
}

const countOf = (field: string, text: string): number => {
  const count = decimalOf(text);
  if (count === undefined)
    throw fieldsInvalid([{ pointer: `/${field}`, code: 'not-a-count', detail: 'Give a whole number.' }]);
  return count;
};

const whichEvent = () => {
  const detail = 'Set either eventId or index.';
  const errors = ['/eventId', '/index'].map((pointer) => ({ pointer, code: 'which-event', detail }) as const);
  return new Problem('which-event', detail, { errors });
};

type RefusedProof = Exclude<ProofRefused['code'], 'not-a-count'>;
/** The parameter that asks for what the tree does not have. */
const INCLUSION = { 'index-beyond-size': '/index', 'size-beyond-tree': '/size', 'tree-empty': '/size' } as const;
const CONSISTENCY = {
  'size-beyond-tree': '/to',
  'from-empty-tree': '/from',
  'sizes-reversed': '/from',
  'tree-empty': '/to',
} as const;

const proved = <T>(prove: () => T, pointers: Readonly<Partial<Record<RefusedProof, string>>>): T => {
  try {
    return prove();
  } catch (error) {
    // The counts are whole numbers: `countOf` has read them.
    if (!(error instanceof ProofRefused) || error.code === 'not-a-count') throw error;
    const { code, message: detail } = error;
    const pointer = pointers[code];
    throw new Problem(code, detail, pointer === undefined ? {} : { errors: [{ pointer, code, detail }] });
  }
};
