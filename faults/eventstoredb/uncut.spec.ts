import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestServer } from './server/test-server.js';
import { uncut } from './uncut.js';

describe('deploy/eventstoredb-uncut.mjs', () => {
  let server: TestServer;
  let admin: EventStoreDBClient;
  beforeEach(async () => {
    server = await TestServer.start({ systemEventsEvery: 0 });
    admin = EventStoreDBClient.connectionString(server.connectionString);
  });
  afterEach(async () => {
    await admin.dispose();
    await server.stop();
  });

  const run = (stream: string, url = server.connectionString) => uncut(url, stream);
  const streamOf = async (name: string) => {
    const stream = `rapporteur.meeting-${name}`;
    for (let n = 0; n < 3; n++) await admin.appendToStream(stream, jsonEvent({ type: 'Happened', data: { n } }));
    return stream;
  };
  const whole = (stream: string) => ({
    code: 0,
    out: `${stream} is whole: 3 events. Start the service again.\n`,
    err: '',
  });
  const refused = (why: RegExp) => ({ code: 2, out: '', err: expect.stringMatching(why) });
  const metadataOf = (stream: string) => server.log.streams.get(`$$${stream}`)?.events ?? [];
  const metadata = (stream: string): unknown[] =>
    metadataOf(stream).map(({ data }) => JSON.parse(new TextDecoder().decode(data)));
  /** At once, as another program that comes between. */
  const writeMetadata = (stream: string, written: object) => {
    const data = new TextEncoder().encode(JSON.stringify(written));
    const event = { id: randomUUID(), type: '$metadata', contentType: 'application/json', data };
    server.log.append(`$$${stream}`, 'any', [{ ...event, metadata: new Uint8Array() }]);
  };
  const readable = async (stream: string) => {
    const found = [];
    for await (const { event } of admin.readStream(stream)) found.push(event!.revision);
    return found;
  };

  it('undoes a soft delete, which the server restores in part after the first write', async () => {
    const stream = await streamOf('deleted');
    await admin.deleteStream(stream);
    expect(await run(stream)).toMatchObject(whole(stream));
    expect(metadata(stream)).toEqual([{ $tb: expect.any(Number) }, {}, { $tb: 3 }, {}]);
    expect(await readable(stream)).toEqual([0n, 1n, 2n]);
  });

  it('does not use batch append, which never ends if the server stops responding', async () => {
    const stream = await streamOf('once');
    await admin.setStreamMetadata(stream, { maxCount: 1 });
    const { append, 'batch-append': batch } = server.state().calls;
    expect(await run(stream)).toMatchObject(whole(stream));
    expect(server.state().calls).toMatchObject({ append: append + 1, 'batch-append': batch });
  });

  it('undoes a soft delete that somebody has begun to undo', async () => {
    const stream = await streamOf('begun');
    await admin.deleteStream(stream);
    await admin.setStreamMetadata(stream, {});
    expect(await readable(stream)).toEqual([]);
    expect(await run(stream)).toMatchObject(whole(stream));
    expect(metadata(stream).slice(-2)).toEqual([{ $tb: 3 }, {}]);
  });

  it('waits for the metadata of the server that cannot be read yet', async () => {
    const stream = await streamOf('late');
    await admin.deleteStream(stream);
    server.log.onWrite(() => {
      const [, first] = metadataOf(stream);
      if (first) (first as { created: number }).created = 0;
    });
    // A lagging server keeps what was readable before.
    expect(await admin.getStreamMetadata(stream)).toHaveProperty('metadata.truncateBefore');
    server.lag = 600;
    expect(await run(stream)).toMatchObject(whole(stream));
    server.lag = 0;
    expect(metadata(stream)).toEqual([{ $tb: expect.any(Number) }, {}, { $tb: 3 }, {}]);
    expect(await readable(stream)).toEqual([0n, 1n, 2n]);
  });

  it('undoes all settings that cut a stream, and keeps the others', async () => {
    const stream = await streamOf('cut');
    const kept = { $acl: { $r: ['somebody'], $x: 'unknown' }, $cacheControl: 60, owner: { is: 'nobody' } };
    writeMetadata(stream, { ...kept, $tb: 2, $maxCount: 1, $maxAge: 1 });
    expect(await run(stream)).toMatchObject(whole(stream));
    expect(metadata(stream).slice(1)).toEqual([kept]);
  });

  it('keeps what another program writes meanwhile', async () => {
    const stream = await streamOf('meanwhile');
    await admin.setStreamMetadata(stream, { maxCount: 1 });
    const slow = server.inject({ name: 'slow', ms: 30_000, on: ['append', 'batch-append'] });
    const running = run(stream);
    for (let n = 0; n < 1_000 && slow.struck() === 0; n++) await sleep(5);
    writeMetadata(stream, { $maxCount: 2, owner: 'somebody' });
    slow.lift();
    expect(await running).toMatchObject(whole(stream));
    expect(metadata(stream).slice(1)).toEqual([{ $maxCount: 2, owner: 'somebody' }, { owner: 'somebody' }]);
  });

  it('gives up if another program cuts the stream each time, and says so', async () => {
    const stream = await streamOf('again');
    await admin.setStreamMetadata(stream, { maxCount: 1 });
    let isCutting = true;
    server.log.onWrite(() => {
      const last = metadata(stream).at(-1) as object;
      if (isCutting && !('$maxCount' in last)) writeMetadata(stream, { $maxCount: 1 });
    });
    expect(await run(stream)).toMatchObject(
      refused(/still has \$maxCount after 20 attempts: another program writes it too\. Stop that program/),
    );
    isCutting = false;
    expect(await run(stream)).toMatchObject(whole(stream));
  });

  it('says what does not come back', async () => {
    const scavenged = await streamOf('scavenged');
    await admin.deleteStream(scavenged);
    server.log.scavenge();
    expect(await run(scavenged)).toMatchObject(
      refused(/before revision 2 .* are gone: .* Restore a complete backup.*the last transfer file/),
    );
    const tombstoned = await streamOf('tombstoned');
    await admin.tombstoneStream(tombstoned);
    expect(await run(tombstoned)).toMatchObject(refused(/has a tombstone/));
  });

  it('writes nothing to a stream that is whole', async () => {
    const stream = await streamOf('whole');
    await admin.setStreamMetadata(stream, { cacheControl: 60 });
    const before = server.log.events.length;
    expect(await run(stream)).toMatchObject(whole(stream));
    expect(server.log.events).toHaveLength(before);
  });

  it('does not call a stream whole that shows nothing', async () => {
    const before = server.log.events.length;
    expect(await run('rapporteur.meeting-mistyped')).toMatchObject(
      refused(/meeting-mistyped shows no events.*Check the name.*Restore a complete backup.*the last transfer file/),
    );
    expect(server.log.events).toHaveLength(before);
  });

  it('touches nothing but a stream of the record, on a server', async () => {
    for (const stream of ['', '$settings', 'rapporteur.', 'invoice-1'])
      expect(await run(stream)).toMatchObject(refused(/name a stream of the record/));
    expect(await run('rapporteur.meeting-1', '')).toMatchObject(refused(/no connection/));
  });
});
