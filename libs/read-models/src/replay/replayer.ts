import Database from 'better-sqlite3';
import { unknown } from '#domain/decider.js';
import type { LogConfig } from '#event-store/engine.js';
import { messageOf } from '../projection/error-message.js';
import { startThread, type Thread } from '#storage/thread.js';
import type { FromReplay, ReplayThreadData, ToReplay } from './worker-messages.js';

type Without<T> = T extends { request: number } ? Omit<T, 'request'> : never;
type Request<Type extends ToReplay['type']> = Omit<Without<Extract<ToReplay, { type: Type }>>, 'type'>;
type Waiting = Readonly<{ resolve: (answer: FromReplay) => void; reject: (reason: Error) => void }>;
/** `hear` gets the number of events that were read. If `signal` aborts, the work ends. */
type Listening = Readonly<{ hear: (done: number) => void; signal: AbortSignal }>;

/** `models`: a module that exports `models`; by default, all read models. */
type ReplayerOptions = LogConfig & Readonly<{ models?: URL }>;

/** A thread without requests for this long ends, and frees its memory. */
const IDLE_MS = 60_000;

/** The replay thread, as the rest of the service uses it. It runs while there is something to replay. */
export class Replayer {
  private readonly data: ReplayThreadData;
  private thread: Thread | undefined;
  private idle: NodeJS.Timeout | undefined;
  private requests = 0;
  private readonly waiting = new Map<number, Waiting>();
  private readonly progress = new Map<number, (done: number) => void>();

  constructor({ dataDir, engine, models = new URL('../models/replayed-models.js', import.meta.url) }: ReplayerOptions) {
    this.data = { dataDir, engine, models: models.href };
  }

  /** The read models at a moment, as a database in memory. @throws what `replay` throws, with the same name */
  replay(request: Request<'replay'>, listening: Listening): Promise<Database.Database> {
    return this.database({ type: 'replay', ...request }, listening);
  }

  /** The differences between two moments, as a database in memory. @throws what `diff` throws, with the same name */
  diff(request: Request<'diff'>, listening: Listening): Promise<Database.Database> {
    return this.database({ type: 'diff', ...request }, listening);
  }

  async stop(): Promise<void> {
    clearTimeout(this.idle);
    const { thread } = this;
    this.thread = undefined;
    this.fail(new Error('the replaying thread was stopped'));
    await thread?.end();
  }

  private async database(message: Without<ToReplay>, listening: Listening): Promise<Database.Database> {
    const answer = await this.ask(message, listening);
    if (answer.type !== 'replayed') throw new Error(`the replaying thread answers ${answer.type}`);
    const { buffer, byteOffset, byteLength } = answer.database;
    return new Database(Buffer.from(buffer, byteOffset, byteLength), { readonly: true });
  }

  private ask(message: Without<ToReplay>, { hear, signal }: Partial<Listening> = {}): Promise<FromReplay> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const request = ++this.requests;
    clearTimeout(this.idle);
    const cancel = () => {
      this.thread?.worker.postMessage({ type: 'cancel', request } satisfies ToReplay);
      this.waiting.get(request)?.reject(signal!.reason as Error);
    };
    return new Promise<FromReplay>((resolve, reject) => {
      this.waiting.set(request, { resolve, reject });
      if (hear) this.progress.set(request, hear);
      signal?.addEventListener('abort', cancel, { once: true });
      this.running().worker.postMessage({ ...message, request });
    }).finally(() => {
      signal?.removeEventListener('abort', cancel);
      this.waiting.delete(request);
      this.progress.delete(request);
      if (this.waiting.size === 0) this.idle = setTimeout(() => void this.stop(), IDLE_MS).unref();
    });
  }

  private running(): Thread {
    if (this.thread) return this.thread;
    const thread = startThread(new URL('./replay.worker.js', import.meta.url), this.data);
    const { worker } = thread;
    let reason = new Error('the replaying thread has ended');
    worker.on('message', (message: FromReplay) => this.hear(message));
    worker.on('error', (error) => (reason = error instanceof Error ? error : new Error(messageOf(error))));
    worker.on('exit', () => {
      if (this.thread !== thread) return;
      this.thread = undefined;
      this.fail(reason);
    });
    return (this.thread = thread);
  }

  private fail(reason: Error): void {
    for (const { reject } of this.waiting.values()) reject(reason);
  }

  private hear(message: FromReplay): void {
    const waiting = this.waiting.get(message.request);
    switch (message.type) {
      case 'progress':
        return this.progress.get(message.request)?.(message.done);
      case 'failed':
        return waiting?.reject(
          Object.assign(new Error(message.error), { name: message.name, altered: message.altered, cut: message.cut }),
        );
      case 'replayed':
        return waiting?.resolve(message);
      default:
        return unknown(message);
    }
  }
}
