import { Controller, Get, Put, Req } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../../access/caller.js';
import { unknownTo } from '../../access/unknown-to.js';
import { QuotaOfChanges } from '../../access/quota-of-changes.js';
import { pathId } from '../../http/path-id.js';
import { ApiPathIds, ApiProblems, json } from '../../openapi/decorators.js';
import { readParameters } from '../../query/parameters.js';
import { noted, Subscriptions } from '../../subscriptions/subscriptions.js';
import { type Progress, type Webhook, WebhookNotes } from '../../subscriptions/webhook-notes.js';
import { Delivery } from './delivery.js';
import { shownLetters } from './shown.js';
import { EXAMPLE_LETTER } from './webhook.example.js';
import { DeadLetters, DeliveredAgain } from './webhook-schemas.js';

const DELIVERY = 'dead-letters/:id/delivery';

type Kept = Readonly<{ webhook: Webhook; progress: Progress | undefined }>;

/** Messages of webhooks that were given up. */
@Controller('v1')
@ApiTags('webhooks')
export class DeadLettersController {
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
    const id = pathId(request, 'id');
    const all = await this.allOf(request);
    const found = all.find(({ progress }) => progress?.letters.some((letter) => letter.id === id));
    const letter = found?.progress?.letters.find((one) => one.id === id);
    if (found === undefined || letter === undefined)
      throw unknownTo(
        request,
        'letter-unknown',
        'Your webhooks have no such message. GET /v1/dead-letters lists those that they have.',
      );
    this.deliveries.count(request);
    const locator = this.subscriptions.locatorOf(callerOf(request).recorder);
    return noted(request, async () => {
      const caller = (await this.subscriptions.readerAt(locator))?.caller;
      if (caller === undefined) return { result: 'nothing-to-tell' };
      return this.delivery.sendAgain(locator, found.webhook, caller, letter);
    });
  }

  private async allOf(request: FastifyRequest): Promise<readonly Kept[]> {
    const { recorder } = callerOf(request);
    const { webhooks } = await this.subscriptions.of(recorder, request);
    const locator = this.subscriptions.locatorOf(recorder);
    return noted(request, async () => {
      const all: Kept[] = [];
      for (const webhook of webhooks) all.push({ webhook, progress: await this.notes.progressOf(locator, webhook.id) });
      return all;
    });
  }
}
