import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream';
import { Refused } from './answer.js';
import { openStream } from './ask.js';

/**
 * The id of the negotiation that has changed, or `anything`; or whether changes are told at once. `place`: the Consistency-Token of how far that was told, which
 * may be before every view has it.
 */
export type Told = Readonly<({ changed: string } | { isLive: boolean }) & { place?: string | undefined }>;

const AGAIN_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Follows what changes in all negotiations of the reader, until it is aborted. A stream that ends is opened again where it was cut, so
 * that nothing is missed. Whoever may not follow is not live, and asks now and then.
 * @returns whether that is so because the login has ended
 */
export const followNotices = async (tell: (told: Told) => void, signal: AbortSignal): Promise<boolean> => {
  let lastId: string | undefined;
  for (let failures = 0; !signal.aborted; failures++) {
    let waitMs = Math.min(AGAIN_MS * 2 ** failures, LONGEST_WAIT_MS);
    try {
      const stream = await openStream('/v1/notices', lastId, signal);
      for await (const { event, id, data } of messagesOf(stream)) {
        failures = -1;
        lastId = id ?? lastId;
        for (const told of toldBy(event, data, lastId)) tell(told);
      }
      waitMs = AGAIN_MS;
    } catch (error) {
      if (signal.aborted) return false;
      if (error instanceof Refused) {
        if (error.problem.status < 500 && error.problem.status !== 429) {
          tell({ isLive: false });
          return error.problem.status === 401;
        }
        waitMs = Math.max(waitMs, 1_000 * (error.retryAfter ?? 0));
      }
    }
    tell({ isLive: false });
    await pause(waitMs, signal);
  }
  return false;
};

/** Resolves once the signal is aborted, also if it was before: then no event comes any more. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Ends early if it is aborted: the next window that follows must not wait for it. */
const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([over, aborted(signal)]);
  clearTimeout(timer);
};

async function* messagesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<EventSourceMessage, void, void> {
  const decoder = new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>;
  const reader = stream.pipeThrough(decoder).pipeThrough(new EventSourceParserStream()).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    yield value;
  }
}

const toldBy = (event: string | undefined, data: string, place: string | undefined): readonly Told[] => {
  if (event === undefined) return [{ changed: (JSON.parse(data) as { subject: string }).subject, place }];
  // What changed after it was read, and before a stream was open that does not go on from an earlier one, was told to nobody.
  if (event === 'reset' || (event === 'opened' && !(JSON.parse(data) as { resumed: boolean }).resumed))
    return [
      { changed: 'anything', place },
      { isLive: true, place },
    ];
  if (event === 'opened') return [{ isLive: true }];
  return event === 'stale' || event === 'current' ? [{ isLive: event === 'current' }] : [];
};
