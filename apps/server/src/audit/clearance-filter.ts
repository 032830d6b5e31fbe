import type { Clearance } from '#domain/marking.js';
import { hasStream } from '#read-models/log-index/queries.js';
import type { LogReader } from '../query/log-reader.js';
import type { Markings } from '../query/markings.js';

/** Which things are visible to a clearance, cached for many look-ups. Without a clearance, all of them. */
export class ClearanceFilter {
  private readonly known = new Map<string, boolean>();
  private marked = -1;

  /** `ordinal`: the last event that will be looked up. */
  constructor(
    private readonly markings: Pick<Markings, 'last'>,
    private readonly log: LogReader,
    private readonly clearance: Clearance | undefined,
    private readonly ordinal: number,
  ) {}

  /** Whether something was marked since the last update. */
  get isOld(): boolean {
    return this.clearance !== undefined && this.marked !== this.markings.last;
  }

  /** @throws NotIndexed */
  async update(): Promise<void> {
    if (this.clearance === undefined) return;
    await this.log.until(this.ordinal);
    this.marked = this.markings.last;
    this.known.clear();
  }

  has(stream: string): boolean {
    if (this.clearance === undefined) return true;
    const known = this.known.get(stream) ?? this.log.read(this.clearance, (db) => hasStream(db, stream)).body;
    this.known.set(stream, known);
    return known;
  }
}
