import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import helmet from 'helmet';

type Directives = Readonly<Record<string, readonly string[]>>;

/** Answers are data: nothing in them is run, shown in a frame or sent on. */
const DATA: Directives = {
  defaultSrc: ["'none'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
};
/** The page of the API runs its own scripts and asks this service alone; its styles and pictures stand in it. */
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
    // Only who came by TLS may be told to come by nothing else.
    strictTransportSecurity: isEncrypted ? { maxAge: 365 * 24 * 60 * 60 } : false,
    xFrameOptions: { action: 'deny' },
  });
const shieldsOf = (isEncrypted: boolean) => ({
  data: shieldOf(DATA, isEncrypted),
  page: shieldOf(PAGE, isEncrypted),
});
/** Made once: to put one together costs more than a small answer. */
const SHIELDS = { http: shieldsOf(false), https: shieldsOf(true) };

/** Tells browsers to be careful with what is answered. TLS ends at a proxy, whose word counts where it is trusted. */
export const shield = (request: FastifyRequest, { raw }: FastifyReply) => {
  const { data, page } = SHIELDS[request.protocol === 'https' ? 'https' : 'http'];
  const set = /^\/docs(?:[/?]|$)/.test(request.url) ? page : data;
  set(request.raw, raw, () => {});
};

/** Goes before whatever may refuse. */
export const addSecurityHeaders = (fastify: FastifyInstance) =>
  fastify.addHook('onRequest', (request, reply, done) => {
    shield(request, reply);
    done();
  });
