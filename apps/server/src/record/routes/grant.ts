import { grant, type GrantEvents } from '#domain/grant.js';
import { commandRoutes } from '../command-routes.js';
import { type Fields } from '../../http/validation/fact.js';
import { Line, Text } from '../../http/validation/fields.js';

const optional = { optional: true } as const;
const ISSUER = 'https://login.example.org';

/** A person as identified by the login. A grant takes effect when it is recorded, so it has no other date. */
class Grantee implements Fields<GrantEvents['GrantGiven']> {
  @Line({ description: 'The issuer of their tokens: the claim iss' }) readonly issuer!: string;
  @Line({ description: 'Their identifier at the issuer: the claim sub' }) readonly subject!: string;
  @Line({ ...optional, description: 'The name of the person' }) readonly name?: string;
  @Text({ ...optional, description: 'The reason' }) readonly reason?: string;
}

export const grantRoutes = commandRoutes(grant, {
  isFinal: true,
  routes: {
    GiveGrant: {
      path: 'negotiations/:negotiationId/grants',
      dto: Grantee,
      summary: 'Give a person access to a negotiation, as far as their roles allow',
      examples: { berta: { issuer: ISSUER, subject: '8f1c', name: 'Berta', reason: 'She takes over the file.' } },
    },
    RevokeGrant: {
      path: 'negotiations/:negotiationId/grants/revoked',
      dto: Grantee,
      summary: 'Revoke the access of a person to a negotiation, even if they opened it',
      examples: { berta: { issuer: ISSUER, subject: '8f1c', reason: 'She has left the team.' } },
    },
  },
});
