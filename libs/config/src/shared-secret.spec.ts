import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UNREADABLE } from '#storage/testing/unreadable.js';
import { unusable } from '#storage/unusable.js';
import { readConfig } from './config.js';
import { sharedSecret, SharedSecretRefused } from './shared-secret.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-shared-secret-'));
afterAll(() => rmSync(root, { recursive: true }));

const LEAST = 's'.repeat(32);
const SHORT = LEAST.slice(1);

let dataDir: string;
let file: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(root, 'data-'));
  file = join(dataDir, 'secret');
});
const opened = () => sharedSecret(undefined, dataDir);

describe('the shared secret', () => {
  it('is generated at the first start, for the owner alone, and is the same afterwards', () => {
    const secret = opened();
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect([opened(), readFileSync(file, 'utf8')]).toEqual([secret, `${secret}\n`]);
  });
  it('is that of the setting, and the data folder then gets none', () => {
    expect(sharedSecret(LEAST, dataDir)).toBe(LEAST);
    expect(readdirSync(dataDir)).toEqual([]);
  });
  it.each([LEAST, ` ${LEAST}\r\n`, 'é '.repeat(16) + 'é'])(
    'is what the file has, without white space around it: %j',
    (text) => {
      writeFileSync(file, text);
      expect(opened()).toBe(text.trim());
    },
  );
  it.each([
    ['is empty', ''],
    ['has white space alone', ' \n'.repeat(40)],
    ['has 31 characters', `${SHORT}\n`],
    ['is all zeros', '\0'.repeat(44)],
    ['has lost its end to zeros', `${SHORT}${'\0'.repeat(13)}`],
  ])('is refused where the file %s, without a word of it, and the file stays', (_, text) => {
    writeFileSync(file, text);
    expect(opened).toThrow(SharedSecretRefused);
    expect(opened).toThrow(
      `${file} does not contain a secret of 32 characters or more: it was damaged. Put the right one back`,
    );
    expect(opened).not.toThrow(SHORT);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
  it('is refused by the name of the file where it cannot be read', () => {
    symlinkSync(UNREADABLE, file);
    let error: unknown;
    try {
      opened();
    } catch (thrown) {
      error = thrown;
    }
    expect(unusable(error)).toMatchObject({ place: file, why: 'the disk fails (EIO)' });
  });
  it('goes by the same rule in the setting', () => {
    for (const text of [LEAST, `${LEAST}\0`]) expect(readConfig({ SHARED_SECRET: text }).sharedSecret).toBe(text);
    for (const text of [SHORT, '\0'.repeat(44)])
      expect(() => readConfig({ SHARED_SECRET: text })).toThrow('SHARED_SECRET is too short');
  });
});
