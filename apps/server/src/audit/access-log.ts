import { mkdirSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Recorder } from '#domain/envelope.js';
import { fsyncPath } from '#storage/durable.js';
import { Problem } from '../http/problem.js';

export const ACCESS_FOLDER = 'access';

/** Who read what, and when. `address` is the path with its parameters. */
export type Access = Readonly<{ at: string; who: Recorder; method: string; address: string; request: string }>;

/**
 * The log of all reads of the audit: a line of JSON for each, in a file for each month. A read is logged before it is answered,
 * and refused if it cannot be logged.
 */
export class AccessLog {
  private readonly folder: string;
  private file: Readonly<{ month: string; handle: FileHandle }> | undefined;
  private waiting: { line: string; resolve: () => void; reject: (reason: unknown) => void }[] = [];
  private writing: Promise<void> | undefined;

  constructor(dataDir: string) {
    this.folder = join(dataDir, ACCESS_FOLDER);
  }

  /** Resolves when the line is on disk. @throws Problem 503 */
  async write(access: Access): Promise<void> {
    const written = new Promise<void>((resolve, reject) =>
      this.waiting.push({ line: `${JSON.stringify(access)}\n`, resolve, reject }),
    );
    this.writing ??= this.writeAll().finally(() => (this.writing = undefined));
    try {
      await written;
    } catch {
      throw new Problem(
        503,
        'access-not-logged',
        'Reads of the audit are logged first, and the access log cannot be written now: the disk may be full. Retry later.',
        { headers: { 'retry-after': '30' } },
      );
    }
  }

  async close(): Promise<void> {
    await this.writing;
    await this.file?.handle.close();
    this.file = undefined;
  }

  /** Writes everything that arrived during the last write at once. */
  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const group = this.waiting;
      this.waiting = [];
      try {
        const handle = await this.fileOf(new Date().toISOString().slice(0, 7));
        await handle.appendFile(group.map(({ line }) => line).join(''));
        await handle.datasync();
        for (const { resolve } of group) resolve();
      } catch (error) {
        await this.forget();
        for (const { reject } of group) reject(error);
      }
    }
  }

  /** Ends a line that a full disk or a crash cut off, so that the next line starts on its own. */
  private async forget(): Promise<void> {
    await this.file?.handle.close().catch(() => {}); // the file is unusable now, whatever this returns
    this.file = undefined;
  }

  private async fileOf(month: string): Promise<FileHandle> {
    if (this.file?.month === month) return this.file.handle;
    await this.forget();
    mkdirSync(this.folder, { recursive: true });
    const handle = await open(join(this.folder, `${month}.ndjson`), 'a+', 0o600);
    this.file = { month, handle };
    const { size } = await handle.stat();
    const last = size === 0 ? '\n' : (await handle.read(Buffer.alloc(1), 0, 1, size - 1)).buffer.toString();
    if (last !== '\n') await handle.appendFile('\n');
    // Syncs the folder, so that the name of the file is on disk before its content counts.
    fsyncPath(this.folder);
    fsyncPath(dirname(this.folder));
    return this.file.handle;
  }
}
