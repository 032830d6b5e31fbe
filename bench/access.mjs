/** What it costs to know who asks, and what they may do, for run.mjs. */
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportJWK, SignJWT } from 'jose';

const AUDIENCE = 'bench';

/** The issuer of one token, which may read. */
const startIssuer = async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'ES256', use: 'sig' };
  const server = createServer((request, response) => {
    const issuer = `http://127.0.0.1:${server.address().port}`;
    const isKeys = request.url === '/jwks';
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(isKeys ? { keys: [key] } : { issuer, jwks_uri: `${issuer}/jwks` }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  const token = await new SignJWT({ roles: ['reader'], clearance: 'tres-secret' })
    .setProtectedHeader({ alg: 'ES256', kid: 'bench', typ: 'at+jwt' })
    .setIssuer(url)
    .setAudience(AUDIENCE)
    .setSubject('reader')
    .setIssuedAt()
    .setExpirationTime('2h')
    .sign(privateKey);
  return { url, token, stop: () => server.close() };
};

/**
 * Reads without a login and with one, by turns, so that a machine that slows down slows both. `start(env)` gives a service
 * on the same dossier; `load(url, headers)` gives requests/s.
 */
export const measureAccess = async ({ start, load, negotiationId, paths }) => {
  const issuer = await startIssuer();
  const open = {};
  // One caller asks more than any may. It is counted all the same.
  const login = { OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: AUDIENCE, RATE_LIMIT_PER_MINUTE: '9999999' };
  const granting = await start(open);
  await fetch(`${granting.url}/v1/negotiations/${negotiationId}/grants`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ issuer: issuer.url, subject: 'reader' }),
  });
  await granting.stop();

  const sums = new Map(Object.keys(paths).map((name) => [name, { open: 0, login: 0 }]));
  for (const env of [open, login, login, open]) {
    const service = await start(env);
    const headers = env === login ? { authorization: `Bearer ${issuer.token}` } : {};
    for (const [name, path] of Object.entries(paths))
      sums.get(name)[env === login ? 'login' : 'open'] += await load(`${service.url}${path}`, headers);
    await service.stop();
  }
  issuer.stop();
  for (const [name, sum] of sums)
    console.log(
      `${name}: ${Math.round(sum.open / 2).toLocaleString('en')} requests/s without login, ${Math.round(sum.login / 2).toLocaleString('en')} with login, role and grant, ${((1 - sum.login / sum.open) * 100).toFixed(1)} % less`,
    );
};
