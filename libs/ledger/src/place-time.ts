/**
 * The time of a place in the log is the greatest `recordedAt` up to it, that event included. It follows from the log
 * alone, so every instance and every auditor computes the same, and it never goes back, although appends that run side by
 * side may land in another order than they were stamped in. The log as of an instant ends at the last place whose time is
 * not later. Times are texts like 2025-10-27T09:00:00.000Z, which sort as the instants do.
 */
export const placeTime = (before: string, recordedAt: string): string => (recordedAt > before ? recordedAt : before);

/** The time of the place before the first event. */
export const FIRST_TIME = '';

/** Finds the end of the log as of an instant. Takes the events in order, from the first. */
export class AsOfInstant {
  private time = FIRST_TIME;
  private taken = 0;
  private found = 0;

  /** @param instant such as 2025-10-27T09:00:00.000Z */
  constructor(readonly instant: string) {}

  /** Takes the next event; undefined if the time of its recording is not known. */
  take(recordedAt: string | undefined): void {
    if (recordedAt !== undefined) this.time = placeTime(this.time, recordedAt);
    this.taken += 1;
    if (!this.isFinal) this.found = this.taken;
  }

  /** How many events the log had at the instant. */
  get entries(): number {
    return this.found;
  }

  /** Whether an event with a later time stands in the log, so that nothing that is appended later can change this. */
  get isFinal(): boolean {
    return this.time > this.instant;
  }
}
