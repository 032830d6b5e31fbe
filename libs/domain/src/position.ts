import { type CommandsOf, type Decider, type EventsOf, type Refusal, unknown, refuseField } from './decider.js';
import type { IssueId, Kind, PartyId, ThingRef } from './ids.js';
import { type Dated, span } from './world-date.js';

/** `private` is what a party said behind closed doors; `assessed` is what our side believes that it wants. */
export const SCOPES = ['public', 'private', 'assessed'] as const;
export type Scope = (typeof SCOPES)[number];
export const POSITION_KINDS = ['demand', 'offer', 'reservation', 'red-line', 'acceptance'] as const;
export type PositionKind = (typeof POSITION_KINDS)[number];
export const DIRECTIONS = ['hardened', 'softened', 'reframed'] as const;
export type Direction = (typeof DIRECTIONS)[number];
/** The things that can show a position. */
export const EVIDENCE_KINDS = ['statement', 'meeting', 'measure', 'proposal'] as const satisfies readonly Kind[];

// Events. Each names the holder of the position, because any of them may be recorded first.
type PositionHolder = { partyId: PartyId; issueId: IssueId; scope: Scope };
type Grounds = { reason?: string; evidence?: readonly ThingRef[] };
/** 0 to 100, as in the DEU data set: where the party stands on the issue, and how much the issue matters to it. */
type Weight = { scale?: number; salience?: number };
export type PositionEvents = {
  PositionTaken: PositionHolder & Grounds & Weight & { text: string; kind: PositionKind };
  /** `fromText`: the previous position, if that was not recorded. */
  PositionShifted: PositionHolder &
    Grounds &
    Weight & { direction: Direction; text: string; fromText?: string; kind?: PositionKind };
  PositionMaintained: PositionHolder & Grounds & { text?: string };
  PositionWithdrawn: PositionHolder & Grounds;
};
export type PositionEvent = EventsOf<PositionEvents>;

// Commands
const records = {
  TakePosition: 'PositionTaken',
  ShiftPosition: 'PositionShifted',
  MaintainPosition: 'PositionMaintained',
  WithdrawPosition: 'PositionWithdrawn',
} as const;
export type PositionCommand = CommandsOf<typeof records, PositionEvents>;

// State: the days on which the position was last taken, unless it was withdrawn since.
export type Position = Readonly<{ takenOn: string | undefined }>;

const daysOf = (placing: Dated): string => JSON.stringify(span(placing));

/**
 * What a party held at another time may be learned at any time, so it may be taken several times. Twice on the same days is most
 * likely the same.
 */
const take = ({ takenOn }: Position, placing: Dated): Refusal | undefined =>
  takenOn === daysOf(placing)
    ? refuseField(
        '/occurredOn',
        'position-taken-already-recorded',
        'This position is already recorded on the same days. If it was taken at another time, say when in occurredOn. If it changed, record a shift. If it was taken again, first record that it was withdrawn in between. If this is another account of it, name its event in reportOf.',
      )
    : undefined;

const weigh = ({ scale, salience }: Weight): Refusal | undefined => {
  if (isOffScale(scale))
    return refuseField('/scale', 'scale-out-of-range', `scale must be from 0 to 100, but is ${scale}.`);
  if (isOffScale(salience))
    return refuseField('/salience', 'salience-out-of-range', `salience must be from 0 to 100, but is ${salience}.`);
  return undefined;
};
const isOffScale = (value: number | undefined) => value !== undefined && !(value >= 0 && value <= 100);

const showBy = ({ evidence = [] }: Grounds): Refusal | undefined => {
  const stray = evidence.findIndex(({ kind }) => !EVIDENCE_KINDS.some((shows) => shows === kind));
  if (stray < 0) return undefined;
  return refuseField(
    `/evidence/${stray}/kind`,
    'evidence-of-wrong-kind',
    `A ${evidence[stray]!.kind} cannot be evidence of a position. Name one of: ${EVIDENCE_KINDS.join(', ')}.`,
  );
};

const guard = (command: PositionCommand, before: Position, _: Position, placing: Dated): Refusal | undefined => {
  switch (command.type) {
    case 'TakePosition':
      return weigh(command.data) ?? showBy(command.data) ?? take(before, placing);
    case 'ShiftPosition':
      return weigh(command.data) ?? showBy(command.data);
    case 'MaintainPosition':
    case 'WithdrawPosition':
      return showBy(command.data);
    default:
      return unknown(command);
  }
};

const evolve = (state: Position, event: PositionEvent, placing: Dated): Position => {
  switch (event.type) {
    case 'PositionTaken':
      return { takenOn: daysOf(placing) };
    case 'PositionWithdrawn':
      return { takenOn: undefined };
    // A shift may be recorded before its origin, which can then still be recorded.
    case 'PositionShifted':
    case 'PositionMaintained':
      return state;
    default:
      return unknown(event);
  }
};

export const position: Decider<Position, PositionCommand, PositionEvent> = {
  kind: 'position',
  records,
  initial: { takenOn: undefined },
  guard,
  evolve,
};
