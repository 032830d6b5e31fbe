import { setTimeout as sleep } from 'node:timers/promises';
import {
  BACKWARDS,
  END,
  START,
  type AllStreamResolvedEvent,
  type EventStoreDBClient,
  type Position as Place,
} from '@eventstore/db-client';
import type { Position, StoredEvent } from '../event-store.js';
import { StreamCut } from '../stream-cut.js';
import type { Attempt, Connection, RetryOptions } from './connection.js';
import { type Cursor, type LogPage, type Mark, placeOfCursor } from './cursor.js';
import { cutChangeIn, cutOf, type CutChange } from './cuts.js';
import { isOurs, toStoredEvent } from './event-codec.js';
import { isUnexplained } from './failures.js';
import { PAGE_BYTES } from './limits.js';
import { toServerPosition, toPosition } from './positions.js';
import { collect, EndedEarly } from './reading.js';

/** Events in one page, of all that the server stores. */
const PAGE = 256;

/** What a page must reach: called when a try begins. `least`: the position of an event that is in the log by then. */
type Beginning = () => Readonly<{ least: Position | undefined }>;

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
  /** Where a read has found nothing, although an event stood there. Several readers may be at several places. */
  private readonly bare = new Set<Position>();
  /** How far back from the end of the log each event was searched at which a read has failed. */
  private readonly searched = new Map<Position, Place>();

  constructor(private readonly connection: Connection) {}

  /**
   * The page after a cursor. The server reads from a position on, that one included, so the last event must come again.
   * That detects a log that has lost it. An end before an event that must be there is not believed.
   * @throws Unavailable, LogLost; StreamCut if the last event was removed with its stream
   */
  after(cursor: Cursor, begin: Beginning, persistence?: RetryOptions): Promise<LogPage> {
    return this.connection.call(
      async (client, { late }) => {
        const { least } = begin();
        const page = await this.pageAfter(client, late, cursor);
        const endsTooEarly = page.caughtUp && least !== undefined && !(page.cursor.last! >= least);
        if (endsTooEarly && placeOfCursor(page.cursor) === placeOfCursor(cursor)) throw new EndedEarly();
        return endsTooEarly ? { ...page, caughtUp: false } : page;
      },
      isLost,
      persistence,
    );
  }

  /** Reads the first event, whosever it is, to see whether the log can be read. @throws Unavailable */
  async probe(): Promise<void> {
    await this.connection.call((client, { late }) => firstEvent(client, late), isLost);
  }

  private async pageAfter(
    client: EventStoreDBClient,
    late: AbortSignal,
    { last, id, streamId, passed }: Cursor,
  ): Promise<LogPage> {
    const page = passed && (await this.pageFrom(client, late, passed, { last, id, streamId, passed }));
    if (page) return page;
    // Events of other programs may be deleted, ours are not.
    const own = last === undefined ? undefined : { at: last, id };
    const again = await this.pageFrom(client, late, own, { last, id, streamId });
    if (again) return again;
    const cut = streamId === undefined ? undefined : await cutOf(client, streamId, late);
    throw cut === undefined ? new LogLost(last!) : new StreamCut(cut);
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
    const page = await collect(read, { late, bytes: PAGE_BYTES, least }).catch(async (error: unknown) => {
      // It was the position of an event before: perhaps it no longer is.
      if (from === undefined || !isUnexplained(error) || (await this.stands(client, late, from))) throw error;
    });
    if (page === undefined) return undefined;
    const { found, isWhole } = page;
    if (from !== undefined && found.length === 0) {
      // A server that is shutting down shows nothing, too. It does so once; only then is the end looked for.
      if (this.bare.has(from.at) && (await endsBefore(client, late, from.at))) return undefined;
      this.bare.add(from.at);
      throw new EndedEarly(true);
    }
    if (from !== undefined) this.bare.delete(from.at);
    if (from !== undefined && !isThere(from, found[0]!)) return undefined;

    const events: StoredEvent[] = [];
    const changes: (CutChange & { position: Position })[] = [];
    let { last, id, streamId, passed } = cursor;
    for (const resolved of from === undefined ? found : found.slice(1)) {
      const { event } = resolved;
      if (event === undefined || !isOurs(event)) {
        passed = markOf(resolved);
        const change = event && cutChangeIn(event);
        if (change) changes.push({ ...change, position: passed.at });
        continue;
      }
      events.push(toStoredEvent(event));
      [last, id, streamId, passed] = [toPosition(placeOf(resolved)), event.id, event.streamId, undefined];
    }
    if (passed !== undefined) this.note({ ...passed, last });
    else if (last !== undefined) this.note({ at: last, id, last });
    const caughtUp = isWhole && found.length < PAGE;
    return { events, changes, cursor: { last, id, streamId, passed }, caughtUp };
  }

  /**
   * Whether an event still stands where it stood, searched from the end of the log. An error of a read says that in words
   * only, which are no part of the protocol.
   */
  private async stands(client: EventStoreDBClient, late: AbortSignal, mark: Mark): Promise<boolean> {
    try {
      for (;;) {
        const from = this.searched.get(mark.at);
        const maxCount = from === undefined ? 1 : PAGE;
        const read = client.readAll({
          direction: BACKWARDS,
          fromPosition: from ?? END,
          maxCount,
          requiresLeader: true,
        });
        const { found } = await collect(read, { late, bytes: PAGE_BYTES, least: from === undefined ? 1 : 2 });
        const there = found.find((resolved) => toPosition(placeOf(resolved)) <= mark.at);
        if (there) {
          this.searched.delete(mark.at);
          return isThere(mark, there);
        }
        const last = found.at(-1);
        if (last === undefined) throw new EndedEarly(true);
        if (from !== undefined && found.length === 1) {
          if (await isFirst(client, late, from)) return false;
          throw new EndedEarly();
        }
        this.searched.set(mark.at, placeOf(last));
      }
    } catch (error) {
      // What was found until the time was up stays good.
      if (!late.aborted) this.searched.delete(mark.at);
      throw error;
    }
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
        (client, attempt) => stepBack(client, attempt, from, scanned, least),
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
  attempt: Attempt,
  { end, from }: Walk,
  scanned: Scanned | undefined,
  least: Position | undefined,
): Promise<Walk & Readonly<{ last?: Position | undefined }>> => {
  const maxCount = from === undefined ? 1 : PAGE;
  const read = client.readAll({ direction: BACKWARDS, fromPosition: from ?? END, maxCount, requiresLeader: true });
  // The first one may be the last event of the previous page.
  const bounds = { late: attempt.late, bytes: PAGE_BYTES, least: from === undefined ? 1 : 2 };
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
  const isEnd = async () => (from === undefined ? isEmpty(client, attempt) : isFirst(client, attempt.late, from));
  if (least !== undefined || !(await isEnd())) throw new EndedEarly(from === undefined);
  return { ...(end && { end }), last: undefined };
};

/** How often a server is asked whether it has no event at all, and for how long, in ms. */
const LOOKS = 10;
const LOOKING_MS = 1_000;

/**
 * Whether the server has no events, whosever they are. A server that is shutting down shows nothing, too, and several reads can meet
 * that. Soon after it answers no more.
 */
const isEmpty = async (client: EventStoreDBClient, { ms, late }: Attempt): Promise<boolean> => {
  for (let looks = 1; looks <= LOOKS; looks++) {
    if ((await firstEvent(client, late)) !== undefined) return false;
    // An attempt has time for all looks.
    await sleep(Math.min(LOOKING_MS, ms / 3) / LOOKS, undefined, { signal: late });
  }
  return true;
};

/** The first event of the server; undefined if there are no events. */
const firstEvent = async (
  client: EventStoreDBClient,
  late: AbortSignal,
): Promise<AllStreamResolvedEvent | undefined> => {
  const start = client.readAll({ fromPosition: START, maxCount: 1, requiresLeader: true });
  return (await collect(start, { late })).found[0];
};

/** Whether this is the place of the first event of the server. */
const isFirst = async (client: EventStoreDBClient, late: AbortSignal, place: Place): Promise<boolean> => {
  const first = await firstEvent(client, late);
  return first !== undefined && toPosition(placeOf(first)) === toPosition(place);
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

const isLost = (error: unknown): boolean => error instanceof LogLost || error instanceof StreamCut;

const placeOf = ({ event, commitPosition }: AllStreamResolvedEvent): Place => {
  const at =
    event?.position ?? (commitPosition === undefined ? undefined : { commit: commitPosition, prepare: commitPosition });
  if (at === undefined) throw new Error('the server tells no position of an event');
  return at;
};
