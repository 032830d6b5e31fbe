import { createWriteStream, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomOf, sampleLog, sealed } from '#ledger/audit/testing/sample.js';
import type { Logged } from '#ledger/audit/write-audit.js';
import { beginImport } from '#ledger/storage/unfinished-import.js';
import { logLines } from '#ledger/transfer/write-log-file.js';
import { rapporteur } from '../../../test/support/cli.js';
import { settingsFor } from '../../../test/support/engine.js';
import { startInVain, startProcess, stop } from '../../../test/support/process.js';
import { toEventData } from '#event-store/eventstoredb/event-codec.js';
import { APPEND_BYTES } from '#event-store/eventstoredb/limits.js';
import { TestServer } from '../server/test-server.js';
import { uncut } from '../uncut.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-import-'));
afterAll(() => rmSync(root, { recursive: true }));

const random = randomOf(20_251_027);
const LENGTH = 40;
const record = sampleLog(random, LENGTH);
const [stranger] = sampleLog(random, 1) as [Logged];
/** One more fact, whose text has this many bytes. */
const heavy = (bytes: number) =>
  sealed(random, { ...stranger, data: JSON.stringify({ text: 'x'.repeat(bytes) }), revision: 0 });

async function* each<T>(items: readonly T[]) {
  yield* items;
}
const fileOf = async (name: string, events: readonly Logged[]) => {
  const lines = async function* () {
    for await (const line of logLines(each(events))) yield `${line}\n`;
  };
  const file = join(root, name);
  await pipeline(Readable.from(lines()), createWriteStream(file));
  return file;
};

describe('a record that moves into a cluster', () => {
  let server: TestServer;
  beforeEach(async () => void (server = await TestServer.start({ systemEventsEvery: 0 })));
  afterEach(() => server.stop());

  const into = (name: string, file: string, env = settingsFor(server.connectionString)) =>
    rapporteur(['import', file, '--data-dir', join(root, name), '--new-ledger'], env);
  /** An instance that is still running records a fact when this many events of the file are in the log. */
  const recordMeanwhile = (after: number) => {
    let isDue = true;
    server.log.onWrite(() => {
      if (!isDue || server.log.events.length < after) return;
      isDue = false;
      const { id, type, data, metadata } = toEventData(stranger);
      const proposed = { id, type, contentType: 'application/octet-stream', data, metadata };
      server.log.append(`rapporteur.${stranger.stream}`, 'no-stream', [proposed] as never);
    });
  };

  it('reports what a running instance has recorded after it, and that the import is complete, and is served', async () => {
    const [env, file] = [settingsFor(server.connectionString), await fileOf('longer.ndjson', record)];
    recordMeanwhile(LENGTH);
    const { code, err } = await into('longer', file, env);
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('contains the file and 1 event after it: Another process wrote'),
    ]);
    expect(err).toContain(`All ${LENGTH} events of the file were written in order`);
    expect(err).not.toContain('Nothing was written');
    expect(server.log.events).toHaveLength(LENGTH + 1);
    const again = await into('longer', file, env);
    expect(again.err).toMatch(/1 event after it: it has continued on its own\. Nothing was written\./);
    const dataDir = join(root, 'longer');
    expect(await rapporteur(['export', '--to', join(root, 'both.ndjson'), '--data-dir', dataDir], env)).toMatchObject({
      code: 0,
    });
    expect(await stop(await startProcess({ dataDir, env }))).toMatchObject({ code: 0 });
  });

  it('is complete also if the import was killed before it had read the log back', async () => {
    const [env, file] = [settingsFor(server.connectionString), await fileOf('killed.ndjson', record)];
    const dataDir = join(root, 'killed');
    const note = join(dataDir, 'import.unfinished');
    recordMeanwhile(LENGTH);
    await into('killed', file, env);
    const isRefused = async () => {
      const { code, output } = await startInVain({ dataDir, env });
      expect([code, output]).toEqual([2, expect.stringContaining('was interrupted')]);
    };
    // Of a longer file, the log has a part only.
    beginImport(dataDir, { file: 'another.ndjson', size: LENGTH + 2 });
    expect((await into('killed', file, env)).err).toMatch(
      /an import of another\.ndjson, with 42 events, was interrupted\. Nothing was written\. Run that import again\./,
    );
    writeFileSync(note, '{');
    expect((await into('killed', file, env)).err).toContain(`delete ${note}, and start a service`);
    await isRefused();
    beginImport(dataDir, { file, size: LENGTH });
    await isRefused();
    expect((await into('killed', file, env)).err).toContain(`All ${LENGTH} events of the file were written in order`);
    expect(existsSync(note)).toBe(false);
    expect(await stop(await startProcess({ dataDir, env }))).toMatchObject({ code: 0 });
  });

  it('reports what a running instance has recorded during the import, and that the import is complete', async () => {
    recordMeanwhile(20);
    const { code, err } = await into('another', await fileOf('another.ndjson', record));
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/its event \d+ is not that of the file\. Another process wrote/),
    ]);
    expect(err).toContain(`All ${LENGTH} events of the file were written and stay in it`);
    expect(err).not.toContain('Nothing was written');
    const again = await into('another-again', join(root, 'another.ndjson'));
    expect(again.err).toMatch(/is not that of the file\. Nothing was written\./);
  });

  it('is not continued into a log of which a stream was deleted, or cut by a scavenge', async () => {
    const file = await fileOf('cut.ndjson', record);
    expect(await into('cut', file)).toMatchObject({ code: 0 });
    const stream = `rapporteur.${record[0]!.stream}`;
    const admin = EventStoreDBClient.connectionString(server.connectionString);
    await admin.deleteStream(stream);
    const deleted = await into('deleted', file);
    expect([deleted.code, deleted.err]).toEqual([1, expect.stringMatching(/is not whole: .* \(soft delete\)/)]);
    expect(deleted.err).toContain(stream);
    server.log.scavenge();
    expect(await uncut(server.connectionString, stream)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/are gone/),
    });
    const scavenged = await into('scavenged', file);
    expect([scavenged.code, scavenged.err]).toEqual([1, expect.stringMatching(/is not whole: .* are gone/)]);
    await admin.dispose();
  });

  it('is refused before anything is written if an event is larger than the cluster accepts, with its line', async () => {
    const events = [...record.slice(0, 20), heavy(APPEND_BYTES), ...record.slice(20)];
    const { code, err } = await into('heavy', await fileOf('heavy.ndjson', events));
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/line 22: the event has 10\d{5} bytes.*accepts at most 1000000/),
    ]);
    expect(err).toContain('Nothing was written. Import into an engine that accepts it.');
    expect(server.log.events).toHaveLength(0);
  });

  it('is imported completely if its largest event just fits', async () => {
    const { data, ...rest } = heavy(0);
    const bytes = [data, rest.stream, rest.id, rest.type, rest.metadata, rest.salt, rest.entry].join('').length;
    const events = [...record, heavy(APPEND_BYTES - bytes)];
    expect(await into('fits', await fileOf('fits.ndjson', events))).toMatchObject({ code: 0, err: '' });
    expect(server.log.events).toHaveLength(LENGTH + 1);
    const [tooHeavy] = [heavy(APPEND_BYTES - bytes + 1)];
    const { err } = await into('fits-not', await fileOf('fits-not.ndjson', [...record, tooHeavy]));
    expect(err).toContain(`line ${LENGTH + 2}: the event has ${APPEND_BYTES + 1} bytes`);
  });
});
