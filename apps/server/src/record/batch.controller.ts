import { setImmediate as nextTurn } from 'node:timers/promises';
import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiExtraModels, ApiOperation, ApiProperty, ApiResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { EventStore } from '#event-store/event-store.js';
import { callerOf } from '../access/caller.js';
import { ApiProblems } from '../openapi/decorators.js';
import { ConsistencyTokens, type TokenPlace } from '../http/consistency-token.js';
import { requestLine } from '../access/request-hooks.js';
import { detailsOf, Problem, type ProblemDetails } from '../http/problem.js';
import { batchContext, type BatchContext } from '../access/batch-context.js';
import { BatchWriter } from '../log/batch-writer.js';
import { LogFollower } from '../log/log-follower.js';
import { OwnEvents } from '../log/own-events.js';
import { isDryRun, requestKey } from './read-command.js';
import { ID } from '../openapi/examples.js';
import { decidedOutcome } from './decided-outcome.js';
import { DryRunFacts } from './dry-run-facts.js';
import { DirectCommands } from './direct-commands.js';
import {
  ApiDryRun,
  ApiIdempotencyKey,
  ApiPrefer,
  CONSISTENCY_TOKEN,
  documentOf,
  locationOf,
  preferenceOf,
  prefersMinimal,
  Receipts,
} from './receipt.js';

const MAX_COMMANDS = 1_000;
const NOT_TRIED = 'not-tried';
const OUTCOME_UNKNOWN = 'outcome-unknown';
/** For how long the commands of a batch are decided before others are served, in ms. */
const TURN_MS = 10;

const EXAMPLE = { path: `/v1/negotiations/${ID.negotiation}/issues`, body: { title: 'General licences' } };

class BatchItem {
  @ApiProperty({ description: 'The path of the route, such as /v1/meetings/{id}/held', example: '/v1/negotiations' })
  readonly path!: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'The request body' })
  readonly body!: object;
  @ApiProperty({ required: false, description: 'The ETag of the thing, if the route requires If-Match' })
  readonly ifMatch?: string;
  @ApiProperty({
    required: false,
    maxLength: 257,
    description:
      'An Idempotency-Key for this command alone, instead of one that is derived from that of the batch. It is the same key as in a request with this one command',
  })
  readonly idempotencyKey?: string;
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
  @ApiProperty({
    required: false,
    description:
      'Whether this is the response to an earlier request with the idempotencyKey of the command, if it has one',
  })
  readonly replayed?: boolean;
}

/** The answer to one command, and where its thing is in the log. */
type Answer = Readonly<{ result: BatchResult; place?: TokenPlace | undefined }>;

/**
 * Many commands in one request, each through its own route, in order. Where the engine can write many facts at once, a command is
 * decided as soon as the one before it is, and the answer to the batch waits until all of them are in the log.
 */
@Controller('v1/batches')
@ApiTags('batches')
export class BatchController {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly tokens: ConsistencyTokens,
    private readonly store: EventStore,
    private readonly own: OwnEvents,
    private readonly follower: LogFollower,
    private readonly direct: DirectCommands,
    private readonly receipts: Receipts,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Record many facts in order',
    operationId: 'recordBatch',
    description: `Up to ${MAX_COMMANDS} commands as a JSON array, or as NDJSON (application/x-ndjson), one command per line. Each is decided separately: a rejected command does not stop the next ones, but commands that refer to its thing are rejected too. If the log cannot be reached for one, the next ones are not tried (503 \`not-tried\`). With \`Prefer: handling=strict\`, the commands after the first one that is not recorded are not tried (424 \`not-tried\`).`,
    // One body in two forms, which ApiBody cannot say.
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: { type: 'array', items: { $ref: getSchemaPath(BatchItem) } },
          examples: { example: { value: [EXAMPLE] } },
        },
        'application/x-ndjson': {
          schema: {
            type: 'string',
            description:
              'One command per line, each a BatchItem. Lines end in LF or CRLF, and empty ones are skipped. `errors` count commands from 0, as in the array',
          },
          examples: { example: { value: `${JSON.stringify(EXAMPLE)}\n` } },
        },
      },
    },
  })
  @ApiDryRun(
    'Nothing is recorded: each result has status 200, and as its body what would be recorded. Later commands are decided as if the earlier ones were recorded',
  )
  @ApiIdempotencyKey(
    'Makes a retry safe. Each command gets its own key, derived from this one and its index in the batch',
  )
  @ApiPrefer(
    'return=minimal omits the bodies of receipts. Each result still has its location. handling=strict stops at the first command that is not recorded',
  )
  @ApiExtraModels(BatchItem)
  @ApiResponse({
    status: 200,
    description: 'One result for each command, in order',
    type: [BatchResult],
    headers: CONSISTENCY_TOKEN,
  })
  @ApiProblems(400, 413, 415)
  async record(@Req() request: FastifyRequest, @Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply) {
    const items = itemsOf(body);
    const isTried = isDryRun(request);
    const writer = isTried ? undefined : this.writer();
    const pending = isTried ? { writer: new DryRunFacts(), isDryRun: true } : { writer };
    const context = { caller: callerOf(request), key: requestKey(request), ...pending };
    const answers: Promise<Answer>[] = [];
    const isStrict = preferenceOf(request, 'handling') === 'strict';
    if (isStrict) void reply.header('preference-applied', 'handling=strict');
    let stopped: (typeof STOPPED)[keyof typeof STOPPED] | undefined;
    let turnEnds = performance.now() + TURN_MS;
    for (const [n, item] of items.entries()) {
      await writer?.room();
      if (stopped !== undefined) {
        answers.push(Promise.resolve({ result: notTried(item, stopped) }));
        continue;
      }
      const decided = writer?.nextAppend();
      const answer = this.answerTo(item, n, request, context);
      answers.push(answer);
      const settled = answer.then(
        ({ result }) => {
          if (isOutage(result)) stopped ??= STOPPED.byOutage;
          else if (isStrict && result.status >= 400) stopped ??= STOPPED.byRefusal;
        },
        () => {
          // The whole batch fails below, once what was decided is written.
          stopped ??= STOPPED.byOutage;
        },
      );
      await (decided === undefined ? settled : Promise.race([decided, settled]));
      if (performance.now() < turnEnds) continue;
      await nextTurn();
      turnEnds = performance.now() + TURN_MS;
    }
    await writer?.flush();
    const settled = await Promise.all(answers);
    const latest = latestOf(settled);
    if (latest !== undefined) void reply.header('consistency-token', this.receipts.token(latest));
    return afterOutage(
      settled.map(({ result }) => result),
      items,
    );
  }

  private writer(): BatchWriter | undefined {
    const { store, own, follower } = this;
    const appendAll = store.appendAll?.bind(store);
    return appendAll && new BatchWriter({ appendAll, own, follower });
  }

  /** A command that can be recorded needs no request of its own. */
  private answerTo(
    item: BatchItem,
    n: number,
    batch: FastifyRequest,
    { key, ...context }: BatchContext,
  ): Promise<Answer> {
    return batchContext.run({ ...context, key: key && { ...key, item: n } }, async () => {
      const direct = context.writer && !context.isDryRun ? this.direct.read(item, headersOf(item), batch) : undefined;
      if (direct === undefined) return this.request(item, batch);
      const began = performance.now();
      const tried = await this.direct.run(direct, batch);
      if (typeof tried === 'function') return decidedOutcome.run(tried, () => this.request(item, batch));
      const { receipt } = tried;
      this.log({ reqId: direct.command.context.correlationId, path: direct.pattern, from: batch.ip, began });
      const body = prefersMinimal(batch) ? {} : documentOf(receipt);
      const result = { status: 201, body, location: locationOf(receipt), ...replayOf(item, receipt.replayed) };
      return { result, place: receipt };
    });
  }

  /** The same line as for a request. */
  private log({
    began,
    reqId,
    ...fields
  }: Readonly<{ reqId: string; path: string; from: string; began: number }>): void {
    const line = requestLine({ method: 'POST', status: 201, elapsed: performance.now() - began, ...fields });
    this.fastify.log.info({ reqId, ...line }, 'request');
  }

  private async request(item: BatchItem, { ip, headers: { prefer, ...given } }: FastifyRequest): Promise<Answer> {
    const { path, body } = item;
    const headers = {
      'content-type': 'application/json',
      ...headersOf(item),
      ...(prefer !== undefined && { prefer }),
      // The language of the sentences of a dry run.
      ...(given['accept-language'] !== undefined && { 'accept-language': given['accept-language'] }),
    };
    const response = await this.fastify.inject({
      method: 'POST',
      url: path,
      payload: body,
      headers,
      remoteAddress: ip,
    });
    const { location, 'consistency-token': token } = response.headers;
    const result = {
      status: response.statusCode,
      body: response.body === '' ? {} : response.json<object>(),
      ...(location !== undefined && {
        location,
        ...replayOf(item, response.headers['idempotency-replayed'] === 'true'),
      }),
    };
    return { result, place: typeof token === 'string' ? this.tokens.read(token) : undefined };
  }

  private get fastify(): FastifyInstance {
    return this.host.httpAdapter.getInstance<FastifyInstance>();
  }
}

const headersOf = ({ ifMatch, idempotencyKey }: BatchItem): Readonly<Record<string, string>> => ({
  ...(ifMatch !== undefined && { 'if-match': ifMatch }),
  ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
});

/** A repeated batch has the same answer, so only a command with a key of its own says that it is repeated. */
const replayOf = ({ idempotencyKey }: BatchItem, replayed: boolean) => idempotencyKey !== undefined && { replayed };

/** The last place, which is not always that of the last command: replayed receipts may be old. */
const latestOf = (answers: readonly Answer[]): TokenPlace | undefined =>
  answers.reduce<TokenPlace | undefined>(
    (most, { place }) =>
      place === undefined || (most !== undefined && numberOf(most) > numberOf(place)) ? most : place,
    undefined,
  );
/** With positions, only the first event of a log is named by its ordinal. */
const numberOf = ({ ordinal, position }: TokenPlace): bigint => position ?? BigInt(ordinal);

/** Whether the log could not be reached for this command. Each of the next ones would wait for it as long. */
const isOutage = ({ status, body }: BatchResult): boolean => status === 503 && OUTAGES.includes(codeOf(body));
const codeOf = (body: object) => (body as Partial<ProblemDetails>).code;
const OUTAGES: readonly ReturnType<typeof codeOf>[] = ['log-unavailable', OUTCOME_UNKNOWN];

/**
 * A command that was refused after one that could not be written was decided on facts that are not in the log. It counts as not
 * tried, unless it may have been recorded.
 */
const afterOutage = (results: readonly BatchResult[], items: readonly BatchItem[]): readonly BatchResult[] => {
  const first = results.findIndex(isOutage);
  return first < 0
    ? results
    : results.map((result, n) =>
        n <= first || result.status < 400 || codeOf(result.body) === OUTCOME_UNKNOWN ? result : notTried(items[n]!),
      );
};

/** Why the commands after one are not tried. */
const STOPPED = {
  byOutage: {
    status: 503,
    because: 'the log could not be reached for a command before this one. Send it again later.',
  },
  byRefusal: {
    status: 424,
    because: 'a command before this one was not recorded. Send it again without that one, or once that is settled.',
  },
} as const;

const notTried = (
  { path }: BatchItem,
  { status, because }: (typeof STOPPED)[keyof typeof STOPPED] = STOPPED.byOutage,
): BatchResult => ({
  status,
  body: detailsOf(new Problem([NOT_TRIED, status], `Nothing was recorded, since ${because}`), path),
});

const itemsOf = (body: unknown): BatchItem[] => {
  if (!Array.isArray(body))
    throw new Problem(
      'batch-not-an-array',
      'The body must be a JSON array of commands, or NDJSON with one command per line.',
    );
  if (body.length > MAX_COMMANDS)
    throw new Problem(
      'batch-too-long',
      `The batch has ${body.length} commands; the limit is ${MAX_COMMANDS}. Split it into smaller batches.`,
    );
  return body.map((item: unknown, n) => {
    const {
      path,
      body: fact,
      ifMatch,
      idempotencyKey,
      ...rest
    } = (typeof item === 'object' && item !== null ? item : {}) as Record<string, unknown>;
    const wrong =
      typeof path !== 'string' || !path.startsWith('/v1/') || path.startsWith('/v1/batches')
        ? 'path must be the path of a route, such as /v1/negotiations'
        : typeof fact !== 'object' || fact === null || Array.isArray(fact)
          ? 'body must be an object'
          : ifMatch !== undefined && typeof ifMatch !== 'string'
            ? 'ifMatch must be a string'
            : idempotencyKey !== undefined && typeof idempotencyKey !== 'string'
              ? 'idempotencyKey must be a string'
              : Object.keys(rest).length > 0
                ? `the field ${Object.keys(rest)[0]!.slice(0, 80)} is unknown`
                : undefined;
    if (wrong !== undefined)
      throw new Problem('batch-item-malformed', `Command ${n}: ${wrong}. Nothing was recorded.`, {
        errors: [{ pointer: `/${n}`, code: 'batch-item-malformed', detail: wrong }],
      });
    return item as BatchItem;
  });
};
