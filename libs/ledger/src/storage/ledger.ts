import { toBase64 } from '#ledger/primitives.js';
import type { Instant } from '#domain/ids.js';
import {
  type EventStore,
  type Expected,
  type Position,
  type StoredEvent,
  Unavailable,
} from '#event-store/event-store.js';
import type { AccessHead } from '../access/access-chain.js';
import { signCheckpoint } from '../checkpoint.js';
import { cosignatureTime } from '../cosignature.js';
import { Entries } from '../entries.js';
import { HASH_SIZE, leafHash } from '../merkle.js';
import { ED25519, formatVerifierKey } from '../note-key.js';
import { parseSignerKey } from '../signer-key.js';
import { formatNote, type NoteSigner, parseNote, type Signature, withSignatures } from '../signed-note.js';
import { noteSigner } from '../signer.js';
import { MemoryNodes } from '../nodes.js';
import { Tree } from '../tree.js';
import type { CheckedLog, SoundLog } from './checked-log.js';
import { CheckpointComparison } from './checkpoint-comparison.js';
import { checkpointIn, CheckpointStore } from './checkpoint-store.js';
import { CheckpointStream } from './checkpoint-stream.js';
import { isCheckpointStream } from '../checkpoint-name.js';
import { LedgerBroken, soundOf } from './ledger-broken.js';
import { GrowingSummary } from './log-summary.js';
import { type Check, saveSignedCheck } from './signed-check.js';
import { StoredNodes } from './stored-nodes.js';
import { unfinishedImport } from './unfinished-import.js';
import { UnsignedFacts } from './unsigned-facts.js';

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
 * What a ledger needs of its log. `now` is the time of a checkpoint in the log, `accessHead` the end of the access log.
 * `assertWhole` throws where the log must not be signed as it is.
 */
export type LedgerLog = Readonly<{
  dataDir: string;
  store: Pick<EventStore, 'append' | 'readAll' | 'nameOfStream'>;
  now: () => Instant;
  accessHead?: () => Promise<AccessHead | undefined>;
  assertWhole?: () => void;
}>;

/**
 * `isFirst`: there was no ledger of this log here before: neither a key nor a checkpoint. `signingBound`: no fact is recorded
 * that many seconds after one that is not signed yet. `signingInterval`: seconds between two checkpoints in the log. `collect`: the types of events that a start needs.
 */
export type LedgerOptions = Readonly<{
  isFirst?: boolean;
  signingBound: number;
  signingInterval: number;
  collect?: readonly string[];
}>;

/** The ledger could not sign for so long that nothing more is recorded. */
export class LedgerNotSigned extends Error {
  constructor(because: string) {
    super(because);
    this.name = LedgerNotSigned.name;
  }
}

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
  private readonly entries: Entries;
  private readonly nodes: MemoryNodes;
  private readonly tree: Tree;
  private readonly store: CheckpointStore;
  private readonly storedNodes: StoredNodes;
  private readonly stream: CheckpointStream;
  private readonly comparison: CheckpointComparison;
  private readonly unsigned = new UnsignedFacts();
  private readonly summary: GrowingSummary;
  /** How many events were covered by any checkpoint when the ledger was opened. */
  private openedSize = 0;
  /** How many entries, from the first one on, were written or found on the disk as they are in the log. */
  private written = 0;
  private damage: number | undefined;
  private lastCheckpoint: SignedCheckpoint | undefined;
  private cosignedNote: string | undefined;
  /** Whether what the log had at the start is signed. */
  private isStartSigned = false;
  private failure: string | undefined;
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    signerKey: string,
    private readonly log: LedgerLog,
    private readonly options: LedgerOptions,
    { entries, nodes, summary }: SoundLog,
  ) {
    const key = parseSignerKey(signerKey, ED25519);
    this.origin = key.name;
    this.verifierKey = formatVerifierKey(key);
    this.signer = noteSigner(signerKey);
    this.store = new CheckpointStore(log.dataDir);
    this.stream = new CheckpointStream(this.origin);
    this.entries = Entries.of(entries);
    this.nodes = MemoryNodes.of(nodes);
    this.tree = new Tree(this.nodes);
    this.storedNodes = new StoredNodes(log.dataDir);
    const { origin, verifierKey, tree, entries: own, store } = this;
    this.comparison = new CheckpointComparison({ origin, verifierKey, tree, entries: own, store });
    this.summary = new GrowingSummary(summary, options.collect ?? []);
  }

  /**
   * Opens the ledger of a log that was just read, and checks it against the last checkpoints.
   * @throws LedgerBroken if the log is not what it was; the message says where
   */
  static async open(signerKey: string, log: LedgerLog, checked: CheckedLog, options: LedgerOptions): Promise<Ledger> {
    const sound = soundOf(checked, log.store);
    const ledger = new Ledger(signerKey, log, options, sound);
    const unfinished = unfinishedImport(log.dataDir);
    if (unfinished) throw LedgerBroken.unfinished(unfinished, ledger.entries.size);
    await ledger.assertSigned(sound);
    await ledger.compareEntries(sound);
    // From now on, a log with events and without a checkpoint has lost its checkpoint.
    if (ledger.size === 0) await ledger.checkpoint();
    return ledger;
  }

  /** Whether the data folder contains no checkpoint yet. */
  get isNew(): boolean {
    return this.lastCheckpoint === undefined;
  }

  /**
   * The first entry that the disk had lost or changed when the ledger was opened, of those that the last checkpoint covers; undefined if it had all.
   * The next checkpoint writes them again.
   */
  get damagedFrom(): number | undefined {
    return this.damage;
  }

  /** How many events are in the tree. */
  get size(): number {
    return this.tree.size;
  }

  /** The root of the tree, 32 bytes: the current one, or that of an earlier size. @throws ProofRefused */
  root(size = this.size): Uint8Array {
    return this.tree.rootAt(size);
  }

  /** The hash of a leaf, 32 bytes; undefined if there is none with this ordinal. */
  leaf(ordinal: number): Uint8Array | undefined {
    return this.tree.leaf(ordinal);
  }

  /**
   * Adds the event with this ordinal. Ignores an event that is already in the tree.
   * @throws LedgerBroken for a checkpoint that does not hold
   */
  add(event: StoredEvent, ordinal: number): void {
    if (ordinal < this.size) return;
    if (ordinal > this.size) throw new Error(`the ledger expects event ${this.size}, but got event ${ordinal}`);
    this.entries.add(event.entry);
    this.tree.append(leafHash(Buffer.from(event.entry, 'hex')));
    const recordedAt = this.summary.take(event);
    if (event.stream === this.stream.name) this.stream.saw(event, this.comparison.sizeInLog(event.data, ordinal));
    else if (!isCheckpointStream(event.stream)) this.unsigned.add(ordinal, recordedAt);
  }

  /** A checkpoint of the whole tree. It is on the disk when this resolves. @throws Unavailable, and what `assertWhole` throws */
  checkpoint(): Promise<SignedCheckpoint> {
    return this.inTurn(() => this.save());
  }

  /**
   * Signs the whole tree, and records the checkpoint in the log if facts were recorded since the last one.
   * @returns where that is in the log @throws Unavailable
   */
  sign(): Promise<Position | undefined> {
    return this.inTurn(async () => {
      const grew = this.summary.lastFact >= Math.max(this.stream.size, this.openedSize);
      // Taken with the size. A checkpoint of another instance that comes meanwhile may cover more, so this one is not appended.
      const { end } = this.stream;
      const checkpoint = await this.save();
      const position = grew ? await this.record(checkpoint, end) : undefined;
      this.isStartSigned = true;
      return position;
    });
  }

  /** Why the last checkpoint could not be made, if so. */
  get trouble(): string | undefined {
    return this.failure;
  }

  /** Facts that no checkpoint on the disk covers, and when the oldest of them was recorded, in ms since 1970. */
  get unsignedFacts(): Readonly<{ count: number; oldest: number | undefined }> {
    const { count, oldest } = this.unsigned;
    return { count, oldest };
  }

  /** The last checkpoint on the disk. */
  get signed(): SignedCheckpoint | undefined {
    return this.lastCheckpoint;
  }

  /**
   * The instant of a fact that is about to be appended: no later than the bound after the oldest fact that is not signed.
   * Otherwise a checkpoint is made first. `done` is to be called when the fact is in the log, or will not be.
   * @throws LedgerNotSigned if that is not possible
   */
  async beginFact(): Promise<Readonly<{ recordedAt: Instant; done: () => void }>> {
    let recordedAt = this.log.now();
    if (!this.admits(recordedAt)) {
      const failure = await this.sign().then(
        () => undefined,
        (error: Error) => error.message,
      );
      recordedAt = this.log.now();
      if (!this.admits(recordedAt))
        throw new LedgerNotSigned(failure ?? 'An earlier fact is still on its way to the log.');
    }
    return { recordedAt, done: this.unsigned.begin(Date.parse(recordedAt)) };
  }

  /** What this process has checked, if all events in the ledger were compared with the log. */
  get check(): Check {
    return { summary: this.summary.now, root: this.root() };
  }

  /** Keeps a check of before for the next start, which then continues it. The last checkpoint must cover it. */
  keepCheck(check: Check): Promise<void> {
    const { nodes, storedNodes: stored } = this;
    return saveSignedCheck(this.log.dataDir, check, { nodes, entries: this.entries.bytes, stored }, this.signer);
  }

  /** The state of the ledger. `root` is in base64; `at` is the time of the newest cosignature. */
  describe(): LedgerState {
    const { origin, verifierKey, size, cosignedNote } = this;
    const cosigned = cosignedNote === undefined ? {} : { cosigned: cosignatureIn(cosignedNote) };
    return { origin, verifierKey, size, root: toBase64(this.root()), ...cosigned };
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
  inclusionProof(index: number, size: number): readonly Uint8Array[] {
    return this.tree.inclusionProof(index, size);
  }

  /** RFC 9162 §2.1.4.1. @throws ProofRefused */
  consistencyProof(from: number, to: number): readonly Uint8Array[] {
    return this.tree.consistencyProof(from, to);
  }

  private admits(at: Instant): boolean {
    const oldest = this.unsigned.oldest ?? Infinity;
    return this.isStartSigned && Date.parse(at) - oldest <= this.options.signingBound * 1000;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work).then(
      (result) => {
        this.failure = undefined;
        return result;
      },
      (error: Error) => {
        this.failure = error.message;
        throw error;
      },
    );
    this.turn = done.catch(() => {});
    return done;
  }

  private async save(): Promise<SignedCheckpoint> {
    this.log.assertWhole?.();
    const { size, lastCheckpoint: last } = this;
    const isKept = last !== undefined && this.written >= last.size && (await this.store.holds(last.note, last.size));
    if (isKept && last.size === size) return last;
    const note =
      last?.size === size
        ? last.note
        : signCheckpoint({ origin: this.origin, size, root: this.tree.rootAt(size), extensions: [] }, this.signer);
    const entries = this.entries.bytes.subarray(0, size * HASH_SIZE);
    try {
      await this.store.save(note, entries, this.written);
      this.written = size;
      if (!isKept && this.cosignedNote !== undefined) await this.store.saveCosigned(this.cosignedNote);
    } catch (cause) {
      throw new Unavailable(`The checkpoint cannot be stored: ${(cause as Error).message}`, 'not-written', { cause });
    }
    this.unsigned.signed(size);
    return (this.lastCheckpoint = { note, size });
  }

  private async record(checkpoint: SignedCheckpoint, end: Expected): Promise<Position | undefined> {
    const access = await this.log.accessHead?.();
    return this.stream.append(this.log.store, end, checkpoint, access, this.log.now());
  }

  /** The log matches its checkpoints, and the facts after them were recorded within the time in which the service signs. */
  private async assertSigned({ recordedAt, summary: { checkpoints } }: SoundLog): Promise<void> {
    const { isFirst = false, signingBound, signingInterval } = this.options;
    const [last, cosigned] = [this.store.last(), this.store.lastCosigned()];
    if (last !== undefined) this.lastCheckpoint = { note: last, size: this.comparison.sizeOnDisk(last) };
    else if (this.size > 0 && !isFirst) throw LedgerBroken.unsigned(this.store.file);
    if (cosigned !== undefined) {
      this.comparison.sizeOnDisk(cosigned);
      this.cosignedNote = cosigned;
    }
    const recorded = checkpoints.get(this.stream.name);
    if (recorded !== undefined) this.stream.saw(recorded, this.comparison.sizeInLog(recorded.data, recorded.ordinal));

    this.openedSize = Math.max(this.signed?.size ?? 0, this.cosigned?.size ?? 0, this.stream.size);
    for (let ordinal = this.openedSize; ordinal < this.size; ordinal += 1) {
      const at = recordedAt.instants[ordinal - recordedAt.from];
      if (at === undefined) throw new Error(`when event ${ordinal} was recorded is not known`);
      if (!Number.isNaN(at)) this.unsigned.add(ordinal, at);
    }
    const { first, count, span } = this.unsigned;
    const most = signingBound + signingInterval;
    const isKnown = !isFirst || recorded !== undefined;
    if (isKnown && first !== undefined && span > most * 1000)
      throw LedgerBroken.uncovered(first, await this.idAt(first), count, most);
  }

  /** Every start would find them wrong, and check the whole log. The log is what was signed, so they are not. */
  private async compareEntries({ recordedAt }: SoundLog): Promise<void> {
    const size = this.lastCheckpoint?.size ?? 0;
    const signed = this.entries.bytes.subarray(0, size * HASH_SIZE);
    // An earlier check that is continued has its entries from the disk.
    this.written = await this.store.intactEntries(signed, recordedAt.from);
    if (this.written < size) this.damage = this.written;
  }

  private async idAt(ordinal: number): Promise<string> {
    let index = 0;
    for await (const { events } of this.log.store.readAll()) {
      const event = events[ordinal - index];
      if (event !== undefined) return event.id;
      index += events.length;
    }
    throw new Error(`the log has no event ${ordinal}`);
  }
}

const cosignatureIn = (note: string): NonNullable<LedgerState['cosigned']> => {
  const { size, origin } = checkpointIn(note);
  const cosignatures = parseNote(note).signatures.filter(({ name }) => name !== origin);
  const newest = Math.max(...cosignatures.map(cosignatureTime));
  return { size, at: new Date(newest * 1000).toISOString(), by: cosignatures.map(({ name }) => name) };
};
