import type { Instant } from '#domain/ids.js';

/**
 * The only source of time in the service. It never goes back, although the system clock may: the order
 * of the log is the order of `recordedAt`; otherwise `asOf` would not identify one position. While the system clock is
 * behind, each fact is one millisecond later than the one before, so that responses for a past instant do not change.
 */
export class Clock {
  private latest = 0;

  /** The time of a read, in ms since 1970. */
  at(): number {
    return (this.latest = Math.max(this.latest, Date.now()));
  }

  /** The time of a new event. */
  now(): Instant {
    this.latest = Math.max(Date.now(), this.behind > 0 ? this.latest + 1 : this.latest);
    return new Date(this.latest).toISOString() as Instant;
  }

  /** Takes an event in the log into account, recorded by this or another instance. */
  observe({ metadata }: Readonly<{ metadata: string }>): void {
    const recordedAt = /"recordedAt":"([^"]+)"/.exec(metadata)?.[1];
    if (recordedAt !== undefined) this.latest = Math.max(this.latest, Date.parse(recordedAt) || 0);
  }

  /** How far the system clock is behind the last event or read, in ms. */
  get behind(): number {
    return Math.max(0, this.latest - Date.now());
  }
}
