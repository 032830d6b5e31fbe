import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import { beginImport } from '#ledger/storage/unfinished-import.js';
import { randomOf, sampleLog } from '#ledger/audit/testing/sample.js';
import { MAIN, newFolder, printed, rapporteur, run } from './support/cli.js';
import { describeOnce } from './support/describe-once.js';
import { ENGINE, isEmbedded, serving } from './support/engine.js';
import { startInVain, startProcess, stop } from './support/process.js';
import { remove } from './support/service.js';

const root = newFolder();
const at = (name: string) => join(root, name);
afterAll(() => remove(root));

/** A record that no service has. @returns its file */
const recordOf = async (name: string, length: number): Promise<string> => {
  const store = await openEventStore(logConfig(at(name)), 'owner');
  const log = sampleLog(randomOf(20_251_027 + length), length);
  for (let from = 0; from < length; from += 1000) await store.load(log.slice(from, from + 1000));
  await store.close();
  await rapporteur(['export', '--to', at(`${name}.ndjson`), '--data-dir', at(name)]);
  return at(`${name}.ndjson`);
};

/**
 * Enough events for an import that takes a while, although it is killed often. A file loads a thousand at once; a
 * server loads them one by one, and Ctrl-C is handled after each thousand.
 */
const LONG = 12_000;
const SHORT = 2_000;
let long: string;
let short: string;
let another: string;
beforeAll(async () => {
  if (isEmbedded) long = await recordOf('long', LONG);
  short = await recordOf('short', SHORT);
  another = await recordOf('another', 10);
});

const { name, newLog } = ENGINE;
describe(`an interrupted import into ${name}`, () => {
  const house = at(`house-of-${name.replaceAll(' ', '-')}`);
  let env: Record<string, string>;
  let end: () => Promise<void>;
  let file: string;
  let [length, kills] = [0, 0];
  beforeAll(async () => {
    ({ env, stop: end } = await newLog());
    [file, length, kills] = isEmbedded ? [long, LONG, 3] : [short, SHORT, 1];
  });
  afterAll(() => end());

  const withLog = async <T>(read: (store: Awaited<ReturnType<typeof openEventStore>>) => Promise<T>) => {
    const store = await openEventStore(logConfig(house, env), 'reader');
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
      return undefined; // the log does not exist yet
    }
  };
  const count = () =>
    withLog(async (store) => {
      let events = 0;
      for await (const batch of store.readAll()) events += batch.events.length;
      return events;
    });
  /** Starts an import, and sends it a signal after it has loaded some events. */
  const interrupted = async (signal: NodeJS.Signals) => {
    const before = await head();
    const child = spawn(process.execPath, [MAIN, 'import', file, '--data-dir', house, '--new-ledger'], {
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

  it('leaves a prefix of the record when it is killed, however often, and resumes from there', async () => {
    let before = 0;
    for (let killed = 0; killed < kills; killed++) {
      expect(await interrupted('SIGKILL')).toMatchObject({ killedBy: 'SIGKILL' });
      const there = await count();
      expect(there).toBeGreaterThan(before);
      expect(there).toBeLessThan(length);
      before = there;
    }
  });
  it('stops at Ctrl-C, and says how to continue', async () => {
    const { code, err } = await interrupted('SIGINT');
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(
        new RegExp(
          `^rapporteur: Stopped\\. So far \\d+ of ${length} events are in the log\\. Run this again to continue\\.\n$`,
        ),
      ),
    ]);
  });
  it('is not served while half of it is missing', async () => {
    const there = await count();
    const LEDGER_KEY = readFileSync(join(house, 'ledger.key'), 'utf8').trim();
    const { code, output } = await startInVain({ dataDir: house, env: { ...serving(env), LEDGER_KEY } });
    const told = `was interrupted: the log has ${there} of the ${length} events of ${file}. Run the same "rapporteur import" again: it continues there.`;
    expect([code, output]).toEqual([2, expect.stringContaining(told)]);
    expect(output).not.toMatch(/lost|backup/);
  });
  it('is neither exported nor given another key, with the same message', async () => {
    for (const words of [
      ['export', '--to', at('half.ndjson')],
      ['change-key', '--reason', 'To see what it says.'],
    ]) {
      const { code, err } = await rapporteur([...words, '--data-dir', house], env);
      expect([words[0], code, err]).toEqual([
        words[0],
        1,
        expect.stringMatching(/An? import .* was interrupted.*again/i),
      ]);
    }
    expect(existsSync(at('half.ndjson'))).toBe(false);
  });
  it('is not mixed with another record', async () => {
    const { code, err } = await rapporteur(['import', another, '--data-dir', house, '--new-ledger'], env);
    expect([code, err]).toEqual([1, expect.stringContaining('Use a data folder without a record')]);
  });
  it('completes in the end, and both exports are equal, byte for byte', async () => {
    const there = await count();
    const imported = printed(await rapporteur(['import', file, '--data-dir', house, '--json'], env));
    expect(imported).toMatchObject({ size: length, there });
    await rapporteur(['export', '--to', `${house}.ndjson`, '--data-dir', house], env);
    expect(readFileSync(`${house}.ndjson`).equals(readFileSync(file))).toBe(true);
  });
  it('is served once it is complete', async () => {
    const LEDGER_KEY = readFileSync(join(house, 'ledger.key'), 'utf8').trim();
    const { code } = await stop(await startProcess({ dataDir: house, env: { ...serving(env), LEDGER_KEY } }));
    expect(code).toBe(0);
  });
});

/** A data folder with half of what was imported into it. */
const halfOf = async (name: string): Promise<string> => {
  const house = at(name);
  expect(await rapporteur(['import', short, '--data-dir', house, '--new-ledger'])).toMatchObject({ code: 0 });
  const db = new Database(join(house, 'events.db'));
  db.exec(`DELETE FROM events WHERE position > ${SHORT - 1_000}`);
  db.close();
  rmSync(join(house, 'acknowledged'), { force: true });
  beginImport(house, { file: short, size: SHORT });
  return house;
};

describeOnce('half of an import of which the file is lost', () => {
  it('is continued by accept-loss, visibly, and then served', async () => {
    const house = await halfOf('given-up');
    const accepted = await rapporteur(['accept-loss', '--reason', 'The file is lost.', '--data-dir', house]);
    expect(accepted).toMatchObject({ code: 0, out: expect.stringContaining('1000 events are lost') });
    expect((await stop(await startProcess({ dataDir: house }))).code).toBe(0);
  });
  it('is still half of an import if accept-loss fails before it has recorded that', async () => {
    const house = await halfOf('given-up-in-vain');
    const inTheWay = join(house, 'ledger.key.started');
    mkdirSync(inTheWay);
    const words = ['accept-loss', '--reason', 'The file is lost.', '--data-dir', house];
    expect((await rapporteur(words)).code).not.toBe(0);
    expect((await startInVain({ dataDir: house })).output).toContain('an import into this log was interrupted');
    rmSync(inTheWay, { recursive: true });
    expect(await rapporteur(words)).toMatchObject({ code: 0, out: expect.stringContaining('1000 events are lost') });
    expect(existsSync(join(house, 'import.unfinished'))).toBe(false);
    expect((await stop(await startProcess({ dataDir: house }))).code).toBe(0);
  });
});

describeOnce('half of an import whose file import.unfinished is damaged', () => {
  it('is neither served nor exported, and is completed or given up as any other', async () => {
    const [house, other] = [await halfOf('damaged'), await halfOf('damaged-and-given-up')];
    const note = join(house, 'import.unfinished');
    for (const folder of [house, other]) writeFileSync(join(folder, 'import.unfinished'), '{"file":');
    const told = `the log has ${SHORT - 1_000} of the events of its file. Which file that is, ${note} does not say: it is damaged. Run the same "rapporteur import" again`;
    const { code, output } = await startInVain({ dataDir: house });
    expect([code, output]).toEqual([2, expect.stringContaining(told)]);
    const exported = await rapporteur(['export', '--to', at('damaged.ndjson'), '--data-dir', house]);
    expect([exported.code, exported.err]).toEqual([1, expect.stringContaining(`${note} does not say: it is damaged`)]);
    expect(await rapporteur(['import', short, '--data-dir', house, '--new-ledger'])).toMatchObject({ code: 0 });
    const given = await rapporteur(['accept-loss', '--reason', 'The file is lost.', '--data-dir', other]);
    expect(given).toMatchObject({ code: 0, out: expect.stringContaining('1000 events are lost') });
    for (const dataDir of [house, other]) expect((await stop(await startProcess({ dataDir }))).code).toBe(0);
  });
});

describeOnce('an import', () => {
  it('keeps what it has loaded when the disk is full, and continues when there is space', async () => {
    const disk = at('small');
    mkdirSync(disk);
    const script = `mount -t tmpfs -o size=1m none ${disk}
      node() { "${process.execPath}" "${MAIN}" import ${short} --data-dir ${disk}/data --new-ledger; }
      node; code=$?; mount -o remount,size=100m ${disk}; node; exit $code$?`;
    const { code, out, err } = await run(['unshare', '-rm', 'sh', '-c', script]);
    expect([code, out, err]).toEqual([
      10,
      expect.stringMatching(/^2000 events, .*; \d+ of them were there already\.\n/),
      expect.stringMatching(
        /^rapporteur: The disk is full\..* \d+ of 2000 events are in the log\. Run this again.*\n$/,
      ),
    ]);
  });
});
