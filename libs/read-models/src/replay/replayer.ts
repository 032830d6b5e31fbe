import type Database from 'better-sqlite3';
import { unknown } from '#domain/decider.js';
import type { LogConfig } from '#event-store/engine.js';
import { keepBetweenMoments } from '../models/kept-between-moments.js';
import { messageOf } from '../projection/error-message.js';
import { keepStatements } from '#storage/keep-statements.js';
import { startThread, type Thread } from '#storage/thread.js';
import { openUnnamed, removeUnnamed, unlinkUnnamed, unnamedFile } from '#storage/unnamed-database.js';
import type { FromReplay, ReplayThreadData, ToReplay } from './worker-messages.js';

type Without<T> = T extends { request: number } ? Omit<T, 'request'> : never;
type Request<Type extends ToReplay['type']> = Omit<Without<Extract<ToReplay, { type: Type }>>, 'type'>;
type Asked = Without<Extract<ToReplay, { type: 'open' | 'move' | 'diff' | 'moved' }>>;
/** What is compared, without the file for the answer. */
type Compared<Type extends 'diff' | 'moved'> = Omit<Request<Type>, 'file'>;
type Waiting = Readonly<{ resolve: (answer: FromReplay) => void; reject: (reason: Error) => void }>;
/** `onProgress` gets the number of events that were read. If `signal` aborts, the work ends. */
type Listening = Readonly<{ onProgress: (done: number) => void; signal: AbortSignal }>;

/** `models`: a module that exports `models`; by default, all read models. */
type ReplayerOptions = LogConfig & Readonly<{ models?: URL }>;

/**
 * A playhead, and a connection that reads its rows. They are those of the moment that it was moved to last; so ask it before it is
 * moved again. `move` returns the read models that cannot tell of that moment. @throws what `Playhead.move` throws, by the name
 */
export type OpenPlayhead = Readonly<{
  db: Database.Database;
  move: (request: Omit<Request<'move'>, 'playhead'>, listening: Listening) => Promise<readonly string[]>;
  close: () => void;
}>;

const PREFIX = 'moments-';

/** Removes the files of playheads and comparisons of a process that died before it could take their names away. */
export const removePlayheads = (dataDir: string): void => removeUnnamed(dataDir, PREFIX);

/** Its thread has ended meanwhile: another playhead is needed. */
export class PlayheadGone extends Error {}

/** The service stops: nothing is replayed any more. */
export class ReplayerClosed extends Error {}

/** A thread without requests and playheads for this long ends, and frees its memory. */
const IDLE_MS = 60_000;

/** The replay thread, as the rest of the service uses it. It runs while there is something to replay. */
export class Replayer {
  private readonly data: ReplayThreadData;
  private isClosed = false;
  private thread: Thread | undefined;
  private idle: NodeJS.Timeout | undefined;
  private requests = 0;
  private playheads = 0;
  private readonly inUse = new Set<number>();
  private readonly waiting = new Map<number, Waiting>();
  private readonly progress = new Map<number, (done: number) => void>();

  constructor({ dataDir, engine, models = new URL('../models/past-models.js', import.meta.url) }: ReplayerOptions) {
    this.data = { dataDir, engine, models: models.href };
  }

  /** A new playhead, at no moment yet. `readsBetween`: see `EventStore.readStarts`. */
  async open(readsBetween: boolean): Promise<OpenPlayhead> {
    const playhead = ++this.playheads;
    const file = unnamedFile(this.data.dataDir, PREFIX);
    const thread = this.running();
    this.inUse.add(playhead);
    try {
      await this.ask({ type: 'open', playhead, file, readsBetween });
      return this.handle(playhead, thread, keepStatements(openUnnamed(file, 'models')));
    } catch (error) {
      this.forget(playhead);
      throw error;
    } finally {
      unlinkUnnamed(file);
    }
  }

  /** The differences between two moments. @throws what `diff` throws, with the same name */
  diff(request: Compared<'diff'>, listening: Listening): Promise<Database.Database> {
    return this.compared((file) => ({ type: 'diff', file, ...request }), listening);
  }

  /** What moved between two moments, for readers. @throws what `moved` throws, with the same name */
  moved(request: Compared<'moved'>, listening: Listening): Promise<Database.Database> {
    return this.compared((file) => ({ type: 'moved', file, ...request }), listening);
  }

  private async compared(message: (file: string) => Asked, listening: Listening): Promise<Database.Database> {
    const file = unnamedFile(this.data.dataDir, PREFIX);
    try {
      await this.ask(message(file), listening);
      return openUnnamed(file, 'moments');
    } finally {
      unlinkUnnamed(file);
    }
  }

  /** For good. What was asked and is not answered yet is rejected with ReplayerClosed, as is whatever is asked later. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.endThread();
    // After its end, since it may have been making a file for one of them.
    this.fail(new ReplayerClosed());
  }

  private async endThread(): Promise<void> {
    clearTimeout(this.idle);
    const { thread } = this;
    this.thread = undefined;
    this.inUse.clear();
    await thread?.end();
  }

  private handle(playhead: number, thread: Thread, db: Database.Database): OpenPlayhead {
    const forget = keepBetweenMoments(db);
    return {
      db,
      move: async (request, listening) => {
        // Another thread has no such playhead.
        if (this.thread !== thread) throw new PlayheadGone();
        const answer = await this.ask({ type: 'move', playhead, ...request }, listening);
        if (answer.type !== 'moved') throw new Error(`the replaying thread answers ${answer.type}`);
        forget(answer.changed);
        return answer.failing;
      },
      close: () => {
        db.close();
        if (this.thread === thread) this.forget(playhead);
      },
    };
  }

  private forget(playhead: number): void {
    this.inUse.delete(playhead);
    this.thread?.worker.postMessage({ type: 'close', playhead } satisfies ToReplay);
    this.endIfIdle();
  }

  private endIfIdle(): void {
    clearTimeout(this.idle);
    if (this.waiting.size === 0 && this.inUse.size === 0)
      this.idle = setTimeout(() => void this.endThread(), IDLE_MS).unref();
  }

  private ask(message: Asked, { onProgress, signal }: Partial<Listening> = {}): Promise<FromReplay> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const request = ++this.requests;
    clearTimeout(this.idle);
    const cancel = () => {
      this.thread?.worker.postMessage({ type: 'cancel', request } satisfies ToReplay);
      this.waiting.get(request)?.reject(signal!.reason as Error);
    };
    return new Promise<FromReplay>((resolve, reject) => {
      this.waiting.set(request, { resolve, reject });
      if (onProgress) this.progress.set(request, onProgress);
      signal?.addEventListener('abort', cancel, { once: true });
      this.running().worker.postMessage({ ...message, request });
    }).finally(() => {
      signal?.removeEventListener('abort', cancel);
      this.waiting.delete(request);
      this.progress.delete(request);
      this.endIfIdle();
    });
  }

  /** @throws ReplayerClosed */
  private running(): Thread {
    if (this.isClosed) throw new ReplayerClosed();
    if (this.thread) return this.thread;
    const thread = startThread(new URL('./replay.worker.js', import.meta.url), this.data);
    const { worker } = thread;
    let reason = new Error('the replaying thread has ended');
    worker.on('message', (message: FromReplay) => this.onMessage(message));
    worker.on('error', (error) => {
      const { name = reason.name } = error as Partial<Error>;
      reason = Object.assign(new Error(messageOf(error), { cause: error }), { name });
    });
    worker.on('exit', () => {
      if (this.thread !== thread) return;
      this.thread = undefined;
      this.inUse.clear();
      this.fail(reason);
    });
    return (this.thread = thread);
  }

  private fail(reason: Error): void {
    for (const { reject } of this.waiting.values()) reject(reason);
  }

  private onMessage(message: FromReplay): void {
    const waiting = this.waiting.get(message.request);
    switch (message.type) {
      case 'progress':
        return this.progress.get(message.request)?.(message.done);
      case 'failed':
        return waiting?.reject(
          Object.assign(new Error(message.error), { name: message.name, altered: message.altered, cut: message.cut }),
        );
      case 'opened':
      case 'moved':
        return waiting?.resolve(message);
      case 'compared':
        // Nobody waits any more, and the file may have been made after its name was taken away.
        return waiting === undefined ? unlinkUnnamed(message.file) : waiting.resolve(message);
      default:
        return unknown(message);
    }
  }
}
