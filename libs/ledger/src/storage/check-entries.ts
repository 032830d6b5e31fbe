import type { EventStore } from '#event-store/event-store.js';
import { CutFinder } from '#event-store/cut-finder.js';
import { Entries } from '../entries.js';
import { matchesEntry } from '../entry.js';
import { leafHash } from '../merkle.js';
import { MemoryNodes } from '../nodes.js';
import { Tree } from '../tree.js';
import { alteredEvent } from './altered-event.js';
import type { CheckedLog } from './checked-log.js';
import { isCheckpointStream } from '../checkpoint-name.js';
import { EMPTY_LOG, GrowingSummary, type LogSummary } from './log-summary.js';
import { Instants } from './recorded-at.js';

/** The beginning of a log that need not be read: its entries, and the tree over them. Both grow. */
export type KnownBeginning = Readonly<{ summary: LogSummary; entries: Entries; nodes: MemoryNodes }>;
const NOTHING = (): KnownBeginning => ({ summary: EMPTY_LOG, entries: new Entries(), nodes: new MemoryNodes() });

export type ReadableLog = Pick<EventStore, 'readAll' | 'check' | 'isShared' | 'nameOfStream'>;

/**
 * Reads the log from where it is not known, and checks every event against its entry. A log that is read from its first event is
 * checked as a whole. `collect`: the types of events to keep. @throws an error that says why the log cannot be trusted
 */
export const checkEntries = async (
  store: ReadableLog,
  collect: readonly string[] = [],
  { summary: begun, entries, nodes }: KnownBeginning = NOTHING(),
): Promise<CheckedLog> => {
  const isWhole = begun.size === 0;
  if (isWhole) await store.check();
  const summary = new GrowingSummary(begun, collect);
  const tree = new Tree(nodes);
  const instants = new Instants();
  // A log of one writer checks itself. Others may cut the streams of one on a server.
  const cuts = isWhole && store.isShared ? new CutFinder(store) : undefined;
  for await (const batch of store.readAll({ after: begun.last?.position })) {
    cuts?.take(batch);
    for (const event of batch.events) {
      const ordinal = entries.size;
      if (!matchesEntry(event)) return { altered: alteredEvent(event, ordinal) };
      const recordedAt = summary.take(event);
      instants.add(isCheckpointStream(event.stream) ? NaN : recordedAt);
      entries.add(event.entry);
      tree.append(leafHash(Buffer.from(event.entry, 'hex')));
    }
  }
  const cut = cuts?.found;
  if (cut !== undefined) return { cut };
  return {
    isWhole,
    summary: summary.now,
    entries: entries.bytes,
    nodes: nodes.shared,
    recordedAt: { from: begun.size, instants: instants.all },
  };
};
