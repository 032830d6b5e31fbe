import { areEqual } from '#ledger/primitives.js';
import { type Checkpoint, openCheckpoint, parseCheckpoint } from './checkpoint.js';
import { Entries, entryAt, NOT_SHARED } from './entries.js';
import { GrowingRoot } from './growing-root.js';
import { HASH_SIZE, leafHash } from './merkle.js';
import { type StartedOriginKeys, startedOriginIn } from './origin-started.js';
import { NoteRefused, type NoteVerifier, parseNote, sameKey } from './signed-note.js';
import { checkpointStreamOf, isCheckpointStream, noteOf } from './checkpoint-name.js';
import { Malformed } from './strict-text.js';

export type CheckpointProblemCode = `recorded-checkpoint-${'malformed' | 'signature-invalid' | 'moved' | 'differs'}`;
/** A checkpoint in the log that does not hold. `index` is its place in the log. */
export type CheckpointProblem = Readonly<{ code: CheckpointProblemCode; index: number; because: string }>;

/** `verified`: signed by a trusted key, or by one that the log names. `unverified`: of an origin whose key is not known. */
export type CheckpointCounts = Readonly<{ verified: number; unverified: number }>;

/** So many are kept, however many a log has. */
const MOST_PROBLEMS = 100;

type Unopened = Readonly<{ note: string; index: number }>;
/**
 * An origin that ended, and the next that started, at `index`. `isWhole`: the old origin has signed all that comes before, so
 * nothing was lost. `verified`: how many of its checkpoints that the key of the old origin has signed.
 */
export type OriginChange = StartedOriginKeys & Readonly<{ index: number; isWhole: boolean; verified: number }>;

/** Whether a stream is about the log itself: checkpoints, and origins that started. */
export const isAboutLog = (stream: string): boolean => isCheckpointStream(stream) || stream.startsWith('ledger-');

/**
 * Verifies every checkpoint that is an event of the log: its signature, its place, and the root of the events that it covers.
 * Keys of earlier origins come from the events that end them. Holds the entries since the last few checkpoints in memory.
 */
export class RecordedCheckpoints {
  /** What does not hold, in the order in which it was found: the first of them, and how many more there are. */
  readonly problems: CheckpointProblem[] = [];
  more = 0;
  /** Of those after the last origin that started because events were lost: the log itself says what is before. */
  readonly problemsNotAccepted: CheckpointProblem[] = [];
  private accepted = -1;
  private size = 0;
  private verified = 0;
  private readonly tree = new CoveredTree();
  private readonly unopened = new Map<string, Unopened[]>();
  /** Oldest first, as far as they name keys. */
  readonly changes: OriginChange[] = [];
  private differs = false;

  /** @param keys that are trusted: those of the last origin, and of others if they are known */
  constructor(private readonly keys: readonly NoteVerifier[]) {}

  /**
   * Takes the next event of the log.
   * @param entry in hex
   * @param event its stream and its data, if it is about the log
   */
  take(entry: string, event?: Readonly<{ stream: string; data: unknown }>): void {
    if (event !== undefined)
      if (isCheckpointStream(event.stream)) this.takeCheckpoint(event.stream, noteOf(event.data));
      else this.takeChange(event.data);
    this.tree.add(entry);
    this.size += 1;
  }

  counts(): CheckpointCounts {
    let { keys, verified } = this;
    let unverified = [...this.unopened.values()].reduce((sum, { length }) => sum + length, 0);
    for (const change of this.changes.toReversed())
      if (keys.some((key) => sameKey(key, change.verifierKey))) {
        keys = [...keys, change.previousVerifierKey];
        verified += change.verified;
      } else unverified += change.verified;
    return { verified, unverified };
  }

  private takeCheckpoint(stream: string, note: string): void {
    const { size: index } = this;
    const checkpoint = parsed(note);
    if (checkpoint === undefined) return this.add('malformed', index, 'It cannot be read as a checkpoint.');
    const { origin, size } = checkpoint;
    const key = this.keys.filter(({ name }) => name === origin);
    if (key.length > 0 && !isSigned(note, key)) return this.add('signature-invalid', index, NOT_SIGNED);
    if (stream !== checkpointStreamOf(origin))
      return this.add('moved', index, `It is a checkpoint of ${origin}, but in the stream of another origin.`);
    if (size > index)
      return this.add('moved', index, `It covers ${size} entries, but there are only ${index} before it.`);
    const root = this.tree.rootAt(size);
    if (root === undefined)
      return this.add(
        'moved',
        index,
        `It covers ${size} entries, and the ${KEPT} checkpoints before it cover more, up to ${this.tree.size}: it was moved here.`,
      );
    if (!this.differs && !areEqual(root, checkpoint.root)) {
      // Every later root covers the difference, too.
      this.differs = true;
      return this.add('differs', index, `The first ${size} entries are not those that it has signed.`);
    }
    if (key.length > 0) this.verified += 1;
    else {
      const unopened = this.unopened.get(origin) ?? [];
      unopened.push({ note, index });
      this.unopened.set(origin, unopened);
    }
  }

  private takeChange(data: unknown): void {
    const started = startedOriginIn(data);
    if (started === undefined) return;
    const { previous, previousVerifierKey: key } = started;
    const waiting = this.unopened.get(key.name) ?? [];
    this.unopened.delete(key.name);
    const forged = waiting.filter(({ note }) => !isSigned(note, [key]));
    for (const { index } of forged) this.add('signature-invalid', index, NOT_SIGNED);
    const { size: index } = this;
    const last = parsed(previous);
    const isWhole = last?.size === index && isSigned(previous, [key]) && this.tree.has(last);
    this.changes.push({ ...started, index, isWhole, verified: waiting.length - forged.length });
    if (isWhole) return;
    this.accepted = index;
    this.problemsNotAccepted.length = 0;
  }

  private add(what: 'malformed' | 'signature-invalid' | 'moved' | 'differs', index: number, because: string): void {
    const problem = { code: `recorded-checkpoint-${what}`, index, because } as const;
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(problem);
    else this.more += 1;
    if (index > this.accepted && this.problemsNotAccepted.length < MOST_PROBLEMS)
      this.problemsNotAccepted.push(problem);
  }
}

const NOT_SIGNED = 'The key of its origin has not signed it: it was altered or forged.';

/**
 * How many of the last checkpoints the tree is kept for. An instance that shares the log may have appended a checkpoint after
 * one of another instance that covers more.
 */
const KEPT = 16;
type Covered = Readonly<{ size: number; root: GrowingRoot }>;

/** The tree as each of the last checkpoints covers it, with one hash for each level, and the entries after the first of them. */
class CoveredTree {
  /** By size. */
  private kept: Covered[] = [{ size: 0, root: GrowingRoot.empty() }];
  private entries = new Entries(NOT_SHARED);
  /** The index of the first of `entries`. */
  private first = 0;

  /** What the largest checkpoint covers. */
  get size(): number {
    return this.kept.at(-1)!.size;
  }

  add(entry: string): void {
    this.entries.add(entry);
  }

  has({ size, root }: Checkpoint): boolean {
    const own = this.rootAt(size);
    return own !== undefined && areEqual(own, root);
  }

  /**
   * @param size at most what was added
   * @returns undefined if that is less than what is kept
   */
  rootAt(size: number): Uint8Array | undefined {
    const before = this.kept.findLast((covered) => covered.size <= size);
    if (before === undefined) return undefined;
    const root = before.root.fork();
    for (let index = before.size; index < size; index += 1)
      root.append(leafHash(entryAt(this.entries.bytes, index - this.first)));
    if (size > this.size) this.keep({ size, root });
    return root.root();
  }

  private keep(covered: Covered): void {
    this.kept.push(covered);
    if (this.kept.length > KEPT) this.kept.shift();
    const unused = this.kept[0]!.size - this.first;
    if (unused < MOST_UNUSED || unused * 2 <= this.entries.size) return;
    this.entries = Entries.of(this.entries.bytes.slice(unused * HASH_SIZE), NOT_SHARED);
    this.first += unused;
  }
}
const MOST_UNUSED = 4096;

const parsed = (note: string): Checkpoint | undefined => {
  try {
    return parseCheckpoint(parseNote(note).text);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
};

const isSigned = (note: string, keys: readonly NoteVerifier[]): boolean => {
  try {
    openCheckpoint(note, keys);
    return true;
  } catch (error) {
    if (error instanceof Malformed || error instanceof NoteRefused) return false;
    throw error;
  }
};
