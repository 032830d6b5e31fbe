import { describe, expect, it } from '@jest/globals';
import type { QueryBus } from '@nestjs/cqrs';
import Database from 'better-sqlite3';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EU_LADDER } from '#domain/marking.js';
import { ConsistencyTokens } from '../http/consistency-token.js';
import type { LogFollower } from '../log/log-follower.js';
import { Clock } from '../log/clock.js';
import type { ReadAuthorization } from './read-authorization.js';
import type { Ask } from './query-view.js';
import { Cursors } from './cursors.js';
import { Markings } from './markings.js';
import { PagedQuery } from './paged-query.js';
import { QueryResponder } from './query-responder.js';
import type { Sights } from './sights.js';

const secret = 'x'.repeat(43);
const things = new Database(':memory:');
things.exec('CREATE TABLE things (id, kind, label, standing)');

/** A page that is completed from elsewhere; so many times something is marked just then. */
const completedWhile = (times: number, query: object, clearance: object | undefined) => {
  const markings = new Markings();
  let looked = 0;
  const queries = {
    execute: async ({ question }: Ask<unknown>) => ({
      body: question(things, { now: 1, past: false }),
      ordinal: 3,
      at: 1,
    }),
  } as unknown as QueryBus;
  const admission = { admits: async () => true, among: () => undefined } as unknown as ReadAuthorization;
  const tokens = new ConsistencyTokens(secret, { head: 3 } as LogFollower);
  const sights = { markings } as unknown as Sights;
  const reader = new QueryResponder(queries, tokens, new Cursors(secret), new Clock(), admission, sights);
  const request = { query, headers: {}, url: '/v1/audit/trail', caller: { clearance, recorder: {} } };
  const reply: unknown = { headers: () => reply, header: () => reply, type: () => reply, status: () => reply };
  const exchange = { request: request as unknown as FastifyRequest, reply: reply as FastifyReply };
  const page = Object.assign(new PagedQuery(), { limit: 5 });
  const complete = async () => {
    if (looked++ < times) markings.hear({ negotiationId: 'talks', kind: 'meeting' }, markings.last + 1);
    return [{ looked }];
  };
  return reader
    .rows(exchange, { kinds: [] }, [], page, () => [], complete)
    .then((written) => (JSON.parse(written!) as { items: unknown }).items);
};
const low = { level: EU_LADDER[0], compartments: [] };
const past = { asOf: '2025-10-01' };

describe('an answer that is completed while something is marked', () => {
  it.each([{}, past])('is completed anew, now and in the past', async (query) => {
    expect(await completedWhile(0, query, low)).toEqual([{ looked: 1 }]);
    expect(await completedWhile(1, query, low)).toEqual([{ looked: 2 }]);
    expect(await completedWhile(4, query, low)).toEqual([{ looked: 5 }]);
  });
  it.each([{}, past])('is not given where things go on being marked', async (query) => {
    await expect(completedWhile(5, query, low)).rejects.toMatchObject({ status: 503, code: 'view-being-prepared' });
  });
  it('is given at once to whoever is cleared for everything', async () => {
    expect(await completedWhile(5, past, undefined)).toEqual([{ looked: 1 }]);
  });
});
