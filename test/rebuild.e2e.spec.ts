import { randomUUID } from 'node:crypto';
import {
  cpSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { logConfig } from '#config/log-config.js';
import type { IssueId, PartyId } from '#domain/ids.js';
import { openEventStore } from '#event-store/engines.js';
import { record, type Telling } from '#read-models/testing/told-log.js';
import { MAIN, newFolder, printed, rapporteur, run } from './support/cli.js';
import { remove } from './support/service.js';

const root = newFolder();
const at = (name: string) => join(root, name);
afterAll(() => remove(root));

/** More events than are read before a rebuild reports its progress. */
const LONG = 2_500;
const PARTS = 5;
const house = at('house');
beforeAll(async () => {
  const store = await openEventStore(logConfig(house), 'owner');
  const data = { partyId: randomUUID() as PartyId, issueId: randomUUID() as IssueId, scope: 'public' } as const;
  const [id, negotiationId] = [randomUUID(), randomUUID()];
  // In parts: an append has a limit.
  for (let part = 0; part < PARTS; part++)
    await record(
      store,
      'position',
      id,
      Array.from({ length: LONG / PARTS }, (_, n): Telling => ({
        type: 'PositionMaintained',
        data,
        metadata: { negotiationId, commandId: `${part} ${n}` },
      })),
    );
  await store.close();
});
const copied = (name: string) => {
  cpSync(house, at(name), { recursive: true });
  // Where its pages are damaged, it would be missed first.
  rmSync(join(at(name), 'acknowledged'));
  return at(name);
};
const damage = (log: string) => {
  const [pages, file] = [Math.floor(statSync(log).size / 4096), openSync(log, 'r+')];
  writeSync(file, Buffer.alloc(8 * 4096, 0xa5), 0, 8 * 4096, Math.floor(pages * 0.9) * 4096);
  closeSync(file);
};
const NEXT = 'There are none until "rapporteur rebuild" succeeds, or the service starts.';

describe('a rebuild of the views of a long log', () => {
  it('has all events', async () => {
    const rebuilt = printed(await rapporteur(['rebuild', '--data-dir', copied('sound'), '--json']));
    expect(rebuilt).toMatchObject({ events: LONG });
    expect(existsSync(join(at('sound'), 'views.db'))).toBe(true);
  });

  it('ends where the log cannot be read, and says why', async () => {
    const dataDir = copied('damaged');
    damage(join(dataDir, 'events.db'));
    const { code, out, err } = await rapporteur(['rebuild', '--data-dir', dataDir]);
    expect([code, out, err]).toEqual([
      1,
      '',
      expect.stringMatching(
        /^rapporteur: The views were not built: .*events\.db is damaged: .*\. There are none until [^\n]+\n$/,
      ),
    ]);
    expect(err).toContain(`${NEXT} If the log is damaged, restore a backup first.`);
    // It has released the folder.
    expect(await rapporteur(['rebuild', '--data-dir', dataDir])).toMatchObject({ code: 1, err });
  });

  it.each<[string, (dataDir: string) => void, number, RegExp]>([
    [
      'an event was altered',
      (dataDir) => {
        const db = new Database(join(dataDir, 'events.db'));
        db.exec(`UPDATE events SET data = replace(data, 'public', 'hidden') WHERE position = 7`);
        db.close();
      },
      1,
      /is not what was recorded: it was altered outside of this service\. Restore a complete backup\. The old ones are as they were\./,
    ],
    [
      'the log cannot be read',
      (dataDir) => damage(join(dataDir, 'events.db')),
      1,
      /events\.db is damaged: .*\. The old ones are as they were\./,
    ],
    [
      'a folder has the place of a file beside them',
      (dataDir) => {
        rmSync(join(dataDir, 'views.db-stamp'), { force: true });
        mkdirSync(join(dataDir, 'views.db-stamp'));
      },
      2,
      /views\.db-stamp cannot be used: it is a folder\. Move it out of the data folder\./,
    ],
  ])('leaves the old views as they are where %s', async (what, harm, code, says) => {
    const dataDir = copied(what);
    const views = join(dataDir, 'views.db');
    expect((await rapporteur(['rebuild', '--data-dir', dataDir])).code).toBe(0);
    const before = readFileSync(views);
    harm(dataDir);
    const refused = await rapporteur(['rebuild', '--data-dir', dataDir]);
    expect([refused.code, refused.out, refused.err]).toEqual([code, '', expect.stringMatching(says)]);
    expect(readFileSync(views).equals(before)).toBe(true);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('views.rebuild'))).toEqual([]);
  });

  it('ends where the disk has no room for them, and succeeds once it has', async () => {
    const [disk, kilobytes] = [at('disk'), Math.ceil(statSync(join(house, 'events.db')).size / 1024) + 512];
    mkdirSync(disk);
    const script = `mount -t tmpfs -o size=${kilobytes}k none ${disk} && cp -r ${copied('moved')} ${disk}/data
      node() { "${process.execPath}" "${MAIN}" rebuild --data-dir ${disk}/data; }
      node; code=$?; mount -o remount,size=100m ${disk}; node; exit $code$?`;
    const { code, out, err } = await run(['unshare', '-rm', 'sh', '-c', script]);
    expect([code, out, err]).toEqual([
      10,
      expect.stringMatching(new RegExp(`^${LONG} events in `)),
      expect.stringContaining(
        `The views were not built: The disk is full, and views.db has no room. Nothing is lost. Make room on the disk of DATA_DIR, and try again. ${NEXT}`,
      ),
    ]);
  });
});
