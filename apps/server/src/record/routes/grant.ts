import { grant, type GrantEvents } from '#domain/grant.js';
import { commandRoutes } from '../command-routes.js';
import { type Fields } from '../../http/validation/fact.js';
import { Line, Text } from '../../http/validation/fields.js';

const optional = { optional: true } as const;
const ISSUER = 'https://login.example.org';

/** A person as the login knows them. It holds from the moment at which it is recorded, so that it tells of no other. */
class Grantee implements Fields<GrantEvents['GrantGiven']> {
  @Line({ description: 'The issuer of their tokens, as in the claim iss' }) readonly issuer!: string;
  @Line({ description: 'By what it knows them: the claim sub' }) readonly subject!: string;
  @Line({ ...optional, description: 'What people call them' }) readonly name?: string;
  @Text({ ...optional, description: 'Why' }) readonly reason?: string;
}

export const grantRoutes = commandRoutes(grant, {
  identity: ['issuer', 'subject'],
  isFinal: true,
  routes: {
    GiveGrant: {
      path: 'negotiations/:negotiationId/grants',
      dto: Grantee,
      summary: 'Let somebody into a negotiation: to do there what their role allows',
      examples: { berta: { issuer: ISSUER, subject: '8f1c', name: 'Berta', reason: 'She takes over the file.' } },
    },
    RevokeGrant: {
      path: 'negotiations/:negotiationId/grants/revoked',
      dto: Grantee,
      summary: 'Shut somebody out of a negotiation, were it who opened it',
      examples: { berta: { issuer: ISSUER, subject: '8f1c', reason: 'She has left the team.' } },
    },
  },
});
