import type { IssueId, PartyId } from '#domain/ids.js';
import {
  type Direction,
  DIRECTIONS,
  position,
  POSITION_KINDS,
  type PositionEvents,
  type PositionKind,
  type Scope,
  SCOPES,
} from '#domain/position.js';
import { commandRoutes } from '../command-routes.js';
import { ID } from '../../openapi/examples.js';
import { type Fields, MARKING, MarkingField, ReasonedFact, ThingField } from '../../http/validation/fact.js';
import { List, Nested, OneOf, Percent, Ref, Text } from '../../http/validation/fields.js';

const optional = { optional: true } as const;
const SCALE = { ...optional, description: 'The position of the party on the issue' } as const;
const SALIENCE = { ...optional, description: 'How much the issue matters to the party' } as const;

/** The party, issue and scope of a position. Its id is derived from these. */
class HeldPosition extends ReasonedFact {
  @Ref('party') readonly partyId!: PartyId;
  @Ref('issue') readonly issueId!: IssueId;
  @OneOf(SCOPES, { name: 'PositionScope', description: 'Stated in public, stated in private, or assumed by our side' })
  readonly scope!: Scope;
  @List(() => ThingField, { ...optional, description: 'The statements, meetings, measures and proposals that show it' })
  readonly evidence?: readonly ThingField[];
  @Nested(() => MarkingField, MARKING) readonly marking?: MarkingField;
}

class TakePosition extends HeldPosition implements Fields<PositionEvents['PositionTaken']> {
  @Text() readonly text!: string;
  @OneOf(POSITION_KINDS, { name: 'PositionKind' }) readonly kind!: PositionKind;
  @Percent(SCALE) readonly scale?: number;
  @Percent(SALIENCE) readonly salience?: number;
}

class ShiftPosition extends HeldPosition implements Fields<PositionEvents['PositionShifted']> {
  @OneOf(DIRECTIONS, { name: 'Direction' }) readonly direction!: Direction;
  @Text() readonly text!: string;
  @Text({ ...optional, description: 'The former position, if it is not recorded' }) readonly fromText?: string;
  @OneOf(POSITION_KINDS, { ...optional, name: 'PositionKind' }) readonly kind?: PositionKind;
  @Percent(SCALE) readonly scale?: number;
  @Percent(SALIENCE) readonly salience?: number;
}

class MaintainPosition extends HeldPosition implements Fields<PositionEvents['PositionMaintained']> {
  @Text(optional) readonly text?: string;
}

class WithdrawPosition extends HeldPosition implements Fields<PositionEvents['PositionWithdrawn']> {}

const europe = { partyId: ID.eu, issueId: ID.controls, scope: 'public' } as const;
const china = { partyId: ID.china, issueId: ID.controls, scope: 'public' } as const;

export const positionRoutes = commandRoutes(position, {
  routes: {
    TakePosition: {
      path: 'negotiations/:negotiationId/positions',
      dto: TakePosition,
      summary: 'State the position of a party on an issue',
      examples: {
        europe: {
          ...europe,
          text: 'The controls are unjustified and harmful.',
          kind: 'demand',
          evidence: [{ kind: 'statement', id: ID.harmful }],
          salience: 90,
          occurredOn: '2025-10',
        },
        china: {
          ...china,
          text: 'Exporters need an export licence for dual-use items from the Ministry of Commerce.',
          kind: 'demand',
          reason: 'National security',
          occurredOn: '2025-10-0X',
        },
      },
    },
    ShiftPosition: {
      path: 'negotiations/:negotiationId/positions/shifts',
      dto: ShiftPosition,
      summary: 'Shift the position of a party; the former position need not be recorded',
      examples: {
        china: {
          ...china,
          direction: 'softened',
          text: 'The October controls are suspended until 10 November 2026. The legal framework remains.',
          kind: 'offer',
          evidence: [{ kind: 'meeting', id: ID.brussels }],
          occurredOn: '2025-11-07',
        },
      },
    },
    MaintainPosition: {
      path: 'negotiations/:negotiationId/positions/maintained',
      dto: MaintainPosition,
      summary: 'Reaffirm a position',
      examples: {
        europe: {
          ...europe,
          text: 'Such practices contradict the efforts to stabilize commercial relations.',
          evidence: [{ kind: 'statement', id: ID.harmful }],
          occurredOn: '2025-10-21',
        },
      },
    },
    WithdrawPosition: {
      path: 'negotiations/:negotiationId/positions/withdrawn',
      dto: WithdrawPosition,
      summary: 'Withdraw a position',
      examples: { europe: { ...europe, reason: 'The controls are suspended.', occurredOn: '2025-11' } },
    },
  },
});
