import { Controller, Delete, Get, HttpCode, Put, Req } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../../access/caller.js';
import { unknownTo } from '../../access/unknown-to.js';
import { QuotaOfChanges } from '../../access/quota-of-changes.js';
import { pathId } from '../../http/path-id.js';
import { ApiPathIds, ApiProblems, json } from '../../openapi/decorators.js';
import { readParameters } from '../../query/parameters.js';
import { noted, Subscriptions } from '../../subscriptions/subscriptions.js';
import { type DeadLetter, type Progress, type Webhook, WebhookNotes } from '../../subscriptions/webhook-notes.js';
import { Delivery } from './delivery.js';
import { shownLetters } from './shown.js';
import { EXAMPLE_LETTER } from './webhook.example.js';
import { DeadLetters, DeliveredAgain } from './webhook-schemas.js';

const LETTER = 'dead-letters/:id';
const DELIVERY = `${LETTER}/delivery`;

type Kept = Readonly<{ webhook: Webhook; progress: Progress | undefined }>;

/** Messages of webhooks that were given up. */
@Controller('v1')
@ApiTags('webhooks')
export class DeadLettersController {
  private readonly drops = new QuotaOfChanges('too-many-changes', (times) => `dropped ${times} messages`);
  private readonly deliveries = new QuotaOfChanges('too-many-deliveries', (times) => `sent ${times} messages again`);

  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly notes: WebhookNotes,
    private readonly delivery: Delivery,
  ) {}

  @Get('dead-letters')
  @ApiOperation({
    summary: 'List the messages of your webhooks that were given up, and why',
    operationId: 'listDeadLetters',
  })
  @ApiResponse({
    status: 200,
    description: 'The latest fifty of each webhook. What they are about is not told: you may not see it any more',
    content: json(DeadLetters, { items: [EXAMPLE_LETTER], dropped: 0 }),
  })
  @ApiProblems(400, 503)
  async list(@Req() request: FastifyRequest): Promise<DeadLetters> {
    readParameters({}, request.query);
    return shownLetters(await this.allOf(request));
  }

  @Put(DELIVERY)
  @ApiPathIds(DELIVERY)
  @ApiOperation({ summary: 'Send a message that was given up again, now', operationId: 'deliverAgain' })
  @ApiResponse({
    status: 200,
    description: 'What has become of it',
    content: json(DeliveredAgain, { result: 'delivered' }),
  })
  @ApiProblems(400, 404, 429, 503)
  async deliver(@Req() request: FastifyRequest): Promise<DeliveredAgain> {
    readParameters({}, request.query);
    const { webhook, letter } = await this.demanded(request);
    this.deliveries.count(request);
    const locator = this.subscriptions.locatorOf(callerOf(request).recorder);
    return noted(request, async () => {
      const caller = (await this.subscriptions.readerAt(locator))?.caller;
      if (caller === undefined) return { result: 'nothing-to-tell' };
      return this.delivery.sendAgain(locator, webhook, caller, letter);
    });
  }

  @Delete(LETTER)
  @HttpCode(204)
  @ApiPathIds(LETTER)
  @ApiOperation({
    summary: 'Drop a message that was given up, without sending it again',
    operationId: 'dropDeadLetter',
  })
  @ApiResponse({ status: 204, description: 'It is listed no more, and cannot be sent again' })
  @ApiProblems(400, 404, 429, 503)
  async drop(@Req() request: FastifyRequest): Promise<void> {
    readParameters({}, request.query);
    const { webhook, letter } = await this.demanded(request);
    this.drops.count(request);
    const locator = this.subscriptions.locatorOf(callerOf(request).recorder);
    await noted(request, () =>
      this.notes.changeProgress(
        locator,
        webhook.id,
        (now) => now && { ...now, letters: now.letters.filter(({ id }) => id !== letter.id) },
      ),
    );
  }

  /** @throws Problem 404 */
  private async demanded(request: FastifyRequest): Promise<Readonly<{ webhook: Webhook; letter: DeadLetter }>> {
    const id = pathId(request, 'id');
    for (const { webhook, progress } of await this.allOf(request)) {
      const letter = progress?.letters.find((one) => one.id === id);
      if (letter !== undefined) return { webhook, letter };
    }
    throw unknownTo(
      request,
      'letter-unknown',
      'Your webhooks have no such message. GET /v1/dead-letters lists those that they have.',
    );
  }

  private async allOf(request: FastifyRequest): Promise<readonly Kept[]> {
    const caller = callerOf(request);
    const { webhooks } = await this.subscriptions.of(caller, request);
    const locator = this.subscriptions.locatorOf(caller.recorder);
    return noted(request, async () => {
      const all: Kept[] = [];
      for (const webhook of webhooks) all.push({ webhook, progress: await this.notes.progressOf(locator, webhook.id) });
      return all;
    });
  }
}
