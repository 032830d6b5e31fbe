import { v5 as uuidv5 } from 'uuid';
import { canonicalJson } from '../canonical.js';
import { entryOf } from '../entry.js';
import type { Logged } from '../audit/write-audit.js';
import { parties, type Random, sampleLog, sealed } from '../audit/testing/sample.js';
import { checkpointStreamOf } from '../checkpoint-name.js';

/** For the ids of events, which are UUIDs. */
const NAMESPACE = '2c1d7c0e-5d0f-4f55-8e0a-6f0a3b5d9b11';

export type Owner = ReturnType<typeof parties>;

/** A log whose owner signs it: facts, checkpoints in the log, and changes of the key. */
export class LogWithCheckpoints {
  readonly events: Logged[] = [];
  /** The first origin, and each that followed. */
  readonly owners: Owner[] = [parties('record.example.org/talks')];

  constructor(private readonly random: Random) {}

  get owner(): Owner {
    return this.owners.at(-1)!;
  }

  facts(count: number): this {
    this.events.push(...sampleLog(this.random, count));
    return this;
  }

  /**
   * @param later how many facts were recorded between signing and appending
   * @param size how many events it covers
   */
  checkpoint(later = 0, size = this.events.length): this {
    const note = this.owner.sign(this.events.slice(0, size));
    return this.facts(later).append(checkpointStreamOf(this.owner.logKey.name), 'CheckpointSigned', { note });
  }

  /** @param previous the last checkpoint of the old origin */
  change(previous = this.owner.sign(this.events)): this {
    const { keys: old } = this.owner;
    this.owners.push(parties(`record.example.org/talks.${this.owners.length + 1}`));
    const origin = this.owner.logKey.name;
    return this.append(`ledger-${this.owners.length}`, 'OriginStarted', {
      origin,
      reason: 'Tried out.',
      previous,
      verifierKey: this.owner.keys.log.verifier,
      previousVerifierKey: old.log.verifier,
    });
  }

  /** The indices of the checkpoints in the log. */
  get checkpoints(): readonly number[] {
    return this.events.flatMap(({ stream }, index) => (stream.startsWith('checkpoint-') ? [index] : []));
  }

  /** Puts other data into an event, and makes its entry anew. */
  alter(index: number, data: string): void {
    const event = { ...this.events[index]!, data };
    this.events[index] = { ...event, entry: entryOf(event.salt, event) };
  }

  private append(stream: string, type: string, data: object): this {
    const revision = this.events.filter((event) => event.stream === stream).length;
    const metadata = canonicalJson({ recordedAt: '2025-10-27T09:00:00.000Z' });
    const id = uuidv5(`${stream}-${revision}`, NAMESPACE);
    this.events.push(sealed(this.random, { id, stream, revision, type, data: canonicalJson(data), metadata }));
    return this;
  }
}
