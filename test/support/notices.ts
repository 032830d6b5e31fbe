import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** A notice as its reader sees it. */
export type Notice = Readonly<{ id: string; negotiationId: string; kinds: readonly string[]; at: string }>;
type Sent = Readonly<{
  specversion: string;
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
  data: Readonly<{ negotiationId: string; kinds: readonly string[] }>;
}>;

/** `after`: the id of the last message that the reader has, or the token of an answer. */
export type Listening = Readonly<{ url: string; token?: string; after?: string | undefined; negotiationId?: string }>;

/** One client of a stream, over a real connection. `agent: false` in effect: each has its own. */
export class NoticeReader {
  readonly messages: EventSourceMessage[] = [];
  comments = 0;
  private wake = () => {};
  private constructor(
    private readonly response: IncomingMessage,
    private readonly destroy: () => void,
  ) {
    const parser = createParser({
      onEvent: (message) => void this.messages.push(message),
      onComment: () => (this.comments += 1),
    });
    response.setEncoding('utf8');
    response.on('data', (text: string) => {
      parser.feed(text);
      this.wake();
    });
    response.on('error', () => {});
    response.once('close', () => {
      this.hasEnded = true;
      this.wake();
    });
  }

  hasEnded = false;

  /** Resolves once the stream is open. @throws the answer, if it is not 200 */
  static async open({ url, token, after, negotiationId }: Listening): Promise<NoticeReader> {
    const address = `${url}/v1/notices${negotiationId === undefined ? '' : `?negotiationId=${negotiationId}`}`;
    const headers = {
      accept: 'text/event-stream',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(after !== undefined && { 'last-event-id': after }),
    };
    const request = get(address, { headers, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    if (response.statusCode === 200) return new NoticeReader(response, () => request.destroy());
    response.setEncoding('utf8');
    let body = '';
    for await (const text of response) body += text;
    throw new Refused(response, body);
  }

  get headers() {
    return this.response.headers;
  }

  get notices(): readonly Notice[] {
    return this.messages
      .filter(({ event }) => event === undefined)
      .map(({ id, data }) => {
        const { data: told, time } = JSON.parse(data) as Sent;
        return { id: id!, ...told, at: time };
      });
  }

  /** What a notice tells, as `negotiation: kind, kind`, for what a test says in words. */
  get told(): readonly string[] {
    return this.notices.map(({ negotiationId, kinds }) => `${negotiationId}: ${kinds.join(', ')}`);
  }

  /** The types of the other messages. */
  get events(): readonly string[] {
    return this.messages.flatMap(({ event }) => (event === undefined ? [] : [event]));
  }

  /** The data of the last message of a type. */
  last(event: string): Record<string, unknown> | undefined {
    const found = this.messages.findLast((message) => message.event === event);
    return found && (JSON.parse(found.data) as Record<string, unknown>);
  }

  /** The id of the last message that had one. */
  get lastId(): string | undefined {
    return this.messages.findLast(({ id }) => id !== undefined)?.id;
  }

  /** Waits until something holds of what has come. @throws after the time, with what has come */
  async until(holds: (reader: this) => boolean, ms = 20_000): Promise<this> {
    const late = Date.now() + ms;
    while (!holds(this)) {
      const left = late - Date.now();
      if (left <= 0) throw new Error(`this has come: ${JSON.stringify(this.messages.slice(-20))}`);
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        timer = setTimeout(resolve, left);
      });
      clearTimeout(timer);
    }
    return this;
  }

  /** Stops to read, with the connection open. */
  pause(): void {
    this.response.pause();
  }

  /** Cuts the connection. */
  cut(): void {
    this.destroy();
  }
}

/** The answer to a reader who gets no stream. */
export class Refused extends Error {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly problem: Record<string, unknown>;

  constructor({ statusCode, headers }: IncomingMessage, body: string) {
    super(`${statusCode}: ${body}`);
    this.status = statusCode!;
    this.headers = headers;
    this.problem = JSON.parse(body) as Record<string, unknown>;
  }
}
