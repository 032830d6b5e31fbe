import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ConfigError } from '#config/config-error.js';
import { readConfig } from './config.js';
import { Operator } from './testing/history.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-witness-config-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const [one, two] = [new Operator('example.com/one').verifierKey, new Operator('example.com/two').verifierKey];
const problemsOf = (env: Record<string, string>) => {
  try {
    readConfig(env);
  } catch (error) {
    return (error as ConfigError).problems;
  }
  return [];
};

describe('the settings of a witness', () => {
  it('are the logs that it cosigns, and little else', () => {
    expect(readConfig({ WITNESS_LOGS: one })).toMatchObject({
      port: 3100,
      host: '127.0.0.1',
      name: undefined,
      logs: [one],
      logLevel: 'info',
    });
  });
  it('are all taken from the environment', () => {
    const env = {
      WITNESS_LOGS: one,
      WITNESS_NAME: 'witness.example.org/w1',
      WITNESS_DATA_DIR: '/srv/witness',
      WITNESS_PORT: '0',
      WITNESS_HOST: '0.0.0.0',
      LOG_LEVEL: 'warn',
    };
    expect(readConfig(env)).toEqual({
      logs: [one],
      name: 'witness.example.org/w1',
      dataDir: '/srv/witness',
      port: 0,
      host: '0.0.0.0',
      logLevel: 'warn',
    });
  });
  it('name several logs, in a line or in a file', () => {
    const file = join(root, 'logs.txt');
    writeFileSync(file, `# our two logs\n${one}\n\n  ${two}\r\n`);
    for (const WITNESS_LOGS of [`${one} ${two}`, `${one},${two}`, `${one},\n${two}`, file])
      expect(readConfig({ WITNESS_LOGS }).logs).toEqual([one, two]);
  });
  it('need no log where only the key is asked for', () => {
    expect(readConfig({}, 'for-its-key').logs).toEqual([]);
  });
  it('are all told that are wrong, a line each', () => {
    const problems = problemsOf({
      WITNESS_NAME: 'my witness',
      WITNESS_PORT: '70000',
      WITNESS_HOST: 'http://me',
      LOG_LEVEL: 'loud',
    });
    expect(problems).toHaveLength(5);
    for (const [at, name] of ['LOGS', 'NAME', 'PORT', 'HOST'].entries())
      expect(problems[at]).toMatch(`WITNESS_${name} is`);
    expect(problems[4]).toMatch('LOG_LEVEL is "loud"');
    for (const problem of problems) expect(problem).toMatch(/^[^\n]*\.$/);
  });
  it('tell which key is wrong, or that there is no such file', () => {
    const bent = one.replace(/\+[0-9a-f]{8}\+/, '+00000000+');
    expect(problemsOf({ WITNESS_LOGS: `${bent} ${two}` })).toEqual([
      `WITNESS_LOGS has "${bent}". This is not a valid verifier key: its id does not match its name and key.`,
    ]);
    expect(problemsOf({ WITNESS_LOGS: './no-such-file' })).toEqual([
      'WITNESS_LOGS is "./no-such-file". It is neither a verifier key (name+id+base64) nor an existing file.',
    ]);
    const empty = join(root, 'empty.txt');
    writeFileSync(empty, '# none yet\n');
    expect(problemsOf({ WITNESS_LOGS: empty })).toEqual([
      `WITNESS_LOGS names ${empty}, which contains no verifier key.`,
    ]);
    expect(problemsOf({ WITNESS_LOGS: root })[0]).toMatch('WITNESS_LOGS is');
  });
});
