import { readFileSync } from 'node:fs';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { parseCheckpoint } from '#ledger/checkpoint.js';
import { EMPTY_ROOT } from '#ledger/merkle.js';
import { type NoteVerifier, openNote } from '#ledger/signed-note.js';
import type { TreeHead } from '#ledger/verify-proof.js';
import { replaceFileSync } from '#storage/replace-file.js';

/** What the witness saw last of a log cannot be read, so it cosigns nothing of that log. */
export class StateUnreadable extends Error {
  constructor(file: string, because: string, options?: ErrorOptions) {
    super(
      `${file} is not what this witness has kept: ${because} ` +
        'An old copy must never take its place: give the witness a new folder, and with it a new key.',
      options,
    );
    this.name = StateUnreadable.name;
  }
}

/**
 * The checkpoint of each log that was cosigned last, a file a log, signed by the log and by this witness. They are read
 * anew for each request: nothing is held in memory that could differ from the disk after a failed write.
 */
export class LastSeen {
  /** @param own the key of this witness: what it has not signed, it has not kept */
  constructor(
    private readonly folder: string,
    private readonly own: NoteVerifier,
  ) {}

  /**
   * Before the first checkpoint of a log that is the empty tree.
   * @throws StateUnreadable
   * @throws what the system says of the disk
   */
  of(origin: string): TreeHead {
    const file = this.file(origin);
    const note = readIfThere(file);
    if (note === undefined) return { size: 0, root: EMPTY_ROOT };
    const checkpoint = this.open(note, file);
    if (checkpoint.origin !== origin) throw new StateUnreadable(file, `it is of another log, ${checkpoint.origin}.`);
    return checkpoint;
  }

  /**
   * Returns once the checkpoint is on the disk.
   * @throws what the system says of the disk; the older or the newer one then stands, and neither breaks a promise
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

  /** By hash, for an origin may hold any character and be of any length. The first line in the file tells which it is. */
  private file(origin: string) {
    return join(this.folder, `${hash('sha256', origin, 'hex')}.checkpoint`);
  }
}

/** Only a file that is not there is none: one that cannot be reached must not be taken for a log that was never seen. */
const readIfThere = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};
