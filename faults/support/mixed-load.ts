import { setTimeout as sleep } from 'node:timers/promises';
import { below, type Random } from '#ledger/audit/testing/sample.js';
import { type Document, routesOf } from '../../test/support/examples.js';
import { type Answer, sendRaw } from '../../test/support/raw.js';
import { Tally } from '../scenario.js';

/** How many of the latest negotiations are read and written, and how many facts each gets before the next is opened. */
const [OPEN, FACTS] = [40, 250] as const;
const REPLAYS = 0.02;

/** A negotiation, and the token of the answer that opened it. */
type Talks = Readonly<{ id: string; since: string }>;
const EXPORT_EVERY_MS = 30_000;
/** Pages about all negotiations, and those of one that need a parameter. */
const OTHER_PAGES = [
  '/v1/negotiations?include=nextMeeting,lastEvent,counts',
  '/v1/meetings?from=2025-10-27&to=2025-11-02',
  '/v1/search?q=licen*',
  '/v1/calendar.ics',
  '/v1/activity.atom',
  '/v1/negotiations/{negotiationId}/changes?since=2025-10-01',
];

/** 70 % reads, 30 % writes. Some reads are about the past, and from time to time the whole log is exported. */
export class MixedLoad {
  readonly answers = new Tally();
  readonly faults: string[] = [];
  written = 0;
  private readonly negotiations: Talks[] = [];
  private readonly pages: readonly string[];
  private facts = 0;
  private moment: Readonly<{ id: string; asOf: string }> | undefined;
  /** The first export starts at once, so that the shortest run has one. */
  private lastExport = -Infinity;

  constructor(
    private readonly url: string,
    document: Document,
    private readonly random: Random,
  ) {
    const ofOne = routesOf(document)
      .filter(({ method, path }) => method === 'get' && /^\/v1\/negotiations\/\{negotiationId\}\/[\w.-]+$/.test(path))
      .filter(({ operation: { parameters = [] } }) => parameters.some(({ name }) => name === 'asOf'))
      .filter(
        ({ operation: { parameters = [] } }) => !parameters.some((one) => one.in === 'query' && one.required === true),
      )
      .map(({ path }) => path);
    this.pages = [...ofOne, ...OTHER_PAGES];
  }

  async begin(): Promise<void> {
    for (let n = 0; n < 5; n++) await this.open();
  }

  /** As many as possible. @returns answers per second */
  async atTop(seconds: number, clients: number): Promise<number> {
    const until = performance.now() + seconds * 1_000;
    let done = 0;
    const client = async () => {
      for (; performance.now() < until; done++) await this.one();
    };
    await Promise.all(Array.from({ length: clients }, client));
    return done / seconds;
  }

  /** At a fixed rate per second, whether answers come or not. */
  async atRate(perSecond: number, until: () => boolean): Promise<void> {
    const started = performance.now();
    const open = new Set<Promise<void>>();
    for (let sent = 0; !until(); await sleep(5))
      for (; sent < ((performance.now() - started) / 1_000) * perSecond; sent++) {
        const one = this.one().finally(() => open.delete(one));
        open.add(one);
      }
    await Promise.all(open);
  }

  private async one(): Promise<void> {
    if (performance.now() - this.lastExport > EXPORT_EVERY_MS) {
      this.lastExport = performance.now();
      return this.send('exports', { method: 'GET', path: '/v1/audit/export', headers: {} }).then(() => {});
    }
    const roll = this.random();
    if (roll < 0.3) return this.write();
    const { id, since } = this.negotiations[below(this.random, this.negotiations.length)]!;
    const page = this.pages[below(this.random, this.pages.length)]!;
    const pathOf = (negotiation: string) => page.replace('{negotiationId}', negotiation);
    if (roll > 1 - REPLAYS && this.moment !== undefined) {
      const path = pathOf(this.moment.id);
      const past = `${path}${path.includes('?') ? '&' : '?'}asOf=${this.moment.asOf}`;
      return this.send('reads of the past', { method: 'GET', path: past, headers: {} }).then(() => {});
    }
    // Like any client that has just opened it.
    const headers = { 'consistency-token': since };
    const answer = await this.send('reads', { method: 'GET', path: pathOf(id), headers });
    // Some moments are asked for repeatedly, as an auditor does.
    if (below(this.random, 200) === 0) this.moment = { id, asOf: answer.headers['consistency-token'] as string };
  }

  private async write(): Promise<void> {
    if (this.facts >= FACTS) return this.open();
    this.facts += 1;
    const { id } = this.negotiations.at(-1 - below(this.random, Math.min(5, this.negotiations.length)))!;
    const body = JSON.stringify({
      title: `Licences for magnets ${this.facts}`,
      occurredOn: '2025-10-2X',
      comment: 'x'.repeat(1 + below(this.random, 400)),
    });
    await this.send('writes', { path: `/v1/negotiations/${id}/issues`, body });
    this.written += 1;
  }

  private async open(): Promise<void> {
    this.facts = 0;
    const answer = await this.send('writes', { body: JSON.stringify({ title: 'Talks on export controls' }) });
    this.written += 1;
    const { id } = JSON.parse(answer.body) as { id: string };
    this.negotiations.push({ id, since: answer.headers['consistency-token'] as string });
    if (this.negotiations.length > OPEN) this.negotiations.shift();
  }

  private async send(what: string, asked: Parameters<typeof sendRaw>[1]): Promise<Answer> {
    const answer = await sendRaw(this.url, asked);
    this.answers.add(what);
    if (answer.status >= 400) this.faults.push(`${what} ${asked.path}: ${answer.status} ${answer.body.slice(0, 300)}`);
    return answer;
  }
}
