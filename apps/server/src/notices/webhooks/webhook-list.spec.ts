import { describe, expect, it } from '@jest/globals';
import { EU_LADDER as ladder } from '#domain/marking.js';
import { FeedKeys } from '../../subscriptions/feed-keys.js';
import { LastRequests } from '../../subscriptions/last-requests.js';
import { OwnerNotes } from '../../subscriptions/owner-notes.js';
import { Subscriptions } from '../../subscriptions/subscriptions.js';
import { type Webhook, WebhookNotes } from '../../subscriptions/webhook-notes.js';
import { changed, WebhookList } from './webhook-list.js';

const SECRET = 'a secret of some length';
const ANA = { issuer: 'https://login.example.org', subject: 'ana', name: 'Ana' };
const HOOK: Webhook = {
  id: 'hook',
  url: 'https://hooks.example.org/',
  corrections: true,
  madeAt: 0,
  secret: '',
  secretMadeAt: 0,
};

/** `meanwhile`: what another request does after the subscriptions of somebody were read. */
const start = () => {
  const kept = new Map<string, string>();
  const state: { meanwhile?: (() => Promise<void>) | undefined } = {};
  const notes = {
    noteOf: async (key: string) => {
      const text = kept.get(key);
      if (!key.startsWith('subscriptions-')) return text;
      const { meanwhile } = state;
      state.meanwhile = undefined;
      await meanwhile?.();
      return text;
    },
    keepNote: async (key: string, text: string) => void kept.set(key, text),
    changeNote: async (key: string, change: (text?: string) => string | undefined) => {
      const after = change(kept.get(key));
      if (after !== undefined) kept.set(key, after);
    },
  };
  const now = () => 0;
  const owners = new OwnerNotes(SECRET, notes);
  const lastRequests = new LastRequests(SECRET, { notes, owners, ladder, now, ticks: now, log: { warn: () => {} } });
  const subscriptions = new Subscriptions({
    owners,
    lastRequests,
    keys: new FeedKeys(SECRET),
    ladder,
    cap: { level: 'public', compartments: [] },
    publicUrl: undefined,
    hasLogin: true,
    now,
  });
  const webhookNotes = new WebhookNotes(SECRET, notes);
  const list = new WebhookList(subscriptions, webhookNotes);
  const ana = owners.locatorOf(ANA);
  return {
    list,
    ana,
    onLook: (meanwhile: () => Promise<void>) => void (state.meanwhile = meanwhile),
    store: (...webhooks: readonly Webhook[]) => owners.change(ANA, (owner) => ({ ...owner, webhooks })),
    look: async () => (await list.read((error) => expect(error).toBeUndefined())).found.size,
    counts: () => webhookNotes.counts(),
  };
};

describe('an owner of webhooks', () => {
  it('is counted no more once two looks have found none', async () => {
    const { list, ana, look, counts } = start();
    await list.reserve(ana, 1);
    expect([await look(), await counts()]).toEqual([0, { [ana]: 1 }]);
    expect([await look(), await counts()]).toEqual([0, {}]);
  });

  it('is counted where a look has found none and the first is stored before it counts that', async () => {
    const { list, ana, store, look, counts, onLook } = start();
    await list.reserve(ana, 1);
    await look();
    onLook(async () => {
      await store(HOOK);
      await list.recount(ana);
    });
    await look();
    expect([await counts(), await look()]).toEqual([{ [ana]: 1 }, 1]);
  });

  it('is counted where a look has counted none before the first is stored', async () => {
    const { list, ana, store, look, counts } = start();
    await list.reserve(ana, 1);
    await look();
    await look();
    await store(HOOK);
    expect([await counts(), await look()]).toEqual([{}, 0]);
    await list.recount(ana);
    expect([await counts(), await look()]).toEqual([{ [ana]: 1 }, 1]);
  });

  it('is counted with what they have at last, where one request ends a webhook and another makes one', async () => {
    const { list, ana, store, counts, onLook } = start();
    await store();
    onLook(async () => {
      await store(HOOK);
      await list.recount(ana);
    });
    await list.recount(ana);
    expect(await counts()).toEqual({ [ana]: 1 });
  });
});

describe('how many webhooks there are', () => {
  it('is counted for each owner, who is left out without any', () => {
    const one = changed({}, 'ana', 1, 3);
    expect(changed(one, 'ben', 2, 3)).toEqual({ ana: 1, ben: 2 });
    expect(changed(one, 'ana', 1, 3)).toBe(one);
    expect(changed({ ana: 1, ben: 2 }, 'ana', 0, 3)).toEqual({ ben: 2 });
  });

  it('is limited for all people, who may end some all the same', () => {
    expect(() => changed({ ana: 1, ben: 2 }, 'cas', 1, 3)).toThrow(
      expect.objectContaining({ status: 409, code: 'too-many-webhooks-in-all' }),
    );
    expect(changed({ ana: 1, ben: 9 }, 'ben', 8, 3)).toEqual({ ana: 1, ben: 8 });
    expect(changed({ ana: 1, ben: 2 }, 'cas', 1, Infinity)).toEqual({ ana: 1, ben: 2, cas: 1 });
  });
});
