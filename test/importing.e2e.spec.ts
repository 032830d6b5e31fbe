import { toBase64 } from '#ledger/primitives.js';
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import { shownLine } from '#ledger/audit/lines.js';
import { randomOf, sampleLog } from '#ledger/audit/testing/sample.js';
import type { Logged } from '#ledger/audit/write-audit.js';
import { entryOf } from '#ledger/entry.js';
import { leafHash, rootOf } from '#ledger/merkle.js';
import { closingLine, LOG_HEADER } from '#ledger/transfer/log-file.js';
import { record as recordIn } from '#read-models/testing/told-log.js';
import { CHAPTER_1, newFolder, rapporteur } from './support/cli.js';
import { describeOnce } from './support/describe-once.js';
import { EMBEDDED, ENGINE, serving } from './support/engine.js';
import { startProcess, stop } from './support/process.js';
import { remove } from './support/service.js';
import { wholeLog } from '../faults/support/simulated-recorder.js';

const root = newFolder();
const at = (name: string) => join(root, name);
afterAll(() => remove(root));

/** The keys of the ids of the record. */
const idKey = at('old/id.key');
const into = (dataDir: string, env: Record<string, string>, file: string, ...words: string[]) =>
  rapporteur(['import', file, '--data-dir', dataDir, '--id-key', idKey, ...words], env);

/** The record of some talks, the folder of its ledger, and the folder of the ledger after more was recorded. */
const record = at('record.ndjson');
const ledger = at('old/ledger');
const grown = at('grown');
/** An audit file of the same record. */
const audit = at('audit.ndjson');
/** The record of other talks. */
const other = at('other.ndjson');
let lines: readonly string[];
beforeAll(async () => {
  const service = await startProcess({ dataDir: at('old'), env: EMBEDDED });
  await rapporteur(['load', CHAPTER_1, '--url', service.url]);
  await stop(service);
  await rapporteur(['export', '--to', record, '--data-dir', at('old')], EMBEDDED);
  lines = readFileSync(record, 'utf8').split('\n');
  cpSync(at('old'), grown, { recursive: true });
  const again = await startProcess({ dataDir: grown, env: EMBEDDED });
  await fetch(`${again.url}/v1/negotiations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'More talks' }),
  });
  await rapporteur(['export', '--audit', '--out', audit, '--url', again.url]);
  await stop(again);
  const store = await openEventStore(logConfig(at('other')), 'owner');
  await store.load(sampleLog(randomOf(20_251_027), 10));
  await store.close();
  await rapporteur(['export', '--to', other, '--data-dir', at('other')], EMBEDDED);
});

/** The file of a log in which some events differ, and everything over them fits. */
const logFileWith = (change: (event: Logged, index: number) => Logged): string => {
  const events = sampleLog(randomOf(20_251_027), 10).map((event, index) => {
    const changed = change(event, index);
    return { ...changed, entry: entryOf(changed.salt, changed) };
  });
  const root = toBase64(rootOf(events.map(({ entry }) => leafHash(Buffer.from(entry, 'hex')))));
  return [LOG_HEADER, ...events.map(shownLine), closingLine({ size: events.length, root }), ''].join('\n');
};

const fileOf = (name: string, text: string) => {
  writeFileSync(at(name), text);
  return at(name);
};

const { name: engine, newLog } = ENGINE;
describe(`an import into ${engine}`, () => {
  const house = (name: string) => at(`${name}-of-${engine.replaceAll(' ', '-')}`);
  const ends: (() => Promise<void>)[] = [];
  const emptyLog = async () => {
    const { env, stop: end } = await newLog();
    ends.push(end);
    return env;
  };
  afterAll(() => Promise.all(ends.map((end) => end())));
  /** The number of events in the log of a folder, or on the server that is used instead. */
  const eventsIn = async (dataDir: string, settings: Record<string, string>) =>
    settings['EVENTSTOREDB_URL'] !== '' || existsSync(dataDir) ? (await wholeLog(dataDir, settings)).length : 0;

  it('names the line of every error in the file, and writes nothing', async () => {
    const env = await emptyLog();
    const all = lines;
    const wrong = [
      [
        'altered',
        all.with(16, all[16]!.replace('"type":"', '"type":"X')).join('\n'),
        /^line 17: The entry is not the hash/m,
      ],
      ['cut', all.slice(0, 20).join('\n'), /^line 20: The last line has no newline: the file was truncated\.$/m],
      [
        'cut-clean',
        `${all.slice(0, 20).join('\n')}\n`,
        /^line 20: The file was truncated: it has no closing line after 19 events/m,
      ],
      [
        'missing',
        all.toSpliced(16, 1).join('\n'),
        /^line 17: The entry with index 16 is where the one with index 15 belongs/m,
      ],
      [
        'newer',
        all.with(0, all[0]!.replace('log/1', 'log/9')).join('\n'),
        /^line 1: The file has the format rapporteur-log\/9/m,
      ],
      [
        'named',
        logFileWith((event, index) => (index === 2 ? { ...event, id: 'event-2' } : event)),
        /^line 4: The id of its event is "event-2", and not a UUID in lower case\..* Restore a backup/m,
      ],
      ['yaml', readFileSync(CHAPTER_1, 'utf8'), /^line 1: This is a file of another program/m],
    ] as const;
    const told = async ([name, text, why]: (typeof wrong)[number]) => {
      const dataDir = house(`for-${name}`);
      const { code, out, err } = await into(dataDir, env, fileOf(`${engine}-${name}`, text), '--new-ledger');
      expect([name, code, out, err]).toEqual([name, 1, '', expect.stringMatching(why)]);
      expect(existsSync(dataDir)).toBe(false);
    };
    await Promise.all(wrong.map(told));
    expect(await eventsIn(house('nobody'), env)).toBe(0);
  });
  it('requires the ledger of the record before it reads the file', async () => {
    const env = await emptyLog();
    const { code, err } = await into(house('undecided'), env, record);
    expect([code, err]).toEqual([1, expect.stringMatching(/--ledger <folder>.*--new-ledger/)]);
    expect(existsSync(house('undecided'))).toBe(false);
    expect(await eventsIn(house('nobody'), env)).toBe(0);
  });
  it('refuses a file that is older than its ledger, because facts would be lost', async () => {
    const env = await emptyLog();
    const { code, err } = await into(house('too-old'), env, record, '--ledger', join(grown, 'ledger'));
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(
        /covers \d+ events, but the file has \d+.*Stop the old service and export the record again/,
      ),
    ]);
    expect(await eventsIn(house('too-old'), env)).toBe(0);
  });
  it('refuses a log that holds another record, and changes nothing in it', async () => {
    const env = await emptyLog();
    const dataDir = house('other');
    expect(await into(dataDir, env, other, '--new-ledger')).toMatchObject({ code: 0 });
    // Not even if its ledger is missing.
    remove(join(dataDir, 'ledger'));
    const { code, err } = await into(dataDir, env, record, '--new-ledger');
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/contains another record: its event 0 is not that of the file\. Nothing was written\./),
    ]);
    await rapporteur(['export', '--to', `${dataDir}.ndjson`, '--data-dir', dataDir], env);
    expect(readFileSync(`${dataDir}.ndjson`).equals(readFileSync(other))).toBe(true);
    expect(existsSync(join(dataDir, 'ledger', 'checkpoint'))).toBe(false);
  });
  it('does not continue in a log to which something else was added', async () => {
    const env = await emptyLog();
    const dataDir = house('grown');
    expect(await into(dataDir, env, record, '--ledger', ledger)).toMatchObject({ code: 0 });
    const store = await openEventStore(logConfig(dataDir, env), 'owner');
    await recordIn(store, 'negotiation', randomUUID(), [{ type: 'NegotiationOpened', data: { title: 'More talks' } }]);
    await store.close();
    remove(join(dataDir, 'ledger'));
    const { code, err } = await into(dataDir, env, record, '--new-ledger');
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('contains the file and 1 event after it: it has continued on its own'),
    ]);
  });
  it('is refused while a service is running', async () => {
    const env = await emptyLog();
    const dataDir = house('busy');
    const service = await startProcess({ dataDir, env: serving(env) });
    const { code, err } = await into(dataDir, env, record, '--ledger', ledger);
    expect([code, err]).toEqual([1, expect.stringContaining('is in use by another process')]);
    await stop(service);
    // Its ledger is still there, and the message says how to remove it.
    expect(await into(dataDir, env, record, '--ledger', ledger)).toMatchObject({
      code: 1,
      err: expect.stringContaining('which covers nothing. Delete'),
    });
  });
});

describeOnce('an import', () => {
  it('tells an audit file from a file of `export --to`', async () => {
    const { err } = await into(at('for-audit'), EMBEDDED, audit, '--new-ledger');
    expect(err).toMatch(/^line 1: This is an audit file: check it with "rapporteur verify"\./m);
  });
  it('does not trust a log whose events were altered', async () => {
    cpSync(grown, at('altered-house'), { recursive: true });
    remove(at('altered-house/ledger'));
    const db = new Database(join(at('altered-house'), 'events.db'));
    db.exec(`UPDATE events SET metadata = replace(metadata, 'clerk', 'Clerk') WHERE position = 3`);
    db.close();
    const { code, err } = await into(at('altered-house'), EMBEDDED, record, '--new-ledger');
    expect([code, err]).toEqual([1, expect.stringMatching(/Event 2 of the log in \S+ was altered/)]);
  });
});
