import type { StoredEvent } from '#event-store/event-store.js';

/** When an event was recorded, in ms since 1970; 0 if its envelope does not say. */
export const recordedAtOf = ({ metadata }: Pick<StoredEvent, 'metadata'>): number => {
  const recordedAt = /"recordedAt":"([^"]+)"/.exec(metadata)?.[1];
  return (recordedAt !== undefined && Date.parse(recordedAt)) || 0;
};

/** Instants in order, 8 bytes each. */
export class Instants {
  private buffer = new Float64Array(1024);
  private count = 0;

  get all(): Float64Array {
    return this.buffer.subarray(0, this.count);
  }

  add(instant: number): void {
    if (this.count === this.buffer.length) {
      const larger = new Float64Array(this.buffer.length * 2);
      larger.set(this.buffer);
      this.buffer = larger;
    }
    this.buffer[this.count] = instant;
    this.count += 1;
  }
}
