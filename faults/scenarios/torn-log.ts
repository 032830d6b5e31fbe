import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import type { EventStore } from '#event-store/event-store.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { below, randomOf } from '#ledger/audit/testing/sample.js';
import type { Instant } from '#domain/ids.js';
import type { CheckedLog } from '#ledger/storage/checked-log.js';
import { checkEntries } from '#ledger/storage/check-entries.js';
import { Ledger } from '#ledger/storage/ledger.js';
import { readyAt, startProcess, stop } from '../../test/support/process.js';
import { type ScenarioOptions, type Violation, type Result, type Scenario, Tally } from '../scenario.js';
import {
  type Files,
  lastCommits,
  LOG,
  type LogFile,
  pageSize,
  putLog,
  type TornWorld,
  tornWorld,
  WAL,
} from '../support/torn-world.js';

type Damage = Readonly<{ left: 'killed' | 'closed'; file: LogFile; how: 'cut' | 'flipped'; at: number }>;

/** In the file of a closed log, one in this many bytes is flipped. */
const STRIDE = 8;

/**
 * Every byte of the last commit in the WAL, of the last page of the file, and of the first page, which describes all
 * others; and some bytes of the whole file.
 */
const damagesOf = ({ killed, closed }: TornWorld): readonly Damage[] => {
  const wal = { left: 'killed', file: WAL } as const;
  const file = { left: 'closed', file: LOG } as const;
  const bytes = (to: number, from: number, step = 1) =>
    Array.from({ length: Math.ceil((to - from) / step) }, (_, n) => from + n * step);
  const frames = bytes(killed[WAL].length, lastCommits(killed[WAL], 1));
  const lastPage = bytes(closed[LOG].length, closed[LOG].length - pageSize(closed[LOG]));
  return [
    ...frames.map((at): Damage => ({ ...wal, how: 'cut', at })),
    ...frames.map((at): Damage => ({ ...wal, how: 'flipped', at })),
    ...lastPage.map((at): Damage => ({ ...file, how: 'cut', at })),
    ...lastPage.map((at): Damage => ({ ...file, how: 'flipped', at })),
    ...bytes(pageSize(closed[LOG]), 0).map((at): Damage => ({ ...file, how: 'flipped', at })),
    ...bytes(closed[LOG].length, pageSize(closed[LOG]), STRIDE).map((at): Damage => ({ ...file, how: 'flipped', at })),
  ];
};

const damaged = (world: TornWorld, { left, file, how, at }: Damage, bit: number): Files => {
  const whole = world[left][file];
  const bytes = how === 'cut' ? whole.subarray(0, at) : Buffer.from(whole);
  if (how === 'flipped') bytes[at]! ^= 1 << bit;
  return { ...world[left], [file]: bytes };
};

type Outcome = 'whole' | 'without its end' | 'refused' | 'DIFFERENT';

/** Opens the log and the ledger as a start does: the same parts in the same order. */
const opened = async (world: TornWorld, folder: string): Promise<readonly (readonly [Outcome, string])[]> => {
  let store: EventStore | undefined;
  try {
    store = await openEventStore(logConfig(folder), 'owner');
    const checked = await checkEntries(store);
    const outcomes: (readonly [Outcome, string])[] = [];
    for (const { folder: beside, covers } of world.ledgers)
      outcomes.push(await judged(world, store, checked, beside, covers));
    return outcomes;
  } catch (error) {
    const why = ['refused', (error as Error).message] as const;
    return world.ledgers.map(() => why);
  } finally {
    await store?.close().catch(() => {}); // a log that cannot be closed cleanly was refused already
  }
};

const judged = async (world: TornWorld, store: EventStore, checked: CheckedLog, beside: string, covers: number) => {
  try {
    const place = { dataDir: beside, store, now: () => new Date().toISOString() as Instant };
    await Ledger.open(world.key, place, checked, { signingBound: 60, signingInterval: 10 });
  } catch (error) {
    return ['refused', (error as Error).message] as const;
  }
  const log: StoredEvent[] = [];
  for await (const { events } of store.readAll()) log.push(...events);
  const difference =
    log.length < covers
      ? `it has ${log.length} events of ${covers} that are signed`
      : await differenceIn(store, log, world.log);
  if (difference !== undefined) return ['DIFFERENT', difference] as const;
  return [log.length === world.log.length ? 'whole' : 'without its end', ''] as const;
};

/** As text: under Jest, rows of a native module are from another realm, so they are never deeply equal. */
const textOf = (events: readonly StoredEvent[]) =>
  JSON.stringify(
    events.map(({ position, stream, revision, id, type, data, metadata, salt, entry }) => [
      position,
      stream,
      revision,
      id,
      type,
      data,
      metadata,
      salt,
      entry,
    ]),
  );

/** Reads in every way, and records again what is on record. */
const differenceIn = async (store: EventStore, log: readonly StoredEvent[], was: readonly StoredEvent[]) => {
  const other = log.findIndex((event, n) => textOf([event]) !== textOf([was[n]!]));
  if (other >= 0) return `event ${other} is read as ${JSON.stringify(log[other])}`;
  for (const stream of new Set(was.map((event) => event.stream))) {
    const history = log.filter((event) => event.stream === stream);
    if (textOf(await store.readStream(stream)) !== textOf(history)) return `other events are read in ${stream}`;
  }
  const last = log.at(-1);
  if (
    last !== undefined &&
    (await store.lastRevisions(last.position)).size !== new Set(log.map(({ stream }) => stream)).size
  )
    return 'other streams are counted';
  for (const { position, revision, stream, ...event } of log) {
    const expected = revision === 0 ? 'no-stream' : revision - 1;
    const again = await store.append(stream, [event], { expected });
    if (again.position !== position) return `event ${position} can be recorded twice`;
  }
  return undefined;
};

/** The same with the service: it starts with the log or a prefix of it, or says in one line why not. */
const served = async (world: TornWorld, folder: string, { folder: beside }: TornWorld['ledgers'][number]) => {
  for (const name of ['ledger', 'ledger.key', 'id.key', 'views.db', 'views.db-wal', 'acknowledged'])
    rmSync(join(folder, name), { recursive: true, force: true });
  cpSync(join(beside, 'ledger'), join(folder, 'ledger'), { recursive: true });
  for (const name of ['ledger.key', 'id.key']) cpSync(join(world.folder, name), join(folder, name));
  try {
    const service = await startProcess({ dataDir: folder, env: { LOG_LEVEL: 'fatal' } });
    await readyAt(service.url);
    const { items } = (await (await fetch(`${service.url}/v1/audit/trail?limit=200`)).json()) as {
      items: { event: { id: string; type: string } }[];
    };
    await stop(service);
    const shown = items.map(({ event }) => event.id);
    // The start signs what was not signed yet, and records the checkpoint.
    if (items.at(-1)?.event.type === 'CheckpointSigned' && shown.at(-1) !== world.log.at(-1)!.id) shown.pop();
    const beginning = world.log.slice(0, shown.length).map(({ id }) => id);
    if (shown.join() !== beginning.join()) return `DIFFERENT: ${shown.join(', ')}`;
    return shown.length === world.log.length ? 'whole' : 'without its end';
  } catch (error) {
    const isTold = /^ended with 2: rapporteur: [^\n]+\n$/.test((error as Error).message);
    return isTold ? 'refused' : `DIFFERENT: ${(error as Error).message}`;
  }
};

/** One in this many is opened by the service. */
const SERVED = 2_500;

export const tearLog = async ({ count, seed, onStep }: ScenarioOptions): Promise<Result> => {
  const root = mkdtempSync(join(tmpdir(), 'rapporteur-torn-'));
  try {
    const world = await tornWorld(root);
    const all = damagesOf(world);
    const damages =
      count >= all.length ? all : Array.from({ length: count }, (_, n) => all[Math.floor((n * all.length) / count)]!);
    const tally = new Tally();
    const violations: Violation[] = [];
    const folder = join(root, 'torn');
    for (const [n, damage] of damages.entries()) {
      const files = damaged(world, damage, below(randomOf(seed + damage.at), 8));
      const tell = (outcome: string, ledger: string, why: string) => {
        tally.add(outcome.split(':')[0]!);
        if (!outcome.startsWith('DIFFERENT')) return;
        const { left, file, how, at } = damage;
        violations.push({
          description: `${file} of a log that was ${left}, ${how} at byte ${at} of ${world[left][file].length}, ${ledger}: ${why}`,
          seed,
          count,
        });
      };
      putLog(folder, files);
      for (const [i, [outcome, why]] of (await opened(world, folder)).entries())
        tell(outcome, world.ledgers[i]!.name, why);
      if (n % SERVED === 0) {
        const ledger = world.ledgers[(n / SERVED) % 2]!;
        putLog(folder, files);
        const outcome = await served(world, folder, ledger);
        tell(outcome, ledger.name, `by the service: ${outcome}`);
        tally.add('of them by the service');
      }
      onStep(n + 1, tally.toString());
    }
    return { summary: tally.toString(), violations, done: damages.length };
  } finally {
    rmSync(root, { recursive: true });
  }
};

export const tornLog: Scenario = {
  name: 'torn-log',
  unit: 'damages',
  count: Infinity,
  guarantee: 'a log with any byte cut or flipped is recovered or refused, never silently different',
  run: tearLog,
};
