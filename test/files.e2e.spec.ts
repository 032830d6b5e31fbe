import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { letInByName } from './support/as.js';
import { MAIN, newFolder, run } from './support/cli.js';
import { isEmbedded } from './support/engine.js';
import { startInProcess } from './support/in-process.js';
import { readyAt, startProcess, stop } from './support/process.js';
import { remove } from './support/service.js';

const root = newFolder();
const at = (...names: string[]) => join(root, ...names);
afterAll(() => remove(root));

/** What others can do with a folder and everything in it, by path; nothing should be here. */
const openToOthers = (path: string): readonly string[] => {
  const stat = lstatSync(path);
  const below = stat.isDirectory() ? readdirSync(path).flatMap((name) => openToOthers(join(path, name))) : [];
  return (stat.mode & 0o077) === 0 ? below : [`${path} ${(stat.mode & 0o777).toString(8)}`, ...below];
};
const everything = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true }).map(({ parentPath, name }) => join(parentPath, name));

const ANY_MASK = ['sh', '-c', 'umask 000 && exec "$@"', 'sh'] as const;
const rapporteur = (...words: string[]) => run([...ANY_MASK, process.execPath, MAIN, ...words]);
const open = async (url: string, title: string) => {
  const body = JSON.stringify({ title });
  const response = await fetch(`${url}/v1/negotiations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect(response.status).toBe(201);
};

describe('the files of a service', () => {
  it('are for its user only, whatever the umask, and so are those that the command line writes', async () => {
    const dataDir = at('parent', 'data');
    const service = await startProcess({ dataDir, before: ANY_MASK });
    await open(service.url, 'Talks');
    await readyAt(service.url);
    expect((await fetch(`${service.url}/v1/audit/trail`)).status).toBe(200);
    expect((await fetch(`${service.url}/v1/audit/checkpoint`)).status).toBe(200);
    expect(openToOthers(at('parent'))).toEqual([]);
    const names = readdirSync(dataDir);
    expect(names).toEqual(expect.arrayContaining(['access', 'ledger', 'views.db', 'lock.db']));
    if (isEmbedded) {
      expect(names).toEqual(expect.arrayContaining(['events.db', 'events.db-wal', 'events.db-shm']));
      expect((await rapporteur('backup', '--data-dir', dataDir, '--to', at('backup.db'))).code).toBe(0);
    }
    expect((await rapporteur('export', '--audit', '--out', at('audit.ndjson'), '--url', service.url)).code).toBe(0);
    expect((await stop(service)).code).toBe(0);
    if (isEmbedded) {
      expect((await rapporteur('export', '--data-dir', dataDir, '--to', at('record.ndjson'))).code).toBe(0);
      // A copy with other permissions, such as one from another disk.
      chmodSync(at('backup.db'), 0o644);
      expect((await rapporteur('restore', '--from', at('backup.db'), '--data-dir', at('restored'))).code).toBe(0);
      chmodSync(at('backup.db'), 0o600);
      expect((await rapporteur('rebuild', '--data-dir', at('restored'))).code).toBe(0);
      const keys = ['--ledger', join(dataDir, 'ledger'), '--id-key', join(dataDir, 'id.key')];
      const imported = [...keys, '--data-dir', at('imported')];
      expect((await rapporteur('import', at('record.ndjson'), ...imported)).code).toBe(0);
    }
    expect(openToOthers(root)).toEqual([]);
  });

  it('are made so at a start, which says how many were not', async () => {
    const dataDir = at('loose');
    const first = await startProcess({ dataDir });
    await open(first.url, 'Talks');
    await fetch(`${first.url}/v1/audit/trail`);
    await stop(first);
    const ours = everything(dataDir);
    writeFileSync(join(dataDir, 'notes.txt'), 'of somebody else');
    mkdirSync(join(dataDir, 'others'));
    for (const path of [dataDir, ...everything(dataDir)])
      chmodSync(path, lstatSync(path).isDirectory() ? 0o755 : 0o644);
    const again = await startProcess({ dataDir });
    const loose = [join(dataDir, 'notes.txt'), join(dataDir, 'others')];
    expect(openToOthers(dataDir).map((line) => line.split(' ')[0])).toEqual(loose.toSorted());
    await stop(again);
    const lines = again
      .output()
      .split('\n')
      .filter((line) => line.includes('Other users could read'));
    expect(lines).toHaveLength(1);
    const { level, count } = JSON.parse(lines[0]!) as { level: number; count: number };
    expect(level).toBe(40);
    // The start itself makes two more files, the WAL of the log and its index, with the permissions of the log.
    expect(count).toBeGreaterThanOrEqual(ours.length + 1);
    const third = await startProcess({ dataDir });
    await stop(third);
    expect(third.output()).toBe('');
  });

  it('are for its user only also in a process with another umask', async () => {
    letInByName();
    const before = process.umask(0);
    try {
      const dataDir = at('in-process');
      const service = await startInProcess(dataDir);
      await service.post('/v1/negotiations', { title: 'Talks' }).set('x-caller', 'chief').expect(201);
      await service.get('/v1/audit/trail').set('x-caller', 'chief').expect(200);
      expect(openToOthers(dataDir)).toEqual([]);
      await service.close();
      expect(openToOthers(dataDir)).toEqual([]);
    } finally {
      process.umask(before);
    }
  });
});

describe('the image', () => {
  it('has a data folder for its user only', () => {
    expect(readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8')).toContain('mkdir -m 700 /record');
  });
});
