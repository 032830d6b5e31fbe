import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { ROLES } from '#domain/role.js';
import { type Configuration, Provider } from 'oidc-provider';
import { answerLogin, keptIn } from './issuer-login.js';
import { listen, reservePort, type ReservedPort } from './ports.js';

const AUDIENCE = 'https://record.example.org';
const CLIENT = { id: 'tests', secret: 'the secret of the tests' };
/** The client of the page: public, so it has no secret. */
export const PAGE_CLIENT_ID = 'page';
const ALGORITHMS = ['ES256', 'RS256', 'PS256', 'ES384', 'EdDSA'] as const;
type Algorithm = (typeof ALGORITHMS)[number];

/** The default lifetime of a token. */
const LIFETIME_S = 600;

/**
 * The subject and the claims of a token: every role by default. `lifetime` is in seconds. `claims` override everything
 * else; undefined omits a claim.
 */
export type Person = Readonly<{
  subject: string;
  name?: string;
  roles?: readonly string[];
  clearance?: string;
  compartments?: readonly string[];
  audience?: string;
  lifetime?: number;
  alg?: Algorithm;
  claims?: Readonly<Record<string, unknown>>;
}>;
type PageLogin = Readonly<{ redirectUri: string; person: Person }>;

type Keys = Readonly<Record<Algorithm, Readonly<{ kid: string; key: KeyObject }>>>;

/**
 * An issuer of tokens on this machine: the package `oidc-provider`, used over HTTP like any other issuer. It accepts
 * what a test claims about a person.
 */
export class Issuer {
  private server: Server | undefined;
  private answer: RequestListener = () => {};
  keys: Keys = newKeys();
  private page: PageLogin | undefined;

  private constructor(
    private readonly reserved: ReservedPort,
    private readonly name: string | undefined,
  ) {}

  /** `name`: the address in its tokens, if it does not listen there. */
  static async start(name?: string): Promise<Issuer> {
    const issuer = new Issuer(await reservePort(), name);
    await issuer.comeBack();
    return issuer;
  }

  /** Where it listens. */
  get address() {
    return `http://127.0.0.1:${this.reserved.port}`;
  }

  get url() {
    return this.name ?? this.address;
  }

  /** The settings of a service that accepts the tokens of this issuer. */
  get settings(): Record<string, string> {
    return {
      OIDC_ISSUER: this.url,
      OIDC_AUDIENCE: AUDIENCE,
      // One address sends every forged token, and requests every route.
      FAILED_LOGINS_PER_MINUTE: '1000000',
      RATE_LIMIT_PER_MINUTE: '0',
    };
  }

  /** Its address refuses connections until it comes back. */
  async goDown() {
    const closed = this.server && once(this.server, 'close');
    this.server?.close();
    this.server?.closeAllConnections();
    this.server = undefined;
    await closed;
  }

  async comeBack() {
    this.server = createServer((request, response) => this.answer(request, response));
    await listen(this.server, this.reserved);
    this.provide();
  }

  async stop() {
    await this.goDown();
    this.reserved.release();
  }

  /** Replaces the keys. What the old ones have signed becomes invalid. */
  rotate() {
    this.keys = newKeys();
    this.provide();
  }

  /** From now on, whoever logs in on the page at this address is this person. */
  logIn(page: string, person: Person) {
    this.page = { redirectUri: `${page}/callback`, person };
    this.provide();
  }

  /** An access token (RFC 9068), by the client credentials grant. */
  async token(person: Person): Promise<string> {
    const response = await fetch(`${this.address}/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${CLIENT.id}:${encodeURIComponent(CLIENT.secret)}`).toString('base64')}`,
      },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        resource: person.audience ?? AUDIENCE,
        person: JSON.stringify(person),
      }),
    });
    const { access_token: token } = (await response.json()) as { access_token?: string };
    if (token === undefined) throw new Error(`the issuer gives no token: ${response.status}`);
    return token;
  }

  /** Any claims, signed with a key of this issuer. */
  sign(claims: JWTPayload, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
    const { alg = 'ES256' } = header;
    const { kid, key } = this.keys[ALGORITHMS.find((one) => one === alg) ?? 'RS256'];
    return new SignJWT(claims).setProtectedHeader({ alg, kid, typ: 'at+jwt', ...header }).sign(key);
  }

  /** The claims of a valid access token. */
  claims(subject = 'ana'): JWTPayload & Readonly<{ iat: number; exp: number }> {
    const now = Math.floor(Date.now() / 1000);
    return {
      iss: this.url,
      aud: AUDIENCE,
      sub: subject,
      iat: now,
      exp: now + LIFETIME_S,
      jti: randomUUID(),
      client_id: CLIENT.id,
      roles: ROLES,
    };
  }

  private provide() {
    const provider = new Provider(this.url, configuration(this.keys, this.page));
    const answer = provider.callback();
    const { page } = this;
    this.answer = (request, response) =>
      page !== undefined && request.url?.startsWith('/login/')
        ? void answerLogin(provider, page, request, response)
        : void answer(request, response);
  }
}

const newKeys = (): Keys => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const key = {
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
    EdDSA: generateKeyPairSync('ed25519').privateKey,
    RS256: rsa,
    PS256: rsa,
  };
  const all = ALGORITHMS.map((alg) => [alg, { kid: randomUUID(), key: key[alg] }]);
  return Object.fromEntries(all) as Keys;
};

type TokenRequest = { oidc: { body?: { person?: string } } };
/** Whom the body of a request names, or else who logs in on the page. */
const personIn = (context: unknown, page: PageLogin | undefined): Person => {
  const { person } = (context as TokenRequest).oidc.body ?? {};
  return person === undefined ? page!.person : (JSON.parse(person) as Person);
};

const configuration = (keys: Keys, page: PageLogin | undefined): Configuration => ({
  adapter: keptIn(new Map()),
  findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  interactions: { url: (_context, { uid }) => `/login/${uid}` },
  // The page asks for its token from another origin.
  clientBasedCORS: (_context, _origin, { clientId }) => clientId === PAGE_CLIENT_ID,
  cookies: { keys: ['there are none'] },
  // These values override those of the resource server.
  ttl: {
    ClientCredentials: (context: unknown) => personIn(context, page).lifetime ?? LIFETIME_S,
    AccessToken: (context: unknown) => personIn(context, page).lifetime ?? LIFETIME_S,
    Grant: LIFETIME_S,
    IdToken: LIFETIME_S,
    Interaction: LIFETIME_S,
    Session: LIFETIME_S,
  },
  jwks: {
    keys: ALGORITHMS.map((alg) => ({
      ...keys[alg].key.export({ format: 'jwk' }),
      kid: keys[alg].kid,
      alg,
      use: 'sig',
    })),
  },
  clients: [
    {
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    },
    ...(page === undefined
      ? []
      : [
          {
            client_id: PAGE_CLIENT_ID,
            token_endpoint_auth_method: 'none' as const,
            id_token_signed_response_alg: 'ES256' as const,
            redirect_uris: [page.redirectUri],
          },
        ]),
  ],
  enabledJWA: { idTokenSigningAlgValues: [...ALGORITHMS] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (context, audience) => {
        const { alg = 'ES256' } = personIn(context, page);
        return { audience, scope: '', accessTokenFormat: 'jwt', jwt: { sign: { alg } } };
      },
    },
  },
  formats: {
    customizers: {
      jwt: (context, _token, parts) => {
        const { subject: sub, name, roles = ROLES, clearance, compartments, claims } = personIn(context, page);
        Object.assign(parts.payload, { sub, name, roles, clearance, compartments, ...claims });
      },
    },
  },
});
