import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { type Access, ACCESS_FOLDER, AccessLog } from './access-log.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-access-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const access = (address: string): Access => ({
  at: '2026-11-25T10:00:00.000Z',
  who: { issuer: 'local', subject: 'ana', name: 'Ana' },
  method: 'GET',
  address,
  request: 'r',
});
const fileOf = (dataDir: string) => join(dataDir, ACCESS_FOLDER, `${new Date().toISOString().slice(0, 7)}.ndjson`);

describe('the access log', () => {
  it('has a line for each read, in order, and continues after a restart', async () => {
    const dataDir = join(root, 'one');
    const log = new AccessLog(dataDir);
    await Promise.all(Array.from({ length: 50 }, (_, i) => log.write(access(`/v1/audit/trail?after=${i}`))));
    await log.close();
    const again = new AccessLog(dataDir);
    await again.write(access('/v1/audit/trail\n{"forged":true}'));
    await again.close();
    const lines = readFileSync(fileOf(dataDir), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as Access).address)).toEqual([
      ...Array.from({ length: 50 }, (_, i) => `/v1/audit/trail?after=${i}`),
      '/v1/audit/trail\n{"forged":true}',
    ]);
  });
  it('refuses a read that it cannot log, and recovers', async () => {
    const dataDir = join(root, 'two');
    writeFileSync(dataDir, 'a file where the folder should be');
    const log = new AccessLog(dataDir);
    await expect(log.write(access('/v1/audit/trail'))).rejects.toMatchObject({
      status: 503,
      code: 'access-not-logged',
    });
    rmSync(dataDir);
    await log.write(access('/v1/audit/trail'));
    await log.close();
    expect(readFileSync(fileOf(dataDir), 'utf8')).toContain('"address":"/v1/audit/trail"');
  });
  it('starts a new line after one that a crash or a full disk has cut off', async () => {
    const dataDir = join(root, 'three');
    mkdirSync(join(dataDir, ACCESS_FOLDER), { recursive: true });
    writeFileSync(fileOf(dataDir), '{"at":"2026-11-2');
    const log = new AccessLog(dataDir);
    await log.write(access('/v1/audit/trail'));
    await log.close();
    const [cut, whole] = readFileSync(fileOf(dataDir), 'utf8').trimEnd().split('\n');
    expect([cut, (JSON.parse(whole!) as Access).address]).toEqual(['{"at":"2026-11-2', '/v1/audit/trail']);
  });
});
