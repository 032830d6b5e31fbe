import { readFileSync } from 'node:fs';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { parseCheckpoint } from '#ledger/checkpoint.js';
import { EMPTY_ROOT } from '#ledger/merkle.js';
import { type NoteVerifier, openNote } from '#ledger/signed-note.js';
import type { TreeHead } from '#ledger/verify-proof.js';
import { replaceFileSync } from '#storage/replace-file.js';

/** The last checkpoint of a log cannot be read, so the witness cosigns nothing of that log. */
export class StateUnreadable extends Error {
  constructor(file: string, because: string, options?: ErrorOptions) {
    super(
      `${file} is not what this witness has stored: ${because} ` +
        'Never replace it by an old copy: give the witness a new folder, and with it a new key.',
      options,
    );
    this.name = StateUnreadable.name;
  }
}

/**
 * The last cosigned checkpoint of each log, one file per log, signed by the log and by this witness. It is read from the disk
 * for each request: state in memory could differ from the disk after a failed write.
 */
export class LastSeen {
  /** @param own the key of this witness: it has stored only what it has signed */
  constructor(
    private readonly folder: string,
    private readonly own: NoteVerifier,
  ) {}

  /**
   * The last checkpoint of a log; the empty tree before the first one.
   * @throws StateUnreadable
   * @throws what the system says of the disk
   */
  of(origin: string): TreeHead {
    const file = this.file(origin);
    const note = readIfThere(file);
    if (note === undefined) return { size: 0, root: EMPTY_ROOT };
    const checkpoint = this.open(note, file);
    if (checkpoint.origin !== origin)
      throw new StateUnreadable(file, `it belongs to another log, ${checkpoint.origin}.`);
    return checkpoint;
  }

  /**
   * Returns once the checkpoint is on the disk.
   * @throws what the system says of the disk; the file then is the old or the new one, and neither breaks a promise
   */
  keep(origin: string, note: string): void {
    replaceFileSync(this.file(origin), note);
  }

  private open(note: string, file: string) {
    try {
      return parseCheckpoint(openNote(note, [this.own]).text);
    } catch (error) {
      throw new StateUnreadable(file, (error as Error).message, { cause: error });
    }
  }

  /** Named by a hash, because an origin may have any characters and length. The first line of the file has the origin. */
  private file(origin: string) {
    return join(this.folder, `${hash('sha256', origin, 'hex')}.checkpoint`);
  }
}

/** Only a missing file means that the log was never seen; any other error is an error. */
const readIfThere = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};
