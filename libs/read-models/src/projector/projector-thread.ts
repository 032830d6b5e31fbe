import { setTimeout as sleep } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { fsyncPath } from '#storage/durable.js';
import { corrupted, hasNoRoom, isCorrupt, isDamage } from '#storage/sqlite-error.js';
import type { EventStore } from '#event-store/event-store.js';
import { heldFiles, type HeldFiles, replacedOf } from '#storage/held-files.js';
import { SoleWriter } from '#storage/sole-writer.js';
import { catchUp, holds } from './catch-up.js';
import { initialBuild } from './initial-build.js';
import { CommitDelay } from '../projection/commit-delay.js';
import { StreamCache, PositionIndex } from '../projection/stream-cache.js';
import { messageOf } from '../projection/error-message.js';
import { Projection, type Track } from '../projection/projection.js';
import {
  DISK_FULL,
  type FromThread,
  type LogFunction,
  type ModelState,
  type Progress,
  type ThreadData,
} from './worker-messages.js';
import type { ReadModel } from '../projection/read-model.js';
import type { ViewsDifference } from './compare-views.js';
import { Rebuild } from './rebuild.js';
import { checkViews, namesOf } from './views-check.js';
import { statesOf } from './model-states.js';
import { swapIn } from './swap-in.js';
import { whenAborted } from './when-aborted.js';
import { keptModels, strayIn } from '../projection/tables.js';
import {
  connect,
  openViews,
  promote,
  rebuildFile,
  reconcile,
  removeDatabase,
  removeLeftovers,
  viewsFile,
} from './views-file.js';
import { ViewsWal } from './views-wal.js';

const LOOK_MS = 1_000;
/** What readers have open beside views.db. */
const BESIDE = ['-wal', '-shm'];
const RETRY_MS = 1_000;
const RETRY_MOST_MS = 60_000;
const RETRY_FULL_MOST_MS = 5_000;

/** What it waits for: before it compares views.db with the log, and before it throws views.db away for what the log lacks. */
type Waits = Readonly<{ checksMayBegin: Promise<void>; logIsSound: Promise<void> }>;

/** What the projecting thread does: catches up, follows the log, and puts rebuilt models in their place between two batches. */
export class ProjectorThread {
  private db: Database.Database | undefined;
  private projection: Projection | undefined;
  private histories: StreamCache | undefined;
  private announced = false;
  private replaced = false;
  /** All models are being built, since there is no views.db. */
  private filling: Progress | undefined;
  /** Models that are being built beside the file. */
  private readonly beside = new Map<string, Progress>();
  private tasks: (() => void)[] = [];
  private turn = new AbortController();
  private waited = RETRY_MS;
  private readonly gathering = new CommitDelay();
  private building: Promise<void> = Promise.resolve();
  private checking: Promise<void> = Promise.resolve();
  private looking: Promise<void> = Promise.resolve();
  /** Compares views.db with the log without waiting for the next time. */
  private compareNow = () => {};
  private isDoubted = false;
  private isBlind = false;
  private writer: SoleWriter | undefined;
  private files: HeldFiles = [];
  /** views.db was made by this thread, so it is not compared at once. */
  private isNew = false;
  /** Every page of views.db was looked at. */
  private isRead = false;
  private isDamaged = false;
  private readonly wal: ViewsWal;
  private readonly stopping = new AbortController();

  constructor(
    private readonly data: ThreadData,
    private readonly models: readonly ReadModel[],
    private readonly store: EventStore,
    private readonly post: (message: FromThread) => void,
    private readonly waits: Waits,
  ) {
    this.wal = new ViewsWal(viewsFile(data.viewsDir), this.log);
  }

  /** Ends after `stop`. @throws where it cannot go on */
  async run(): Promise<void> {
    const { signal } = this.stopping;
    try {
      const missing = await this.open();
      this.announce();
      if (missing.length > 0) this.building = this.buildMissing(missing.map(({ name }) => name));
      this.checking = this.checkRegularly();
      this.looking = this.lookRegularly();
      while (!signal.aborted) {
        for (const task of this.tasks.splice(0)) task();
        this.turn = new AbortController();
        if (this.tasks.length === 0 && !signal.aborted) await this.followWithRoom(this.turn.signal);
      }
    } catch (error) {
      if (this.meansDamage(error)) this.meetDamage(messageOf(error));
      if (!signal.aborted) throw error;
    } finally {
      this.stopping.abort();
      // Before the rest: what builds or checks ends only after the statement at hand, and a thread that takes too long to stop is ended.
      if (this.isDamaged) this.remove();
      else this.close();
      await this.building;
      await this.checking;
      await this.looking;
    }
  }

  stop(): void {
    this.stopping.abort();
    this.turn.abort();
  }

  /** Somebody has met damage in views.db: the next thread makes another. */
  giveUp(): void {
    this.isDamaged = true;
    this.stop();
  }

  /** Somebody waits for this event: nothing is gathered before it is there. */
  want(ordinal: number): void {
    this.gathering.want(ordinal);
  }

  private readonly log: LogFunction = (level, message, fields = {}) =>
    this.post({ type: 'log', level, message, fields });

  /** @returns the models that are to be built beside the file */
  private async open(): Promise<readonly ReadModel[]> {
    const { viewsDir, openCheck = 'stamp' } = this.data;
    removeLeftovers(viewsDir);
    const report = () => this.report({ model: 'views.db', things: [], count: 1 });
    const opened = openViews(viewsDir, openCheck, this.log, report);
    this.db = opened?.db;
    this.isRead = opened?.isRead ?? true;
    const missing = this.db ? await this.usable(this.db) : undefined;
    if (missing === undefined) await this.fill();
    this.load();
    this.wal.begin();
    return missing ?? [];
  }

  /** A statement that fails counts as damage, unless this thread has just built the file: then it is a mistake in the code. */
  private meansDamage(error: unknown): boolean {
    return this.isNew ? isCorrupt(error) : isDamage(error);
  }

  private meetDamage(why: string): void {
    this.isDamaged = true;
    this.post({ type: 'damaged', why });
  }

  private close(): void {
    if (this.db !== undefined) this.wal.close(this.db);
    this.db = undefined;
  }

  /** @returns the models that the file lacks; nothing where it is of no use at all, and gone */
  private async usable(db: Database.Database): Promise<readonly ReadModel[] | undefined> {
    const stray = strayIn(db, this.models);
    if (stray !== undefined) {
      this.report({ model: stray, things: [], count: 1 });
      this.discard(`${stray} is not what a read model made`);
      return undefined;
    }
    for (const checkpoint of keptModels(db))
      if (!(await holds(this.store, checkpoint))) {
        await this.untilLogIsSound();
        this.discard(
          `the log does not have event ${checkpoint.ordinal}, the last of the read model ${checkpoint.name}`,
        );
        return undefined;
      }
    const missing = reconcile(db, this.models);
    if (missing.length < this.models.length) return missing;
    this.discard('this version of the service has other read models');
    return undefined;
  }

  /** A start that is refused for what the log has lost leaves views.db as it is. @throws the signal's reason */
  private async untilLogIsSound(): Promise<void> {
    const { signal } = this.stopping;
    await Promise.race([this.waits.logIsSound, whenAborted(signal)]);
    signal.throwIfAborted();
  }

  /** Builds views.db from the log. Only a long log reports its progress. */
  private async fill(): Promise<void> {
    const started = performance.now();
    try {
      await initialBuild(this.data, this.models, this.store, {
        signal: this.stopping.signal,
        onProgress: (progress) => {
          this.filling = progress;
          this.announce();
          this.tellStates();
        },
      });
    } finally {
      this.filling = undefined;
    }
    this.replaced = true;
    this.isNew = true;
    this.isRead = true;
    this.log('info', 'views.db was made from the log', { ms: Math.round(performance.now() - started) });
  }

  private load(): void {
    const file = viewsFile(this.data.viewsDir);
    const db = connect(file);
    const writer = new SoleWriter(db);
    // The old connection tells of what was written until the new one was there to tell.
    this.writer?.assertAlone();
    this.db?.close();
    this.projection = undefined;
    this.db = db;
    this.writer = writer;
    const kept = new Set(keptModels(db).map(({ name }) => name));
    const places = new PositionIndex(db);
    this.histories = new StreamCache(this.store, places);
    this.projection = new Projection(
      db,
      this.models.filter(({ name }) => kept.has(name)),
      'marked',
      places,
      writer,
    );
    this.files = heldFiles(file, BESIDE);
    this.wal.checkpointIfDue(db);
  }

  private discard(why: string): void {
    this.log('warn', `views.db is thrown away and made again from the log: ${why}`);
    this.remove();
  }

  private remove(): void {
    this.db?.close();
    this.projection = undefined;
    this.writer = undefined;
    this.db = undefined;
    removeDatabase(viewsFile(this.data.viewsDir));
  }

  /** Once: at the latest when views.db is open. */
  private announce(): void {
    if (this.announced && !this.replaced) return;
    this.post({ type: 'opened', replaced: this.replaced, isRead: this.isRead, files: this.files, ...this.standing() });
    this.announced = true;
    this.replaced = false;
  }

  /** On a full disk the rows wait, and the old ones go on answering: the log has what they lack. */
  private async followWithRoom(signal: AbortSignal): Promise<void> {
    try {
      await this.follow(signal);
    } catch (error) {
      if (!hasNoRoom(error)) throw error;
      if (this.writer?.begin() === true) this.doubt();
      if (this.waited === RETRY_MS) this.log('error', DISK_FULL);
      await this.pause(this.waited);
      this.waited = Math.min(this.waited * 2, RETRY_FULL_MOST_MS);
    }
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const { projection, histories } = this;
    if (!projection || !histories) throw new Error('views.db could not be opened again');
    for await (const { stopped, caughtUp } of catchUp(this.store, projection, histories, { live: true, signal })) {
      for (const { model, stop } of stopped) if (stop) this.post({ type: 'stopped', model: model.name, ...stop });
      this.waited = RETRY_MS;
      this.wal.checkpointIfDue(this.db!);
      if (stopped.length > 0) this.tellStates();
      else this.post({ type: 'projected', ordinal: projection.slowest?.ordinal ?? -1 });
      if (caughtUp) await this.gathering.more(projection.slowest?.ordinal ?? Infinity, signal);
      if (signal.aborted) return;
    }
    // All have stopped, and only one that is built beside them or the end will change that.
    if (projection.slowest === undefined) await whenAborted(signal);
  }

  private get tracks(): readonly Track[] {
    return this.projection?.tracks ?? [];
  }

  private tellStates(): void {
    this.post({ type: 'states', ...this.standing() });
  }

  private standing(): { states: readonly ModelState[]; projected: number } {
    const states = statesOf(this.models, this.tracks, (name) => this.beside.get(name) ?? this.filling);
    return { states, projected: this.projection?.slowest?.ordinal ?? -1 };
  }

  /** These have no rows to answer from until it is done, so it is tried until it is. */
  private async buildMissing(names: readonly string[]): Promise<void> {
    for (let delay = RETRY_MS; ; delay = Math.min(delay * 2, RETRY_MOST_MS))
      try {
        return await this.build(names);
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        if (isCorrupt(error)) return this.meetDamage(messageOf(error));
        this.log('error', `Building ${names.join(', ')} failed, and will be tried again`, {
          error: messageOf(error),
          delay,
        });
        await this.pause(delay);
      }
  }

  private async pause(delay: number): Promise<void> {
    await sleep(delay, undefined, { signal: this.stopping.signal, ref: false }).catch(() => {});
  }

  /** In a file of their own, which is checked and copied between two batches. Until then they have no rows. */
  private async build(names: readonly string[]): Promise<void> {
    for (const name of names) this.beside.set(name, { done: 0, eventsPerSecond: 0 });
    this.tellStates();
    const file = rebuildFile(this.data.viewsDir, names);
    const total = Math.max(0, ...this.tracks.map(({ checkpoint }) => checkpoint.ordinal + 1));
    const started = performance.now();
    this.log('info', `Rebuilding ${names.join(', ')}`, { events: total });
    try {
      const rebuild = new Rebuild({ ...this.data, file, names, total });
      const rows = await rebuild.run(this.stopping.signal, (progress) => {
        for (const name of names) this.beside.set(name, progress);
        this.tellStates();
      });
      await this.betweenBatches(() => this.swap(names, file, rows));
      this.log('info', `Rebuilt ${names.join(', ')}`, { ms: Math.round(performance.now() - started) });
    } finally {
      removeDatabase(file);
      for (const name of names) this.beside.delete(name);
      if (!this.stopping.signal.aborted) this.tellStates();
    }
  }

  /** In the background: after the start, and then again and again. */
  private async checkRegularly(): Promise<void> {
    const { checkEveryMs } = this.data;
    if (checkEveryMs === undefined) return;
    await Promise.race([this.waits.checksMayBegin, whenAborted(this.stopping.signal)]);
    if (this.isNew) await this.pause(checkEveryMs);
    while (!this.stopping.signal.aborted) {
      await this.building;
      if (await this.checked()) await Promise.race([this.pause(checkEveryMs), this.untilDoubted()]);
      else await this.pause(Math.min(checkEveryMs, RETRY_MOST_MS));
    }
  }

  private async checked(): Promise<boolean> {
    try {
      await this.check();
      return true;
    } catch (error) {
      const { aborted } = this.stopping.signal;
      if (isCorrupt(error)) this.meetDamage(messageOf(error));
      else if (!aborted)
        this.log('warn', 'views.db could not be compared with the log, and will be later', { error: messageOf(error) });
      return false;
    }
  }

  private async untilDoubted(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.compareNow = resolve;
    if (this.isDoubted) resolve();
    await promise;
  }

  /** Somebody else may have written to views.db. */
  private doubt(): void {
    this.isDoubted = true;
    this.post({ type: 'doubted' });
    this.compareNow();
  }

  /** As long as views.db is open. Damage ends the thread. */
  private async lookRegularly(): Promise<void> {
    const { lookEveryMs = LOOK_MS } = this.data;
    const { signal } = this.stopping;
    for (await this.pause(lookEveryMs); !signal.aborted; await this.pause(lookEveryMs))
      try {
        this.look();
        this.isBlind = false;
      } catch (error) {
        if (isCorrupt(error)) return this.meetDamage(messageOf(error));
        if (!this.isBlind)
          this.log('warn', 'It cannot be told now whether somebody else has written to views.db', {
            error: messageOf(error),
          });
        this.isBlind = true;
      }
  }

  /** Whether readers have what this thread alone has written. @throws as for damage */
  private look(): void {
    this.writer?.assertAlone();
    const replaced = replacedOf(this.files);
    if (replaced !== undefined) throw corrupted(`${replaced} was removed or replaced while it was open`);
    if (this.wal.isTouched()) this.doubt();
  }

  /** Makes every model anew in a file of its own, which takes the place of views.db if that differs. */
  private async check(): Promise<void> {
    this.stopping.signal.throwIfAborted();
    this.look();
    const file = rebuildFile(this.data.viewsDir, ['check']);
    this.isDoubted = false;
    const written = this.projection?.slowest?.ordinal ?? -1;
    try {
      const { differences } = await checkViews({ ...this.data, file, written }, this.stopping.signal);
      // What was compared is what readers have.
      this.look();
      if (differences.length > 0) await this.betweenBatches(() => this.replaceBy(file));
      for (const difference of differences) this.report(difference);
      this.post({ type: 'checked' });
      if (this.isDoubted) this.post({ type: 'doubted' });
    } finally {
      removeDatabase(file);
    }
  }

  private report(difference: ViewsDifference): void {
    const { model, things, count } = difference;
    this.log(
      'error',
      `${model} in views.db was not what the log says: ${namesOf(difference)}. It is made again from the log`,
      {
        model,
        things,
        count,
      },
    );
    this.post({ type: 'differences', count });
  }

  /** @throws where the file cannot be flushed to the disk. What fails after that is met as damage, since readers have the old rows. */
  private replaceBy(file: string): void {
    fsyncPath(file);
    try {
      this.remove();
      promote(file, this.data.viewsDir);
      this.isNew = true;
      this.isRead = true;
      this.load();
    } catch (error) {
      this.meetDamage(`it is not what the log says, and could not be replaced: ${messageOf(error)}`);
      this.stop();
      throw error;
    }
    this.wal.begin();
    this.replaced = true;
    this.announce();
  }

  private betweenBatches(task: () => void): Promise<void> {
    const { signal } = this.stopping;
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      signal.addEventListener('abort', () => reject(new Error('the projection was stopped')), { once: true });
      this.tasks.push(() => {
        try {
          resolve(task());
        } catch (error) {
          reject(error instanceof Error ? error : new Error(messageOf(error)));
        }
      });
      this.turn.abort();
    });
  }

  private swap(names: readonly string[], file: string, rows: Readonly<Record<string, number>>): void {
    if (!this.db) return;
    swapIn(
      this.db,
      file,
      this.models.filter(({ name }) => names.includes(name)),
      rows,
    );
    this.load();
  }
}
