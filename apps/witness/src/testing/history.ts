import { signCheckpoint } from '#ledger/checkpoint.js';
import { leafHash } from '#ledger/merkle.js';
import { MemoryNodes, type Nodes } from '#ledger/nodes.js';
import { ED25519, formatVerifierKey } from '#ledger/note-key.js';
import { generateSignerKey, parseSignerKey } from '#ledger/signer-key.js';
import { noteSigner } from '#ledger/signer.js';
import { Tree } from '#ledger/tree.js';
import { formatAddCheckpoint } from '#ledger/witness-request.js';

/** The key of a log, whose owner can sign what he likes. */
export class Operator {
  readonly verifierKey: string;
  readonly signer: ReturnType<typeof noteSigner>;
  constructor(
    readonly origin: string,
    key = generateSignerKey(origin, ED25519),
  ) {
    this.verifierKey = formatVerifierKey(parseSignerKey(key, ED25519));
    this.signer = noteSigner(key);
  }
}

/** One history of a log. There should be no other, and `fork` makes it. */
export class History {
  readonly tree: Tree;
  private constructor(
    readonly operator: Operator,
    private readonly nodes: Nodes,
  ) {
    this.tree = new Tree(nodes);
  }

  static of(operator: Operator, ...entries: string[]): History {
    return new History(operator, new MemoryNodes()).grow(...entries);
  }

  get size(): number {
    return this.tree.size;
  }

  grow(...entries: string[]): this {
    for (const entry of entries) this.tree.append(leafHash(Buffer.from(entry)));
    return this;
  }

  leaves(): readonly Uint8Array[] {
    return Array.from({ length: this.size }, (_, index) => this.nodes.get(0, index));
  }

  /** Takes the entries that the other has beyond those of this one. */
  follow(other: History): this {
    while (this.size < other.size) this.tree.append(other.nodes.get(0, this.size));
    return this;
  }

  /** A history that is the same up to a size, and goes on in its own way. It costs nothing while this one only grows. */
  fork(size = this.size): History {
    const { operator, nodes } = this;
    return new History(operator, new ForkedNodes(nodes, size));
  }

  signed(size = this.size, extensions: readonly string[] = []): string {
    const { operator, tree } = this;
    return signCheckpoint({ origin: operator.origin, size, root: tree.rootAt(size), extensions }, operator.signer);
  }

  proof(from: number, to: number): readonly Uint8Array[] {
    return from === 0 ? [] : this.tree.consistencyProof(from, to);
  }

  /** What `POST /add-checkpoint` is asked with. */
  request(old: number, size = this.size, proof = this.proof(old, size)): string {
    return formatAddCheckpoint({ old, proof, checkpoint: this.signed(size) });
  }
}

class ForkedNodes implements Nodes {
  private readonly own = new MemoryNodes();
  constructor(
    private readonly base: Nodes,
    private readonly size: number,
  ) {}

  count(level: number): number {
    return this.shared(level) + this.own.count(level);
  }
  get(level: number, index: number): Uint8Array {
    const shared = this.shared(level);
    return index < shared ? this.base.get(level, index) : this.own.get(level, index - shared);
  }
  append(level: number, hash: Uint8Array): void {
    this.own.append(level, hash);
  }
  private shared(level: number): number {
    return Math.floor(this.size / 2 ** level);
  }
}
