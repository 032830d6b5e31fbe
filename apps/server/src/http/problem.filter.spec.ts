import { describe, expect, it } from '@jest/globals';
import type { ArgumentsHost } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LedgerBroken } from '#ledger/storage/ledger-broken.js';
import { ClockJumped } from '../log/clock.js';
import { AllowedMethods } from './allowed-methods.js';
import { NotIndexed } from '#read-models/log-index/log-index.js';
import { Problem } from './problem.js';
import { ProblemFilter, sendProblem } from './problem.filter.js';

const STREAM = 'meeting-01a214ae-f6a0-73b8-9e4d-19de26530fb3';
const EVERYTHING = { everywhere: true, clearance: undefined };
const detailFor = (caller: object | undefined, error: Error) => answeredFor(caller, error).body;
const newReply = () => {
  let body = '';
  const reply = {
    status: () => reply,
    headers: () => reply,
    type: () => reply,
    send: (text: string) => (body = text),
  };
  return { reply, answered: () => JSON.parse(body) as { status: number; code: string; detail: string } };
};
const answeredFor = (caller: object | undefined, error: Error) => {
  const { reply, answered } = newReply();
  const request = { url: '/v1/audit/trail', caller } as unknown as FastifyRequest;
  sendProblem(request, reply as unknown as FastifyReply, error);
  return { body: answered(), fault: request.fault };
};
const CALLERS: readonly [name: string, caller: object | undefined, mayKnow: boolean][] = [
  ['may see everything', EVERYTHING, true],
  ['has a clearance', { ...EVERYTHING, clearance: { level: 'tres-secret', compartments: [] } }, false],
  ['has grants for some negotiations', { ...EVERYTHING, everywhere: false }, false],
  ['is not known', undefined, false],
];

describe.each(CALLERS)('a caller who %s', (_, caller, mayKnow) => {
  it(`is told ${mayKnow ? '' : 'not '}which event was altered`, () => {
    const error = LedgerBroken.altered(
      { ordinal: 41, stream: STREAM, revision: 0, id: 'an-id' },
      { nameOfStream: (stream) => stream },
    );
    const { status, code, detail } = detailFor(caller, error);
    expect([status, code]).toEqual([503, 'log-altered']);
    expect([detail.includes(STREAM), detail.includes('event 41')]).toEqual([mayKnow, mayKnow]);
    expect(detail).toMatch(/^Nothing more is recorded: .*altered outside of this service/);
  });
  it(`is told ${mayKnow ? '' : 'not '}how many events are indexed`, () => {
    const { status, code, detail } = detailFor(caller, new NotIndexed(7, 90));
    expect([status, code, detail.includes('7 of 90 events')]).toEqual([503, 'log-not-indexed', mayKnow]);
  });
});

describe('a problem that has a cause', () => {
  it('leaves it for the log, and does not answer it', () => {
    const cause = new Error('EACCES: permission denied, open /data/access');
    const problem = new Problem('access-not-logged', 'The access log cannot be written now.', { cause });
    const { body, fault } = answeredFor(EVERYTHING, problem);
    expect(fault).toBe(cause);
    expect(JSON.stringify(body)).not.toContain('EACCES');
    expect(answeredFor(EVERYTHING, new Problem('log-unreachable', 'Later.')).fault).toBeUndefined();
  });
});

describe('an error that nobody can explain', () => {
  const caught = (error: Error, { isProven = false, method = 'GET' }) => {
    const { reply, answered } = newReply();
    const request = { url: '/v1/audit/trail', method } as unknown as FastifyRequest;
    const http = { getRequest: () => request, getResponse: () => reply };
    new ProblemFilter(new AllowedMethods(), { isProven }).catch(error, {
      switchToHttp: () => http,
    } as unknown as ArgumentsHost);
    return [answered().code, request.fault];
  };
  const errors = [new SyntaxError('not JSON'), new TypeError('null has no length'), new Error('no such kind')];

  it.each(errors)('may come from a row until the views were compared with the log: %s', (error) => {
    expect(caught(error, {})).toEqual(['views-unavailable', error]);
    expect(caught(error, { method: 'HEAD' })).toEqual(['views-unavailable', error]);
  });
  it.each(errors)('is one of the service after that, and where something is recorded: %s', (error) => {
    expect(caught(error, { isProven: true })).toEqual(['internal-error', error]);
    expect(caught(error, { method: 'POST' })).toEqual(['internal-error', error]);
  });
  it('is none that the code, the system or the framework raises', () => {
    const system = Object.assign(new Error('EIO'), { syscall: 'read' });
    expect(caught(system, {})).toEqual(['internal-error', system]);
    expect(caught(Object.assign(new Error('no'), { statusCode: 413 }), {})[0]).toBe('request-too-large');
    expect(caught(new ClockJumped('it is late'), {})[0]).toBe('clock-jumped');
  });
});
