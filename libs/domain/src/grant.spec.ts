import { describe, expect, it } from '@jest/globals';
import type { Person } from './envelope.js';
import { grant, guardGrantToOneself } from './grant.js';
import { scenario } from './testing.js';

const { given } = scenario(grant);
const berta = { issuer: 'https://login.example.org', subject: '8f1c', name: 'Berta' } as const;
const granted = { type: 'GrantGiven', data: berta } as const;
const revoked = { type: 'GrantRevoked', data: { ...berta, reason: 'She has left the team.' } } as const;
const refusal = (code: string) => expect.objectContaining({ refused: code });

describe('a grant', () => {
  it('is given to a person by issuer and subject', () => {
    expect(given().when({ type: 'GiveGrant', data: berta })).toEqual([granted]);
  });
  it('cannot be given twice', () => {
    expect(given(granted).when({ type: 'GiveGrant', data: berta })).toEqual(refusal('grant-already-given'));
  });
  it('can be revoked', () => {
    expect(given(granted).when({ type: 'RevokeGrant', data: revoked.data })).toEqual([revoked]);
  });
  it('can be revoked for the opener of the negotiation, who never got one', () => {
    expect(given().when({ type: 'RevokeGrant', data: revoked.data })).toEqual([revoked]);
  });
  it('cannot be revoked twice', () => {
    expect(given(granted, revoked).when({ type: 'RevokeGrant', data: berta })).toEqual(
      refusal('grant-already-revoked'),
    );
  });
  it('can be given again after it was revoked', () => {
    expect(given(granted, revoked).when({ type: 'GiveGrant', data: berta })).toEqual([granted]);
  });
  it('is not given to oneself, but one may give up the own access', () => {
    const give = (by: Person) => guardGrantToOneself({ type: 'GiveGrant', data: berta }, by);
    expect(give(berta)).toEqual(refusal('grant-to-oneself'));
    expect(give({ ...berta, subject: 'ada' })).toBeUndefined();
    // The same subject at another issuer is another person.
    expect(give({ ...berta, issuer: 'https://other.example.org' })).toBeUndefined();
    expect(guardGrantToOneself({ type: 'RevokeGrant', data: berta }, berta)).toBeUndefined();
  });
});
