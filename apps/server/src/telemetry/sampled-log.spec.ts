import { describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { SampledLog } from './sampled-log.js';

type Written = Record<string, unknown>;

const opened = (seconds = 10, mostKinds?: number) => {
  jest.useFakeTimers();
  const lines: Written[] = [];
  const pinoLog = pino({ base: {} }, { write: (line: string) => void lines.push(JSON.parse(line) as Written) });
  const log = new SampledLog(pinoLog, seconds, mostKinds);
  const refuse = (subject: string, route = '/v1/a') =>
    log.write({
      level: 'warn',
      message: 'refused',
      kind: [subject, route],
      fields: { subject, route },
      wider: { kind: [subject], fields: { subject } },
    });
  return { lines, log, refuse, pass: (ms: number) => jest.advanceTimersByTime(ms) };
};

describe('a log of lines that clients can repeat', () => {
  it('writes the first line of each kind, and how many more there were', () => {
    const { lines, refuse, pass } = opened();
    for (let n = 0; n < 1_235; n++) refuse('eve');
    refuse('ben');
    expect(lines).toMatchObject([
      { subject: 'eve', msg: 'refused' },
      { subject: 'ben', msg: 'refused' },
    ]);
    pass(10_000);
    expect(lines.slice(2)).toEqual([
      expect.objectContaining({
        level: 40,
        subject: 'eve',
        route: '/v1/a',
        more: 1_234,
        seconds: 10,
        msg: 'refused, and 1,234 more in the last 10 s',
      }),
    ]);
  });
  it('begins again after that', () => {
    const { lines, refuse, pass } = opened();
    refuse('eve');
    pass(10_000);
    refuse('eve');
    pass(60_000);
    expect(lines.map(({ msg }) => msg)).toEqual(['refused', 'refused']);
  });
  it('writes the counts at the end, and every line from then on', () => {
    const { lines, log, refuse } = opened();
    for (let n = 0; n < 3; n++) refuse('eve');
    log.close();
    refuse('eve');
    refuse('eve');
    expect(lines.map(({ more }) => more)).toEqual([undefined, 2, undefined, undefined]);
  });
  it('counts lines of too many kinds by their wider kind, and loses none', () => {
    const { lines, refuse, log } = opened(10, 3);
    for (let n = 0; n < 100; n++) refuse(n % 2 === 0 ? 'eve' : 'mallory', `/v1/${n}`);
    expect(lines).toHaveLength(3);
    log.close();
    expect(lines.slice(3)).toMatchObject([
      { subject: 'mallory', others: true, more: 49 },
      { subject: 'eve', others: true, more: 48 },
    ]);
    expect(lines[3]).not.toHaveProperty('route');
  });
  it('writes every line if it counts over 0 seconds', () => {
    const { lines, refuse } = opened(0);
    for (let n = 0; n < 100; n++) refuse('eve');
    expect(lines).toHaveLength(100);
  });
  it('tells lines without a kind of their own apart by all they say', () => {
    const { lines, log } = opened();
    for (const model of ['issues', 'issues', 'meetings']) log.error({ model }, 'A model cannot be read');
    log.close();
    expect(lines.map(({ model, more }) => [model, more])).toEqual([
      ['issues', undefined],
      ['meetings', undefined],
      ['issues', 1],
    ]);
  });
});
