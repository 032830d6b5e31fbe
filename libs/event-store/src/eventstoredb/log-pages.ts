import {
  BACKWARDS,
  END,
  START,
  type AllStreamResolvedEvent,
  type EventStoreDBClient,
  type Position as Place,
} from '@eventstore/db-client';
import type { Position, StoredEvent } from '../event-store.js';
import type { Connection, RetryOptions } from './connection.js';
import { isOurs, toStoredEvent } from './event-codec.js';
import { toServerPosition, toPosition } from './positions.js';
import { collect, EndedEarly } from './reading.js';

/** Of all that the server holds, in one page; and bytes after which a page ends before it is full. */
const PAGE = 256;
const PAGE_BYTES = 8 * 1024 * 1024;

/** An event that was seen, ours or not: where it stands no more, this is no longer the log that was read. */
type Mark = Readonly<{ at: Position; id: string | undefined }>;

/**
 * How far a reader of the log has come. `last`: our last event, with its id where it is known. `passed`: a later event that
 * is not ours, and nobody is told of.
 */
export type Cursor = Readonly<{ last?: Position | undefined; id?: string | undefined; passed?: Mark | undefined }>;
export type LogPage = Readonly<{ events: readonly StoredEvent[]; cursor: Cursor; caughtUp: boolean }>;

/** A way back from the end: `end` is what stood there, `from` what was seen last. */
type Walk = Readonly<{ end?: Mark; from?: Place }>;
/** What is known of the log up to an event: our last one. */
type Scanned = Mark & Readonly<{ last: Position | undefined }>;

/** The log does not hold what it held. */
export class LogLost extends Error {
  constructor(position: Position) {
    super(
      `EventStoreDB no longer holds the event at ${position}, which it held before: it was restored from an older copy, or the address is that of another server`,
    );
    this.name = LogLost.name;
  }
}

/** The log in pages, of the leader, the one node that has all that was acknowledged: what is judged by others is judged wrongly. */
export class LogPages {
  /** The furthest that anybody looked here: who looks for the head looks no further back. */
  private scanned: Scanned | undefined;

  constructor(private readonly connection: Connection) {}

  /**
   * What comes after a cursor. The server reads from a position on, that one included: so what was seen last must come
   * again, and a log that has lost it is found out.
   * @throws Unavailable, LogLost
   */
  after({ last, id, passed }: Cursor, persistence?: RetryOptions): Promise<LogPage> {
    return this.connection.call(
      async (client, { late }) => {
        const page = passed && (await this.pageFrom(client, late, passed, { last, id, passed }));
        if (page) return page;
        // What is not ours may have gone; what is ours never goes.
        const own = last === undefined ? undefined : { at: last, id };
        const again = await this.pageFrom(client, late, own, { last, id });
        if (again) return again;
        throw new LogLost(last!);
      },
      isLost,
      persistence,
    );
  }

  /** @returns nothing where the event to begin at is not there */
  private async pageFrom(
    client: EventStoreDBClient,
    late: AbortSignal,
    from: Mark | undefined,
    cursor: Cursor,
  ): Promise<LogPage | undefined> {
    const fromPosition = from === undefined ? START : toServerPosition(from.at);
    const read = client.readAll({ fromPosition, maxCount: PAGE, requiresLeader: true });
    // The first of them is the one that was seen last.
    const least = from === undefined ? 1 : 2;
    const page = await collect(read, { late, bytes: PAGE_BYTES, least }).catch((error: unknown) => {
      // It was the place of an event once.
      if (from === undefined || !IS_NO_PLACE.test((error as Error).message)) throw error;
    });
    if (page === undefined) return undefined;
    const { found, isWhole } = page;
    if (from !== undefined && found.length === 0) {
      if (await endsBefore(client, late, from.at)) return undefined;
      throw new EndedEarly(true);
    }
    if (from !== undefined && !isThere(from, found[0]!)) return undefined;

    const events: StoredEvent[] = [];
    let { last, id, passed } = cursor;
    for (const resolved of from === undefined ? found : found.slice(1)) {
      const { event } = resolved;
      if (event === undefined || !isOurs(event)) {
        passed = markOf(resolved);
        continue;
      }
      events.push(toStoredEvent(event));
      [last, id, passed] = [toPosition(placeOf(resolved)), event.id, undefined];
    }
    if (passed !== undefined) this.note({ ...passed, last });
    else if (last !== undefined) this.note({ at: last, id, last });
    return { events, cursor: { last, id, passed }, caughtUp: isWhole && found.length < PAGE };
  }

  /**
   * The position of our last event. `known`: that of one which was there.
   * @throws Unavailable, LogLost
   */
  async head(known?: Position): Promise<Position | undefined> {
    const { scanned } = this;
    const least = [known, scanned?.last].reduce((a, b) => (b === undefined || (a !== undefined && a > b) ? a : b));
    let walk: Walk = {};
    for (;;) {
      const from = walk;
      const step = await this.connection.call(
        (client, { late }) => stepBack(client, late, from, scanned, least),
        isLost,
      );
      if (!('last' in step)) walk = step;
      else {
        if (step.end !== undefined) this.note({ ...step.end, last: step.last });
        return step.last;
      }
    }
  }

  private note(scanned: Scanned): void {
    if (this.scanned === undefined || scanned.at > this.scanned.at) this.scanned = scanned;
  }
}

/**
 * One page on the way back from the end of the log to our last event, or to what was `scanned` before.
 * @returns how far that is, or where the way has led. @throws LogLost where the event at `least` is not met
 */
const stepBack = async (
  client: EventStoreDBClient,
  late: AbortSignal,
  { end, from }: Walk,
  scanned: Scanned | undefined,
  least: Position | undefined,
): Promise<Walk & Readonly<{ last?: Position | undefined }>> => {
  const maxCount = from === undefined ? 1 : PAGE;
  const read = client.readAll({ direction: BACKWARDS, fromPosition: from ?? END, maxCount, requiresLeader: true });
  // The first of them may be the one that the way has led to.
  const bounds = { late, bytes: PAGE_BYTES, least: from === undefined ? 1 : 2 };
  const { found, isWhole } = await collect(read, bounds);
  for (const resolved of found) {
    const at = toPosition(placeOf(resolved));
    end ??= markOf(resolved);
    if (least !== undefined && at < least) throw new LogLost(least);
    if (resolved.event !== undefined && isOurs(resolved.event)) return { end, last: at };
    if (scanned !== undefined && isThere(scanned, resolved)) return { end, last: scanned.last };
    from = placeOf(resolved);
  }
  if (!isWhole || found.length === maxCount) return { ...(end && { end }), ...(from && { from }) };
  // Where one of ours stands, the way ends there, and where none does, at the first event of all.
  if (least !== undefined || !(await isFirst(client, late, from))) throw new EndedEarly(from === undefined);
  return { ...(end && { end }), last: undefined };
};

/** Whether no event stands before this place, or none at all where there is no place. */
const isFirst = async (client: EventStoreDBClient, late: AbortSignal, place: Place | undefined): Promise<boolean> => {
  const start = client.readAll({ fromPosition: START, maxCount: 1, requiresLeader: true });
  const [first] = (await collect(start, { late })).found;
  return first === undefined || place === undefined
    ? first === place
    : toPosition(placeOf(first)) === toPosition(place);
};

/** Where nothing is read from a place on: whether the log does not reach that far. */
const endsBefore = async (client: EventStoreDBClient, late: AbortSignal, place: Position): Promise<boolean> => {
  const end = client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1, requiresLeader: true });
  const { found } = await collect(end, { late });
  return found.some((resolved) => toPosition(placeOf(resolved)) < place);
};

/** Whether this is the event that was seen. A caller who keeps a position alone has that of an event of ours. */
const isThere = ({ at, id }: Mark, resolved: AllStreamResolvedEvent): boolean => {
  const { event } = resolved;
  if (toPosition(placeOf(resolved)) !== at) return false;
  return id === undefined ? event !== undefined && isOurs(event) : event?.id === id;
};

const markOf = (resolved: AllStreamResolvedEvent): Mark => ({
  at: toPosition(placeOf(resolved)),
  id: resolved.event?.id,
});

/** The words of the server for a place at which no event begins. */
const IS_NO_PLACE = /position is invalid/i;
const isLost = (error: unknown): boolean => error instanceof LogLost;

const placeOf = ({ event, commitPosition }: AllStreamResolvedEvent): Place => {
  const at =
    event?.position ?? (commitPosition === undefined ? undefined : { commit: commitPosition, prepare: commitPosition });
  if (at === undefined) throw new Error('the server tells no position of an event');
  return at;
};
