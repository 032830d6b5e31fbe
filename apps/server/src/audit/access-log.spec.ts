import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ACCESS_FOLDER } from '#ledger/access/access-chain.js';
import { verifyAccess } from '#ledger/access/verify-access.js';
import { type Access, AccessLog } from './access-log.js';

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
    const refusal: unknown = await log.write(access('/v1/audit/trail')).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ status: 503, code: 'access-not-logged' });
    // It goes to the log of the service.
    expect((refusal as Error).cause).toMatchObject({ message: `${dataDir} cannot be used: it is not a folder` });
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
  it('chains its lines over restarts, cut lines and lines of older versions', async () => {
    const dataDir = join(root, 'four');
    const folder = join(dataDir, ACCESS_FOLDER);
    mkdirSync(folder, { recursive: true });
    const older = join(folder, '2020-01.ndjson');
    writeFileSync(older, '{"address":"/of-an-older-version"}\n');
    const write = async (...addresses: string[]) => {
      const log = new AccessLog(dataDir);
      await Promise.all(addresses.map((address) => log.write(access(address))));
      const head = await log.head();
      await log.close();
      return head;
    };
    expect(await write('/a', '/b', '/c')).toMatchObject({ lines: 3 });
    appendFileSync(fileOf(dataDir), '{"at":"2026-11-2');
    const head = await write('/d');
    expect(await verifyAccess(folder)).toEqual({
      holds: true,
      files: 2,
      unchained: 1,
      torn: [{ file: basename(fileOf(dataDir)), line: 4 }],
      head,
    });
    expect(head.lines).toBe(4);
    expect(await new AccessLog(dataDir).head()).toEqual(head);
    // Lines end in the order in which they were written, also after the clock went back.
    renameSync(fileOf(dataDir), join(folder, '2999-12.ndjson'));
    await write('/e');
    expect(await verifyAccess(folder)).toMatchObject({ holds: true, files: 2, head: { lines: 5 } });
  });
  it('chains on after a write that failed', async () => {
    const dataDir = join(root, 'five');
    const log = new AccessLog(dataDir);
    await log.write(access('/a'));
    await log.close();
    const folder = join(dataDir, ACCESS_FOLDER);
    renameSync(folder, `${folder}-away`);
    writeFileSync(folder, 'a file where the folder should be');
    await expect(log.write(access('/lost'))).rejects.toMatchObject({ code: 'access-not-logged' });
    rmSync(folder);
    renameSync(`${folder}-away`, folder);
    await log.write(access('/b'));
    expect(await verifyAccess(folder)).toMatchObject({ holds: true, head: await log.head() });
    expect((await log.head()).lines).toBe(2);
    await log.close();
  });
});
