import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { standardOutput } from './standard-output.js';

describe('standard output', () => {
  let folder: string;
  let fd: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rapporteur-output-'));
    execFileSync('mkfifo', [join(folder, 'log')]);
    fd = openSync(join(folder, 'log'), constants.O_RDWR | constants.O_NONBLOCK);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const opened = (to = fd) => {
    const told: number[] = [];
    let gone = 0;
    const output = standardOutput({ onGone: () => (gone += 1), onFlowing: (dropped) => told.push(dropped) }, to);
    return { output, told, gone: () => gone };
  };
  const line = (n: number) => `${String(n).padStart(6, '0')} ${'x'.repeat(992)}\n`;
  /** Everything that is written until the end. */
  const readWhile = async (write: () => void): Promise<string[]> => {
    const all = openSync(join(folder, 'all'), 'w');
    const reader = spawn('cat', [join(folder, 'log')], { stdio: ['ignore', all, 'inherit'] });
    write();
    closeSync(fd);
    await once(reader, 'close');
    closeSync(all);
    return readFileSync(join(folder, 'all'), 'latin1').split('\n').slice(0, -1);
  };

  it('keeps the lines that wait for a slow reader, in their order', async () => {
    const { output, told } = opened();
    for (let n = 0; n < 1_000; n++) output.write(line(n));
    expect(await readWhile(output.flush)).toEqual(Array.from({ length: 1_000 }, (_, n) => line(n).trimEnd()));
    expect([output.droppedLines(), told]).toEqual([0, []]);
  });
  it('drops lines if the reader stops reading, and tells how many once it reads again', async () => {
    const { output, told } = opened();
    const count = 10_000;
    for (let n = 0; n < count; n++) output.write(line(n));
    output.flush(); // nobody reads, so it gives up
    const dropped = output.droppedLines();
    expect(dropped).toBeGreaterThan(count / 2);
    expect(told).toEqual([]);
    const lines = await readWhile(() => {
      output.flush();
      output.write(line(count));
      output.flush();
    });
    const kept = Array.from({ length: count - dropped }, (_, n) => n);
    expect(lines).toEqual([...kept, count].map((n) => line(n).trimEnd()));
    expect(told).toEqual([dropped]);
  });
  it('drops a line if the disk is full, and continues', () => {
    const full = openSync('/dev/full', 'w');
    const { output, told, gone } = opened(full);
    for (const n of [1, 2]) output.write(line(n));
    closeSync(full);
    closeSync(fd);
    expect([output.droppedLines(), told, gone()]).toEqual([2, [], 0]);
  });
});
