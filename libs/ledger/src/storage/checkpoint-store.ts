import { closeSync, constants, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '#storage/durable.js';
import { OWNER_FILE } from '#storage/owner-only.js';
import { type OnUnusable, ifUsable, readText } from '#storage/read-file.js';
import { replaceFile } from '#storage/replace-file.js';
import { HASH_SIZE } from '../merkle.js';
import { parseCheckpoint } from '../checkpoint.js';
import { parseNote } from '../signed-note.js';

/** The file names of a ledger in the data folder. */
export const LEDGER_FOLDER = 'ledger';
const CHECKPOINT = 'checkpoint';
const COSIGNED = 'checkpoint.cosigned';
const ENTRIES = 'entries';
/** Bytes that are compared at a time. */
const CHUNK = 32_768 * HASH_SIZE;

/**
 * The files of the ledger: the last published checkpoint, the last one that witnesses cosigned, and the entries that they
 * cover, 32 bytes each, which show where a log differs. All of it is on the disk before a checkpoint is published.
 */
export class CheckpointStore {
  readonly folder: string;

  constructor(dataDir: string) {
    this.folder = join(dataDir, LEDGER_FOLDER);
    makeFolder(this.folder);
  }

  /** The path of the last checkpoint. */
  get file(): string {
    return join(this.folder, CHECKPOINT);
  }

  /** The last signed note; undefined before the first. */
  last(): string | undefined {
    return this.read(CHECKPOINT);
  }

  lastCosigned(): string | undefined {
    return this.read(COSIGNED);
  }

  /**
   * The entries that the last checkpoint covers, 32 bytes each, in memory that threads can share. Fewer if some were lost, more after
   * a crash, none if they cannot be read.
   */
  entries(onUnusable: OnUnusable): Uint8Array {
    return ifUsable(this.entriesFile, () => sharedBytesOf(this.entriesFile), onUnusable) ?? new Uint8Array();
  }

  /** How many of these entries the disk has before the first that it has lost or changed; 0 if it cannot be read. The first `known` are there. */
  async intactEntries(entries: Uint8Array, known: number): Promise<number> {
    const count = entries.length / HASH_SIZE;
    if (known >= count) return count;
    try {
      const file = await open(this.entriesFile, 'r');
      try {
        return Math.floor((await equalBytes(file, entries, known * HASH_SIZE)) / HASH_SIZE);
      } finally {
        await file.close();
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      return 0;
    }
  }

  /** Whether this checkpoint and all entries that it covers are still on the disk. */
  async holds(note: string, size: number): Promise<boolean> {
    const kept = await readFile(this.file, 'utf8').catch(() => undefined);
    return kept === note && (await this.entryCount()) >= size;
  }

  /** Durable when it resolves. `entries`: all that the checkpoint covers; the first `written` were saved before. */
  async save(note: string, entries: Uint8Array, written: number): Promise<void> {
    // The disk may have lost some of them since. What a crash or a full disk left behind is overwritten.
    const from = Math.min(written, await this.entryCount());
    const added = Buffer.from(entries.subarray(from * HASH_SIZE));
    if (added.length > 0) await this.writeEntries(added, from);
    await this.write(CHECKPOINT, note);
  }

  private async writeEntries(added: Uint8Array, from: number): Promise<void> {
    makeFolder(this.folder);
    // A file that cannot be read need not be one that can be written.
    if (from === 0) return replaceFile(this.entriesFile, (file) => file.writeFile(added));
    const file = await open(this.entriesFile, constants.O_RDWR | constants.O_CREAT, OWNER_FILE);
    try {
      for (let done = 0; done < added.length;)
        done += (await file.write(added, done, added.length - done, from * HASH_SIZE + done)).bytesWritten;
      await file.sync();
    } finally {
      await file.close();
    }
  }

  async saveCosigned(note: string): Promise<void> {
    await this.write(COSIGNED, note);
  }

  private async entryCount(): Promise<number> {
    const { size } = await stat(this.entriesFile).catch(() => ({ size: 0 }));
    return Math.floor(size / HASH_SIZE);
  }

  private get entriesFile(): string {
    return join(this.folder, ENTRIES);
  }

  private read(name: string): string | undefined {
    return textIn(join(this.folder, name));
  }

  private async write(name: string, note: string): Promise<void> {
    makeFolder(this.folder);
    await replaceFile(join(this.folder, name), (file) => file.writeFile(note));
  }
}

const sharedBytesOf = (file: string): Uint8Array => {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const bytes = new Uint8Array(new SharedArrayBuffer(size));
    let done = 0;
    for (let read; done < size && (read = readSync(handle, bytes, done, size - done, done)) > 0;) done += read;
    return bytes.subarray(0, done);
  } finally {
    closeSync(handle);
  }
};

/** How many bytes from the beginning are the same, of which the first `known` are. */
const equalBytes = async (file: FileHandle, bytes: Uint8Array, known: number): Promise<number> => {
  const chunk = Buffer.alloc(CHUNK);
  for (let at = known; at < bytes.length;) {
    const { bytesRead } = await file.read(chunk, 0, Math.min(CHUNK, bytes.length - at), at);
    const [there, wanted] = [chunk.subarray(0, bytesRead), bytes.subarray(at, at + bytesRead)];
    if (bytesRead === 0) return at;
    if (!there.equals(wanted)) return at + there.findIndex((byte, index) => byte !== wanted[index]);
    at += bytesRead;
  }
  return bytes.length;
};

/** The signed notes in the folder of a ledger. */
export type SignedNotes = Readonly<{ last?: string | undefined; cosigned?: string | undefined }>;

/** Reads the notes of any ledger, whose folder may not exist. Creates nothing. */
export const notesIn = (folder: string): SignedNotes => ({
  last: textIn(join(folder, CHECKPOINT)),
  cosigned: textIn(join(folder, COSIGNED)),
});

const textIn = (file: string): string | undefined => (existsSync(file) ? readText(file) : undefined);

/** The checkpoint in a note that this service has stored. @throws Malformed */
export const checkpointIn = (note: string) => parseCheckpoint(parseNote(note).text);
