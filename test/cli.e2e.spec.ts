import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { MAIN, rapporteur } from './support/cli.js';
import { WITNESS } from './support/witness.js';

describe('rapporteur', () => {
  it('helps with each verb, with examples', async () => {
    const verbs = ['serve', 'load', 'demo', 'schema', 'backup', 'restore', 'rebuild', 'export', 'import'];
    const [all, ...each] = await Promise.all(
      [['--help'], ...verbs.map((verb) => [verb, '--help'])].map((words) => rapporteur(words)),
    );
    expect(all!.code).toBe(0);
    for (const verb of verbs) expect(all!.out).toContain(`$ rapporteur ${verb}`);
    for (const { code, out } of each) expect([code, out]).toEqual([0, expect.stringMatching(/Examples:\n/)]);
    expect(each[0]!.out).toContain('SHARED_SECRET');
  });
  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await rapporteur(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });
  const MISUSES = [
    [['lod'], /unknown command 'lod'\n\(Did you mean load\?\)/],
    [['load'], /missing required argument 'file'/],
    [['load', 'a.yaml', '--chek'], /unknown option '--chek'\n\(Did you mean --check\?\)/],
    [['backup'], /required option '--to <file>' not specified/],
    [['demo', '--port', 'x'], /Give a number from 0 to 65535/],
  ] as const;
  it('ends with 2 where it is misused, and says what was meant', async () => {
    const ran = await Promise.all(MISUSES.map(([words]) => rapporteur(words)));
    expect(ran.map(({ code, err }) => [code, err])).toEqual(MISUSES.map(([, why]) => [2, expect.stringMatching(why)]));
  });
  it('serves by its flags, which win over the environment', async () => {
    const { code, err } = await rapporteur(['serve', '--host', '0.0.0.0', '--port', 'x'], {
      HOST: '127.0.0.1',
      PORT: '0',
    });
    expect([code, err]).toEqual([2, expect.stringMatching(/PORT is "x"\. Give a number from 0 to 65535\./)]);
    expect(err).toContain('HOST is "0.0.0.0"');
  });
});

describe.each([
  ['rapporteur', MAIN],
  ['rapporteur-witness', WITNESS],
])('%s', (_, program) => {
  it('says no more where its reader has read enough', async () => {
    const child = spawn(process.execPath, [program, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let complaint = '';
    child.stderr.on('data', (data: Buffer) => (complaint += data.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    expect([code, complaint]).toEqual([0, '']);
  });
  it('says so where what it says cannot be written', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [program, '--help'], { stdio: ['ignore', full, 'pipe'] });
    let complaint = '';
    child.stderr!.on('data', (data: Buffer) => (complaint += data.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    closeSync(full);
    expect([code, complaint]).toEqual([2, expect.stringContaining('The result cannot be written (ENOSPC)')]);
  });
});
