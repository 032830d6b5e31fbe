import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HealthController } from './health.controller.js';

type World = Readonly<{ roles: readonly string[]; isShared: boolean; isDone: boolean }>;
/** A service in which nothing is wrong, whose views reach the end of the log after a time in ms. */
const readyWith = async (
  lagMs: number,
  { roles = ['administrator'], isShared = false, isDone = true }: Partial<World> = {},
) => {
  const fine = {
    isShared,
    trouble: undefined,
    message: undefined,
    alarms: () => [],
    states: () => [],
    describe: () => ({}),
  };
  const projector = {
    projected: 11,
    states: () => [{ name: 'things', status: 'live' }],
    until: async (_: number, ms: number) => {
      await sleep(Math.min(lagMs, ms));
      return lagMs <= ms;
    },
  };
  const checked = { isDone, checked: 5 };
  const parts = [fine, projector, { head: 12, logId: 'a' }, fine, fine, fine, checked, fine, fine];
  const controller = new HealthController(...(parts as unknown as ConstructorParameters<typeof HealthController>));
  let status = 200;
  const reply = { status: (code: number) => ((status = code), reply), header: () => reply };
  const request = { caller: { roles } } as unknown as FastifyRequest;
  const body = await controller.ready(request, reply as unknown as FastifyReply);
  return { status, body };
};

describe('a service whose views are behind the log', () => {
  it('is ready if they reach its end soon, as behind a log that takes most of a second for a page', async () => {
    const { status, body } = await readyWith(800);
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('views');
  });
  it('is not ready if they do not, and administrators are told that this is why', async () => {
    expect(await readyWith(60_000)).toMatchObject({
      status: 503,
      body: {
        status: 'not-ready',
        behind: 1,
        views: {
          trouble: expect.stringMatching(/^The views did not reach event 12 .* within 1500 ms\..*EventStoreDB/),
        },
      },
    });
    expect((await readyWith(60_000, { roles: ['reader'] })).body).toEqual({ status: 'not-ready' });
  });
});

describe('a service that checks a long log after its start', () => {
  it('is ready, and tells administrators how far it is', async () => {
    const { status, body } = await readyWith(0, { isDone: false });
    expect([status, body]).toEqual([200, expect.objectContaining({ log: expect.objectContaining({ checked: 5 }) })]);
    expect((await readyWith(0)).body).toMatchObject({ log: expect.not.objectContaining({ checked: 5 }) });
  });
  it('leaves it to others to record until then, if it shares the log with them', async () => {
    expect((await readyWith(0, { isShared: true, isDone: false })).status).toBe(503);
    expect((await readyWith(0, { isShared: true })).status).toBe(200);
  });
});
