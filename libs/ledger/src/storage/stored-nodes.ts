import { createHash, hash } from 'node:crypto';
import { closeSync, constants, existsSync, openSync, readSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { makeFolder } from '#storage/durable.js';
import { OWNER_FILE } from '#storage/owner-only.js';
import { type OnUnusable, ifUsable } from '#storage/read-file.js';
import { HASH_SIZE } from '../merkle.js';
import { MemoryNodes, nodesOfLevels, PAGE_BYTES } from '../nodes.js';
import { LEDGER_FOLDER } from './checkpoint-store.js';

const FOLDER = 'nodes';
/** Pages that are hashed before others have their turn: 4 MB. */
const AT_A_TIME = 128;

/**
 * The nodes of the tree on the disk, a file for each level: to hash all entries anew takes ten times as long as to read what came of that.
 * Nothing here is believed: a digest of all of it is signed with the check. What does not have that digest is removed, and made again.
 */
export class StoredNodes {
  /** The digests of pages that are full, by level. The entries are one, too: the last. */
  private readonly digests = new Map<number, Uint8Array[]>();
  private readonly folder: string;

  constructor(dataDir: string) {
    this.folder = folderIn(dataDir);
  }

  /**
   * Stores the nodes of the tree as it was with so many leaves, those that the files lack. A power cut may take them away again: then the
   * next start finds another digest.
   * @returns the digest of them and of the entries
   */
  async save(nodes: MemoryNodes, entries: Uint8Array, leaves: number): Promise<string> {
    makeFolder(this.folder);
    const counts = nodesOfLevels(leaves);
    for (const [level, count] of counts.entries()) await this.append(nodes, level, count);
    const all = createHash('sha256');
    for (const [level, count] of counts.entries())
      await this.digest(all, level, count, (from) => nodes.within(level, from, count));
    await this.digest(all, ENTRIES, leaves, (from) => pageOf(entries, from, leaves));
    return all.digest('base64');
  }

  private async append(nodes: MemoryNodes, level: number, count: number): Promise<void> {
    const file = await open(join(this.folder, String(level)), constants.O_RDWR | constants.O_CREAT, OWNER_FILE);
    try {
      const { size } = await file.stat();
      for (let from = Math.floor(size / HASH_SIZE); from < count;) {
        const bytes = nodes.within(level, from, count);
        await write(file, bytes, from * HASH_SIZE);
        from += bytes.length / HASH_SIZE;
      }
    } finally {
      await file.close();
    }
  }

  /** Adds the digests of the pages of a level to that of all. */
  private async digest(
    all: ReturnType<typeof createHash>,
    level: number,
    count: number,
    page: (from: number) => Uint8Array,
  ): Promise<void> {
    const known = this.digests.get(level) ?? [];
    this.digests.set(level, known);
    for (let n = 0; n * PAGE < count; n += 1) {
      let digest = known[n];
      if (digest === undefined) {
        const bytes = page(n * PAGE);
        digest = digestOf(bytes);
        if (bytes.length === PAGE_BYTES) known.push(digest);
        if (n % AT_A_TIME === 0) await turn();
      }
      all.update(digest);
    }
  }
}

const PAGE = PAGE_BYTES / HASH_SIZE;
const ENTRIES = -1;

/** What was stored of the tree over these entries, if it has this digest. It is removed if it has not, or cannot be read. */
export const readNodes = (
  dataDir: string,
  entries: Uint8Array,
  digest: string,
  onUnusable: OnUnusable,
): MemoryNodes | undefined => {
  const folder = folderIn(dataDir);
  const nodes = ifUsable(folder, () => nodesIn(folder, entries, digest), onUnusable);
  if (nodes === undefined) ifUsable(folder, () => rmSync(folder, { recursive: true, force: true }), onUnusable);
  return nodes;
};

/** @throws what the system says of the disk */
const nodesIn = (folder: string, entries: Uint8Array, digest: string): MemoryNodes | undefined => {
  const leaves = entries.length / HASH_SIZE;
  const all = createHash('sha256');
  const files = new Map<number, number>();
  try {
    const nodes = MemoryNodes.filled(leaves, (page, level, from) => {
      const file = files.get(level) ?? openSync(join(folder, String(level)), 'r');
      files.set(level, file);
      // What it lacks stays zero, and has another digest.
      for (let done = 0, read; done < page.length; done += read)
        if ((read = readSync(file, page, done, page.length - done, from * HASH_SIZE + done)) === 0) break;
      all.update(digestOf(page));
    });
    for (let from = 0; from < leaves; from += PAGE) all.update(digestOf(pageOf(entries, from, leaves)));
    return all.digest('base64') === digest ? nodes : undefined;
  } finally {
    for (const file of files.values()) closeSync(file);
  }
};

/** What was found to be wrong is not there any more. */
export const hasStoredNodes = (dataDir: string): boolean => existsSync(folderIn(dataDir));

const folderIn = (dataDir: string): string => join(dataDir, LEDGER_FOLDER, FOLDER);
const digestOf = (page: Uint8Array): Uint8Array => hash('sha256', page, 'buffer');
const pageOf = (entries: Uint8Array, from: number, to: number): Uint8Array =>
  entries.subarray(from * HASH_SIZE, Math.min(from + PAGE, to) * HASH_SIZE);

const write = async (file: FileHandle, bytes: Uint8Array, at: number): Promise<void> => {
  for (let done = 0; done < bytes.length;)
    done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
};
