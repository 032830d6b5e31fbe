import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DiskProbe } from './disk-probe.js';

describe('the probe of a disk', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'rapporteur-probe-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('finds nothing wrong with a disk that can be written, and leaves nothing on it', async () => {
    const told: unknown[] = [];
    const probe = new DiskProbe(root, (trouble) => told.push(trouble));
    await Promise.all([probe.check(), probe.check()]);
    await probe.check();
    await probe.stop();
    expect([probe.trouble, told, readdirSync(root)]).toEqual([undefined, [], []]);
  });
  it('says once why a disk cannot be written, and once that it can again', async () => {
    const [there, gone] = [join(root, 'data'), join(root, 'moved')];
    const told: unknown[] = [];
    const probe = new DiskProbe(there, (trouble) => told.push(trouble));
    await probe.check();
    await probe.check();
    expect([probe.trouble, told]).toEqual(['there is no such file or folder (ENOENT)', [probe.trouble]]);
    renameSync(mkdtempSync(gone), there);
    await probe.check();
    await probe.stop();
    expect([probe.trouble, told.length, told[1]]).toEqual([undefined, 2, undefined]);
  });
});
