import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Clock } from '../../apps/server/src/record/clock.js';
import { letInByName } from '../support/as.js';
import { type Document, documentOf } from '../support/examples.js';
import { type ReceiptBody, remove, type Running, start } from '../support/service.js';

/** An answer as far as the two worlds must give the same. */
export type Answer = Readonly<{ status: number; headers: readonly string[]; body: string }>;

/** For as long as a busy machine may need. */
const TRIES = 120;
const PAUSE_MS = 250;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** They differ from one answer to the next, whatever it says. */
const OF_THE_CONNECTION = /^(?:date|connection|keep-alive|transfer-encoding)$/;
const CURSOR = /[\w-]{100,}/g;

/**
 * A service of its own, whose clock is set from outside. Ids that the service draws are told by the place of their event
 * in its stream, so that two worlds can be compared to the byte.
 */
export class World {
  private readonly names = new Map<string, string>();
  private now = '';

  private constructor(
    private readonly service: Running,
    readonly document: Document,
  ) {
    Object.assign(service.app.get(Clock), { now: () => this.now });
  }

  static async start(): Promise<World> {
    letInByName();
    const service = await start(undefined, { LEDGER_ORIGIN: 'record.example.org/worlds' });
    return new World(service, await documentOf(service));
  }

  async close(): Promise<void> {
    await this.service.close();
    remove(this.service.dataDir);
  }

  /** Records as somebody who is cleared for everything. @returns nothing where the record refuses it */
  async record(address: string, body: object, at: string): Promise<ReceiptBody | undefined> {
    this.now = at;
    const answer = await this.post(address, body, 'chief');
    const text = await answer.text();
    if (answer.status >= 500) throw new Error(`${address}: ${answer.status} ${text}`);
    if (answer.status !== 201) return undefined;
    const receipt = JSON.parse(text) as ReceiptBody;
    for (const event of receipt.events) {
      const place = `${receipt.kind}-${receipt.id}@${event.revision}`;
      this.names.set(event.id, `event ${place}`);
      this.names.set(String(event.metadata['correlationId']), `correlation of ${place}`);
      this.names.set(String(event.metadata['commandId']), `command of ${place}`);
    }
    return receipt;
  }

  /**
   * Reads as somebody who is not cleared for everything, and asks again where they are told to: how long a busy machine takes
   * to have views ready is not compared (docs/SECURITY.md), what it says in the end is. @returns the answer, and the cursor of the next page
   */
  async read(address: string, accept: string): Promise<Readonly<{ answer: Answer; next?: string }>> {
    let answer = await this.get(address, accept);
    for (let tries = 0; answer.status === 503 && answer.headers.has('retry-after') && tries < TRIES; tries++) {
      await answer.arrayBuffer();
      await sleep(PAUSE_MS);
      answer = await this.get(address, accept);
    }
    const text = await answer.text();
    const next = /"next":"([^"]+)"/.exec(text)?.[1];
    return { answer: this.told(answer, text), ...(next !== undefined && { next }) };
  }

  /** What somebody who is not cleared for everything is answered where nothing may be recorded. */
  async refused(address: string, body: object): Promise<Answer> {
    const answer = await this.post(address, body, 'ben');
    const text = await answer.text();
    if (answer.status < 400) throw new Error(`${address} was not refused: ${text}`);
    return this.told(answer, text);
  }

  private get(address: string, accept: string) {
    return fetch(`${this.service.url}${address}`, { headers: { 'x-caller': 'ben', accept } });
  }

  private post(address: string, body: object, who: string) {
    return fetch(`${this.service.url}${address}`, {
      method: 'POST',
      headers: { 'x-caller': who, 'content-type': 'application/json', 'if-match': '*' },
      body: JSON.stringify(body),
    });
  }

  /** A Consistency-Token, the cursors and the drawn ids are masked; an ETag is that of this very body, and of nothing else. */
  private told({ status, headers }: Response, text: string): Answer {
    const named = (one: string) =>
      one.replaceAll(UUID, (id) => this.names.get(id) ?? id).replaceAll(CURSOR, '<cursor>');
    const shown = [...headers].filter(([name]) => !OF_THE_CONNECTION.test(name));
    return {
      status,
      headers: shown.map(([name, value]) => `${name}: ${named(masked(name, value, text))}`).sort(),
      body: named(text),
    };
  }
}

const masked = (name: string, value: string, text: string): string => {
  if (name === 'consistency-token') return value.replace(/^[\w-]{80}$/, '<token>');
  if (name === 'content-length') return Number(value) === Buffer.byteLength(text) ? 'that of the body' : value;
  if (name !== 'etag' || text === '') return value;
  const next = /"next":"([^"]+)"|with after=(\S+)/.exec(text);
  const told = next === null ? text : text.replaceAll(next[1] ?? next[2]!, '');
  const hash = createHash('sha256').update(told).digest('base64url').slice(0, 22);
  return value.replace(hash, '<hash of the body>');
};
