import { NO_STREAM, type Credentials } from '@eventstore/db-client';
import {
  IdConflict,
  TooLarge,
  Unavailable,
  VersionConflict,
  type Appended,
  type Expected,
  type NewEvent,
  type ReadStream,
  type Revision,
  type StoredEvent,
} from '../event-store.js';
import { RESTORE_LOG, StreamCut, type Cut } from '../stream-cut.js';
import type { Connection } from './connection.js';
import { onServer, toEventData } from './event-codec.js';
import { afterSending, typeOf } from './failures.js';
import type { KnownIds } from './known-ids.js';
import { toPosition } from './positions.js';

/** Appends to streams. An unanswered append is retried with the same ids and expected revision, which is idempotent. */
export class Appends {
  readonly figures = { appends: 0, conflicts: 0, events: 0 };

  constructor(
    private readonly credentials: Credentials,
    private readonly connection: Connection,
    private readonly ids: KnownIds,
    private readonly read: (stream: string, options: ReadStream) => Promise<readonly StoredEvent[]>,
    private readonly cutOf: (stream: string) => Promise<Cut | undefined>,
  ) {}

  /** @throws VersionConflict, IdConflict, TooLarge, Unavailable, StreamCut */
  async append(stream: string, events: readonly NewEvent[], expected: Expected, bytes: number): Promise<Appended> {
    const ids = new Set(events.map(({ id }) => id));
    const begun = performance.now();
    if (expected !== 'no-stream' && (await this.holdsBefore(stream, expected, ids))) throw new IdConflict(stream);
    // An event says when it was recorded. Its append must not begin long after that, so that `appendMs` holds.
    if (performance.now() - begun > this.connection.patience.totalMs)
      throw new Unavailable('The stream was read too slowly to append to it', 'not-written', { isTransient: true });
    const appended = await this.sendAndSettle(stream, events, expected, bytes);
    const first = appended.revision - events.length + 1;
    events.forEach(({ id }, i) => this.ids.learn({ stream, revision: first + i, id }));
    this.figures.appends++;
    this.figures.events += events.length;
    return appended;
  }

  private async sendAndSettle(
    stream: string,
    events: readonly NewEvent[],
    expected: Expected,
    bytes: number,
  ): Promise<Appended> {
    const sent = await this.send(stream, events, expected, bytes);
    if ('revision' in sent) return sent;
    const settled = await this.settle(stream, events, expected, sent.tries);
    if ('revision' in settled) return settled;
    const { written } = settled;
    const rest = this.sendAndSettle(stream, events.slice(written), firstAfter(expected) + written - 1, bytes);
    return afterSending(rest).catch((error: unknown) => {
      throw error instanceof VersionConflict ? new IdConflict(stream) : error;
    });
  }

  /** @returns after how many tries the stream is not at the expected revision, if it is not */
  private async send(
    stream: string,
    events: readonly NewEvent[],
    expected: Expected,
    bytes: number,
  ): Promise<Appended | Readonly<{ tries: number }>> {
    const data = events.map(toEventData);
    const expectedRevision = expected === 'no-stream' ? NO_STREAM : BigInt(expected);
    const { credentials } = this;
    let tries = 0;
    try {
      const { success, nextExpectedRevision, position } = await this.connection.call(
        (client, { ms: deadline }) => {
          tries += 1;
          return client.appendToStream(onServer(stream), data, {
            expectedRevision,
            deadline,
            requiresLeader: true,
            credentials,
          });
        },
        isAnswer,
        { writes: true },
      );
      if (!success) return { tries };
      const revision = firstAfter(expected) + events.length - 1;
      if (Number(nextExpectedRevision) !== revision) throw new StreamCut(misplaced(stream, nextExpectedRevision));
      if (position !== undefined && events.length === 1) return { revision, position: toPosition(position) };
      // For several events the server may not return the position of the last one.
      const [last] = await afterSending(this.read(stream, { from: revision, limit: 1 }));
      return last === undefined ? { tries } : { revision, position: last.position };
    } catch (error) {
      if (typeOf(error) === TOO_LARGE) throw new TooLarge(bytes, (error as { maxAppendSize: number }).maxAppendSize);
      if (typeOf(error) === CONFLICT) return { tries };
      if (typeOf(error) === TOMBSTONED) throw new StreamCut((await this.cutOf(stream))!);
      throw error;
    }
  }

  /**
   * A retry gets the answer of the first append; anything else is a conflict. That none of the ids is further back was
   * checked before. `tries`: a client that gives up a try while it sends ends the request before it cancels it, so that the server may
   * write what had arrived by then.
   * @returns how many of the events are written, if a try that was given up wrote the first ones and nothing follows them
   */
  private async settle(
    stream: string,
    events: readonly NewEvent[],
    expected: Expected,
    tries: number,
  ): Promise<Appended | Readonly<{ written: number }>> {
    const found = await afterSending(this.read(stream, { from: firstAfter(expected) }));
    const last = found[events.length - 1];
    if (last !== undefined && events.every(({ id }, i) => found[i]!.id === id))
      return { revision: last.revision, position: last.position };
    const written = found.length;
    if (tries > 1 && written > 0 && written < events.length && found.every(({ id }, i) => id === events[i]!.id))
      return { written };
    this.figures.conflicts++;
    const ids = new Set(events.map(({ id }) => id));
    if (found.some(({ id }) => ids.has(id))) throw new IdConflict(stream);
    const [end] = found.length > 0 ? found.slice(-1) : await this.lastOf(stream);
    throw new VersionConflict(stream, expected, end?.revision ?? 'no-stream');
  }

  private lastOf(stream: string): Promise<readonly StoredEvent[]> {
    return afterSending(this.read(stream, { backwards: true, limit: 1 }));
  }

  private async holdsBefore(stream: string, revision: Revision, ids: ReadonlySet<string>): Promise<boolean> {
    const known = this.ids.count(stream);
    if (known <= revision) await this.read(stream, { from: known, limit: revision - known + 1 });
    return this.ids.hasAny(stream, revision, ids);
  }
}

const CONFLICT = 'wrong-expected-version';
const TOO_LARGE = 'maximum-append-size-exceeded';
const TOMBSTONED = 'stream-deleted';
const ANSWERS: readonly unknown[] = [CONFLICT, TOO_LARGE, TOMBSTONED];
const isAnswer = (error: unknown): boolean => ANSWERS.includes(typeOf(error));

/** The server starts a deleted stream again where it ended, although the append expected none. */
const misplaced = (stream: string, last: bigint): Cut => ({
  stream: onServer(stream),
  what: `had been deleted when it was appended to, so that what was appended is now its revision ${last}, where it does not belong`,
  remedy: RESTORE_LOG,
});

const firstAfter = (expected: Expected): Revision => (expected === 'no-stream' ? 0 : expected + 1);
