import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { preferredCoding } from '../http/accept.js';
import { matchesEtag } from '../http/etag.js';

/** The endings of the compressed forms that the build makes, best first. */
const CODINGS = { br: '.br', gzip: '.gz' } as const;
type Coding = keyof typeof CODINGS;

/** How long a browser may keep a file without asking again. */
export const CACHING = {
  /** The name has a hash of the content, so the content never changes. */
  hashed: 'public, max-age=31536000, immutable',
  asked: 'public, no-cache',
} as const;

/** A file of the page. It is read once, with its compressed forms. */
export class PageFile {
  private readonly forms: ReadonlyMap<Coding | undefined, Buffer>;
  private readonly hash: string;

  constructor(
    path: string,
    private readonly type: string,
    private readonly caching: string,
  ) {
    const compressed = (Object.entries(CODINGS) as [Coding, string][]).filter(([, end]) => existsSync(path + end));
    const plain = readFileSync(path);
    this.forms = new Map<Coding | undefined, Buffer>([
      [undefined, plain],
      ...compressed.map(([coding, end]) => [coding, readFileSync(path + end)] as const),
    ]);
    this.hash = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  }

  readonly answer = async ({ headers }: FastifyRequest, reply: FastifyReply): Promise<Buffer | undefined> => {
    const offered = [...this.forms.keys()].filter((coding) => coding !== undefined);
    const coding = preferredCoding(headers['accept-encoding'], offered);
    const etag = `"${this.hash}${coding === undefined ? '' : `.${coding}`}"`;
    void reply.headers({ etag, 'cache-control': this.caching, vary: 'Accept-Encoding' });
    if (matchesEtag(headers['if-none-match'], etag)) {
      void reply.status(304);
      return undefined;
    }
    if (coding !== undefined) void reply.header('content-encoding', coding);
    void reply.type(this.type);
    return this.forms.get(coding);
  };
}
