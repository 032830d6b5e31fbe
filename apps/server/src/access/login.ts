import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey, type RemoteJWKSet } from 'jose';
import { LRUCache } from 'lru-cache';
import { isPrivate, type LoginConfig } from '#config/login.js';
import type { Ladder } from '#domain/marking.js';
import { Problem } from '../http/problem.js';
import type { Caller } from './caller.js';
import { callerIn, type Claims, isPlain } from './claims.js';
import type { SampledLog } from '../telemetry/sampled-log.js';
import { AccessDenied } from './access-denied.js';

/** Asymmetric signatures only: a shared secret, or none, does not prove who issued a token. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'];
const MAX_TOKEN_LENGTH = 16 * 1024;
const CLOCK_SKEW_S = 30;

// A key that the issuer revokes is accepted for at most the sum of both: a minute.
const KEYS_TTL_MS = 30_000;
const TOKENS_TTL_MS = 30_000;
const MAX_TOKENS = 1_000;

/** Minimum time between two requests for keys, even if clients invent key ids or the issuer does not respond. */
const COOLDOWN_MS = 1_000;
const TIMEOUT_MS = 5_000;

type VerifiedToken = Readonly<{ caller: Caller; since: number; until: number }>;

/** Authenticates callers by access tokens of the issuer (OpenID Connect; RFC 9068). */
export class Login {
  private keys: Promise<RemoteJWKSet> | undefined;
  /** On the monotonic clock. */
  private cooldownUntil = 0;
  /** Verified tokens by their hash. */
  private readonly verifiedTokens = new LRUCache<string, VerifiedToken>({ max: MAX_TOKENS });

  constructor(
    private readonly config: LoginConfig,
    private readonly ladder: Ladder,
    private readonly logger: Pick<SampledLog, 'warn'>,
  ) {}

  /**
   * @param authorization the header
   * @throws AccessDenied, which reveals only whether there was a token; Problem if the issuer does not respond
   */
  async callerOf(authorization: string | undefined): Promise<Caller> {
    const token = tokenIn(authorization);
    const hash = hashOf(token);
    const now = Date.now();
    const known = this.verifiedTokens.get(hash);
    // A clock that was set back must not extend the lifetime.
    if (known !== undefined && known.since <= now && now < known.until) return known.caller;
    this.verifiedTokens.delete(hash);
    const verified = await this.verify(token, now);
    this.verifiedTokens.set(hash, verified);
    return verified.caller;
  }

  /** Whether the token was valid when it was last verified. It may have expired since. */
  wasValid(authorization: string): boolean {
    const [, token] = BEARER.exec(authorization) ?? [];
    return token !== undefined && this.verifiedTokens.has(hashOf(token.trim()));
  }

  private async verify(token: string, now: number): Promise<VerifiedToken> {
    const payload = await this.payloadOf(token, now);
    const { sub, exp = 0, iat = 0 } = payload;
    const { tokenMaxAge } = this.config;
    if (typeof sub !== 'string' || sub === '' || !isPlain(sub)) throw invalidToken('its subject is missing or invalid');
    if (iat * 1000 > now + CLOCK_SKEW_S * 1000) throw invalidToken('it was issued in the future');
    // Otherwise a token that was stolen once could be used for ever.
    if (exp - iat > tokenMaxAge)
      throw invalidToken(`it is valid for ${exp - iat} s, longer than OIDC_TOKEN_MAX_AGE_SECONDS (${tokenMaxAge})`);
    const until = Math.min(now + TOKENS_TTL_MS, (exp + CLOCK_SKEW_S) * 1000);
    return { caller: callerIn(payload as Claims, this.config, this.ladder), since: now, until };
  }

  /** @throws AccessDenied, or Problem 503 if the issuer's keys cannot be fetched */
  private async payloadOf(token: string, now: number): Promise<JWTPayload> {
    const { issuer, audience, tokenType } = this.config;
    try {
      const { payload } = await jwtVerify(token, this.keyOf, {
        algorithms: ALGORITHMS,
        issuer,
        audience,
        typ: tokenType,
        clockTolerance: CLOCK_SKEW_S,
        requiredClaims: ['sub', 'iat', 'exp'],
        currentDate: new Date(now),
      });
      return payload;
    } catch (error) {
      if (error instanceof Problem) throw error;
      // A key that is too weak for its algorithm causes a TypeError.
      throw invalidToken(error instanceof errors.JOSEError ? whyOf(error) : reasonOf(error));
    }
  }

  /** The key that a token names. Keys in the token itself (jwk, jku, x5c, x5u) are ignored. */
  private readonly keyOf: JWTVerifyGetKey = async (header, token) => {
    const keys = await this.freshKeys();
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      // The client is not verified yet, so this failure must not affect other requests.
      this.warn(error);
      throw unavailable();
    }
  };

  private async freshKeys(): Promise<RemoteJWKSet> {
    if (performance.now() < this.cooldownUntil) throw unavailable();
    this.keys ??= discover(this.config.issuer);
    try {
      const keys = await this.keys;
      if (!keys.fresh) await keys.reload();
      return keys;
    } catch (error) {
      // The metadata of the issuer may have changed, so it is fetched again too.
      this.keys = undefined;
      // Many requests may wait for the same fetch; only the first one logs its failure.
      if (performance.now() >= this.cooldownUntil) this.warn(error);
      this.cooldownUntil = performance.now() + COOLDOWN_MS;
      throw unavailable();
    }
  }

  private warn(error: unknown) {
    this.logger.warn(
      { issuer: this.config.issuer, why: reasonOf(error) },
      'The keys of the login issuer cannot be fetched',
    );
  }
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64');

const BEARER = /^bearer +(.*)$/i;

/** @throws AccessDenied */
const tokenIn = (authorization = ''): string => {
  const [, token] = BEARER.exec(authorization) ?? [];
  if (token === undefined)
    throw new AccessDenied(
      'login-required',
      'Send an access token from the issuer of this service: Authorization: Bearer …',
      'no token was sent',
      { headers: { 'www-authenticate': CHALLENGE } },
    );
  if (token.length > MAX_TOKEN_LENGTH) throw invalidToken('it is too long');
  return token.trim();
};

/** RFC 6750, section 3. */
const CHALLENGE = 'Bearer realm="rapporteur"';

/** The same response for every reason, so that a client that guesses tokens learns nothing. */
const invalidToken = (why: string) =>
  new AccessDenied('token-refused', 'The token is not valid. Get a new one from the issuer.', why, {
    headers: { 'www-authenticate': `${CHALLENGE}, error="invalid_token"` },
  });

const whyOf = (error: errors.JOSEError): string =>
  error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired
    ? `${error.code}: ${error.claim} ${error.reason}`
    : error.code;

const unavailable = () =>
  new Problem(
    'login-unavailable',
    'The token cannot be verified at the moment, since the issuer does not respond. Nothing was recorded. Send it again later.',
    { headers: { 'retry-after': '5' } },
  );

/** OpenID Connect Discovery 1.0, section 4. @throws if the issuer does not name the location of its keys */
const discover = async (issuer: string): Promise<RemoteJWKSet> => {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    headers: { accept: 'application/json' },
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.status !== 200) throw new Error(`its discovery document returned status ${response.status}`);
  const { issuer: named, jwks_uri: keys } = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
  if (named !== issuer) throw new Error('its discovery document names another issuer');
  if (typeof keys !== 'string' || !isPrivate(keys))
    throw new Error('its discovery document has no jwks_uri with https');
  return createRemoteJWKSet(new URL(keys), {
    cacheMaxAge: KEYS_TTL_MS,
    cooldownDuration: COOLDOWN_MS,
    timeoutDuration: TIMEOUT_MS,
  });
};

const reasonOf = (error: unknown): string => {
  const { message, cause } = error as Error & { cause?: { code?: string } };
  return cause?.code === undefined ? message : `${message} (${cause.code})`;
};
