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
  it('is told of at the start, which ends with 2 and keeps the password to itself', async () => {
    const { code, output } = await startInVain({ dataDir: join(root, 'service'), env: settingsFor(NOWHERE) });
    expect([code, output]).toEqual([2, expect.stringContaining('EventStoreDB cannot be reached')]);
    expect(output).not.toContain('s3cret');
  }, 60_000);

  it.each([['export', '--to', join(root, 'record.ndjson')], ['rebuild']])(
    'is told of by rapporteur %s as well',
    async (...words) => {
      const ran = await rapporteur([...words, '--data-dir', join(root, 'cli')], { EVENTSTOREDB_URL: NOWHERE });
      expect(ran.code).not.toBe(0);
      expect(ran.err).toContain('EventStoreDB cannot be reached');
      expect(ran.err).not.toContain('s3cret');
    },
    60_000,
  );
});
