import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from '@jest/globals';

const folder = mkdtempSync(join(tmpdir(), 'rapporteur-temporary-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SORT_MUCH = fileURLToPath(new URL('testing/sort-much.js', import.meta.url));
const filesOpenIn = (env: Record<string, string>): readonly string[] =>
  (JSON.parse(execFileSync(process.execPath, [SORT_MUCH, folder], { env, encoding: 'utf8' })) as string[]).filter(
    (file) => file.startsWith(folder),
  );

it('puts what SQLite sorts into the given folder, where it has no name', () => {
  expect(filesOpenIn({})).toEqual([expect.stringContaining('(deleted)')]);
  expect(readdirSync(folder)).toEqual([]);
});

it('leaves it where the environment says', () => {
  expect(filesOpenIn({ SQLITE_TMPDIR: tmpdir() })).toEqual([]);
});
