import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { randomOf } from '#ledger/audit/testing/sample.js';
import type { FileVerdict } from '#ledger/audit/verify-file.js';
import { fileTamperings } from '../support/tampered-file.js';
import { type Expected, type Given, worldOf } from '../support/tampered-world.js';
import type { ToVerify } from '../support/verify-each.js';

const PROGRAM = fileURLToPath(new URL('../support/verify-each.js', import.meta.url));

/** What a process says of each file. With the condition `browser`, it verifies as a browser does. */
const verdictsOf = async (all: readonly ToVerify[], conditions: readonly string[]): Promise<readonly FileVerdict[]> => {
  const words = [...conditions.map((condition) => `--conditions=${condition}`), PROGRAM];
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  child.stdin.end(all.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const lines = (await text(child.stdout)).trimEnd().split('\n');
  expect(await ended).toEqual([0, null]);
  return lines.map((line) => JSON.parse(line) as FileVerdict);
};

describe('an audit file', () => {
  it('gets the same verdict from the code of a browser as from that of Node: each kind of tampering, twice', async () => {
    const world = await worldOf(randomOf(20251027));
    const { log, witness } = world.owner.keys;
    const files: { name: string; expected: Expected | undefined; given: Given }[] = [
      { name: 'untouched', expected: undefined, given: { bytes: bytesOf(world.whole) } },
      { name: 'untouched, of one negotiation', expected: undefined, given: { bytes: bytesOf(world.narrowed) } },
    ];
    for (const [at, { name, tamper }] of fileTamperings.entries())
      for (let draw = 0; draw < 2; draw += 1) {
        const tampered = await tamper(world, randomOf(at * 100 + draw));
        if (tampered?.given) files.push({ name, expected: tampered.expected, given: tampered.given });
      }
    const all = files.map(({ given: { bytes, since, noWitness } }): ToVerify => ({
      file: bytes.toString('base64'),
      key: log.verifier,
      witness: noWitness ? undefined : witness.verifier,
      since,
    }));
    const [ofNode, ofBrowser] = await Promise.all([verdictsOf(all, []), verdictsOf(all, ['browser'])]);
    expect(ofBrowser).toEqual(ofNode);
    expect(ofNode).toHaveLength(files.length);
    for (const [at, { name, expected }] of files.entries()) {
      const { holds, findings } = ofBrowser[at]!.audit;
      expect([name, holds]).toEqual([name, expected === undefined]);
      if (expected !== undefined)
        expect([name, findings.some(({ code }) => expected.codes.includes(code))]).toEqual([name, true]);
    }
  });
});

const bytesOf = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''));
