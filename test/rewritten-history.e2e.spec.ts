import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { canonicalJson } from '#ledger/canonical.js';
import { entryOf } from '#ledger/entry.js';
import { checkpointIn } from '#ledger/storage/checkpoint-store.js';
import { rapporteur } from './support/cli.js';
import { clocksMoved, moveClocks } from './support/clocks.js';
import { EMBEDDED } from './support/engine.js';
import { type Process, readyAt, startInVain, startProcess, stop } from './support/process.js';
import { newDataDir, remove } from './support/service.js';

const MINUTE = 60_000;
const FACTS = 8;

type Row = Parameters<typeof entryOf>[1] & { position: number };

const dataDir = newDataDir();
/** After the facts. */
const env = { ...EMBEDDED, LOG_LEVEL: 'silent', ...clocksMoved({ timePassed: FACTS * 5 * MINUTE }) };
/** Every checkpoint that was in `ledger/`, the first of them of size 0. */
const notes: string[] = [];
const sizeOf = (note: string) => checkpointIn(note).size;
let killed: string;

beforeAll(async () => {
  const service = await startProcess({ dataDir, env: { ...env, ...clocksMoved({}) } });
  await readyAt(service.url);
  const keep = () => notes.push(readFileSync(join(dataDir, 'ledger', 'checkpoint'), 'utf8'));
  keep();
  for (let n = 1; n <= FACTS; n += 1) {
    await record(service, `Talks ${n}`);
    await moveClocks(service, { timePassed: n * 5 * MINUTE });
    keep();
  }
  // As where the machine fails: some facts at the end are not signed.
  await record(service, 'The last before it fails');
  killed = `${dataDir}-killed`;
  await stop(service, 'SIGKILL');
  cpSync(dataDir, killed, { recursive: true });
  await stop(await startProcess({ dataDir, env }));
});
afterAll(() => {
  remove(dataDir);
  remove(killed);
});

const record = async ({ url }: Process, title: string) => {
  const answer = await fetch(`${url}/v1/negotiations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title }),
  });
  expect([answer.status, await answer.json()]).toEqual([201, expect.anything()]);
};

/** What somebody does who has the disk and not the key. @returns a folder for the service to start on */
const attacked = (note: string, work: (db: Database.Database, signed: number) => void): string => {
  const folder = `${dataDir}-attacked`;
  remove(folder);
  cpSync(dataDir, folder, { recursive: true });
  writeFileSync(join(folder, 'ledger', 'checkpoint'), note);
  rmSync(join(folder, 'ledger', 'entries'), { force: true });
  for (const name of ['views.db', 'acknowledged']) rmSync(join(folder, name), { force: true });
  const db = new Database(join(folder, 'events.db'));
  work(db, sizeOf(note));
  db.close();
  return folder;
};

/** Alters each fact from an ordinal on, and makes its entry anew. */
const rewrite = (db: Database.Database, from: number) => {
  const rows = db.prepare<[], Row>('SELECT * FROM events ORDER BY position').all().slice(from);
  const facts = rows.filter(({ stream }) => !stream.startsWith('checkpoint-'));
  expect(facts.length).toBeGreaterThan(0);
  for (const row of facts) {
    const data = canonicalJson({ title: 'What never was' });
    const salt = '00'.repeat(16);
    db.prepare('UPDATE events SET data = ?, salt = ?, entry = ? WHERE position = ?').run(
      data,
      salt,
      entryOf(salt, { ...row, data }),
      row.position,
    );
  }
};
const dropCheckpoints = (db: Database.Database, from: number) => {
  const rows = db.prepare<[], Row>('SELECT * FROM events ORDER BY position').all().slice(from);
  for (const { stream, position } of rows)
    if (stream.startsWith('checkpoint-')) db.prepare('DELETE FROM events WHERE position = ?').run(position);
};
const acceptLoss = (folder: string) =>
  rapporteur(['accept-loss', '--data-dir', folder, '--reason', 'The disk failed.'], env);

describe('an older checkpoint that is put back', () => {
  it('is taken where the log is what it was: its own checkpoints show that', async () => {
    for (const note of [notes[0]!, notes[FACTS / 2]!]) {
      const folder = attacked(note, () => {});
      const service = await startProcess({ dataDir: folder, env });
      await readyAt(service.url);
      await stop(service);
      expect(sizeOf(readFileSync(join(folder, 'ledger', 'checkpoint'), 'utf8'))).toBeGreaterThan(FACTS);
    }
  });

  it('covers several sizes, the first none', () => {
    const sizes = notes.map(sizeOf);
    expect(sizes[0]).toBe(0);
    expect(new Set(sizes).size).toBeGreaterThan(3);
  });

  it.each([0, 0.25, 0.5, 0.75])('does not let altered facts pass after %d of the checkpoints', async (part) => {
    const note = notes[Math.floor(part * FACTS)]!;
    const folder = attacked(note, rewrite);
    const { code, output } = await startInVain({ dataDir: folder, env });
    expect([code, output]).toEqual([
      2,
      expect.stringMatching(/event \d+ of the log is a checkpoint that does not match the log/),
    ]);
    expect(readFileSync(join(folder, 'ledger', 'checkpoint'), 'utf8')).toBe(note);
  });

  it.each([0, 0.25, 0.5, 0.75])(
    'does not let altered facts pass after %d of the checkpoints where those in the log are removed too',
    async (part) => {
      const note = notes[Math.floor(part * FACTS)]!;
      const folder = attacked(note, (db, signed) => {
        rewrite(db, signed);
        dropCheckpoints(db, signed);
      });
      const { code, output } = await startInVain({ dataDir: folder, env });
      expect([code, output]).toEqual([
        2,
        expect.stringMatching(
          new RegExp(
            `event ${sizeOf(note)} of the log \\([0-9a-f-]{36}\\).*not covered by any checkpoint.*accept-loss`,
          ),
        ),
      ]);
      expect(readFileSync(join(folder, 'ledger', 'checkpoint'), 'utf8')).toBe(note);
    },
  );

  it('is accepted under a new origin only, which names it', async () => {
    const folder = attacked(notes[0]!, (db, signed) => {
      rewrite(db, signed);
      dropCheckpoints(db, signed);
    });
    expect(await acceptLoss(folder)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+ events were not signed\. The log continues as \S+\.2 /),
    });
    const service = await startProcess({ dataDir: folder, env });
    await readyAt(service.url);
    await stop(service);
  });

  it('is accepted in no way where an event is not what its entry says', async () => {
    const folder = attacked(notes[0]!, (db, signed) => {
      dropCheckpoints(db, signed);
      db.exec(`UPDATE events SET data = replace(data, 'Talks', 'Peace')`);
    });
    expect(await acceptLoss(folder)).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not what was recorded'),
    });
    expect(existsSync(join(folder, 'ledger'))).toBe(true);
  });
});

describe('a log whose machine has failed', () => {
  it('is taken with what was not signed yet, however long ago that was, and signs it first', async () => {
    const note = readFileSync(join(killed, 'ledger', 'checkpoint'), 'utf8');
    const later = { ...env, ...clocksMoved({ timePassed: 400 * 24 * 60 * MINUTE }) };
    const service = await startProcess({ dataDir: killed, env: later });
    await readyAt(service.url);
    await stop(service, 'SIGKILL');
    expect(sizeOf(readFileSync(join(killed, 'ledger', 'checkpoint'), 'utf8'))).toBeGreaterThan(sizeOf(note));
    await stop(await startProcess({ dataDir: killed, env: later }));
  });
});
