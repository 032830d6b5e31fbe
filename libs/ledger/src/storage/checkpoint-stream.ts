import { v7 as uuidv7 } from 'uuid';
import { schemaVersionOf } from '#domain/decode.js';
import type { Metadata } from '#domain/envelope.js';
import { type Instant, type NegotiationId, type Stream, thingOf } from '#domain/ids.js';
import type { CheckpointEvents } from '#domain/ledger.js';
import {
  type EventStore,
  type Expected,
  type Position,
  type StoredEvent,
  VersionConflict,
} from '#event-store/event-store.js';
import type { AccessHead } from '../access/access-chain.js';
import { canonicalJson } from '../canonical.js';
import { checkpointStreamOf } from '../checkpoint-name.js';
import { seal } from '../seal.js';

/** The last event of a stream of checkpoints. */
export type RecordedCheckpoint = Readonly<{ data: string; revision: number; ordinal: number }>;

/** The data of an event; undefined if it is not JSON, as no event that the service has recorded. */
export const dataIn = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

/** The checkpoints of an origin that are events of the log. */
export class CheckpointStream {
  readonly name: Stream;
  private revision: Expected = 'no-stream';
  /** How many events the last one covers. */
  private covered = 0;

  constructor(private readonly origin: string) {
    this.name = checkpointStreamOf(origin);
  }

  /** Where the stream ends, as far as it was seen. */
  get end(): Expected {
    return this.revision;
  }

  /** How many events the last checkpoint in the log covers. */
  get size(): number {
    return this.covered;
  }

  /** A checkpoint that is in the log, and holds. */
  saw({ revision }: Pick<RecordedCheckpoint | StoredEvent, 'revision'>, size: number): void {
    this.revision = revision;
    this.covered = Math.max(this.covered, size);
  }

  /**
   * Appends a checkpoint, unless another instance has appended one since the stream ended at `expected`.
   * @returns its position @throws Unavailable
   */
  async append(
    store: Pick<EventStore, 'append'>,
    expected: Expected,
    { note, size }: Readonly<{ note: string; size: number }>,
    access: AccessHead | undefined,
    now: Instant,
  ): Promise<Position | undefined> {
    const { name: stream } = this;
    const { id: thing } = thingOf(stream);
    const id = uuidv7();
    const data: CheckpointEvents['CheckpointSigned'] = { note, ...(access && { access }) };
    const metadata: Metadata = {
      schemaVersion: schemaVersionOf('CheckpointSigned'),
      negotiationId: thing as NegotiationId,
      recordedBy: { issuer: 'local', subject: 'ledger', name: this.origin },
      recordedAt: now,
      learnedAt: now,
      correlationId: id,
      commandId: id,
    };
    const event = {
      id,
      stream,
      revision: expected === 'no-stream' ? 0 : expected + 1,
      type: 'CheckpointSigned',
      data: canonicalJson(data),
      metadata: canonicalJson(metadata),
    };
    try {
      const { revision, position } = await store.append(stream, [{ ...event, ...seal(event) }], { expected });
      this.saw({ revision }, size);
      return position;
    } catch (error) {
      if (error instanceof VersionConflict) return undefined;
      throw error;
    }
  }
}
