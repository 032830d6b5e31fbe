import {
  type CommandsOf,
  type Decider,
  type EventsOf,
  onlyOnce,
  type Refusal,
  unknown,
  refuseField,
} from './decider.js';

// Events
type Reasoned = { reason?: string };
export type NegotiationEvents = {
  NegotiationOpened: { title: string; subject?: string; description?: string };
  NegotiationDescribed: { title?: string; subject?: string; description?: string };
  /** From exploratory contacts to negotiation proper. */
  NegotiationActivated: Reasoned;
  NegotiationSuspended: Reasoned;
  NegotiationResumed: Reasoned;
  NegotiationConcluded: { outcome: Outcome; summary?: string };
  NegotiationReopened: Reasoned;
};
export type NegotiationEvent = EventsOf<NegotiationEvents>;

export const OUTCOMES = ['agreement', 'no-agreement', 'lapsed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

// Commands
const records = {
  OpenNegotiation: 'NegotiationOpened',
  DescribeNegotiation: 'NegotiationDescribed',
  ActivateNegotiation: 'NegotiationActivated',
  SuspendNegotiation: 'NegotiationSuspended',
  ResumeNegotiation: 'NegotiationResumed',
  ConcludeNegotiation: 'NegotiationConcluded',
  ReopenNegotiation: 'NegotiationReopened',
} as const;
export type NegotiationCommand = CommandsOf<typeof records, NegotiationEvents>;

// State
export type Negotiation = Readonly<{ status: 'exploratory' | 'active' | 'suspended' | 'concluded' }>;

// A record accepts any course of events: talks may resume although no suspension was recorded.
const guard = (command: NegotiationCommand, { status }: Negotiation): Refusal | undefined => {
  switch (command.type) {
    case 'ConcludeNegotiation':
      return onlyOnce('conclusion', status === 'concluded', 'the talks were resumed or reopened');
    case 'DescribeNegotiation':
      return Object.keys(command.data).length === 0
        ? refuseField('/title', 'nothing-described', 'Set at least one of title, subject and description.')
        : undefined;
    case 'OpenNegotiation':
    case 'ActivateNegotiation':
    case 'SuspendNegotiation':
    case 'ResumeNegotiation':
    case 'ReopenNegotiation':
      return undefined;
    default:
      return unknown(command);
  }
};

const evolve = (state: Negotiation, event: NegotiationEvent): Negotiation => {
  switch (event.type) {
    // In chronological order the opening need not come first.
    case 'NegotiationOpened':
    case 'NegotiationDescribed':
      return state;
    case 'NegotiationActivated':
    case 'NegotiationResumed':
    case 'NegotiationReopened':
      return { status: 'active' };
    case 'NegotiationSuspended':
      return { status: 'suspended' };
    case 'NegotiationConcluded':
      return { status: 'concluded' };
    default:
      return unknown(event);
  }
};

export const negotiation: Decider<Negotiation, NegotiationCommand, NegotiationEvent> = {
  kind: 'negotiation',
  records,
  opening: 'OpenNegotiation',
  initial: { status: 'exploratory' },
  guard,
  evolve,
};
