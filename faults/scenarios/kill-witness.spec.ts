import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { killWitness } from './kill-witness.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-witness-kill-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

// `npm run faults -- witness` is the same for as long as one likes.
const KILLS = 15;

describe(`a witness that is killed ${KILLS} times while six clients want two histories cosigned`, () => {
  it('never cosigns two that contradict each other', async () => {
    const log = await killWitness({ dataDir: root, kills: KILLS, seed: 20_251_027 });
    expect(log.violations).toEqual([]);
    expect(log.size).toBeGreaterThan(KILLS);
    for (const answer of ['200', '409', '422', 'no answer']) expect(log.answers.get(answer)).toBeGreaterThan(0);
  }, 240_000);
});
