import { toBase64, toHex } from '#ledger/primitives.js';
import { hash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EventStore, ReadStream } from '#event-store/event-store.js';
import { StreamCut } from '#event-store/stream-cut.js';
import { type OnUnusable, ifUsable, readText } from '#storage/read-file.js';
import { replaceFile } from '#storage/replace-file.js';
import { Entries, entryAt } from '../entries.js';
import { nodesOver, Tree } from '../tree.js';
import { matchesEntry } from '../entry.js';
import { HASH_SIZE } from '../merkle.js';
import { formatNote, NoteRefused, type NoteSigner, noteVerifier, openNote, signatureOf } from '../signed-note.js';
import { Malformed } from '../strict-text.js';
import type { KnownBeginning } from './check-entries.js';
import type { MemoryNodes } from '../nodes.js';
import { readNodes, type StoredNodes } from './stored-nodes.js';
import { checkpointIn, CheckpointStore, LEDGER_FOLDER } from './checkpoint-store.js';
import { type LogSummary, summaryIn, summaryText } from './log-summary.js';

/** A log with less than this is checked in less than half a second. */
const LEAST = 20_000;
const FILE = 'checked';
/** The first line of what is signed, so that no checkpoint can be taken for it. */
const WHAT = 'rapporteur: checked log';

/** `note` is signed, and has the digest of `summary`. */
type Stored = Readonly<{ note: string; summary: string }>;

/** What the service has checked so far. */
export type Check = Readonly<{ summary: LogSummary; root: Uint8Array }>;
/** The tree that was checked, which may have grown since, and where its nodes are stored. */
export type CheckedTree = Readonly<{ nodes: MemoryNodes; entries: Uint8Array; stored: StoredNodes }>;

/** Whether continuing this check would spare a start enough. */
export const isWorthSigning = ({ size }: Pick<LogSummary, 'size'>): boolean => size >= LEAST;

/**
 * Keeps for the next start what this process has checked: every event is the one in the ledger. It is on the disk when this
 * resolves. The ledger must have stored the entries. The nodes over them are kept, too, so that the next start need not hash them anew.
 * @throws what the system says of the disk
 */
export const saveSignedCheck = async (
  dataDir: string,
  { summary, root }: Check,
  { nodes, entries, stored: files }: CheckedTree,
  signer: NoteSigner,
): Promise<void> => {
  const text = summaryText(summary);
  const digest = await files.save(nodes, entries, summary.size);
  const signed = textFor(signer.name, summary.size, root, text, digest);
  const note = formatNote({ text: signed, signatures: [signatureOf(signed, signer)] });
  const stored: Stored = { note, summary: text };
  await replaceFile(fileIn(dataDir), (file) => file.writeFile(JSON.stringify(stored)));
};

/** The next start checks the whole log. */
export const removeSignedCheck = (dataDir: string): void => rmSync(fileIn(dataDir), { force: true });

/**
 * What an earlier process has checked, if the key of the ledger has signed it, the stored entries are the ones that were
 * checked, the last checkpoint covers them, and the log still has the last of these events. Undefined otherwise: then the whole log has to be
 * checked, which tells what is wrong. `onUnusable` hears of files that cannot be read; all of them can be made again.
 * @throws Unavailable
 */
export const readSignedCheck = async (
  dataDir: string,
  verifierKey: string,
  store: Pick<EventStore, 'readStream'>,
  onUnusable: OnUnusable,
): Promise<KnownBeginning | undefined> => {
  const stored = storedIn(fileIn(dataDir), onUnusable);
  const claim = stored && claimIn(stored, verifierKey);
  if (claim === undefined) return undefined;
  const summary = summaryIn(stored!.summary);
  if (summary.last === undefined) return undefined;
  const checkpoints = new CheckpointStore(dataDir);
  const kept = checkpoints.entries(onUnusable);
  if (kept.length < summary.size * HASH_SIZE || coveredBy(checkpoints.last()) < summary.size) return undefined;

  const entries = Entries.of(kept.subarray(0, summary.size * HASH_SIZE));
  const { nodes: digest } = claim;
  const known = digest === undefined ? undefined : readNodes(dataDir, entries.bytes, digest, onUnusable);
  const nodes = known ?? nodesOver(entries.bytes);
  if (toBase64(new Tree(nodes).root()) !== claim.root) return undefined;

  const { stream, revision, position } = summary.last;
  const [event] = await lastOf(store, stream, { from: revision, limit: 1 });
  const entry = toHex(entryAt(entries.bytes, summary.size - 1));
  const isThere = event?.position === position && event.entry === entry && matchesEntry(event);
  return isThere ? { summary, entries, nodes } : undefined;
};

/** Nothing of a stream that was deleted or cut: the check of the whole log says so. */
const lastOf = async (store: Pick<EventStore, 'readStream'>, stream: string, options: ReadStream) => {
  try {
    return await store.readStream(stream, options);
  } catch (error) {
    if (error instanceof StreamCut) return [];
    throw error;
  }
};

const fileIn = (dataDir: string) => join(dataDir, LEDGER_FOLDER, FILE);

const textFor = (origin: string, size: number, root: Uint8Array, summary: string, nodes: string): string =>
  `${[WHAT, origin, size, toBase64(root), hash('sha256', summary), nodes].join('\n')}\n`;

/** `root`: over the entries. `nodes`: the digest of what is stored of the tree; earlier versions stored nothing. */
type Claim = Readonly<{ root: string; nodes?: string }>;

/** What a check says that the ledger has signed; undefined if it has not, or not this summary. */
const claimIn = ({ note, summary }: Stored, verifierKey: string): Claim | undefined => {
  try {
    const [what, , , root = '', digest, nodes] = openNote(note, [noteVerifier(verifierKey)]).text.split('\n');
    if (what !== WHAT || digest !== hash('sha256', summary)) return undefined;
    return nodes === undefined || nodes === '' ? { root } : { root, nodes };
  } catch (error) {
    if (error instanceof Malformed || error instanceof NoteRefused) return undefined;
    throw error;
  }
};

/** How many events a checkpoint says that it covers. It is verified when the ledger is opened. */
const coveredBy = (note: string | undefined): number => {
  try {
    return note === undefined ? 0 : checkpointIn(note).size;
  } catch (error) {
    if (error instanceof Malformed) return 0;
    throw error;
  }
};

const storedIn = (file: string, onUnusable: OnUnusable): Stored | undefined => {
  const text = ifUsable(file, () => readText(file), onUnusable);
  if (text === undefined) return undefined;
  try {
    const { note, summary } = (JSON.parse(text) ?? {}) as Partial<Stored>;
    return typeof note === 'string' && typeof summary === 'string' ? { note, summary } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
