import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Recorder } from '#domain/envelope.js';
import { ACCESS_FOLDER, accessFiles, type AccessHead, chainedLine, readHead } from '#ledger/access/access-chain.js';
import { fsyncPath, makeFolder } from '#storage/durable.js';
import { OWNER_FILE } from '#storage/owner-only.js';
import { Problem } from '../http/problem.js';

/** Who read what, and when. `address` is the path with its parameters. */
export type Access = Readonly<{ at: string; who: Recorder; method: string; address: string; request: string }>;

type OpenFile = Readonly<{ month: string; handle: FileHandle }>;

/**
 * The log of all reads of the audit: a line of JSON for each, in a file for each month. Each line has the hash of the line
 * before it. A read is logged before it is answered, and refused if it cannot be logged.
 */
export class AccessLog {
  private readonly folder: string;
  private file: OpenFile | undefined;
  /** Of what is on the disk; undefined until it was read. */
  private known: AccessHead | undefined;
  private failures = 0;
  private waiting: { access: Access; resolve: () => void; reject: (reason: unknown) => void }[] = [];
  private writing: Promise<void> | undefined;

  constructor(dataDir: string) {
    this.folder = join(dataDir, ACCESS_FOLDER);
  }

  /** Resolves when the line is on disk. @throws Problem 503 */
  async write(access: Access): Promise<void> {
    const written = new Promise<void>((resolve, reject) => this.waiting.push({ access, resolve, reject }));
    this.writing ??= this.writeAll().finally(() => (this.writing = undefined));
    try {
      await written;
    } catch (cause) {
      throw new Problem(
        'access-not-logged',
        'Reads of the audit are logged first, and the access log cannot be written now: the disk may be full. Retry later. The administrator finds the reason in the log of the service.',
        { headers: { 'retry-after': '30' }, cause },
      );
    }
  }

  /** The number of lines and the hash of the last one, of what is on the disk. @throws what the system says of the disk */
  async head(): Promise<AccessHead> {
    await this.writing;
    if (this.known !== undefined) return this.known;
    const { failures } = this;
    const newest = accessFiles(this.folder).at(-1);
    // A process that was killed may have left lines that a power cut would still take.
    if (newest !== undefined) fsyncPath(join(this.folder, newest));
    const head = await readHead(this.folder);
    if (this.writing === undefined && this.failures === failures) this.known ??= head;
    return this.known ?? head;
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
        let head = (this.known ??= await readHead(this.folder));
        let lines = '';
        for (const { access } of group) {
          const { text, ...after } = chainedLine(access, head);
          lines += `${text}\n`;
          head = after;
        }
        await handle.appendFile(lines);
        await handle.datasync();
        this.known = head;
        for (const { resolve } of group) resolve();
      } catch (error) {
        await this.forget();
        // Nobody knows how much of it is on the disk.
        this.known = undefined;
        this.failures += 1;
        for (const { reject } of group) reject(error);
      }
    }
  }

  private async forget(): Promise<void> {
    await this.file?.handle.close().catch(() => {}); // the file is unusable now, whatever this returns
    this.file = undefined;
  }

  /**
   * The file of a month, or the newest one if the clock went back: the lines of all files are one chain. Ends a line that a
   * full disk or a crash cut off, so that the next line starts on its own.
   */
  private async fileOf(now: string): Promise<FileHandle> {
    if (this.file !== undefined && this.file.month >= now) return this.file.handle;
    await this.forget();
    const newest = accessFiles(this.folder).at(-1)?.slice(0, 7) ?? now;
    const month = newest > now ? newest : now;
    makeFolder(this.folder);
    const handle = await open(join(this.folder, `${month}.ndjson`), 'a+', OWNER_FILE);
    this.file = { month, handle };
    const { size } = await handle.stat();
    const last = size === 0 ? '\n' : (await handle.read(Buffer.alloc(1), 0, 1, size - 1)).buffer.toString();
    if (last !== '\n') await handle.appendFile('\n');
    // Syncs the folder, so that the name of the file is on disk before its content counts.
    fsyncPath(this.folder);
    return handle;
  }
}
