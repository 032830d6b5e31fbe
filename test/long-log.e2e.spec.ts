import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, lstatSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { logConfig } from '#config/log-config.js';
import type { IssueId, PartyId } from '#domain/ids.js';
import { openEventStore } from '#event-store/engines.js';
import { record } from '#read-models/testing/told-log.js';
import { UNREADABLE } from '#storage/testing/unreadable.js';
import { describeOnce } from './support/describe-once.js';
import { EMBEDDED, engineFor } from './support/engine.js';
import { type Process, readyAt, startInVain, startProcess, stop } from './support/process.js';
import { askersOf, newDataDir, NO_TIMER, type ReceiptBody, remove } from './support/service.js';

/** More events than are checked again before the service listens. */
const LONG = 20_500;
const APPEND = 500;
/** No background check reads so slowly as to find anything while a test runs. */
const ENV = { ...NO_TIMER, RECORDER_NAME: 'Ana', LOG_LEVEL: 'info', SCRUB_EVENTS_PER_SECOND: '1' };

const dataDir = newDataDir();
const folders = [dataDir];
const check = (folder: string) => join(folder, 'ledger', 'checked');
let talks: string;

const started = async (folder: string, env: Record<string, string> = {}) => {
  const service: Process = await startProcess({ dataDir: folder, env: { ...ENV, ...env } });
  return { ...askersOf(service.url), url: service.url, output: service.output, stop: () => stop(service) };
};
type Started = Awaited<ReturnType<typeof started>>;
/** The answer to the first question that is not answered as `before` any more. */
const changed = async (
  service: Started,
  path: string,
  isBefore: (answer: Awaited<ReturnType<Started['get']>>) => boolean,
) => {
  for (let tries = 0; tries < 1_200; tries += 1) {
    const answer = await service.get(path);
    if (!isBefore(answer)) return answer;
    await sleep(50);
  }
  throw new Error(`${path} is answered as before after a minute: ${service.output()}`);
};
const whenChecked = (service: Started) =>
  changed(service, '/v1/negotiations', ({ headers }) => headers['log-check'] === 'pending');

beforeAll(async () => {
  const service = await started(dataDir);
  talks = ((await service.post('/v1/negotiations', { title: 'Talks' }).expect(201)).body as ReceiptBody).id;
  await service.stop();

  const store = await openEventStore(logConfig(dataDir, await engineFor(dataDir)), 'owner');
  const recordedAt = new Date().toISOString();
  const [partyId, issueId] = [randomUUID() as PartyId, randomUUID() as IssueId];
  for (let part = 0; part < LONG / APPEND; part += 1) {
    const said = (n: number) => ({
      type: 'PositionMaintained' as const,
      data: { partyId, issueId, scope: 'public' as const },
      metadata: { negotiationId: talks, recordedAt, learnedAt: recordedAt, commandId: `${part} ${n}` },
    });
    await record(
      store,
      'position',
      randomUUID(),
      Array.from({ length: APPEND }, (_, n) => said(n)),
    );
  }
  await store.close();
});
afterAll(() => folders.forEach(remove));

describe('the first start on a long log', () => {
  it('checks all of it before it listens, and keeps that when it stops', async () => {
    expect(existsSync(check(dataDir))).toBe(false);
    const service = await started(dataDir);
    expect((await service.get('/v1/negotiations').expect(200)).headers).not.toHaveProperty('log-check');
    expect(service.output()).not.toContain('checked in the background');
    await changed(service, '/v1/audit/trail?limit=1', ({ status }) => status !== 200);
    await service.stop();
    expect(existsSync(check(dataDir))).toBe(true);
  });
});

describe('a start on a long log that was checked before', () => {
  it('answers pages while the log is checked, records after that, and the record is whole', async () => {
    const service = await started(dataDir);
    expect(service.output()).toContain('checked in the background');
    await service.get(`/v1/negotiations/${talks}`).expect(200);
    // It waits for the check, and is sent again where that takes longer, as a client does.
    let recorded = await service.post(`/v1/negotiations/${talks}/issues`, { title: 'Licences' });
    for (let tries = 0; recorded.status === 503 && tries < 60; tries += 1) {
      expect(recorded.headers).toHaveProperty('retry-after');
      recorded = await service.post(`/v1/negotiations/${talks}/issues`, { title: 'Licences' });
    }
    expect(recorded.status).toBe(201);
    const { headers } = await whenChecked(service);
    expect(headers).not.toHaveProperty('log-check');
    await readyAt(service.url);
    await service.get('/v1/audit/trail?limit=1').expect(200);
    expect((await service.get(`/v1/negotiations/${talks}/issues`)).body).toMatchObject({
      items: [{ title: 'Licences' }],
    });
    const ledger = (await service.get('/v1/audit/ledger').expect(200)).body as { size: number };
    expect(ledger.size).toBeGreaterThan(LONG);
    expect((await service.stop()).code).toBe(0);
  });
});

describeOnce('a long log that was altered, or what is kept of it, while the service was stopped', () => {
  const copied = (name: string) => {
    const folder = `${dataDir}-${name}`;
    cpSync(dataDir, folder, { recursive: true });
    folders.push(folder);
    return folder;
  };
  const inLog = (folder: string, sql: string) => {
    const db = new Database(join(folder, 'events.db'));
    db.exec(sql);
    db.close();
  };

  it.each([
    ['text', `UPDATE events SET data = replace(data, 'public', 'private') WHERE position = 700`],
    ['entry', `UPDATE events SET entry = substr(entry, 2) || substr(entry, 1, 1) WHERE position = 700`],
    [
      'last-of-a-stream',
      `DELETE FROM events WHERE position = (SELECT max(position) FROM events GROUP BY stream ORDER BY 1 LIMIT 1 OFFSET 2)`,
    ],
  ])('is found in the background, nothing is recorded on it, and it does not start again: %s', async (name, sql) => {
    const folder = copied(name);
    inLog(folder, sql);
    const service = await started(folder, EMBEDDED);
    const page = await service.get(`/v1/negotiations/${talks}`).expect(200);
    expect(page.headers['log-check']).toBe('pending');
    const about = `/v1/negotiations/${talks}/issues`;
    const { body } = await service.post(about, { title: 'Licences' }).expect(503);
    expect(body).toMatchObject({ code: expect.stringMatching(/^log-(altered|unavailable)$/) });
    const ready = await changed(service, '/health/ready', ({ status }) => status === 200);
    expect(ready.body).toMatchObject({ log: { trouble: expect.stringContaining('is not what was recorded') } });
    expect((await service.post(about, { title: 'Licences' }).expect(503)).body).toMatchObject({ code: 'log-altered' });
    // It was never checked to its end.
    expect((await service.get(`/v1/negotiations/${talks}`)).headers['log-check']).toBe('pending');
    expect((await service.stop()).output).toContain('Nothing more is recorded: event');
    expect(existsSync(check(folder))).toBe(false);

    const { code, output } = await startInVain({ dataDir: folder, env: { ...ENV, ...EMBEDDED } });
    expect([code, output]).toEqual([2, expect.stringMatching(/event \d+/)]);
  });

  it('makes the tree of the ledger of its entries where what was stored of it is altered, and stores it again', async () => {
    const folder = copied('nodes');
    const nodes = join(folder, 'ledger', 'nodes', '3');
    const right = readFileSync(nodes);
    const altered = Buffer.from(right);
    altered[40]! ^= 1;
    writeFileSync(nodes, altered);
    const service = await started(folder, EMBEDDED);
    expect(service.output()).toContain('checked in the background');
    expect(existsSync(nodes)).toBe(false);
    await whenChecked(service);
    await readyAt(service.url);
    expect((await service.get('/v1/audit/ledger').expect(200)).body).toMatchObject({ size: expect.any(Number) });
    expect((await service.stop()).code).toBe(0);
    expect(readFileSync(nodes).subarray(0, right.length)).toEqual(right);
  });

  /** Starts on what is checked as a whole, and stops once all of it is indexed, so that the check is kept. */
  const checkedAsAWhole = async (folder: string) => {
    const service = await started(folder, EMBEDDED);
    await changed(service, '/v1/audit/trail?limit=1', ({ status }) => status !== 200);
    const { code, output } = await service.stop();
    expect([code, output]).toEqual([0, expect.not.stringContaining('checked in the background')]);
    return output;
  };
  const expectContinued = async (folder: string) => {
    const service = await started(folder, EMBEDDED);
    expect(service.output()).toContain('checked in the background');
    expect((await service.stop()).output).not.toMatch(/damaged|cannot be used/);
  };

  it('is checked as a whole where the disk has changed an entry, which is told and written again, and not once more', async () => {
    const folder = copied('entries');
    const entries = join(folder, 'ledger', 'entries');
    const right = readFileSync(entries);
    const altered = Buffer.from(right);
    altered[700 * 32]! ^= 1;
    writeFileSync(entries, altered);
    expect(await checkedAsAWhole(folder)).toMatch(/"entry":700,.*"msg":"ledger\/entries was damaged/);
    expect(readFileSync(entries).subarray(0, right.length).equals(right)).toBe(true);
    await expectContinued(folder);
  });

  it('is checked as a whole where the disk cannot read the last check, which is told and kept again, and not once more', async () => {
    const folder = copied('unreadable');
    rmSync(check(folder));
    symlinkSync(UNREADABLE, check(folder));
    expect(await checkedAsAWhole(folder)).toContain(`${check(folder)} cannot be used: the disk fails (EIO)`);
    expect(lstatSync(check(folder)).isFile()).toBe(true);
    await expectContinued(folder);
  });

  it('is checked as a whole where the last check is not what the ledger has signed', async () => {
    const folder = copied('forged');
    writeFileSync(
      check(folder),
      readFileSync(check(folder), 'utf8').replace('GrantGiven', 'GrantTaken').replace('ordinal', 'Ordinal'),
    );
    const service = await started(folder, EMBEDDED);
    expect(service.output()).not.toContain('checked in the background');
    expect((await service.get('/v1/negotiations').expect(200)).headers).not.toHaveProperty('log-check');
    await service.stop();
  });
});
