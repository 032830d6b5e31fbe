import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiBody, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../access/caller.js';
import { ApiProblems } from '../openapi/decorators.js';
import { ConsistencyTokens } from '../http/consistency-token.js';
import { detailsOf, Problem, type ProblemDetails } from '../http/problem.js';
import { batchContext } from '../access/batch-context.js';
import { requestKey } from './read-command.js';
import { ID } from '../openapi/examples.js';
import { ApiIdempotencyKey, ApiPrefer, CONSISTENCY_TOKEN } from './receipt.js';

const MAX_COMMANDS = 1_000;
const NOT_TRIED = 'not-tried';

class BatchItem {
  @ApiProperty({ description: 'The path of the route, such as /v1/meetings/{id}/held', example: '/v1/negotiations' })
  readonly path!: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'The request body' })
  readonly body!: object;
  @ApiProperty({ required: false, description: 'The ETag of the thing, if the route requires If-Match' })
  readonly ifMatch?: string;
}

class BatchResult {
  @ApiProperty({ description: 'The status of the response', example: 201 }) readonly status!: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'The body of the response: a receipt or a problem',
  })
  readonly body!: object;
  @ApiProperty({ required: false, description: 'The URL of the recorded thing', format: 'uri-reference' })
  readonly location?: string;
}

/** Many commands in one request, each through its own route, in order. */
@Controller('v1/batches')
@ApiTags('batches')
export class BatchController {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly tokens: ConsistencyTokens,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Record many facts in order',
    operationId: 'recordBatch',
    description: `Up to ${MAX_COMMANDS} commands as a JSON array, or as NDJSON (application/x-ndjson), one command per line. Each is decided separately: a rejected command does not stop the next ones, but commands that refer to its thing are rejected too. If the log cannot be reached for one, the next ones are not tried (503 \`not-tried\`).`,
  })
  @ApiIdempotencyKey(
    'Makes a retry safe. Each command gets its own key, derived from this one and its index in the batch',
  )
  @ApiPrefer('return=minimal omits the bodies of receipts. Each result still has its location')
  @ApiBody({
    type: [BatchItem],
    examples: {
      example: { value: [{ path: `/v1/negotiations/${ID.negotiation}/issues`, body: { title: 'General licences' } }] },
    },
  })
  @ApiResponse({
    status: 200,
    description: 'One result for each command, in order',
    type: [BatchResult],
    headers: CONSISTENCY_TOKEN,
  })
  @ApiProblems(400, 413, 415)
  async record(@Req() request: FastifyRequest, @Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply) {
    const items = itemsOf(body);
    const caller = callerOf(request);
    const key = requestKey(request);
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    const results: BatchResult[] = [];
    const tokens: string[] = [];
    for (const [n, item] of items.entries()) {
      if (isOutage(results.at(-1))) {
        results.push(notTried(item));
        continue;
      }
      const headers = {
        'content-type': 'application/json',
        ...(item.ifMatch === undefined ? {} : { 'if-match': item.ifMatch }),
        ...(request.headers['prefer'] === undefined ? {} : { prefer: request.headers['prefer'] }),
      };
      const response = await batchContext.run(
        { caller, key: key && { ...key, item: n } },
        // Awaited inside, since `inject` starts the request only when it is awaited.
        async () =>
          await fastify.inject({
            method: 'POST',
            url: item.path,
            payload: item.body,
            headers,
            remoteAddress: request.ip,
          }),
      );
      const token = response.headers['consistency-token'];
      if (typeof token === 'string') tokens.push(token);
      const { location } = response.headers;
      const responseBody = response.body === '' ? {} : response.json<object>();
      results.push({ status: response.statusCode, body: responseBody, ...(location !== undefined && { location }) });
    }
    const latest = this.latestToken(tokens);
    if (latest !== undefined) void reply.header('consistency-token', latest);
    return results;
  }

  /** The token of the last place, which is not always the last one: replayed receipts may be old. */
  private latestToken(tokens: readonly string[]): string | undefined {
    const placeOf = (token: string) => {
      const { ordinal, position } = this.tokens.read(token);
      // With positions, only the first event of a log is named by its ordinal.
      return position ?? BigInt(ordinal);
    };
    return tokens.reduce<string | undefined>(
      (most, token) => (most !== undefined && placeOf(most) > placeOf(token) ? most : token),
      undefined,
    );
  }
}

/** Whether the log could not be reached for this command. Each of the next ones would wait for it as long. */
const isOutage = (result: BatchResult | undefined): boolean =>
  result?.status === 503 && OUTAGES.includes((result.body as Partial<ProblemDetails>).code ?? '');
const OUTAGES: readonly string[] = ['log-unavailable', 'outcome-unknown', NOT_TRIED];

const notTried = ({ path }: BatchItem): BatchResult => ({
  status: 503,
  body: detailsOf(
    new Problem(
      503,
      NOT_TRIED,
      'Nothing was recorded, since the log could not be reached for a command before this one. Send it again later.',
    ),
    path,
  ),
});

const itemsOf = (body: unknown): BatchItem[] => {
  if (!Array.isArray(body))
    throw new Problem(
      400,
      'batch-not-an-array',
      'The body must be a JSON array of commands, or NDJSON with one command per line.',
    );
  if (body.length > MAX_COMMANDS)
    throw new Problem(
      413,
      'batch-too-long',
      `The batch has ${body.length} commands; the limit is ${MAX_COMMANDS}. Split it into smaller batches.`,
    );
  return body.map((item: unknown, n) => {
    const {
      path,
      body: fact,
      ifMatch,
      ...rest
    } = (typeof item === 'object' && item !== null ? item : {}) as Record<string, unknown>;
    const wrong =
      typeof path !== 'string' || !path.startsWith('/v1/') || path.startsWith('/v1/batches')
        ? 'path must be the path of a route, such as /v1/negotiations'
        : typeof fact !== 'object' || fact === null || Array.isArray(fact)
          ? 'body must be an object'
          : ifMatch !== undefined && typeof ifMatch !== 'string'
            ? 'ifMatch must be a string'
            : Object.keys(rest).length > 0
              ? `the field ${Object.keys(rest)[0]!.slice(0, 80)} is unknown`
              : undefined;
    if (wrong !== undefined)
      throw new Problem(400, 'batch-item-malformed', `Command ${n}: ${wrong}. Nothing was recorded.`, {
        errors: [{ pointer: `/${n}`, code: 'batch-item-malformed', detail: wrong }],
      });
    return item as BatchItem;
  });
};
