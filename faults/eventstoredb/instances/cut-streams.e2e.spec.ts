import { hash, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { happenings } from '#event-store/event-store.testing.js';
import { EventStoreDbEventStore } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { seal } from '#ledger/seal.js';
import { rapporteur } from '../../../test/support/cli.js';
import { startInProcess } from '../../../test/support/in-process.js';
import { settingsFor } from '../../../test/support/engine.js';
import { endOf, type Process, readyAt, startInVain, startProcess, stop } from '../../../test/support/process.js';
import { LATE, NO_TIMER } from '../../../test/support/service.js';
import { writeAsOthers } from '../server/others.js';
import { giveServiceRights, urlFor } from '../server/service-rights.js';
import { TestServer } from '../server/test-server.js';
import { uncut } from '../uncut.js';

let root: string;
let server: TestServer;
let admin: EventStoreDBClient;
let env: Record<string, string>;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'rapporteur-cut-'));
  server = await TestServer.start();
  admin = EventStoreDBClient.connectionString(server.connectionString);
  env = { ...NO_TIMER, ...settingsFor(server.connectionString) };
});
afterEach(async () => {
  await admin.dispose();
  await server.stop();
  rmSync(root, { recursive: true });
});

const start = () => startInProcess(join(root, 'data'), env);
type Body = Readonly<{ id: string; code?: string; detail?: string; log?: { trouble?: string } }>;
const ask = async ({ url }: Pick<Process, 'url'>, path: string, body?: object, headers = {}) => {
  for (;;) {
    const answer = await fetch(`${url}${path}`, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
    });
    const told = (await answer.json()) as Body;
    if (!LATE.includes(told.code ?? '')) return { status: answer.status, body: told };
    await sleep(20);
  }
};
/** Waits until the service is not ready, and says why. */
const troubleOf = async (service: Pick<Process, 'url'>) => {
  for (;;) {
    const { body } = await ask(service, '/health/ready');
    if (body.log?.trouble !== undefined) return body.log.trouble;
    await sleep(20);
  }
};
/** An issue with as many events as are asked for. */
const issueOf = async (service: Pick<Process, 'url'>, events: number) => {
  const talks = await ask(service, '/v1/negotiations', { title: 'Talks' });
  const issues = `/v1/negotiations/${talks.body.id}/issues`;
  const { status, body } = await ask(service, issues, { title: 'Licences' });
  expect(status).toBe(201);
  for (let n = 1; n < events; n++) {
    const [verb, fact] = n % 2 === 1 ? ['settle', {}] : ['reopen', { reason: 'It is not enough.' }];
    expect((await ask(service, `/v1/issues/${body.id}/${verb}`, fact)).status).toBe(201);
  }
  return { id: body.id, issues, stream: `rapporteur.issue-${body.id}` };
};
/** What the service has recorded: all events of its streams but the checkpoints. */
const recorded = () =>
  server.log.readable.filter(({ stream }) => /^rapporteur\.(?!checkpoint-)/.test(stream)).map(({ id }) => id);
const exported = (name: string) =>
  rapporteur(['export', '--to', join(root, `${name}.ndjson`), '--data-dir', join(root, name)], env);

const DEFAMED = /altered outside|written by another program|ended a read before its end|are lost|cannot be reached/;
const expire = (stream: string) => {
  for (const record of server.log.events) (record as { created: number }).created -= 60_000;
  return admin.setStreamMetadata(stream, { maxAge: 30 });
};
type Done = readonly [name: string, how: (stream: string) => Promise<unknown>, what: RegExp, isUndone: boolean];
const CUTS: readonly Done[] = [
  ['a soft delete', (stream) => admin.deleteStream(stream), /was deleted \(soft delete\)/, true],
  ['a tombstone', (stream) => admin.tombstoneStream(stream), /was deleted for good \(tombstone\)/, false],
  ['$tb', (stream) => admin.setStreamMetadata(stream, { truncateBefore: 2 }), /revision 2 .*\$tb/, true],
  ['$maxCount', (stream) => admin.setStreamMetadata(stream, { maxCount: 1 }), /\$maxCount/, true],
  ['$maxAge', (stream) => expire(stream), /\$maxAge/, true],
];

describe.each(CUTS)('%s of a stream of the record', (_, cut, what, isUndone) => {
  it('while the service runs: nothing is recorded any more, and readiness says what to do', async () => {
    const service = await start();
    const { id, issues, stream } = await issueOf(service, 3);
    await readyAt(service.url);
    await cut(stream);
    const trouble = await troubleOf(service);
    expect(trouble).toContain(stream);
    expect(trouble).toMatch(what);
    expect(trouble).not.toMatch(DEFAMED);
    const before = recorded();
    for (const [path, body] of [
      [`/v1/issues/${id}/settle`, {}],
      [issues, { id, title: 'Again' }],
      [issues, { title: 'Another' }],
    ] as const)
      expect(await ask(service, path, body)).toMatchObject({ status: 503, body: { code: 'log-altered' } });
    expect((await ask(service, '/v1/audit/trail')).status).not.toBe(500);
    for (const path of ['/v1/audit/export', '/v1/audit/checkpoint'])
      expect(await ask(service, path)).toMatchObject({ status: 503, body: { code: 'log-altered' } });
    expect(recorded()).toEqual(before);
    await service.close();

    if (!isUndone) return;
    expect(await uncut(server.connectionString, stream)).toMatchObject({ code: 0, err: '' });
    const again = await start();
    await readyAt(again.url);
    expect((await ask(again, `/v1/issues/${id}/settle`, {})).status).toBe(201);
    await again.close();
  });

  it('while nobody runs: a start and every command are refused, by its name', async () => {
    const service = await start();
    const { stream } = await issueOf(service, 3);
    await service.close();
    await cut(stream);
    for (const isScavenged of [false, true]) {
      if (isScavenged) server.log.scavenge();
      const refused = await startInVain({ dataDir: join(root, 'data'), env });
      expect(refused.code).toBe(2);
      const { LEDGER_KEY, ...keyless } = env;
      const keyFile = join(root, 'data', 'ledger.key');
      writeFileSync(keyFile, LEDGER_KEY!);
      const commands = [
        await exported('export'),
        await rapporteur(['verify', '--views', join(root, 'data')], env),
        await rapporteur(['accept-loss', '--data-dir', join(root, 'data'), '--reason', 'It was cut.'], keyless),
      ];
      rmSync(keyFile);
      for (const { code, err } of commands) expect([code, err]).toEqual([1, err]);
      for (const told of [refused.output, ...commands.map(({ err }) => err)]) {
        expect(told).toContain(stream);
        expect(told).toMatch(isScavenged ? /are gone|tombstone/ : what);
        expect(told).not.toMatch(DEFAMED);
      }
    }
    if (!isUndone) return;
    expect(await uncut(server.connectionString, stream)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/are gone/),
    });
    const { code, output } = await startInVain({ dataDir: join(root, 'data'), env });
    expect([code, output]).toEqual([2, expect.stringMatching(/are gone.*Restore a complete backup/)]);
    expect(output).toContain(stream);
    expect(output).not.toMatch(DEFAMED);
  });
});

/** Everything in a folder: a digest of each file, by its path, and each folder. */
const contentsOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return `${path} ${entry.isFile() ? hash('sha256', readFileSync(path)) : ''}`;
    })
    .sort();

describe('a fact that was appended as the first of a stream that had been deleted', () => {
  it.each([
    ['and still is', false],
    ['which was undone', true],
  ])('%s: a start and every command name it, and change nothing', async (_, isUndone) => {
    const dataDir = join(root, 'data');
    const service = await start();
    const { id, stream } = await issueOf(service, 1);
    await service.close();
    await admin.deleteStream(stream);
    const other = await EventStoreDbEventStore.open(server.connectionString, {
      dataDir: join(root, 'other'),
      mode: 'owner',
    });
    const [fact] = happenings(1).map((event) => ({
      ...event,
      ...seal({ ...event, stream: `issue-${id}`, revision: 0 }),
    }));
    const misplaced = other.append(`issue-${id}`, [fact!], { expected: 'no-stream' });
    await expect(misplaced).rejects.toThrow(/had been deleted when it was appended to/);
    await other.close();
    if (isUndone) await admin.setStreamMetadata(stream, {});

    const { LEDGER_KEY, ...keyless } = env;
    writeFileSync(join(dataDir, 'ledger.key'), LEDGER_KEY!);
    const before = contentsOf(dataDir);
    const events = server.log.events.length;
    const named = new RegExp(
      `event \\d+ of the log \\(${fact!.id}\\) is revision 1 of ${stream} and was recorded as revision 0.*Restore a complete backup`,
    );
    const originOf = (command: string) =>
      rapporteur([command, '--data-dir', dataDir, '--reason', 'It is gone.'], keyless);
    // The second run finds what the first one has left.
    for (const run of [
      () => exported('data'),
      ...[1, 2].map(() => () => originOf('accept-loss')),
      () => originOf('change-key'),
    ]) {
      const { code, err } = await run();
      expect([code, err]).toEqual([1, expect.stringMatching(named)]);
      expect(contentsOf(dataDir)).toEqual(before);
    }
    const { code, output } = await startInVain({ dataDir, env });
    expect([code, output]).toEqual([2, expect.stringMatching(named)]);
    expect(contentsOf(dataDir)).toEqual(before);
    expect(server.log.events).toHaveLength(events);
  });
});

describe('a stream that is deleted while the service decides', () => {
  it('gets nothing that is acknowledged, and what it got is there again once the deletion is undone', async () => {
    const service = await start();
    const { id, stream } = await issueOf(service, 1);
    await readyAt(service.url);
    const slow = server.inject({ name: 'slow', ms: 300, on: ['append'] });
    const headers = { 'idempotency-key': randomUUID() };
    const answering = ask(service, `/v1/issues/${id}/settle`, {}, headers);
    while (slow.struck() === 0) await sleep(5);
    await admin.deleteStream(stream);
    const answer = await answering;
    expect(answer).toMatchObject({ status: 503, body: { code: 'outcome-unknown' } });
    expect(await troubleOf(service)).toContain(stream);
    slow.lift();
    await service.close();
    expect(await uncut(server.connectionString, stream)).toMatchObject({ code: 0, err: '' });
    const again = await start();
    await readyAt(again.url);
    expect(await ask(again, `/v1/issues/${id}/settle`, {}, headers)).toMatchObject({
      status: 201,
      body: { revision: 1 },
    });
    expect(recorded()).toHaveLength(3);
    await again.close();
  });
});

describe('a service whose user', () => {
  it.each([
    ['may delete streams and write their metadata warns of that at its start', 'admin', [], true],
    ['may write metadata warns, too', 'service', ['$mw'], true],
    ['may append only does not', 'service', [], false],
  ] as const)('%s', async (_, username, more, isWarned) => {
    const admin = { username: 'admin', password: 'all', groups: ['$admins'] };
    const user = { username: 'service', password: 'some' };
    const secure = await TestServer.start({ tls: true, users: [admin, user] });
    await giveServiceRights(secure.connectionString, user.username, more);
    const url = urlFor(secure.connectionString, username === admin.username ? admin : user);
    const settings = { ...NO_TIMER, ...settingsFor(url) };
    const service = await startProcess({ dataDir: join(root, 'secure'), env: settings });
    const { code, output } = await stop(service);
    expect([code, output.match(/The user in EVENTSTOREDB_URL may/g)?.length ?? 0]).toEqual([0, isWarned ? 1 : 0]);
    await secure.stop();
  });

  it('is nobody, on a server where everybody may do everything, warns of that', async () => {
    const before = server.log.events.length;
    const service = await startProcess({ dataDir: join(root, 'data'), env });
    const { code, output } = await stop(service);
    const warned = output.match(
      /names no user, so whoever reaches EventStoreDB may delete streams .* and cut streams/g,
    );
    expect([code, warned]).toEqual([0, [expect.anything()]]);
    expect(server.log.events.slice(before).filter(({ stream }) => stream.includes('right-'))).toEqual([]);
  });
});

describe('an older copy of the log, restored under a running service', () => {
  it('is told as such at once, whatever the error of the server says', async () => {
    const service = await startProcess({ dataDir: join(root, 'data'), env });
    await issueOf(service, 5);
    await readyAt(service.url);
    server.log.restore(server.log.readable.slice(0, 3));
    writeAsOthers(server, 40, 301);
    const ended = await endOf(service);
    expect(ended).toMatchObject({ code: 1, output: expect.stringContaining('restored from an older copy') });
    expect(ended.output).not.toMatch(/altered outside|written by another program/);
  });
});
