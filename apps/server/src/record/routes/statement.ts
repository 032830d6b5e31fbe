import type { IssueId, MeetingId, PartyId, RepresentativeId, StatementId } from '#domain/ids.js';
import {
  type Attribution,
  ATTRIBUTIONS,
  statement,
  STATEMENT_KINDS,
  type StatementEvents,
  type StatementKind,
} from '#domain/statement.js';
import { commandRoutes } from '../command-routes.js';
import { ID } from '../../openapi/examples.js';
import { type Fields, OpeningFact, ReasonedFact } from '../../http/validation/fact.js';
import { Flag, Language, Line, Nested, OneOf, Ref, Refs, Text } from '../../http/validation/fields.js';

const optional = { optional: true } as const;

class Translation {
  @Language() readonly language!: string;
  @Text() readonly text!: string;
}

class MakeStatement extends OpeningFact implements Fields<StatementEvents['StatementMade']> {
  @Ref('representative', {
    ...optional,
    description: 'The speaker. May be left out only if the attribution withholds the name',
  })
  readonly speakerId?: RepresentativeId;
  @Ref('representative', { ...optional, description: 'The representative on whose behalf a spokesperson said it' })
  readonly speakingForId?: RepresentativeId;
  @Ref('party', optional) readonly partyId?: PartyId;
  @Refs('party', { ...optional, description: 'The parties it was addressed to' }) readonly toIds?: readonly PartyId[];
  @OneOf(STATEMENT_KINDS, { name: 'StatementKind' }) readonly kind!: StatementKind;
  @Line({ ...optional, description: 'Where it was said or published' }) readonly channel?: string;
  @Text() readonly text!: string;
  @Flag({ description: 'Whether text is verbatim' }) readonly verbatim!: boolean;
  @Language(optional) readonly language?: string;
  @Nested(() => Translation, optional) readonly translation?: Translation;
  @Refs('issue', optional) readonly issueIds?: readonly IssueId[];
  @Ref('meeting', { ...optional, description: 'The meeting where it was said' }) readonly meetingId?: MeetingId;
  @Ref('statement', { ...optional, description: 'The statement that it replies to' })
  readonly inReplyToId?: StatementId;
  @OneOf(ATTRIBUTIONS, {
    ...optional,
    name: 'Attribution',
    description: 'How it may be quoted. Defaults to on the record',
  })
  readonly attribution?: Attribution;
}

class WithdrawStatement extends ReasonedFact implements Fields<StatementEvents['StatementWithdrawn']> {
  @Ref('representative', optional) readonly withdrawnById?: RepresentativeId;
}

export const statementRoutes = commandRoutes(statement, {
  routes: {
    MakeStatement: {
      path: 'negotiations/:negotiationId/statements',
      dto: MakeStatement,
      summary: 'Record a statement, in public or in a meeting',
      examples: {
        harmful: {
          id: ID.harmful,
          speakerId: ID.sefcovic,
          partyId: ID.eu,
          toIds: [ID.china],
          kind: 'readout',
          text: 'unjustified and harmful',
          verbatim: true,
          language: 'en',
          issueIds: [ID.controls],
          meetingId: ID.call,
          occurredOn: '2025-10-21',
          codes: [{ scheme: 'CAMEO', version: '1.1b3', code: '111' }],
        },
        arrival: {
          id: ID.arrival,
          speakerId: ID.gill,
          speakingForId: ID.sefcovic,
          partyId: ID.eu,
          kind: 'spokesperson-remark',
          text: 'A “high-level technical” Chinese delegation will arrive in Brussels on Thursday. Wang Wentao is not part of it.',
          verbatim: false,
          occurredOn: '2025-10-27',
          learnedAt: '2025-10-27T12:30:00+01:00',
          sources: [
            {
              title: 'EU and China Resume Negotiations to Resolve Rare Earth Land Control Crisis',
              publisher: 'Web Editor',
              publishedOn: '2025-10-27',
              reliability: 'C2',
            },
          ],
        },
        inPrivate: {
          id: ID.inPrivate,
          partyId: ID.china,
          kind: 'private-remark',
          attribution: 'background',
          text: 'The licences for automotive firms come first.',
          verbatim: false,
          issueIds: [ID.licences],
          occurredOn: '2025-10-28',
          sources: [{ publisher: 'A diplomat of a third country', reliability: 'C3' }],
        },
        comingWeeks: {
          id: ID.comingWeeks,
          speakerId: ID.councilPresident,
          partyId: ID.eu,
          kind: 'press-statement',
          text: 'in the coming weeks',
          verbatim: true,
          language: 'en',
          occurredOn: '2025-10-27',
        },
      },
    },
    WithdrawStatement: {
      path: 'statements/:id/withdraw',
      dto: WithdrawStatement,
      summary: 'Retract a statement',
      examples: {
        comingWeeks: {
          reason: 'The talks were to take place within the week.',
          withdrawnById: ID.councilPresident,
          occurredOn: '2025-10-29',
        },
      },
    },
  },
});
