import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { CHAPTER_1, MAIN, rapporteur } from './support/cli.js';
import { WITNESS } from './support/witness.js';

describe('rapporteur', () => {
  it('has help with examples for every command', async () => {
    const all = await rapporteur(['--help']);
    const [, list = ''] = /^Commands:\n((?: .*\n)+)/m.exec(all.out) ?? [];
    const commands = [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name!).filter((name) => name !== 'help');
    expect(commands).toContain('serve');
    expect([all.code, commands.filter((name) => !all.out.includes(`$ rapporteur ${name}`))]).toEqual([0, []]);
    for (const command of commands) {
      const { code, out } = await rapporteur([command, '--help']);
      expect([command, code, out]).toEqual([command, 0, expect.stringMatching(/Examples?:\n/)]);
    }
  });
  it('lists the settings of the service in the help of serve', async () => {
    expect((await rapporteur(['serve', '--help'])).out).toContain('SHARED_SECRET');
  });
  it('says what to do if no service answers, and only whoever records that nothing is recorded twice', async () => {
    const url = ['--url', 'http://127.0.0.1:1'];
    const [schema, load] = [await rapporteur(['schema', ...url]), await rapporteur(['load', CHAPTER_1, ...url])];
    const said = /^rapporteur: No service answers at http:\/\/127\.0\.0\.1:1 \(.+\)\. Start one with/;
    for (const { code, err } of [schema, load]) expect([code, err]).toEqual([1, expect.stringMatching(said)]);
    expect(schema.err).toMatch(/Then run this again\.\n$/);
    expect(load.err).toMatch(/Then run this again: nothing is recorded twice\.\n$/);
  });
  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await rapporteur(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });
  const WRONG_USAGES = [
    [['lod'], /unknown command 'lod'\n\(Did you mean load\?\)/],
    [['load'], /missing required argument 'file'/],
    [['load', 'a.yaml', '--chek'], /unknown option '--chek'\n\(Did you mean --check\?\)/],
    [['backup'], /required option '--to <file>' not specified/],
    [['demo', '--port', 'x'], /Give a number from 0 to 65535/],
  ] as const;
  it('exits with 2 on wrong usage, with a suggestion', async () => {
    const results = await Promise.all(WRONG_USAGES.map(([words]) => rapporteur(words)));
    expect(results.map(({ code, err }) => [code, err])).toEqual(
      WRONG_USAGES.map(([, message]) => [2, expect.stringMatching(message)]),
    );
  });
  it('gives flags precedence over the environment', async () => {
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
  it('ends without an error if its reader closes the pipe', async () => {
    const child = spawn(process.execPath, [program, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let error = '';
    child.stderr.on('data', (data: Buffer) => (error += data.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    expect([code, error]).toEqual([0, '']);
  });
  it('reports that its output cannot be written', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [program, '--help'], { stdio: ['ignore', full, 'pipe'] });
    let error = '';
    child.stderr!.on('data', (data: Buffer) => (error += data.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    closeSync(full);
    expect([code, error]).toEqual([2, expect.stringContaining('The result cannot be written (ENOSPC)')]);
  });
});
