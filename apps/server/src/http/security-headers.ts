import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import helmet from 'helmet';

type Directives = Readonly<Record<string, readonly string[]>>;

/** Responses are data: browsers must not execute, frame or submit anything in them. */
const DATA: Directives = {
  defaultSrc: ["'none'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
};
/** The API page runs its own scripts and connects only to this service; its styles and images are inline. */
const PAGE: Directives = {
  ...DATA,
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
};

const shieldOf = (directives: Directives, isEncrypted: boolean) =>
  helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    crossOriginEmbedderPolicy: true,
    // Browsers ignore HSTS over plain HTTP (RFC 6797, section 7.2 forbids sending it).
    strictTransportSecurity: isEncrypted ? { maxAge: 365 * 24 * 60 * 60 } : false,
    xFrameOptions: { action: 'deny' },
  });
const shieldsOf = (isEncrypted: boolean) => ({
  data: shieldOf(DATA, isEncrypted),
  page: shieldOf(PAGE, isEncrypted),
});
/** Built once: building one costs more than a small response. */
const SHIELDS = { http: shieldsOf(false), https: shieldsOf(true) };

/** Sets the security headers. TLS ends at a proxy, whose forwarded protocol counts if the proxy is trusted. */
export const shield = (request: FastifyRequest, { raw }: FastifyReply) => {
  const { data, page } = SHIELDS[request.protocol === 'https' ? 'https' : 'http'];
  const set = /^\/docs(?:[/?]|$)/.test(request.url) ? page : data;
  set(request.raw, raw, () => {});
};

/** Must be added before any hook that may reject a request. */
export const addSecurityHeaders = (fastify: FastifyInstance) =>
  fastify.addHook('onRequest', (request, reply, done) => {
    shield(request, reply);
    done();
  });
