import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Process, startProcess, stop } from '../../test/support/process.js';
import { remove } from '../../test/support/service.js';
import { filesOfPlayheads, PastWorld, REFUSED } from '../support/past-world.js';
import { fill, smallDisk } from './full-disk.js';

const root = mkdtempSync(join(tmpdir(), 'rapporteur-full-'));
const disk = join(root, 'disk');
let service: Process;
let world: PastWorld;
beforeAll(async () => {
  mkdirSync(disk);
  const before = smallDisk(disk, '48m');
  service = await startProcess({ dataDir: join(disk, 'data'), before, env: { LOG_LEVEL: 'fatal' } });
  world = await PastWorld.record(service.url);
});
afterAll(async () => {
  await stop(service);
  remove(root);
});

/** Does something while the disk is full. */
const onFullDisk = async (work: () => Promise<void>): Promise<void> => {
  const empty = fill(`/proc/${service.pid}/root${disk}`, 0);
  try {
    await work();
  } finally {
    empty();
  }
};

describe('a moment that has no room on the disk', () => {
  it('is refused while it is made, disturbs nobody who reads the present, and is made once there is room', async () => {
    const present = await world.present();
    await onFullDisk(async () => {
      for (let time = 0; time < 3; time++) {
        expect(await world.past(1)).toEqual(REFUSED);
        expect(await world.present()).toEqual(present);
      }
      // What could not be made takes no room either.
      expect(filesOfPlayheads(service.pid)).toEqual([]);
    });
    const made = await world.healed(1);
    expect(made).toMatchObject({ status: 200, body: expect.stringContaining('of part 1') });
    expect(made.body).not.toContain('of part 2');
  });

  it('is refused while a playhead is moved to it, and every other moment is right or refused', async () => {
    const first = await world.healed(0);
    expect(first.status).toBe(200);
    await onFullDisk(async () => {
      expect(await world.past(2)).toEqual(REFUSED);
      const again = await world.past(0);
      expect(again).toEqual(again.status === 200 ? first : REFUSED);
    });
    const last = await world.healed(2);
    expect(last).toMatchObject({ status: 200, body: expect.stringContaining('of part 2') });
    expect(await world.healed(0)).toEqual(first);
  });
});
