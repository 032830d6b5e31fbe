import { type CommandsOf, type Decider, type EventsOf, onlyOnce, type Refusal, unknown } from './decider.js';

export const PARTY_KINDS = ['state', 'regional-organisation', 'international-organisation', 'non-state'] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];
export const PARTY_ROLES = ['principal', 'mediator', 'observer', 'third-party'] as const;
export type PartyRole = (typeof PARTY_ROLES)[number];

// Events
export type PartyEvents = {
  /** `code`: ISO 3166-1 alpha-2, with the reserved `EU` and `UN`. `otherNames`: other spellings, in any script. */
  PartyJoined: {
    name: string;
    shortName?: string;
    otherNames?: readonly string[];
    kind: PartyKind;
    role: PartyRole;
    code?: string;
  };
  PartyLeft: { reason?: string };
};
export type PartyEvent = EventsOf<PartyEvents>;

// Commands
const records = {
  JoinParty: 'PartyJoined',
  LeaveParty: 'PartyLeft',
} as const;
export type PartyCommand = CommandsOf<typeof records, PartyEvents>;

// State
export type Party = Readonly<{ left: boolean }>;

const guard = (command: PartyCommand, { left }: Party): Refusal | undefined => {
  switch (command.type) {
    case 'LeaveParty':
      return onlyOnce('party-left', left);
    case 'JoinParty':
      return undefined;
    default:
      return unknown(command);
  }
};

const evolve = (state: Party, event: PartyEvent): Party => {
  switch (event.type) {
    // Without a date of joining, leaving may come first in chronological order; it still counts.
    case 'PartyJoined':
      return state;
    case 'PartyLeft':
      return { left: true };
    default:
      return unknown(event);
  }
};

export const party: Decider<Party, PartyCommand, PartyEvent> = {
  kind: 'party',
  records,
  opening: 'JoinParty',
  initial: { left: false },
  guard,
  evolve,
};
