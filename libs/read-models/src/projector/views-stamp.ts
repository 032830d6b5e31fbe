import { rmSync, statSync, writeFileSync } from 'node:fs';
import { OWNER_FILE } from '#storage/owner-only.js';
import { ifUsable, type OnUnusable, readText } from '#storage/read-file.js';
import { corrupted } from '#storage/sqlite-error.js';

/** Beside views.db. */
export const STAMP_SUFFIX = '-stamp';

export const REMOVED = 'it was removed while it was open';

/** What a file system changes with every write to a file, and with every file that takes its place. @throws as for damage, if it is gone */
const stampOf = (file: string): string => {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) throw corrupted(REMOVED);
  const { ino, size, mtimeNs, ctimeNs } = stat;
  return [ino, size, mtimeNs, ctimeNs].join(' ');
};

/**
 * Whether a file is as it was left, so that its pages are those that SQLite has put there. In WAL mode this holds after a crash,
 * too: between two checkpoints only the WAL is written, and each of its pages has a checksum. `onUnusable` hears of a stamp that cannot be read.
 */
export const isAsStamped = (file: string, onUnusable: OnUnusable): boolean => {
  const stamp = file + STAMP_SUFFIX;
  return ifUsable(stamp, () => readText(stamp), onUnusable) === stampOf(file);
};

/** Tells the next start that nobody but the one thread that writes a file has written to it. */
export class ViewsStamp {
  /** Undefined if somebody else has. */
  private kept: string | undefined;

  constructor(private readonly file: string) {}

  /** From now on, only what happens in `around` writes to the file. @throws what the system says of the disk */
  begin(): void {
    // One that cannot be read need not be one that can be written.
    this.forget();
    this.keep();
  }

  /**
   * Moves pages from the WAL into the file. They are on the disk when this ends, so a power cut leaves the stamp that fits, or one
   * that does not: then the next start reads the whole file.
   * @returns whether somebody else has written to the file; then it has no stamp any more
   * @throws what `work` throws, what the system says of the disk, and as for damage if the file is gone; there is no stamp then
   */
  around(work: () => void): boolean {
    const isForeign = this.kept !== undefined && stampOf(this.file) !== this.kept;
    if (isForeign || this.kept === undefined) {
      this.forget();
      work();
      return isForeign;
    }
    try {
      work();
      this.keep();
    } catch (error) {
      this.forget();
      throw error;
    }
    return false;
  }

  private keep(): void {
    const stamp = stampOf(this.file);
    writeFileSync(this.file + STAMP_SUFFIX, stamp, { mode: OWNER_FILE });
    this.kept = stamp;
  }

  private forget(): void {
    this.kept = undefined;
    rmSync(this.file + STAMP_SUFFIX, { force: true });
  }
}
