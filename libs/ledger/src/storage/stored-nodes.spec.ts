import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UNREADABLE } from '#storage/testing/unreadable.js';
import { HASH_SIZE } from '../merkle.js';
import type { MemoryNodes } from '../nodes.js';
import { nodesOver } from '../tree.js';
import { hasStoredNodes, readNodes, StoredNodes } from './stored-nodes.js';

let dataDir: string;
/** Files that could not be read, and why. */
let heard: string[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-nodes-'));
  heard = [];
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const folder = () => join(dataDir, 'ledger', 'nodes');
const file = (level: number) => join(folder(), String(level));
const linked = (to: string, path: string) => {
  rmSync(path, { recursive: true });
  symlinkSync(to, path);
};
/** Alters the first byte of a file. */
const flip = (path: string) => {
  const bytes = readFileSync(path);
  bytes[0]! ^= 1;
  writeFileSync(path, bytes);
};
const read = (entries: Uint8Array, digest: string) =>
  readNodes(dataDir, entries, digest, (path, why) => heard.push(`${path}: ${why}`));
/** Their pages as text: Jest would compare a page byte by byte, as properties of an object. */
const textOf = (nodes: MemoryNodes | undefined) =>
  nodes?.shared.map(({ count, pages }) => ({ count, pages: pages.map((page) => Buffer.from(page).toString('hex')) }));
const entriesOf = (count: number) => new Uint8Array(randomBytes(count * HASH_SIZE));
const beginning = (entries: Uint8Array, count: number) => entries.subarray(0, count * HASH_SIZE);

describe('the nodes of a tree that are stored', () => {
  it.each([1, 2, 3, 1_023, 1_024, 1_025, 2_048, 5_000])('are those of the tree over %i entries', async (count) => {
    const entries = entriesOf(count);
    const nodes = nodesOver(entries);
    const digest = await new StoredNodes(dataDir).save(nodes, entries, count);
    expect(textOf(read(entries, digest))).toEqual(textOf(nodes));
  });
  it('grow by what is new, in the same process and in the next one', async () => {
    const entries = entriesOf(5_000);
    let stored = new StoredNodes(dataDir);
    for (const [n, count] of [1, 700, 1_024, 1_500, 1_501, 3_000, 5_000].entries()) {
      if (n % 3 === 2) stored = new StoredNodes(dataDir);
      // The tree may have grown since the check was made.
      const digest = await stored.save(nodesOver(entries), entries, count);
      expect(statSync(file(0)).size).toBe(count * HASH_SIZE);
      const part = beginning(entries, count);
      expect(textOf(read(part, digest))).toEqual(textOf(nodesOver(part)));
    }
  });
  it('have a digest that depends on each entry, and on how many there are', async () => {
    const entries = entriesOf(1_100);
    const digestOf = (some: Uint8Array) => {
      rmSync(folder(), { recursive: true, force: true });
      return new StoredNodes(dataDir).save(nodesOver(some), some, some.length / HASH_SIZE);
    };
    const others = [0, 1_023, 1_024, 1_099].map((at) => {
      const altered = Uint8Array.from(entries);
      altered[at * HASH_SIZE]! ^= 1;
      return altered;
    });
    const digests = [];
    for (const some of [entries, beginning(entries, 1_099), ...others]) digests.push(await digestOf(some));
    expect(new Set(digests).size).toBe(digests.length);
  });
  it.each<[string, () => void, string | undefined]>([
    ['a byte is altered', () => flip(file(3)), undefined],
    ['the end is lost', () => truncateSync(file(0), 1_000 * HASH_SIZE), undefined],
    ['a level is gone', () => rmSync(file(4)), undefined],
    ['a level cannot be read', () => linked(UNREADABLE, file(3)), 'the disk fails (EIO)'],
    ['a level is in a circle of links', () => linked(file(3), file(3)), 'its links form a circle (ELOOP)'],
    [
      'a file has taken their place',
      () => linked('/dev/null', folder()),
      'a part of its path is not a folder (ENOTDIR)',
    ],
  ])('are removed where %s, and are whole after the next time', async (_, alter, why) => {
    const entries = entriesOf(3_000);
    const nodes = nodesOver(entries);
    const stored = new StoredNodes(dataDir);
    const digest = await stored.save(nodes, entries, 3_000);
    alter();
    expect(read(entries, digest)).toBeUndefined();
    expect([hasStoredNodes(dataDir), existsSync(folder())]).toEqual([false, false]);
    expect(heard).toEqual(why === undefined ? [] : [`${folder()}: ${why}`]);
    expect(await stored.save(nodes, entries, 3_000)).toBe(digest);
    expect(textOf(read(entries, digest))).toEqual(textOf(nodes));
  });
  it('are read as far as the check goes where a crash has left more', async () => {
    const entries = entriesOf(2_000);
    const digest = await new StoredNodes(dataDir).save(nodesOver(entries), entries, 2_000);
    appendFileSync(file(0), randomBytes(77));
    writeFileSync(file(11), randomBytes(5));
    expect(textOf(read(entries, digest))).toEqual(textOf(nodesOver(entries)));
    expect(readdirSync(folder()).length).toBe(12);
  });
  it('are not there before they were stored', () => {
    expect([hasStoredNodes(dataDir), read(entriesOf(5), 'digest')]).toEqual([false, undefined]);
  });
});
