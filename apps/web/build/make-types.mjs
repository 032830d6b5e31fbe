// node apps/web/build/make-types.mjs [url of a service] [folder]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeTypes } from './types.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const [url, folder = path('../src/types')] = process.argv.slice(2);

/** Only a running service knows its OpenAPI document. This one has an empty record of its own. */
const withService = async (use) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-types-'));
  const service = fork(path('../../../dist/bin/service.js'), [], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const ended = once(service, 'exit');
  try {
    const [{ listening }] = await Promise.race([
      once(service, 'message'),
      ended.then(() =>
        Promise.reject(new Error('The service did not start; see above. Build it first: npm run build')),
      ),
    ]);
    await use(listening);
  } finally {
    service.kill();
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  }
};

const make = async (service) => writeTypes(await (await fetch(`${service}/openapi.json`)).json(), folder);
await (url === undefined ? withService(make) : make(url));
