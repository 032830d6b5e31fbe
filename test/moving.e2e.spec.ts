import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import Database from 'better-sqlite3';
import { openEventStore } from '#event-store/engines.js';
import { SqliteEventStore } from '#event-store/sqlite/sqlite-event-store.js';
import { randomOf, sampleLog } from '#ledger/audit/testing/sample.js';
import { ED25519, generateSignerKey } from '#ledger/note-key.js';
import { CHAPTER_1, CHAPTER_2, newFolder, type Ran, rapporteur } from './support/cli.js';
import { readyAt, startInVain, startProcess, stop } from './support/process.js';
import { remove } from './support/service.js';

jest.setTimeout(120_000);

const MAIN = fileURLToPath(new URL('../apps/cli/src/main.js', import.meta.url));
const root = newFolder();
const at = (name: string) => join(root, name);
afterAll(() => remove(root));

/** A program with these words, to its end. */
const run = async ([program, ...words]: readonly string[], options: SpawnOptions = {}): Promise<Ran> => {
  const child = spawn(program!, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
};

const json = ({ out, err }: Ran) => {
  if (out === '') throw new Error(err);
  return JSON.parse(out) as Record<string, unknown>;
};

/** Where a record can move to. `env` is what chooses the engine, for a house that nothing is in yet. */
const ENGINES: readonly { name: string; env: () => Promise<Record<string, string>> }[] = [
  { name: 'the embedded log', env: async () => ({}) },
];

/** A record that takes a while, of which no service knows. */
const long = at('long.ndjson');
const LENGTH = 20_000;
beforeAll(async () => {
  const store = SqliteEventStore.open(at('long'), { mode: 'owner' });
  const log = sampleLog(randomOf(20_251_027), LENGTH);
  for (let from = 0; from < LENGTH; from += 1000) await store.load(log.slice(from, from + 1000));
  await store.close();
  await rapporteur(['export', '--to', long, '--data-dir', at('long')]);
});

/** A record of some talks, kept for a while, with what an auditor has taken home of it. */
const old = at('old');
const record = at('record.ndjson');
const firstCheckpoint = at('first-checkpoint');
const PAGES = ['/v1/negotiations', '/v1/audit/trail?limit=200', '/v1/audit/ledger', '/v1/audit/checkpoint'];
let pages: string[];
let key: string;
let token: string;
let exported: Record<string, unknown>;
let size: number;
const pagesOf = (url: string) => Promise.all(PAGES.map(async (page) => (await fetch(`${url}${page}`)).text()));
const open = (url: string, title: string) =>
  fetch(`${url}/v1/negotiations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title }),
  });

beforeAll(async () => {
  const service = await startProcess({ dataDir: old, env: { LEDGER_ORIGIN: 'record.example.org/talks' } });
  await rapporteur(['load', CHAPTER_1, '--url', service.url]);
  writeFileSync(firstCheckpoint, await (await fetch(`${service.url}/v1/audit/checkpoint`)).text());
  await rapporteur(['load', CHAPTER_2, '--url', service.url]);
  const opened = await open(service.url, 'The last of the old house');
  token = opened.headers.get('consistency-token')!;
  await fetch(`${service.url}/v1/negotiations`, { headers: { 'consistency-token': token } });
  pages = await pagesOf(service.url);
  key = (JSON.parse(pages[2]!) as { verifierKey: string }).verifierKey;
  await stop(service);
  exported = json(await rapporteur(['export', '--to', record, '--data-dir', old, '--json']));
  size = Number(exported['size']);
});

it('leaves the old house with all that its ledger has signed for', () => {
  expect(exported).toMatchObject({ file: record, origin: 'record.example.org/talks', covered: size });
  expect(JSON.parse(pages[2]!)).toMatchObject({ size, root: exported['root'] });
});

describe.each(ENGINES)('a record that moves into $name', ({ name, env: envOf }) => {
  const house = at(`house-of-${name.replaceAll(' ', '-')}`);
  let env: Record<string, string>;
  beforeAll(async () => {
    env = await envOf();
  });

  it('is taken in whole, and says under which ledger it goes on', async () => {
    const words = ['import', record, '--data-dir', house, '--ledger', join(old, 'ledger')];
    const { code, out, err } = await rapporteur(words, env);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^${size} events, root \\S+, checked: the log in \\S+ is that of the file\\.\n`));
    expect(out).toContain('The ledger goes on as record.example.org/talks. Put its key there as ledger.key');
  });
  it('is exported again to the same bytes', async () => {
    await rapporteur(['export', '--to', `${house}.ndjson`, '--data-dir', house], env);
    expect(readFileSync(`${house}.ndjson`).equals(readFileSync(record))).toBe(true);
  });
  it('is taken in again without anything being done', async () => {
    expect(json(await rapporteur(['import', record, '--data-dir', house, '--json'], env))).toMatchObject({
      size,
      there: size,
      ledger: { origin: 'record.example.org/talks', covered: size, hasKey: false },
    });
  });
  it('is not served without its key, nor with another one', async () => {
    const without = await startInVain({ dataDir: house, env });
    expect([without.code, without.output]).toEqual([2, expect.stringContaining('ledger.key is missing')]);
    expect(existsSync(join(house, 'ledger.key'))).toBe(false);
    const LEDGER_KEY = generateSignerKey('another.example.org', ED25519);
    const another = await startInVain({ dataDir: house, env: { ...env, LEDGER_KEY } });
    expect([another.code, another.output]).toEqual([2, expect.stringContaining('is that of another.example.org')]);
  });
  it('says in the new house what it said in the old one, and what the old one said about the past', async () => {
    const { LEDGER_KEY, SHARED_SECRET } = {
      LEDGER_KEY: readFileSync(join(old, 'ledger.key'), 'utf8').trim(),
      SHARED_SECRET: readFileSync(join(old, 'secret'), 'utf8').trim(),
    };
    const service = await startProcess({ dataDir: house, env: { ...env, LEDGER_KEY, SHARED_SECRET } });
    await readyAt(service.url);
    expect(await pagesOf(service.url)).toEqual(pages);
    const then = await fetch(`${service.url}/v1/negotiations?asOf=${encodeURIComponent(token)}`);
    expect([then.status, await then.text()]).toEqual([200, pages[0]]);

    expect((await open(service.url, 'The first of the new house')).status).toBe(201);
    const audit = ['export', '--audit', '--out', `${house}.audit.ndjson`, '--url', service.url];
    const verified = await rapporteur([...audit, '--key', key, '--since', firstCheckpoint]);
    await stop(service);
    expect(verified).toMatchObject({ code: 0, err: '', out: expect.stringContaining('record.example.org/talks') });
    expect(verified.out).toContain(`entries      ${size + 1}`);
  });
  it('is not taken in over a record that has gone on since', async () => {
    const { code, err } = await rapporteur(['import', record, '--data-dir', house], env);
    expect([code, err]).toEqual([1, expect.stringContaining('The ledger in')]);
    expect(err).toContain(`covers ${size + 1} events, and the file has ${size}`);
  });
});

describe.each(ENGINES)('a long record on its way into $name', ({ name, env: envOf }) => {
  const house = at(`long-house-of-${name.replaceAll(' ', '-')}`);
  let env: Record<string, string>;
  beforeAll(async () => {
    env = await envOf();
  });

  const config = () => ({ dataDir: house, eventStoreDbUrl: env['EVENTSTOREDB_URL'] });
  const withLog = async <T>(read: (store: Awaited<ReturnType<typeof openEventStore>>) => Promise<T>) => {
    const store = await openEventStore(config(), 'reader');
    try {
      return await read(store);
    } finally {
      await store.close();
    }
  };
  const head = async () => {
    try {
      return await withLog((store) => store.head());
    } catch {
      return undefined; // the log is not there yet
    }
  };
  const count = () =>
    withLog(async (store) => {
      let events = 0;
      for await (const batch of store.readAll()) events += batch.events.length;
      return events;
    });
  /** Starts an import, and sends it a signal once it has brought something. */
  const interrupted = async (signal: NodeJS.Signals) => {
    const before = await head();
    const child = spawn(process.execPath, [MAIN, 'import', long, '--data-dir', house, '--new-ledger'], {
      env: { ...process.env, NODE_OPTIONS: '', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let err = '';
    child.stderr.on('data', (data: Buffer) => (err += data.toString()));
    const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    while ((await head()) === before && child.exitCode === null) await sleep(2);
    child.kill(signal);
    const [code, killedBy] = await ended;
    return { code, killedBy, err };
  };

  it('stays a beginning of itself when it is killed, however often, and goes on from there', async () => {
    let before = 0;
    for (let kills = 0; kills < 3; kills++) {
      expect(await interrupted('SIGKILL')).toMatchObject({ killedBy: 'SIGKILL' });
      const there = await count();
      expect(there).toBeGreaterThan(before);
      expect(there).toBeLessThan(LENGTH);
      before = there;
    }
  });
  it('stops at Ctrl-C, and says how to go on', async () => {
    const { code, err } = await interrupted('SIGINT');
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(
        /^rapporteur: Stopped\. \d+ of 20000 events are in\. Run this again, and it goes on from there\.\n$/,
      ),
    ]);
  });
  it('is not served while half of it is missing', async () => {
    const there = await count();
    const { code, output } = await startInVain({ dataDir: house, env });
    expect([code, output]).toEqual([
      2,
      expect.stringContaining(`the log has ${there} events, and its last checkpoint covers ${LENGTH}`),
    ]);
  });
  it('is not mixed with another record', async () => {
    const { code, err } = await rapporteur(['import', record, '--data-dir', house, '--new-ledger'], env);
    expect([code, err]).toEqual([1, expect.stringContaining('Name a data folder in which no record is')]);
  });
  it('is whole in the end, and the two exports are equal byte for byte', async () => {
    const there = await count();
    const imported = json(await rapporteur(['import', long, '--data-dir', house, '--json'], env));
    expect(imported).toMatchObject({ size: LENGTH, there });
    await rapporteur(['export', '--to', `${house}.ndjson`, '--data-dir', house], env);
    expect(readFileSync(`${house}.ndjson`).equals(readFileSync(long))).toBe(true);
  });
});

describe('an import', () => {
  /** A house into which the record has moved, and in which it has gone on. */
  const grown = at('grown');
  beforeAll(async () => {
    await rapporteur(['import', record, '--data-dir', grown, '--ledger', join(old, 'ledger')]);
    copyFileSync(join(old, 'ledger.key'), join(grown, 'ledger.key'));
    const service = await startProcess({ dataDir: grown });
    await open(service.url, 'The first of the new house');
    await rapporteur(['export', '--audit', '--out', at('home.ndjson'), '--url', service.url]);
    await stop(service);
  });
  const into = (name: string, file: string, ...words: string[]) =>
    rapporteur(['import', file, '--data-dir', at(name), ...words]);
  const lines = () => readFileSync(record, 'utf8').split('\n');
  const fileOf = (name: string, text: string) => {
    writeFileSync(at(name), text);
    return at(name);
  };

  it('names the line of whatever is wrong with the file, and writes nothing', async () => {
    const all = lines();
    const wrong = [
      [
        'altered',
        all.with(16, all[16]!.replace('"type":"', '"type":"X')).join('\n'),
        /^line 17: The entry is not the hash/m,
      ],
      ['cut', all.slice(0, 20).join('\n'), /^line 20: The last line has no newline: the file was cut off\.$/m],
      [
        'cut-clean',
        `${all.slice(0, 20).join('\n')}\n`,
        /^line 20: The file was cut off: after 19 events it has no closing/m,
      ],
      [
        'missing',
        all.toSpliced(16, 1).join('\n'),
        /^line 17: The entry with index 16 stands where that of 15 belongs/m,
      ],
      [
        'newer',
        all.with(0, all[0]!.replace('log/1', 'log/9')).join('\n'),
        /^line 1: The file is of the form rapporteur-log\/9/m,
      ],
      ['yaml', readFileSync(CHAPTER_1, 'utf8'), /^line 1: This is the file of another program/m],
    ] as const;
    for (const [name, text, why] of wrong) {
      const { code, out, err } = await into(`for-${name}`, fileOf(name, text), '--new-ledger');
      expect([name, code, out, err]).toEqual([name, 1, '', expect.stringMatching(why)]);
      expect(existsSync(at(`for-${name}`))).toBe(false);
    }
  });
  it('knows an audit file from one that moves a record', async () => {
    const { err } = await into('for-audit', at('home.ndjson'), '--new-ledger');
    expect(err).toMatch(/^line 1: This is an audit file, which proves a record: "rapporteur verify" reads it\./m);
  });
  it('asks under which ledger the record goes on, before it reads it', async () => {
    const { code, err } = await into('undecided', record);
    expect([code, err]).toEqual([1, expect.stringMatching(/--ledger <folder>.*--new-ledger/)]);
    expect(existsSync(at('undecided'))).toBe(false);
  });
  it('is refused a file that is older than its ledger, since facts would be lost', async () => {
    const { code, err } = await into('too-old', record, '--ledger', join(grown, 'ledger'));
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/covers \d+ events, and the file has \d+.*Stop the service.*export it again/),
    ]);
  });
  it('goes into no log that holds another record, and changes nothing there', async () => {
    const other = at('other');
    const service = await startProcess({ dataDir: other });
    await open(service.url, 'Other talks');
    await stop(service);
    await rapporteur(['export', '--to', at('other.ndjson'), '--data-dir', other]);
    // Not even where its ledger is gone.
    const bare = at('bare');
    mkdirSync(bare);
    await rapporteur(['backup', '--to', join(bare, 'events.db'), '--data-dir', other]);
    const { code, err } = await into('bare', record, '--new-ledger');
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/holds another record: its event 0 is not that of the file\. Nothing was written\./),
    ]);
    await rapporteur(['export', '--to', at('bare.ndjson'), '--data-dir', bare]);
    expect(readFileSync(at('bare.ndjson')).equals(readFileSync(at('other.ndjson')))).toBe(true);
    expect(existsSync(join(bare, 'ledger', 'checkpoint'))).toBe(false);
  });
  it('does not go on in a log that has grown by itself', async () => {
    cpSync(grown, at('without-ledger'), { recursive: true });
    remove(at('without-ledger/ledger'));
    const { code, err } = await into('without-ledger', record, '--new-ledger');
    expect([code, err]).toEqual([1, expect.stringContaining('holds the file and 1 events after it')]);
  });
  it('does not believe a log whose events were altered under it', async () => {
    cpSync(grown, at('altered-house'), { recursive: true });
    remove(at('altered-house/ledger'));
    const db = new Database(join(at('altered-house'), 'events.db'));
    db.exec(`UPDATE events SET metadata = replace(metadata, 'clerk', 'Clerk') WHERE position = 3`);
    db.close();
    const { code, err } = await into('altered-house', record, '--new-ledger');
    expect([code, err]).toEqual([1, expect.stringMatching(/Event 2 of the log in \S+ was altered/)]);
  });
  it('is kept out by a running service', async () => {
    const service = await startProcess({ dataDir: at('busy') });
    const { code, err } = await into('busy', record, '--ledger', join(old, 'ledger'));
    expect([code, err]).toEqual([1, expect.stringContaining('is in use by another process')]);
    await stop(service);
    // Its ledger is still in the way, and the message says how to clear it.
    expect(await into('busy', record, '--ledger', join(old, 'ledger'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('signed for nothing: delete'),
    });
  });
  it('keeps what it has brought when the disk is full, and goes on when there is room', async () => {
    const disk = at('small');
    mkdirSync(disk);
    const script = `mount -t tmpfs -o size=2m none ${disk}
      node() { "${process.execPath}" "${MAIN}" import ${at('long.ndjson')} --data-dir ${disk}/data --new-ledger; }
      node; code=$?; mount -o remount,size=100m ${disk}; node; exit $code$?`;
    const { code, out, err } = await run(['unshare', '-rm', 'sh', '-c', script]);
    expect([code, out, err]).toEqual([
      10,
      expect.stringMatching(/^20000 events, .*; \d+ of them were there already\.\n/),
      expect.stringMatching(/^rapporteur: The disk is full\..* \d+ of 20000 events are in\. Run this again.*\n$/),
    ]);
  });
});

describe('an export', () => {
  const exported = (out: string, ...words: string[]) =>
    rapporteur(['export', '--to', at(out), '--data-dir', old, ...words]);

  it('is made beside a running service, and is a beginning of the log', async () => {
    const house = at('served');
    cpSync(old, house, { recursive: true });
    const service = await startProcess({ dataDir: house });
    const writing = Array.from({ length: 20 }, (_, n) => open(service.url, `Talks ${n}`));
    const { code } = await rapporteur(['export', '--to', at('beside.ndjson'), '--data-dir', house]);
    await Promise.all(writing);
    await stop(service);
    expect(code).toBe(0);
    await rapporteur(['export', '--to', at('afterwards.ndjson'), '--data-dir', house]);
    const events = (file: string) => readFileSync(at(file), 'utf8').split('\n').slice(0, -2);
    const [beside, afterwards] = [events('beside.ndjson'), events('afterwards.ndjson')];
    expect(afterwards.slice(0, beside.length)).toEqual(beside);
    expect(afterwards).toHaveLength(size + 20 + 1);
  });
  it('never writes over a file, unless that is asked for', async () => {
    copyFileSync(CHAPTER_1, at('precious'));
    expect(await exported('precious')).toMatchObject({ code: 1, err: expect.stringContaining('--force') });
    expect(readFileSync(at('precious')).equals(readFileSync(CHAPTER_1))).toBe(true);
    expect((await exported('precious', '--force')).code).toBe(0);
    expect(readFileSync(at('precious')).equals(readFileSync(record))).toBe(true);
  });
  it('leaves nothing behind where the disk is full, or there is no such folder', async () => {
    const disk = at('tiny');
    mkdirSync(disk);
    const script = `mount -t tmpfs -o size=16k none ${disk} && "$@"; code=$?; ls ${disk}; exit $code`;
    const words = [process.execPath, MAIN, 'export', '--to', join(disk, 'record.ndjson'), '--data-dir', old];
    const { code, out, err } = await run(['unshare', '-rm', 'sh', '-c', script, 'sh', ...words]);
    expect([code, out, err]).toEqual([
      1,
      '',
      expect.stringMatching(/^rapporteur: The disk is full: .* was not written\. .*--to\.\n$/),
    ]);
    expect(await exported('no/such/folder.ndjson')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/cannot be written \(ENOENT\)/),
    });
  });
  it('is not made of a log that is not what was recorded, or has lost what was signed', async () => {
    const broken = async (name: string, sql: string) => {
      cpSync(old, at(name), { recursive: true });
      const db = new Database(join(at(name), 'events.db'));
      db.exec(sql);
      db.close();
      const ran = await rapporteur(['export', '--to', at(`${name}.ndjson`), '--data-dir', at(name)]);
      expect(readdirSync(root).filter((file) => file.startsWith(`${name}.ndjson`))).toEqual([]);
      return [ran.code, ran.err];
    };
    expect(
      await broken('edited', `UPDATE events SET metadata = replace(metadata, 'clerk', 'Clerk') WHERE position = 1`),
    ).toEqual([1, expect.stringMatching(/event 0 of the log is not what was recorded/)]);
    expect(await broken('behind', 'DELETE FROM events WHERE position = (SELECT max(position) FROM events)')).toEqual([
      1,
      expect.stringContaining(`the log has ${size - 1} events, and its last checkpoint covers ${size}`),
    ]);
  });
});

describe('the guide to moving', () => {
  const GUIDE = fileURLToPath(new URL('../../docs/MOVING.md', import.meta.url));

  it('says what works, word by word', async () => {
    const folder = at('guide');
    mkdirSync(join(folder, 'bin'), { recursive: true });
    cpSync(old, join(folder, 'old'), { recursive: true });
    writeFileSync(join(folder, 'bin', 'rapporteur'), `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`, {
      mode: 0o755,
    });
    const commands = [...readFileSync(GUIDE, 'utf8').matchAll(/```sh\n([^]*?)```/g)].map(([, block]) => block!);
    expect(commands).toHaveLength(4);
    const { code, out, err } = await run(['sh', '-eu', '-c', commands.join('\n')], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '', PATH: `${join(folder, 'bin')}:${process.env['PATH']}` },
    });
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('Its ledger is record.example.org/talks, whose last checkpoint covers all of them.');

    const service = await startProcess({ dataDir: join(folder, 'new') });
    await readyAt(service.url);
    expect(await pagesOf(service.url)).toEqual(pages);
    await stop(service);
  });
});

describe('rapporteur export and import', () => {
  const MISUSES = [
    [['export', '--to', 'x', '--audit'], /Say what to export: --to <file> .*or --audit/],
    [['export', '--to', 'x', '--key', 'y'], /--key goes with --audit/],
    [['export', '--to', 'x', '--url', 'http://127.0.0.1:1'], /--url goes with --audit/],
    [['export', '--audit', '--out', 'x', '--data-dir', 'y'], /--data-dir goes with --to/],
    [['import'], /missing required argument 'file'/],
    [['import', 'nowhere.ndjson', '--new-ledger'], /There is no file nowhere\.ndjson/],
    [['import', 'docs', '--new-ledger'], /docs is no file/],
    [['import', 'package.json', '--new-ledger', '--ledger', 'x'], /Give --ledger or --new-ledger, and not both/],
  ] as const;
  it('end with 2 where they are misused, and say what is missing', async () => {
    const ran = await Promise.all(MISUSES.map(([words]) => rapporteur(words)));
    expect(ran).toEqual(MISUSES.map(([, why]) => ({ code: 2, out: '', err: expect.stringMatching(why) })));
  });
  it('are told that a folder has no record', async () => {
    const { code, err } = await rapporteur(['export', '--to', at('x.ndjson'), '--data-dir', at('nowhere')]);
    expect([code, err]).toEqual([1, expect.stringMatching(/There is no record in /)]);
    expect(existsSync(at('nowhere'))).toBe(false);
  });
  it('help with examples', async () => {
    for (const verb of ['export', 'import'])
      expect(await rapporteur([verb, '--help'])).toMatchObject({ code: 0, out: expect.stringMatching(/Examples:\n/) });
  });
});
