import { describe, expect, it } from '@jest/globals';
import { grant } from './grant.js';
import { scenario } from './testing.js';

const { given } = scenario(grant);
const berta = { issuer: 'https://login.example.org', subject: '8f1c', name: 'Berta' } as const;
const granted = { type: 'GrantGiven', data: berta } as const;
const revoked = { type: 'GrantRevoked', data: { ...berta, reason: 'She has left the team.' } } as const;
const refusal = (code: string) => expect.objectContaining({ refused: code });

describe('a grant', () => {
  it('is given to somebody by whom the login knows', () => {
    expect(given().when({ type: 'GiveGrant', data: berta })).toEqual([granted]);
  });
  it('is not given twice', () => {
    expect(given(granted).when({ type: 'GiveGrant', data: berta })).toEqual(refusal('grant-already-given'));
  });
  it('is revoked', () => {
    expect(given(granted).when({ type: 'RevokeGrant', data: revoked.data })).toEqual([revoked]);
  });
  it('is revoked from who opened the negotiation, and never was given it', () => {
    expect(given().when({ type: 'RevokeGrant', data: revoked.data })).toEqual([revoked]);
  });
  it('is not revoked twice', () => {
    expect(given(granted, revoked).when({ type: 'RevokeGrant', data: berta })).toEqual(
      refusal('grant-already-revoked'),
    );
  });
  it('is given again after it was revoked', () => {
    expect(given(granted, revoked).when({ type: 'GiveGrant', data: berta })).toEqual([granted]);
  });
});
