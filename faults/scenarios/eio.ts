import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import { launch } from '#event-store/sqlite/testing/launch.js';
import { below, type Random, randomOf } from '#ledger/audit/testing/sample.js';
import { endOf, startProcess, stop } from '../../test/support/process.js';
import { simulatedRecorders, record, wholeLog, wrongIn } from '../support/simulated-recorder.js';
import { type ScenarioOptions, type Violation, type Result, type Scenario, Tally } from '../scenario.js';
import { reservePort } from '../../test/support/ports.js';

/** strace makes a disk call fail with EIO: the `when`-th of its kind, and with a plus also every later one. */
const faultFrom = (random: Random, first: number, latest: number) => {
  const calls = ['fsync,fdatasync', 'pwrite64', 'fsync,fdatasync,pwrite64'][below(random, 3)]!;
  const when = `${first + below(random, latest - first + 1)}${below(random, 4) === 0 ? '+' : ''}`;
  return { calls, when };
};
const strace = ({ calls, when }: ReturnType<typeof faultFrom>, trace: string, traced: string) => [
  'strace',
  '-fqqy',
  '-s200',
  `-o${trace}`,
  `-etrace=${traced}`,
  `-einject=${calls}:error=EIO:when=${when}`,
];

type Line = Readonly<{ id?: string; position?: string; outcome?: string; refused?: object; stopped?: boolean }>;
type Outcome = Readonly<{ outcome: string; wrong: readonly string[] }>;

/** About how many calls of a kind it takes to open a log. Each round of appends adds at least one, so the fault is reached. */
const OPENING = 7;

const HIT = /events\.db(?:-wal)?>.* EIO .*INJECTED/;
const WAL_WRITE = /pwrite64\(\d+<[^>]*events\.db-wal>/;
const WAL_SYNC = /f(?:data)?sync\(\d+<[^>]*events\.db-wal>(?:\) += 0| <unfinished)/;
const ACKNOWLEDGED = / write\(1<.*\\"position\\":/;

/**
 * After a failed sync the content of the disk is unknown, even if the log looks intact. So the order of the calls
 * counts, not only what is read later. A group that was synced before the fault may be acknowledged; what was written
 * to the WAL without a sync, or after the fault, may not.
 */
const isAcknowledgedWithoutSync = (calls: readonly string[], fault: number): boolean => {
  const before = calls.slice(0, fault);
  const written = before.findLastIndex((call) => WAL_WRITE.test(call));
  const synced = before.findLastIndex((call) => WAL_SYNC.test(call));
  const after = calls.slice(fault);
  const from = written > synced ? 0 : after.findIndex((call) => WAL_WRITE.test(call));
  return from >= 0 && after.slice(from).some((call) => ACKNOWLEDGED.test(call));
};

/** Tests the log alone: a program appends while the disk fails. */
const failDiskOfLog = async (dataDir: string, seed: number): Promise<Outcome> => {
  const random = randomOf(seed);
  if (below(random, 8) > 0) await (await openEventStore(logConfig(dataDir), 'owner')).close();
  const rounds = 4 + below(random, 16);
  const work = [rounds, 1 + below(random, 4), [10, 2_000, 100_000][below(random, 3)]!].map(String);
  const fault = faultFrom(random, below(random, 4) === 0 ? 1 : OPENING, OPENING + rounds - 1);
  const trace = `${dataDir}.strace`;
  const lines = await launch(
    'append',
    [dataDir, ...work],
    strace(fault, trace, 'fsync,fdatasync,pwrite64,write'),
  ).report<Line>();

  const wrong: string[] = [];
  const calls = readFileSync(trace, 'utf8').split('\n');
  const first = calls.findIndex((call) => HIT.test(call));
  if (first >= 0 && isAcknowledgedWithoutSync(calls, first))
    wrong.push('an event was acknowledged that the disk had failed to keep');

  const acknowledged = lines.filter(({ position }) => position !== undefined).map(({ id }) => id!);
  const kept = await idsIn(dataDir);
  const lost = acknowledged.filter((id) => !kept.includes(id));
  if (lost.length > 0) wrong.push(`${lost.length} of ${acknowledged.length} acknowledged events are lost`);
  if (new Set(kept).size < kept.length) wrong.push('an event is there twice');
  const denied = lines.filter(({ outcome, id }) => outcome === 'not-written' && kept.includes(id!));
  if (denied.length > 0) wrong.push(`${denied.length} events are there of which it said that they were not written`);
  const refused = lines.some((line) => line.refused !== undefined);
  const outcome = refused
    ? 'refused to start'
    : lines.at(-1)?.stopped
      ? 'stopped'
      : first >= 0
        ? 'went on'
        : 'not reached';
  if (outcome === 'went on') wrong.push('it goes on after the disk has failed the log');
  return {
    outcome,
    wrong: wrong.map((what) => `${what}; ${fault.calls} when=${fault.when}, appends ${work.join(' ')}`),
  };
};

/** Opens the log as its owner, which creates it if creating it was what failed. */
const idsIn = async (dataDir: string): Promise<readonly string[]> => {
  const store = await openEventStore(logConfig(dataDir), 'owner');
  const ids: string[] = [];
  for await (const { events } of store.readAll()) ids.push(...events.map(({ id }) => id));
  await store.close();
  return ids;
};

/** Tests the whole service: four recorders record while the disk fails. */
const failDiskOfService = async (dataDir: string, seed: number): Promise<Outcome> => {
  const random = randomOf(seed);
  const writers = simulatedRecorders(4, random);
  const first = await startProcess({ dataDir });
  const told = { word: 'shared', path: '/v1/negotiations', body: { title: 'shared' } };
  const { id: shared } = (await (await record(first.url, told)).json()) as { id: string };
  await stop(first);

  const fault = faultFrom(random, 1, 300);
  const { port, release } = await reservePort();
  const env = { LOG_LEVEL: 'fatal', PORT: String(port) };
  let outcome = 'refused to start';
  try {
    const before = strace(fault, '/dev/null', 'fsync,fdatasync,pwrite64');
    const service = await startProcess({ dataDir, before, env });
    // Until it has exited, or for a while if none of its threads reaches the fault.
    const patience = setTimeout(() => process.kill(service.pid, 'SIGTERM'), 3_000);
    await Promise.all(writers.map((writer) => writer.run(service.url, shared, 20)));
    if (service.child.exitCode === null) await stop(service).catch(() => {}); // it may just have exited by itself
    clearTimeout(patience);
    const { code } = await endOf(service);
    outcome = code === 0 ? 'not reached' : 'stopped';
  } catch (error) {
    if (!(error as Error).message.startsWith('ended with ')) throw error;
  }

  const again = await startProcess({ dataDir, env });
  await stop(again);
  release();
  const wrong = wrongIn(await wholeLog(dataDir), writers);
  return {
    outcome: `${outcome} (whole service)`,
    wrong: wrong.map((what) => `${what}; ${fault.calls} when=${fault.when}`),
  };
};

/** One in this many tests the whole service. */
const SERVICE = 20;

export const failDisks = async ({ count, seed, onStep }: ScenarioOptions): Promise<Result> => {
  const root = mkdtempSync(join(tmpdir(), 'rapporteur-eio-'));
  const tally = new Tally();
  const violations: Violation[] = [];
  for (let n = 0; n < count; n++) {
    const own = seed + n;
    const dataDir = join(root, String(n));
    const { outcome, wrong } = await (own % SERVICE === 0 ? failDiskOfService : failDiskOfLog)(dataDir, own);
    tally.add(outcome);
    for (const what of wrong) violations.push({ description: what, seed: own, count: 1 });
    rmSync(dataDir, { recursive: true });
    rmSync(`${dataDir}.strace`, { force: true });
    onStep(n + 1, tally.toString());
  }
  rmSync(root, { recursive: true });
  return { summary: tally.toString(), violations };
};

export const eio: Scenario = {
  name: 'eio',
  unit: 'failing disks',
  count: 500,
  guarantee:
    'when a write or sync fails with EIO, the service acknowledges nothing that the disk did not keep, and loses nothing it acknowledged before',
  run: failDisks,
};
