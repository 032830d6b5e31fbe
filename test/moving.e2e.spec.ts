import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { ED25519, formatVerifierKey } from '#ledger/note-key.js';
import { generateSignerKey, parseSignerKey } from '#ledger/signer-key.js';
import { CHAPTER_1, CHAPTER_2, MAIN, newFolder, printed, rapporteur, run } from './support/cli.js';
import { describeOnce } from './support/describe-once.js';
import { EMBEDDED, ENGINE, isEmbedded } from './support/engine.js';
import { readyAt, startInVain, startProcess, stop } from './support/process.js';
import { NO_TIMER, remove } from './support/service.js';

const root = newFolder();
const at = (name: string) => join(root, name);
afterAll(() => remove(root));

/** The record of some talks, kept for a while, with an audit file of it. */
const old = at('old');
const record = at('record.ndjson');
const firstCheckpoint = at('first-checkpoint');
const PAGES = ['/v1/negotiations', '/v1/audit/trail?limit=200', '/v1/audit/ledger', '/v1/audit/checkpoint'];
let pages: string[];
let key: string;
let token: string;
let exported: Record<string, unknown>;
let size: number;
/** The keys of its ids. */
const idKey = join(old, 'id.key');
let ID_KEY: string;
let SHARED_SECRET: string;
const pagesOf = (url: string) => Promise.all(PAGES.map(async (page) => (await fetch(`${url}${page}`)).text()));
const open = (url: string, title: string) =>
  fetch(`${url}/v1/negotiations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title }),
  });

beforeAll(async () => {
  mkdirSync(old);
  writeFileSync(idKey, `${'moving'.repeat(8)}\n`, { mode: 0o600 });
  const env = { ...EMBEDDED, ...NO_TIMER, LEDGER_ORIGIN: 'record.example.org/talks' };
  let service = await startProcess({ dataDir: old, env });
  await rapporteur(['load', CHAPTER_1, '--url', service.url]);
  writeFileSync(firstCheckpoint, await (await fetch(`${service.url}/v1/audit/checkpoint`)).text());
  await rapporteur(['load', CHAPTER_2, '--url', service.url]);
  const opened = await open(service.url, 'The last of the old house');
  token = opened.headers.get('consistency-token')!;
  // A stop records a checkpoint. After that, nothing is recorded automatically.
  await stop(service);
  service = await startProcess({ dataDir: old, env });
  await readyAt(service.url);
  pages = await pagesOf(service.url);
  key = (JSON.parse(pages[2]!) as { verifierKey: string }).verifierKey;
  await stop(service);
  ID_KEY = readFileSync(idKey, 'utf8').trim();
  SHARED_SECRET = readFileSync(join(old, 'secret'), 'utf8').trim();
  exported = printed(await rapporteur(['export', '--to', record, '--data-dir', old, '--json']));
  size = Number(exported['size']);
});

it('is exported with everything that its ledger has signed', () => {
  expect(exported).toMatchObject({ file: record, origin: 'record.example.org/talks', covered: size });
  expect(JSON.parse(pages[2]!)).toMatchObject({ size, root: exported['root'] });
});

const { name, newLog } = ENGINE;
describe(`a record that moves into ${name}`, () => {
  const house = at(`house-of-${name.replaceAll(' ', '-')}`);
  let env: Record<string, string>;
  let end: () => Promise<void>;
  beforeAll(async () => {
    const log = await newLog();
    env = { ...log.env, ...NO_TIMER };
    end = log.stop;
  });
  afterAll(() => end());

  it('is imported completely, and the command names the ledger that it continues', async () => {
    const words = ['import', record, '--data-dir', house, '--ledger', join(old, 'ledger'), '--id-key', idKey];
    const { code, out, err } = await rapporteur(words, env);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^${size} events, root \\S+, checked: the log in \\S+ matches the file\\.\n`));
    const key = isEmbedded
      ? 'Put its key into the data folder as ledger.key'
      : 'Set LEDGER_KEY to its key, SHARED_SECRET and ID_KEY, the same for every instance';
    expect(out).toContain(`The ledger continues as record.example.org/talks. ${key}`);
  });
  it('is not imported without the keys of its ids, or with other ones, and the error says where they are', async () => {
    const words = ['import', record, '--data-dir', at('keyless'), '--ledger', join(old, 'ledger')];
    writeFileSync(at('other-id.key'), `${'other'.repeat(8)}\n`);
    const refused = [[], ['--id-key', at('other-id.key')]].map((more) => rapporteur([...words, ...more], env));
    for (const { code, err } of await Promise.all(refused))
      expect([code, err]).toEqual([
        1,
        expect.stringMatching(/Nothing was written\. Name the file id\.key .*--id-key <file>.*--new-id-key/),
      ]);
    const configured = { ...env, ID_KEY: 'other'.repeat(8) };
    expect((await rapporteur(words, configured)).err).toMatch(/Put the key of the old service into ID_KEY.*add lost-/);
    const both = await rapporteur([...words, '--id-key', idKey], configured);
    expect([both.code, both.err]).toEqual([2, expect.stringContaining('leave out --id-key and --new-id-key')]);
    expect(existsSync(at('keyless'))).toBe(false);
  });
  it('is exported again with the same bytes', async () => {
    await rapporteur(['export', '--to', `${house}.ndjson`, '--data-dir', house], env);
    expect(readFileSync(`${house}.ndjson`).equals(readFileSync(record))).toBe(true);
  });
  it('is imported again without any change', async () => {
    expect(printed(await rapporteur(['import', record, '--data-dir', house, '--json'], env))).toMatchObject({
      size,
      there: size,
      ledger: { origin: 'record.example.org/talks', covered: size, hasKey: false },
    });
  });
  it('is not served without its key, or with another key', async () => {
    const without = await startInVain({ dataDir: house, env });
    expect([without.code, without.output]).toEqual([
      2,
      expect.stringMatching(/ledger\.key is missing|LEDGER_KEY is not set/),
    ]);
    expect(existsSync(join(house, 'ledger.key'))).toBe(false);
    const keys = { LEDGER_KEY: generateSignerKey('another.example.org', ED25519), ID_KEY, SHARED_SECRET };
    const another = await startInVain({ dataDir: house, env: { ...env, ...keys } });
    expect([another.code, another.output]).toEqual([2, expect.stringContaining('is that of another.example.org')]);
  });
  it('gives the same answers in the new place as in the old one, also about the past', async () => {
    const LEDGER_KEY = readFileSync(join(old, 'ledger.key'), 'utf8').trim();
    const service = await startProcess({ dataDir: house, env: { ...env, ID_KEY, LEDGER_KEY, SHARED_SECRET } });
    await readyAt(service.url);
    expect(await pagesOf(service.url)).toEqual(pages);
    const then = await fetch(`${service.url}/v1/negotiations?asOf=${encodeURIComponent(token)}`);
    expect([then.status, await then.text()]).toEqual([200, pages[0]]);

    // Requests that were recorded in the old place are recognized in the new one.
    const loaded = await rapporteur(['load', CHAPTER_1, '--url', service.url]);
    expect(loaded.out).toBe('Recorded 0, already there 40, changed 0, refused 0.\n');
    expect((await open(service.url, 'The first of the new house')).status).toBe(201);
    const audit = ['export', '--audit', '--out', `${house}.audit.ndjson`, '--url', service.url];
    const verified = await rapporteur([...audit, '--key', key, '--since', firstCheckpoint]);
    await stop(service);
    expect(verified).toMatchObject({ code: 0, err: '', out: expect.stringContaining('record.example.org/talks') });
    expect(verified.out).toContain(`entries      ${size + 1}`);
  });
  it('is not imported over a record that has grown since', async () => {
    const { code, err } = await rapporteur(['import', record, '--data-dir', house], env);
    expect([code, err]).toEqual([1, expect.stringContaining('The ledger in')]);
    // The fact, and the checkpoint of the stop.
    expect(err).toContain(`covers ${size + 2} events, but the file has ${size}`);
  });
});

describeOnce('a record whose keys for ids are lost', () => {
  it('is imported with a new key if that is said, and its requests of before are not recognized', async () => {
    const house = at('new-id-key');
    const words = ['import', record, '--data-dir', house, '--ledger', join(old, 'ledger'), '--new-id-key'];
    for (let times = 0; times < 2; times++) expect(await rapporteur(words)).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(house, 'id.key'), 'utf8')).toMatch(/^[\w-]{43}\nlost-[\da-f]{3}\n$/);
    copyFileSync(join(old, 'ledger.key'), join(house, 'ledger.key'));
    const service = await startProcess({ dataDir: house, env: { ...EMBEDDED, ...NO_TIMER } });
    await readyAt(service.url);
    expect(await pagesOf(service.url)).toEqual(pages);
    const { code, err } = await rapporteur(['load', CHAPTER_1, '--url', service.url]);
    await stop(service);
    expect([code, err]).toEqual([1, expect.stringContaining('negotiation-already-recorded')]);
  });
});

describeOnce('an export', () => {
  const exported = (out: string, ...words: string[]) =>
    rapporteur(['export', '--to', at(out), '--data-dir', old, ...words]);

  it('is possible while a service runs, and is a prefix of the log', async () => {
    const house = at('served');
    cpSync(old, house, { recursive: true });
    const service = await startProcess({ dataDir: house, env: NO_TIMER });
    const writing = Array.from({ length: 20 }, (_, n) => open(service.url, `Talks ${n}`));
    const { code } = await rapporteur(['export', '--to', at('beside.ndjson'), '--data-dir', house]);
    await Promise.all(writing);
    await stop(service);
    expect(code).toBe(0);
    await rapporteur(['export', '--to', at('afterwards.ndjson'), '--data-dir', house]);
    const events = (file: string) => readFileSync(at(file), 'utf8').split('\n').slice(0, -2);
    const [beside, afterwards] = [events('beside.ndjson'), events('afterwards.ndjson')];
    expect(afterwards.slice(0, beside.length)).toEqual(beside);
    // With the header, and the checkpoint that the stop has recorded.
    expect(afterwards).toHaveLength(size + 20 + 2);
  });
  it('overwrites a file only with the option for that', async () => {
    copyFileSync(CHAPTER_1, at('precious'));
    expect(await exported('precious')).toMatchObject({ code: 1, err: expect.stringContaining('--force') });
    expect(readFileSync(at('precious')).equals(readFileSync(CHAPTER_1))).toBe(true);
    expect((await exported('precious', '--force')).code).toBe(0);
    expect(readFileSync(at('precious')).equals(readFileSync(record))).toBe(true);
  });
  it('leaves nothing behind if the disk is full or the folder does not exist', async () => {
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
      err: expect.stringMatching(/cannot be written: there is no such file or folder \(ENOENT\)/),
    });
  });
  it('refuses a log that was altered, or that has lost what was signed or acknowledged', async () => {
    const broken = async (name: string, sql: string, without: readonly string[] = []) => {
      cpSync(old, at(name), { recursive: true });
      for (const file of without) rmSync(join(at(name), file), { force: true });
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
    const lost = 'DELETE FROM events WHERE position = (SELECT max(position) FROM events)';
    const evidence = ['acknowledged', 'views.db', 'views.db-wal', 'views.db-shm'];
    expect(await broken('behind', lost, evidence)).toEqual([
      1,
      expect.stringContaining(`the log has ${size - 1} events, and its last checkpoint covers ${size}`),
    ]);
    for (const [name, without] of [
      ['behind-its-views', ['acknowledged']],
      ['behind-acknowledged', evidence.slice(1)],
    ] as const)
      expect(await broken(name, lost, without)).toEqual([
        1,
        expect.stringMatching(
          new RegExp(`the log has lost 1 event that was acknowledged, .*The only one is event ${size - 1}`),
        ),
      ]);
  });
});

describe(`the guide to moving into ${name}`, () => {
  const GUIDE = fileURLToPath(new URL('../../docs/MOVING.md', import.meta.url));
  let log: Awaited<ReturnType<typeof newLog>>;
  beforeAll(async () => void (log = await newLog()));
  afterAll(() => log.stop());

  it('describes commands that work exactly as written, line by line, up to a service with the same answers', async () => {
    const folder = at('guide');
    mkdirSync(join(folder, 'bin'), { recursive: true });
    cpSync(old, join(folder, 'old'), { recursive: true });
    writeFileSync(join(folder, 'bin', 'rapporteur'), `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`, {
      mode: 0o755,
    });
    const commands = [...readFileSync(GUIDE, 'utf8').matchAll(/```sh\n([^]*?)```/g)].map(([, block]) => block!);
    expect(commands).toHaveLength(6);
    expect(commands.at(-1)).toBe('rapporteur serve --data-dir ./new\n');
    // From step 3 on, as the guide says; in one shell, which has the settings of step 4.
    const [exporting, ...later] = commands;
    const toNew = Object.entries(log.env).map(([setting, value]) => `export ${setting}='${value}'\n`);
    const guide = spawn('sh', ['-eu', '-c', [exporting, ...toNew, ...later].join('\n')], {
      cwd: folder,
      detached: true,
      env: {
        ...process.env,
        ...EMBEDDED,
        ...NO_TIMER,
        PORT: '0',
        NODE_OPTIONS: '',
        PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      },
    });
    let said = '';
    for (const stream of [guide.stdout, guide.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
    const ended = once(guide, 'close') as Promise<[number | null]>;
    const listens = () => /Rapporteur listens on (http:\/\/[\w.:]+)/.exec(said)?.[1];
    const url = await Promise.race([
      (async () => {
        while (listens() === undefined) await sleep(50);
        return listens()!;
      })(),
      ended.then(([code]) => Promise.reject(new Error(`ended with ${code}: ${said}`))),
    ]);
    await readyAt(url);
    expect(await pagesOf(url)).toEqual(pages);
    process.kill(-guide.pid!, 'SIGTERM');
    await ended;
    expect(said).toContain('Its ledger is record.example.org/talks, whose last checkpoint covers all of them.');
  });
});

describeOnce('rapporteur export and import', () => {
  const MISUSES = [
    [['export', '--to', 'x', '--audit'], /Say what to export: --to <file> .*or --audit/],
    [['export', '--to', 'x', '--key', 'y'], /--key goes with --audit/],
    [['export', '--to', 'x', '--url', 'http://127.0.0.1:1'], /--url goes with --audit/],
    [['export', '--audit', '--out', 'x', '--data-dir', 'y'], /--data-dir goes with --to/],
    [['import'], /missing required argument 'file'/],
    [['import', 'nowhere.ndjson', '--new-ledger'], /There is no file nowhere\.ndjson/],
    [['import', 'docs', '--new-ledger'], /docs is not a regular file/],
    [['import', 'package.json', '--new-ledger', '--ledger', 'x'], /Use either --ledger or --new-ledger/],
    [['import', 'package.json', '--new-id-key', '--id-key', 'x'], /Use either --id-key or --new-id-key/],
    [['import', 'package.json', '--new-ledger', '--id-key', 'nowhere.key'], /There is no file nowhere\.key/],
  ] as const;
  it('exit with 2 on wrong usage, and say what is missing', async () => {
    const ran = await Promise.all(MISUSES.map(([words]) => rapporteur(words)));
    expect(ran).toEqual(MISUSES.map(([, why]) => ({ code: 2, out: '', err: expect.stringMatching(why) })));
  });
  it('make no audit file: `verify` recognizes an export, and says so', async () => {
    const file = at('moving.ndjson');
    writeFileSync(file, '{"format":"rapporteur-log/1"}\n');
    const key = formatVerifierKey(parseSignerKey(generateSignerKey('example.com/log', ED25519), ED25519));
    expect(await rapporteur(['verify', file, '--key', key])).toEqual({
      code: 2,
      out: '',
      err: `rapporteur: ${file}: This is an export for "rapporteur import". "verify" reads an audit file, created by "rapporteur export --audit", or the log itself: a data folder, or a copy of its log.\n`,
    });
  });
  it('report a folder without a record', async () => {
    const { code, err } = await rapporteur(['export', '--to', at('x.ndjson'), '--data-dir', at('nowhere')]);
    expect([code, err]).toEqual([1, expect.stringMatching(/There is no record in /)]);
    expect(existsSync(at('nowhere'))).toBe(false);
  });
  it('have help with examples', async () => {
    for (const verb of ['export', 'import'])
      expect(await rapporteur([verb, '--help'])).toMatchObject({ code: 0, out: expect.stringMatching(/Examples:\n/) });
  });
});
