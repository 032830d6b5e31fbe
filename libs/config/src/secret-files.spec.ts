import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ED25519 } from '#ledger/note-key.js';
import { generateSignerKey } from '#ledger/signer-key.js';
import { ConfigError } from './config-error.js';
import { readConfig, SETTINGS } from './config.js';
import { logConfig } from './log-config.js';
import { fileVariableOf, secretsIn, withSecretFiles } from './secret-files.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-secrets-'));
afterAll(() => rmSync(root, { recursive: true }));
const file = (name: string, text: string) => {
  const path = join(root, name);
  writeFileSync(path, text);
  return path;
};
const KEY = generateSignerKey('record.example.org/talks', ED25519);
const SECRET = 'not-so-secret-'.repeat(3);
const URL = 'esdb://bob:hidden@db.example.org:2113';

describe('a secret setting', () => {
  it('can be in a file, with a line end after it', () => {
    const env = {
      SHARED_SECRET_FILE: file('secret', `${SECRET}\n`),
      LEDGER_KEY_FILE: file('key', ` ${KEY}\r\n`),
      ID_KEY_FILE: file('ids', `${'1'.repeat(32)}\n${'2'.repeat(32)}\n`),
      EVENTSTOREDB_URL_FILE: file('url', URL),
    };
    expect(readConfig(env)).toMatchObject({ sharedSecret: SECRET, ledgerKey: KEY, engine: { options: URL } });
    expect(readConfig(env).idKeys?.keys).toHaveLength(2);
    expect(logConfig('/data', env).engine.options).toBe(URL);
  });
  it.each(secretsIn(SETTINGS).map((setting) => [setting.name, fileVariableOf(setting)]))(
    'is %s, or %s, and the file is read for each',
    (name, variable) => {
      const problems: string[] = [];
      const env = { [variable]: file(name, 'text') };
      const read = withSecretFiles(env, SETTINGS, (holds, problem) => void (holds || problems.push(problem)));
      expect([read[name], problems]).toEqual(['text', []]);
    },
  );
  it('is refused if it is set twice, and is not printed', () => {
    const read = () => readConfig({ SHARED_SECRET: SECRET, SHARED_SECRET_FILE: file('twice', SECRET) });
    expect(read).toThrow(new ConfigError(['SHARED_SECRET and SHARED_SECRET_FILE are both set. Set one of them.']));
  });
  it('is refused if its file is missing, is a folder or is empty', () => {
    const missing = join(root, 'missing');
    const empty = file('empty', ' \n');
    const read = () => readConfig({ SHARED_SECRET_FILE: missing, LEDGER_KEY_FILE: root, EVENTSTOREDB_URL_FILE: empty });
    expect(read).toThrow(
      new ConfigError([
        `EVENTSTOREDB_URL_FILE names ${empty}, which is empty. Put the secret there, or unset EVENTSTOREDB_URL_FILE.`,
        `SHARED_SECRET_FILE names ${missing}, which cannot be read: there is no such file or folder (ENOENT). Let this user read it, or name another file.`,
        `LEDGER_KEY_FILE names ${root}, which cannot be read: it is a folder (EISDIR). Let this user read it, or name another file.`,
      ]),
    );
    expect(() => logConfig('/data', { EVENTSTOREDB_URL_FILE: empty })).toThrow('EVENTSTOREDB_URL_FILE names ');
  });
  it('is checked like any other if it is in a file, and is not printed', () => {
    const read = () => readConfig({ SHARED_SECRET_FILE: file('short', 'too-short-a-text') });
    expect(read).toThrow('SHARED_SECRET is too short');
    expect(read).not.toThrow('too-short-a-text');
  });
  it('is not in a file if the variable is empty', () => {
    expect(readConfig({ SHARED_SECRET: SECRET, SHARED_SECRET_FILE: ' ' }).sharedSecret).toBe(SECRET);
  });
  it('leaves a setting that is no secret alone', () => {
    expect(readConfig({ PORT_FILE: file('port', '1') }).port).toBe(3000);
  });
});
