import { BACKWARDS, END, type RecordedEvent } from '@eventstore/db-client';
import type { ReadStream, Revision, StoredEvent } from '../event-store.js';
import { StreamCut, type Cut } from '../stream-cut.js';
import type { Connection } from './connection.js';
import { cutOf } from './cuts.js';
import { onServer, toStoredEvent } from './event-codec.js';
import { typeOf } from './failures.js';
import { collect, EndedEarly } from './reading.js';

/** How many events to read first from the end of a stream whose start is known. */
const FEW = 64;

type Back = Readonly<{ from?: Revision | undefined; limit: number; to: Revision }>;
type Part = Readonly<{ found: readonly RecordedEvent[]; isWhole: boolean }>;
type Options = Readonly<{ direction?: 'backwards'; fromRevision: bigint | typeof END; maxCount: number }>;

/**
 * Reads streams completely. A server that is shutting down may end a read early without an error. A forward read does not
 * show where a stream ends, but a backward read shows where it begins. So reads of unknown length go backwards, without
 * additional round trips.
 */
export class StreamReads {
  constructor(private readonly connection: Connection) {}

  /** Empty for a stream that does not exist, or was deleted so that it can start again. @throws StreamCut, Unavailable */
  async read(stream: string, { backwards = false, from, limit = ALL }: ReadStream): Promise<readonly StoredEvent[]> {
    if (limit === 0) return []; // the server would treat it as no limit
    try {
      const found = backwards
        ? await this.back(stream, { from, limit, to: 0 })
        : await this.forwards(stream, from ?? 0, limit);
      return found.map(toStoredEvent);
    } catch (error) {
      if (isMissing(error)) return [];
      if (isTombstoned(error)) throw new StreamCut((await this.cutOf(stream))!);
      throw error;
    }
  }

  /** @throws Unavailable */
  cutOf(stream: string): Promise<Cut | undefined> {
    return this.connection.call((client, { late }) => cutOf(client, onServer(stream), late), noError);
  }

  private async forwards(stream: string, from: Revision, limit: number): Promise<readonly RecordedEvent[]> {
    if (limit < ALL) {
      const found = await this.some(stream, from, limit);
      if (found.length === limit && revisionOf(found[0]) === from) return found;
    }
    return (await this.downTo(stream, from)).slice(0, limit);
  }

  private async some(stream: string, from: Revision, limit: number): Promise<readonly RecordedEvent[]> {
    const found: RecordedEvent[] = [];
    for (let isWhole = false; !isWhole && found.length < limit;) {
      const [fromRevision, maxCount] = [BigInt(from + found.length), limit - found.length];
      const part = await this.part(stream, { fromRevision, maxCount });
      for (const event of part.found) found.push(event);
      ({ isWhole } = part);
    }
    return found;
  }

  /** From a revision to the end of the stream, in order. */
  private async downTo(stream: string, from: Revision): Promise<readonly RecordedEvent[]> {
    const end = await this.back(stream, { limit: from === 0 ? ALL : FEW, to: from });
    const rest = revisionOf(end.at(-1)) - from;
    const before = rest > 0 ? await this.back(stream, { from: from + rest - 1, limit: rest, to: from }) : [];
    return [...end, ...before].filter((event) => revisionOf(event) >= from).toReversed();
  }

  /** Reads backwards until `limit` events or the revision `to` is reached. */
  private async back(stream: string, { from, limit, to }: Back): Promise<readonly RecordedEvent[]> {
    const found: RecordedEvent[] = [];
    for (let next = from; found.length < limit && !(next! < to); next = revisionOf(found.at(-1)) - 1) {
      const fromRevision = next === undefined ? END : BigInt(next);
      const part = await this.part(stream, { direction: BACKWARDS, fromRevision, maxCount: limit - found.length });
      for (const event of part.found) found.push(event);
    }
    return found;
  }

  private part(stream: string, options: Options): Promise<Part> {
    return this.connection.call(async (client, { late }) => {
      const read = client.readStream(onServer(stream), { ...options, requiresLeader: true });
      const { found, isWhole } = await collect(read, { late });
      // A missing stream would have been an error: either the server is shutting down, or the stream was cut.
      if (found.length === 0 && options.direction !== undefined) {
        const cut = await cutOf(client, onServer(stream), late);
        throw cut === undefined ? new EndedEarly() : new StreamCut(cut);
      }
      return { found: found.flatMap(({ event }) => event ?? []), isWhole };
    }, isAnswer);
  }
}

const ALL = Number.MAX_SAFE_INTEGER;

const revisionOf = (event: RecordedEvent | undefined): Revision => Number(event?.revision);
const isMissing = (error: unknown): boolean => typeOf(error) === 'stream-not-found';
const isTombstoned = (error: unknown): boolean => typeOf(error) === 'stream-deleted';
const isAnswer = (error: unknown): boolean => isMissing(error) || isTombstoned(error) || error instanceof StreamCut;
const noError = (): boolean => false;
