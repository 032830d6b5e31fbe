import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

/** The same data stands in several files, and in many answers. Brotli with its largest window finds that; gzip does not. */
const compressed = (bytes: Buffer): Buffer => {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return brotliCompressSync(bytes, { params });
};

export const packJson = (value: unknown): Buffer => compressed(Buffer.from(JSON.stringify(value)));
export const unpackJson = (packed: Buffer): unknown => JSON.parse(brotliDecompressSync(packed).toString());

/** Packs a folder: one line of JSON with the name and the size of each file, then their bytes, all compressed. */
export const pack = (folder: string): Buffer => {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  const files = names.map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
  const head = JSON.stringify(files.map(({ name, bytes }) => [name, bytes.length]));
  return compressed(Buffer.concat([Buffer.from(`${head}\n`), ...files.map(({ bytes }) => bytes)]));
};

/** Writes the files of a packed folder into another folder. */
export const unpack = (packed: Buffer, folder: string): void => {
  const bytes = brotliDecompressSync(packed);
  let from = bytes.indexOf('\n') + 1;
  const files = JSON.parse(bytes.subarray(0, from).toString()) as [name: string, size: number][];
  for (const [name, size] of files) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes.subarray(from, (from += size)));
  }
};
