import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import type { EventStore } from '#event-store/event-store.js';
import { EventsLost } from '#event-store/events-lost.js';
import { below, randomOf } from '#ledger/audit/testing/sample.js';
import { assertNothingLost } from '#read-models/projector/lost-events.js';
import { Projector } from '#read-models/projector/projector.js';
import { longDossier } from '#read-models/testing/dossier.js';
import { record } from '#read-models/testing/told-log.js';
import { type Result, type Scenario, type ScenarioOptions, Tally, type Violation } from '../scenario.js';
import { LOG, putLog, WAL } from '../support/torn-world.js';

const ACKNOWLEDGED = 'acknowledged';
const VIEWS = ['views.db', 'views.db-wal'];
/** Events before `acknowledged` is on the disk, and after. */
const [SYNCED, LATER] = [150, 10];

/** What a power cut or a failing disk finds: a log of which all is in the WAL. @returns the ids of its events */
const makeWorld = async (folder: string): Promise<readonly string[]> => {
  mkdirSync(folder);
  const store = await openEventStore(logConfig(folder), 'owner');
  const projector = await Projector.start(logConfig(folder));
  try {
    const tell = async (count: number, name: string) => {
      for (const { kind, id, facts } of longDossier(count, name)) await record(store, kind, id, facts);
    };
    await tell(SYNCED, 'synced-');
    const file = join(folder, ACKNOWLEDGED);
    const isSynced = () => existsSync(file) && readFileSync(file, 'utf8').startsWith(`${SYNCED - 1} `);
    while (!isSynced()) await sleep(20);
    const kept = readFileSync(file);
    await tell(LATER, 'later-');
    await projector.until(SYNCED + LATER - 1, 60_000);
    const log: string[] = [];
    for await (const { events } of store.readAll()) log.push(...events.map(({ id }) => id));
    // Before the log is closed, which would move the WAL into the file.
    mkdirSync(join(folder, 'kept'));
    for (const name of [LOG, WAL, ...VIEWS]) copyFileSync(join(folder, name), join(folder, 'kept', name));
    writeFileSync(join(folder, 'kept', ACKNOWLEDGED), kept);
    return log;
  } finally {
    await projector.stop();
    await store.close();
  }
};

/** The same steps as a start. @returns what it did, and why that is wrong if it is */
const startOn = async (
  folder: string,
  log: readonly string[],
  known: number,
): Promise<readonly [string, string | undefined]> => {
  let store: EventStore | undefined;
  try {
    store = await openEventStore(logConfig(folder), 'owner');
    const there: string[] = [];
    for await (const { events } of store.readAll()) there.push(...events.map(({ id }) => id));
    if (there.some((id, n) => id !== log[n])) return ['different', 'the log has other events'];
    try {
      await assertNothingLost(store, folder);
    } catch (error) {
      if (!(error instanceof EventsLost)) throw error;
      const isNamed = error.message.includes(` is event ${there.length}`);
      if (there.length >= log.length) return ['locked out', `it has all events, and says: ${error.message}`];
      return ['refused', isNamed ? undefined : `event ${there.length} is lost, and it says: ${error.message}`];
    }
    if (there.length < known) return ['silent', `${there.length} events are there, ${known} are known`];
    return [there.length === log.length ? 'whole' : 'without what nobody knew', undefined];
  } catch (error) {
    return ['failed', (error as Error).message];
  } finally {
    await store?.close();
  }
};

export const cutWal = async ({ count, seed, onStep }: ScenarioOptions): Promise<Result> => {
  const root = mkdtempSync(join(tmpdir(), 'rapporteur-cut-'));
  try {
    const world = join(root, 'world');
    const log = await makeWorld(world);
    const kept = (name: string) => readFileSync(join(world, 'kept', name));
    const [file, wal] = [kept(LOG), kept(WAL)];
    const tally = new Tally();
    const violations: Violation[] = [];
    const random = randomOf(seed);
    for (let n = 0; n < count; n += 1) {
      const at = n === 0 ? wal.length : below(random, wal.length);
      const withViews = below(random, 2) === 1;
      const folder = join(root, 'cut');
      rmSync(folder, { recursive: true, force: true });
      putLog(folder, { [LOG]: file, [WAL]: wal.subarray(0, at) });
      for (const name of [ACKNOWLEDGED, ...(withViews ? VIEWS : [])]) writeFileSync(join(folder, name), kept(name));
      const known = withViews ? log.length : SYNCED;
      const [outcome, why] = await startOn(folder, log, known);
      tally.add(outcome);
      if (why !== undefined)
        violations.push({
          description: `cut at byte ${at} of ${wal.length}, ${withViews ? 'with' : 'without'} views: ${outcome}, ${why}`,
          seed,
          count,
        });
      onStep(n + 1, tally.toString());
    }
    return { summary: tally.toString(), violations };
  } finally {
    rmSync(root, { recursive: true });
  }
};

export const cutWalScenario: Scenario = {
  name: 'cut-wal',
  unit: 'cuts',
  count: 1_000,
  guarantee: 'a log that lost acknowledged events is refused, and the first lost one is named',
  run: cutWal,
};
