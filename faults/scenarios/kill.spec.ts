import { readFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { startProcess, stop } from '../../test/support/process.js';
import { remove } from '../../test/support/service.js';
import { killService } from './kill.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-kill-'));
afterAll(() => remove(root));

describe('a service that is killed while clerks record', () => {
  // `npm run faults -- kill` does the same for as long as you like.
  it('loses and duplicates nothing that it acknowledged, and its views equal a rebuild: 12 kills', async () => {
    const { summary, violations } = await killService({ count: 12, seed: 20_251_027, onStep: () => {} });
    expect(violations).toEqual([]);
    expect(Number(/(\d+) acknowledged/.exec(summary)?.[1])).toBeGreaterThan(0);
  });

  it('syncs before it answers: at least one fsync for each group that was acknowledged', async () => {
    const trace = join(root, 'trace');
    const service = await startProcess({
      dataDir: join(root, 'traced'),
      before: ['strace', '-f', '-qq', '-e', 'trace=fsync,fdatasync', '-o', trace],
    });
    const syncs = () =>
      readFileSync(trace, 'utf8')
        .split('\n')
        .filter((line) => /\b(?:fsync|fdatasync)\(/.test(line)).length;
    const before = syncs();
    // One after the other, so that each is its own group.
    for (let n = 0; n < 20; n++) {
      const answer = await fetch(`${service.url}/v1/negotiations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ title: `Talks ${n}` }),
      });
      expect(answer.status).toBe(201);
    }
    expect(syncs() - before).toBeGreaterThanOrEqual(20);
    await stop(service);
  });
});
