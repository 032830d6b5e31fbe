import { existsSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Keeper, Recorded } from './log.js';

type Line = Readonly<Record<'id' | 'type' | 'contentType' | 'stream' | 'revision' | 'position', string>> &
  Readonly<{ created: number; data: string; metadata: string }>;

const toLine = ({ data, metadata, revision, position, index: _, ...rest }: Recorded): Line => ({
  ...rest,
  revision: String(revision),
  position: String(position),
  data: Buffer.from(data).toString('base64'),
  metadata: Buffer.from(metadata).toString('base64'),
});

const toRecord = ({ data, metadata, revision, position, ...rest }: Line, index: number): Recorded => ({
  ...rest,
  revision: BigInt(revision),
  position: BigInt(position),
  index,
  data: new Uint8Array(Buffer.from(data, 'base64')),
  metadata: new Uint8Array(Buffer.from(metadata, 'base64')),
});

/**
 * Keeps a log in a file, one write per line, so that the log survives `kill -9`. It does not sync the disk: power
 * failures are not tested here.
 */
export function logFile(path: string): Keeper {
  const file = openSync(path, 'a');
  const write = (written: readonly Recorded[]) => void writeSync(file, `${JSON.stringify(written.map(toLine))}\n`);
  return {
    load: () => {
      const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
      // A line without its end is a write that was not acknowledged.
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      ftruncateSync(file, Buffer.byteLength(whole));
      return whole
        .split('\n')
        .filter((line) => line !== '')
        .flatMap((line) => JSON.parse(line) as Line[])
        .map(toRecord);
    },
    write,
    replace: (kept) => {
      ftruncateSync(file, 0);
      write(kept);
    },
  };
}
