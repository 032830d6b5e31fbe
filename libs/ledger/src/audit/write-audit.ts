import type { StoredEvent } from '#event-store/event-store.js';
import { endLine, headerLine, shownLine, withheldLine } from './lines.js';

/** An event as the log stores it: `data` and `metadata` are canonical texts, and are never serialized again. */
export type Logged = Pick<StoredEvent, 'id' | 'stream' | 'revision' | 'type' | 'data' | 'metadata' | 'salt' | 'entry'>;

/** `checkpoint`: the signed note, with its cosignatures. `size`: the entries that it covers. */
export type AuditExport = Readonly<{
  checkpoint: string;
  size: number;
  negotiationId?: string | undefined;
  /** Which events are shown; the others are withheld. */
  shows: (event: Logged) => boolean;
}>;

/** The log has fewer events than its checkpoint covers. */
export class LogTooShort extends Error {
  constructor(size: number, events: number) {
    super(`the checkpoint covers ${size} events, and the log has ${events}`);
    this.name = LogTooShort.name;
  }
}

/**
 * The lines of an audit file, without newlines. Only what the checkpoint covers, even if the log grows at the same time.
 * @throws LogTooShort
 */
export async function* auditLines(
  log: AsyncIterable<Logged>,
  { checkpoint, size, negotiationId, shows }: AuditExport,
): AsyncGenerator<string, void, void> {
  yield headerLine({ checkpoint, size, ...(negotiationId !== undefined && { negotiationId }) });
  let [index, events] = [0, 0];
  if (size > 0)
    for await (const event of log) {
      const isShown = shows(event);
      yield isShown ? shownLine(event, index) : withheldLine(event, index);
      events += isShown ? 1 : 0;
      index += 1;
      if (index === size) break;
    }
  if (index < size) throw new LogTooShort(size, index);
  yield endLine({ events, withheld: size - events });
}
