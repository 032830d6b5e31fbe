import { join } from 'node:path';
import { signCheckpoint } from '../checkpoint.js';
import { rootOver } from '../entries.js';
import { HASH_SIZE } from '../merkle.js';
import { ED25519, formatVerifierKey, parseSignerKey } from '../note-key.js';
import { NoteRefused, noteSigner, noteVerifier, openNote } from '../signed-note.js';
import { Malformed } from '../strict-text.js';
import { checkpointIn, CheckpointStore, type SignedNotes, LEDGER_FOLDER, notesIn } from './checkpoint-store.js';
import { hasKey, ledgerKey } from './ledger-key.js';

/** `from`: the folder `ledger/` of the house that the log comes from. `isNew`: to begin a ledger where there is none. */
export type LedgerSource = Readonly<{
  from?: string | undefined;
  isNew: boolean;
  ledgerKey: string | undefined;
  ledgerOrigin: string | undefined;
}>;

/** Under which origin the log goes on, how many of its events were signed for, and whether its key is there already. */
export type TransferredLedger = Readonly<{ origin: string; covered: number; hasKey: boolean }>;

/** There is no ledger under which the log can go on. The message says what to do. */
export class LedgerMismatch extends Error {
  constructor(message: string) {
    super(message);
    this.name = LedgerMismatch.name;
  }
}

/**
 * Finds the ledger of a log that moves in, and holds the log against it.
 * @param entries of the whole log that moves in
 * @returns what puts it in its place, durably. To be called before the first event is loaded: a service that starts on
 *   half of the log then knows that the rest is missing
 * @throws LedgerUnfit, LedgerBroken
 */
export const prepareLedger = (
  entries: Uint8Array,
  dataDir: string,
  wanted: LedgerSource,
): (() => Promise<TransferredLedger>) => {
  const folder = join(dataDir, LEDGER_FOLDER);
  const key = hasKey(wanted.ledgerKey, dataDir) ? ledgerKey(wanted.ledgerKey, undefined, dataDir) : undefined;
  const there = findLocalLedger(folder, entries);
  const from =
    wanted.from === undefined ? undefined : (findLedger(wanted.from, entries) ?? refuse(noCheckpointIn(wanted.from)));
  // A service that once ran on an empty log has signed for that, and so for nothing.
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
  if (!wanted.isNew) refuse(SOURCE_MISSING);
  return () => startLedger(entries, dataDir, wanted);
};

/** What can be told before the log that moves in is read. @throws LedgerUnfit */
export const assertLedgerSource = (dataDir: string, { from, isNew }: LedgerSource): void => {
  if (from !== undefined && notesIn(from).last === undefined) refuse(noCheckpointIn(from));
  if (from === undefined && !isNew && notesIn(join(dataDir, LEDGER_FOLDER)).last === undefined) refuse(SOURCE_MISSING);
};

const SOURCE_MISSING =
  'Say under which ledger the record goes on. Bring the folder ledger/ of the data folder that it comes from, so that the checkpoints which auditors and witnesses keep hold on: --ledger <folder>. Where that is lost: --new-ledger.';
const noCheckpointIn = (folder: string) =>
  `There is no checkpoint in ${folder}. Name the folder ledger/ of the data folder that the record comes from.`;
const twoLedgers = (there: FoundLedger, from: FoundLedger) =>
  `${there.folder} is the ledger of ${there.origin}, and ${from.folder} that of ${from.origin}: one of them is not of this record.`;
const emptyLedger = ({ folder, origin }: FoundLedger) =>
  `A service has run here before on an empty log, and begun a ledger of its own (${origin}). It signed for nothing: delete ${folder}, and ledger.key beside it, then run this again.`;

type FoundLedger = Omit<TransferredLedger, 'hasKey'> &
  Readonly<{ folder: string; notes: SignedNotes & Readonly<{ last: string }> }>;

/** @throws LedgerUnfit where a checkpoint in the folder is not of these entries */
const findLedger = (folder: string, entries: Uint8Array): FoundLedger | undefined => {
  const { last, cosigned } = notesIn(folder);
  if (last === undefined) return undefined;
  const { origin, size } = coveringCheckpoint(folder, last, entries);
  if (cosigned !== undefined && coveringCheckpoint(folder, cosigned, entries).origin !== origin)
    refuse(`The checkpoints in ${folder} are of two logs. Bring the right ones.`);
  return { folder, origin, covered: size, notes: { last, cosigned } };
};

/** As `kept`, for the ledger that is in the new house already: if it does not fit, the house is taken, or the file is old. */
const findLocalLedger = (folder: string, entries: Uint8Array): FoundLedger | undefined => {
  try {
    return findLedger(folder, entries);
  } catch (error) {
    if (!(error instanceof LedgerMismatch)) throw error;
    throw new LedgerMismatch(
      `The ledger in ${folder} is not of the file, or of a later state of its record. Name a data folder in which no record is; or, where this ledger was put there for the file, export that anew after its service has stopped. ${error.message}`,
    );
  }
};

const coveringCheckpoint = (folder: string, note: string, entries: Uint8Array) => {
  const checkpoint = parsedCheckpoint(folder, note);
  const size = entries.length / HASH_SIZE;
  if (checkpoint.size > size)
    refuse(
      `The last checkpoint in ${folder} covers ${checkpoint.size} events, and the file has ${size}: it was made before the rest was recorded. Stop the service that the record comes from, and export it again.`,
    );
  if (!rootOver(entries, checkpoint.size).equals(checkpoint.root))
    refuse(
      `The first ${checkpoint.size} events of the file are not those that the checkpoint in ${folder} covers: the file is of another record, or one of the two was altered.`,
    );
  return checkpoint;
};

const parsedCheckpoint = (folder: string, note: string) => {
  try {
    return checkpointIn(note);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return refuse(`A checkpoint in ${folder} cannot be read: it was altered or damaged. Bring the right one.`);
  }
};

/** @param key of the ledger, where it is at hand already; else the service will ask for it, and hold it against this */
const checkKey = (key: string | undefined, { origin, covered, folder, notes }: FoundLedger): TransferredLedger => {
  if (key === undefined) return { origin, covered, hasKey: false };
  const signer = parseSignerKey(key, ED25519);
  if (signer.name !== origin)
    refuse(
      `${folder} is the ledger of ${origin}, and the key is that of ${signer.name}. Give the right key in LEDGER_KEY, or as ledger.key in the data folder.`,
    );
  try {
    const verifier = noteVerifier(formatVerifierKey(signer));
    for (const note of [notes.last, notes.cosigned]) if (note !== undefined) openNote(note, [verifier]);
  } catch (error) {
    if (!(error instanceof NoteRefused)) throw error;
    refuse(`A checkpoint in ${folder} is not one that the key of the ledger has signed. Bring the right one.`);
  }
  return { origin, covered, hasKey: true };
};

/** A first checkpoint of all that moves in, by the key that is there or by a new one. */
const startLedger = async (entries: Uint8Array, dataDir: string, wanted: LedgerSource): Promise<TransferredLedger> => {
  const size = entries.length / HASH_SIZE;
  const key = ledgerKey(wanted.ledgerKey, wanted.ledgerOrigin, dataDir);
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
  await store.save(last, Buffer.from(entries.subarray(0, covered * HASH_SIZE)), 0);
};

const refuse = (because: string): never => {
  throw new LedgerMismatch(because);
};
