import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ED25519, formatVerifierKey } from '#ledger/note-key.js';
import { generateSignerKey, parseSignerKey } from '#ledger/signer-key.js';
import { checkerOf } from './support/answers.js';
import { CHAPTER_1, CHAPTER_2, newFolder, rapporteur } from './support/cli.js';
import { engineFor } from './support/engine.js';
import type { Document } from './support/examples.js';
import { type Process, readyAt, startProcess, stop } from './support/process.js';
import { remove } from './support/service.js';
import { startWitness, type WitnessProcess } from './support/witness.js';

const GUIDE = fileURLToPath(new URL('../../docs/AUDIT.md', import.meta.url));
const CLI = fileURLToPath(new URL('../bin/rapporteur.js', import.meta.url));
const LOG_KEY = generateSignerKey('record.example.org/talks', ED25519);

/** Every command of the guide, in order. */
const commands = [...readFileSync(GUIDE, 'utf8').matchAll(/```sh\n([^]*?)```/g)].map(([, block]) => block!.trim());

const folder = newFolder();
let witness: WitnessProcess;
let service: Process;
beforeAll(async () => {
  const key = formatVerifierKey(parseSignerKey(LOG_KEY, ED25519));
  witness = await startWitness({ dataDir: join(folder, 'witness'), logs: [key] });
  service = await startProcess({
    dataDir: join(folder, 'data'),
    env: {
      LEDGER_KEY: LOG_KEY,
      WITNESSES: `${witness.url} ${witness.verifierKey}`,
      WITNESS_INTERVAL_SECONDS: '1',
    },
  });
  await rapporteur(['load', CHAPTER_1, CHAPTER_2, '--url', service.url]);
  await readyAt(service.url);
});
afterAll(async () => {
  await stop(service);
  await stop(witness);
  remove(folder);
});

/** A machine with the tools that the guide requires: Node.js, `rapporteur` from the build, and a small curl. */
const toolbox = () => {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const tools = {
    node: `#!/bin/sh\nexec "${process.execPath}" "$@"\n`,
    rapporteur: `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`,
    curl: `#!${process.execPath}
const args = process.argv.slice(2);
const headers = Object.fromEntries(args.flatMap((arg, i) => (arg === '-H' ? [args[i + 1].split(': ')] : [])));
fetch(args.at(-1), { headers }).then(async (answer) => {
  process.stdout.write(await answer.text());
  process.exitCode = answer.ok ? 0 : 22;
});
`,
  };
  for (const [name, text] of Object.entries(tools)) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
};

const run = async (script: string, env: Record<string, string>) => {
  const shell = spawn('sh', ['-eu', '-c', script], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '', PATH: `${toolbox()}:${process.env['PATH']}`, ...env },
  });
  let [out, err] = ['', ''];
  shell.stdout.on('data', (text: Buffer) => (out += text.toString()));
  shell.stderr.on('data', (text: Buffer) => (err += text.toString()));
  const [code] = (await once(shell, 'close')) as [number];
  return { code, out, err };
};

describe('the guide for auditors', () => {
  it('has commands that do what the guide says, from first to last', async () => {
    const { items } = (await (await fetch(`${service.url}/v1/negotiations`)).json()) as { items: { id: string }[] };
    const get = async (path: string) => (await fetch(`${service.url}${path}`)).json();
    let ledger: Described = {};
    for (; (ledger.cosigned?.size ?? 0) < 84; await new Promise((resolve) => setTimeout(resolve, 100)))
      ledger = (await get('/v1/audit/ledger')) as Described;
    const check = checkerOf((await get('/openapi.json')) as Document);
    expect(check('/v1/audit/ledger', ledger)).toEqual([]);

    const { code, out, err } = await run(commands.join('\n'), {
      URL: service.url,
      NEGOTIATION: items[0]!.id,
      WITNESS: witness.verifierKey,
      ...(await engineFor(join(folder, 'data'))),
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(commands.length).toBeGreaterThanOrEqual(7);
    expect(out).toContain(`"verifierKey":"${formatVerifierKey(parseSignerKey(LOG_KEY, ED25519))}"`);
    expect(out).toContain('c2sp.org/tlog-proof@v1');
    expect(out).toContain('— witness.example/w1 ');
    expect(out).toMatch(/not.coming/);
  });
  it('detects a record that is signed by another key, as the guide says', async () => {
    const another = generateSignerKey('record.example.org/talks', ED25519);
    const key = formatVerifierKey(parseSignerKey(another, ED25519));
    const { code, out, err } = await rapporteur(['verify', join(folder, 'audit.ndjson'), '--key', key]);
    expect([code, out + err]).toEqual([1, expect.stringMatching(/sign/)]);
  });
});

type Described = { cosigned?: { size: number } };
