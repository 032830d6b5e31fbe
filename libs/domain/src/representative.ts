import { type CommandsOf, type Decider, type EventsOf, onlyOnce, type Refusal, unknown } from './decider.js';
import type { PartyId, RepresentativeId } from './ids.js';

/** A body is a speaker that is not a person: a ministry, an agency, "Brussels". */
export const REPRESENTATIVE_KINDS = ['person', 'body'] as const;
export type RepresentativeKind = (typeof REPRESENTATIVE_KINDS)[number];

// Events
export type RepresentativeEvents = {
  /**
   * `speaksForId`: whom a spokesperson speaks for. Without a party if none is known or meant. `otherNames`: other spellings, in any
   * script.
   */
  RepresentativeNamed: {
    name: string;
    otherNames?: readonly string[];
    kind: RepresentativeKind;
    partyId?: PartyId;
    post?: string;
    speaksForId?: RepresentativeId;
  };
  RepresentativeStoodDown: { reason?: string };
};
export type RepresentativeEvent = EventsOf<RepresentativeEvents>;

// Commands
const records = {
  NameRepresentative: 'RepresentativeNamed',
  StandDownRepresentative: 'RepresentativeStoodDown',
} as const;
export type RepresentativeCommand = CommandsOf<typeof records, RepresentativeEvents>;

// State
export type Representative = Readonly<{ stoodDown: boolean }>;

const guard = (command: RepresentativeCommand, { stoodDown }: Representative): Refusal | undefined => {
  switch (command.type) {
    case 'StandDownRepresentative':
      return onlyOnce('representative-stood-down', stoodDown);
    case 'NameRepresentative':
      return undefined;
    default:
      return unknown(command);
  }
};

const evolve = (state: Representative, event: RepresentativeEvent): Representative => {
  switch (event.type) {
    case 'RepresentativeNamed':
      return state;
    case 'RepresentativeStoodDown':
      return { stoodDown: true };
    default:
      return unknown(event);
  }
};

export const representative: Decider<Representative, RepresentativeCommand, RepresentativeEvent> = {
  kind: 'representative',
  records,
  opening: 'NameRepresentative',
  initial: { stoodDown: false },
  guard,
  evolve,
};
