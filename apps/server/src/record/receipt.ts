import { applyDecorators, Injectable } from '@nestjs/common';
import { ApiHeader, ApiProperty, ApiQuery, ApiResponse, ApiSchema } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PLURALS } from '#domain/plurals.js';
import { datesAsEdtf } from '#domain/world-date.js';
import { LANGUAGES } from '#messages/languages.js';
import { DryRun } from '#read-models/replay/forecast/forecast-schemas.js';
import { ConsistencyTokens, type TokenPlace } from '../http/consistency-token.js';
import { Clock } from '../log/clock.js';
import { json } from '../openapi/decorators.js';
import type { Receipt } from './command.js';

class RecordedEvent {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ example: 'MeetingHeld' }) readonly type!: string;
  @ApiProperty() readonly revision!: number;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'The data of the fact' })
  readonly data!: object;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'The envelope: who recorded it and when, sources, codes',
  })
  readonly metadata!: object;
}

/** What was recorded. The same for a repeated request with the same Idempotency-Key. */
@ApiSchema({ name: 'Receipt' })
class ReceiptDocument {
  @ApiProperty({ example: 'meeting' }) readonly kind!: string;
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ format: 'uuid' }) readonly negotiationId!: string;
  @ApiProperty({ description: 'The revision of the last event, from 0' }) readonly revision!: number;
  @ApiProperty({ type: [RecordedEvent] }) readonly events!: readonly RecordedEvent[];
}

/** Responds with what was recorded. */
@Injectable()
export class Receipts {
  constructor(
    private readonly tokens: ConsistencyTokens,
    private readonly clock: Clock,
  ) {}

  answer(receipt: Receipt, request: FastifyRequest, reply: FastifyReply): object | undefined {
    void reply.headers({
      location: locationOf(receipt),
      etag: `"${receipt.revision}"`,
      'consistency-token': this.token(receipt),
      'idempotency-replayed': String(receipt.replayed),
    });
    if (prefersMinimal(request)) {
      void reply.header('preference-applied', 'return=minimal');
      return undefined;
    }
    return documentOf(receipt);
  }

  /** A token of a place in the log, as of now. */
  token({ ordinal, position }: TokenPlace): string {
    const at = this.clock.at();
    return position === undefined ? this.tokens.issue(ordinal, at) : this.tokens.issueFor(position, at);
  }
}

/** The URL of the recorded thing. */
export const locationOf = ({ kind, id, negotiationId }: Receipt): string =>
  kind === 'grant' ? `/v1/negotiations/${negotiationId}/grants` : `/v1/${PLURALS[kind]}/${id}`;

/** A receipt as it is sent. */
export const documentOf = ({ kind, id, negotiationId, revision, events }: Receipt): object => ({
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
});

export const prefersMinimal = (request: Pick<FastifyRequest, 'headers'>): boolean =>
  preferenceOf(request, 'return') === 'minimal';

/** RFC 7240, sections 2 and 4: names are case-insensitive, quotes are optional, and the first of repeated preferences counts. */
export const preferenceOf = ({ headers }: Pick<FastifyRequest, 'headers'>, name: string): string | undefined =>
  String(headers['prefer'] ?? '')
    .split(',')
    .map((preference) => /^\s*(\w+)\s*=\s*("?)([\w-]+)\2\s*(?:;|$)/.exec(preference))
    .find((found) => found?.[1]?.toLowerCase() === name)?.[3]
    ?.toLowerCase();

/** The response header of every route that records. */
export const CONSISTENCY_TOKEN = {
  'Consistency-Token': {
    description: 'Send it with a read to include this write',
    schema: { type: 'string' },
  },
} as const;

const MARKING = {
  description: 'The lowest marking that covers everything in the answer, as in its `marking`',
  schema: { type: 'string', example: 'level="secret", compartments=("quad" "trade")' },
} as const;

const HEADERS = {
  ...CONSISTENCY_TOKEN,
  Location: { description: 'The thing', schema: { type: 'string', format: 'uri-reference' } },
  ETag: { description: 'The revision of the thing, for If-Match', schema: { type: 'string' } },
  'Idempotency-Replayed': {
    description: 'Whether this is the response to an earlier request with the same Idempotency-Key',
    schema: { type: 'boolean' },
  },
} as const;

export const ApiIdempotencyKey = (description: string) =>
  ApiHeader({ name: 'Idempotency-Key', required: false, description, schema: { type: 'string', maxLength: 257 } });
export const ApiDryRun = (description: string) =>
  ApiQuery({
    name: 'dryRun',
    required: false,
    description,
    schema: { type: 'string', enum: ['true', 'false'], default: 'false' },
  });
export const ApiPrefer = (description: string) =>
  ApiHeader({ name: 'Prefer', required: false, description, schema: { type: 'string' } });

export const ApiReceipt = ({ preconditioned }: { preconditioned: boolean }) =>
  applyDecorators(
    ApiDryRun(
      'true: nothing is recorded. The answer is what would be: the event, a sentence, warnings, likely duplicates, and what would be shown otherwise. It is refused like the command itself',
    ),
    ApiHeader({
      name: 'Accept-Language',
      required: false,
      description: `The language of the sentences of a dry run: ${LANGUAGES.join(', ')}. Default: ${LANGUAGES[0]}`,
      schema: { type: 'string', example: 'fr-BE, fr;q=0.9, en;q=0.5' },
    }),
    ApiResponse({
      status: 200,
      description: 'With dryRun=true: what would be recorded. Nothing was recorded',
      headers: { Marking: MARKING },
      content: json(DryRun),
    }),
    ApiIdempotencyKey('Makes a retry safe. Use a new key for each thing that you record'),
    ApiHeader({
      name: 'If-Match',
      required: preconditioned,
      description: 'The latest ETag of the thing that you have read',
      schema: { type: 'string' },
      example: '"0"',
    }),
    ApiPrefer('return=minimal omits the body'),
    ApiResponse({ status: 201, description: 'Recorded durably', type: ReceiptDocument, headers: HEADERS }),
  );
