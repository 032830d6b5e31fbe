import { Injectable } from '@nestjs/common';
import { Problem } from '../../http/problem.js';
import { Subscriptions } from '../../subscriptions/subscriptions.js';
import { type Counts, WebhookNotes } from '../../subscriptions/webhook-notes.js';

/** In all, of all people: each is a note or two for each message, and is looked at for each event. */
const MOST_IN_ALL = 1_000;

/** `seen`: what its owner asks for, and may see. */
type Found = Readonly<{ locator: string; id: string; seen: string }>;

/** The webhooks of all people. */
@Injectable()
export class WebhookList {
  /** Owners who had none at the last look. */
  private readonly empty = new Set<string>();

  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly notes: WebhookNotes,
  ) {}

  /** `failed`: the owners whose notes cannot be read now, each of which was told of. @throws Unavailable */
  async read(onFailure: (error: unknown) => void) {
    const [found, failed] = [new Map<string, Found>(), new Set<string>()];
    for (const locator of Object.keys(await this.notes.counts()))
      try {
        const { owner, caller } = (await this.subscriptions.readerAt(locator)) ?? {};
        const webhooks = owner?.webhooks ?? [];
        for (const webhook of webhooks) {
          const seen = JSON.stringify([webhook, caller]);
          found.set(`${locator} ${webhook.id}`, { locator, id: webhook.id, seen });
        }
        await this.leaveOut(locator, webhooks.length);
      } catch (error) {
        failed.add(locator);
        onFailure(error);
      }
    return { found, failed };
  }

  /** Makes room for those that an owner is going to have. @throws Problem 409 above the limit of all people; Unavailable */
  async reserve(locator: string, count: number): Promise<void> {
    await this.notes.changeCounts((counts) => changed(counts, locator, count));
  }

  /**
   * Counts those that an owner has by now, after each change of them. Whoever counts looks once more after that: what was changed meanwhile
   * would otherwise be counted as it was before, and an owner who is not counted is sent nothing. @throws Unavailable
   */
  async recount(locator: string): Promise<void> {
    for (let counted: number | undefined; ;) {
      const { owner } = (await this.subscriptions.readerAt(locator)) ?? {};
      const count = owner?.webhooks.length ?? 0;
      if (count === counted) return;
      await this.notes.changeCounts((counts) => changed(counts, locator, count, Infinity));
      counted = count;
    }
  }

  /** Whoever has ended them by staying away has none at two looks. At one, the first may just be made. */
  private async leaveOut(locator: string, count: number): Promise<void> {
    if (count > 0) return void this.empty.delete(locator);
    if (!this.empty.delete(locator)) return void this.empty.add(locator);
    await this.recount(locator);
  }
}

/** @throws Problem 409 if there are too many of all people */
export const changed = (counts: Counts, locator: string, count: number, most = MOST_IN_ALL): Counts => {
  const { [locator]: before = 0, ...others } = counts;
  if (count === before) return counts;
  const sum = Object.values(others).reduce((total, one) => total + one, count);
  if (count > before && sum > most)
    throw new Problem(
      'too-many-webhooks-in-all',
      `There are ${most} webhooks of all people, which is the limit. Have an administrator ask who needs theirs, or use GET /v1/notices.`,
    );
  return count === 0 ? others : { ...others, [locator]: count };
};
