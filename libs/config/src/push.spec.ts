import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.js';

const pushOf = (env: Record<string, string>) => readConfig(env).push;

describe('what is fetched without a token', () => {
  it('is at most of the lowest level, unless it is set', () => {
    expect(pushOf({})).toEqual({ publicUrl: undefined, clearance: { level: 'public', compartments: [] } });
    expect(pushOf({ MARKING_LEVELS: 'open,closed' }).clearance.level).toBe('open');
    expect(pushOf({ PUSH_CLEARANCE: 'secret/trade / energy/trade' }).clearance).toEqual({
      level: 'secret',
      compartments: ['energy', 'trade'],
    });
  });
  it.each([
    ['PUSH_CLEARANCE', 'top', 'Begin with one of MARKING_LEVELS: public, restreint'],
    ['PUSH_CLEARANCE', '/ trade', 'Begin with one of MARKING_LEVELS'],
    ['PUSH_CLEARANCE', 'secret /', 'Name one after each slash'],
    ['PUBLIC_URL', 'http://record.example.org', 'with https'],
    ['PUBLIC_URL', 'https://record.example.org/?x', 'with https'],
  ])('is refused with %s=%s', (name, value, why) => expect(() => pushOf({ [name]: value })).toThrow(why));
});
