import { areEqual } from '#ledger/primitives.js';
import { join } from 'node:path';
import { signCheckpoint } from '../checkpoint.js';
import { rootOver } from '../entries.js';
import { HASH_SIZE } from '../merkle.js';
import { ED25519, formatVerifierKey } from '../note-key.js';
import { parseSignerKey } from '../signer-key.js';
import { NoteRefused, noteVerifier, openNote } from '../signed-note.js';
import { noteSigner } from '../signer.js';
import { Malformed } from '../strict-text.js';
import { checkpointIn, CheckpointStore, type SignedNotes, LEDGER_FOLDER, notesIn } from './checkpoint-store.js';
import { hasKey, ledgerKey } from './ledger-key.js';

/** `from`: the folder `ledger/` of the data folder that the log comes from. `isNew`: start a ledger if there is none. */
export type LedgerSource = Readonly<{
  from?: string | undefined;
  isNew: boolean;
  ledgerKey: string | undefined;
  ledgerOrigin: string | undefined;
}>;

/** The origin of the imported log, how many of its events a checkpoint covers, and whether its key is there already. */
export type TransferredLedger = Readonly<{ origin: string; covered: number; hasKey: boolean }>;

/** The ledger does not match the imported log, or is missing. The message says what to do. */
export class LedgerMismatch extends Error {
  constructor(message: string) {
    super(message);
    this.name = LedgerMismatch.name;
  }
}

/**
 * Finds the ledger of an imported log, and checks the log against it.
 * @param entries of the whole imported log
 * @returns a function that stores the ledger durably. Call it before the first event is imported: a service that starts on
 *   half of the log then detects that the rest is missing
 * @throws LedgerMismatch, LedgerBroken
 */
export const prepareLedger = (
  entries: Uint8Array,
  dataDir: string,
  source: LedgerSource,
): (() => Promise<TransferredLedger>) => {
  const folder = join(dataDir, LEDGER_FOLDER);
  const key = hasKey(source.ledgerKey, dataDir) ? ledgerKey(source.ledgerKey, undefined, dataDir) : undefined;
  const there = findLocalLedger(folder, entries);
  const from =
    source.from === undefined ? undefined : (findLedger(source.from, entries) ?? refuse(noCheckpointIn(source.from)));
  // A service that ran on an empty log has a checkpoint that covers nothing.
  const begun = there !== undefined && (there.covered > 0 || entries.length === 0);

  if (there !== undefined && from !== undefined && there.origin !== from.origin)
    refuse(begun ? twoLedgers(there, from) : emptyLedger(there));
  if (begun) {
    const held = checkKey(key, there);
    return async () => held;
  }
  if (from !== undefined) {
    const held = checkKey(key, from);
    return async () => {
      await saveLedger(dataDir, from.notes, entries, from.covered);
      return held;
    };
  }
  if (!source.isNew) refuse(SOURCE_MISSING);
  return () => startLedger(entries, dataDir, source);
};

/** The checks that need no events. @throws LedgerMismatch */
export const assertLedgerSource = (dataDir: string, { from, isNew }: LedgerSource): void => {
  if (from !== undefined && notesIn(from).last === undefined) refuse(noCheckpointIn(from));
  if (from === undefined && !isNew && notesIn(join(dataDir, LEDGER_FOLDER)).last === undefined) refuse(SOURCE_MISSING);
};

const SOURCE_MISSING =
  'Say which ledger continues. Copy the folder ledger/ from the old data folder and name it with --ledger <folder>, so that the checkpoints of auditors and witnesses stay valid. If it is lost, use --new-ledger.';
const noCheckpointIn = (folder: string) =>
  `There is no checkpoint in ${folder}. Name the folder ledger/ of the data folder that the record comes from.`;
const twoLedgers = (there: FoundLedger, from: FoundLedger) =>
  `${there.folder} is the ledger of ${there.origin}, and ${from.folder} is that of ${from.origin}: one of them does not belong to this record.`;
const emptyLedger = ({ folder, origin }: FoundLedger) =>
  `A service has run here before on an empty log and started its own ledger (${origin}), which covers nothing. Delete ${folder} and the ledger.key next to it, then run this again.`;

type FoundLedger = Omit<TransferredLedger, 'hasKey'> &
  Readonly<{ folder: string; notes: SignedNotes & Readonly<{ last: string }> }>;

/** @throws LedgerMismatch if a checkpoint in the folder does not match these entries */
const findLedger = (folder: string, entries: Uint8Array): FoundLedger | undefined => {
  const { last, cosigned } = notesIn(folder);
  if (last === undefined) return undefined;
  const { origin, size } = coveringCheckpoint(folder, last, entries);
  if (cosigned !== undefined && coveringCheckpoint(folder, cosigned, entries).origin !== origin)
    refuse(`The checkpoints in ${folder} belong to two logs. Copy the right ones.`);
  return { folder, origin, covered: size, notes: { last, cosigned } };
};

/** As `findLedger`, for a ledger that is already in the target: if it does not match, the target is in use or the file is old. */
const findLocalLedger = (folder: string, entries: Uint8Array): FoundLedger | undefined => {
  try {
    return findLedger(folder, entries);
  } catch (error) {
    if (!(error instanceof LedgerMismatch)) throw error;
    throw new LedgerMismatch(
      `The ledger in ${folder} does not match the file, or belongs to a later state of its record. Use a data folder without a record. If you put this ledger there for the file, stop the old service and export the file again. ${error.message}`,
    );
  }
};

const coveringCheckpoint = (folder: string, note: string, entries: Uint8Array) => {
  const checkpoint = parsedCheckpoint(folder, note);
  const size = entries.length / HASH_SIZE;
  if (checkpoint.size > size)
    refuse(
      `The last checkpoint in ${folder} covers ${checkpoint.size} events, but the file has ${size}: it was exported before the rest was recorded. Stop the old service and export the record again. If the log is lost, see "If there is no backup of EventStoreDB" in docs/OPERATIONS.md.`,
    );
  if (!areEqual(rootOver(entries, checkpoint.size), checkpoint.root))
    refuse(
      `The first ${checkpoint.size} events of the file are not those that the checkpoint in ${folder} covers: the file belongs to another record, or one of the two was altered.`,
    );
  return checkpoint;
};

const parsedCheckpoint = (folder: string, note: string) => {
  try {
    return checkpointIn(note);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return refuse(`A checkpoint in ${folder} cannot be read: it was altered or damaged. Copy the right one.`);
  }
};

/** @param key of the ledger, if it is there already; otherwise the service checks it at start */
const checkKey = (key: string | undefined, { origin, covered, folder, notes }: FoundLedger): TransferredLedger => {
  if (key === undefined) return { origin, covered, hasKey: false };
  const signer = parseSignerKey(key, ED25519);
  if (signer.name !== origin)
    refuse(
      `${folder} is the ledger of ${origin}, but the key is that of ${signer.name}. Set the right key in LEDGER_KEY, or put it into the data folder as ledger.key.`,
    );
  try {
    const verifier = noteVerifier(formatVerifierKey(signer));
    for (const note of [notes.last, notes.cosigned]) if (note !== undefined) openNote(note, [verifier]);
  } catch (error) {
    if (!(error instanceof NoteRefused)) throw error;
    refuse(`A checkpoint in ${folder} was not signed by the key of the ledger. Copy the right one.`);
  }
  return { origin, covered, hasKey: true };
};

/** A first checkpoint of the whole imported log, signed by the existing key or a new one. */
const startLedger = async (entries: Uint8Array, dataDir: string, source: LedgerSource): Promise<TransferredLedger> => {
  const size = entries.length / HASH_SIZE;
  const key = ledgerKey(source.ledgerKey, source.ledgerOrigin, dataDir);
  const { name } = parseSignerKey(key, ED25519);
  const root = rootOver(entries, size);
  const last = signCheckpoint({ origin: name, size, root, extensions: [] }, noteSigner(key));
  await saveLedger(dataDir, { last }, entries, size);
  return { origin: name, covered: size, hasKey: true };
};

const saveLedger = async (
  dataDir: string,
  { last, cosigned }: FoundLedger['notes'],
  entries: Uint8Array,
  covered: number,
): Promise<void> => {
  const store = new CheckpointStore(dataDir);
  if (cosigned !== undefined) await store.saveCosigned(cosigned);
  await store.save(last, entries.subarray(0, covered * HASH_SIZE), 0);
};

const refuse = (because: string): never => {
  throw new LedgerMismatch(because);
};
