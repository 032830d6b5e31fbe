import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { preferredCoding } from './accept.js';

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** The content codings, the best first. Brotli takes about as long as gzip up to this quality. */
const CODINGS = {
  br: (bytes: Buffer, quality = 4) => toBrotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }),
  gzip: (bytes: Buffer) => toGzip(bytes),
};
export type Coding = keyof typeof CODINGS;

/** The coding that a client prefers; undefined for none. */
export const codingFor = (acceptEncoding: string | undefined): Coding | undefined =>
  preferredCoding(acceptEncoding, Object.keys(CODINGS) as Coding[]);

/** `quality`: of Brotli, up to 11. */
export const encoded = (bytes: Buffer, coding: Coding, quality?: number): Promise<Buffer> =>
  CODINGS[coding](bytes, quality);

/** Each coding of an answer has an ETag of its own, since its bytes differ (RFC 9110, section 8.8.3.3). */
export const codedEtag = (etag: string, coding: Coding | undefined): string =>
  coding === undefined ? etag : `${etag.slice(0, -1)}-${coding}"`;
