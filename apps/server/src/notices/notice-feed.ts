import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { accessIn, isAccessType } from '#domain/access.js';
import type { Clearance, Ladder } from '#domain/marking.js';
import { isMarkingType } from '#domain/record-marked.js';
import { withDeadline } from '#event-store/deadline.js';
import { type StoredEvent, Unavailable } from '#event-store/event-store.js';
import { LogIndex, NotIndexed } from '#read-models/log-index/log-index.js';
import { LADDER } from '../access/ladder.js';
import { ConsistencyTokens } from '../http/consistency-token.js';
import { LogFollower } from '../log/log-follower.js';
import type { NoticeStream } from './notice-stream.js';
import { Telling } from './telling.js';
import type { Window } from './window.js';
import { type Range, readWindow } from './window-reader.js';

/** Streams are written to at most this often, at times that do not depend on what is recorded. */
const TICK_MS = 100;
const HEARTBEAT_S = 15;
/** How long the end of the log, and the index, may take before readers are told that their notices are late. */
const LOOK_MS = 3_000;

/** How long the work of a tick may take at once. */
const PIECE_MS = 10;

/** How many windows are kept, and how long: a receiver that is slow needs its own again and again. */
const [MOST_WINDOWS, WINDOW_MS] = [16, 60_000];

/** Why notices are late. */
export const STALE = {
  'log-unreachable': 'The log cannot be read at the moment. Notices come once it can.',
  'log-not-indexed': 'The service is still reading the log. Notices come once it has.',
} as const;
type Stale = keyof typeof STALE;

/**
 * Tells streams what changes. What a clearance sees of the events since a place is read once, for all streams that have it and have
 * come so far.
 */
@Injectable()
export class NoticeFeed implements OnModuleDestroy {
  private readonly logger = new Logger('notices');
  /** Each with the second of its heartbeats. */
  private readonly streams = new Map<NoticeStream, number>();
  private readonly timers: readonly NodeJS.Timeout[];
  /** The last event that may have hidden something from somebody. */
  private lastHidden: number;
  /** The last event about the access of a person, since the start. */
  private readonly lastAccess = new Map<string, number>();
  /** Windows that somebody is told of message by message. What was marked since is read anew. */
  private readonly windows = new LRUCache<string, Window>({ max: MOST_WINDOWS, ttl: WINDOW_MS });
  private stale: Stale | undefined;
  private isTicking = false;
  private looks = 0;
  private lookedAt = 0;
  private seconds = 0;

  constructor(
    private readonly index: LogIndex,
    private readonly follower: LogFollower,
    private readonly tokens: ConsistencyTokens,
    @Inject(LADDER) private readonly ladder: Ladder,
  ) {
    this.lastHidden = follower.head;
    follower.onEvent((event, ordinal) => this.hear(event, ordinal));
    this.timers = [setInterval(() => void this.tick(), TICK_MS), setInterval(() => void this.everySecond(), 1_000)];
    for (const timer of this.timers) timer.unref();
  }

  add(stream: NoticeStream): void {
    this.streams.set(stream, Math.floor(Math.random() * HEARTBEAT_S));
    if (this.stale !== undefined) stream.say('stale', { reason: this.stale, detail: STALE[this.stale] });
  }

  remove(stream: NoticeStream): void {
    this.streams.delete(stream);
  }

  /**
   * What a clearance sees of a range of the log, for a person who is told otherwise than by a stream; undefined if that cannot be known at
   * the moment. @throws NotIndexed
   */
  async windowFor(person: string, clearance: Clearance | undefined, range: Range): Promise<Window | undefined> {
    if (!(await this.look())) return undefined;
    const keyUpTo = (ordinal: number) => JSON.stringify([clearance, range.after, ordinal]);
    const kept = this.windows.get(keyUpTo(range.upTo ?? this.follower.head));
    if (kept !== undefined && this.knowsAccess(person, kept)) return kept;
    const { lastHidden } = this;
    const window = await readWindow(this.source, clearance, range);
    if (window === undefined || this.lastHidden !== lastHidden) return undefined;
    this.windows.set(keyUpTo(window.upTo), window);
    return this.knowsAccess(person, window) ? window : undefined;
  }

  /** Before the server stops to listen, so that clients connect to another instance. */
  onModuleDestroy(): void {
    for (const timer of this.timers) clearInterval(timer);
    for (const stream of this.streams.keys()) stream.end('stopping');
  }

  private hear(event: StoredEvent, ordinal: number): void {
    const { type } = event;
    if (isMarkingType(type) || type === 'GrantRevoked') {
      this.lastHidden = ordinal;
      this.windows.clear();
    }
    if (isAccessType(type)) this.lastAccess.set(accessIn(event).person, ordinal);
  }

  private async tick(): Promise<void> {
    if (this.isTicking || this.behind().length === 0) return;
    this.isTicking = true;
    if (await this.look()) await this.tellAll();
    this.isTicking = false;
  }

  /** The largest group first. After a restart each stream is a group of its own, and requests come in between. */
  private async tellAll(): Promise<void> {
    const groups = Map.groupBy(this.behind(), ({ place, options: { clearance } }) =>
      JSON.stringify([clearance, place]),
    );
    let began = performance.now();
    for (const group of [...groups.values()].toSorted((one, other) => other.length - one.length)) {
      void this.tell(group.filter((stream) => this.streams.has(stream)));
      if (performance.now() - began < PIECE_MS) continue;
      await setImmediate();
      began = performance.now();
    }
  }

  private behind(): readonly NoticeStream[] {
    const { head } = this.follower;
    return [...this.streams.keys()].filter((stream) => !stream.isBusy && stream.isBehind(head));
  }

  private async tell(group: readonly NoticeStream[]): Promise<void> {
    if (group[0] === undefined) return;
    const { place, options } = group[0];
    const { lastHidden } = this;
    const range = place.negotiationId === undefined ? { after: place.upTo } : place;
    for (const stream of group) stream.isBusy = true;
    try {
      const window = await readWindow(this.source, options.clearance, range);
      // What was hidden meanwhile is read again at the next tick.
      if (window === undefined || this.lastHidden !== lastHidden) return;
      const telling = new Telling(window, this.tokens);
      for (const stream of group)
        if (this.knowsAccess(stream.options.reader.person, window)) this.send(stream, telling, window.upTo);
    } catch (error) {
      if (error instanceof NotIndexed) this.setStale('log-not-indexed');
      else this.logger.error(error);
    } finally {
      for (const stream of group) stream.isBusy = false;
    }
  }

  private get source() {
    return { index: this.index, ladder: this.ladder, lastHidden: () => this.lastHidden };
  }

  /** Whether somebody had access is known once the index has the last event about it. */
  private knowsAccess(person: string, { readAt }: Window): boolean {
    return (this.lastAccess.get(person) ?? -1) <= readAt;
  }

  private send(stream: NoticeStream, telling: Telling, upTo: number): void {
    const { reader, negotiationId, openedAt } = stream.options;
    const messages = telling.messagesFor(reader, stream.place, negotiationId);
    stream.place = { after: upTo, upTo, negotiationId: undefined };
    if (messages !== undefined) stream.write(messages);
    if (telling.hasEndedFor(reader, openedAt, negotiationId)) stream.end('access-revoked');
  }

  private async everySecond(): Promise<void> {
    this.seconds = (this.seconds + 1) % HEARTBEAT_S;
    for (const [stream, second] of this.streams) if (second === this.seconds) stream.heartbeat();
    if (this.streams.size > 0 && this.looks === 0 && performance.now() - this.lookedAt > 1_000) await this.look();
  }

  /** Whether the whole log is known and indexed, so that what others marked and revoked before this counts. */
  private async look(): Promise<boolean> {
    this.looks++;
    try {
      await withDeadline(LOOK_MS, () => this.follower.upToDate());
      const isIndexed = await this.index.until(this.follower.head, LOOK_MS);
      this.setStale(isIndexed ? undefined : 'log-not-indexed');
    } catch (error) {
      if (!(error instanceof Unavailable)) this.logger.error(error);
      this.setStale('log-unreachable');
    } finally {
      this.looks--;
      this.lookedAt = performance.now();
    }
    return this.stale === undefined;
  }

  private setStale(why: Stale | undefined): void {
    if (why === this.stale) return;
    this.stale = why;
    for (const stream of this.streams.keys())
      if (why === undefined) stream.say('current', {});
      else stream.say('stale', { reason: why, detail: STALE[why] });
  }
}
