import { Unavailable } from '#event-store/event-store.js';
import type { LogIndex } from '#read-models/log-index/log-index.js';

/** How long a command waits for the check, in ms. */
const TIMEOUT_MS = 5_000;

/**
 * The check of a long log that goes on after the service listens. Until it is done, pages are answered and nothing is recorded: only
 * the whole log shows that no stream lacks its last events.
 */
export class StartCheck {
  private done: boolean;

  /** @param last the ordinal of the last event that the start has not read; -1 if it has read all of them */
  constructor(
    private readonly index: Pick<LogIndex, 'until' | 'onIndexed' | 'size' | 'total'>,
    private readonly last: number,
  ) {
    this.done = last < 0;
    if (!this.done) index.onIndexed((ordinal) => (this.done ||= ordinal >= last));
  }

  get isDone(): boolean {
    return this.done;
  }

  /** How many events are checked so far. */
  get checked(): number {
    return this.index.size;
  }

  /** Waits a moment. @throws Unavailable if the check takes longer */
  async whenDone(): Promise<void> {
    if (this.done || (await this.index.until(this.last, TIMEOUT_MS))) return;
    const { size, total } = this.index;
    throw new Unavailable(
      `After the start the log is being checked: ${size} of ${total} events so far. Nothing is recorded before that is done. Send the request again`,
      'not-written',
    );
  }
}
