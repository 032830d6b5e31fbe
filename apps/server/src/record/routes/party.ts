import { party, PARTY_KINDS, PARTY_ROLES, type PartyEvents, type PartyKind, type PartyRole } from '#domain/party.js';
import { commandRoutes } from '../command-routes.js';
import { ID } from '../../openapi/examples.js';
import { type Fields, OpeningFact, OTHER_NAMES, ReasonedFact } from '../../http/validation/fact.js';
import { CountryCode, Line, OneOf, TextList } from '../../http/validation/fields.js';

const optional = { optional: true } as const;

class JoinParty extends OpeningFact implements Fields<PartyEvents['PartyJoined']> {
  @Line() readonly name!: string;
  @Line(optional) readonly shortName?: string;
  @TextList(OTHER_NAMES) readonly otherNames?: readonly string[];
  @OneOf(PARTY_KINDS, { name: 'PartyKind' }) readonly kind!: PartyKind;
  @OneOf(PARTY_ROLES, { name: 'PartyRole' }) readonly role!: PartyRole;
  @CountryCode(optional) readonly code?: string;
}

export const partyRoutes = commandRoutes(party, {
  routes: {
    JoinParty: {
      path: 'negotiations/:negotiationId/parties',
      dto: JoinParty,
      summary: 'Record that a party joins the negotiation',
      examples: {
        eu: {
          id: ID.eu,
          name: 'European Union',
          shortName: 'EU',
          kind: 'regional-organisation',
          role: 'principal',
          code: 'EU',
        },
        china: {
          id: ID.china,
          name: "People's Republic of China",
          shortName: 'China',
          kind: 'state',
          role: 'principal',
          code: 'CN',
        },
      },
    },
    LeaveParty: {
      path: 'parties/:id/leave',
      dto: ReasonedFact,
      summary: 'Record that a party leaves the negotiation',
      examples: { china: { reason: 'The suspension ran out without an agreement.', occurredOn: '2026' } },
    },
  },
});
