import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import type { Certificate } from './certificate.js';
import { listen, reservePort, type ReservedPort } from './ports.js';

export type Received = Readonly<{ id: string; headers: Readonly<Record<string, string>>; body: string }>;
type Data = Readonly<{ negotiationId: string; kinds: readonly string[]; link: string }>;
export type Told = Readonly<{ id: string; type: string; data: Data }>;
/** How it answers: with a status, by leading elsewhere, or not at all. */
type Manner = number | Readonly<{ redirectTo: string }> | 'hang';

const LONGEST_MS = 60_000;

/** Somebody who receives webhooks over HTTPS. */
export class Receiver {
  /** All that arrived, also what it has refused. */
  readonly received: Received[] = [];
  manner: Manner = 204;
  /** How many requests wait for an answer that does not come. */
  waiting = 0;
  private server: Server | undefined;

  private constructor(
    private readonly reserved: ReservedPort,
    private readonly certificate: Certificate,
  ) {}

  static async start(certificate: Certificate): Promise<Receiver> {
    const receiver = new Receiver(await reservePort(), certificate);
    await receiver.comeBack();
    return receiver;
  }

  get url(): string {
    return `https://localhost:${this.reserved.port}/hook`;
  }

  /** What arrived, verified as every receiver does. @throws if the signature is not of this secret */
  verified(secret: string, from = 0): readonly Told[] {
    const webhook = new Webhook(secret);
    return this.received.slice(from).map(({ body, headers }) => webhook.verify(body, headers) as Told);
  }

  async until(count: number): Promise<void> {
    for (const end = Date.now() + LONGEST_MS; this.received.length < count; await sleep(20))
      if (Date.now() > end) throw new Error(`${this.received.length} of ${count} messages have come`);
  }

  async goDown(): Promise<void> {
    const closed = this.server && once(this.server, 'close');
    this.server?.close();
    this.server?.closeAllConnections();
    await closed;
    this.server = undefined;
  }

  async comeBack(): Promise<void> {
    const { cert, key } = this.certificate;
    this.server = createServer({ cert, key }, (request, response) => void this.receive(request, response));
    await listen(this.server, this.reserved);
  }

  async stop(): Promise<void> {
    await this.goDown();
    this.reserved.release();
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part as string;
    const headers = request.headers as Record<string, string>;
    this.received.push({ id: headers['webhook-id']!, headers, body });
    const { manner } = this;
    if (manner === 'hang') {
      this.waiting++;
      response.once('close', () => this.waiting--);
      return;
    }
    if (typeof manner === 'number') response.writeHead(manner).end();
    else response.writeHead(307, { location: manner.redirectTo }).end();
  }
}
