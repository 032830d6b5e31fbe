import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { settingsFor } from '../../../../../test/support/engine.js';
import { rapporteur } from '../../../../../test/support/cli.js';
import { startInVain } from '../../../../../test/support/process.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-start-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Nothing listens there. */
const NOWHERE = 'esdb://bob:s3cret@127.0.0.1:1?tls=true';

describe('a log that nobody keeps', () => {
  it('is told of by the service and by the command line, which end and keep the password to themselves', async () => {
    const env = { EVENTSTOREDB_URL: NOWHERE };
    const [service, ...commands] = await Promise.all([
      startInVain({ dataDir: join(root, 'service'), env: settingsFor(NOWHERE) }),
      rapporteur(['export', '--to', join(root, 'record.ndjson'), '--data-dir', join(root, 'export')], env),
      rapporteur(['rebuild', '--data-dir', join(root, 'rebuild')], env),
    ]);
    expect(service.code).toBe(2);
    for (const { code } of commands) expect(code).not.toBe(0);
    for (const told of [service.output, ...commands.map(({ err }) => err)]) {
      expect(told).toContain('EventStoreDB cannot be reached');
      expect(told).not.toContain('s3cret');
    }
  }, 60_000);
});
