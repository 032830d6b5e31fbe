import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { rapporteur } from './support/cli.js';
import { readyAt, startInVain, startProcess, stop } from './support/process.js';
import { newDataDir, remove } from './support/service.js';

const FACTS = 50;
/** What each test begins with a copy of. */
let killed: string;
let dataDir: string;
let ids: readonly string[];

const path = (name: string) => join(dataDir, name);
/** Starts and stops the service. @returns its exit code */
const starts = async () => {
  const service = await startProcess({ dataDir });
  await readyAt(service.url);
  return (await stop(service)).code;
};
const refusal = async (): Promise<string> => {
  const { code, output } = await startInVain({ dataDir });
  expect([code, output]).toEqual([2, expect.stringMatching(/^rapporteur: [^\n]+\n$/)]);
  return output;
};
const losesHalf = () => truncateSync(path('events.db-wal'), Math.floor(statSync(path('events.db-wal')).size / 2));
const aside = () => readdirSync(dataDir).filter((name) => name.startsWith('views.db.lost-'));

/** A service that is killed with all its facts in the WAL. What it acknowledged a second ago is noted. */
beforeAll(async () => {
  killed = newDataDir();
  // No checkpoint comes among the facts, however long they take.
  const env = { SIGNING_INTERVAL_SECONDS: '600', SIGNING_BOUND_SECONDS: '600' };
  const service = await startProcess({ dataDir: killed, env });
  await readyAt(service.url);
  const recorded: string[] = [];
  let token = '';
  for (let n = 0; n < FACTS; n += 1) {
    const answer = await fetch(`${service.url}/v1/negotiations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: `Talks ${n}` }),
    });
    if (answer.status !== 201) throw new Error(await answer.text());
    recorded.push(((await answer.json()) as { events: { id: string }[] }).events[0]!.id);
    token = answer.headers.get('consistency-token')!;
  }
  ids = recorded;
  await fetch(`${service.url}/v1/negotiations`, { headers: { 'consistency-token': token } });
  const note = join(killed, 'acknowledged');
  const isNoted = () => existsSync(note) && readFileSync(note, 'utf8') === `${FACTS - 1} ${FACTS} ${ids.at(-1)}\n`;
  while (!isNoted()) await sleep(20);
  await stop(service, 'SIGKILL');
});
afterAll(() => remove(killed));
beforeEach(() => {
  dataDir = newDataDir();
  // Node.js gives copied folders another mode.
  execFileSync('cp', ['-a', `${killed}/.`, dataDir]);
});
afterEach(() => remove(dataDir));

describe('a log that has lost its end', () => {
  it('is refused again and again, with the first lost event, and views.db is kept', async () => {
    losesHalf();
    const first = await refusal();
    const [, count, ordinal, id] =
      /has lost (\d+) events that were acknowledged, as views\.db\.lost-\S+ shows\. The first one is event (\d+) \(([0-9a-f-]+), NegotiationOpened of negotiation [0-9a-f-]+\)\. Restore a backup .* "rapporteur accept-loss --help"\.$/m.exec(
        first,
      )!;
    expect(Number(count)).toBe(FACTS - Number(ordinal));
    expect(id).toBe(ids[Number(ordinal)]);
    expect([aside().length, existsSync(path('views.db'))]).toEqual([1, false]);
    expect(await refusal()).toBe(first);
    expect((await rapporteur(['change-key', '--data-dir', dataDir, '--reason', 'x'])).err).toContain(
      `event ${ordinal}`,
    );
  });
  it('is refused with the first lost event by views of a version that did not mark rows, too', async () => {
    const views = new Database(path('views.db'));
    views.exec(`
      ALTER TABLE marked_timeline RENAME TO timeline;
      ALTER TABLE timeline RENAME COLUMN fact TO details;
      UPDATE timeline SET details = json_object('eventId', details ->> 'id');`);
    views.close();
    losesHalf();
    expect(await refusal()).toMatch(/as views\.db\.lost-\S+ shows\..* NegotiationOpened of negotiation [0-9a-f-]+\)/);
  });
  it('is refused by what was acknowledged, without views', async () => {
    losesHalf();
    for (const suffix of ['', '-wal', '-shm']) rmSync(path(`views.db${suffix}`), { force: true });
    expect(await refusal()).toMatch(/as the file acknowledged shows\. The first one is event \d+\./);
  });
  it('is neither exported, backed up nor compared with its views, and is not given other views', async () => {
    losesHalf();
    rmSync(path('acknowledged'));
    const told =
      /the log has lost \d+ events that were acknowledged, as (views\.db\S*) shows\. The first one is event \d+ .* Restore a backup/;
    for (const words of [
      ['export', '--to', path('copy'), '--data-dir', dataDir],
      ['backup', '--to', path('copy'), '--data-dir', dataDir],
      ['verify', dataDir, '--views'],
      ['rebuild', '--data-dir', dataDir],
    ]) {
      const { code, out, err } = await rapporteur(words);
      expect([words[0], code, out, err]).toEqual([words[0], 1, '', expect.stringMatching(told)]);
      expect(existsSync(path('copy'))).toBe(false);
    }
    expect([aside().length, existsSync(path('views.db'))]).toEqual([1, false]);
    expect(await refusal()).toMatch(told);
  });
  it('goes on once the loss is accepted, and the views that show it are kept', async () => {
    losesHalf();
    await refusal();
    const { code, out, err } = await rapporteur(['accept-loss', '--data-dir', dataDir, '--reason', 'The disk failed.']);
    expect([code, out, err]).toEqual([0, expect.stringMatching(/^\d+ events are lost\./), expect.any(String)]);
    expect(aside()).toEqual([expect.stringMatching(/\.accepted$/)]);
    expect(await starts()).toBe(0);
    expect(await starts()).toBe(0);
  });
  it('goes on with a backup that has all of it', async () => {
    expect((await rapporteur(['backup', '--data-dir', dataDir, '--to', path('backup.db')])).code).toBe(0);
    losesHalf();
    await refusal();
    const words = ['restore', '--data-dir', dataDir, '--from', path('backup.db'), '--move-old-to', path('old')];
    expect((await rapporteur(words)).code).toBe(0);
    expect(await starts()).toBe(0);
  });
});

describe('an honest log starts', () => {
  it('after a kill, and after a kill before anything was noted', async () => {
    rmSync(path('acknowledged'));
    expect(await starts()).toBe(0);
    expect(await starts()).toBe(0);
  });
  it('after a kill, and can be exported, backed up, compared with its views and given other views', async () => {
    for (const words of [
      ['export', '--to', path('record.ndjson'), '--data-dir', dataDir],
      ['backup', '--to', path('backup.db'), '--data-dir', dataDir],
      ['verify', dataDir, '--views'],
      ['rebuild', '--data-dir', dataDir],
    ])
      expect([words[0], await rapporteur(words)]).toEqual([words[0], expect.objectContaining({ code: 0 })]);
    expect(await starts()).toBe(0);
  });
  it('with a note that is behind', async () => {
    writeFileSync(path('acknowledged'), `3 4 ${ids[3]}\n`);
    expect(await starts()).toBe(0);
  });
  it('with a note whose number is damaged, which is told and put right, so that a later loss is told as it is', async () => {
    writeFileSync(path('acknowledged'), `${FACTS + 39} ${FACTS} ${ids.at(-1)}\n`);
    const service = await startProcess({ dataDir });
    await readyAt(service.url);
    expect((await stop(service)).output).toMatch(new RegExp(`"events":${FACTS},.*"msg":"The file acknowledged`));
    // The start has recorded a checkpoint.
    expect(readFileSync(path('acknowledged'), 'utf8')).toMatch(new RegExp(`^${FACTS} ${FACTS + 1} `));
    const log = new Database(path('events.db'));
    log.exec('DELETE FROM events WHERE position > 30');
    log.close();
    rmSync(path('views.db'));
    expect(await refusal()).toMatch(
      /has lost 21 events .*as the file acknowledged shows\. The first one is event 30\./,
    );
  });
  it('not with a note that is damaged, and says what to do', async () => {
    writeFileSync(path('acknowledged'), 'scribble');
    expect(await refusal()).toContain('delete this file');
  });
  it('from an older backup, with its own ledger', async () => {
    expect(await starts()).toBe(0);
    expect((await rapporteur(['backup', '--data-dir', dataDir, '--to', path('backup.db')])).code).toBe(0);
    cpSync(path('ledger'), path('ledger-then'), { recursive: true });
    const service = await startProcess({ dataDir });
    await readyAt(service.url);
    const body = JSON.stringify({ title: 'Later' });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${service.url}/v1/negotiations`, { method: 'POST', headers, body })).status).toBe(201);
    await stop(service);
    const words = ['restore', '--data-dir', dataDir, '--from', path('backup.db'), '--move-old-to', path('old')];
    expect((await rapporteur(words)).code).toBe(0);
    rmSync(path('ledger'), { recursive: true });
    renameSync(path('ledger-then'), path('ledger'));
    expect(await starts()).toBe(0);
  });
});
