import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Views } from '../log/views.js';
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
  const made = new Grants([]);
  for (const one of events) made.hear(one);
  return made;
};

describe('a negotiation', () => {
  const opened = event('NegotiationOpened', { title: 'Talks' });
  it('admits whoever opened it', () => expect(grants(opened).admits(caller('ana'), 'n')).toBe(true));
  it('admits nobody else', () => {
    expect(grants(opened).admits(caller('berta'), 'n')).toBe(false);
    expect(grants().admits(caller('ana'), 'n')).toBe(false);
  });
  it('admits whom it was given to, in this one alone', () => {
    const some = grants(opened, given('berta'));
    expect(some.admits(caller('berta'), 'n')).toBe(true);
    expect(some.admits(caller('berta'), 'm')).toBe(false);
  });
  it('does not admit somebody of the same subject at another issuer', () =>
    expect(grants(opened, given('berta')).admits(caller('berta', 'https://evil.example'), 'n')).toBe(false));
  it('admits nobody from whom it was taken, were it who opened it', () => {
    expect(grants(opened, given('berta'), revoked('berta')).admits(caller('berta'), 'n')).toBe(false);
    expect(grants(opened, revoked('ana')).admits(caller('ana'), 'n')).toBe(false);
  });
  it('admits those again to whom it was given back', () =>
    expect(grants(opened, revoked('ana'), given('ana')).admits(caller('ana'), 'n')).toBe(true));
  it('admits whoever uses a service on their own machine', () =>
    expect(grants().admits(localCaller('Ana'), 'n')).toBe(true));
  it('is told among those that somebody has', () => {
    const some = grants(opened, given('berta'), given('berta', 'm'), given('carl', 'o'));
    expect(some.of(caller('berta'))).toEqual(['n', 'm']);
    expect(some.of(caller('dora'))).toEqual([]);
    expect(some.of(localCaller('Ana'))).toBeUndefined();
  });
  it('is heard of where the views are still to be made', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-grants-'));
    const some = Grants.knownTo(new Views(dataDir));
    some.hear(opened);
    expect([some.admits(caller('ana'), 'n'), some.admits(caller('berta'), 'n')]).toEqual([true, false]);
    rmSync(dataDir, { recursive: true });
  });
  it('is no matter where it is about the log itself, which all have', () => {
    const some = grants(opened, event('OriginStarted', { origin: 'talks.2' }, 'ledger'));
    expect(some.of(caller('ana'))).toEqual(['n', 'ledger']);
    expect(some.of(caller('dora'))).toEqual(['ledger']);
    expect([some.admits(caller('dora'), 'ledger'), some.admits(caller('dora'), 'n')]).toEqual([true, false]);
  });
  it('is known from the views, and what is heard after that counts', () => {
    const some = new Grants([
      { negotiationId: 'n', issuer, subject: 'ana', status: 'opened' },
      { negotiationId: 'n', issuer, subject: 'berta', status: 'given' },
    ]);
    expect(some.admits(caller('berta'), 'n')).toBe(true);
    some.hear(revoked('berta'));
    expect(some.admits(caller('berta'), 'n')).toBe(false);
  });
});
