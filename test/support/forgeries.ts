import { createHmac, createPublicKey, randomUUID } from 'node:crypto';
import type { JWTHeaderParameters, JWTPayload } from 'jose';
import { ROLES } from '#domain/role.js';
import { Issuer } from './issuer.js';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Tokens that must be rejected, by their error. Apart from that error, they claim every role and full clearance. */
export const forgeriesOf = async (issuer: Issuer): Promise<Readonly<Record<string, string>>> => {
  const rights = { name: 'Mallory', roles: ROLES, clearance: 'tres-secret' };
  const claims = { ...issuer.claims('mallory'), ...rights };
  const { exp: _, ...endless } = claims;
  const { sub: __, ...nameless } = claims;
  const { iat: ___, ...timeless } = claims;
  const { iat } = claims;

  const stranger = await Issuer.start();
  const foreign = await stranger.token({ subject: 'mallory', ...rights });
  const strangersKey = createPublicKey(stranger.keys.ES256.key).export({ format: 'jwk' });
  const jku = `${stranger.url}/jwks`;
  const byStranger = (header: Partial<JWTHeaderParameters> = {}) => stranger.sign(claims, header);
  const theirKid = { kid: issuer.keys.ES256.kid };

  const publicKey = createPublicKey(issuer.keys.RS256.key);
  const hmac = (secret: string) => {
    const text = `${part({ alg: 'HS256', typ: 'at+jwt', kid: issuer.keys.RS256.kid })}.${part(claims)}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };
  const unsigned = (alg: string) => `${part({ alg, typ: 'at+jwt' })}.${part(claims)}.`;

  const good = await issuer.sign(claims);
  const [header = '', payload = '', signature = ''] = good.split('.');
  const altered = part({ ...(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object), sub: 'minister' });

  const forgeries = {
    'is expired': await issuer.sign({ ...claims, iat: iat - 700, exp: iat - 60 }),
    'is not valid yet': await issuer.sign({ ...claims, nbf: iat + 60 }),
    'is issued in the future': await issuer.sign({ ...claims, iat: iat + 60 }),
    'never expires': await issuer.sign(endless),
    'expires too late': await issuer.sign({ ...claims, exp: iat + 86_401 }),
    'expires after the end of the world': await issuer.sign({ ...claims, exp: 1e300 }),
    'was issued before time began': await issuer.sign({ ...claims, iat: -1e300 }),
    'does not say when it was issued': await issuer.sign(timeless),
    'is of a foreign issuer': foreign,
    'is for somebody else': await issuer.token({
      subject: 'mallory',
      ...rights,
      audience: 'https://other.example.org',
    }),
    'names another issuer': await issuer.sign({ ...claims, iss: 'https://login.example.org' }),
    'names nobody': await issuer.sign(nameless),
    'names what is no name': await issuer.sign({ ...claims, sub: 7 } as unknown as JWTPayload),
    'names somebody at length': await issuer.sign({ ...claims, sub: 'm'.repeat(201) }),
    'has no signature': unsigned('none'),
    'has no signature, and says so otherwise': unsigned('nOnE'),
    'lost its signature': `${header}.${payload}.`,
    'has the signature of other claims': `${header}.${altered}.${signature}`,
    'has another signature': `${header}.${payload}.${Buffer.alloc(64, 7).toString('base64url')}`,
    'is signed with the public key as a secret': hmac(publicKey.export({ format: 'pem', type: 'spki' }) as string),
    'is signed with the public JWK as a secret': hmac(JSON.stringify(publicKey.export({ format: 'jwk' }))),
    'is signed by an algorithm that is not on the list': await issuer.sign(claims, { alg: 'PS384' }),
    'is signed by a stranger': await byStranger(),
    'is signed by a stranger under the name of a key': await byStranger(theirKid),
    'brings its key along': await byStranger({ jwk: strangersKey }),
    'brings its key along under the name of a key': await byStranger({ ...theirKid, jwk: strangersKey }),
    'says where its keys are': await byStranger({ ...theirKid, jku }),
    'says where its certificate is': await byStranger({ ...theirKid, x5u: jku }),
    'is an ID token': await issuer.sign(claims, { typ: 'JWT' }),
    'has no type': await issuer.sign(claims, { typ: undefined } as unknown as Partial<JWTHeaderParameters>),
    'has a key that nobody knows': await issuer.sign(claims, { kid: randomUUID() }),
    'is a word': 'mallory',
    'is three words': 'a.b.c',
  };
  await stranger.stop();
  return forgeries;
};
