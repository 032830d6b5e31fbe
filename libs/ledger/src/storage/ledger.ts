import { Unavailable } from '#event-store/event-store.js';
import { type Checkpoint, openCheckpoint, signCheckpoint } from '../checkpoint.js';
import { cosignatureTime } from '../cosignature.js';
import { HASH_SIZE, leafHash, rootOf } from '../merkle.js';
import { ED25519, formatVerifierKey, parseSignerKey } from '../note-key.js';
import {
  formatNote,
  noteSigner,
  type NoteSigner,
  parseNote,
  type Signature,
  withSignatures,
  NoteRefused,
  noteVerifier,
} from '../signed-note.js';
import { Malformed } from '../strict-text.js';
import { Tree } from '../tree.js';
import { type CheckedLog } from './check-log.js';
import { checkpointIn, CheckpointStore } from './checkpoint-store.js';
import { LedgerBroken } from './ledger-broken.js';

/** A signed note, and how many entries it covers. */
export type SignedCheckpoint = Readonly<{ note: string; size: number }>;

export type LedgerState = Readonly<{
  origin: string;
  verifierKey: string;
  size: number;
  root: string;
  cosigned?: Readonly<{ size: number; at: string; by: readonly string[] }>;
}>;

/**
 * The Merkle tree over the log (RFC 9162), and its checkpoints. Entry n belongs to the event with ordinal n, so all
 * instances on one log have the same tree.
 */
export class Ledger {
  /** The name of the log on every checkpoint, which is the name of its key. */
  readonly origin: string;
  /** The key that verifies a checkpoint (C2SP signed-note). */
  readonly verifierKey: string;
  private readonly signer: NoteSigner;
  private readonly tree = new Tree();
  /** How many entries are on the disk, and the entries that are not yet. */
  private written = 0;
  private entries: Buffer[] = [];
  private lastCheckpoint: SignedCheckpoint | undefined;
  private cosignedNote: string | undefined;
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    signerKey: string,
    private readonly store: CheckpointStore,
  ) {
    const key = parseSignerKey(signerKey, ED25519);
    this.origin = key.name;
    this.verifierKey = formatVerifierKey(key);
    this.signer = noteSigner(signerKey);
  }

  /**
   * Opens the ledger of a log that was just read, and checks it against the last checkpoint.
   * @param isFirst there was no ledger of this log here before: neither a key nor a checkpoint
   * @throws LedgerBroken if the log is not what it was; the message says where
   */
  static async open(signerKey: string, dataDir: string, checked: CheckedLog, isFirst = false): Promise<Ledger> {
    if ('altered' in checked) throw LedgerBroken.altered(checked.altered);
    const store = new CheckpointStore(dataDir);
    const ledger = new Ledger(signerKey, store);
    const { entries } = checked;
    for (let at = 0; at < entries.length; at += HASH_SIZE) {
      ledger.tree.append(leafHash(Buffer.from(entries.slice(at, at + HASH_SIZE))));
      if (at % (HASH_SIZE * TURN) === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const [last, cosigned] = [store.last(), store.lastCosigned()];
    if (last !== undefined) ledger.lastCheckpoint = ledger.compare(last, Buffer.from(entries));
    else if (ledger.size > 0 && !isFirst) throw LedgerBroken.unsigned(store.file);
    if (cosigned !== undefined) {
      ledger.compare(cosigned, Buffer.from(entries));
      ledger.cosignedNote = cosigned;
    }
    ledger.written = Math.min(Math.floor(store.entries().length / HASH_SIZE), ledger.lastCheckpoint?.size ?? 0);
    for (let at = ledger.written * HASH_SIZE; at < entries.length; at += HASH_SIZE)
      ledger.entries.push(Buffer.from(entries.slice(at, at + HASH_SIZE)));
    // From now on, a log with events and without a checkpoint has lost its checkpoint.
    if (ledger.size === 0) await ledger.checkpoint();
    return ledger;
  }

  /** Whether the data folder contains no checkpoint yet. */
  get isNew(): boolean {
    return this.lastCheckpoint === undefined;
  }

  /** How many events are in the tree. */
  get size(): number {
    return this.tree.size;
  }

  /** The root of the tree, 32 bytes: the current one, or that of an earlier size. @throws ProofRefused */
  root(size = this.size): Buffer {
    return this.tree.rootAt(size);
  }

  /** The hash of a leaf, 32 bytes; undefined if there is none with this ordinal. */
  leaf(ordinal: number): Buffer | undefined {
    return this.tree.leaf(ordinal);
  }

  /** Adds the event with this ordinal. Ignores an event that is already in the tree. */
  add({ entry }: Readonly<{ entry: string }>, ordinal: number): void {
    if (ordinal < this.size) return;
    if (ordinal > this.size) throw new Error(`the ledger expects event ${this.size}, but got event ${ordinal}`);
    const bytes = Buffer.from(entry, 'hex');
    this.tree.append(leafHash(bytes));
    this.entries.push(bytes);
  }

  /** A checkpoint of the whole tree. It is on the disk when this resolves. @throws Unavailable */
  checkpoint(): Promise<SignedCheckpoint> {
    const made = this.turn.then(() => this.sign());
    this.turn = made.catch(() => {});
    return made;
  }

  /** The state of the ledger. `root` is in base64; `at` is the time of the newest cosignature. */
  describe(): LedgerState {
    const { origin, verifierKey, size, cosignedNote } = this;
    const cosigned = cosignedNote === undefined ? {} : { cosigned: cosignatureIn(cosignedNote) };
    return { origin, verifierKey, size, root: this.root().toString('base64'), ...cosigned };
  }

  /** The last cosigned checkpoint, with its cosignatures; undefined before the first. */
  get cosigned(): SignedCheckpoint | undefined {
    return this.cosignedNote === undefined
      ? undefined
      : { note: this.cosignedNote, size: checkpointIn(this.cosignedNote).size };
  }

  /** Adds verified cosignatures to a checkpoint of this ledger. */
  addCosignatures(note: string, signatures: readonly Signature[]): Promise<void> {
    const added = this.turn.then(async () => {
      const { text } = parseNote(note);
      const known = this.cosignedNote === undefined ? undefined : parseNote(this.cosignedNote);
      const whole = withSignatures(known?.text === text ? known : parseNote(note), signatures);
      if (known !== undefined && known.text !== text && checkpointIn(this.cosignedNote!).size > checkpointIn(note).size)
        return;
      const cosigned = formatNote(whole);
      await this.store.saveCosigned(cosigned);
      this.cosignedNote = cosigned;
    });
    this.turn = added.catch(() => {});
    return added;
  }

  /** RFC 9162 §2.1.3.1. @throws ProofRefused */
  inclusionProof(index: number, size: number): readonly Buffer[] {
    return this.tree.inclusionProof(index, size);
  }

  /** RFC 9162 §2.1.4.1. @throws ProofRefused */
  consistencyProof(from: number, to: number): readonly Buffer[] {
    return this.tree.consistencyProof(from, to);
  }

  private async sign(): Promise<SignedCheckpoint> {
    const { size } = this;
    if (this.lastCheckpoint?.size === size) return this.lastCheckpoint;
    const note = signCheckpoint(
      { origin: this.origin, size, root: this.tree.rootAt(size), extensions: [] },
      this.signer,
    );
    const added = this.entries.slice(0, size - this.written);
    await this.store.save(note, Buffer.concat(added), this.written).catch((cause: Error) => {
      throw new Unavailable(`The checkpoint cannot be stored: ${cause.message}`, 'not-written', { cause });
    });
    this.entries.splice(0, added.length);
    this.written = size;
    return (this.lastCheckpoint = { note, size });
  }

  /** Anybody may have written to the folder, so only what our own key has signed counts. */
  private compare(note: string, entries: Buffer): SignedCheckpoint {
    const { size, root } = this.opened(note);
    if (size > this.size) throw LedgerBroken.behind(this.size, size);
    if (!this.tree.rootAt(size).equals(root))
      throw LedgerBroken.differs(size, this.placeOfDifference(size, root, entries));
    return { note, size };
  }

  private opened(note: string): Checkpoint {
    try {
      const { origin } = checkpointIn(note);
      if (origin !== this.origin) throw LedgerBroken.ofAnother(origin, this.origin);
      return openCheckpoint(note, [noteVerifier(this.verifierKey)]);
    } catch (error) {
      if (error instanceof Malformed || error instanceof NoteRefused) throw LedgerBroken.forged(this.store.folder);
      throw error;
    }
  }

  /** The first ordinal at which the log differs from the checkpoint; undefined if the stored entries do not match it either. */
  private placeOfDifference(size: number, root: Buffer, entries: Buffer): number | undefined {
    const kept = this.store.entries().subarray(0, size * HASH_SIZE);
    const at = (all: Buffer, index: number) => all.subarray(index * HASH_SIZE, (index + 1) * HASH_SIZE);
    const leaves = Array.from({ length: size }, (_, index) => leafHash(at(kept, index)));
    if (kept.length < size * HASH_SIZE || !rootOf(leaves).equals(root)) return undefined;
    return leaves.findIndex((_, index) => !at(kept, index).equals(at(entries, index)));
  }
}

/** How many leaves are hashed before the event loop continues. */
const TURN = 4096;

const cosignatureIn = (note: string): NonNullable<LedgerState['cosigned']> => {
  const { size, origin } = checkpointIn(note);
  const cosignatures = parseNote(note).signatures.filter(({ name }) => name !== origin);
  const newest = Math.max(...cosignatures.map(cosignatureTime));
  return { size, at: new Date(newest * 1000).toISOString(), by: cosignatures.map(({ name }) => name) };
};
