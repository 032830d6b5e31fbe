import { areEqual } from '#ledger/primitives.js';
import { randomUUID } from 'node:crypto';
import { witnessVerifier } from '#ledger/cosignature.js';
import { formatNote, type NoteVerifier, openNote, parseNote, parseSignatures } from '#ledger/signed-note.js';
import { Tree } from '#ledger/tree.js';
import { History, type Operator } from '../../apps/witness/src/testing/history.js';
import { addCheckpoint } from '../../test/support/witness.js';

/** A checkpoint that was sent, of a history that branches off from the accepted one. */
type Proposal = Readonly<{ history: History; size: number }>;
export type Below = (count: number) => number;

/**
 * A log whose owner wants two histories cosigned. All clients share what they know: `accepted`, the one history that
 * the witness has confirmed, and what they have sent beyond it without an answer.
 */
export class ForkingLog {
  readonly answers = new Map<string, number>();
  /** Actions of the witness that must never happen. */
  readonly violations: string[] = [];
  private readonly accepted: History;
  private readonly cosigned: Readonly<{ size: number; root: Uint8Array }>[] = [];
  private open: Proposal[] = [];
  private readonly witness: NoteVerifier;
  private waiting = { count: 0, resolve: () => {} };

  constructor(
    operator: Operator,
    witnessKey: string,
    private readonly below: Below,
  ) {
    this.accepted = History.of(operator);
    this.witness = witnessVerifier(witnessKey);
  }

  get size(): number {
    return this.accepted.size;
  }

  /** One client: it sends requests until the witness is gone. */
  async client(url: string): Promise<void> {
    try {
      for (;;) await this.move(url);
    } catch (error) {
      // The connection broke with the witness: nobody knows if it has stored what it was sent.
      if ((error as Error).name !== 'TypeError') throw error;
      this.count('no answer');
    }
  }

  /** Resolves after this many answers from now on. */
  answered(count: number): Promise<void> {
    return new Promise((resolve) => (this.waiting = { count, resolve }));
  }

  /** Everything that was ever cosigned is one history: compared with a tree that is built from its leaves. */
  verify(): void {
    const tree = new Tree();
    for (const leaf of this.accepted.leaves()) tree.append(leaf);
    for (const { size, root } of this.cosigned)
      if (!areEqual(tree.rootAt(size), root)) this.violate(`of ${size} entries it has cosigned two trees`);
  }

  /** The number of its cosignatures. */
  get cosignatures(): number {
    return this.cosigned.length;
  }

  private async move(url: string): Promise<unknown> {
    const { size } = this;
    const choice = this.below(10);
    if (choice < 6 || size < 2) return this.grow(url);
    const past = 1 + this.below(size - 1);
    // Another history of the same length, presented as the one that was seen.
    if (choice < 7) return this.ask(url, this.anotherPast(past, size), size);
    // Another history, with the proof that it is consistent with itself.
    if (choice < 9) return this.ask(url, this.anotherPast(past, size + 1 + this.below(3)), size);
    return this.ask(url, { history: this.accepted.fork(past), size: past }, past);
  }

  /** Each client grows the log in its own way: of those who start from the same size, only one can succeed. */
  private async grow(url: string): Promise<void> {
    const { size } = this;
    const history = this.accepted.fork().grow(...this.entries(1 + this.below(3)));
    const proposal = { history, size: history.size };
    this.open.push(proposal);
    const known = await this.ask(url, proposal, size);
    if (known !== undefined && known > this.size) await this.findOut(url, known);
  }

  /**
   * The witness reports a size that no client knows: one of those without an answer. To find out which, each is sent
   * again.
   */
  private async findOut(url: string, known: number): Promise<void> {
    for (const proposal of this.open.filter(({ size }) => size === known)) await this.ask(url, proposal, known);
    if (this.size >= known) this.count('kept, though nobody had its answer');
  }

  private anotherPast(until: number, size: number): Proposal {
    return { history: this.accepted.fork(until).grow(...this.entries(size - until)), size };
  }

  /** @returns the size that it reports, if any */
  private async ask(url: string, proposal: Proposal, old: number): Promise<number | undefined> {
    const { history, size } = proposal;
    const before = this.size;
    const { status, body } = await addCheckpoint(url, history.request(old, size));
    this.count(String(status));
    if (--this.waiting.count === 0) this.waiting.resolve();
    if (status === 200 && size < before) this.violate(`it has cosigned ${size} entries after ${before}`);
    else if (status === 200) this.accept(proposal, body);
    else if (status === 409) return Number(body);
    else if (status !== 422) this.violate(`it answers ${status}: ${body}`);
    return undefined;
  }

  private accept({ history, size }: Proposal, lines: string): void {
    const { text } = parseNote(history.signed(size));
    openNote(formatNote({ text, signatures: parseSignatures(lines) }), [this.witness]);
    const common = Math.min(size, this.size);
    if (!areEqual(history.tree.rootAt(common), this.accepted.tree.rootAt(common)))
      return this.violate(`it has cosigned ${size} entries that fork from the ${this.size} that it cosigned before`);
    this.accepted.follow(history);
    this.cosigned.push({ size, root: history.tree.rootAt(size) });
    this.open = this.open.filter((one) => one.size > this.size);
  }

  private entries(count: number) {
    return Array.from({ length: count }, () => randomUUID());
  }
  private count(answer: string) {
    this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
  }
  private violate(what: string) {
    this.violations.push(what);
  }
}
