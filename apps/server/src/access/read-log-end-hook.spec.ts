import { describe, expect, it } from '@jest/globals';
import Fastify from 'fastify';
import { Unavailable } from '#event-store/event-store.js';
import type { Clearance } from '#domain/marking.js';
import { localCaller, type Caller } from './caller.js';
import { addReadLogEndHook } from './read-log-end-hook.js';

const ana = localCaller('Ana');
const cleared: Caller = { ...ana, clearance: { level: 'restreint', compartments: [] } satisfies Clearance };
const granted: Caller = { ...ana, everywhere: false };

/** The status, and how often the head of the log was read before the response. */
const asked = async (
  caller: Caller,
  method: 'GET' | 'POST',
  url: string,
  log: () => Promise<void> = async () => {},
) => {
  let looks = 0;
  const fastify = Fastify();
  fastify.addHook('onRequest', async (request) => void (request.caller = caller));
  addReadLogEndHook(fastify, { logId: 'first', upToDate: () => (looks++, log()) });
  for (const path of ['/v1/meetings/:id', '/v1/audit/proofs/inclusion', '/health/ready'])
    fastify.route({ method: ['GET', 'POST'], url: path, handler: async () => ({}) });
  const { statusCode } = await fastify.inject({ method, url });
  return [statusCode, looks];
};

const SPELLINGS = ['/v1/meetings/1', '/%761/meetings/1', '/v1/%6deetings/1', '/v1/meetings/%31?a=b'];

describe('events of other instances', () => {
  it.each(SPELLINGS)('are read before a request of a caller with limited access: %s', async (url) => {
    for (const caller of [cleared, granted]) expect(await asked(caller, 'GET', url)).toEqual([200, 1]);
    for (const caller of [ana, cleared, granted]) expect(await asked(caller, 'POST', url)).toEqual([200, 1]);
  });
  it.each(['/v1/audit/proofs/inclusion?index=1', '/v1/audit/%70roofs/inclusion?index=1'])(
    'are read before a proof for any caller: %s',
    async (url) => expect(await asked(ana, 'GET', url)).toEqual([200, 1]),
  );
  it('are not awaited for a caller with full access, nor outside the log', async () => {
    expect(await asked(ana, 'GET', '/v1/meetings/1')).toEqual([200, 0]);
    expect(await asked(cleared, 'GET', '/health/ready')).toEqual([200, 0]);
    expect(await asked(cleared, 'GET', '/v1/nothing')).toEqual([404, 0]);
  });
  it.each(SPELLINGS)('cause 503 if the log cannot be reached: %s', async (url) => {
    const gone = () => Promise.reject(new Unavailable('The log is away', 'unknown'));
    expect((await asked(cleared, 'GET', url, gone))[0]).not.toBe(200);
    expect((await asked(ana, 'POST', url, gone))[0]).not.toBe(200);
  });
});
