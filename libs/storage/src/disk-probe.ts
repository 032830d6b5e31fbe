import { randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { OWNER_FILE } from './owner-only.js';
import { unusable } from './unusable.js';

/** Room for a large fact. */
const PROBE = Buffer.alloc(64 * 1024);
const EVERY_MS = 10_000;
/** How often it is tried again while the disk cannot be written, since then nothing else may try. */
const RETRY_MS = 1_000;

/** Tries from time to time whether the disk of a folder keeps what is written, also while nothing else is written. */
export class DiskProbe {
  /** Why the disk cannot be written now. */
  trouble: string | undefined;
  private checking: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  /** `onChange` is called with the new trouble, and with undefined once there is none. */
  constructor(
    private readonly folder: string,
    private readonly onChange: (trouble: string | undefined) => void,
  ) {}

  /** Checks now, and then again and again. Resolves after the first check. */
  check(): Promise<void> {
    this.checking ??= this.probe().finally(() => {
      this.checking = undefined;
      clearTimeout(this.timer);
      if (this.isStopped) return;
      this.timer = setTimeout(() => void this.check(), this.trouble === undefined ? EVERY_MS : RETRY_MS).unref();
    });
    return this.checking;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.checking;
  }

  private async probe(): Promise<void> {
    const before = this.trouble;
    this.trouble = await troubleOf(this.folder);
    if (this.trouble !== before) this.onChange(this.trouble);
  }
}

const troubleOf = async (folder: string): Promise<string | undefined> => {
  const path = join(folder, `.probe-${randomUUID()}`);
  try {
    const file = await open(path, 'wx', OWNER_FILE);
    try {
      await unlink(path); // so that nothing is left over, whatever happens
      await file.writeFile(PROBE);
      await file.sync();
    } finally {
      await file.close();
    }
    return undefined;
  } catch (error) {
    return unusable(error)?.why ?? (error as Error).message;
  }
};
