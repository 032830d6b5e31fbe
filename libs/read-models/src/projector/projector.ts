import { setTimeout as sleep } from 'node:timers/promises';
import { unknown } from '#domain/decider.js';
import { whenAborted } from './when-aborted.js';
import type { LogConfig } from '#event-store/engine.js';
import { messageOf } from '../projection/error-message.js';
import { Waiters } from '../projection/waiters.js';
import { startThread, type Thread } from '#storage/thread.js';
import { type HeldFiles, replacedOf } from '#storage/held-files.js';
import { corrupted } from '#storage/sqlite-error.js';
import { readPages } from './read-pages.js';
import { viewsFile } from './views-file.js';
import {
  DISK_FULL,
  type FromThread,
  type LogFunction,
  type ModelState,
  type ThreadData,
  type ToThread,
  type OpenCheck,
} from './worker-messages.js';

/** Of which log, and how. */
export type ProjectorOptions = LogConfig &
  Readonly<{
    /** Where its views.db is; in `dataDir` where left out. */
    viewsDir?: string;
    log?: LogFunction;
    /** The projection has died for good; called once. */
    onFailure?: (reason: Error) => void;
    /** views.db is damaged, or another file now: whoever has the old one open must close it. */
    onReplaced?: () => void;
    /** A module that exports `models`; the service's own where left out. */
    models?: URL;
    /** How often to compare views.db with the log, in ms, first after the start; never where left out. */
    checkEveryMs?: number;
    /** How often to look whether somebody else has written to views.db or replaced it, in ms; each second where left out. */
    lookEveryMs?: number;
    /** views.db was found to be what the log says, after that was not known. What was read of it before may not have been. */
    onProven?: () => void;
    /** What these checks wait for, so that they do not slow it down. */
    checksAfter?: Promise<void>;
    /**
     * Resolves once the log was found to be sound. Until then, views.db is not thrown away for what the log lacks; if it rejects, the start
     * fails. Nothing is waited for where left out.
     */
    logChecked?: Promise<unknown>;
    /** What the look at every page waits for, if the start has left it out; nothing where left out. */
    readsAfter?: Promise<void>;
    /**
     * How long to wait, in ms, before each new attempt after the thread has died. Once the file is open, a disk without room and a log that cannot be
     * reached are waited for without an end. None: the first death is the end, whatever the reason.
     */
    restarts?: readonly number[];
    /** How long a stop waits, in ms, before it ends a thread that is still at work. */
    stopMs?: number;
  }>;

const RESTARTS = [100, 400, 1_600, 6_400];
/** A thread that ran this long has shown that it can. */
const HEALTHY_MS = 60_000;
const STOP_MS = 10_000;
const LOG_UNREACHABLE = 'The projection waits for the log';

type Death = Readonly<{ reason: Error; isLogUnreachable: boolean; isDiskFull: boolean }>;

/** The projection of the log into views.db, as the rest of the service sees it: it runs in a thread of its own. */
export class Projector {
  /** How many things in views.db were found that are not what the log says. */
  differences = 0;
  /** How often views.db was compared with the log. */
  checks = 0;
  private thread: Thread | undefined;
  private openedAt: number | undefined;
  private attempts = 0;
  private readonly halt = new AbortController();
  private failed: Error | undefined;
  private reached = -1;
  private models: readonly ModelState[] = [];
  private readonly waiters = new Waiters();
  private readonly listeners = new Set<(ordinal: number) => void>();
  private ended: Promise<void> = Promise.resolve();
  private readonly log: LogFunction;
  /** Why views.db may not be read any more, until there is another thread. */
  private damage: string | undefined;
  /** views.db was damaged, and no thread has yet begun without it. */
  private isToGo = false;
  private openCheck: OpenCheck = 'stamp';
  /** Every page of views.db was looked at. */
  private isRead = false;
  /** views.db was made or compared with the log since the start, and nobody else may have written to it since. */
  private isCompared = false;
  private files: HeldFiles = [];
  private reading = new AbortController();
  private read: Promise<void> | undefined;

  /** Resolves once views.db is open and is being brought up to date. @throws why it cannot be, or why the log is not sound */
  static async start(options: ProjectorOptions): Promise<Projector> {
    const projector = new Projector(options);
    const opened = new Promise<void>((resolve, reject) => {
      projector.ended = projector.keepRunning(resolve, reject);
    });
    try {
      await Promise.race([opened, rejectionOf(options.logChecked)]);
    } catch (error) {
      await projector.stop();
      throw error;
    }
    return projector;
  }

  private constructor(private readonly options: ProjectorOptions) {
    this.log = options.log ?? (() => {});
  }

  /** Why the projection has died for good, if it has. */
  get failure(): Error | undefined {
    return this.failed;
  }

  /** The ordinal of the last event that all healthy models have; -1 before the first. */
  get projected(): number {
    return this.reached;
  }

  /** The ordinal of the last event that this model's rows tell of; -1 where it has none. */
  ordinalOf(name: string): number {
    const state = this.models.find((model) => model.name === name);
    return state === undefined ? -1 : this.reachedBy(state);
  }

  /**
   * Whether views.db was made, or compared with the log, since the start, and nobody else may have written to it since: then nothing in it can be
   * what makes a statement fail.
   */
  get isProven(): boolean {
    return this.isCompared;
  }

  /** The ordinal of the last event that was written to views.db for certain, of each of these models; -1 while one is rebuilt, and for none. */
  writtenOf(names: readonly string[]): number {
    if (names.length === 0) return -1;
    return Math.min(...names.map((name) => this.ordinalOf(name)));
  }

  /** To be called by whoever has opened views.db. @throws as for damage, if that is not what is written to */
  assertHeld(): void {
    const replaced = replacedOf(this.files);
    if (replaced !== undefined) throw corrupted(`${replaced} was removed or replaced while it was open`);
  }

  /**
   * To be called by whoever meets damage in views.db, wherever that is. From now on nobody reads it: all models are being rebuilt, in a file
   * that is made from the log.
   */
  reportDamage(why: string): void {
    if (this.damage !== undefined || this.halt.signal.aborted || this.failed !== undefined) return;
    this.damage = why;
    this.isToGo = true;
    this.forgetFile();
    this.differences += 1;
    this.log('error', `views.db is damaged: ${why}. It is made again from the log`, { model: 'views.db', count: 1 });
    this.models = this.models.map(({ name, version }) => ({
      name,
      version,
      status: 'rebuilding',
      ordinal: -1,
      done: 0,
      eventsPerSecond: 0,
    }));
    this.reach(-1);
    if (this.openedAt !== undefined) this.options.onReplaced?.();
    this.tell({ type: 'damaged' });
  }

  states(): readonly ModelState[] {
    return this.models.map((state) => ({ ...state, ordinal: this.reachedBy(state) }));
  }

  private reachedBy({ status, ordinal }: ModelState): number {
    return status === 'live' ? Math.max(ordinal, this.reached) : ordinal;
  }

  /**
   * Whether the models have this event, within so many milliseconds and before the deadline of the caller: those that are named, or all healthy ones.
   * Resolves at once where they have it, and where they never will because the projection has died or a named one stopped.
   */
  until(ordinal: number, timeoutMs: number, names?: readonly string[]): Promise<boolean> {
    const isReady = () => (names ? names.every((name) => this.ordinalOf(name) >= ordinal) : this.reached >= ordinal);
    const isLost = () =>
      this.failed !== undefined ||
      this.halt.signal.aborted ||
      (names !== undefined && this.models.some(({ name, status }) => status === 'stopped' && names.includes(name)));
    if (!isReady() && !isLost()) this.tell({ type: 'wanted', ordinal });
    return this.waiters.until({ isReady, isLost }, timeoutMs);
  }

  /** Calls back after every commit. @returns what ends that */
  onProjected(listener: (ordinal: number) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Finishes the batch at hand and closes the files. */
  async stop(): Promise<void> {
    this.halt.abort();
    this.reading.abort();
    this.waiters.settle();
    this.tell({ type: 'stop' });
    const { thread } = this;
    const cut = setTimeout(() => void thread?.end(), this.options.stopMs ?? STOP_MS);
    await this.ended;
    clearTimeout(cut);
    await this.read;
  }

  private async keepRunning(opened: () => void, failed: (reason: Error) => void): Promise<void> {
    const { restarts = RESTARTS, onFailure } = this.options;
    for (;;) {
      const openedBefore = this.openedAt;
      const { reason, isLogUnreachable, isDiskFull } = await this.runThread(opened);
      if (this.halt.signal.aborted) return failed(reason);
      const { damage } = this;
      // A failure without a known cause may come from a page that was not read.
      this.openCheck = isLogUnreachable || isDiskFull || this.isRead ? 'stamp' : 'all-pages';
      // Of this thread: one that does not even open is none that can.
      const hasOpened = this.openedAt !== openedBefore;
      if (hasOpened && performance.now() - this.openedAt! > HEALTHY_MS) this.attempts = 0;
      // A log that was there comes back, and a disk gets room, however long it takes; at a start somebody waits to be told.
      const waits = (isLogUnreachable || isDiskFull) && this.openedAt !== undefined;
      // A full disk gets the longest delay, since a rebuild that fails is expensive.
      const delay = waits ? restarts.at(isDiskFull ? -1 : 0) : restarts[this.attempts++];
      if (delay === undefined) {
        const last = finalReason({ reason, isDiskFull }, damage, this.attempts);
        this.log('error', 'The projection has failed for good', { error: last.message });
        this.failed = last;
        this.waiters.settle();
        if (this.openedAt !== undefined) onFailure?.(last);
        return failed(last);
      }
      if (waits)
        this.log(isDiskFull ? 'error' : 'warn', isDiskFull ? DISK_FULL : LOG_UNREACHABLE, {
          error: reason.message,
          delay,
        });
      else if (damage === undefined)
        this.log('error', 'The projection has died and is started again', { error: reason.message, delay });
      await sleep(delay, undefined, { signal: this.halt.signal }).catch(() => {});
      if (this.halt.signal.aborted) return failed(reason);
    }
  }

  /** @returns why the thread has ended; `isLogUnreachable`: since the log cannot be reached */
  private runThread(opened: () => void): Promise<Death> {
    const {
      dataDir,
      engine,
      viewsDir = dataDir,
      models = new URL('../models/view-models.js', import.meta.url),
      checkEveryMs,
      lookEveryMs,
      checksAfter,
      logChecked,
    } = this.options;
    const data: ThreadData = {
      dataDir,
      engine,
      viewsDir,
      models: models.href,
      openCheck: this.isToGo ? 'rebuild' : this.openCheck,
      ...(checkEveryMs !== undefined && { checkEveryMs }),
      ...(lookEveryMs !== undefined && { lookEveryMs }),
      checksWait: checksAfter !== undefined,
      discardsWait: logChecked !== undefined,
    };
    // Messages of the last thread about a damaged file were dropped. This one begins without that file.
    this.damage = undefined;
    const thread = startThread(new URL('./projector.worker.js', import.meta.url), data);
    this.thread = thread;
    const { worker } = thread;
    void checksAfter?.then(() => worker.postMessage({ type: 'check' } satisfies ToThread));
    logChecked?.then(
      () => worker.postMessage({ type: 'sound' } satisfies ToThread),
      () => {}, // the start fails
    );
    return new Promise((resolve) => {
      let death: Death = {
        reason: new Error('the projecting thread has ended'),
        isLogUnreachable: false,
        isDiskFull: false,
      };
      worker.on('message', (message: FromThread) => {
        if (message.type === 'died') death = { ...message, reason: new Error(message.error) };
        else this.onMessage(message, opened);
      });
      worker.on('error', (error) => {
        death = { ...death, reason: error instanceof Error ? error : new Error(messageOf(error)) };
      });
      worker.on('exit', () => {
        this.thread = undefined;
        resolve(death);
      });
    });
  }

  private onMessage(message: Exclude<FromThread, { type: 'died' }>, opened: () => void): void {
    if (this.damage !== undefined && message.type !== 'log' && message.type !== 'differences') return;
    switch (message.type) {
      case 'opened':
        this.isToGo = false;
        this.files = message.files;
        if (message.replaced) this.forgetFile();
        if (message.replaced && this.openedAt !== undefined) this.options.onReplaced?.();
        this.isCompared ||= message.replaced;
        this.isRead ||= message.isRead;
        this.readInBackground();
        this.openedAt = performance.now();
        this.models = message.states;
        this.reach(message.projected);
        return opened();
      case 'projected':
        return this.reach(message.ordinal);
      case 'states':
        this.models = message.states;
        return this.reach(message.projected);
      case 'damaged':
        return this.reportDamage(message.why);
      case 'stopped': {
        const { model, ordinal, eventId, error } = message;
        return this.log('error', `The read model ${model} has stopped`, { model, ordinal, eventId, error });
      }
      case 'checked':
        this.checks += 1;
        if (!this.isCompared) this.options.onProven?.();
        this.isCompared = true;
        return;
      case 'doubted':
        this.isCompared = false;
        return;
      case 'differences':
        this.differences += message.count;
        return;
      case 'log':
        return this.log(message.level, message.message, message.fields);
      default:
        return unknown(message);
    }
  }

  /** What was found out about views.db is not true of the next one. */
  private forgetFile(): void {
    this.isRead = false;
    this.isCompared = false;
    this.reading.abort();
    this.reading = new AbortController();
    this.read = undefined;
  }

  /** Looks at every page, if the start has not: a disk loses what nobody has written. */
  private readInBackground(): void {
    if (this.isRead || this.read !== undefined) return;
    const { dataDir, viewsDir = dataDir, readsAfter = Promise.resolve() } = this.options;
    const { signal } = this.reading;
    const pages = async () => {
      await Promise.race([readsAfter, whenAborted(signal)]);
      return readPages(viewsFile(viewsDir), signal);
    };
    this.read = pages().then(
      (fault) => {
        if (signal.aborted) return;
        if (fault === undefined) this.isRead = true;
        else this.reportDamage(fault);
      },
      (error: unknown) => {
        if (!signal.aborted)
          this.log('warn', 'The pages of views.db could not be read, and will be compared with the log later', {
            error: messageOf(error),
          });
      },
    );
  }

  private reach(ordinal: number): void {
    this.reached = ordinal;
    this.waiters.settle();
    for (const listener of this.listeners) listener(ordinal);
  }

  private tell(message: ToThread): void {
    this.thread?.worker.postMessage(message);
  }
}

/** Settles only if the promise rejects. */
const rejectionOf = (promise: Promise<unknown> | undefined): Promise<never> =>
  new Promise((_, reject) => void promise?.catch(reject));

/** What is told once no new attempt is made. */
const finalReason = (
  { reason, isDiskFull }: Pick<Death, 'reason' | 'isDiskFull'>,
  damage: string | undefined,
  attempts: number,
) => {
  if (isDiskFull)
    return new Error(
      'The disk is full, and views.db has no room. Nothing is lost. Make room on the disk of DATA_DIR, and try again',
      { cause: reason },
    );
  return damage === undefined
    ? reason
    : new Error(`views.db is damaged${attempts > 1 ? ' again and again' : ''}: ${damage}`);
};
