import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { MAIN, newFolder, run } from './support/cli.js';
import { documentOf, sendExamples } from './support/examples.js';
import { remove, startAlone } from './support/service.js';

const root = newFolder();
const at = (name: string) => join(root, name);
const output = at('output');
const temporary = at('tmp');
let key: string;

/** What an auditor does who may read a data folder and not write it. Permissions do not hold for root. */
const NOBODY = 65_534;
const asReader = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  run([process.execPath, MAIN, ...words], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'warn', TMPDIR: temporary, ...env },
    ...(process.getuid?.() === 0 && { uid: NOBODY, gid: NOBODY }),
  });

const forbidWrites = (folder: string) => {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o555 : 0o444);
  chmodSync(folder, 0o555);
};
const copied = (from: string, name: string, change: (folder: string) => void = () => {}) => {
  cpSync(from, at(name), { recursive: true });
  change(at(name));
  forbidWrites(at(name));
  return at(name);
};

let stopped: string;
let killed: string;
beforeAll(async () => {
  chmodSync(root, 0o755);
  for (const folder of [output, temporary]) {
    mkdirSync(folder);
    chmodSync(folder, 0o777);
  }
  const service = await startAlone(undefined, { LEDGER_ORIGIN: 'record.example.org/talks' });
  await sendExamples(service, await documentOf(service));
  key = ((await service.get('/v1/audit/ledger')).body as { verifierKey: string }).verifierKey;
  // The views have all of it.
  await service.get('/v1/negotiations').expect(200);
  // While it runs, files come and go.
  process.kill(service.process.pid, 'SIGSTOP');
  killed = copied(service.dataDir, 'killed', (folder) => {
    for (const name of ['events.db-shm', 'views.db-shm']) rmSync(join(folder, name));
  });
  process.kill(service.process.pid, 'SIGCONT');
  await service.close();
  stopped = copied(service.dataDir, 'stopped');
  remove(service.dataDir);
});
afterAll(() => {
  for (const name of readdirSync(root)) chmodSync(at(name), 0o777);
  remove(root);
});

const verify = (folder: string) => {
  const checkpoint = join(folder, 'ledger/checkpoint');
  return asReader(['verify', folder, '--key', key, '--checkpoint', checkpoint]);
};

describe('a data folder that may only be read', () => {
  it('is verified, and nothing is left in it or in the folder for temporary files', async () => {
    const files = readdirSync(stopped);
    expect(await verify(stopped)).toMatchObject({ code: 0, out: expect.stringContaining('holds') });
    expect([readdirSync(stopped), readdirSync(temporary)]).toEqual([files, []]);
  });
  it('is verified with what only its WAL has', async () => {
    const sizeOf = async (folder: string) => {
      const { out } = await asReader(['verify', folder, '--json']);
      return (JSON.parse(out) as { figures: { size: number } }).figures.size;
    };
    expect(statSync(join(killed, 'events.db-wal')).size).toBeGreaterThan(0);
    // The stop has recorded a checkpoint.
    expect(await sizeOf(killed)).toBe((await sizeOf(stopped)) - 1);
    expect(await asReader(['verify', killed, '--views'])).toMatchObject({ code: 0 });
  });
  it('is verified with a WAL without content', async () => {
    const folder = copied(stopped, 'empty-wal', (made) => {
      chmodSync(made, 0o755);
      writeFileSync(join(made, 'events.db-wal'), '');
    });
    expect(await verify(folder)).toMatchObject({ code: 0 });
  });
  it('is found altered if it was', async () => {
    const folder = copied(stopped, 'altered', (made) => {
      chmodSync(made, 0o755);
      chmodSync(join(made, 'events.db'), 0o644);
      writeFileSync(join(made, 'events.db'), 'no database');
    });
    expect(await verify(folder)).toMatchObject({ code: 1, err: expect.stringContaining('log-unreadable') });
  });
  it('is backed up, exported, and compared with its views', async () => {
    const backup = join(output, 'log.db');
    expect(await asReader(['backup', '--data-dir', stopped, '--to', backup])).toMatchObject({ code: 0 });
    expect(await asReader(['verify', backup])).toMatchObject({ code: 0 });
    for (const folder of [stopped, killed]) {
      const exported = join(output, `${basename(folder)}.ndjson`);
      expect(await asReader(['export', '--data-dir', folder, '--to', exported])).toMatchObject({ code: 0 });
      expect(existsSync(exported)).toBe(true);
    }
    expect(await asReader(['verify', stopped, '--views'])).toMatchObject({ code: 0 });
  });
});

describe('a data folder that may only be read, whose log has lost its end', () => {
  it('is neither backed up nor exported, by what its views have', async () => {
    const folder = copied(killed, 'shorter', (made) => {
      chmodSync(made, 0o755);
      chmodSync(join(made, 'events.db'), 0o644);
      chmodSync(join(made, 'events.db-wal'), 0o644);
      const db = new Database(join(made, 'events.db'));
      db.exec('DELETE FROM events WHERE position > (SELECT max(position) - 5 FROM events)');
      db.close();
      rmSync(join(made, 'acknowledged'), { force: true });
    });
    const files = readdirSync(folder);
    for (const command of ['backup', 'export']) {
      const { code, err } = await asReader([command, '--data-dir', folder, '--to', join(output, 'shorter')]);
      expect([command, code, err]).toEqual([
        command,
        1,
        expect.stringMatching(/the log has lost .*as views\.db shows/),
      ]);
    }
    expect([existsSync(join(output, 'shorter')), readdirSync(folder), readdirSync(temporary)]).toEqual([
      false,
      files,
      [],
    ]);
  });
});

describe('a log of which nothing can be read', () => {
  const ADVICE = /events\.db cannot be read where it is: .*\. Copy its folder to a place where you can read and write/;
  const commands = (folder: string) => [
    ['verify', folder],
    ['verify', folder, '--views'],
    ['backup', '--data-dir', folder, '--to', join(output, 'none.db')],
    ['export', '--data-dir', folder, '--to', join(output, 'none.ndjson')],
  ];

  it('is not said to hold or not: every command says what to do, and blames no other path', async () => {
    const secret = copied(stopped, 'secret');
    chmodSync(join(secret, 'events.db'), 0);
    for (const words of commands(secret)) {
      const { code, err } = await asReader(words);
      expect([words[0], code, err]).toEqual([words[0], 2, expect.stringMatching(ADVICE)]);
      expect(err).toContain('permission denied');
      expect(err).not.toMatch(/--to|does not hold/);
    }
  });
  it('is not copied while somebody may write it', async () => {
    const busy = copied(stopped, 'busy', (made) => {
      chmodSync(made, 0o755);
      writeFileSync(join(made, 'events.db-shm'), '');
    });
    for (const words of commands(busy)) {
      const { code, err } = await asReader(words);
      expect([words[0], code, err]).toEqual([words[0], 2, expect.stringMatching(ADVICE)]);
    }
  });
  it('is not copied where there is no folder for that', async () => {
    const { code, err } = await asReader(['verify', stopped], { TMPDIR: at('nowhere') });
    expect([code, err]).toEqual([2, expect.stringMatching(ADVICE)]);
  });
});
