import { describe, expect, it } from '@jest/globals';
import { localCaller, type Caller } from './caller.js';
import { Grants } from './grants.js';

const issuer = 'https://login.example.org';
const caller = (subject: string, by = issuer): Caller => ({
  recorder: { issuer: by, subject, name: subject },
  roles: ['recorder'],
  clearance: { level: 'public', compartments: [] },
  everywhere: false,
});
const event = (type: string, data: object, negotiationId = 'n', by = 'ana') => ({
  type,
  data: JSON.stringify(data),
  metadata: JSON.stringify({ negotiationId, recordedBy: { issuer, subject: by, name: by } }),
});
const given = (subject: string, negotiationId?: string) =>
  event('GrantGiven', { issuer, subject }, negotiationId, 'ada');
const revoked = (subject: string) => event('GrantRevoked', { issuer, subject }, 'n', 'ada');
const grants = (...events: ReturnType<typeof event>[]) => {
  const made = new Grants();
  for (const one of events) made.apply(one);
  return made;
};

describe('a negotiation', () => {
  const opened = event('NegotiationOpened', { title: 'Talks' });
  it('admits the person who opened it', () => expect(grants(opened).admits(caller('ana'), 'n')).toBe(true));
  it('admits nobody else', () => {
    expect(grants(opened).admits(caller('berta'), 'n')).toBe(false);
    expect(grants().admits(caller('ana'), 'n')).toBe(false);
  });
  it('admits a person with a grant, to this negotiation only', () => {
    const some = grants(opened, given('berta'));
    expect(some.admits(caller('berta'), 'n')).toBe(true);
    expect(some.admits(caller('berta'), 'm')).toBe(false);
  });
  it('does not admit the same subject at another issuer', () =>
    expect(grants(opened, given('berta')).admits(caller('berta', 'https://evil.example'), 'n')).toBe(false));
  it('does not admit a person whose grant was revoked, even if they opened it', () => {
    expect(grants(opened, given('berta'), revoked('berta')).admits(caller('berta'), 'n')).toBe(false);
    expect(grants(opened, revoked('ana')).admits(caller('ana'), 'n')).toBe(false);
  });
  it('admits a person whose grant was given again', () =>
    expect(grants(opened, revoked('ana'), given('ana')).admits(caller('ana'), 'n')).toBe(true));
  it('admits the local user of a service without login', () =>
    expect(grants().admits(localCaller('Ana'), 'n')).toBe(true));
  it('is listed for a person with a grant', () => {
    const some = grants(opened, given('berta'), given('berta', 'm'), given('carl', 'o'));
    expect(some.of(caller('berta'))).toEqual(['n', 'm']);
    expect(some.of(caller('dora'))).toEqual([]);
    expect(some.of(localCaller('Ana'))).toBeUndefined();
  });
  it('does not limit events about the log itself, which everybody may see', () => {
    const some = grants(opened, event('OriginStarted', { origin: 'talks.2' }, 'ledger'));
    expect(some.of(caller('ana'))).toEqual(['n', 'ledger']);
    expect(some.of(caller('dora'))).toEqual(['ledger']);
    expect([some.admits(caller('dora'), 'ledger'), some.admits(caller('dora'), 'n')]).toEqual([true, false]);
  });
});
