/**
 * Measures the resident memory of a service on logs of different sizes: at rest, with views of clearances, and during a replay.
 * `npm run build && node bench/memory.mjs [events …] [--clearances 1,8]`
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { EU_LADDER } from '../dist/libs/domain/src/marking.js';
import { loadDossier, multiply } from './dossier.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { clearances: { type: 'string', default: '1,8' } },
});
const sizes = positionals.length > 0 ? positionals.map(Number) : [100_000, 1_000_000];
const steps = values.clearances.split(',').map(Number);
const root = mkdtempSync(join(tmpdir(), 'rapporteur-memory-'));

const { publicKey, privateKey } = await generateKeyPair('ES256');
const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'bench' }] });
const issuer = createServer((request, response) =>
  response
    .setHeader('content-type', 'application/json')
    .end(request.url.endsWith('/jwks') ? keys : JSON.stringify({ issuer: name, jwks_uri: `${name}/jwks` })),
).listen(0, '127.0.0.1');
await once(issuer, 'listening');
const name = `http://127.0.0.1:${issuer.address().port}`;
const token = (claims) =>
  new SignJWT({ sub: 'bench', roles: ['recorder', 'reader', 'auditor', 'administrator'], ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'bench', typ: 'at+jwt' })
    .setIssuer(name)
    .setAudience('bench')
    .setIssuedAt()
    .setExpirationTime('10h')
    .sign(privateKey);

const start = async (dataDir, env = {}) => {
  const child = fork(fileURLToPath(new URL('../dist/bin/service.js', import.meta.url)), {
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'error', RATE_LIMIT_PER_MINUTE: '0', ...env },
  });
  const [{ listening: url }] = await once(child, 'message');
  const status = (field) =>
    Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024;
  return {
    url,
    rss: () => status('VmRSS'),
    peak: () => status('VmHWM'),
    ready: async () => {
      while (!(await fetch(`${url}/health/ready`)).ok) await sleep(200);
    },
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
};

/** Asks until the answer is not that it has to be made first. */
const ask = async (url, path, login) => {
  for (;;) {
    const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${login}` } });
    const text = await answer.text();
    if (answer.status !== 503) return { status: answer.status, text };
    await sleep(500);
  }
};
/** The highest of a few seconds, since memory that is garbage comes and goes. */
const settled = async ({ rss }) => {
  let most = 0;
  for (let n = 0; n < 20; n++, await sleep(250)) most = Math.max(most, rss());
  return most;
};
const MB = (value) => `${value.toFixed(0)} MB`;

mkdirSync(join(root, 'first'));
const first = await start(join(root, 'first'));
await loadDossier(first.url);
await first.stop();

for (const events of sizes) {
  const dataDir = join(root, String(events));
  mkdirSync(dataDir);
  await multiply(join(root, 'first'), dataDir, events);
  const builder = await start(dataDir);
  await builder.ready();
  const built = builder.peak();
  await builder.stop();

  const service = await start(dataDir, {
    OIDC_ISSUER: name,
    OIDC_AUDIENCE: 'bench',
    ADMINISTRATOR: 'bench',
  });
  await service.ready();
  const chief = await token({ clearance: EU_LADDER.at(-1) });
  while ((await ask(service.url, '/metrics', chief)).text.match(/^rapporteur_index_lag_events (\d+)/m)?.[1] !== '0')
    await sleep(500);
  console.log(
    `${events.toLocaleString('en')} events: at rest ${MB(await settled(service))}, at most ${MB(built)} while the views were built`,
  );
  let opened = 0;
  for (const clearances of steps) {
    for (; opened < clearances; opened++) {
      const login = await token({ clearance: EU_LADDER[3], compartments: [`c${opened}`] });
      await ask(service.url, '/v1/negotiations?limit=200', login);
    }
    console.log(`${events.toLocaleString('en')} events: with ${clearances} clearances ${MB(await settled(service))}`);
  }
  const replay = await ask(
    service.url,
    `/v1/negotiations?limit=50&asOf=${new Date(Date.now() - 5_000).toISOString()}`,
    await token({ clearance: EU_LADDER[3], compartments: ['c0'] }),
  );
  console.log(
    `${events.toLocaleString('en')} events: after a replay (${replay.status}) ${MB(await settled(service))}, at most ${MB(service.peak())}`,
  );
  await service.stop();
  rmSync(dataDir, { recursive: true });
}
rmSync(root, { recursive: true });
issuer.close();
