import { randomUUID } from 'node:crypto';
import type { Endpoint } from './faults.js';

export type Member = Readonly<{ id: string; endpoint: Endpoint; isLeader: boolean; isAlive: boolean }>;
type Seat = Readonly<{ id: string; endpoint: () => Endpoint; isAlive: () => boolean }>;

/** The members of a cluster and its leader: the first that joins, until another is set. There are no elections. */
export class Membership {
  private readonly seats: Seat[] = [];
  private leading: number | undefined = 0;

  join(one: Omit<Seat, 'id'>): void {
    this.seats.push({ ...one, id: randomUUID() });
  }

  /** @param n in the order of joining; undefined: there is no leader @throws RangeError if there is no such member */
  lead(n: number | undefined): void {
    if (n !== undefined && !this.seats[n]) throw new RangeError(`There is no member ${n} of ${this.seats.length}`);
    this.leading = n;
  }

  /** Undefined if there is no leader, or it is down. */
  leader(): Endpoint | undefined {
    const seat = this.leading === undefined ? undefined : this.seats[this.leading];
    return seat?.isAlive() ? seat.endpoint() : undefined;
  }

  members(): readonly Member[] {
    return this.seats.map(({ id, endpoint, isAlive }, n) => ({
      id,
      endpoint: endpoint(),
      isLeader: n === this.leading,
      isAlive: isAlive(),
    }));
  }
}
