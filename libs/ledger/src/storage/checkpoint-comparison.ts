import { areEqual } from '#ledger/primitives.js';
import { type Checkpoint, openCheckpoint } from '../checkpoint.js';
import { noteOf } from '../checkpoint-name.js';
import { type Entries, entryAt, rootOver } from '../entries.js';
import { EMPTY_ROOT, HASH_SIZE } from '../merkle.js';
import { NoteRefused, noteVerifier } from '../signed-note.js';
import { Malformed } from '../strict-text.js';
import type { Tree } from '../tree.js';
import { checkpointIn, type CheckpointStore } from './checkpoint-store.js';
import { dataIn } from './checkpoint-stream.js';
import { LedgerBroken } from './ledger-broken.js';

/** `origin` and `verifierKey`: those of the ledger. `store`: its files. */
type Compared = Readonly<{
  origin: string;
  verifierKey: string;
  tree: Tree;
  entries: Entries;
  store: CheckpointStore;
}>;

/** Compares checkpoints with the tree of a ledger. Anybody may have written to its folder, so only what its own key has signed counts. */
export class CheckpointComparison {
  constructor(private readonly ledger: Compared) {}

  /** How many events a checkpoint on the disk covers. @throws LedgerBroken if it does not hold */
  sizeOnDisk(note: string): number {
    const { tree } = this.ledger;
    const { size, root } = this.opened(note);
    if (size > tree.size) throw LedgerBroken.behind(tree.size, size);
    if (!areEqual(tree.rootAt(size), root)) throw LedgerBroken.differs(size, this.placeOfDifference(size, root));
    return size;
  }

  /** How many events a checkpoint in the log covers. @throws LedgerBroken if it does not hold */
  sizeInLog(data: string, ordinal: number): number {
    const checkpoint = this.openedOrNot(noteOf(dataIn(data)));
    const { size, root } = checkpoint ?? { size: 0, root: EMPTY_ROOT };
    if (checkpoint === undefined || size > ordinal || !areEqual(this.ledger.tree.rootAt(size), root))
      throw LedgerBroken.checkpointDiffers(
        ordinal,
        `One or more of the first ${size} events are not what was signed, or it was not signed by the key of the ledger.`,
      );
    return size;
  }

  private opened(note: string): Checkpoint {
    const { origin: own, store } = this.ledger;
    try {
      const { origin } = checkpointIn(note);
      if (origin !== own) throw LedgerBroken.ofAnother(origin, own);
    } catch (error) {
      if (error instanceof Malformed) throw LedgerBroken.forged(store.folder);
      throw error;
    }
    const checkpoint = this.openedOrNot(note);
    if (checkpoint === undefined) throw LedgerBroken.forged(store.folder);
    return checkpoint;
  }

  private openedOrNot(note: string): Checkpoint | undefined {
    try {
      return openCheckpoint(note, [noteVerifier(this.ledger.verifierKey)]);
    } catch (error) {
      if (error instanceof Malformed || error instanceof NoteRefused) return undefined;
      throw error;
    }
  }

  /** The first ordinal at which the log differs from the checkpoint; undefined if the stored entries do not match it either. */
  private placeOfDifference(size: number, root: Uint8Array): number | undefined {
    const { store, entries } = this.ledger;
    const kept = store.entries(() => {}); // without them the place is not known
    if (kept.length < size * HASH_SIZE || !areEqual(rootOver(kept, size), root)) return undefined;
    const differs = (index: number) => !areEqual(entryAt(kept, index), entryAt(entries.bytes, index));
    return Array.from({ length: size }, (_, index) => index).find(differs);
  }
}
