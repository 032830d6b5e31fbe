import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Unavailable } from '#event-store/event-store.js';
import { NotIndexed } from '#read-models/log-index/log-index.js';
import type { Caller } from '../../access/caller.js';
import { Problem } from '../../http/problem.js';
import { LogFollower } from '../../log/log-follower.js';
import { Subscriptions } from '../../subscriptions/subscriptions.js';
import { type DeadLetter, type Progress, type Webhook, WebhookNotes } from '../../subscriptions/webhook-notes.js';
import { Metrics } from '../../telemetry/metrics.js';
import { type Due, DueMessages, type Place, upTo } from './due-messages.js';
import { type Message, Outbox } from './outbox.js';
import type { Outcome } from './post.js';
import { afterDelivery, afterFailure, begun, isOthers } from './progress.js';

const TICK_MS = 1_000;
/** What another instance has made or changed is known here after this. */
const REFRESH_MS = 30_000;
/** How long the notes, the log or its index may be of no use before it is tried again. */
const PAUSE_MS = 5_000;
/** Nothing is due for a webhook that has ended, unless its owner comes back. */
const ENDED_PAUSE_MS = 60_000;
/** What is passed over is noted after so many events, so that a restart does not read it all again. */
const NOTED_AFTER = 5_000;

/** A webhook that messages are sent for. `place`: how far it has come since `token` was noted: what is not told needs no note. */
type Running = {
  readonly locator: string;
  readonly id: string;
  isBusy: boolean;
  nextAt: number;
  token: string | undefined;
  place: Place | undefined;
};

/** Sends the messages of webhooks: of each one after the other, at least once, and of all at the same time. */
@Injectable()
export class WebhookSender implements OnModuleDestroy {
  private readonly logger = new Logger('webhooks');
  private readonly instance = randomUUID();
  private readonly running = new Map<string, Running>();
  private readonly runs = new Set<Promise<void>>();
  private readonly timer = setInterval(() => void this.tick(), TICK_MS);
  private loadedAt = -Infinity;
  private isLoading = false;
  private isStopped = false;

  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly notes: WebhookNotes,
    private readonly due: DueMessages,
    private readonly follower: LogFollower,
    private readonly outbox: Outbox,
    private readonly metrics: Metrics,
  ) {
    this.timer.unref();
  }

  /** What is being sent is cut, and sent again after the start. */
  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    this.outbox.stop();
    await Promise.allSettled(this.runs);
  }

  /** Something was made, changed or ended here. */
  refresh(): void {
    this.loadedAt = -Infinity;
  }

  /** Where a new webhook begins: with what is recorded from now on. */
  beginning(): Progress {
    return { token: this.due.tokenOf(this.due.end), isBegun: false, letters: [], dropped: 0 };
  }

  private async tick(): Promise<void> {
    if (this.isLoading) return;
    if (performance.now() - this.loadedAt > REFRESH_MS) await this.load();
    for (const one of this.running.values())
      if (!one.isBusy && one.nextAt <= Date.now() && this.isBehind(one)) this.start(one);
  }

  private isBehind({ place }: Running): boolean {
    return place === undefined || place.isBegun || place.place.upTo < this.follower.head;
  }

  private async load(): Promise<void> {
    this.isLoading = true;
    this.loadedAt = performance.now();
    try {
      const found = new Set<string>();
      for (const locator of await this.notes.owners())
        for (const { id } of (await this.subscriptions.readerAt(locator))?.owner.webhooks ?? []) {
          const key = `${locator} ${id}`;
          found.add(key);
          const known = this.running.get(key);
          // It may have another address now, and its owner may be back.
          if (known !== undefined) known.nextAt = 0;
          else this.running.set(key, { locator, id, isBusy: false, nextAt: 0, token: undefined, place: undefined });
        }
      for (const key of this.running.keys()) if (!found.has(key)) this.running.delete(key);
    } catch (error) {
      if (!(error instanceof Unavailable)) this.logger.error(error);
    } finally {
      this.isLoading = false;
    }
  }

  private start(one: Running): void {
    one.isBusy = true;
    const run = this.run(one).finally(() => {
      one.isBusy = false;
      this.runs.delete(run);
    });
    this.runs.add(run);
  }

  private async run(one: Running): Promise<void> {
    try {
      while (!this.isStopped && (await this.step(one)));
    } catch (error) {
      if (this.isStopped) return;
      pause(one, PAUSE_MS);
      if (!(error instanceof Unavailable || error instanceof NotIndexed || error instanceof Problem))
        this.logger.error(error);
    }
  }

  /** Sends the next message, if there is one. @returns whether there may be another one at once */
  private async step(one: Running): Promise<boolean> {
    const { locator, id } = one;
    const found = await this.subscriptions.readerAt(locator);
    const webhook = found?.owner.webhooks.find((other) => other.id === id);
    const progress = await this.notes.progressOf(locator, id);
    if (webhook === undefined || found?.caller === undefined || progress === undefined || progress.isGone === true)
      return pause(one, ENDED_PAUSE_MS);
    const now = Date.now();
    if (isOthers(progress, this.instance, now)) return pause(one, PAUSE_MS);
    if (progress.failing !== undefined && progress.failing.nextAt > now)
      return pause(one, progress.failing.nextAt - now);
    if (one.token !== progress.token) {
      one.token = progress.token;
      one.place = await this.due.placeIn(progress);
    }
    if (one.place === undefined) return this.sendReset(one, webhook, progress);
    const due = await this.due.next(webhook, found.caller, one.place);
    if (due === undefined) return false;
    return 'upTo' in due ? this.passOver(one, progress, due.upTo) : this.send(one, webhook, progress, due);
  }

  private async passOver(one: Running, progress: Progress, ordinal: number): Promise<boolean> {
    const place = upTo(ordinal);
    const noted = (await this.due.placeIn(progress))?.place.upTo ?? ordinal;
    one.place = { place, isBegun: false };
    // What has failed is no longer due.
    if (ordinal - noted > NOTED_AFTER || progress.failing !== undefined)
      await this.change(one, ({ failing: _, ...now }) => ({ ...now, token: this.due.tokenOf(place), isBegun: false }));
    return ordinal < this.follower.head;
  }

  /** The window is noted first: after a crash, the same message is sent again, with the same id. */
  private async send(one: Running, webhook: Webhook, progress: Progress, due: Due): Promise<boolean> {
    const { place, notice, isLast } = due;
    const claim = begun(this.due.tokenOf(place), this.instance, Date.now());
    if (one.token !== progress.token || !(await this.change(one, claim))) return true;
    const sent = { ...place, negotiationId: notice.negotiationId };
    const token = this.due.tokenOf(sent);
    const outcome = await this.deliver(webhook, this.outbox.noticeMessage(webhook, sent, notice, token));
    const next = isLast ? { token: this.due.tokenOf(upTo(place.upTo)), isBegun: false } : { token, isBegun: true };
    await this.settle(one, outcome, { ...next, letter: { id: randomUUID(), token } });
    return true;
  }

  /** The log is another one, so what was missed is not known. */
  private async sendReset(one: Running, webhook: Webhook, { token }: Progress): Promise<boolean> {
    const next = { token: this.due.tokenOf(this.due.end), isBegun: false };
    await this.settle(one, await this.deliver(webhook, this.outbox.resetMessage(webhook, token)), next);
    return true;
  }

  private async deliver(webhook: Webhook, message: Message): Promise<Outcome> {
    const outcome = await this.outbox.send(webhook, message);
    this.metrics.webhookMessages.inc({ outcome: outcome.isDelivered ? 'delivered' : 'failed' });
    return outcome;
  }

  private async settle(one: Running, outcome: Outcome, next: Parameters<typeof afterFailure>[2]): Promise<void> {
    await this.change(one, (now) =>
      outcome.isDelivered
        ? afterDelivery(now, next, Date.now())
        : afterFailure(now, outcome, next, this.outbox.retries, Date.now()),
    );
  }

  /** @returns whether it was changed: not if another instance has done so since */
  private async change(one: Running, change: (now: Progress) => Progress): Promise<boolean> {
    let after: Progress | undefined;
    await this.notes.changeProgress(one.locator, one.id, (now) => {
      const isKnown = now !== undefined && now.token === one.token && !isOthers(now, this.instance, Date.now());
      return (after = isKnown ? change(now) : undefined);
    });
    if (after === undefined) {
      one.token = undefined;
      return false;
    }
    if (after.token !== one.token) one.place = await this.due.placeIn(after);
    one.token = after.token;
    return true;
  }

  /** Sends a dead letter again, for what its owner may see now. @throws Unavailable, NotIndexed, Problem 503 */
  async sendAgain(locator: string, webhook: Webhook, caller: Caller, letter: DeadLetter): Promise<Again> {
    const place = await this.due.placeOf(letter.token);
    const only = { ...webhook, negotiationId: place?.negotiationId };
    const whole = place && { place: { ...place, negotiationId: undefined }, isBegun: true };
    const due = whole === undefined ? { upTo: -1 } : await this.due.next(only, caller, whole);
    if (due === undefined) return { result: 'not-now' };
    const outcome =
      'notice' in due
        ? await this.deliver(webhook, this.outbox.noticeMessage(webhook, place!, due.notice, letter.token))
        : undefined;
    await this.notes.changeProgress(locator, webhook.id, (now) => {
      if (now === undefined) return undefined;
      const isOver = outcome === undefined || outcome.isDelivered;
      const letters = isOver
        ? now.letters.filter(({ id }) => id !== letter.id)
        : now.letters.map((one) =>
            one.id === letter.id ? { ...one, tries: one.tries + 1, at: Date.now(), cause: outcome.cause } : one,
          );
      return { ...now, letters };
    });
    if (outcome === undefined) return { result: 'nothing-to-tell' };
    return outcome.isDelivered ? { result: 'delivered' } : { result: 'failed', cause: outcome.cause };
  }
}

export type Again = Readonly<{ result: 'delivered' | 'failed' | 'nothing-to-tell' | 'not-now'; cause?: string }>;

const pause = (one: Running, ms: number): false => {
  one.nextAt = Date.now() + ms;
  return false;
};
