import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { below, type Random } from '#ledger/audit/testing/sample.js';

/** A notice as it was read. `id` tells its place to whoever has the secret. */
export type ReadNotice = Readonly<{ id: string; negotiationId: string; kinds: readonly string[] }>;

const MOST_BYTES = 6_000;
const MOST_MS = 400;
const PAUSE_MS = 20;

/** Reads notices over connections that are cut at drawn places, and resumes each time with the id of the last message. */
export class CutReader {
  readonly notices: ReadNotice[] = [];
  /** The id of the first message: what came before is not told. */
  first: string | undefined;
  /** What a reader must not get. */
  readonly wrong: string[] = [];
  private lastId: string | undefined;

  /** `urls`: the instances that answer, each as often. */
  constructor(
    readonly name: string,
    private readonly urls: () => readonly string[],
    private readonly token: string | undefined,
    private readonly random: Random,
  ) {}

  /** Reads until a drawn place, or until the service ends the stream. */
  async readSome(): Promise<void> {
    // Half of the places are bytes, also in the middle of a message, and half are times.
    const isByBytes = below(this.random, 2) === 0;
    const [bytes, ms] = [
      isByBytes ? below(this.random, MOST_BYTES) : Infinity,
      isByBytes ? MOST_MS * 5 : below(this.random, MOST_MS),
    ];
    // While the service is down, nothing is cut.
    while (!(await this.read(bytes, ms, () => false))) await sleep(PAUSE_MS);
  }

  /** Reads without a cut until something holds. */
  async readUntil(holds: () => boolean, ms: number): Promise<void> {
    for (const late = performance.now() + ms; !holds(); await sleep(PAUSE_MS)) {
      if (performance.now() > late) return void this.wrong.push(`${this.name} does not get the last notice`);
      await this.read(Infinity, late - performance.now(), holds);
    }
  }

  /** @returns whether a stream was open */
  private async read(bytes: number, ms: number, holds: () => boolean): Promise<boolean> {
    const urls = this.urls();
    const headers = {
      ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
      ...(this.lastId !== undefined && { 'last-event-id': this.lastId }),
    };
    let isOpen = false;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), ms);
    try {
      const response = await opened(`${urls[below(this.random, urls.length)]}/v1/notices`, headers, late.signal);
      if (response.statusCode !== 200) {
        // It starts, or cannot reach the log.
        if (response.statusCode !== 503) this.wrong.push(`${this.name} is answered with ${response.statusCode}`);
        response.destroy();
        return false;
      }
      isOpen = true;
      const parser = createParser({ onEvent: (message) => this.take(message) });
      let left = bytes;
      for await (const chunk of response.setEncoding('latin1') as AsyncIterable<string>) {
        parser.feed(chunk.slice(0, left));
        left -= chunk.length;
        if (left <= 0 || holds()) break;
      }
    } catch (error) {
      // Cut by itself, or by the end of the service.
      if (!isConnectionError(error)) throw error;
    } finally {
      clearTimeout(timer);
      late.abort();
    }
    return isOpen;
  }

  private take({ event, id, data }: EventSourceMessage): void {
    if (id !== undefined) this.lastId = id;
    if (event === 'opened') this.first ??= id;
    if (event === 'reset') this.wrong.push(`${this.name} is reset: ${data}`);
    if (event !== undefined) return;
    const { data: told } = JSON.parse(data) as { data: Omit<ReadNotice, 'id'> };
    this.notices.push({ id: id!, ...told });
  }
}

const opened = (url: string, headers: Record<string, string>, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get(url, { headers, agent: false, signal }, resolve).on('error', reject);
  });

const isConnectionError = (error: unknown): boolean => {
  const { name, code = '' } = error as NodeJS.ErrnoException;
  return name === 'AbortError' || ['ECONNRESET', 'ECONNREFUSED', 'EPIPE'].includes(code);
};
