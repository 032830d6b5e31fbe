/** While events keep coming their rows are gathered this long: a commit costs the more the fewer there are. */
const GATHER_MS = 15;

/**
 * Waits a little between two commits, never before the first after a pause, and never while somebody waits for an event
 * that is not there yet.
 */
export class CommitDelay {
  private wanted = -1;
  private hurry = () => {};

  /** Somebody waits for this event. */
  want(ordinal: number): void {
    this.wanted = Math.max(this.wanted, ordinal);
    this.hurry();
  }

  /** Comes after the commit of the event `reached`. */
  async more(reached: number, signal: AbortSignal): Promise<void> {
    if (this.wanted > reached || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => done(), GATHER_MS);
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.hurry = done;
      signal.addEventListener('abort', done);
    });
  }
}
