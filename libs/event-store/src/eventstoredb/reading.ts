import type { AllStreamResolvedEvent, ResolvedEvent } from '@eventstore/db-client';

/** A server that is shut down may end what it was asked for before it is done, and call that a good end. */
export class EndedEarly extends Error {
  /** @param showsNothing nothing at all was read where something had stood before */
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
/** `late`: the time is up. `least`: so many are worth to be handed on without the rest. */
type Bounds = Readonly<{ late: AbortSignal; bytes?: number; least?: number }>;

/**
 * What a read brings: to its end, or to so many bytes; or as far as it came where the time is up or the line breaks, since
 * on a slow line what is thrown away and asked for anew is never there. What broke it, the next read meets again.
 * What is left of it is cancelled, or the client would hold it for ever.
 */
export const collect = async <T extends Resolved>(
  read: Read<T>,
  { late, bytes: most = Infinity, least = 1 }: Bounds,
): Promise<Readonly<{ found: readonly T[]; isWhole: boolean }>> => {
  const found: T[] = [];
  let bytes = 0;
  const cancel = () => void read.cancel().catch(() => {}); // it never began
  const end = () => {
    cancel();
    read.destroy(late.reason as Error);
  };
  late.addEventListener('abort', end, { once: true });
  // What the iteration throws is known here; an error that comes after it must not end the process.
  read.on('error', () => {});
  try {
    for await (const resolved of read) {
      found.push(resolved);
      bytes += weightOf(resolved.event?.data) + weightOf(resolved.event?.metadata);
      // The first one may be the one that was read before: with the next there is something new.
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

/** What is not ours is counted as well; the client has made objects of what was JSON. */
const weightOf = (value: unknown): number => {
  if (value === undefined) return 0;
  return ArrayBuffer.isView(value) ? value.byteLength : Buffer.byteLength(JSON.stringify(value));
};
