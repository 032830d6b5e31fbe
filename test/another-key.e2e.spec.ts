import { toBase64 } from '#ledger/primitives.js';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '#domain/role.js';
import { openCheckpoint } from '#ledger/checkpoint.js';
import { noteVerifier } from '#ledger/signed-note.js';
import { checkpointIn } from '#ledger/storage/checkpoint-store.js';
import { auditorAt, type Inclusion } from './support/auditor.js';
import { rapporteur } from './support/cli.js';
import { changingKey } from './support/engine.js';
import { Issuer } from './support/issuer.js';
import { startInVain } from './support/process.js';
import { remove, type Running, start } from './support/service.js';

let issuer: Issuer;
beforeAll(async () => {
  issuer = await Issuer.start();
});
afterAll(() => issuer.stop());
const tokenOf = (role: Role) => issuer.token({ subject: role, name: role, roles: [role], clearance: 'tres-secret' });

const sizeOf = (note: string) => checkpointIn(note).size;
const changeKeyOf = (dataDir: string, reason: string) =>
  changingKey(dataDir, (env) => rapporteur(['change-key', '--data-dir', dataDir, '--reason', reason], env));

describe('a log that continues with another key', () => {
  it('shows this to every auditor, and to nobody else', async () => {
    const first = await start(undefined, issuer.settings);
    await first
      .as(await tokenOf('recorder'))
      .post('/v1/negotiations', { title: 'Talks' })
      .expect(201);
    await first.close();
    const { dataDir } = first;
    const reason = 'The key was in a backup that was stolen.';
    expect(await changeKeyOf(dataDir, reason)).toMatchObject({ code: 0 });
    for (let starts = 0; starts < 2; starts++) {
      const again = await start(dataDir, issuer.settings);
      try {
        const eve = again.as(await tokenOf('auditor'));
        const { items } = (await eve.get('/v1/audit/trail').expect(200)).body as { items: object[] };
        expect(items).toMatchObject([{ event: { type: 'OriginStarted', data: { reason } } }]);
        const { text } = await eve.get('/v1/audit/export').buffer().expect(200);
        expect(JSON.parse(text.trim().split('\n').at(-1)!)).toMatchObject({ end: { events: 1, withheld: 2 } });
        expect((await eve.get('/v1/audit/proofs/inclusion?index=2').expect(200)).body).toHaveProperty('event');
        const { body } = await again
          .as(await tokenOf('reader'))
          .get('/v1/negotiations')
          .expect(200);
        expect(body).toMatchObject({ items: [], names: {} });
      } finally {
        await again.close();
      }
    }
    remove(dataDir);
  });
});

describe('a log whose key may have leaked', () => {
  let service: Running;
  beforeAll(async () => {
    service = await start(undefined, { LEDGER_ORIGIN: 'record.example.org/talks' });
    await service.post('/v1/negotiations', { title: 'Talks' }).expect(201);
  });
  afterAll(async () => {
    await service.close();
    remove(service.dataDir);
  });
  const { get, described, checkpoint } = auditorAt(() => service);
  const changeKey = () => changeKeyOf(service.dataDir, 'A backup was stolen.');
  const negotiationId = async () =>
    ((await service.get('/v1/negotiations')).body as { items: { id: string }[] }).items[0]!.id;
  const originsStarted = async () =>
    ((await service.get('/v1/audit/trail?type=OriginStarted')).body as { items: { event: Inclusion['event'] }[] })
      .items;

  it('continues with another key, after the old key has signed everything', async () => {
    const { origin, verifierKey } = await described();
    const first = await checkpoint();
    const file = join(service.dataDir, 'ledger', 'checkpoint');
    const signed = readFileSync(file);
    await service.post(`/v1/negotiations/${await negotiationId()}/issues`, { title: 'Nobody signed this' }).expect(201);
    await service.close();
    // With the checkpoint that is recorded at the stop.
    const size = sizeOf(readFileSync(file, 'utf8'));
    writeFileSync(file, signed); // like a service that was killed
    expect(await changeKey()).toMatchObject({
      code: 0,
      out: `The key is changed. The log continues as ${origin}.2 with ${size + 1} events.\nStart the service, and give its new verifier key to auditors and witnesses.\n`,
    });

    service = await start(service.dataDir);
    const now = await described();
    expect(now).toMatchObject({ origin: `${origin}.2`, size: size + 1 });
    const started = (await originsStarted()).at(-1);
    const { previous, ...data } = started!.event.data as { previous: string };
    expect(data).toEqual({
      origin: `${origin}.2`,
      reason: 'A backup was stolen.',
      verifierKey: now.verifierKey,
      previousVerifierKey: verifierKey,
    });
    const last = openCheckpoint(previous, [noteVerifier(verifierKey)]);
    expect(last).toMatchObject({ origin, size });
    const { roots } = await get<{ roots: { from: string } }>(`proofs/consistency?from=${size}`);
    expect(roots.from).toBe(toBase64(last.root));
    const next = await checkpoint();
    const audit = join(service.dataDir, 'audit.ndjson');
    const kept = join(service.dataDir, 'first-checkpoint');
    writeFileSync(kept, first);
    await rapporteur(['export', '--audit', '--url', service.url, '--out', audit]);
    // The log names the key of the old origin, so a checkpoint that an auditor kept still verifies.
    const verified = await rapporteur(['verify', audit, '--key', now.verifierKey, '--since', kept]);
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(() => openCheckpoint(next, [noteVerifier(verifierKey)])).toThrow(/keys/);
    expect(openCheckpoint(next, [noteVerifier(now.verifierKey)])).toMatchObject({ size: size + 1 });
  });
  it('changes its key once if the change was interrupted and is repeated', async () => {
    const { origin, verifierKey, size } = await described();
    const before = await originsStarted();
    await service.close();
    const { dataDir } = service;
    rmSync(join(dataDir, 'ledger'), { recursive: true });
    renameSync(join(dataDir, `ledger.until-${origin.replaceAll('/', '_')}`), join(dataDir, 'ledger'));
    const { code, output } = await startInVain({ dataDir, env: { LOG_LEVEL: 'silent' } });
    expect([code, output]).toEqual([2, expect.stringContaining('"change-key" was interrupted, run it again')]);
    expect(await changeKey()).toMatchObject({ code: 0, out: expect.stringContaining(`continues as ${origin} `) });
    service = await start(dataDir);
    expect(await described()).toMatchObject({ origin, verifierKey, size });
    expect(await originsStarted()).toEqual(before);
  });
});
