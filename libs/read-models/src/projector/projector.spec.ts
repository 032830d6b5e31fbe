import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { withDeadline } from '#event-store/deadline.js';
import { longDossier, opened } from '../testing/dossier.js';
import { misbehaving, models } from '../testing/misbehaving-models.js';
import { about } from '../testing/told-log.js';
import { things } from '../models/things.js';
import { trail } from '../models/trail/trail.js';
import { expectedRows, PATIENCE, scene, rowsInViews, tell, until } from '../testing/projector-scene.js';

const { folder, newLog, watch, close } = scene();
afterEach(close);

describe('a projection that runs', () => {
  it('shows what was recorded before it and while it runs', async () => {
    const { dataDir, store } = await newLog();
    await tell(store, ...longDossier(50));
    const { projector } = await watch(dataDir);
    expect(await projector.until(49, PATIENCE)).toBe(true);
    await tell(store, about('meeting', 'late', opened(1)));
    expect(await projector.until(50, PATIENCE)).toBe(true);
    expect(projector.projected).toBe(50);
    expect(projector.states()).toEqual(
      models.map(({ name, version }) => ({ name, version, status: 'live', ordinal: 50 })),
    );
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
  });
  it('is there at once for what it has, and says no in time for what it has not', async () => {
    const { dataDir, store } = await newLog();
    await tell(store, about('meeting', '1', opened(1)));
    const { projector } = await watch(dataDir);
    expect(await projector.until(0, PATIENCE)).toBe(true);
    expect(await projector.until(0, 0, ['trail'])).toBe(true);
    expect(await projector.until(1, 20)).toBe(false);
    expect(await projector.until(1, 20, ['trail'])).toBe(false);
  });
  it('tells of every commit', async () => {
    const { dataDir, store } = await newLog();
    const { projector } = await watch(dataDir);
    const heard: number[] = [];
    const deafen = projector.onProjected((ordinal) => heard.push(ordinal));
    await tell(store, about('meeting', '1', opened(1)), about('meeting', '2', opened(2)));
    await projector.until(1, PATIENCE);
    expect(heard.at(-1)).toBe(1);
    deafen();
    await tell(store, about('meeting', '3', opened(3)));
    await projector.until(2, PATIENCE);
    expect(heard.at(-1)).toBe(1);
    expect(projector.ordinalOf('trail')).toBe(2);
  });
  it('starts on an empty log', async () => {
    const { projector } = await watch((await newLog()).dataDir);
    expect(projector.projected).toBe(-1);
    expect(projector.states().map(({ status }) => status)).toEqual(['live', 'live', 'live']);
  });
  it('is waited for until the deadline of the caller', async () => {
    const { projector } = await watch((await newLog()).dataDir);
    expect(await withDeadline(50, () => projector.until(5, 3_600_000))).toBe(false);
  });
  it('ends those who wait when it is stopped', async () => {
    const { projector } = await watch((await newLog()).dataDir);
    const waiting = projector.until(5, PATIENCE);
    await projector.stop();
    expect(await waiting).toBe(false);
    expect(await projector.until(5, PATIENCE)).toBe(false);
  });
  it('never writes to the log', async () => {
    const { dataDir, store } = await newLog();
    await tell(store, ...longDossier(20));
    await store.close();
    const digest = () =>
      createHash('sha256')
        .update(readFileSync(join(dataDir, 'events.db')))
        .digest('hex');
    const before = digest();
    const { projector } = await watch(dataDir);
    expect(await projector.until(19, PATIENCE)).toBe(true);
    await projector.stop();
    expect(digest()).toBe(before);
  });
});

describe('a projection that starts again', () => {
  it('goes on from where it was', async () => {
    const { dataDir, store } = await newLog();
    await tell(store, ...longDossier(30));
    const first = await watch(dataDir);
    await first.projector.until(29, PATIENCE);
    await first.projector.stop();
    await tell(store, ...longDossier(20, 'more-'));
    const { projector, heard: log } = await watch(dataDir);
    expect(await projector.until(49, PATIENCE)).toBe(true);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
    expect(log).toEqual([]);
  });
  it('comes back by itself when its thread dies, and loses nothing', async () => {
    const { dataDir, store } = await newLog();
    await tell(store, ...longDossier(20));
    const { projector, heard: log } = await watch(dataDir, { models: misbehaving({ die: join(dataDir, 'died') }) });
    await tell(store, about('meeting', 'x', opened(1, 'die')), about('meeting', 'y', opened(2)));
    expect(await projector.until(21, PATIENCE)).toBe(true);
    expect(log.filter((line) => line.startsWith('error'))).toEqual([
      'error: The projection has died and is started again',
    ]);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
  });
  it('says so once when it cannot go on at all', async () => {
    const { dataDir, store } = await newLog();
    const failures: Error[] = [];
    const { projector } = await watch(dataDir, {
      models: misbehaving({ die: 'always' }),
      onFailure: (reason) => failures.push(reason),
    });
    const waiting = projector.until(0, PATIENCE);
    await tell(store, about('meeting', 'x', opened(1, 'die')));
    expect(await waiting).toBe(false);
    expect(failures.map(({ message }) => message)).toEqual(['the projecting thread has ended']);
    expect(await projector.until(0, PATIENCE)).toBe(false);
  });
  it('waits for a log that is away as long as that takes, and goes on when it is there', async () => {
    const { dataDir, store } = await newLog();
    await tell(store, ...longDossier(20));
    const [load, die] = [join(dataDir, 'load'), join(dataDir, 'died')];
    const failures: Error[] = [];
    const log: string[] = [];
    const { projector } = await watch(dataDir, {
      models: misbehaving({ load, die }),
      onFailure: (reason) => failures.push(reason),
      log: (level, message) => log.push(`${level}: ${message}`),
      restarts: [1],
    });
    writeFileSync(load, 'away');
    await tell(store, about('meeting', 'x', opened(1, 'die')), about('meeting', 'y', opened(2)));
    const waits = 'warn: The projection waits for the log';
    await until(() => log.filter((line) => line === waits).length >= 5);
    rmSync(load);
    expect(await projector.until(21, PATIENCE)).toBe(true);
    expect(log.filter((line) => line.startsWith('error'))).toHaveLength(1);
    expect([failures, rowsInViews(dataDir)]).toEqual([[], await expectedRows(store)]);
  });
  it('does not wait for a log that is away before it has ever been there', async () => {
    const { dataDir } = await newLog();
    const load = join(dataDir, 'load');
    writeFileSync(load, 'away');
    await expect(watch(dataDir, { models: misbehaving({ load }), restarts: [1] })).rejects.toThrow('away');
  });
  it('says that it cannot go on however long it ran before', async () => {
    const { dataDir, store } = await newLog();
    const [load, die] = [join(dataDir, 'load'), join(dataDir, 'died')];
    const failures: Error[] = [];
    await watch(dataDir, { models: misbehaving({ load, die }), onFailure: (reason) => failures.push(reason) });
    const now = performance.now.bind(performance);
    const later = jest.spyOn(performance, 'now').mockImplementation(() => now() + 3_600_000);
    writeFileSync(load, 'it is broken');
    await tell(store, about('meeting', 'x', opened(1, 'die')));
    await until(() => failures.length > 0);
    later.mockRestore();
    expect(failures.map(({ message }) => message)).toEqual(['it is broken']);
  });
  it('does not start where there is no log', async () => {
    const dataDir = folder();
    mkdirSync(dataDir, { recursive: true });
    await expect(watch(dataDir, { restarts: [] })).rejects.toThrow('does not exist');
  });
});

describe('a model that cannot take an event', () => {
  const POISON_ID = '5ba1ad00-0000-4000-8000-00000000dead';
  const poison = misbehaving({ poison: 'poison' });

  it('stops there and says so, over restarts too, until the code can take it; the others go on', async () => {
    const { dataDir, store } = await newLog();
    await tell(store, ...longDossier(10), about('meeting', 'x', { ...opened(1, 'poison'), id: POISON_ID }));
    await tell(store, ...longDossier(5, 'more-'));
    const stop = { ordinal: 10, eventId: POISON_ID, error: 'it was poison' };
    const first = await watch(dataDir, { models: poison });
    expect(await first.projector.until(15, PATIENCE)).toBe(true);
    await until(() => first.projector.states()[1]?.status === 'stopped');
    expect(first.projector.states()[1]).toMatchObject({ name: 'things', ordinal: 9, stop });
    expect(await first.projector.until(10, PATIENCE, ['things'])).toBe(false);
    expect(rowsInViews(dataDir, [trail])).toEqual(await expectedRows(store, [trail]));
    await first.projector.stop();

    const again = await watch(dataDir, { models: poison });
    await until(() => again.projector.states()[1]?.status === 'stopped');
    expect(again.projector.states()[1]).toMatchObject({ ordinal: 9, stop });
    await until(() => again.heard.includes('error: The read model things has stopped'));
    await tell(store, about('meeting', 'y', opened(2)));
    expect(await again.projector.until(16, PATIENCE)).toBe(true);
    await again.projector.stop();

    const { projector } = await watch(dataDir);
    expect(await projector.until(16, PATIENCE, ['things'])).toBe(true);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
  });
  it('stops every model at an event that the code does not know', async () => {
    const { dataDir, store } = await newLog();
    await tell(store, ...longDossier(3));
    const { projector } = await watch(dataDir);
    await projector.until(2, PATIENCE);
    await tell(store, about('meeting', 'x', { type: 'TreatyRatified', data: {} } as never));
    await until(() => projector.states().every(({ status }) => status === 'stopped'));
    for (const { ordinal, stop } of projector.states()) {
      expect(ordinal).toBe(2);
      expect(stop).toMatchObject({ ordinal: 3, error: expect.stringContaining('TreatyRatified') });
    }
    expect(rowsInViews(dataDir, [things])['things']).toHaveLength(1);
  });
});
