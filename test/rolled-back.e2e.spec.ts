import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditorAt } from './support/auditor.js';
import { rapporteur } from './support/cli.js';
import { EMBEDDED } from './support/engine.js';
import { startInVain, startProcess, stop } from './support/process.js';
import { remove, type Running, start } from './support/service.js';
import { startWitness, type WitnessProcess } from './support/witness.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-rolled-back-'));

describe('a log that was cut back to an old checkpoint', () => {
  let witness: WitnessProcess;
  let service: Running;
  let older: string;
  let cosigned: number;
  let env: Record<string, string>;
  beforeAll(async () => {
    service = await start(undefined, EMBEDDED);
    const { described } = auditorAt(() => service);
    const { verifierKey } = await described();
    witness = await startWitness({ dataDir: join(root, 'witness'), logs: [verifierKey] });
    await service.post('/v1/negotiations', { title: 'Talks' }).expect(201);
    await service.close();
    older = `${service.dataDir}-older`;
    cpSync(service.dataDir, older, { recursive: true });
    env = { ...EMBEDDED, WITNESSES: `${witness.url} ${witness.verifierKey}`, WITNESS_INTERVAL_SECONDS: '1' };
    service = await start(service.dataDir, env);
    for (const title of ['A', 'B', 'C']) await service.post('/v1/negotiations', { title }).expect(201);
    const { get } = auditorAt(() => service);
    const state = () => get<{ size: number; cosigned?: { size: number } }>('ledger');
    while ((await state()).cosigned?.size !== (await state()).size) await sleep(50);
    cosigned = (await state()).size;
    await service.close();
  });
  afterAll(async () => {
    await stop(witness);
    remove(service.dataDir);
    remove(older);
    remove(root);
  });

  it('is refused where a witness has cosigned more', async () => {
    const { code, output } = await startInVain({ dataDir: older, env: { ...env, LOG_LEVEL: 'silent' } });
    expect([code, output]).toEqual([
      2,
      expect.stringContaining(
        `the log has 2 events, and the witness witness.example/w1 has cosigned ${cosigned}: those from 2 to ${cosigned - 1} are lost`,
      ),
    ]);
  });
  it('is served where it is whole', async () => {
    service = await start(service.dataDir, env);
    expect((await service.get('/v1/negotiations')).status).toBe(200);
    await service.close();
  });
  it('is served where the witness does not respond, which is logged', async () => {
    const away = `http://127.0.0.1:9 ${witness.verifierKey}`;
    const copy = `${older}-copy`;
    cpSync(older, copy, { recursive: true });
    const process = await startProcess({ dataDir: copy, env: { ...env, WITNESSES: away, LOG_LEVEL: 'warn' } });
    while (!process.output().includes('the witness did not cosign')) await sleep(50);
    expect(await stop(process)).toMatchObject({ code: 0 });
    remove(copy);
  });
  it('goes on under a new origin where the loss is accepted, and only where it is named', async () => {
    const words = ['accept-loss', '--data-dir', older, '--reason', 'The newest backup.'];
    expect(await rapporteur(words, EMBEDDED)).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing is lost'),
    });
    expect(await rapporteur([...words, '--cosigned', '2'], EMBEDDED)).toMatchObject({ code: 1 });
    expect(await rapporteur([...words, '--cosigned', 'many'], EMBEDDED)).toMatchObject({ code: 2 });
    expect(await rapporteur([...words, '--cosigned', `${cosigned}`], EMBEDDED)).toMatchObject({
      code: 0,
      out: expect.stringContaining(`${cosigned - 2} events are lost. The log continues as`),
    });
    await stop(await startProcess({ dataDir: older, env }));
  });
});
