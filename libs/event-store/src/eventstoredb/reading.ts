import type { AllStreamResolvedEvent, ResolvedEvent } from '@eventstore/db-client';
import { giveEnvelope } from './envelopes.js';

/** A server that is shutting down may end a read early without an error. */
export class EndedEarly extends Error {
  /** @param showsNothing nothing was read where there were events before */
  constructor(showsNothing = false) {
    super(
      showsNothing
        ? 'the server shows nothing where events stood before: it is just being shut down, or was emptied'
        : 'the server ended a read before its end',
    );
    this.name = EndedEarly.name;
  }
}

type Resolved = ResolvedEvent | AllStreamResolvedEvent;
type Read<T> = AsyncIterable<T> &
  Readonly<{
    cancel: () => Promise<void>;
    destroy: (reason: Error) => unknown;
    on: (event: 'error', hear: () => void) => unknown;
  }>;
/** `late`: the time is up. `least`: the minimum of events for a partial result. */
type Bounds = Readonly<{ late: AbortSignal; bytes?: number; least?: number }>;

/**
 * Collects a read: to its end, or up to a number of bytes, or as far as it came when the time is up or the connection
 * breaks. On a slow line, discarding a partial result and retrying would never succeed. A lasting error shows up in the
 * next read. Cancels the rest of the read, or the client would hold it for ever.
 */
export const collect = async <T extends Resolved>(
  read: Read<T>,
  { late, bytes: most = Infinity, least = 1 }: Bounds,
): Promise<Readonly<{ found: readonly T[]; isWhole: boolean }>> => {
  const found: T[] = [];
  let bytes = 0;
  const cancel = () => void read.cancel().catch(() => {}); // it never started
  const end = () => {
    cancel();
    read.destroy(late.reason as Error);
  };
  late.addEventListener('abort', end, { once: true });
  // The iteration throws the first error; a later one must not end the process.
  read.on('error', () => {});
  try {
    for await (const converted of read) {
      const resolved = { ...converted, event: giveEnvelope(converted.event) };
      found.push(resolved);
      bytes += weightOf(resolved.event?.data) + weightOf(resolved.event?.metadata);
      // The first one may have been read before: only the next one is certainly new.
      if (bytes <= most || found.length === 1) continue;
      cancel();
      return { found, isWhole: false };
    }
    return { found, isWhole: true };
  } catch (error) {
    if (found.length < least) throw error;
    return { found, isWhole: false };
  } finally {
    late.removeEventListener('abort', end);
  }
};

/** Events of other programs count too. The client has parsed JSON into objects. */
const weightOf = (value: unknown): number => {
  if (value === undefined) return 0;
  return ArrayBuffer.isView(value) ? value.byteLength : Buffer.byteLength(JSON.stringify(value));
};
