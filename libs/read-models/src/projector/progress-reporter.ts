import type { Progress } from './worker-messages.js';

const EVERY_MS = 1_000;

/** Tells how a long way through the log goes, about once a second. */
export class ProgressReporter {
  private last = { at: performance.now(), done: 0 };

  constructor(private readonly total?: number) {}

  tell(done: number, onProgress: (progress: Progress) => void): void {
    const at = performance.now();
    const passed = at - this.last.at;
    if (passed < EVERY_MS) return;
    const eventsPerSecond = Math.round(((done - this.last.done) * 1_000) / passed);
    this.last = { at, done };
    onProgress({ done, eventsPerSecond, ...(this.total !== undefined && { total: this.total }) });
  }
}
