import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LEDGER_FOLDER } from './checkpoint-store.js';
import { NEXT_KEY_FILE } from './ledger-key.js';
import { Killed, Life } from './testing/life.js';
import { beginImport, unfinishedImport } from './unfinished-import.js';

/** A log of which an import was interrupted, although its ledger covers no more than what is there. */
const begun = { file: '/backup/record.ndjson', size: 40 };
let life: Life;
beforeEach(async () => {
  life = new Life();
  await life.start();
  for (let n = 0; n < 3; n += 1) expect(await life.record()).toBe(true);
  await life.stop();
  beginImport(life.dataDir, begun);
});
afterEach(() => life.remove());
const isRefused = async () => {
  expect(unfinishedImport(life.dataDir)).toEqual(begun);
  await expect(life.start()).rejects.toThrow('an import into this log was interrupted');
};
const isAccepted = async () => {
  await life.acceptLoss();
  expect(unfinishedImport(life.dataDir)).toBeUndefined();
  await life.start();
  await life.stop();
};

describe('half of an import that is taken as it is', () => {
  it('is refused until that is recorded, and then served', async () => {
    await isRefused();
    await isAccepted();
  });
  it.each(['before', 'after'] as const)(
    'stays refused if that ends just %s it is recorded, and is accepted by another run',
    async (when) => {
      life.kill = { of: 'origin', when };
      await expect(life.acceptLoss()).rejects.toThrow(Killed);
      life.kill = undefined;
      await isRefused();
      await isAccepted();
    },
  );
  it('stays refused if the disk keeps no new key, and is accepted by another run', async () => {
    // A folder in place of what is written first can be removed, as room can be made.
    const blocked = join(life.dataDir, `${NEXT_KEY_FILE}.next`);
    mkdirSync(blocked);
    await expect(life.acceptLoss()).rejects.toThrow(NEXT_KEY_FILE);
    await isRefused();
    rmSync(blocked, { recursive: true });
    await isAccepted();
  });
  it('is accepted by another run if the first checkpoint of the new origin is missing', async () => {
    await life.acceptLoss();
    rmSync(join(life.dataDir, LEDGER_FOLDER), { recursive: true });
    beginImport(life.dataDir, begun);
    await isRefused();
    await isAccepted();
  });
  it('is accepted once: then nothing is lost', async () => {
    await isAccepted();
    await expect(life.acceptLoss()).rejects.toThrow('nothing is lost. Start the service');
  });
});
