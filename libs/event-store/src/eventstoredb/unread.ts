import type { Position } from '../event-store.js';

/** With so many, one read is under way at a time, and more would change nothing. */
const MOST = 1_024;

/** The positions of events that are known to be in the log, and which a live reader may not have yet. */
export class Unread {
  private readonly positions = new Set<Position>();

  add(position: Position): void {
    if (this.positions.size < MOST) this.positions.add(position);
  }

  /** How many are after a place, which was read: those up to it are forgotten. */
  after(place: Position | undefined): number {
    if (place !== undefined)
      for (const position of this.positions) if (position <= place) this.positions.delete(position);
    return this.positions.size;
  }
}
