import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { remove, type Running, start } from './support/service.js';
import { lossyProxy } from '../faults/support/lossy-proxy.js';

let service: Running;
beforeAll(async () => {
  service = await start();
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

describe('200 clerks who record into one negotiation at the same time', () => {
  it('lose and duplicate nothing, although half of the connections break before the answer', async () => {
    const talks = (await service.post('/v1/negotiations', { title: 'Talks' })).body.id as string;
    const speaker = (await service.post(`/v1/negotiations/${talks}/representatives`, { name: 'Gill', kind: 'person' }))
      .body.id as string;
    const alreadyCut = new Set<string>();
    const line = await lossyProxy(service.url, (request) => {
      const key = /idempotency-key: "(cut-[^"]+)"/i.exec(request)?.[1];
      if (key === undefined || alreadyCut.has(key)) return 'good';
      alreadyCut.add(key);
      return 'answer lost';
    });

    // Every second request has a broken connection; every second pair lets the service choose the id.
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
          if ((error as Error).name !== 'TypeError' || attempt === 3) throw error; // the connection broke
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
