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
  return { whole: done ? joined(read, size) : undefined, bytes: bytes() };
};

/** However many parts there are: a pipe may bring single bytes. */
const joined = (parts: readonly Uint8Array[], size: number): Uint8Array => {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};
