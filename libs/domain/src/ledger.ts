import { type CommandsOf, type Decider, type EventsOf } from './decider.js';

// Events
export type LedgerEvents = {
  /**
   * The log goes on under another name and with another key: it lost events that were acknowledged, or its key was
   * changed. `previous` is the last checkpoint of the old origin, a signed note (C2SP tlog-checkpoint); empty where it is
   * lost. Any other that is larger tells of a log that is no more, or that never was.
   */
  OriginStarted: { origin: string; reason: string; previous: string };
};
export type LedgerEvent = EventsOf<LedgerEvents>;

// Commands
const records = { StartOrigin: 'OriginStarted' } as const;
export type LedgerCommand = CommandsOf<typeof records, LedgerEvents>;

/** What became of the log itself. It belongs to no negotiation, and nobody tells it over HTTP. */
export const ledger: Decider<undefined, LedgerCommand, LedgerEvent> = {
  kind: 'ledger',
  records,
  opening: 'StartOrigin',
  initial: undefined,
  guard: () => undefined,
  evolve: () => undefined,
};
