import { type CommandsOf, type Decider, type EventsOf } from './decider.js';

// Events
export type LedgerEvents = {
  /**
   * The log continues under another name and with another key, because it lost acknowledged events or its key was changed.
   * `previous` is the last checkpoint of the old origin, a signed note (C2SP tlog-checkpoint); empty if that is lost. Any
   * larger checkpoint of the old origin belongs to lost or forged events. `verifierKey` verifies checkpoints of the new
   * origin, `previousVerifierKey` those of the old one; both are empty in version 1.
   */
  OriginStarted: {
    origin: string;
    reason: string;
    previous: string;
    verifierKey: string;
    previousVerifierKey: string;
  };
};
export type LedgerEvent = EventsOf<LedgerEvents>;

export type CheckpointEvents = {
  /**
   * The ledger signed the log as it was before this event. `note`: origin, size, root and signature (C2SP tlog-checkpoint).
   * `access`: the number of the last line of the access log of this instance, and the hash of its end, if it could be read.
   */
  CheckpointSigned: { note: string; access?: { lines: number; hash: string } };
};
export type CheckpointEvent = EventsOf<CheckpointEvents>;

// Commands
const records = { StartOrigin: 'OriginStarted' } as const;
export type LedgerCommand = CommandsOf<typeof records, LedgerEvents>;
const signs = { SignCheckpoint: 'CheckpointSigned' } as const;
export type CheckpointCommand = CommandsOf<typeof signs, CheckpointEvents>;

/** Events about the log itself. They belong to no negotiation and cannot be recorded over HTTP. */
export const ledger: Decider<undefined, LedgerCommand, LedgerEvent> = {
  kind: 'ledger',
  records,
  opening: 'StartOrigin',
  initial: undefined,
  guard: () => undefined,
  evolve: () => undefined,
};

/** The checkpoints of one origin. They show how much was recorded and when, so only callers who see everything see them. */
export const checkpoint: Decider<undefined, CheckpointCommand, CheckpointEvent> = {
  kind: 'checkpoint',
  records: signs,
  initial: undefined,
  guard: () => undefined,
  evolve: () => undefined,
};
