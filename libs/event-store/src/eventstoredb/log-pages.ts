import {
  BACKWARDS,
  END,
  START,
  type AllStreamResolvedEvent,
  type EventStoreDBClient,
  type Position as Place,
} from '@eventstore/db-client';
import type { Position, StoredEvent } from '../event-store.js';
import type { Connection, Persistence } from './connection.js';
import { isOurs, toStoredEvent } from './event-form.js';
import { toPlace, toPosition } from './positions.js';

/** Of all that the server holds, in one page; and bytes after which a page ends before it is full. */
const PAGE = 256;
const PAGE_BYTES = 8 * 1024 * 1024;

/** How far a reader of the log has come. `last`: our last event, with its id where it is known. `passed`: a later event that is not ours. */
export type Cursor = Readonly<{ last?: Position | undefined; id?: string | undefined; passed?: Position | undefined }>;
export type LogPage = Readonly<{ events: readonly StoredEvent[]; cursor: Cursor; caughtUp: boolean }>;

/** The log does not hold what it held. */
export class LogLost extends Error {
  constructor(position: Position) {
    super(
      `EventStoreDB no longer holds the event at ${position}, which it held before: it was restored from an older copy, or the address is that of another server`,
    );
    this.name = LogLost.name;
  }
}

/** A server that is shut down may end what it was asked for before it has begun, and call that a good end. */
export class EndedEarly extends Error {
  constructor() {
    super('the server ended a read without an answer');
    this.name = EndedEarly.name;
  }
}

/** The log in pages. `fromLeader`: of the one node that has all that was acknowledged; others may be behind. */
export class LogPages {
  constructor(
    private readonly connection: Connection,
    private readonly fromLeader: boolean,
  ) {}

  /**
   * What comes after a cursor. The server reads from a position on, that one included: so the last event must come again,
   * and a log that has lost it is found out.
   * @throws Unavailable, LogLost
   */
  after(cursor: Cursor, persistence?: Persistence): Promise<LogPage> {
    const from = cursor.passed ?? cursor.last;
    return this.connection.call(
      async (client) =>
        this.pageAfter(client, cursor, from).catch((error: unknown) => {
          // It was the place of an event once.
          throw from !== undefined && IS_NO_PLACE.test((error as Error).message) ? new LogLost(from) : error;
        }),
      isLost,
      persistence,
    );
  }

  private async pageAfter(client: EventStoreDBClient, cursor: Cursor, from: Position | undefined): Promise<LogPage> {
    const read = client.readAll({
      fromPosition: from === undefined ? START : toPlace(from),
      maxCount: PAGE,
      requiresLeader: this.fromLeader,
    });
    const { found, isWhole } = await upTo(PAGE_BYTES, read);
    if (found.length === 0 && from !== undefined) {
      await assertReaches(client, from);
      if (this.fromLeader) throw new EndedEarly();
      return { events: [], cursor, caughtUp: false }; // this node is behind
    }
    const events: StoredEvent[] = [];
    let { last, id, passed } = cursor;
    for (const [n, resolved] of found.entries()) {
      const position = toPosition(placeOf(resolved));
      if (n === 0 && from !== undefined && isThere(cursor, position, resolved)) continue;
      if (resolved.event === undefined || !isOurs(resolved.event)) {
        passed = position;
        continue;
      }
      const event = toStoredEvent(resolved.event);
      events.push(event);
      [last, id, passed] = [position, event.id, undefined];
    }
    const caughtUp = isWhole && found.length < PAGE;
    // A few that are not ours are read again, so that our last event is seen to be there.
    return { events, cursor: { last, id, ...(!caughtUp && { passed }) }, caughtUp };
  }

  /**
   * The position of our last event. `known`: that of one which was there.
   * @throws Unavailable, LogLost
   */
  head(known?: Position): Promise<Position | undefined> {
    return this.connection.call(async (client) => {
      let from: Place | typeof END = END;
      for (let size = 1, all = 0; ; size = PAGE) {
        const read = client.readAll({
          direction: BACKWARDS,
          fromPosition: from,
          maxCount: size,
          requiresLeader: this.fromLeader,
        });
        const { found } = await upTo(Infinity, read);
        for (const resolved of found) {
          const position = toPosition(placeOf(resolved));
          if (this.fromLeader && known !== undefined && position < known) throw new LogLost(known);
          if (resolved.event !== undefined && isOurs(resolved.event)) return position;
          from = placeOf(resolved);
        }
        all += found.length;
        if (all === 0 && known !== undefined) throw new EndedEarly();
        if (found.length < size) return undefined;
      }
    }, isLost);
  }
}

/** Where nothing is read from a place on: whether the leader's log reaches that far. @throws LogLost where it does not */
const assertReaches = async (client: EventStoreDBClient, from: Position): Promise<void> => {
  const end = client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1, requiresLeader: true });
  const { found } = await upTo(Infinity, end);
  if (found.some((resolved) => toPosition(placeOf(resolved)) < from)) throw new LogLost(from);
};

/** Whether the first event of a page is the one that was read last. @throws LogLost where another stands in its place */
const isThere = ({ last, id, passed }: Cursor, position: Position, { event }: AllStreamResolvedEvent): boolean => {
  if (position === (passed ?? last) && (passed !== undefined || id === undefined || event?.id === id)) return true;
  // What is not ours may have gone.
  if (passed === undefined && last !== undefined) throw new LogLost(last);
  return false;
};

type Read = ReturnType<EventStoreDBClient['readAll']>;

/** A read to its end, or to so many bytes. What is left of it is cancelled, or the client would hold it for ever. */
const upTo = async (most: number, read: Read) => {
  const found: AllStreamResolvedEvent[] = [];
  let bytes = 0;
  for await (const resolved of read) {
    found.push(resolved);
    const data: unknown = resolved.event?.data;
    if (ArrayBuffer.isView(data)) bytes += data.byteLength;
    if (bytes <= most) continue;
    void read.cancel();
    return { found, isWhole: false };
  }
  return { found, isWhole: true };
};

/** The words of the server for a place at which no event begins. */
const IS_NO_PLACE = /position is invalid/i;
const isLost = (error: unknown): boolean => error instanceof LogLost;

const placeOf = ({ event, commitPosition }: AllStreamResolvedEvent): Place => {
  const at =
    event?.position ?? (commitPosition === undefined ? undefined : { commit: commitPosition, prepare: commitPosition });
  if (at === undefined) throw new Error('the server tells no position of an event');
  return at;
};
