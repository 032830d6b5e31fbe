import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { newFolder, run } from './support/cli.js';
import { ROOT } from './support/compose.js';
import { remove } from './support/service.js';

const folder = newFolder();
afterAll(() => remove(folder));
for (const tool of ['strace', 'unshare', 'chromium']) symlinkSync('/bin/true', join(folder, tool));

const PASSING: Readonly<Record<string, string>> = {
  ci: 'true',
  'run check': 'true',
  test: 'echo 3 passed, 0 failed',
  'run test:rest:built': 'echo 1120 passed, 0 failed',
};
/** Runs the gate with an npm that runs these scripts. */
const gate = async (commands: Readonly<Record<string, string>>) => {
  const cases = Object.entries({ ...PASSING, ...commands }).map(([words, script]) => `"${words}") ${script};;\n`);
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\ncase "$*" in\n${cases.join('')}esac\n`, { mode: 0o755 });
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
  const { code, out } = await run([join(ROOT, '.ci/run')], { env });
  return [code, out.trimEnd().split('\n').at(-1)];
};

describe('the gate', () => {
  it('ends with the sum of all suites', async () => {
    expect(await gate({})).toEqual([0, '1123 passed, 0 failed']);
  });
  it('runs every suite, even after a failure', async () => {
    expect(await gate({ test: 'echo 1 passed, 2 failed; exit 1' })).toEqual([1, '1121 passed, 2 failed']);
  });
  it.each([
    ['a suite that cannot run', { test: 'echo no such file; exit 1' }, '1120 passed, 1 failed'],
    ['a suite that ends without a summary', { test: 'true' }, '1120 passed, 1 failed'],
    ['a suite that fails after its summary', { test: 'echo 3 passed, 0 failed; exit 1' }, '1123 passed, 1 failed'],
    ['a check that fails', { 'run check': 'exit 1' }, '1123 passed, 1 failed'],
  ])('counts %s as a failure', async (_, commands, summary) => {
    expect(await gate(commands)).toEqual([1, summary]);
  });
  it('does not start if the packages cannot be installed', async () => {
    expect(await gate({ ci: 'exit 1' })).toEqual([1, '']);
  });
});
