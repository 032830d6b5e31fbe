import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { run } from '../test/support/cli.js';
import { SCENARIOS } from './scenarios/scenarios.js';

const faults = (...words: readonly string[]) =>
  run([process.execPath, fileURLToPath(new URL('main.js', import.meta.url)), ...words]);

describe('npm run faults', () => {
  it('lists every scenario in its help', async () => {
    const { code, out } = await faults('--help');
    expect(code).toBe(0);
    const lines = out.split('\n');
    for (const { name, guarantee } of SCENARIOS)
      expect(lines.filter((line) => line.startsWith(`  ${name} `))).toEqual([expect.stringContaining(guarantee)]);
  });
  it('runs the named scenarios as often as requested, and prints the results', async () => {
    const { code, out, err } = await faults('tamper', 'model', '--count', '2', '--seed', '7');
    expect([code, err]).toEqual([0, expect.stringContaining('model: 2 of 2')]);
    for (const name of ['model', 'tamper'])
      expect(out).toMatch(new RegExp(`^\\| ${name} \\| 2 .* \\| 0 \\| \\d+ \\| 7 \\|$`, 'm'));
  });
  it.each([
    [['tornado'], /there is no scenario tornado; choose from fuzz, torn-log, .* and all/],
    [['kill', '--count', 'many'], /--count must be a whole number above 0, but is many/],
    [['clock', '--from', '5'], /--from needs one scenario that can be resumed: .*alterations/],
    [['kill', '--hidden', '5'], /--hidden needs a scenario with hidden things: interference/],
    [['--hidden', '5'], /--hidden needs a scenario with hidden things: interference/],
    [['interference', '--hidden', 'few'], /--hidden must be a whole number above 0, but is few/],
    [['alterations', '--from', '5', '--count', '5'], /--from must be below the count, which is 5/],
    [['--colour'], /Unknown option '--colour'/],
  ])('refuses %j with what is wrong and where to look', async (words, why) => {
    const { code, out, err } = await faults(...words);
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(why)]);
    expect(err).toMatch(/Run npm run faults -- --help for usage\.\n$/);
  });
});
