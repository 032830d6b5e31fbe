import type { Altered } from './check.js';

const ADVICE =
  'Restore a backup that has all of it; "rapporteur accept-loss --help" tells what to do where there is none.';

/** The log is not what it was. The message says where, and what to do. The service does not start on it. */
export class LedgerBroken extends Error {
  private constructor(
    readonly code: 'event-altered' | 'log-behind' | 'log-differs' | 'another-origin',
    message: string,
  ) {
    super(message);
    this.name = LedgerBroken.name;
  }

  static altered({ ordinal, stream, revision, id }: Altered): LedgerBroken {
    return new LedgerBroken(
      'event-altered',
      `event ${ordinal} of the log (${id}, revision ${revision} of ${stream}) is not what was recorded: it was altered outside of this service. ${ADVICE}`,
    );
  }

  static behind(size: number, signed: number): LedgerBroken {
    return new LedgerBroken(
      'log-behind',
      `the log has ${size} events, and its last checkpoint covers ${signed}: those from ${size} to ${signed - 1} are lost. ${ADVICE}`,
    );
  }

  static differs(signed: number, ordinal: number | undefined): LedgerBroken {
    const place = ordinal === undefined ? `one or more of the first ${signed} events are` : `event ${ordinal} is`;
    return new LedgerBroken(
      'log-differs',
      `the log is not the one that its last checkpoint covers: ${place} another than was signed. ${ADVICE}`,
    );
  }

  static ofAnother(kept: string, origin: string): LedgerBroken {
    return new LedgerBroken(
      'another-origin',
      `the last checkpoint is of the log ${kept}, and the key of the ledger is that of ${origin}. Give the right key in LEDGER_KEY, or the file ledger.key that belongs to this data folder.`,
    );
  }
}
