import { randomBytes } from 'node:crypto';
import { Body, Controller, Delete, Get, HttpCode, Put, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Kind, NegotiationId } from '#domain/ids.js';
import { callerOf } from '../../access/caller.js';
import { unknownTo } from '../../access/unknown-to.js';
import { QuotaOfChanges } from '../../access/quota-of-changes.js';
import { conditionsOf } from '../../http/conditions.js';
import { pathId } from '../../http/path-id.js';
import { Problem } from '../../http/problem.js';
import { validateAs } from '../../http/validation/validate.js';
import { Clock } from '../../log/clock.js';
import { ApiConditions, ApiConditionsOfKept } from '../../openapi/conditions.js';
import { ApiPathIds, ApiProblems, json } from '../../openapi/decorators.js';
import { ID } from '../../openapi/examples.js';
import { readParameters } from '../../query/parameters.js';
import { ReadAuthorization } from '../../query/read-authorization.js';
import { noted, Subscriptions } from '../../subscriptions/subscriptions.js';
import { type Progress, type Webhook as Kept, WebhookNotes } from '../../subscriptions/webhook-notes.js';
import { EXAMPLE, EXAMPLE_WITH_SECRET } from './webhook.example.js';
import { assertPermitted } from './assert-permitted.js';
import { DueMessages } from './due-messages.js';
import { Outbox } from './outbox.js';
import { begunAt, restarted } from './progress.js';
import { shown } from './shown.js';
import { WebhookBody } from './webhook-body.js';
import { WebhookList } from './webhook-list.js';
import { WebhookSender } from './webhook-sender.js';
import { Webhooks, WebhookWithSecret } from './webhook-schemas.js';

const MOST = 20;

const WEBHOOK = 'webhooks/:id';

/** Messages to an address of the caller's choice: what changes, for programs that do not listen. They are no facts of the record. */
@Controller('v1')
@ApiTags('webhooks')
export class WebhooksController {
  private readonly changes = new QuotaOfChanges('too-many-changes', (times) => `changed your webhooks ${times} times`);

  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly notes: WebhookNotes,
    private readonly sender: WebhookSender,
    private readonly webhooks: WebhookList,
    private readonly due: DueMessages,
    private readonly outbox: Outbox,
    private readonly authorization: ReadAuthorization,
    private readonly clock: Clock,
  ) {}

  @Get('webhooks')
  @ApiOperation({ summary: 'List the webhooks of the caller, without their secrets', operationId: 'listWebhooks' })
  @ApiResponse({
    status: 200,
    description: 'Yours alone: nobody else can ask for them',
    content: json(Webhooks, { items: [EXAMPLE], level: 'public', compartments: [] }),
  })
  @ApiProblems(400, 503)
  async list(@Req() request: FastifyRequest): Promise<Webhooks> {
    readParameters({}, request.query);
    const caller = callerOf(request);
    const { webhooks } = await this.subscriptions.of(caller, request);
    const items = [];
    for (const webhook of webhooks) items.push(shown(webhook, await this.progressOf(request, webhook.id)));
    return { items, ...this.subscriptions.capped(caller.clearance) };
  }

  @Put(WEBHOOK)
  @ApiPathIds(WEBHOOK)
  @ApiOperation({
    summary: 'Have messages sent when something changes, or change which and where to',
    description:
      'Messages are signed as Standard Webhooks has it, and hold what a notice holds (the schema Notice) and a link. They come in order, at least once: drop those whose webhook-id you have had. You are told of what you may see, at most up to PUSH_CLEARANCE, until 30 days after your last request with a token.',
    operationId: 'putWebhook',
  })
  @ApiConditions()
  @ApiBody({ type: WebhookBody, examples: { example: { value: { url: EXAMPLE.url, negotiationId: ID.negotiation } } } })
  @ApiResponse({
    status: 201,
    description: 'It was made. Its secret is shown this once',
    content: json(WebhookWithSecret, EXAMPLE_WITH_SECRET),
  })
  @ApiResponse({
    status: 200,
    description: 'It was changed, and has its secret as before',
    content: json(WebhookWithSecret, EXAMPLE),
  })
  @ApiProblems(400, 404, 409, 413, 415, 429, 503)
  async put(
    @Req() request: FastifyRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookWithSecret> {
    readParameters({}, request.query);
    const { name, url, negotiationId, kinds, corrections = true } = validateAs(WebhookBody, body);
    assertPermitted(url, this.outbox.policy);
    const id = pathId(request, 'id');
    const demand = conditionsOf(request, 'webhook');
    if (negotiationId !== undefined) await this.authorization.demand(request, negotiationId as NegotiationId);
    const told = { id, name, url, negotiationId, kinds: kinds as readonly Kind[] | undefined, corrections };
    return this.change(request, (webhooks, fresh) => {
      const before = webhooks.find((one) => one.id === id);
      demand(before);
      if (before === undefined && webhooks.length >= MOST) throw tooMany();
      void reply.status(before === undefined ? 201 : 200);
      return { ...(before ?? fresh), ...told };
    });
  }

  @Put(`${WEBHOOK}/secret`)
  @ApiPathIds(`${WEBHOOK}/secret`)
  @ApiOperation({
    summary: 'Give a webhook a new secret, by which messages are signed from now on',
    operationId: 'putWebhookSecret',
  })
  @ApiResponse({
    status: 200,
    description: 'The new secret. It is shown this once',
    content: json(WebhookWithSecret, EXAMPLE_WITH_SECRET),
  })
  @ApiConditionsOfKept()
  @ApiProblems(400, 404, 429, 503)
  async putSecret(@Req() request: FastifyRequest): Promise<WebhookWithSecret> {
    readParameters({}, request.query);
    const id = pathId(request, 'id');
    const demand = conditionsOf(request, 'webhook');
    return this.change(request, (webhooks, { secret, secretMadeAt }) => {
      const before = demanded(request, webhooks, id);
      demand(before);
      return { ...before, secret, secretMadeAt };
    });
  }

  @Delete(WEBHOOK)
  @HttpCode(204)
  @ApiPathIds(WEBHOOK)
  @ApiOperation({ summary: 'End a webhook', operationId: 'endWebhook' })
  @ApiResponse({ status: 204, description: 'Nothing more is sent, but for a message that is just on its way' })
  @ApiConditionsOfKept()
  @ApiProblems(400, 404, 429, 503)
  async end(@Req() request: FastifyRequest): Promise<void> {
    readParameters({}, request.query);
    const id = pathId(request, 'id');
    const demand = conditionsOf(request, 'webhook');
    this.changes.count(request);
    const caller = callerOf(request);
    const locator = this.subscriptions.locatorOf(caller.recorder);
    await this.subscriptions.change(caller, request, (owner) => {
      demand(demanded(request, owner.webhooks, id));
      return { ...owner, webhooks: owner.webhooks.filter((one) => one.id !== id) };
    });
    await noted(request, async () => {
      await this.webhooks.recount(locator);
      await this.notes.forget(locator, id);
    });
    this.sender.refresh(locator, id);
  }

  /** Changes one webhook. The answer has the secret if it has it from now on. */
  private async change(
    request: FastifyRequest,
    make: (webhooks: readonly Kept[], fresh: Fresh) => Kept,
  ): Promise<WebhookWithSecret> {
    this.changes.count(request);
    const caller = callerOf(request);
    const locator = this.subscriptions.locatorOf(caller.recorder);
    const now = this.clock.at();
    const secret = randomBytes(32).toString('base64');
    let [made, before, count]: [Kept?, Kept?, number?] = [];
    await this.subscriptions.change(
      caller,
      request,
      (owner) => {
        const webhook = (made = make(owner.webhooks, { secret, madeAt: now, secretMadeAt: now }));
        before = owner.webhooks.find(({ id }) => id === webhook.id);
        const webhooks = [...owner.webhooks.filter(({ id }) => id !== webhook.id), webhook];
        count = webhooks.length;
        return { ...owner, webhooks };
      },
      // First, so that nothing that is recorded from now on is missed.
      async () => {
        await this.webhooks.reserve(locator, count!);
        if (before === undefined) await this.begin(locator, made!);
      },
    );
    await noted(request, () => this.webhooks.recount(locator));
    // What has failed is tried again at once, and what is on its way to an earlier address decides nothing any more.
    const { id, url } = made!;
    if (before !== undefined)
      await noted(request, () =>
        this.notes.changeProgress(locator, id, (progress) => progress && restarted(progress, url)),
      );
    this.sender.refresh(locator, id);
    const told = shown(made!, await this.progressOf(request, id));
    return made!.secret === secret ? { ...told, secret: `whsec_${secret}` } : told;
  }

  private async begin(locator: string, { id, url }: Kept): Promise<void> {
    const fresh = begunAt(this.due.markOf(this.due.end), url);
    await this.notes.changeProgress(locator, id, () => fresh);
  }

  private progressOf(request: FastifyRequest, id: string): Promise<Progress | undefined> {
    const locator = this.subscriptions.locatorOf(callerOf(request).recorder);
    return noted(request, () => this.notes.progressOf(locator, id));
  }
}

type Fresh = Pick<Kept, 'secret' | 'madeAt' | 'secretMadeAt'>;

const demanded = (request: FastifyRequest, webhooks: readonly Kept[], id: string): Kept => {
  const found = webhooks.find((one) => one.id === id);
  if (found !== undefined) return found;
  throw unknownTo(
    request,
    'webhook-unknown',
    'You have no webhook with this id. GET /v1/webhooks lists those that you have.',
  );
};

const tooMany = () =>
  new Problem(
    'too-many-webhooks',
    `You have ${MOST} webhooks, which is the limit. End one with DELETE /v1/webhooks/{id}.`,
  );
