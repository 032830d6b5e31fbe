import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { endOf, launch, startProcess } from './support/process.js';
import { remove } from './support/service.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-output-'));
let count = 0;
const folder = () => join(root, String(count++));
afterAll(() => remove(root));

describe('the service', () => {
  it('stops if nobody reads its log output any more, and says so', async () => {
    const starting = launch({ dataDir: folder(), env: { LOG_LEVEL: 'info' } });
    starting.child.stdout!.destroy();
    expect(await endOf(starting)).toMatchObject({
      code: 1,
      output: expect.stringMatching(
        /^rapporteur: the reader of the log is gone \(EPIPE\), so the service stops\..*\n$/,
      ),
    });
  });

  it('responds and stops while nobody reads its log, and loses no line of it', async () => {
    const fifo = folder();
    execFileSync('mkfifo', [fifo]);
    const fd = openSync(fifo, 'r+'); // keeps the pipe open without reading it
    const service = await startProcess({ dataDir: folder(), stdout: fd, env: { REFUSAL_LOG_SECONDS: '0' } });
    // Three times as much as a pipe holds.
    const count = 400;
    const longest = 'x'.repeat(290);
    for (let n = 0; n < count; n++) expect((await fetch(`${service.url}/${n}-${longest}`)).status).toBe(404);
    service.child.kill('SIGTERM');
    const reader = spawn('cat', [fifo]);
    let log = '';
    reader.stdout.on('data', (data: Buffer) => (log += data.toString()));
    expect((await endOf(service)).code).toBe(0);
    closeSync(fd);
    await once(reader, 'close');
    const logged = Array.from({ length: count }, (_, n) => log.includes(`"/${n}-${longest}`));
    expect(logged).toEqual(logged.map(() => true));
  });
});
