import type { PartyId, RepresentativeId } from '#domain/ids.js';
import {
  representative,
  REPRESENTATIVE_KINDS,
  type RepresentativeEvents,
  type RepresentativeKind,
} from '#domain/representative.js';
import { commandRoutes } from '../command-routes.js';
import { ID } from '../../openapi/examples.js';
import { type Fields, OpeningFact, OTHER_NAMES, ReasonedFact } from '../../http/validation/fact.js';
import { Line, OneOf, Ref, TextList } from '../../http/validation/fields.js';

const optional = { optional: true } as const;

class NameRepresentative extends OpeningFact implements Fields<RepresentativeEvents['RepresentativeNamed']> {
  @Line() readonly name!: string;
  @TextList(OTHER_NAMES) readonly otherNames?: readonly string[];
  @OneOf(REPRESENTATIVE_KINDS, {
    name: 'RepresentativeKind',
    description: 'A body is an organization, such as a ministry or an agency',
  })
  readonly kind!: RepresentativeKind;
  @Ref('party', optional) readonly partyId?: PartyId;
  @Line(optional) readonly post?: string;
  @Ref('representative', { ...optional, description: 'The representative that a spokesperson speaks for' })
  readonly speaksForId?: RepresentativeId;
}

export const representativeRoutes = commandRoutes(representative, {
  routes: {
    NameRepresentative: {
      path: 'negotiations/:negotiationId/representatives',
      dto: NameRepresentative,
      summary: 'Record a person or body that speaks for a party',
      examples: {
        sefcovic: {
          id: ID.sefcovic,
          name: 'Maroš Šefčovič',
          kind: 'person',
          partyId: ID.eu,
          post: 'Trade commissioner of the European Commission',
        },
        gill: {
          id: ID.gill,
          name: 'Olof Gill',
          kind: 'person',
          partyId: ID.eu,
          post: 'Spokesperson',
          speaksForId: ID.sefcovic,
        },
        wang: {
          id: ID.wang,
          name: 'Wang Wentao',
          otherNames: ['王文涛'],
          kind: 'person',
          partyId: ID.china,
          post: 'Minister of Commerce',
        },
        mofcom: {
          id: ID.mofcom,
          name: 'Ministry of Commerce of the People’s Republic of China',
          kind: 'body',
          partyId: ID.china,
        },
        councilPresident: {
          id: ID.councilPresident,
          name: 'President of the European Council',
          kind: 'person',
          partyId: ID.eu,
        },
      },
    },
    StandDownRepresentative: {
      path: 'representatives/:id/stand-down',
      dto: ReasonedFact,
      summary: 'Record that a representative no longer speaks for a party',
      examples: { gill: { reason: 'Another spokesperson took over.', occurredOn: '2026' } },
    },
  },
});
