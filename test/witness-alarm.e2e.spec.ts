import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ED25519 } from '#ledger/note-key.js';
import { generateSignerKey } from '#ledger/signer-key.js';
import type { Alarm } from '../apps/server/src/witnesses/witnesses.js';
import { History, Operator } from '../apps/witness/src/testing/history.js';
import { reservePort } from './support/ports.js';
import { stop } from './support/process.js';
import { remove, type Running, start } from './support/service.js';
import { addCheckpoint, startWitness } from './support/witness.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-alarm-'));
afterAll(() => remove(root));

const LEDGER_ORIGIN = 'record.example.org/alarm';
const LEDGER_KEY = generateSignerKey(LEDGER_ORIGIN, ED25519);
const operator = new Operator(LEDGER_ORIGIN, LEDGER_KEY);

type Readiness = Readonly<{
  status: string;
  ledger: Readonly<{ witnesses: readonly Readonly<{ failure?: { reason: string } }>[]; alarms: readonly Alarm[] }>;
}>;
const serviceWith = (dataDir: string, url: string, verifierKey: string) =>
  start(dataDir, { LEDGER_KEY, WITNESSES: `${url} ${verifierKey}`, WITNESS_INTERVAL_SECONDS: '1' });
const readiness = async ({ url }: Running) => {
  const response = await fetch(`${url}/health/ready`);
  return { code: response.status, ...((await response.json()) as Readiness) };
};
/** The readiness once the last round of the witness ended with this failure. */
const onceFailing = async (service: Running, reason: string) => {
  for (; ; await sleep(50)) {
    const ready = await readiness(service);
    if (ready.ledger.witnesses[0]?.failure?.reason === reason) return ready;
  }
};
const alarmsOf = async ({ get }: Running) =>
  Number(/^rapporteur_witness_alarms (\d+)$/m.exec((await get('/metrics').expect(200)).text)?.[1]);

describe('the readiness of a service', () => {
  it('ends with the alarm of a witness, and comes back with a restart only', async () => {
    const witness = await startWitness({ dataDir: join(root, 'witness'), logs: [operator.verifierKey] });
    const dataDir = join(root, 'alarmed');
    const service = await serviceWith(dataDir, witness.url, witness.verifierKey);
    expect([(await readiness(service)).code, await alarmsOf(service)]).toEqual([200, 0]);
    const forged = History.of(operator, ...Array.from({ length: 20 }, (_, n) => `another ${n}`));
    expect((await addCheckpoint(witness.url, forged.request(0))).status).toBe(200);
    await service.post('/v1/negotiations', { title: 'Talks' }).expect(201);
    const alarm = { witness: 'witness.example/w1', reason: 'witness-ahead', at: expect.any(String) };
    const alarms = [
      { ...alarm, detail: expect.stringMatching(/^it has seen 20 entries of this log, but we have \d$/) },
    ];
    expect(await onceFailing(service, 'witness-ahead')).toMatchObject({
      code: 503,
      status: 'not-ready',
      ledger: { alarms },
    });
    expect(await alarmsOf(service)).toBe(1);

    await stop(witness);
    expect(await onceFailing(service, 'unreachable')).toMatchObject({ code: 503, ledger: { alarms } });
    await service.close();
    const again = await serviceWith(dataDir, witness.url, witness.verifierKey);
    expect(await onceFailing(again, 'unreachable')).toMatchObject({ code: 200, ledger: { alarms: [] } });
    await again.close();
  });
  it('does not depend on whether a witness responds', async () => {
    const { port, release } = await reservePort();
    const witness = await startWitness({ dataDir: join(root, 'other'), logs: [operator.verifierKey] });
    await stop(witness);
    const service = await serviceWith(join(root, 'unheard'), `http://127.0.0.1:${port}`, witness.verifierKey);
    await service.post('/v1/negotiations', { title: 'Talks' }).expect(201);
    expect(await onceFailing(service, 'unreachable')).toMatchObject({ code: 200, status: 'ok' });
    expect(await alarmsOf(service)).toBe(0);
    await service.close();
    release();
  });
});
