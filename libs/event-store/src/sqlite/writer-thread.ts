import { startThread, type Thread } from '#storage/thread.js';
import { Unavailable, type Appended, type StreamAppend } from '../event-store.js';
import {
  causeOf,
  refusalOf,
  stoppedBy,
  type Append,
  type Cause,
  type Counters,
  type FromWriter,
  type ToWriter,
  type WriterStart,
} from './writer-messages.js';
import { GROUP_APPENDS, GROUP_BYTES } from './writer.js';

/** What may wait for the disk: four groups. More would only wait longer, and all of it is in memory. */
const QUEUE_APPENDS = 4 * GROUP_APPENDS;
const QUEUE_BYTES = 4 * GROUP_BYTES;
const MIB = 1024 * 1024;

type Waiting = Readonly<{
  bytes: number;
  resolve: (appended: readonly Appended[]) => void;
  reject: (reason: unknown) => void;
}>;

/**
 * `grown`: how many events were written, and the row and the id of the last one. `halted`: nothing more is written, and the thread still
 * keeps the log; called again if what it waits for changes. `broken`: the thread has ended; called once.
 */
type Hooks = Readonly<{
  grown: (count: number, row: number, id: string) => void;
  halted: (cause: Cause) => void;
  broken: (cause: Cause) => void;
}>;

/** The thread that writes the log. The main thread never waits for the disk: it sends appends, and is told what became of them. */
export class WriterThread {
  private readonly thread: Thread;
  private readonly exited: Promise<void>;
  private counted: Counters = { appends: 0, conflicts: 0, groups: 0, events: 0 };
  /** In the order in which they are answered. The last ones, `unsent`, are not sent yet. */
  private waiting: Waiting[] = [];
  private unsent: Append[] = [];
  private bytes = 0;
  private ended = false;
  private closing = false;

  constructor(
    start: WriterStart,
    private readonly hooks: Hooks,
  ) {
    this.thread = startThread(new URL('./writer.worker.js', import.meta.url), start);
    this.thread.worker.unref();
    this.thread.worker.on('message', (answer: FromWriter) => this.onMessage(answer));
    let error: unknown;
    this.thread.worker.on('error', (uncaught) => (error = uncaught));
    // Only then has every answer arrived.
    this.exited = new Promise((resolve) =>
      this.thread.worker.on('exit', () => {
        if (!this.closing || this.waiting.length > 0 || error !== undefined)
          this.end(causeOf(error ?? 'the thread that writes it has ended'), 'unknown');
        resolve();
      }),
    );
  }

  get counters(): Counters {
    return this.counted;
  }

  /** @returns the result of each part @throws Unavailable if too many wait already */
  append(parts: readonly StreamAppend[], bytes: number): Promise<readonly Appended[]> {
    const isFull = this.waiting.length >= QUEUE_APPENDS || this.bytes + bytes > QUEUE_BYTES;
    if (isFull && this.waiting.length > 0)
      throw new Unavailable(
        `${this.waiting.length} appends with ${Math.ceil(this.bytes / MIB)} MiB wait for the disk, and ${QUEUE_APPENDS} with ${QUEUE_BYTES / MIB} MiB may. Nothing was written: retry`,
        'not-written',
      );
    return new Promise((resolve, reject) => {
      // A process does not end while an append waits, but an idle thread does not keep it alive.
      if (this.waiting.push({ bytes, resolve, reject }) === 1) this.thread.worker.ref();
      this.bytes += bytes;
      // One message for all appends of this turn of the event loop.
      if (this.unsent.push({ parts, bytes }) === 1) setImmediate(() => this.send());
    });
  }

  /** Resolves when what waits was written, and the thread has ended. */
  async close(): Promise<void> {
    this.send();
    this.closing = true;
    this.thread.worker.ref();
    this.tell({ type: 'close' });
    await this.exited;
  }

  /** Ends the thread at once, with what it has begun. */
  stop(cause: Cause): void {
    this.end(cause, 'unknown');
  }

  private send(): void {
    const appends = this.unsent;
    if (this.ended || appends.length === 0) return;
    this.unsent = [];
    this.tell({ type: 'append', appends });
  }

  private tell(message: ToWriter): void {
    this.thread.worker.postMessage(message);
  }

  private onMessage({ outcomes, counters, written, halted, broken }: FromWriter): void {
    if (this.ended) return;
    this.counted = counters;
    const answered = this.waiting.splice(0, outcomes.length);
    if (this.waiting.length === 0 && !this.closing) this.thread.worker.unref();
    for (const [n, { bytes, resolve, reject }] of answered.entries()) {
      const outcome = outcomes[n]!;
      this.bytes -= bytes;
      if ('refusal' in outcome) reject(refusalOf(outcome));
      else resolve(outcome);
    }
    if (written) this.hooks.grown(written.events, written.row, written.id);
    if (halted) this.halt(halted);
    if (broken) this.end(broken, 'not-written');
  }

  private halt(cause: Cause): void {
    this.refuseWaiting(cause, 'not-written');
    this.thread.worker.ref(); // a process does not end before the log is kept
    this.hooks.halted(cause);
  }

  private end(cause: Cause, outcome: Unavailable['outcome']): void {
    if (this.ended) return;
    this.ended = true;
    this.refuseWaiting(cause, outcome);
    void this.thread.end();
    this.hooks.broken(cause);
  }

  /** `outcome`: of what was sent and not answered. */
  private refuseWaiting(cause: Cause, outcome: Unavailable['outcome']): void {
    const sent = this.waiting.length - this.unsent.length;
    for (const [n, { reject }] of this.waiting.splice(0).entries())
      reject(stoppedBy(cause, n < sent ? outcome : 'not-written'));
    this.unsent = [];
    this.bytes = 0;
  }
}
