import { describe, expect, it } from '@jest/globals';
import type { Progress, Webhook } from '../../subscriptions/webhook-notes.js';
import { type Due, type Place, upTo } from './due-messages.js';
import type { Outcome } from './post.js';
import { begunAt, claimed } from './progress.js';
import { WebhookStep } from './webhook-step.js';

const OLD = 'https://old.example.org/';
const NEW = 'https://new.example.org/';
const OK: Outcome = { isDelivered: true };
const GONE: Outcome = { isDelivered: false, cause: 'The receiver wants no more (410).', isGone: true };
const FAILED: Outcome = { isDelivered: false, cause: 'The receiver answered with 500.' };

/** A log of three events, of which the token `1` names the first. The webhook has told it, and the rest is due. */
const start = () => {
  const webhook: Webhook = { id: 'w', url: OLD, corrections: true, madeAt: 0, secret: '', secretMadeAt: 0 };
  const state = { webhook, now: 1_000, progress: begunAt({ token: '1', entry: 'e1' }, OLD) as Progress | undefined };
  const log = { entries: ['e0', 'e1', 'e2'] };
  const sent: string[] = [];
  let answer: (url: string) => Promise<Outcome> = async () => OK;
  const notes = {
    progressOf: async () => state.progress,
    changeProgress: async (_locator: string, _id: string, change: (now?: Progress) => Progress | undefined) => {
      state.progress = change(state.progress) ?? state.progress;
    },
  };
  const due = {
    end: upTo(2),
    markOf: (place: { upTo: number }) => ({ token: String(place.upTo), entry: log.entries[place.upTo] }),
    placeIn: async ({ token, entry, isBegun }: Progress): Promise<Place | undefined> =>
      log.entries[Number(token)] === entry ? { place: upTo(Number(token)), isBegun } : undefined,
    next: async (): Promise<Due> => ({
      place: { after: 1, upTo: 2, negotiationId: undefined },
      notice: { negotiationId: 'n', kinds: ['issue'], at: '2025-10-30T10:00:00.000Z' },
      isLast: true,
    }),
  };
  const delivery = {
    retries: [5],
    noticeMessage: () => ({ id: 'notice', body: '' }),
    resetMessage: () => ({ id: 'reset', body: '' }),
    send: async ({ url }: Webhook, { id }: { id: string }) => (sent.push(`${id} to ${url}`), answer(url)),
  };
  const subscriptions = { readerAt: async () => ({ owner: { webhooks: [state.webhook] }, caller: {} }) };
  const step = new WebhookStep(
    subscriptions as never,
    notes as never,
    due as never,
    { head: 2 } as never,
    delivery as never,
    { at: () => state.now } as never,
  );
  const one = { locator: 'l', id: 'w', token: undefined, place: undefined };
  return { state, log, sent, answerWith: (next: typeof answer) => (answer = next), take: () => step.take(one) };
};

describe('a step of a webhook', () => {
  it('sends what is due, and has told it then', async () => {
    const { state, sent, take } = start();
    expect(await take()).toBe(0);
    expect(sent).toEqual([`notice to ${OLD}`]);
    expect(state.progress).toMatchObject({ token: '2', entry: 'e2', isBegun: false, deliveredAt: 1_000 });
  });

  it.each([GONE, OK])('is not decided by an earlier address that answers late with %j', async (outcome) => {
    const { state, sent, answerWith, take } = start();
    const late = Promise.withResolvers<Outcome>();
    answerWith((url) => (url === OLD ? late.promise : Promise.resolve(OK)));
    const first = take();
    await new Promise(setImmediate);
    state.webhook = { ...state.webhook, url: NEW };
    // Another instance sees the new address first.
    state.progress = { ...state.progress!, url: NEW };
    late.resolve(outcome);
    await first;
    expect([state.progress.isGone, state.progress.deliveredAt]).toEqual([undefined, undefined]);
    delete (state.progress as { claim?: unknown }).claim;
    await take();
    expect(sent).toEqual([`notice to ${OLD}`, `notice to ${NEW}`]);
  });

  it('begins anew at another address after the earlier one wanted no more', async () => {
    const { state, sent, answerWith, take } = start();
    answerWith(async (url) => (url === OLD ? GONE : OK));
    await take();
    expect(await take()).toBe(60_000);
    state.webhook = { ...state.webhook, url: NEW };
    await take();
    await take();
    expect(sent).toEqual([`notice to ${OLD}`, `notice to ${NEW}`]);
    expect(state.progress).toMatchObject({ url: NEW, deliveredAt: 1_000 });
  });

  it('says that the log is another one if another event is where it was, at once, and has a dead letter if that fails', async () => {
    const { state, log, sent, answerWith, take } = start();
    state.progress = {
      ...state.progress!,
      failing: { tries: 1, since: 0, nextAt: 86_000_000, cause: 'The receiver answered with 500.' },
    };
    log.entries = ['e0', 'x1', 'x2'];
    answerWith(async () => FAILED);
    await take();
    expect(state.progress).toMatchObject({ token: '1', failing: { tries: 1, isReset: true } });
    expect(await take()).toBeGreaterThan(0);
    state.now += 10_000;
    await take();
    expect(sent).toEqual([`reset to ${OLD}`, `reset to ${OLD}`]);
    const letter = { token: '1', entry: 'e1', tries: 2, isReset: true };
    expect(state.progress).toMatchObject({ token: '2', entry: 'x2', letters: [letter] });
    expect(state.progress.failing).toBeUndefined();
  });

  it('waits while another instance is sending, a notice or that the log is another one', async () => {
    const { state, log, sent, take } = start();
    state.progress = claimed('there', 1_000)(state.progress!);
    log.entries = [];
    expect(await take()).toBe(5_000);
    state.now += 60_000;
    expect(await take()).toBe(0);
    expect(sent).toEqual([`reset to ${OLD}`]);
  });

  it('leaves no claim behind if the service stops', async () => {
    const { state, answerWith, take } = start();
    answerWith(() => Promise.reject(new Error('aborted')));
    await expect(take()).rejects.toThrow('aborted');
    expect(state.progress?.isBegun).toBe(true);
    expect(state.progress?.claim).toBeUndefined();
  });
});
