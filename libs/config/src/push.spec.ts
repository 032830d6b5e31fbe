import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.js';

const pushOf = (env: Record<string, string>) => readConfig(env).push;

describe('what is sent or fetched without a token', () => {
  it('is at most of the lowest level, unless it is set', () => {
    expect(pushOf({})).toEqual({
      publicUrl: undefined,
      clearance: { level: 'public', compartments: [] },
      webhookAllow: { hosts: [], networks: [] },
      webhookRetries: [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400],
    });
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
    ['WEBHOOK_ALLOW', 'https://hooks.example.org', 'WEBHOOK_ALLOW has "https://'],
    ['WEBHOOK_ALLOW', '10.0.0.0/99', 'WEBHOOK_ALLOW has "10.0.0.0/99"'],
    ['WEBHOOK_ALLOW', '0.0.0.0/0', 'WEBHOOK_ALLOW has'],
    ['WEBHOOK_ALLOW', '10.0.0', 'WEBHOOK_ALLOW has'],
    ['WEBHOOK_RETRY_SECONDS', '5,0', 'WEBHOOK_RETRY_SECONDS is "5,0"'],
    ['WEBHOOK_RETRY_SECONDS', ',', 'Give 1 to 50 numbers'],
    ['PUBLIC_URL', 'http://record.example.org', 'with https'],
    ['PUBLIC_URL', 'https://record.example.org/?x', 'with https'],
  ])('is refused with %s=%s', (name, value, why) => expect(() => pushOf({ [name]: value })).toThrow(why));
});
