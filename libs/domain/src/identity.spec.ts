import { describe, expect, it } from '@jest/globals';
import { identityIn, identityOf } from './identity.js';

const holder = { partyId: 'eu', issueId: 'controls', scope: 'public' };
const event = (stream: string, revision: number, data: object) => ({
  stream,
  revision,
  data: JSON.stringify(data),
  metadata: JSON.stringify({ negotiationId: 'talks' }),
});

describe('what a thing is about', () => {
  it('is the party, the issue and the scope of a position in its negotiation, and nothing else', () => {
    const identity = identityOf('position', 'talks', { ...holder, text: 'No.' });
    expect(identityOf('position', 'talks', { ...holder, text: 'Yes.' })).toBe(identity);
    for (const [negotiation, other] of [
      ['other talks', holder],
      ['talks', { ...holder, scope: 'private' }],
      ['talks', { ...holder, partyId: 'china' }],
      ['talks', { ...holder, issueId: 'licences' }],
    ] as const)
      expect(identityOf('position', negotiation, other)).not.toBe(identity);
  });
  it('is the person of a grant', () => {
    const ana = { issuer: 'https://login.example.org', subject: 'ana' };
    expect(identityOf('grant', 'talks', ana)).toBe(identityOf('grant', 'talks', { ...ana, name: 'Ana' }));
    expect(identityOf('grant', 'talks', ana)).not.toBe(identityOf('grant', 'talks', { ...ana, subject: 'ben' }));
  });
  it('does not identify things with ids of their own', () => {
    expect(identityOf('issue', 'talks', { title: 'Controls' })).toBeUndefined();
    expect(identityIn(event('issue-1', 0, { title: 'Controls' }))).toBeUndefined();
  });
  it('is found in the first event of its thing alone', () => {
    expect(identityIn(event('position-1', 0, holder))).toBe(identityOf('position', 'talks', holder));
    expect(identityIn(event('position-1', 1, holder))).toBeUndefined();
  });
});
