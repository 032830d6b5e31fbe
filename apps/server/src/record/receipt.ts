import { applyDecorators, HttpCode, Injectable } from '@nestjs/common';
import { ApiHeader, ApiProperty, ApiResponse, ApiSchema } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PLURALS } from '#domain/plurals.js';
import { datesAsEdtf } from '#domain/world-date.js';
import { ConsistencyTokens } from '../http/consistency-token.js';
import { Clock } from '../log/clock.js';
import type { Receipt } from './command.js';

class RecordedEvent {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ example: 'MeetingHeld' }) readonly type!: string;
  @ApiProperty() readonly revision!: number;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'The fact, as told' }) readonly data!: object;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'The envelope: who recorded it and when, sources, codes',
  })
  readonly metadata!: object;
}

/** What was recorded. The same for a request that came before with the same Idempotency-Key. */
@ApiSchema({ name: 'Receipt' })
class ReceiptDocument {
  @ApiProperty({ example: 'meeting' }) readonly kind!: string;
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ format: 'uuid' }) readonly negotiationId!: string;
  @ApiProperty({ description: 'Of the last event, from 0' }) readonly revision!: number;
  @ApiProperty({ type: [RecordedEvent] }) readonly events!: readonly RecordedEvent[];
}

/** Tells the caller what was recorded. */
@Injectable()
export class Receipts {
  constructor(
    private readonly tokens: ConsistencyTokens,
    private readonly clock: Clock,
  ) {}

  answer(
    { kind, id, negotiationId, revision, events, ordinal, replayed }: Receipt,
    request: FastifyRequest,
    reply: FastifyReply,
  ) {
    void reply.headers({
      location: kind === 'grant' ? `/v1/negotiations/${negotiationId}/grants` : `/v1/${PLURALS[kind]}/${id}`,
      etag: `"${revision}"`,
      'consistency-token': this.tokens.issue(ordinal, this.clock.at()),
      'idempotency-replayed': String(replayed),
    });
    if (prefersMinimal(String(request.headers['prefer'] ?? ''))) {
      void reply.header('preference-applied', 'return=minimal');
      return undefined;
    }
    return {
      kind,
      id,
      negotiationId,
      revision,
      events: events.map((event) => ({
        id: event.id,
        type: event.type,
        revision: event.revision,
        data: datesAsEdtf(event.data),
        metadata: datesAsEdtf(event.metadata),
      })),
    };
  }
}

/** RFC 7240, sections 2 and 4.2: names in any case, a value with quotes or without; what is preferred twice goes by the first. */
const prefersMinimal = (header: string) =>
  header
    .split(',')
    .map((preference) => /^\s*return\s*=\s*("?)([\w-]+)\1\s*(?:;|$)/i.exec(preference)?.[2])
    .find((value) => value !== undefined)
    ?.toLowerCase() === 'minimal';

/** Of whatever records. */
export const CONSISTENCY_TOKEN = {
  'Consistency-Token': {
    description: 'Sent with a read, it makes sure that the read shows this',
    schema: { type: 'string' },
  },
} as const;

const HEADERS = {
  ...CONSISTENCY_TOKEN,
  Location: { description: 'The thing', schema: { type: 'string', format: 'uri-reference' } },
  ETag: { description: 'The revision of the thing, for If-Match', schema: { type: 'string' } },
  'Idempotency-Replayed': {
    description: 'Whether this is the first answer again, to a request that came before',
    schema: { type: 'boolean' },
  },
} as const;

export const ApiIdempotencyKey = (description: string) =>
  ApiHeader({ name: 'Idempotency-Key', required: false, description, schema: { type: 'string', maxLength: 257 } });
export const ApiPrefer = (description: string) =>
  ApiHeader({ name: 'Prefer', required: false, description, schema: { type: 'string' } });

export const ApiReceipt = ({ preconditioned }: { preconditioned: boolean }) =>
  applyDecorators(
    HttpCode(201),
    ApiIdempotencyKey('Makes a retry safe: one key for each thing that you record'),
    ApiHeader({
      name: 'If-Match',
      required: preconditioned,
      description: 'The ETag of the thing as you have seen it',
      schema: { type: 'string' },
      example: '"0"',
    }),
    ApiPrefer('return=minimal leaves the body out'),
    ApiResponse({ status: 201, description: 'Recorded, and durable', type: ReceiptDocument, headers: HEADERS }),
  );
