import type { EventStore } from '#event-store/event-store.js';
import { type Cut, RESTORE_LOG, sentenceOf } from '#event-store/stream-cut.js';
import type { UnfinishedImport } from './unfinished-import.js';
import type { AlteredEvent, CheckedLog, SoundLog } from './checked-log.js';

/** Where the log is, streams may have other names. */
type Names = Pick<EventStore, 'nameOfStream'>;

const RESTORE = 'Restore a complete backup.';
const LOST_CHECKPOINT = 'If it is lost, see "rapporteur accept-loss --help".';
const LOST_LOG = 'If there is none, see "rapporteur accept-loss --help".';
const LOST = `${RESTORE} ${LOST_LOG}`;

/** The log is not what it was. The message says where it differs and what to do. The service does not start on it. */
export class LedgerBroken extends Error {
  private constructor(
    readonly code:
      | 'checkpoint-missing'
      | 'checkpoint-forged'
      | 'event-altered'
      | 'log-missing'
      | 'log-behind'
      | 'log-damaged'
      | 'log-differs'
      | 'events-unsigned'
      | 'import-unfinished'
      | 'another-origin'
      | 'key-missing'
      | 'stream-cut',
    message: string,
  ) {
    super(message);
    this.name = LedgerBroken.name;
  }

  static cut(cut: Cut): LedgerBroken {
    return new LedgerBroken('stream-cut', sentenceOf(cut));
  }

  static altered({ ordinal, stream, revision, id, recordedAs }: AlteredEvent, names: Names): LedgerBroken {
    const name = names.nameOfStream(stream);
    if (recordedAs !== undefined)
      return new LedgerBroken(
        'stream-cut',
        `event ${ordinal} of the log (${id}) is revision ${revision} of ${name} and was recorded as revision ${recordedAs}: the stream had been deleted, outside of this service, when the event was appended. ${RESTORE_LOG}`,
      );
    return new LedgerBroken(
      'event-altered',
      `event ${ordinal} of the log (${id}, revision ${revision} of ${name}) is not what was recorded: it was altered outside of this service. ${RESTORE}`,
    );
  }

  static foreign({ ordinal, stream, revision, id }: AlteredEvent, names: Names): LedgerBroken {
    return new LedgerBroken(
      'event-altered',
      `event ${ordinal} of the log (${id}, revision ${revision} of ${names.nameOfStream(stream)}) was not recorded by this service: another program has written it. It is not signed. ${RESTORE}`,
    );
  }

  static behind(size: number, signed: number): LedgerBroken {
    return new LedgerBroken(
      'log-behind',
      `the log has ${size} events, and its last checkpoint covers ${signed}: ${lostFrom(size, signed - 1)} lost. ${LOST}`,
    );
  }

  /** @param size how many events the log has, if that is known */
  static unfinished(unfinished: UnfinishedImport, size: number | undefined): LedgerBroken {
    const there = size === undefined ? 'the log has only a part' : `the log has ${size}`;
    const of =
      'damaged' in unfinished
        ? `of the events of its file. Which file that is, ${unfinished.damaged} does not say: it is damaged`
        : `of the ${unfinished.size} events of ${unfinished.file}`;
    return new LedgerBroken(
      'import-unfinished',
      `an import into this log was interrupted: ${there} ${of}. Run the same "rapporteur import" again: it continues there. If the file is gone, export it again from the old log, or import into another, empty log.`,
    );
  }

  static shrunk(size: number, before: number): LedgerBroken {
    return new LedgerBroken(
      'log-behind',
      `the log has ${size} events, and had ${before} while this service was running: ${lostFrom(size, before - 1)} lost. ${RESTORE}`,
    );
  }

  static damaged(why: string): LedgerBroken {
    return new LedgerBroken('log-damaged', `${why}. ${RESTORE}`);
  }

  static behindWitness(size: number, cosigned: number, witness: string): LedgerBroken {
    return new LedgerBroken(
      'log-behind',
      `the log has ${size} events, and the witness ${witness} has cosigned ${cosigned}: ${lostFrom(size, cosigned - 1)} lost, or the log was cut back to an older checkpoint. ${RESTORE} If there is none, run "rapporteur accept-loss --cosigned ${cosigned}"; see its --help.`,
    );
  }

  static missing(file: string, signed: number): LedgerBroken {
    return new LedgerBroken(
      'log-missing',
      `${file} is missing, and its last checkpoint covers ${signed} ${signed === 1 ? 'event' : 'events'}. Put it back, or restore a complete backup. ${LOST_LOG}`,
    );
  }

  static differs(signed: number, ordinal: number | undefined): LedgerBroken {
    const place = ordinal === undefined ? `one or more of the first ${signed} events are` : `event ${ordinal} is`;
    return new LedgerBroken(
      'log-differs',
      `the log is not the one that its last checkpoint covers: ${place} not what was signed. ${LOST}`,
    );
  }

  /** @param because what is wrong, as a sentence */
  static checkpointDiffers(ordinal: number, because: string): LedgerBroken {
    return new LedgerBroken(
      'log-differs',
      `event ${ordinal} of the log is a checkpoint that does not match the log. ${because} ${LOST}`,
    );
  }

  static uncovered(ordinal: number, id: string, count: number, seconds: number): LedgerBroken {
    return new LedgerBroken(
      'events-unsigned',
      `event ${ordinal} of the log (${id}) and those after it, ${count} in all, are not covered by any checkpoint, and were recorded over more than ${seconds} seconds. The service signs what it records within that time, so an older checkpoint was put back, or these events were written by another program. ${RESTORE} If there is none, and these events are right, see "rapporteur accept-loss --help".`,
    );
  }

  static unsigned(file: string): LedgerBroken {
    return new LedgerBroken(
      'checkpoint-missing',
      `the log has events, but ${file}, which proves what they were, is missing. Put it back. ${LOST_CHECKPOINT}`,
    );
  }

  static forged(folder: string): LedgerBroken {
    return new LedgerBroken(
      'checkpoint-forged',
      `a checkpoint in ${folder} was not signed by the key of the ledger: it was altered or damaged. Put the right one back. ${LOST_CHECKPOINT}`,
    );
  }

  static keyless(file: string): LedgerBroken {
    return new LedgerBroken(
      'key-missing',
      `${file} is missing, but checkpoints were signed with it. Put it back, or set the key in LEDGER_KEY.`,
    );
  }

  static unreadable(file: string): LedgerBroken {
    return new LedgerBroken(
      'key-missing',
      `${file} does not contain an Ed25519 signer key: it was damaged. Put the right one back. If nothing was signed with it yet, delete it.`,
    );
  }

  static named(name: string, origin: string): LedgerBroken {
    return new LedgerBroken(
      'another-origin',
      `LEDGER_ORIGIN is ${origin}, but the key of the ledger is that of ${name}: the origin of a log does not change. Unset LEDGER_ORIGIN.`,
    );
  }

  static ofAnother(kept: string, origin: string): LedgerBroken {
    return new LedgerBroken(
      'another-origin',
      `the last checkpoint is of the log ${kept}, but the key of the ledger is that of ${origin}. Set the right key in LEDGER_KEY, or put back the file ledger.key that belongs to this data folder. If "rapporteur accept-loss" or "change-key" was interrupted, run it again.`,
    );
  }
}

const lostFrom = (first: number, last: number) =>
  first === last ? `event ${first} is` : `those from ${first} to ${last} are`;

/** @throws LedgerBroken if an event does not match its entry, or a stream was cut */
export const soundOf = (checked: CheckedLog, names: Names): SoundLog => {
  if ('altered' in checked) throw LedgerBroken.altered(checked.altered, names);
  if ('cut' in checked) throw LedgerBroken.cut(checked.cut);
  return checked;
};
