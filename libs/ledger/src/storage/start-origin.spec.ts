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
  for (let n = 0; n < 3; n += 1) await life.record();
  await life.stop();
  beginImport(life.dataDir, begun);
});
afterEach(() => life.remove());
/** What is told of the import that was begun, and why a start is refused. */
const refused = async () => [
  unfinishedImport(life.dataDir),
  await life.start().then(
    () => 'started',
    (error: Error) => error.message,
  ),
];
const REFUSED = [begun, expect.stringContaining('an import into this log was interrupted')];
/** Takes the log as it is, and starts on it. @returns what is told of the import then */
const accepted = async () => {
  await life.acceptLoss();
  const told = unfinishedImport(life.dataDir);
  await life.start();
  await life.stop();
  return told;
};

describe('half of an import that is taken as it is', () => {
  it('is refused until that is recorded, and then served', async () => {
    expect(await refused()).toEqual(REFUSED);
    expect(await accepted()).toBeUndefined();
  });
  it.each(['before', 'after'] as const)(
    'stays refused if that ends just %s it is recorded, and is accepted by another run',
    async (when) => {
      life.kill = { of: 'origin', when };
      await expect(life.acceptLoss()).rejects.toThrow(Killed);
      life.kill = undefined;
      expect(await refused()).toEqual(REFUSED);
      expect(await accepted()).toBeUndefined();
    },
  );
  it('stays refused if the disk keeps no new key, and is accepted by another run', async () => {
    // A folder in place of what is written first can be removed, as room can be made.
    const blocked = join(life.dataDir, `${NEXT_KEY_FILE}.next`);
    mkdirSync(blocked);
    await expect(life.acceptLoss()).rejects.toThrow(NEXT_KEY_FILE);
    expect(await refused()).toEqual(REFUSED);
    rmSync(blocked, { recursive: true });
    expect(await accepted()).toBeUndefined();
  });
  it('is accepted by another run if the first checkpoint of the new origin is missing', async () => {
    await life.acceptLoss();
    rmSync(join(life.dataDir, LEDGER_FOLDER), { recursive: true });
    beginImport(life.dataDir, begun);
    expect(await refused()).toEqual(REFUSED);
    expect(await accepted()).toBeUndefined();
  });
  it('is accepted once: then nothing is lost', async () => {
    expect(await accepted()).toBeUndefined();
    await expect(life.acceptLoss()).rejects.toThrow('nothing is lost. Start the service');
  });
});
