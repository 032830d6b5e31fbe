import { AddressPolicy } from '../notices/webhooks/addresses.js';
import { Outbox } from '../notices/webhooks/outbox.js';
import { resolveBy } from '../notices/webhooks/post.js';
import type { Clock } from '../log/clock.js';
import { FeedKeys } from '../subscriptions/feed-keys.js';
import { LastRequests } from '../subscriptions/last-requests.js';
import { OwnerNotes } from '../subscriptions/owner-notes.js';
import { Subscriptions } from '../subscriptions/subscriptions.js';
import { WebhookNotes } from '../subscriptions/webhook-notes.js';
import type { Opening } from './opening.js';

export type OpenSubscriptions = Readonly<{
  lastRequests: LastRequests;
  subscriptions: Subscriptions;
  webhookNotes: WebhookNotes;
  outbox: Outbox;
}>;

/** What is sent or fetched without a token: feeds and webhooks, and what their owners may see. */
export const openSubscriptions = (
  { config, store, faults, closing }: Opening,
  secret: string,
  clock: Clock,
): OpenSubscriptions => {
  const policy = new AddressPolicy(config.push.webhookAllow);
  const owners = new OwnerNotes(secret, store);
  const lastRequests = new LastRequests(secret, {
    notes: store,
    owners,
    ladder: config.ladder,
    now: () => clock.at(),
    log: faults,
  });
  closing.push(() => lastRequests.close());
  const subscriptions = new Subscriptions({
    owners,
    lastRequests,
    keys: new FeedKeys(secret),
    ladder: config.ladder,
    cap: config.push.clearance,
    publicUrl: config.push.publicUrl,
    hasLogin: config.login !== undefined,
    now: () => clock.at(),
  });
  const outbox = new Outbox({
    secret,
    policy,
    resolve: resolveBy(policy),
    retries: config.push.webhookRetries,
    addressOf: (path) => subscriptions.addressOf(path),
    now: () => clock.at(),
  });
  return { lastRequests, subscriptions, webhookNotes: new WebhookNotes(secret, store), outbox };
};
