import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { codedEtag, type Coding, codingFor, encoded } from '../http/content-coding.js';
import { matchesEtag } from '../http/etag.js';

/** It is compressed once. */
const BROTLI_QUALITY = 9;

type Variant = Readonly<{ bytes: Buffer; etag: string }>;

/** A document that does not change while the service runs: rendered and compressed once, at the first request. */
export class StaticDocument {
  private rendered: Promise<Buffer> | undefined;
  private readonly variants = new Map<Coding | undefined, Promise<Variant>>();

  constructor(
    private readonly type: string,
    private readonly render: () => string | Promise<string>,
  ) {}

  readonly answer = async ({ headers }: FastifyRequest, reply: FastifyReply): Promise<Buffer | undefined> => {
    const coding = codingFor(headers['accept-encoding']);
    const { bytes, etag } = await this.variant(coding);
    void reply.headers({ etag, 'cache-control': 'public, no-cache', vary: 'Accept-Encoding' });
    if (matchesEtag(headers['if-none-match'], etag)) {
      void reply.status(304);
      return undefined;
    }
    if (coding !== undefined) void reply.header('content-encoding', coding);
    void reply.type(this.type);
    return bytes;
  };

  private variant(coding: Coding | undefined): Promise<Variant> {
    let variant = this.variants.get(coding);
    if (variant === undefined) {
      variant = this.make(coding);
      this.variants.set(coding, variant);
    }
    return variant;
  }

  private async make(coding: Coding | undefined): Promise<Variant> {
    this.rendered ??= Promise.resolve(this.render()).then((text) => Buffer.from(text));
    const plain = await this.rendered;
    const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
    const bytes = coding === undefined ? plain : await encoded(plain, coding, BROTLI_QUALITY);
    return { bytes, etag: codedEtag(`"${hash}"`, coding) };
  }
}
