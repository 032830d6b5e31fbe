import { concat } from '#ledger/primitives.js';

/** A file of this size or less is read at once. */
const MOST = 16 * 1024 * 1024;

export type Peeked = Readonly<{ whole: Uint8Array | undefined; bytes: AsyncIterable<Uint8Array> }>;

/** Reads the start of a stream of bytes. `whole`: everything, if it is small. `bytes`: the stream from its start. */
export const peek = async (source: AsyncIterable<Uint8Array>): Promise<Peeked> => {
  const iterator = source[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let [size, done] = [0, false];
  while (!done && size <= MOST) {
    const next = await iterator.next();
    done = next.done === true;
    if (next.done) break;
    read.push(next.value);
    size += next.value.length;
  }
  async function* bytes() {
    yield* read;
    if (!done) yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { whole: done ? concat(...read) : undefined, bytes: bytes() };
};
