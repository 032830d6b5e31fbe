import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { happened } from '#event-store/event-store.testing.js';
import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import { dossierFile, MAIN, newFolder, printed, rapporteur, run } from './support/cli.js';
import { type Process, readyAt, startProcess, stop } from './support/process.js';
import { remove } from './support/service.js';

const TALKS = `dossier: talks
entries:
  - { key: talks, record: OpenNegotiation, title: Talks }
  - { key: tariffs, record: RaiseIssue, title: Tariffs }
`;
const root = newFolder();
const folder = (name: string) => join(root, name);
afterAll(() => remove(root));

// All tests share one service, because a start takes longer than everything else here.
const dataDir = folder('data');
const talks = dossierFile(root, TALKS, 'talks.yaml');
let service: Process;
beforeAll(async () => {
  service = await startProcess({ dataDir });
  await rapporteur(['load', talks, '--url', service.url]);
  // A stop records a checkpoint. After that, nothing is recorded automatically.
  await stop(service);
  service = await startProcess({ dataDir });
});
afterAll(() => stop(service));

describe('rapporteur backup, restore and rebuild', () => {
  const copy = folder('copy.db');
  let events: unknown;
  let before: string;
  const negotiations = async () => {
    await readyAt(service.url);
    return (await fetch(`${service.url}/v1/negotiations`)).text();
  };

  it('copies the log while the service runs, and never overwrites a file', async () => {
    const words = ['backup', '--data-dir', dataDir, '--to', copy];
    const copied = printed(await rapporteur([...words, '--json']));
    expect(copied).toMatchObject({ events: expect.any(Number), file: copy });
    ({ events } = copied);
    before = await negotiations();
    expect(await rapporteur(words)).toMatchObject({ code: 1, err: expect.stringMatching(/exists already/) });
  });

  it('leaves nothing behind if it is stopped, and can be repeated', async () => {
    const house = folder('house');
    const store = await openEventStore(logConfig(house), 'owner');
    const long = JSON.stringify('x'.repeat(20_000));
    for (let n = 0; n < 50; n++) {
      const events = Array.from({ length: 30 }, (_, i) => happened(n * 30 + i, long));
      await store.append(`meeting-${n}`, events, { expected: 'no-stream' });
    }
    await store.close();
    const to = folder('stopped.db');
    const left = () => readdirSync(root).filter((name) => name.startsWith('stopped'));
    for (const [signal, outcome] of [
      ['SIGINT', { code: 1, signal: null }],
      ['SIGKILL', { code: null, signal: 'SIGKILL' }],
    ] as const) {
      const child = spawn(process.execPath, [MAIN, 'backup', '--data-dir', house, '--to', to], { stdio: 'ignore' });
      while (left().length === 0) await sleep(1);
      child.kill(signal);
      const [code, killedBy] = (await once(child, 'close')) as [number | null, string | null];
      expect({ code, signal: killedBy }).toEqual(outcome);
      expect(existsSync(to)).toBe(false);
      if (signal === 'SIGINT') expect(left()).toEqual([]);
    }
    expect(await rapporteur(['backup', '--data-dir', house, '--to', to])).toMatchObject({ code: 0 });
  });

  it('does not touch the log and views of a running service', async () => {
    const tried = [['rebuild'], ['restore', '--from', copy, '--move-old-to', folder('old')]].map((words) =>
      rapporteur([...words, '--data-dir', dataDir]),
    );
    for (const { code, err } of await Promise.all(tried)) {
      expect(code).toBe(1);
      expect(err).toMatch(
        /^rapporteur: The log in \S+ is in use by another process\..*stop the other process first.*\n$/,
      );
    }
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
  });

  it('rebuilds the views of a stopped service, and the answers stay the same', async () => {
    await stop(service);
    expect(printed(await rapporteur(['rebuild', '--data-dir', dataDir, '--json']))).toMatchObject({ events });
    service = await startProcess({ dataDir, env: { RECORDER_NAME: 'Ben' } });
    expect(await negotiations()).toBe(before);
  });

  it('says what to do if another recorder has loaded the dossier', async () => {
    const { code, err } = await rapporteur(['load', talks, '--url', service.url]);
    await stop(service);
    expect(code).toBe(1);
    expect(err).toContain('negotiation-already-recorded');
    expect(err).toContain('load it as that recorder');
  });

  it('restores into a new folder, and replaces a log only if that is moved away', async () => {
    const [fresh, taken] = await Promise.all(
      [folder('restored'), dataDir].map((to) => rapporteur(['restore', '--from', copy, '--data-dir', to])),
    );
    expect(fresh).toMatchObject({ code: 0 });
    expect(taken).toMatchObject({ code: 1, err: expect.stringMatching(/exists already: name a new folder/) });
    const views = () => readdirSync(dataDir).filter((name) => name.startsWith('views.db'));
    expect(views()).toContain('views.db');
    const old = folder('moved-aside');
    const moved = await rapporteur(['restore', '--from', copy, '--data-dir', dataDir, '--move-old-to', old]);
    expect([moved.code, existsSync(join(old, 'events.db')), views()]).toEqual([0, true, []]);
    service = await startProcess({ dataDir });
    expect(await negotiations()).toBe(before);
  });

  it('refuses a folder without a record, and a file that is not a log', async () => {
    writeFileSync(folder('no.db'), 'no log at all, but long enough for a header'.repeat(10));
    const [backup, rebuild, restore] = await Promise.all([
      rapporteur(['backup', '--to', folder('x.db'), '--data-dir', folder('empty')]),
      rapporteur(['rebuild', '--data-dir', folder('empty')]),
      rapporteur(['restore', '--from', folder('no.db'), '--data-dir', folder('new')]),
    ]);
    for (const one of [backup, rebuild])
      expect(one).toMatchObject({ code: 1, err: expect.stringMatching(/There is no record in /) });
    expect(existsSync(folder('empty'))).toBe(false);
    expect(restore).toMatchObject({ code: 1, err: expect.stringMatching(/is not a Rapporteur log/) });
    expect(existsSync(folder('new'))).toBe(false);
  });
});

describe('a full disk', () => {
  const house = folder('at-rest');
  const [record, small, disk] = [folder('record.ndjson'), folder('small.db'), folder('disk')];
  beforeAll(async () => {
    await (await openEventStore(logConfig(house), 'owner')).close();
    mkdirSync(disk);
    mkdirSync(join(house, 'ledger'));
    await rapporteur(['export', '--data-dir', house, '--to', record]);
    await rapporteur(['backup', '--data-dir', house, '--to', small]);
  });
  /** Runs the command with that disk mounted, and then lists the folder. */
  const within = (mount: string, ...words: string[]) => {
    const script = `${mount} && cd / && "$@"; code=$?; ls ${disk}; exit $code`;
    return run(['unshare', '-rm', 'sh', '-c', script, 'sh', process.execPath, MAIN, ...words], {
      env: { ...process.env, NODE_OPTIONS: '' },
    });
  };
  const told = (line: string, code: number) => ({ code, out: '', err: `rapporteur: ${line}\n` });

  it('is reported in one line by a backup, which leaves nothing behind', async () => {
    const copy = join(disk, 'x.db');
    const words = (to: string) => ['backup', '--data-dir', house, '--to', to];
    const ran = [
      await rapporteur(words(folder('nosuch/x.db'))),
      await within(`mount -t tmpfs -o ro none ${disk}`, ...words(copy)),
      await within(`mount -t tmpfs -o size=16k none ${disk}`, ...words(copy)),
    ];
    const elsewhere = 'hoose another file with --to.';
    expect(ran).toEqual([
      told(`${folder('nosuch/x.db')} cannot be written: there is no folder ${folder('nosuch')}. C${elsewhere}`, 2),
      told(`${copy} cannot be written: it is on a read-only disk (EROFS). C${elsewhere}`, 2),
      told(`The disk is full: ${copy} was not written. Free some space, or c${elsewhere}`, 1),
    ]);
  });

  it('is reported in one line by every command that changes a data folder', async () => {
    const readOnly = `mount --bind ${house} ${disk} && mount -o remount,bind,ro ${disk}`;
    const because = ['--reason', 'to see'];
    for (const words of [
      ['rebuild'],
      ['change-key', ...because],
      ['accept-loss', ...because],
      ['import', record, '--new-ledger'],
      ['restore', '--from', small],
    ]) {
      const { code, err } = await within(readOnly, ...words, '--data-dir', disk);
      const line = `${disk} cannot be used: it is on a read-only disk (EROFS). Fix the problem, or choose another folder with --data-dir.`;
      expect([words[0], code, err]).toEqual([words[0], 2, `rapporteur: ${line}\n`]);
    }
  });

  it('is reported by a restore, which leaves the folder unchanged', async () => {
    const words = ['restore', '--from', small, '--data-dir', join(disk, 'new')];
    const { code, out, err } = await within(`mount -t tmpfs -o size=8k none ${disk}`, ...words);
    const line = 'The disk of the data folder is full. Free some space, then run this again; nothing is lost.';
    expect({ code, out, err }).toEqual(told(line, 1));
  });

  it('is not reported if a folder is given in place of a backup', async () => {
    const ran = await rapporteur(['restore', '--from', house, '--data-dir', folder('never')]);
    expect(ran).toEqual(told(`${house} is a folder: name a file.`, 2));
    expect(existsSync(folder('never'))).toBe(false);
  });
});
