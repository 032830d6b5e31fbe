import type { AllStreamResolvedEvent } from '@eventstore/db-client';
import {
  eventsOf,
  type FoundStarts,
  type Position,
  type ReadStarts,
  type StoredEvent,
  type StreamStart,
} from '../event-store.js';
import type { Connection } from './connection.js';
import { isOurs, toStoredEvent } from './event-codec.js';
import { isUnexplained } from './failures.js';
import { PAGE_BYTES } from './limits.js';
import { toPosition, toServerPosition } from './positions.js';
import { collect } from './reading.js';
import type { StreamReads } from './stream-reads.js';

/** So many bytes between two events are read as well: another call would cost more. A position is a number of bytes. */
const GAP_BYTES = 16n * 1024n;
/** With fewer streams for each run, the streams are read: they need as many calls, and nothing in between. */
const STREAMS_PER_RUN = 4;
/** Events that are asked for in one call, at the least and at the most. */
const [LEAST, MOST] = [32, 1_024] as const;

/** Positions that lie close together, in their order. */
type Run = readonly Position[];

/**
 * Reads the first events of several streams. Those of things that were recorded one after the other lie together in `$all`, and are
 * read there in a few calls. A stream of which something is not found there is read by itself, which tells why.
 */
export class StreamStarts {
  constructor(
    private readonly connection: Connection,
    private readonly streams: Pick<StreamReads, 'read'>,
  ) {}

  /** @throws StreamCut, Unavailable */
  async read(starts: readonly StreamStart[], { readsBetween = false }: ReadStarts): Promise<FoundStarts> {
    const runs = runsOf(starts.flatMap(({ positions }) => positions));
    const isDense = readsBetween && runs.length * STREAMS_PER_RUN <= starts.length;
    const found = isDense ? (await Promise.all(runs.map((run) => this.run(run)))).flat() : [];
    const events = eventsOf(starts, found);
    return Promise.all(
      starts.map(async ({ stream, positions: { length: limit } }, n) =>
        events[n]!.includes(undefined) ? this.streams.read(stream, { limit }) : events[n]!,
      ),
    );
  }

  /** Those of a run that are found. */
  private async run(run: Run): Promise<readonly StoredEvent[]> {
    const wanted = new Set(run);
    const last = run.at(-1)!;
    const events: StoredEvent[] = [];
    for (let from = run[0]!; ;) {
      const page = await this.page(from, wanted.size);
      for (const { event } of page) {
        if (event?.position === undefined || !isOurs(event)) continue;
        if (wanted.delete(toPosition(event.position))) events.push(toStoredEvent(event));
      }
      const end = page.at(-1)?.event?.position;
      const next = end && toPosition(end);
      if (next === undefined || next === from || next >= last) return events;
      from = next;
    }
  }

  /** From a position on, that one included; nothing if no event begins there. @throws Unavailable */
  private async page(from: Position, wanted: number): Promise<readonly AllStreamResolvedEvent[]> {
    const maxCount = Math.min(Math.max(wanted + 1, LEAST), MOST);
    const read = this.connection.call((client, { late }) => {
      const page = client.readAll({ fromPosition: toServerPosition(from), maxCount, requiresLeader: true });
      return collect(page, { late, bytes: PAGE_BYTES, least: 2 });
    }, isUnexplained);
    const { found } = await read.catch((error: unknown) => {
      if (isUnexplained(error)) return { found: [] };
      throw error;
    });
    return found;
  }
}

const runsOf = (positions: readonly Position[]): readonly Run[] => {
  const runs: Position[][] = [];
  let end: bigint | undefined;
  for (const position of positions.toSorted()) {
    const { commit } = toServerPosition(position);
    if (end === undefined || commit - end > GAP_BYTES) runs.push([]);
    runs.at(-1)!.push(position);
    end = commit;
  }
  return runs;
};
