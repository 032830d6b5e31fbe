import {
  type CommandsOf,
  type Decider,
  type EventsOf,
  onlyOnce,
  type Refusal,
  unknown,
  refuseField,
} from './decider.js';
import type { EventId, ThingRef } from './ids.js';

export const PREFERENCES = ['recorded', 'rival', 'neither'] as const;
export type Preference = (typeof PREFERENCES)[number];

// Events
export type DisputeEvents = {
  /** `field`: the one detail that is disputed, as the event names it. The rival's source stands among the sources. */
  AccountDisputed: {
    about: ThingRef & Readonly<{ eventId?: EventId }>;
    field?: string;
    recordedAccount?: string;
    rivalAccount: string;
    rivalPublisher?: string;
  };
  /** Which account is held to be right, and why. Where the rival's is, a correction of the record follows. */
  DisputeSettled: { preferred: Preference; reason: string };
};
export type DisputeEvent = EventsOf<DisputeEvents>;

// Commands
const records = {
  DisputeAccount: 'AccountDisputed',
  SettleDispute: 'DisputeSettled',
} as const;
export type DisputeCommand = CommandsOf<typeof records, DisputeEvents>;

// State
export type Dispute = Readonly<{ settled: boolean }>;

const disputeAccount = ({ recordedAccount, rivalAccount }: DisputeEvents['AccountDisputed']): Refusal | undefined =>
  recordedAccount === rivalAccount
    ? refuseField(
        '/rivalAccount',
        'accounts-agree',
        'rivalAccount is the same as recordedAccount. Set it to the account that differs.',
      )
    : undefined;

const guard = (command: DisputeCommand, { settled }: Dispute): Refusal | undefined => {
  switch (command.type) {
    case 'DisputeAccount':
      return disputeAccount(command.data);
    case 'SettleDispute':
      return onlyOnce('dispute-settled', settled);
    default:
      return unknown(command);
  }
};

const evolve = (state: Dispute, event: DisputeEvent): Dispute => {
  switch (event.type) {
    case 'AccountDisputed':
      return state;
    case 'DisputeSettled':
      return { settled: true };
    default:
      return unknown(event);
  }
};

export const dispute: Decider<Dispute, DisputeCommand, DisputeEvent> = {
  kind: 'dispute',
  records,
  opening: 'DisputeAccount',
  initial: { settled: false },
  guard,
  evolve,
};
