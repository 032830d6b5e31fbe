import { rmSync, statSync, writeFileSync } from 'node:fs';
import { OWNER_FILE } from '#storage/owner-only.js';
import { ifUsable, type OnUnusable, readText } from '#storage/read-file.js';
import { corrupted } from '#storage/sqlite-error.js';

/** Beside views.db. */
export const STAMP_SUFFIX = '-stamp';

/** What a file system changes with every write to a file, and with every file that takes its place. @throws as for damage, if it is gone */
const stampOf = (file: string): string => {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) throw corrupted('it was removed while it was open');
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

/**
 * Tells the next start that nobody but the one thread that writes a file has written to it. A stamp that cannot be written is no reason not to write to
 * the file: without one, or with an old one, the next start reads all of it.
 */
export class ViewsStamp {
  /** Undefined if somebody else has, or if there is no stamp. */
  private kept: string | undefined;
  /** The file as it was left, also where no stamp can be written. Undefined after a failure, which may have left any part of what it wrote. */
  private left: string | undefined;
  private isTold = false;

  /** `onUnusable` hears of a stamp that cannot be written or removed, once. */
  constructor(
    private readonly file: string,
    private readonly onUnusable: OnUnusable,
  ) {}

  /** From now on, only what happens in `around` writes to the file. @throws as for damage, if it is gone */
  begin(): void {
    this.isTold = false;
    // One that cannot be read need not be one that can be written.
    this.forget();
    this.keep();
  }

  /** Whether somebody else has written to the file, or set its rights, since it was left; once. Then it has no stamp any more. @throws as for damage, if it is gone */
  isTouched(): boolean {
    const before = this.left;
    this.left = stampOf(this.file);
    if (before === undefined || before === this.left) return false;
    this.forget();
    return true;
  }

  /**
   * Moves pages from the WAL into the file. They are on the disk when this ends, so a power cut leaves the stamp that fits, or one
   * that does not: then the next start reads the whole file.
   * @returns whether somebody else has written to the file; then it has no stamp any more
   * @throws what `work` throws, and as for damage if the file is gone; there is no stamp then
   */
  around(work: () => void): boolean {
    const isForeign = this.isTouched();
    const isKept = this.kept !== undefined;
    this.left = undefined;
    if (!isKept) this.forget();
    try {
      work();
      if (isKept) this.keep();
      else this.left = stampOf(this.file);
    } catch (error) {
      if (isKept) this.forget();
      throw error;
    }
    return isForeign;
  }

  private keep(): void {
    const stamp = stampOf(this.file);
    this.left = stamp;
    this.kept = this.try((file) => {
      writeFileSync(file, stamp, { mode: OWNER_FILE });
      return stamp;
    });
  }

  private forget(): void {
    this.kept = undefined;
    this.try((file) => rmSync(file, { force: true }));
  }

  private try<T>(use: (stamp: string) => T): T | undefined {
    const stamp = this.file + STAMP_SUFFIX;
    return ifUsable(
      stamp,
      () => use(stamp),
      (file, why) => {
        if (!this.isTold) this.onUnusable(file, why);
        this.isTold = true;
      },
    );
  }
}
