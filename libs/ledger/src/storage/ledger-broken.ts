import type { AlteredEvent } from './check-log.js';

const RESTORE = 'Restore a backup that has all of it.';
const LOST_CHECKPOINT = '"rapporteur accept-loss --help" tells what to do where it is lost.';
const LOST_LOG = '"rapporteur accept-loss --help" tells what to do where there is none.';
const LOST = `${RESTORE} ${LOST_LOG}`;

/** The log is not what it was. The message says where, and what to do. The service does not start on it. */
export class LedgerBroken extends Error {
  private constructor(
    readonly code:
      | 'checkpoint-missing'
      | 'checkpoint-forged'
      | 'event-altered'
      | 'log-missing'
      | 'log-behind'
      | 'log-differs'
      | 'another-origin'
      | 'key-missing',
    message: string,
  ) {
    super(message);
    this.name = LedgerBroken.name;
  }

  static altered({ ordinal, stream, revision, id }: AlteredEvent): LedgerBroken {
    return new LedgerBroken(
      'event-altered',
      `event ${ordinal} of the log (${id}, revision ${revision} of ${stream}) is not what was recorded: it was altered outside of this service. ${RESTORE}`,
    );
  }

  static behind(size: number, signed: number): LedgerBroken {
    return new LedgerBroken(
      'log-behind',
      `the log has ${size} events, and its last checkpoint covers ${signed}: ${lostFrom(size, signed - 1)} lost. ${LOST}`,
    );
  }

  static missing(file: string, signed: number): LedgerBroken {
    return new LedgerBroken(
      'log-missing',
      `${file} is missing, and its last checkpoint covers ${signed} ${signed === 1 ? 'event' : 'events'}. Bring it back, or restore a backup that has all of them. ${LOST_LOG}`,
    );
  }

  static differs(signed: number, ordinal: number | undefined): LedgerBroken {
    const place = ordinal === undefined ? `one or more of the first ${signed} events are` : `event ${ordinal} is`;
    return new LedgerBroken(
      'log-differs',
      `the log is not the one that its last checkpoint covers: ${place} another than was signed. ${LOST}`,
    );
  }

  static unsigned(file: string): LedgerBroken {
    return new LedgerBroken(
      'checkpoint-missing',
      `the log has events, and ${file}, by which it is held to what it was, is missing. Bring it back. ${LOST_CHECKPOINT}`,
    );
  }

  static forged(folder: string): LedgerBroken {
    return new LedgerBroken(
      'checkpoint-forged',
      `a checkpoint in ${folder} is not one that the key of the ledger has signed: it was altered or damaged. Bring back the right one. ${LOST_CHECKPOINT}`,
    );
  }

  static keyless(file: string): LedgerBroken {
    return new LedgerBroken(
      'key-missing',
      `${file} is missing, and checkpoints were signed with it. Bring it back, or give the key in LEDGER_KEY.`,
    );
  }

  static unreadable(file: string): LedgerBroken {
    return new LedgerBroken(
      'key-missing',
      `${file} holds no signer key of Ed25519: it was damaged. Bring it back; where nothing was signed with it yet, delete it.`,
    );
  }

  static named(name: string, origin: string): LedgerBroken {
    return new LedgerBroken(
      'another-origin',
      `LEDGER_ORIGIN is ${origin}, and the key of the ledger is that of ${name}: the origin of a log does not change. Unset LEDGER_ORIGIN.`,
    );
  }

  static ofAnother(kept: string, origin: string): LedgerBroken {
    return new LedgerBroken(
      'another-origin',
      `the last checkpoint is of the log ${kept}, and the key of the ledger is that of ${origin}. Give the right key in LEDGER_KEY, or the file ledger.key that belongs to this data folder. Where "rapporteur accept-loss" or "change-key" was interrupted, run it again.`,
    );
  }
}

const lostFrom = (first: number, last: number) =>
  first === last ? `event ${first} is` : `those from ${first} to ${last} are`;
