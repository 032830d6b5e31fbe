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

/** Events in one page, of all that the server stores; and bytes after which a page ends early. */
const PAGE = 256;
const PAGE_BYTES = 8 * 1024 * 1024;

/** An event that was read, ours or not. If it is gone, this is not the same log any more. */
type Mark = Readonly<{ at: Position; id: string | undefined }>;

/**
 * The position of a reader. `last`: our last event, with its id if known. `passed`: a later event that is not ours and was
 * skipped.
 */
export type Cursor = Readonly<{ last?: Position | undefined; id?: string | undefined; passed?: Mark | undefined }>;
export type LogPage = Readonly<{ events: readonly StoredEvent[]; cursor: Cursor; caughtUp: boolean }>;

/** A backward scan: `end` is the event at the end of the log, `from` the one that was read last. */
type Walk = Readonly<{ end?: Mark; from?: Place }>;
/** Our last event up to a scanned position. */
type Scanned = Mark & Readonly<{ last: Position | undefined }>;

/** The log has lost events. */
export class LogLost extends Error {
  constructor(position: Position) {
    super(
      `EventStoreDB no longer holds the event at ${position}, which it held before: it was restored from an older copy, or the address is that of another server`,
    );
    this.name = LogLost.name;
  }
}

/** The log in pages, from the leader: the only node that certainly has all acknowledged events. */
export class LogPages {
  /** The last scanned position: a search for the head need not go further back. */
  private scanned: Scanned | undefined;

  constructor(private readonly connection: Connection) {}

  /**
   * The page after a cursor. The server reads from a position on, that one included, so the last event must come again.
   * That detects a log that has lost it.
   * @throws Unavailable, LogLost
   */
  after({ last, id, passed }: Cursor, persistence?: RetryOptions): Promise<LogPage> {
    return this.connection.call(
      async (client, { late }) => {
        const page = passed && (await this.pageFrom(client, late, passed, { last, id, passed }));
        if (page) return page;
        // Events of other programs may be deleted, ours are not.
        const own = last === undefined ? undefined : { at: last, id };
        const again = await this.pageFrom(client, late, own, { last, id });
        if (again) return again;
        throw new LogLost(last!);
      },
      isLost,
      persistence,
    );
  }

  /** @returns undefined if the event to start at is missing */
  private async pageFrom(
    client: EventStoreDBClient,
    late: AbortSignal,
    from: Mark | undefined,
    cursor: Cursor,
  ): Promise<LogPage | undefined> {
    const fromPosition = from === undefined ? START : toServerPosition(from.at);
    const read = client.readAll({ fromPosition, maxCount: PAGE, requiresLeader: true });
    // The first one is the last event of the previous page.
    const least = from === undefined ? 1 : 2;
    const page = await collect(read, { late, bytes: PAGE_BYTES, least }).catch((error: unknown) => {
      // It was the position of an event before.
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
   * The position of our last event. `known`: the position of an earlier one.
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
 * One page of a backward scan from the end of the log to our last event, or to the position that was `scanned` before.
 * @returns the last event, or where to continue. @throws LogLost if the event at `least` is missing
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
  // The first one may be the last event of the previous page.
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
  // The scan must end at an event of ours, or at the first event of the server.
  if (least !== undefined || !(await isFirst(client, late, from))) throw new EndedEarly(from === undefined);
  return { ...(end && { end }), last: undefined };
};

/** Whether this is the first event of the server; without a position, whether there are no events. */
const isFirst = async (client: EventStoreDBClient, late: AbortSignal, place: Place | undefined): Promise<boolean> => {
  const start = client.readAll({ fromPosition: START, maxCount: 1, requiresLeader: true });
  const [first] = (await collect(start, { late })).found;
  return first === undefined || place === undefined
    ? first === place
    : toPosition(placeOf(first)) === toPosition(place);
};

/** Whether the log ends before a position from which nothing could be read. */
const endsBefore = async (client: EventStoreDBClient, late: AbortSignal, place: Position): Promise<boolean> => {
  const end = client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1, requiresLeader: true });
  const { found } = await collect(end, { late });
  return found.some((resolved) => toPosition(placeOf(resolved)) < place);
};

/** Whether this is the same event. A mark without an id is the position of an event of ours. */
const isThere = ({ at, id }: Mark, resolved: AllStreamResolvedEvent): boolean => {
  const { event } = resolved;
  if (toPosition(placeOf(resolved)) !== at) return false;
  return id === undefined ? event !== undefined && isOurs(event) : event?.id === id;
};

const markOf = (resolved: AllStreamResolvedEvent): Mark => ({
  at: toPosition(placeOf(resolved)),
  id: resolved.event?.id,
});

/** The server's message for a position at which no event begins. */
const IS_NO_PLACE = /position is invalid/i;
const isLost = (error: unknown): boolean => error instanceof LogLost;

const placeOf = ({ event, commitPosition }: AllStreamResolvedEvent): Place => {
  const at =
    event?.position ?? (commitPosition === undefined ? undefined : { commit: commitPosition, prepare: commitPosition });
  if (at === undefined) throw new Error('the server tells no position of an event');
  return at;
};
