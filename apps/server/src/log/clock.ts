import type { Instant } from '#domain/ids.js';

/**
 * The one place where the service asks for the time. It never goes back, though the clock of the machine may: the order
 * of the log is the order of `recordedAt`, or `asOf` an instant would not name one place in it. As long as the machine is
 * behind, each fact is a millisecond later than the one before, so that what was answered of an instant stays so.
 */
export class Clock {
  private latest = 0;

  /** The moment in which somebody reads, in ms since 1970. */
  at(): number {
    return (this.latest = Math.max(this.latest, Date.now()));
  }

  /** The moment of something that is recorded. */
  now(): Instant {
    this.latest = Math.max(Date.now(), this.behind > 0 ? this.latest + 1 : this.latest);
    return new Date(this.latest).toISOString() as Instant;
  }

  /** The log holds an event with this envelope, recorded here or by another. */
  saw({ metadata }: Readonly<{ metadata: string }>): void {
    const recordedAt = /"recordedAt":"([^"]+)"/.exec(metadata)?.[1];
    if (recordedAt !== undefined) this.latest = Math.max(this.latest, Date.parse(recordedAt) || 0);
  }

  /** How far the machine is behind what was recorded or read, in ms. */
  get behind(): number {
    return Math.max(0, this.latest - Date.now());
  }
}
