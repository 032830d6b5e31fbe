import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../log/clock.js';
import { LogFollower } from '../../log/log-follower.js';
import { Subscriptions } from '../../subscriptions/subscriptions.js';
import { type Progress, type Webhook, WebhookNotes } from '../../subscriptions/webhook-notes.js';
import { Delivery } from './delivery.js';
import { type Due, DueMessages, type Place, upTo } from './due-messages.js';
import type { Message } from './outbox.js';
import { afterDelivery, afterFailure, begun, claimed, isOthers, restarted, unclaimed, waitMs } from './progress.js';

/** How long until the next look, in ms: at once; when the log may be known; when another instance may have sent; when its owner may be back. */
const [AT_ONCE, SOON, LATER, ENDED] = [0, 1_000, 5_000, 60_000];
/** What is passed over is noted after so many events, so that a restart does not read it all again. */
const NOTED_AFTER = 5_000;

/** A webhook that messages are sent for. `place`: how far it has come since `token` was noted: what is not told needs no note. */
export type Sending = {
  readonly locator: string;
  readonly id: string;
  token: string | undefined;
  place: Place | undefined;
};
type Next = Parameters<typeof afterDelivery>[1];

/** Takes one step of a webhook: sends its next message, or finds that there is none. */
@Injectable()
export class WebhookStep {
  private readonly instance = randomUUID();

  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly notes: WebhookNotes,
    private readonly due: DueMessages,
    private readonly follower: LogFollower,
    private readonly delivery: Delivery,
    private readonly clock: Clock,
  ) {}

  stop(): void {
    this.delivery.stop();
  }

  /** @returns how long until the next step, in ms. @throws Unavailable, NotIndexed, Problem 503, and if the service stops meanwhile */
  async take(one: Sending): Promise<number> {
    const { locator, id } = one;
    // First, so that an address that is changed meanwhile is noticed.
    const progress = await this.notes.progressOf(locator, id);
    const { owner, caller } = (await this.subscriptions.readerAt(locator)) ?? {};
    const webhook = owner?.webhooks.find((other) => other.id === id);
    if (webhook === undefined || caller === undefined || progress === undefined) return ENDED;
    if (progress.url !== webhook.url) return this.restart(locator, webhook);
    if (progress.isGone === true) return ENDED;
    const now = this.clock.at();
    if (isOthers(progress, this.instance, now)) return LATER;
    if (one.token !== progress.token) {
      one.token = progress.token;
      one.place = await this.due.placeIn(progress);
    }
    // What failed of another log is no longer due.
    const isOld = one.place === undefined && progress.failing !== undefined && progress.failing.isReset !== true;
    const wait = isOld ? 0 : waitMs(progress, this.delivery.retries, now);
    if (wait > 0) return wait;
    if (one.place === undefined) return this.sendReset(one, webhook, progress);
    const due = await this.due.next(webhook, caller, one.place);
    if (due === undefined) return SOON;
    return 'upTo' in due ? this.passOver(one, progress, due.upTo) : this.send(one, webhook, progress, due);
  }

  private async restart(locator: string, { id, url }: Webhook): Promise<number> {
    await this.notes.changeProgress(locator, id, (now) => (now && now.url !== url ? restarted(now, url) : undefined));
    return AT_ONCE;
  }

  private async passOver(one: Sending, progress: Progress, ordinal: number): Promise<number> {
    const place = upTo(ordinal);
    const noted = (await this.due.placeIn(progress))?.place.upTo ?? ordinal;
    one.place = { place, isBegun: false };
    // What has failed is no longer due.
    if (ordinal - noted > NOTED_AFTER || progress.failing !== undefined)
      await this.change(one, progress, ({ failing: _, ...now }) => ({
        ...now,
        ...this.due.markOf(place),
        isBegun: false,
      }));
    return ordinal < this.follower.head ? AT_ONCE : SOON;
  }

  /** The window is noted first: after a crash, the same message is sent again, with the same id. */
  private async send(one: Sending, webhook: Webhook, progress: Progress, due: Due): Promise<number> {
    const { place, notice, isLast } = due;
    const claim = begun(this.due.markOf(place), this.instance, this.clock.at());
    if (!(await this.change(one, progress, claim))) return AT_ONCE;
    const sent = { ...place, negotiationId: notice.negotiationId };
    const mark = this.due.markOf(sent);
    const next = isLast ? { ...this.due.markOf(upTo(place.upTo)), isBegun: false } : { ...mark, isBegun: true };
    const message = this.delivery.noticeMessage(webhook, sent, notice, mark);
    return this.deliver(one, webhook, message, { ...next, letter: { id: randomUUID(), ...mark } });
  }

  /** The log is another one, so what was missed is not known. */
  private async sendReset(one: Sending, webhook: Webhook, progress: Progress): Promise<number> {
    if (!(await this.change(one, progress, claimed(this.instance, this.clock.at())))) return AT_ONCE;
    const { token, entry } = progress;
    const letter = { id: randomUUID(), token, entry };
    const next = { ...this.due.markOf(this.due.end), isBegun: false, isReset: true, letter };
    return this.deliver(one, webhook, this.delivery.resetMessage(webhook, progress), next);
  }

  private async deliver(one: Sending, webhook: Webhook, message: Message, next: Next): Promise<number> {
    const outcome = await this.delivery.send(webhook, message).catch(async (error: unknown) => {
      // The service stops: another instance, or the next start, need not wait for the end of the claim.
      await this.change(one, webhook, unclaimed);
      throw error;
    });
    const { retries } = this.delivery;
    const now = this.clock.at();
    await this.change(one, webhook, (progress) =>
      outcome.isDelivered ? afterDelivery(progress, next, now) : afterFailure(progress, outcome, next, retries, now),
    );
    return AT_ONCE;
  }

  /** @returns whether it was changed: not if it was by another instance since, or if it is about another address */
  private async change(
    one: Sending,
    { url }: Pick<Webhook, 'url'>,
    change: (now: Progress) => Progress,
  ): Promise<boolean> {
    let after: Progress | undefined;
    const at = this.clock.at();
    await this.notes.changeProgress(one.locator, one.id, (now) => {
      const isKnown = now?.token === one.token && now?.url === url && !isOthers(now, this.instance, at);
      return (after = now !== undefined && isKnown ? change(now) : undefined);
    });
    if (after === undefined) {
      one.token = undefined;
      return false;
    }
    if (after.token !== one.token) one.place = await this.due.placeIn(after);
    one.token = after.token;
    return true;
  }
}
