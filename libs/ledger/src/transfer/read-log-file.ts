import { toHex } from '#ledger/primitives.js';
import type { PlacedEvent } from '#event-store/event-store.js';
import { linesOf } from '../audit/lines.js';
import { entryAt } from '../entries.js';
import { entryOf } from '../entry.js';
import { HASH_SIZE } from '../merkle.js';

/** The file has changed since it was checked. */
export class FileChanged extends Error {
  constructor(index: number) {
    super(`event ${index} of the file has changed since it was checked: do not modify the file, and run this again`);
    this.name = FileChanged.name;
  }
}

/**
 * The events of a checked file, from an index on.
 * @param entries found by the check: an event that matches them is the checked one
 * @throws FileChanged, Unreadable
 */
export async function* eventsOf(
  bytes: AsyncIterable<Uint8Array>,
  entries: Uint8Array,
  from: number,
): AsyncGenerator<PlacedEvent, void, void> {
  const size = entries.length / HASH_SIZE;
  let index = -1; // the header comes first
  for await (const line of linesOf(bytes)) {
    if (index >= from && index < size) yield eventOn(line, index, toHex(entryAt(entries, index)));
    index += 1;
  }
  if (index < size) throw new FileChanged(index);
}

/** `data` and `metadata` were canonical, so they serialize to the same bytes (ADR 14). */
const eventOn = (line: string, index: number, entry: string): PlacedEvent => {
  const { event, salt } = JSON.parse(line) as Line;
  const { id, stream, revision, type } = event;
  const data = JSON.stringify(event.data);
  const metadata = JSON.stringify(event.metadata);
  if (entryOf(salt, { id, stream, revision, type, data, metadata }) !== entry) throw new FileChanged(index);
  return { stream, revision, id, type, data, metadata, salt, entry };
};

type Line = Readonly<{
  salt: string;
  event: Omit<PlacedEvent, 'data' | 'metadata' | 'salt' | 'entry'> & Readonly<{ data: unknown; metadata: unknown }>;
}>;
