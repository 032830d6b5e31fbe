import { createHash } from 'node:crypto';
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
/** The page at /docs runs its own scripts and connects only to this service; its styles and images are inline. */
const API_PAGE: Directives = {
  ...DATA,
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
};
/** The page runs the scripts of its build alone, never a text as a script, and connects only to this service and to the issuer. */
const page = (issuer: string | undefined): Directives => ({
  ...DATA,
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'", ...(issuer === undefined ? [] : [new URL(issuer).origin])],
  requireTrustedTypesFor: ["'script'"],
  // Made by the page for one address each: of its service worker, and of the thread that verifies.
  trustedTypes: ['service-worker', 'verifier'],
});

/** The service worker of the page reads the files of the page from this service, and nothing else. */
const WORKER: Directives = { ...DATA, connectSrc: ["'self'"] };

/** The policy of a page of data that has one style, and nothing else. */
export const styledPolicy = (style: string): string => {
  const hash = createHash('sha256').update(style).digest('base64');
  return `default-src 'none';style-src 'sha256-${hash}';frame-ancestors 'none';base-uri 'none';form-action 'none'`;
};

const helmetFor = (directives: Directives, isEncrypted: boolean) =>
  helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    crossOriginEmbedderPolicy: true,
    // Browsers ignore HSTS over plain HTTP (RFC 6797, section 7.2 forbids sending it).
    strictTransportSecurity: isEncrypted ? { maxAge: 365 * 24 * 60 * 60 } : false,
    xFrameOptions: { action: 'deny' },
  });
const helmetsFor = (isEncrypted: boolean) => ({
  data: helmetFor(DATA, isEncrypted),
  apiPage: helmetFor(API_PAGE, isEncrypted),
});
/** Built once: building one costs more than a small response. */
const HELMETS = { http: helmetsFor(false), https: helmetsFor(true) };

/** Sets the security headers. TLS ends at a proxy, whose forwarded protocol counts if the proxy is trusted. */
export const setSecurityHeaders = (request: FastifyRequest, { raw }: FastifyReply) => {
  const { data, apiPage } = HELMETS[request.protocol === 'https' ? 'https' : 'http'];
  const set = /^\/docs(?:[/?]|$)/.test(request.url) ? apiPage : data;
  set(request.raw, raw, () => {});
};

/** Sets the security headers of the document of the page, or of its service worker, in place of those of data. */
export const pageHeaders = (issuer: string | undefined) => headersFor(page(issuer));
export const workerHeaders = () => headersFor(WORKER);

const headersFor = (directives: Directives) => {
  const helmets = { http: helmetFor(directives, false), https: helmetFor(directives, true) };
  return (request: FastifyRequest, { raw }: FastifyReply) =>
    helmets[request.protocol === 'https' ? 'https' : 'http'](request.raw, raw, () => {});
};

/** Must be added before any hook that may reject a request. */
export const addSecurityHeaders = (fastify: FastifyInstance) =>
  fastify.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(request, reply);
    done();
  });
