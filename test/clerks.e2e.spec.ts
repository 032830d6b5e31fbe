import { randomUUID } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { remove, type Running, start } from './support/service.js';

let service: Running;
beforeAll(async () => {
  service = await start();
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

/** A bad line: hands every request on, and cuts the connection before the answer comes back, as often as it is told to. */
const badLine = async (
  url: string,
  cuts: (request: string) => boolean,
): Promise<{ url: string; close: () => void }> => {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    }
    let cut = false;
    client.on('data', (data) => {
      cut ||= cuts(data.toString('latin1'));
      upstream.write(data);
    });
    upstream.on('data', (data) => (cut ? client.destroy() : client.write(data)));
    client.on('close', () => upstream.end());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};

describe('200 clerks who record at once into one negotiation', () => {
  it('lose nothing and double nothing, though half of the connections are cut before the answer', async () => {
    const talks = (await service.post('/v1/negotiations', { title: 'Talks' })).body.id as string;
    const speaker = (await service.post(`/v1/negotiations/${talks}/representatives`, { name: 'Gill', kind: 'person' }))
      .body.id as string;
    const alreadyCut = new Set<string>();
    const line = await badLine(service.url, (request) => {
      const key = /idempotency-key: "(cut-[^"]+)"/i.exec(request)?.[1];
      if (key === undefined || alreadyCut.has(key)) return false;
      alreadyCut.add(key);
      return true;
    });

    // Every other one meets a cut connection; every other pair leaves the choice of the id to the service.
    const record = async (n: number): Promise<string> => {
      const headers = {
        'content-type': 'application/json',

        'idempotency-key': `"${n % 2 === 0 ? 'cut' : 'good'}-${n}"`,
      };
      const body = JSON.stringify({
        ...(n % 4 < 2 ? { id: randomUUID() } : {}),
        speakerId: speaker,
        kind: 'press-statement',
        text: `statement ${n}`,
        verbatim: true,
      });
      for (let attempt = 0; ; attempt++) {
        try {
          const answer = await fetch(`${line.url}/v1/negotiations/${talks}/statements`, {
            method: 'POST',
            headers,
            body,
          });
          expect(answer.status).toBe(201);
          return ((await answer.json()) as { id: string }).id;
        } catch (error) {
          if ((error as Error).name !== 'TypeError' || attempt === 3) throw error; // fetch lost its connection
        }
      }
    };
    const acknowledged = await Promise.all(Array.from({ length: 200 }, (_, n) => record(n)));
    line.close();
    expect(alreadyCut.size).toBe(100);
    expect(new Set(acknowledged).size).toBe(200);

    await service.post(`/v1/negotiations/${talks}/activate`, {});
    const seen: { id: string; text: string }[] = [];
    for (let next = ''; ;) {
      const { body } = await service.get(`/v1/negotiations/${talks}/statements?limit=70${next && `&after=${next}`}`);
      const page = body as { items: { id: string; text: string }[]; next?: string };
      seen.push(...page.items);
      if (page.next === undefined) break;
      next = page.next;
    }
    expect(seen.map(({ id }) => id).sort()).toEqual([...acknowledged].sort());
    expect(new Set(seen.map(({ text }) => text)).size).toBe(200);
  });
});
