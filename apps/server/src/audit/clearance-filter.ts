import { hasStream } from '#read-models/models/trail/trail.js';
import type { Sight, Sights } from '../query/sights.js';

/** Which things are visible to a clearance, cached for many look-ups. Without a clearance, all of them. */
export class ClearanceFilter {
  private readonly known = new Map<string, boolean>();
  private marked = -1;

  /** `ordinal`: the last event that will be looked up. */
  constructor(
    private readonly sights: Sights,
    private readonly sight: Sight,
    private readonly ordinal: number,
  ) {}

  /** Whether something was marked since the last update. */
  get isOld(): boolean {
    return this.sight.clearance !== undefined && this.marked !== this.sights.marked;
  }

  /** @throws Problem 503 */
  async update(): Promise<void> {
    if (this.sight.clearance === undefined) return;
    await this.sights.demand(this.sight, this.ordinal);
    this.marked = this.sights.marked;
    this.known.clear();
  }

  has(stream: string): boolean {
    if (this.sight.clearance === undefined) return true;
    const known = this.known.get(stream) ?? this.ask(stream);
    this.known.set(stream, known);
    return known;
  }

  private ask(stream: string): boolean {
    return this.sight.views.read(['trail'], (db) => hasStream(db, stream)).body;
  }
}
