import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HealthController } from './health.controller.js';

/** A service in which nothing is wrong, whose views reach the end of the log after a time in ms. */
const readyWith = async (lagMs: number, roles: readonly string[] = ['administrator']) => {
  const fine = { trouble: undefined, message: undefined, alarms: () => [], states: () => [], describe: () => ({}) };
  const projector = {
    projected: 11,
    states: () => [{ name: 'things', status: 'live' }],
    until: async (_: number, ms: number) => {
      await sleep(Math.min(lagMs, ms));
      return lagMs <= ms;
    },
  };
  const checked = { isDone: true };
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
    expect((await readyWith(60_000, ['reader'])).body).toEqual({ status: 'not-ready' });
  });
});
