import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { clocksMoved } from '../../../test/support/clocks.js';
import { settingsFor } from '../../../test/support/engine.js';
import { type Process, startProcess, stop } from '../../../test/support/process.js';
import { NO_TIMER, type ReceiptBody } from '../../../test/support/service.js';
import { TestServer } from '../server/test-server.js';

/** Longer than any of these tests holds an append, and shorter than the ten seconds after which it is given up. */
const HOLD_MS = 9_000;

let root: string;
let server: TestServer;
let running: Process[];
let settings: Record<string, string>;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'rapporteur-side-by-side-'));
  server = await TestServer.start();
  settings = settingsFor(server.connectionString);
  running = [];
});
afterEach(async () => {
  server.faults.clear();
  await Promise.all(running.map((service) => stop(service)));
  await server.stop();
  rmSync(root, { recursive: true });
});

const instance = async (env: Readonly<Record<string, string>> = {}): Promise<Process> => {
  const dataDir = join(root, String(running.length));
  const service = await startProcess({ dataDir, env: { ...NO_TIMER, ...settings, ...env } });
  running.push(service);
  return service;
};

type Receipt = Readonly<{ id: string; recordedAt: string; token: string }>;
const open = async ({ url }: Process, title: string): Promise<Receipt> => {
  const answer = await fetch(`${url}/v1/negotiations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title }),
  });
  const body = (await answer.json()) as ReceiptBody & { events: [{ metadata: { recordedAt: string } }] };
  expect([answer.status, body]).toEqual([201, body]);
  const [event] = body.events;
  return { id: body.id, recordedAt: event.metadata.recordedAt, token: answer.headers.get('consistency-token')! };
};

/**
 * A fact whose append was sent, and is held by the server until it is released. With `onlyOne`, other appends pass meanwhile;
 * so it is sent again after a while, and passes, too.
 */
const openHeld = async (service: Process, title: string, onlyOne = false) => {
  const held = server.inject({ name: 'slow', ms: HOLD_MS, on: ['append'], ...(onlyOne && { times: 1 }) });
  let isHeld = true;
  const recorded = open(service, title).finally(() => (isHeld = false));
  while (held.struck() === 0) await sleep(1);
  return {
    isHeld: () => isHeld,
    release: () => {
      held.lift();
      return recorded;
    },
  };
};

type Answer = Readonly<{ titles: readonly string[]; text: string; headers: Headers }>;
const titlesAsOf = async ({ url }: Process, asOf: string, headers: Record<string, string> = {}): Promise<Answer> => {
  for (;;) {
    const answer = await fetch(`${url}/v1/negotiations?limit=200&asOf=${asOf}`, { headers });
    const text = await answer.text();
    if (answer.status !== 503) {
      expect([answer.status, text]).toEqual([200, text]);
      const { items } = JSON.parse(text) as { items: { title: string }[] };
      return { titles: items.map(({ title }) => title).toSorted(), text, headers: answer.headers };
    }
    await sleep(50);
  }
};
const instant = () => new Date().toISOString();
const finalityOf = ({ headers }: Answer) => ({
  final: headers.get('as-of-final'),
  caching: headers.get('cache-control'),
  hasEtag: headers.has('etag'),
});
const FINAL = { final: 'true', caching: 'private, no-store', hasEtag: true };
const NOT_FINAL = { final: 'false', caching: 'private, no-store', hasEtag: false };

describe('an instant while an append of this instance is on its way', () => {
  it('is answered with it, and the same afterwards', async () => {
    const service = await instance();
    await open(service, 'before');
    const { release } = await openHeld(service, 'held');
    const asOf = instant();
    const asked = titlesAsOf(service, asOf);
    // An answer that does not wait for the append comes meanwhile.
    await Promise.race([asked, sleep(500)]);
    await release();
    const [first, again] = [await asked, await titlesAsOf(service, asOf)];
    expect(again.text).toBe(first.text);
    expect(first.titles).toEqual(['before', 'held']);
  });
  it('is answered at once if a later event is there, and the same afterwards', async () => {
    const service = await instance();
    const askedInTime = async () => {
      for (let round = 1; ; round += 1) {
        const { titles: before } = await titlesAsOf(service, instant());
        const held = await openHeld(service, `held ${round}`, true);
        await sleep(5); // so that the other is stamped later
        const asOf = instant();
        await sleep(5);
        const later = await open(service, `later ${round}`);
        const first = await titlesAsOf(service, asOf);
        const isInTime = held.isHeld();
        const { recordedAt } = await held.release();
        // On a busy machine it was sent again, and landed.
        if (isInTime) return { before, asOf, later, first, recordedAt, round };
      }
    };
    const { before, asOf, later, first, recordedAt, round } = await askedInTime();
    // It was stamped before the instant, and stands behind an event that was stamped after it.
    expect([recordedAt <= asOf, later.recordedAt > asOf]).toEqual([true, true]);
    const again = await titlesAsOf(service, asOf);
    expect([first.titles, again.text]).toEqual([before, first.text]);
    expect([finalityOf(first), finalityOf(again)]).toEqual([FINAL, FINAL]);
    expect((await titlesAsOf(service, later.recordedAt)).titles).toEqual(
      [...before, `held ${round}`, `later ${round}`].toSorted(),
    );
  });
});

describe('an instant while an append of another instance is on its way', () => {
  it('says that it is not final until a later event is there; its token is exact', async () => {
    const [one, other] = [await instance(), await instance()];
    await open(one, 'before');
    const { release } = await openHeld(one, 'held');
    const asOf = instant();
    const first = await titlesAsOf(other, asOf);
    expect([first.titles, finalityOf(first)]).toEqual([['before'], NOT_FINAL]);
    // Nothing revalidates it either.
    const again = await titlesAsOf(other, asOf, { 'if-none-match': '*' });
    expect(finalityOf(again)).toEqual(NOT_FINAL);

    const { token } = await release();
    const seen = await titlesAsOf(other, asOf, { 'consistency-token': token });
    expect([seen.titles, finalityOf(seen)]).toEqual([['before', 'held'], NOT_FINAL]);
    const exact = await titlesAsOf(other, first.headers.get('consistency-token')!);
    expect([exact.text, finalityOf(exact)]).toEqual([first.text, FINAL]);

    const later = await open(other, 'later');
    const answers = [await titlesAsOf(other, asOf)];
    for (const service of [one, other]) {
      await open(service, 'even later');
      answers.push(await titlesAsOf(service, asOf, { 'consistency-token': later.token }));
    }
    for (const answer of answers) expect([answer.text, finalityOf(answer)]).toEqual([seen.text, FINAL]);
  });
  it('is final by time alone once no append can take longer, and not before', async () => {
    const [service, ahead] = [await instance(), await instance(clocksMoved({ clockMoved: 60_000 }))];
    const now = Date.now();
    const after = (seconds: number) => new Date(now + seconds * 1_000).toISOString();
    // By the clock of one it is just now, by that of the other a minute ago.
    for (const [asked, asOf, finality] of [
      [service, after(0), NOT_FINAL],
      [ahead, after(0), FINAL],
      [ahead, after(40), NOT_FINAL],
      [service, after(-60), FINAL],
    ] as const)
      expect([asOf, finalityOf(await titlesAsOf(asked, asOf))]).toEqual([asOf, finality]);
  });
});

const [WRITERS, FACTS, READERS] = [6, 15, 4] as const;

describe('two instances with many appends at once, which land out of order', () => {
  it('give every final answer again, and the same one on both', async () => {
    const both = [await instance(), await instance()];
    // Each append lands later than it came, by another time.
    for (let n = 0; n < 2 * WRITERS * FACTS; n += 1)
      server.inject({ name: 'slow', ms: (n * 37) % 60, on: ['append'], after: n, times: 1 });
    const recorded = new AbortController();
    const kept: { asOf: string; answer: Answer }[] = [];
    const reading = both.flatMap((service, n) =>
      Array.from({ length: READERS }, async (_, reader) => {
        for (let back = reader; !recorded.signal.aborted; back = (back + 13 + n) % 120) {
          const asOf = new Date(Date.now() - back).toISOString();
          kept.push({ asOf, answer: await titlesAsOf(service, asOf) });
        }
      }),
    );
    const writing = both.flatMap((service, n) =>
      Array.from({ length: WRITERS }, async (_, writer) => {
        for (let fact = 0; fact < FACTS; fact += 1) await open(service, `${n} ${writer} ${fact}`);
      }),
    );
    await Promise.all(writing);
    recorded.abort();
    await Promise.all(reading);
    const { token } = await open(both[0]!, 'the last');

    const trail = await fetch(`${both[0]!.url}/v1/audit/trail?limit=200`, { headers: { 'consistency-token': token } });
    const { items } = (await trail.json()) as { items: { event: { metadata: { recordedAt: string } } }[] };
    const times = items.map(({ event }) => event.metadata.recordedAt);
    expect(times).not.toEqual(times.toSorted());

    const finals = kept.filter(({ answer }) => finalityOf(answer).final === 'true');
    expect(finals.length).toBeGreaterThan(0);
    for (const { asOf, answer } of finals)
      for (const service of both) {
        const again = await titlesAsOf(service, asOf, { 'consistency-token': token });
        expect([asOf, again.text, finalityOf(again)]).toEqual([asOf, answer.text, FINAL]);
      }
  });
});

describe('an event of an instance whose clock is behind by more than CLOCK_SKEW_SECONDS', () => {
  const stampedOff = async ({ url }: Process) =>
    /rapporteur_events_stamped_off_total (\d+)/.exec(await (await fetch(`${url}/metrics`)).text())?.[1];

  it('is counted and logged, since it changes an answer that was final', async () => {
    const [behind, ahead] = [await instance(), await instance(clocksMoved({ clockMoved: 60_000 }))];
    const asOf = new Date(Date.now() + 10_000).toISOString();
    const first = await titlesAsOf(ahead, asOf);
    expect([first.titles, finalityOf(first)]).toEqual([[], FINAL]);
    expect(await stampedOff(ahead)).toBe('0');
    const { token, recordedAt } = await open(behind, 'late');
    expect(recordedAt < asOf).toBe(true);
    expect((await titlesAsOf(ahead, asOf, { 'consistency-token': token })).titles).toEqual(['late']);
    expect([await stampedOff(ahead), await stampedOff(behind)]).toEqual(['1', '0']);
    expect(ahead.output()).toContain('An event came later after it was stamped than an append may take');
    // Its own clock is behind that of the other, of which it gets an event now.
    await open(ahead, 'of the other');
    for (let tries = 0; (await stampedOff(behind)) === '0' && tries < 100; tries += 1) await sleep(50);
    expect(behind.output()).toContain('An event of another instance is stamped further ahead');
  });
});
