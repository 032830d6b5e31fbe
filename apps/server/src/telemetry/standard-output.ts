import { writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

const MAX_WAITING_BYTES = 4 * 1024 * 1024;
const RETRY_MS = 50;
const FLUSH_PAUSE_MS = 10;
const FLUSH_MS = 1_000;

type Events = Readonly<{
  /** The reader is gone. Called once. */
  onGone: () => void;
  /** Lines are written again, after this many were dropped. */
  onFlowing: (dropped: number) => void;
}>;

export type Output = DestinationStream &
  Readonly<{
    /** Writes what waits as long as the reader reads. To be called at exit. */
    flush: () => void;
    droppedLines: () => number;
  }>;

/**
 * Standard output, for the log. Lines are written synchronously while the reader reads, so that none is lost at exit. If it
 * stops, lines wait in a bounded buffer, and further ones are dropped and counted: the log never holds the service.
 * A pipe must not block: `process.stdout` sets that when it is first used.
 */
export const standardOutput = ({ onGone, onFlowing }: Events, fd = 1): Output => {
  const waiting: Buffer[] = [];
  let waitingBytes = 0;
  let dropped = 0;
  let toldDropped = 0;
  let isFlowing = true;
  let isGone = false;
  let retry: NodeJS.Timeout | undefined;

  const writeFirst = () => {
    const line = waiting[0]!;
    const written = writeSync(fd, line);
    waitingBytes -= written;
    if (written < line.length) waiting[0] = line.subarray(written);
    else waiting.shift();
  };
  /** @returns whether nothing waits any more */
  const drain = (): boolean => {
    while (waiting.length > 0)
      try {
        writeFirst();
        isFlowing = true;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        isFlowing = false;
        if (code === 'EAGAIN') return false; // the pipe is full
        if (code === 'EPIPE') {
          isGone = true;
          waiting.length = waitingBytes = 0;
          onGone();
        } else {
          waitingBytes -= waiting.shift()!.length; // such as a full disk
          dropped += 1;
        }
      }
    const lost = dropped - toldDropped;
    if (isFlowing && lost > 0) {
      toldDropped = dropped;
      onFlowing(lost);
    }
    return true;
  };
  const drainOrRetry = () => {
    retry = drain() ? undefined : setTimeout(drainOrRetry, RETRY_MS).unref();
  };

  return {
    write: (line) => {
      if (isGone) return;
      const bytes = Buffer.from(line);
      if (waitingBytes + bytes.length > MAX_WAITING_BYTES) return void (dropped += 1);
      waiting.push(bytes);
      waitingBytes += bytes.length;
      if (retry === undefined) drainOrRetry();
    },
    flush: () => {
      for (let left = FLUSH_MS, before = waitingBytes; !drain() && left > 0; left -= FLUSH_PAUSE_MS) {
        if (waitingBytes < before) left = FLUSH_MS;
        before = waitingBytes;
        pause(FLUSH_PAUSE_MS);
      }
    },
    droppedLines: () => dropped,
  };
};

const pause = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
