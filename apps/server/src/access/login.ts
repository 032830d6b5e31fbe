import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey, type RemoteJWKSet } from 'jose';
import type { Logger } from 'pino';
import { isPrivate, type LoginConfig } from '#config/login.js';
import type { Ladder } from '#domain/marking.js';
import { Problem } from '../http/problem.js';
import type { Caller } from './caller.js';
import { callerIn, type Claims, isPlain } from './claims.js';
import { AccessDenied } from './access-denied.js';

/** Signatures alone: a secret that both sides know, or none at all, says nothing of who made a token. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'];
const LONGEST_TOKEN = 16 * 1024;
const CLOCK_SKEW_S = 30;

// A key that the issuer takes away lets nobody in for longer than both together: a minute.
const KEYS_KEPT_MS = 30_000;
const TOKENS_KEPT_MS = 30_000;
const MOST_TOKENS = 1_000;

/** Between two questions for keys, whoever invents names of keys, and however often the issuer does not answer. */
const PAUSE_MS = 1_000;
const TIMEOUT_MS = 5_000;

type Known = Readonly<{ caller: Caller; since: number; until: number }>;

/** Lets in who has an access token of the issuer (OpenID Connect; RFC 9068). */
export class Login {
  private keys: Promise<RemoteJWKSet> | undefined;
  /** By the clock that nobody sets. */
  private silentUntil = 0;
  /** Tokens that were verified, by their hash, the one that was used last at the end. */
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly config: LoginConfig,
    private readonly ladder: Ladder,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  /**
   * @param authorization the header
   * @throws AccessDenied, of which the caller learns no more than whether there was a token; Problem where the issuer is silent
   */
  async callerOf(authorization: string | undefined): Promise<Caller> {
    const token = tokenIn(authorization);
    const hash = createHash('sha256').update(token).digest('base64');
    const now = Date.now();
    const known = this.known.get(hash);
    this.known.delete(hash);
    // A clock that was put back must not make it last longer.
    const { caller, since, until } =
      known !== undefined && known.since <= now && now < known.until ? known : await this.verified(token, now);
    this.known.set(hash, { caller, since, until });
    if (this.known.size > MOST_TOKENS) this.known.delete(this.known.keys().next().value!);
    return caller;
  }

  private async verified(token: string, now: number): Promise<Known> {
    const payload = await this.payloadOf(token, now);
    const { sub, exp = 0, iat = 0 } = payload;
    if (typeof sub !== 'string' || sub === '' || !isPlain(sub)) throw tokenRefused('its subject is none');
    if (iat * 1000 > now + CLOCK_SKEW_S * 1000) throw tokenRefused('it was issued in the future');
    const until = Math.min(now + TOKENS_KEPT_MS, (exp + CLOCK_SKEW_S) * 1000);
    return { caller: callerIn(payload as Claims, this.config, this.ladder), since: now, until };
  }

  /** @throws AccessDenied, and Problem 503 where the issuer gives no keys */
  private async payloadOf(token: string, now: number): Promise<JWTPayload> {
    const { issuer, audience, tokenType } = this.config;
    try {
      const { payload } = await jwtVerify(token, this.keyOf, {
        algorithms: ALGORITHMS,
        issuer,
        audience,
        typ: tokenType,
        clockTolerance: CLOCK_SKEW_S,
        requiredClaims: ['sub', 'exp'],
        currentDate: new Date(now),
      });
      return payload;
    } catch (error) {
      if (error instanceof Problem) throw error;
      // A key that is too weak for its algorithm is told as a TypeError.
      throw tokenRefused(error instanceof errors.JOSEError ? whyOf(error) : reasonOf(error));
    }
  }

  /** The key that a token names. What the token brings along itself (jwk, jku, x5c, x5u) is never looked at. */
  private readonly keyOf: JWTVerifyGetKey = async (header, token) => {
    const keys = await this.freshKeys();
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      // Whoever names a key has proved nothing yet, so what comes of it is told to nobody else.
      this.warn(error);
      throw unavailable();
    }
  };

  private async freshKeys(): Promise<RemoteJWKSet> {
    if (performance.now() < this.silentUntil) throw unavailable();
    this.keys ??= discover(this.config.issuer);
    try {
      const keys = await this.keys;
      if (!keys.fresh) await keys.reload();
      return keys;
    } catch (error) {
      // What the issuer said of itself may have changed, so it is asked for that again as well.
      this.keys = undefined;
      // Of all who wait for one answer, the first says so.
      if (performance.now() >= this.silentUntil) this.warn(error);
      this.silentUntil = performance.now() + PAUSE_MS;
      throw unavailable();
    }
  }

  private warn(error: unknown) {
    this.logger.warn({ issuer: this.config.issuer, why: reasonOf(error) }, 'The issuer of the login gives no keys');
  }
}

/** @throws AccessDenied */
const tokenIn = (authorization = ''): string => {
  const [, token] = /^bearer +(.*)$/i.exec(authorization) ?? [];
  if (token === undefined)
    throw new AccessDenied(
      401,
      'login-required',
      'Send an access token of the issuer of this service: Authorization: Bearer …',
      'there is no token',
      { headers: { 'www-authenticate': CHALLENGE } },
    );
  if (token.length > LONGEST_TOKEN) throw tokenRefused('it is too long');
  return token.trim();
};

/** RFC 6750, section 3. */
const CHALLENGE = 'Bearer realm="rapporteur"';

/** One answer, whatever is wrong: who tries tokens out learns nothing of how near they came. */
const tokenRefused = (why: string) =>
  new AccessDenied(401, 'token-refused', 'This token lets nobody in. Get a new one from the issuer.', why, {
    headers: { 'www-authenticate': `${CHALLENGE}, error="invalid_token"` },
  });

const whyOf = (error: errors.JOSEError): string =>
  error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired
    ? `${error.code}: ${error.claim} ${error.reason}`
    : error.code;

const unavailable = () =>
  new Problem(
    503,
    'login-unavailable',
    'Who asks cannot be checked now, since the issuer of the tokens does not answer. Nothing was recorded; send it again later.',
    { headers: { 'retry-after': '5' } },
  );

/** OpenID Connect Discovery 1.0, section 4. @throws where the issuer does not say where its keys are */
const discover = async (issuer: string): Promise<RemoteJWKSet> => {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    headers: { accept: 'application/json' },
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.status !== 200) throw new Error(`its discovery document is answered with ${response.status}`);
  const { issuer: named, jwks_uri: keys } = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
  if (named !== issuer) throw new Error('its discovery document is of another issuer');
  if (typeof keys !== 'string' || !isPrivate(keys)) throw new Error('its discovery document has no jwks_uri of https');
  return createRemoteJWKSet(new URL(keys), {
    cacheMaxAge: KEYS_KEPT_MS,
    cooldownDuration: PAUSE_MS,
    timeoutDuration: TIMEOUT_MS,
  });
};

const reasonOf = (error: unknown): string => {
  const { message, cause } = error as Error & { cause?: { code?: string } };
  return cause?.code === undefined ? message : `${message} (${cause.code})`;
};
