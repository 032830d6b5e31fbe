import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT } from '../../test/support/compose.js';
import { TestServer } from './server/test-server.js';

describe('deploy/eventstoredb-uncut.mjs', () => {
  let server: TestServer;
  let admin: EventStoreDBClient;
  beforeAll(async () => {
    server = await TestServer.start();
    admin = EventStoreDBClient.connectionString(server.connectionString);
  });
  afterAll(async () => {
    await admin.dispose();
    await server.stop();
  });

  const run = (stream: string, url = server.connectionString) =>
    promisify(execFile)(process.execPath, [join(ROOT, 'deploy/eventstoredb-uncut.mjs'), stream], {
      env: { ...process.env, NODE_OPTIONS: '', EVENTSTOREDB_URL: url },
    }).then(
      ({ stdout }) => ({ code: 0, out: stdout }),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, out: stderr }),
    );
  const streamOf = async (name: string) => {
    const stream = `rapporteur.meeting-${name}`;
    for (let n = 0; n < 3; n++) await admin.appendToStream(stream, jsonEvent({ type: 'Happened', data: { n } }));
    return stream;
  };

  it('undoes a soft delete', async () => {
    const stream = await streamOf('deleted');
    await admin.deleteStream(stream);
    expect(await run(stream)).toEqual({ code: 0, out: `${stream} is whole: 3 events. Start the service again.\n` });
  });

  it('undoes all settings that cut a stream, and keeps the others', async () => {
    const stream = await streamOf('cut');
    const kept = { acl: { readRoles: ['somebody'] }, cacheControl: 60, customProperties: { owner: 'nobody' } };
    await admin.setStreamMetadata(stream, { ...kept, truncateBefore: 2, maxCount: 1, maxAge: 1 });
    expect(await run(stream)).toMatchObject({ code: 0 });
    const { metadata } = await admin.getStreamMetadata(stream);
    expect(metadata).not.toHaveProperty('truncateBefore');
    expect(metadata).toMatchObject({ acl: { readRoles: ['somebody'] }, cacheControl: 60 });
    expect(JSON.stringify(metadata)).toContain('nobody');
    expect(JSON.stringify(metadata)).not.toMatch(/max/i);
  });

  it('says what does not come back', async () => {
    const scavenged = await streamOf('scavenged');
    await admin.deleteStream(scavenged);
    server.log.scavenge();
    expect(await run(scavenged)).toMatchObject({
      code: 2,
      out: expect.stringMatching(/before revision 2 .* are gone/),
    });
    const tombstoned = await streamOf('tombstoned');
    await admin.tombstoneStream(tombstoned);
    expect(await run(tombstoned)).toMatchObject({ code: 2, out: expect.stringMatching(/has a tombstone/) });
  });

  it('touches nothing but a stream of the record, on a server', async () => {
    for (const stream of ['', '$settings', 'rapporteur.', 'invoice-1'])
      expect(await run(stream)).toMatchObject({ code: 2, out: expect.stringMatching(/name a stream of the record/) });
    expect(await run('rapporteur.meeting-1', '')).toMatchObject({
      code: 2,
      out: expect.stringMatching(/no connection/),
    });
  });
});
