import { setTimeout as sleep } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { Clearance, Ladder } from '#domain/marking.js';
import type { LogConfig } from '#event-store/engine.js';
import type { Cut } from '#event-store/stream-cut.js';
import { compareLeaves, type LeafAt } from '#ledger/leaves.js';
import { HASH_SIZE } from '#ledger/merkle.js';
import type { AlteredEvent } from '#ledger/storage/checked-log.js';
import { isBroken } from '#storage/sqlite-error.js';
import { inSnapshot } from '#storage/in-snapshot.js';
import { keepStatements } from '#storage/keep-statements.js';
import { startThread, type Thread } from '#storage/thread.js';
import { openUnnamed, removeUnnamed, unlinkUnnamed, unnamedFile } from '#storage/unnamed-database.js';
import { Waiters } from '../projection/waiters.js';
import type { LogFunction } from '../projector/worker-messages.js';
import { TrailLenses } from './trail-lens.js';
import type { FromIndexThread, IndexThreadData, ToIndexThread } from './worker-messages.js';

export type LogIndexOptions = LogConfig &
  Readonly<{
    ladder: Ladder;
    /** The number of events in the log. */
    total: () => number;
    leafAt: LeafAt;
    /** The start has not checked the whole log, so filling the index does. */
    isCheck: boolean;
    /** What was found to be wrong. Nothing more is indexed. */
    onFound: (found: Found) => void;
    log: LogFunction;
  }>;

/** An event that differs from the ledger, a stream that was cut, or why the file of the log cannot be trusted. */
export type Found = Readonly<{ altered: AlteredEvent } | { cut: Cut } | { damaged: string }>;

/** The index is still being filled, or is being rebuilt. */
export class NotIndexed extends Error {
  constructor(
    readonly done: number,
    readonly total: number,
  ) {
    super(`the index of the log has ${done} of ${total} events`);
    this.name = NotIndexed.name;
  }
}

type Leaves = Readonly<{ from: number; leaves: Uint8Array }>;
/** `whole`: sees everything. `lenses`: see what a clearance sees. */
type Connections = Readonly<{ whole: Database.Database; lenses: TrailLenses }>;

const PREFIX = 'log-index-';
const RESTARTS_MS = [100, 1_000, 5_000, 30_000];

/**
 * Locates events in the log: their things, negotiations, recorders and times. This process has built it from the log
 * only, and has compared every event with the ledger. It is in a temporary file without a name, so nothing outside of
 * the process can alter it, and no index survives the process. One thread fills it; the main thread reads it.
 */
export class LogIndex {
  private connections: Connections | undefined;
  /** If one of the connections cannot be opened, those before it are closed, too. */
  private readonly opened: Database.Database[] = [];
  private thread: Thread | undefined;
  private reached = -1;
  private caughtUp = false;
  private closed = false;
  private hasEnded = false;
  private attempts = 0;
  /** Why it has to be made again. */
  private reason = '';
  private readonly waiters = new Waiters();
  /** Leaves that the ledger does not have yet. */
  private ahead: Leaves[] = [];
  private readonly listeners: ((ordinal: number) => void)[] = [];

  constructor(private readonly options: LogIndexOptions) {}

  /** Starts to fill it. */
  start(): void {
    removeUnnamed(this.options.dataDir, PREFIX);
    this.run();
  }

  /** The ordinal of the last indexed event; -1 until the whole log is indexed, up to its end at the first read. */
  get upTo(): number {
    return this.caughtUp ? this.reached : -1;
  }

  /** The number of events in the log. */
  get total(): number {
    return Math.max(this.size, this.options.total());
  }

  /** The number of indexed events. */
  get size(): number {
    return this.reached + 1;
  }

  /** Calls back when more events are indexed, with the ordinal of the last one. */
  onIndexed(listener: (ordinal: number) => void): void {
    this.listeners.push(listener);
  }

  /** Whether an event and all before it are indexed within this many milliseconds, and before the deadline of the caller. */
  until(ordinal: number, timeoutMs: number): Promise<boolean> {
    const isReady = () => this.has(ordinal);
    const isLost = () => this.closed || this.hasEnded;
    if (!isReady() && !isLost()) this.want(ordinal);
    return this.waiters.until({ isReady, isLost }, timeoutMs);
  }

  /**
   * Queries one snapshot of the index, in which the table `trail` has what a clearance may see; undefined: everything.
   * `ordinal` is that of the last event in the index.
   * @throws NotIndexed
   */
  read<T>(clearance: Clearance | undefined, question: (db: Database.Database) => T): { body: T; ordinal: number } {
    const { connections } = this;
    if (connections === undefined || !this.caughtUp) throw new NotIndexed(this.size, this.total);
    const { whole, lenses } = connections;
    const ask = (db: Database.Database) => {
      const ordinal = db.prepare<[], number | null>('SELECT max(ordinal) FROM main.trail').pluck().get() ?? -1;
      return { body: question(db), ordinal };
    };
    try {
      if (clearance === undefined) return inSnapshot(whole, () => ask(whole));
      return lenses.ask(clearance, ask);
    } catch (error) {
      if (!isBroken(error)) throw error;
      this.discard(error as Error);
      throw new NotIndexed(this.size, this.total);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    this.waiters.settle();
    await this.thread?.end();
    this.disconnect();
  }

  /** Whoever damaged its file cannot make it lie: it is made again from the log. */
  private discard({ message }: Error): void {
    this.reason = message;
    this.disconnect();
    void this.thread?.end();
  }

  private want(ordinal: number): void {
    const message: ToIndexThread = { type: 'wanted', ordinal };
    this.thread?.worker.postMessage(message);
  }

  private has(ordinal: number): boolean {
    return this.caughtUp && this.reached >= ordinal;
  }

  private run(): void {
    const { dataDir, engine, ladder, isCheck, log } = this.options;
    const file = unnamedFile(dataDir, PREFIX);
    const data: IndexThreadData = { dataDir, engine, file, ladder, isCheck };
    const thread = startThread(new URL('./index.worker.js', import.meta.url), data);
    this.thread = thread;
    const { worker, end } = thread;
    this.reason = 'the thread has ended';
    worker.on('message', (message: FromIndexThread) => {
      if (this.closed) return;
      if (message.type === 'created')
        try {
          this.connect(file);
        } catch (error) {
          // Somebody removed the file before it was opened.
          this.reason = (error as Error).message;
          void end();
        }
      else if (message.type === 'indexed') this.take(message);
      else if (message.type === 'altered') this.end({ altered: message.event });
      else if (message.type === 'cut') this.end({ cut: message.cut });
      else if (message.type === 'damaged') this.end({ damaged: message.why });
      else this.reason = message.error;
    });
    worker.on('error', (error) => (this.reason = error instanceof Error ? error.message : String(error)));
    worker.on('exit', () => {
      unlinkUnnamed(file);
      if (this.closed || this.hasEnded) return;
      const delay = RESTARTS_MS[Math.min(this.attempts++, RESTARTS_MS.length - 1)]!;
      log('error', 'The index of the log cannot be filled, and is made again', { error: this.reason, delay });
      this.disconnect();
      void sleep(delay, undefined, { ref: false }).then(() => this.closed || this.run());
    });
  }

  private connect(file: string): void {
    const open = () => {
      const db = keepStatements(openUnnamed(file, 'trail'));
      this.opened.push(db);
      return db;
    };
    this.connections = { whole: open(), lenses: new TrailLenses(open, this.options.ladder) };
    unlinkUnnamed(file);
  }

  private disconnect(): void {
    for (const db of this.opened.splice(0)) db.close();
    this.connections = undefined;
    this.reached = -1;
    this.caughtUp = false;
    this.ahead = [];
  }

  private take({ from, leaves, caughtUp }: Extract<FromIndexThread, { type: 'indexed' }>): void {
    // What this index has cannot be read: another one is made.
    if (this.connections === undefined) return;
    this.ahead.push({ from, leaves });
    this.compare();
    if (this.hasEnded) return;
    this.reached = Math.max(this.reached, from + leaves.length / HASH_SIZE - 1);
    this.caughtUp ||= caughtUp;
    if (this.caughtUp) this.attempts = 0;
    this.waiters.settle();
    for (const listener of this.listeners) if (this.caughtUp) listener(this.reached);
  }

  /** Compares the events with the ledger, as far as the ledger has them. To be called when it has more. */
  compare(): void {
    const ahead = this.ahead.splice(0);
    for (const { from, leaves } of ahead) {
      const { same, isEqual } = compareLeaves(leaves, from, this.options.leafAt);
      if (!isEqual) return this.end({ altered: { ordinal: from + same, ...this.placeOf(from + same) } });
      if (same * HASH_SIZE < leaves.length)
        this.ahead.push({ from: from + same, leaves: leaves.subarray(same * HASH_SIZE) });
    }
  }

  private placeOf(ordinal: number): Omit<AlteredEvent, 'ordinal'> {
    const place = this.connections?.whole
      .prepare<[number], Omit<AlteredEvent, 'ordinal'>>(
        'SELECT stream, revision, eventId AS id FROM trail WHERE ordinal = ?',
      )
      .get(ordinal);
    if (place === undefined) throw new Error(`the index of the log has no event ${ordinal}`);
    return place;
  }

  private end(found: Found): void {
    this.hasEnded = true;
    void this.thread?.end();
    this.options.onFound(found);
    this.waiters.settle();
  }
}
