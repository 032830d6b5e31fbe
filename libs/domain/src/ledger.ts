import { type CommandsOf, type Decider, type EventsOf } from './decider.js';

// Events
export type LedgerEvents = {
  /**
   * The log lost events that were acknowledged, and goes on under another name: checkpoints of the old origin tell of
   * a log that is no more. `previous` is the last of them, a signed note (C2SP tlog-checkpoint); empty where it is lost.
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
