import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { whyTooOld } from '#config/node-version.js';
import { run } from './support/cli.js';
import { ROOT, textOf } from './support/compose.js';
import { remove } from './support/service.js';

const BIN = 'dist/bin';
const manifest = JSON.parse(textOf('package.json')) as { engines: { node: string } };
const folder = mkdtempSync(join(tmpdir(), 'rapporteur-older-node-'));
afterAll(() => remove(folder));

/** Older versions of Node.js on this machine, from 16 on: earlier ones have no top-level `await` in modules. */
const olderNodes = () =>
  process.env['PATH']!.split(delimiter)
    .map((path) => join(path, 'node'))
    .filter((node) => existsSync(node))
    .filter((node) => {
      const version = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
      return whyTooOld(version, manifest.engines.node) !== undefined && whyTooOld(version, '>=16.0.0') === undefined;
    });

/** A file of dist/bin, and the files that it imports statically. */
const loadedFirst = (file: string): string[] => {
  const text = readFileSync(join(ROOT, BIN, file), 'utf8');
  return [file, ...[...text.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)].flatMap(([, other]) => loadedFirst(other!))];
};
const sourcesOf = (file: string) =>
  (JSON.parse(textOf(join(BIN, `${file}.map`))) as { sources: string[] }).sources.map((path) =>
    path.replace('../../', ''),
  );

describe.each([
  ['cli', 'rapporteur.js', 'rapporteur'],
  ['server', 'service.js', 'rapporteur'],
  ['witness', 'rapporteur-witness.js', 'rapporteur-witness'],
])('%s', (app, file, name) => {
  const refused = {
    code: 2,
    out: '',
    err: expect.stringMatching(
      new RegExp(`^${name}: Node\\.js \\S+ is too old: install Node\\.js \\S+ or later, [^\\n]*\\n$`),
    ),
  };

  it('loads only the version check before it runs', () => {
    const sources = loadedFirst(file).flatMap((one) => sourcesOf(one));
    expect([...new Set(sources)].toSorted()).toEqual([`apps/${app}/src/bin.ts`, 'libs/config/src/node-version.ts']);
  });
  it('does not start if its package requires a later Node.js', async () => {
    const home = join(folder, app);
    for (const one of loadedFirst(file)) cpSync(join(ROOT, BIN, one), join(home, BIN, one));
    writeFileSync(join(home, 'package.json'), JSON.stringify({ ...manifest, engines: { node: '>=1000.0.0' } }));
    expect(await run([process.execPath, join(home, BIN, file)])).toEqual(refused);
  });
  it('does not start on any older Node.js of this machine', async () => {
    const ran = await Promise.all(olderNodes().map((node) => run([node, join(ROOT, BIN, file)])));
    expect(ran).toEqual(ran.map(() => refused));
  });
});
