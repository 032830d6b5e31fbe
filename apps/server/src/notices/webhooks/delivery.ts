import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/caller.js';
import { Clock } from '../../log/clock.js';
import { type DeadLetter, type Mark, type Webhook, WebhookNotes } from '../../subscriptions/webhook-notes.js';
import { Metrics } from '../../telemetry/metrics.js';
import { DueMessages } from './due-messages.js';
import { type Message, Outbox } from './outbox.js';
import type { Outcome } from './post.js';

/** Messages that are sent because somebody asks for it come in addition to those whose turn it is. */
const MOST_UNDER_WAY = 96;

export type Again = Readonly<{ result: 'delivered' | 'failed' | 'nothing-to-tell' | 'not-now'; cause?: string }>;

/** Sends messages, and counts them. */
@Injectable()
export class Delivery {
  constructor(
    private readonly outbox: Outbox,
    private readonly notes: WebhookNotes,
    private readonly due: DueMessages,
    private readonly metrics: Metrics,
    private readonly clock: Clock,
  ) {}

  get retries(): readonly number[] {
    return this.outbox.retries;
  }

  stop(): void {
    this.outbox.stop();
  }

  noticeMessage(...of: Parameters<Outbox['noticeMessage']>): Message {
    return this.outbox.noticeMessage(...of);
  }

  resetMessage(webhook: Webhook, mark: Mark): Message {
    return this.outbox.resetMessage(webhook, mark);
  }

  /** @throws if the service stops meanwhile */
  async send(webhook: Webhook, message: Message): Promise<Outcome> {
    const outcome = await this.outbox.send(webhook, message);
    this.metrics.webhookMessages.inc({ outcome: outcome.isDelivered ? 'delivered' : 'failed' });
    return outcome;
  }

  /** Sends a dead letter again, for what its owner may see now. @throws Unavailable, NotIndexed, Problem 503 */
  async sendAgain(locator: string, webhook: Webhook, caller: Caller, letter: DeadLetter): Promise<Again> {
    if (this.outbox.underWay >= MOST_UNDER_WAY) return { result: 'not-now' };
    const message = await this.messageOf(webhook, caller, letter);
    if (message === 'not-now') return { result: message };
    const outcome = message && (await this.send(webhook, message));
    await this.notes.changeProgress(locator, webhook.id, (now) => {
      if (now === undefined) return undefined;
      const isOver = outcome === undefined || outcome.isDelivered;
      const letters = isOver
        ? now.letters.filter(({ id }) => id !== letter.id)
        : now.letters.map((one) =>
            one.id === letter.id ? { ...one, tries: one.tries + 1, at: this.clock.at(), cause: outcome.cause } : one,
          );
      return { ...now, letters };
    });
    if (outcome === undefined) return { result: 'nothing-to-tell' };
    return outcome.isDelivered ? { result: 'delivered' } : { result: 'failed', cause: outcome.cause };
  }

  /** Undefined if there is nothing to tell any more. */
  private async messageOf(
    webhook: Webhook,
    caller: Caller,
    letter: DeadLetter,
  ): Promise<Message | 'not-now' | undefined> {
    if (letter.isReset === true) return this.outbox.resetMessage(webhook, letter);
    const place = await this.due.placeOf(letter);
    if (place === undefined) return undefined;
    const only = { ...webhook, negotiationId: place.negotiationId };
    const due = await this.due.next(only, caller, { place: { ...place, negotiationId: undefined }, isBegun: true });
    if (due === undefined) return 'not-now';
    return 'notice' in due ? this.outbox.noticeMessage(webhook, place, due.notice, letter) : undefined;
  }
}
