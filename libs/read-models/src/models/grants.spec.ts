import { describe, expect, it } from '@jest/globals';
import { grants, grantsOf } from './grants.js';
import { about, type Telling, viewsOf } from '../testing/told-log.js';

const ada = { issuer: 'https://login.example.org', subject: 'ada', name: 'Ada' };
const by = (metadata: object = {}) => ({ metadata: { recordedBy: ada, ...metadata } });
const berta = { issuer: 'https://login.example.org', subject: 'berta', name: 'Berta' };
const given: Telling = { type: 'GrantGiven', data: { ...berta, reason: 'She takes over.' }, ...by() };
const revoked: Telling = { type: 'GrantRevoked', data: { issuer: berta.issuer, subject: berta.subject }, ...by() };
const opened: Telling = { type: 'NegotiationOpened', data: { title: 'Talks' } };

const views = viewsOf(
  [grants],
  about('negotiation', 'n', opened),
  about('grant', 'of-berta', given),
  about('grant', 'of-carl', { ...given, data: { ...berta, subject: 'carl', name: 'Carl', reason: 'He helps.' } }),
  about('negotiation', 'm', { ...opened, ...by({ negotiationId: 'm' }) }),
  about('grant', 'of-berta', revoked),
  about('grant', 'of-ada-in-m', { ...revoked, data: ada, ...by({ negotiationId: 'm' }) }),
);
const all = { after: undefined, limit: 50 };
const briefly = (negotiationId: string) =>
  grantsOf(views, negotiationId, all).map(({ subject, status }) => `${subject} ${status}`);

describe('the access to a negotiation', () => {
  it('is held by the opener, and those whom it was given to', () =>
    expect(briefly('n')).toEqual(['ana opened', 'carl given', 'berta revoked']));
  it('is not held by anybody whose grant was revoked, even the opener', () =>
    expect(briefly('m')).toEqual(['ada revoked']));
  it('is listed with who granted it, when and why', () =>
    expect(grantsOf(views, 'n', all)[1]).toMatchObject({
      issuer: berta.issuer,
      subject: 'carl',
      name: 'Carl',
      status: 'given',
      since: '2026-01-01T02:00:00.000Z',
      recordedBy: ada,
      reason: 'He helps.',
    }));
  it('is paged without gaps and duplicates', () => {
    const seen: string[] = [];
    for (let after: readonly (string | number)[] | undefined; ;) {
      const [row] = grantsOf(views, 'n', { after, limit: 1 });
      if (row === undefined) break;
      seen.push(row.subject);
      after = row.key;
    }
    expect(seen).toEqual(['ana', 'carl', 'berta']);
  });
});
