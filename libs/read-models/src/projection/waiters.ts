import { atMost } from '#event-store/deadline.js';

type Waited = Readonly<{ isReady: () => boolean; isLost: () => boolean }>;

/** Callers that wait until something is ready, or is lost: then it never will be. */
export class Waiters {
  private readonly waiting = new Map<(isReady: boolean) => void, Waited>();

  /** Whether it is ready within so many milliseconds, and before the deadline of the caller. Resolves at once if that is known. */
  until(waited: Waited, timeoutMs: number): Promise<boolean> {
    if (waited.isReady()) return Promise.resolve(true);
    if (waited.isLost()) return Promise.resolve(false);
    return new Promise((resolve) => {
      const settle = (isReady: boolean) => {
        clearTimeout(timer);
        this.waiting.delete(settle);
        resolve(isReady);
      };
      const timer = setTimeout(() => settle(false), atMost(timeoutMs));
      this.waiting.set(settle, waited);
    });
  }

  /** To be called after each change. */
  settle(): void {
    for (const [settle, { isReady, isLost }] of this.waiting)
      if (isReady()) settle(true);
      else if (isLost()) settle(false);
  }
}
