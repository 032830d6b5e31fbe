import { type CommandsOf, type Decider, type EventsOf } from './decider.js';

// Events
export type LedgerEvents = {
  /**
   * The log continues under another name and with another key, because it lost acknowledged events or its key was changed.
   * `previous` is the last checkpoint of the old origin, a signed note (C2SP tlog-checkpoint); empty if that is lost. Any
   * larger checkpoint of the old origin belongs to lost or forged events.
   */
  OriginStarted: { origin: string; reason: string; previous: string };
};
export type LedgerEvent = EventsOf<LedgerEvents>;

// Commands
const records = { StartOrigin: 'OriginStarted' } as const;
export type LedgerCommand = CommandsOf<typeof records, LedgerEvents>;

/** Events about the log itself. They belong to no negotiation and cannot be recorded over HTTP. */
export const ledger: Decider<undefined, LedgerCommand, LedgerEvent> = {
  kind: 'ledger',
  records,
  opening: 'StartOrigin',
  initial: undefined,
  guard: () => undefined,
  evolve: () => undefined,
};
