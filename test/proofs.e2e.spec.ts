import { toBase64 } from '#ledger/primitives.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalJson } from '#ledger/canonical.js';
import { entryOf } from '#ledger/entry.js';
import { leafHash } from '#ledger/merkle.js';
import { noteVerifier } from '#ledger/signed-note.js';
import { openTlogProof } from '#ledger/tlog-proof.js';
import { verifyConsistency, verifyInclusion } from '#ledger/verify-proof.js';
import { auditorAt, type Consistency, type Inclusion } from './support/auditor.js';
import { documentOf, sendExamples } from './support/examples.js';
import { remove, type Running, start } from './support/service.js';

let service: Running;
beforeAll(async () => {
  service = await start(undefined, { LEDGER_ORIGIN: 'record.example.org/talks' });
  await sendExamples(service, await documentOf(service));
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

const { get, described, checkpoint, opened } = auditorAt(() => service);

const hashes = (proof: readonly string[]) => proof.map((hash) => Buffer.from(hash, 'base64'));

describe('an auditor', () => {
  it('gets a checkpoint of the whole log, signed by the origin', async () => {
    const { size, root, origin } = await opened(await checkpoint());
    expect(origin).toBe('record.example.org/talks');
    expect(await described()).toMatchObject({ origin, size, root: toBase64(root) });
    expect((await service.get('/health/ready')).body).toMatchObject({
      log: { events: size },
      ledger: { size, root: toBase64(root) },
    });
  });
  it('can prove that every event is in the log, from its text and its salt', async () => {
    const { size, root } = await opened(await checkpoint());
    for (let index = 0; index < size; index++) {
      const { proof, entry, salt, event } = await get<Inclusion>(`proofs/inclusion?index=${index}`);
      const texts = { ...event, data: canonicalJson(event.data), metadata: canonicalJson(event.metadata) };
      expect(entryOf(salt, texts)).toBe(entry);
      const leaf = leafHash(Buffer.from(entry, 'hex'));
      expect(verifyInclusion(leaf, index, size, hashes(proof), root)).toEqual({ holds: true });
      const altered = leafHash(Buffer.from(entryOf(salt, { ...texts, revision: event.revision + 1 }), 'hex'));
      expect(verifyInclusion(altered, index, size, hashes(proof), root)).toMatchObject({ holds: false });
    }
  });
  it('can download the proof of an event as a file that other tools verify', async () => {
    const { index, event, entry } = await get<Inclusion>('proofs/inclusion?index=7');
    const file = (await service.get(`/v1/audit/proofs/tlog-proof?eventId=${event.id}`)).text;
    const verifiers = [noteVerifier((await described()).verifierKey)];
    expect(openTlogProof(file, Buffer.from(entry, 'hex'), verifiers)).toMatchObject({ index });
  });
  it('can prove that the current log starts with that of an earlier checkpoint, after later records and a restart', async () => {
    const earlier = await opened(await checkpoint());
    const { items } = (await service.get('/v1/negotiations')).body as { items: { id: string }[] };
    await service.post(`/v1/negotiations/${items[0]!.id}/issues`, { title: 'One more' }).expect(201);
    await service.close();
    service = await start(service.dataDir);
    const { proof, checkpoint: note } = await get<Consistency>(`proofs/consistency?from=${earlier.size}`);
    const later = await opened(note);
    // One fact, and the checkpoint that the stop has recorded.
    expect(later).toMatchObject({ origin: earlier.origin, size: earlier.size + 2 });
    expect(verifyConsistency(earlier.size, earlier.root, later.size, later.root, hashes(proof))).toEqual({
      holds: true,
    });
  });
  it('learns which proofs do not exist, and what to request instead', async () => {
    const { size } = await described();
    for (const [question, status, code, ...pointers] of [
      ['inclusion?index=0&size=0', 422, 'tree-empty', '/size'],
      [`inclusion?index=${size}`, 422, 'index-beyond-size', '/index'],
      [`inclusion?index=0&size=${size + 1}`, 422, 'size-beyond-tree', '/size'],
      ['inclusion', 400, 'which-event', '/eventId', '/index'],
      ['inclusion?index=1&eventId=5ba1ad00-0000-4000-8000-000000000041', 400, 'which-event', '/eventId', '/index'],
      ['inclusion?eventId=5ba1ad00-0000-4000-8000-ffffffffffff', 404, 'event-unknown'],
      ['inclusion?index=-1', 400, 'fields-invalid', '/index'],
      ['inclusion?index=9007199254740993', 400, 'fields-invalid', '/index'],
      ['consistency?from=0', 422, 'from-empty-tree', '/from'],
      ['consistency?from=3&to=2', 422, 'sizes-reversed', '/from'],
      [`consistency?from=1&to=${size + 1}`, 422, 'size-beyond-tree', '/to'],
      ['consistency', 400, 'fields-invalid', '/from'],
      ['tlog-proof?index=1&size=2', 400, 'fields-invalid', '/size'],
    ] as const) {
      const { body } = await service.get(`/v1/audit/proofs/${question}`);
      const { errors = [] } = body as { errors?: { pointer: string }[] };
      expect([question, body, errors.map(({ pointer }) => pointer)]).toEqual([
        question,
        expect.objectContaining({ status, code }),
        pointers,
      ]);
    }
    expect((await service.get('/v1/audit/proofs/inclusion?index=9999999999999999')).body).toMatchObject({
      detail: 'index must be a whole number from 0 to 999999999999999, in digits without a zero before them.',
    });
    expect(await get<Consistency>('proofs/consistency?from=3&to=3')).toMatchObject({ proof: [] });
    expect((await service.get('/v1/audit/checkpoint/cosigned')).body).toMatchObject({
      status: 404,
      code: 'never-cosigned',
    });
    expect((await service.get('/v1/audit/checkpoint?of=yesterday')).body).toMatchObject({ code: 'fields-invalid' });
  });
});
