import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkpointIn } from '#ledger/storage/checkpoint-store.js';
import { type Process, readyAt, startProcess, stop } from './support/process.js';
import { newDataDir, remove } from './support/service.js';

const dataDir = newDataDir();
const folder = join(dataDir, 'ledger');
const env = { SIGNING_INTERVAL_SECONDS: '1', SIGNING_BOUND_SECONDS: '1', LOG_LEVEL: 'info' };
let service: Process;
beforeAll(async () => {
  service = await startProcess({ dataDir, env });
  await readyAt(service.url);
});
afterAll(async () => {
  await stop(service);
  remove(dataDir);
});

const record = (title: string) =>
  fetch(`${service.url}/v1/negotiations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title }),
  });
const recorded = async (title: string) => {
  const answer = await record(title);
  await answer.text();
  return answer.status === 201;
};
const isReady = async () => (await fetch(`${service.url}/health/ready`)).ok;
const described = async () =>
  (await (await fetch(`${service.url}/health/ready`)).json()) as { status: string; ledger: { trouble?: string } };
const figure = async (name: string) => {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  return Number(new RegExp(`^rapporteur_${name} (\\S+)$`, 'm').exec(text)?.[1]);
};
/** Resolves once it holds; the limit of the test ends what never does. */
const until = async (holds: () => Promise<boolean> | boolean) => {
  while (!(await holds())) await sleep(50);
};
const linesWith = (words: string) =>
  service
    .output()
    .split('\n')
    .filter((line) => line.includes(words)).length;

/** A removal file by file would meet the service, which writes the folder again meanwhile. */
const removeAtOnce = (path: string) => renameSync(path, `${path}-${randomUUID()}`);

describe('a ledger whose folder is removed while the service runs', () => {
  it('is written again, whole, and the service starts on it', async () => {
    for (const title of ['One', 'Two']) expect(await recorded(title)).toBe(true);
    await until(async () => (await figure('ledger_unsigned_facts')) === 0);
    removeAtOnce(folder);
    await until(() => existsSync(join(folder, 'checkpoint')));
    expect(await recorded('Three')).toBe(true);
    await until(async () => (await figure('ledger_unsigned_facts')) === 0);
    await stop(service, 'SIGKILL');
    const { size } = checkpointIn(readFileSync(join(folder, 'checkpoint'), 'utf8'));
    // More than that where it was killed before it wrote the next checkpoint.
    expect(readFileSync(join(folder, 'entries')).length).toBeGreaterThanOrEqual(size * 32);
    service = await startProcess({ dataDir, env });
    await readyAt(service.url);
  });
});

describe('a ledger that cannot be signed', () => {
  it('makes the service not ready, then ends recording, and is counted', async () => {
    removeAtOnce(folder);
    writeFileSync(folder, '');
    await until(async () => !(await isReady()));
    expect(await described()).toMatchObject({
      status: 'not-ready',
      ledger: { trouble: expect.stringContaining('The checkpoint cannot be stored') },
    });
    let last: Response | undefined;
    await until(async () => {
      last = await record('While it is not signed');
      if (last.status === 201) await last.text();
      return last.status !== 201;
    });
    expect(last!.status).toBe(503);
    expect(last!.headers.get('retry-after')).toBe('5');
    expect(await last!.json()).toMatchObject({
      code: 'ledger-not-signed',
      detail: expect.stringContaining('Nothing was recorded'),
    });
    const [events, signed] = [await figure('record_events'), await figure('ledger_signed_entries')];
    expect(await figure('ledger_unsigned_facts')).toBe(events - signed);
    expect(events).toBeGreaterThan(signed);
    expect(await figure('ledger_oldest_unsigned_seconds')).toBeGreaterThan(0);
  });
  it('is still there to be read', async () => {
    expect((await fetch(`${service.url}/v1/negotiations`)).status).toBe(200);
  });
  it('is signed again as soon as that is possible, and both are logged once', async () => {
    const { ledger } = await described();
    expect(ledger.trouble).toBeDefined();
    await sleep(2_500); // some more rounds, which say nothing new
    expect(linesWith('The ledger could not be signed')).toBe(1);
    rmSync(folder);
    await until(isReady);
    expect(await recorded('It goes on')).toBe(true);
    // It counts from when it was acknowledged, and is one of the facts once it was read.
    await until(async () => (await figure('ledger_oldest_unsigned_seconds')) === 0);
    expect(await figure('ledger_unsigned_facts')).toBe(0);
    expect([linesWith('The ledger could not be signed'), linesWith('The ledger is signed again')]).toEqual([1, 1]);
  });
});
