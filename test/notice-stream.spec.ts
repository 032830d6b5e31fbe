import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listen, type ReservedPort, reservePort } from './support/ports.js';
import { type Ending, NoticeStream, type StreamOptions } from '../apps/server/src/notices/notice-stream.js';

/** More than the buffers of any connection hold. */
const MUCH = Buffer.alloc(1024 * 1024, ':');
const MANY_TIMES = 32;
const NOW = { after: -1, upTo: -1, negotiationId: undefined };

let server: Server;
let reserved: ReservedPort;
let url: string;
let answer: (response: ServerResponse) => void = () => {};
beforeAll(async () => {
  server = createServer((_, response) => answer(response));
  reserved = await reservePort();
  await listen(server, reserved);
  url = `http://127.0.0.1:${reserved.port}`;
});
afterAll(() => {
  server.close();
  reserved.release();
});

const streamWith = async (more: Partial<StreamOptions> = {}) => {
  const { promise: ended, resolve: onEnd } = Promise.withResolvers<Ending>();
  const { promise, resolve } = Promise.withResolvers<NoticeStream>();
  const options: StreamOptions = {
    reader: { person: 'ben', seesGrants: false, admits: () => true },
    clearance: undefined,
    negotiationId: undefined,
    expires: undefined,
    openedAt: -1,
    authenticate: async () => {},
    isRefused: () => true,
    onEnd,
    ...more,
  };
  answer = (response) => {
    response.writeHead(200);
    const stream = new NoticeStream(response, options, NOW);
    stream.open('opened', 'id', {});
    resolve(stream);
  };
  const asking = get(url, { agent: false });
  const [client] = (await once(asking, 'response')) as [IncomingMessage];
  return { stream: await promise, client, ended };
};
const textOf = async (client: IncomingMessage) => {
  let text = '';
  for await (const part of client.setEncoding('utf8')) text += part;
  return text;
};

describe('a stream of notices', () => {
  it('is cut when its client leaves too much unread', async () => {
    const { stream, client, ended } = await streamWith();
    client.on('error', () => {}).pause();
    for (let n = 0; n < MANY_TIMES; n++) {
      stream.write(MUCH);
      await new Promise((resolve) => void setImmediate(resolve));
    }
    expect(await ended).toBe('slow');
    client.destroy();
  });
  it('is cut when its client has taken nothing from one heartbeat to the next', async () => {
    const { stream, client, ended } = await streamWith();
    client.on('error', () => {}).pause();
    // Fills the buffers of the connection, and leaves a little behind.
    const little = Buffer.alloc(16 * 1024, ':');
    const response = (stream as unknown as { response: ServerResponse }).response;
    while (response.writableLength === 0) {
      stream.write(little);
      await new Promise((resolve) => void setTimeout(resolve, 1));
    }
    stream.heartbeat();
    stream.heartbeat();
    expect(await ended).toBe('slow');
    client.destroy();
  });
  it('ends once its token is refused, and not while nobody can tell', async () => {
    const refusal = new Error('refused');
    let error: Error | undefined = new Error('the issuer does not answer');
    const authenticate = async () => {
      if (error !== undefined) throw error;
    };
    const { stream, client, ended } = await streamWith({ authenticate, isRefused: (one) => one === refusal });
    const text = textOf(client);
    for (const next of [undefined, refusal]) {
      stream.heartbeat();
      await sleep(50);
      error = next;
    }
    stream.heartbeat();
    expect(await ended).toBe('token-refused');
    expect(await text).toMatch(/(: heartbeat\n\n){3}retry: \d+\nevent: end\ndata: {"reason":"token-refused",/);
  });
  it('ends at the expiry of its token, if that has passed as well', async () => {
    const { client, ended } = await streamWith({ expires: Date.now() - 1 });
    expect(await ended).toBe('token-expired');
    expect(await textOf(client)).toContain('event: end');
  });
});
