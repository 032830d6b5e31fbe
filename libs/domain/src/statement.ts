import {
  type CommandsOf,
  type Decider,
  type EventsOf,
  onlyOnce,
  type Refusal,
  unknown,
  refuseField,
} from './decider.js';
import type { IssueId, MeetingId, PartyId, RepresentativeId, StatementId } from './ids.js';

export const STATEMENT_KINDS = [
  'press-statement',
  'spokesperson-remark',
  'joint-communique',
  'readout',
  'note-verbale',
  'aide-memoire',
  'demarche',
  'non-paper',
  'position-paper',
  'interview',
  'social-post',
  'floor-statement',
  'private-remark',
] as const;
export type StatementKind = (typeof STATEMENT_KINDS)[number];
export const ATTRIBUTIONS = ['on-the-record', 'background', 'chatham-house', 'unattributed'] as const;
export type Attribution = (typeof ATTRIBUTIONS)[number];

// Events. "X reported that Y said" keeps both: Y is the speaker, X stands among the sources.
export type StatementEvents = {
  /** `language`: a BCP 47 tag, of the text and of its translation. */
  StatementMade: {
    /** The speaker; may be left out if the attribution withholds the name. */
    speakerId?: RepresentativeId;
    /** For whom a spokesperson said it. */
    speakingForId?: RepresentativeId;
    partyId?: PartyId;
    toIds?: readonly PartyId[];
    kind: StatementKind;
    channel?: string;
    text: string;
    verbatim: boolean;
    language?: string;
    translation?: Readonly<{ language: string; text: string }>;
    issueIds?: readonly IssueId[];
    meetingId?: MeetingId;
    inReplyToId?: StatementId;
    attribution?: Attribution;
  };
  /** The speaker withdrew it. A statement that was never made is voided instead. */
  StatementWithdrawn: { reason?: string; withdrawnById?: RepresentativeId };
};
export type StatementEvent = EventsOf<StatementEvents>;

// Commands
const records = {
  MakeStatement: 'StatementMade',
  WithdrawStatement: 'StatementWithdrawn',
} as const;
export type StatementCommand = CommandsOf<typeof records, StatementEvents>;

// State
export type Statement = Readonly<{ withdrawn: boolean }>;

const make = ({
  speakerId,
  kind,
  attribution = 'on-the-record',
}: StatementEvents['StatementMade']): Refusal | undefined => {
  if (attribution !== 'on-the-record') return undefined;
  if (kind === 'private-remark')
    return refuseField(
      '/attribution',
      'private-on-the-record',
      'What was said in private is not on the record. Set attribution to background, chatham-house or unattributed, or choose another kind.',
    );
  return speakerId === undefined
    ? refuseField(
        '/speakerId',
        'speaker-missing',
        'A statement on the record needs a speakerId. To withhold the name, set attribution to background, chatham-house or unattributed.',
      )
    : undefined;
};

const guard = (command: StatementCommand, { withdrawn }: Statement): Refusal | undefined => {
  switch (command.type) {
    case 'MakeStatement':
      return make(command.data);
    case 'WithdrawStatement':
      return onlyOnce('statement-withdrawn', withdrawn);
    default:
      return unknown(command);
  }
};

const evolve = (state: Statement, event: StatementEvent): Statement => {
  switch (event.type) {
    case 'StatementMade':
      return state;
    case 'StatementWithdrawn':
      return { withdrawn: true };
    default:
      return unknown(event);
  }
};

export const statement: Decider<Statement, StatementCommand, StatementEvent> = {
  kind: 'statement',
  records,
  opening: 'MakeStatement',
  initial: { withdrawn: false },
  guard,
  evolve,
};
