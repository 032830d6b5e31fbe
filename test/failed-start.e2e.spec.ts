import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { UNREADABLE } from '#storage/testing/unreadable.js';
import { EMBEDDED } from './support/engine.js';
import { startInVain, startProcess, stop } from './support/process.js';
import { remove } from './support/service.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-start-'));
let count = 0;
const folder = () => join(root, String(count++));
afterAll(() => remove(root));

const MAKE_VIEWS_AGAIN =
  'To have the views made again from the log, move it and what begins with the same name out of the data folder';
const failingDisk = (file: string) => symlinkSync(UNREADABLE, file);
const overwritten = (file: string) => writeFileSync(file, 'x'.repeat(999));

const oneLine = (output: string) => expect(output.trim().split('\n')).toHaveLength(1);

describe('a start that fails is reported in one line', () => {
  it('if the port is in use', async () => {
    const first = await startProcess({ dataDir: folder() });
    const { port } = new URL(first.url);
    const second = await startInVain({ dataDir: folder(), env: { PORT: port } });
    expect([second.code, second.output]).toEqual([
      2,
      `rapporteur: port ${port} on 127.0.0.1 is in use. Stop the process that uses it, or choose another port with PORT (0 picks a free one).\n`,
    ]);
    await stop(first);
  });
  it('if the folder is a file, or cannot be written', async () => {
    const file = folder();
    writeFileSync(file, '');
    const link = folder();
    symlinkSync(join(file, 'nothing'), link);
    const taken = folder();
    mkdirSync(taken);
    writeFileSync(join(taken, 'ledger'), '');
    const tried = await Promise.all(
      [file, join(file, 'data'), link, '/proc/none', taken].map((dataDir) => startInVain({ dataDir })),
    );
    const unusable = (place: string, why: string) => ({
      code: 2,
      output: `rapporteur: the data folder cannot be used: ${place}: ${why}. Fix it, or choose another folder with DATA_DIR.\n`,
    });
    expect(tried).toMatchObject([
      unusable(file, 'it is not a folder'),
      unusable(file, 'it is not a folder'),
      unusable(link, `it is a link to ${join(file, 'nothing')}, which does not exist`),
      unusable('/proc/none', 'no folder can be created in /proc'),
      unusable(join(taken, 'ledger'), 'it is not a folder'),
    ]);
    expect(readdirSync(taken)).toEqual(['ledger']);

    const readOnly = folder();
    mkdirSync(readOnly);
    chmodSync(readOnly, 0o555);
    // Root can write everywhere except on a read-only file system.
    const before =
      process.getuid?.() === 0
        ? ['unshare', '-m', 'sh', '-c', `mount -t tmpfs -o ro none ${readOnly} && exec "$@"`, 'sh']
        : [];
    const onReadOnly = await startInVain({ dataDir: readOnly, before });
    expect(onReadOnly.code).toBe(2);
    oneLine(onReadOnly.output);
    expect(onReadOnly.output).toMatch(
      /the data folder cannot be used: .*: (?:it is on a read-only disk|permission denied)/,
    );
  });
  it.each([
    ['is empty', ''],
    ['is all zeros', '\0'.repeat(44)],
  ])('if the secret in the folder %s, and the start succeeds once it is deleted', async (_, text) => {
    const dataDir = folder();
    const secret = join(dataDir, 'secret');
    mkdirSync(dataDir, { mode: 0o700 });
    writeFileSync(secret, text, { mode: 0o600 });
    const { code, output } = await startInVain({ dataDir, env: EMBEDDED });
    expect(code).toBe(2);
    oneLine(output);
    expect(output).toMatch(
      /secret does not contain a secret of 32 characters or more: it was damaged\. .* delete the file/,
    );
    expect(readFileSync(secret, 'utf8')).toBe(text);
    rmSync(secret);
    expect((await stop(await startProcess({ dataDir, env: EMBEDDED }))).code).toBe(0);
    expect(readFileSync(secret, 'utf8')).toMatch(/^[\w-]{43}\n$/);
  });
  it.each<[name: string, what: string, put: (file: string) => unknown, why: string]>([
    ['views.db', 'is a folder', mkdirSync, `it is a folder. ${MAKE_VIEWS_AGAIN}`],
    [
      'views.db',
      'cannot be read by the disk',
      failingDisk,
      `the disk fails (SQLITE_IOERR_CORRUPTFS). ${MAKE_VIEWS_AGAIN}`,
    ],
    ['views.db-wal', 'is a folder', mkdirSync, `it is a folder. ${MAKE_VIEWS_AGAIN}`],
    ['views.db-journal', 'is a folder', mkdirSync, `it is a folder. ${MAKE_VIEWS_AGAIN}`],
    ['lock.db', 'is a folder', mkdirSync, 'it is a folder. Move it away'],
    ['lock.db', 'was overwritten', overwritten, 'it was overwritten. It holds nothing: delete it'],
    ['events.db-wal', 'is a folder', mkdirSync, 'it is a folder. Move it away'],
    ['import.unfinished', 'is a folder', mkdirSync, 'it is a folder (EISDIR)'],
  ])('if %s %s, and the start succeeds once it is moved away', async (name, _, put, why) => {
    const dataDir = folder();
    expect((await stop(await startProcess({ dataDir, env: EMBEDDED }))).code).toBe(0);
    const file = join(dataDir, name);
    rmSync(file, { force: true });
    put(file);
    const { code, output } = await startInVain({ dataDir, env: EMBEDDED });
    expect([code, output.trim().split('\n').at(-1)]).toEqual([
      2,
      `rapporteur: the data folder cannot be used: ${file}: ${why}. Fix it, or choose another folder with DATA_DIR.`,
    ]);
    renameSync(file, folder());
    expect((await stop(await startProcess({ dataDir, env: EMBEDDED }))).code).toBe(0);
  });
  it('if settings are wrong, all of them at once', async () => {
    const { code, output } = await startInVain({
      dataDir: folder(),
      env: { PORT: 'many', HOST: '0.0.0.0', LOG_LEVEL: 'loud' },
    });
    expect(code).toBe(2);
    for (const name of ['PORT', 'HOST', 'LOG_LEVEL']) expect(output).toContain(name);
  });
});
