import { setTimeout as sleep } from 'node:timers/promises';
import { below, type Random, randomOf } from '#ledger/audit/testing/sample.js';
import { record } from '../support/simulated-recorder.js';
import { type Instance, RECOVERY_MS } from '../support/instance.js';
import { FAULTS_OF_LOG, type FaultOfLog } from '../support/log-fault.js';
import { PastReader } from '../support/past-reader.js';
import { type RetryingRecorder, retryingRecorders } from '../support/retrying-recorder.js';
import { answersTo, type TimedRequests } from '../support/timed-requests.js';
import { InstancePair } from '../support/instance-pair.js';
import { type ScenarioOptions, type Violation, type Result, type Scenario, Tally } from '../scenario.js';

const [CLIENTS, READERS] = [4, 3];
/** How long an instance may report that it is ready when it can do nothing any more. */
const UNREADY_MS = 10_000;
/** How long an instance that reports that it is ready may still answer 503. */
const RECORDS_MS = 10_000;
/** Faults before a log is checked and emptied. */
const FAULTS_PER_LOG = 30;

/** How long a fault lasts, in LOG_TIMEOUT_SECONDS. One in LONG_OF may outlast the time of every request. */
const [SHORT, LONG, LONG_OF] = [0.1, 1.2, 8] as const;
/** How long an outage lasts, in ms. */
const [SHORTEST_OUTAGE_MS, LONGEST_OUTAGE_MS] = [1_000, 60_000] as const;

/**
 * `unreadyMs`: how long an instance may take to report that it is not ready. `logSeconds`: LOG_TIMEOUT_SECONDS. `lastsMs`: how
 * long a fault lasts. `faults`: those that are drawn from.
 */
type Course = Readonly<{
  unreadyMs: number;
  logSeconds: number;
  lastsMs?: (random: Random) => number;
  faults?: readonly FaultOfLog[];
}>;

/** Each fault once in random order, then again in another. */
const decks = (random: Random, faults: readonly FaultOfLog[]) => {
  let deck: FaultOfLog[] = [];
  return (): FaultOfLog => {
    if (deck.length === 0) deck = [...faults];
    return deck.splice(below(random, deck.length), 1)[0]!;
  };
};

/** While the log is unreachable, each instance reports so `within` this time, and keeps reporting it for `ms`. */
const staysUnready = async (
  instances: readonly Instance[],
  name: string,
  { ms, within }: Readonly<{ ms: number; within: number }>,
): Promise<readonly string[]> => {
  const wrong: string[] = [];
  const watch = async (instance: Instance) => {
    if (!(await instance.becomes(false, within)))
      return void wrong.push(`${name}: ${instance.name} does not report within ${within} ms that it is not ready`);
    for (const until = performance.now() + ms; performance.now() < until; await sleep(50))
      if (await instance.isReady()) wrong.push(`${name}: ${instance.name} reports that it is ready again`);
  };
  await Promise.all(instances.map(watch));
  return wrong;
};

/** Each instance becomes ready by itself, and records soon after it says that it is ready. */
const recovers = async (
  instances: readonly Instance[],
  name: string,
  words: () => string,
): Promise<readonly string[]> => {
  const wrong: string[] = [];
  const check = async (instance: Instance) => {
    if (!(await instance.becomes(true))) {
      const health = JSON.stringify(await instance.health());
      return void wrong.push(`${name}: ${instance.name} does not recover: ${health}`);
    }
    const word = words();
    for (const until = performance.now() + RECORDS_MS; ; await sleep(50)) {
      const patience = AbortSignal.timeout(RECOVERY_MS);
      const answer = await record(instance.url, { word, path: '/v1/negotiations', body: { title: word } }, patience);
      const body = await answer.text();
      if (answer.status === 201) return;
      if (answer.status !== 503 || performance.now() > until)
        return void wrong.push(`${name}: ${instance.name} is ready, and answers ${answer.status} ${body}`);
    }
  };
  await Promise.all(instances.map(check));
  return wrong;
};

const mostlyShort = (logSeconds: number) => (random: Random) =>
  below(random, 1_000 * logSeconds * (below(random, LONG_OF) === 0 ? LONG : SHORT));

/** Causes one fault under load, and waits for the recovery. */
const strikeOnce = async (
  pair: InstancePair,
  fault: FaultOfLog,
  random: Random,
  words: () => string,
  { unreadyMs, logSeconds, lastsMs = mostlyShort(logSeconds) }: Course,
): Promise<readonly string[]> => {
  const { instances } = pair;
  const ms = lastsMs(random);
  await sleep(below(random, 200));
  const lift = await fault.strike(pair, (limit) => below(random, limit));
  const wrong = fault.isTotal ? await staysUnready(instances, fault.name, { ms, within: unreadyMs }) : [];
  if (!fault.isTotal) await sleep(ms);
  await lift();
  return [...wrong, ...(await recovers(instances, fault.name, words))];
};

/** Empties the log: both instances must stop, acknowledge nothing into the empty log, and refuse to start on it. */
const emptyLog = async (pair: InstancePair, writers: readonly RetryingRecorder[]): Promise<readonly string[]> => {
  const { instances, server, shared } = pair;
  const wrong: string[] = [];
  let isOver = false;
  const writing = Promise.all(
    writers.map((writer) =>
      writer.run(
        shared,
        () => false,
        () => isOver,
      ),
    ),
  );
  await sleep(200);
  await server.restart({ keepData: false });
  const [, ...ended] = await Promise.all([
    Promise.all(instances.map((one) => one.ended())).then(() => (isOver = true)),
    ...instances.map((one) => one.ended()),
  ]);
  await writing;
  for (const { code, output } of ended)
    if (code !== 1 || !output.includes('no longer holds'))
      wrong.push(`an instance whose log was emptied ended with ${code}: ${output}`);
  const acknowledged = new Set(writers.flatMap((writer) => [...writer.acknowledged.keys()]));
  for (const { data } of await pair.log()) {
    const { title } = JSON.parse(data) as { title: string };
    if (acknowledged.has(title)) wrong.push(`${title} was acknowledged into an emptied log`);
  }
  for (const instance of instances) {
    const { code, output } = await instance.startInVain();
    if (code !== 2 || !/ledger|checkpoint/i.test(output))
      wrong.push(`on an emptied log ${instance.name} starts, or ends with ${code}: ${output}`);
  }
  return wrong;
};

type World = Readonly<{
  wrong: readonly string[];
  writers: readonly RetryingRecorder[];
  /** All that was sent while the faults were there. */
  requests: readonly TimedRequests[];
}>;

const strikeOften = async (
  faults: readonly FaultOfLog[],
  random: Random,
  onStep: (struck: number) => void,
  times: Course,
): Promise<World> => {
  const pair = await InstancePair.open({ LOG_TIMEOUT_SECONDS: String(times.logSeconds) });
  let [isEnough, isOver] = [false, false];
  try {
    const wrong: string[] = [];
    const writers = retryingRecorders(CLIENTS, pair.instances, random);
    const readers = Array.from({ length: READERS }, () => new PastReader(pair.instances, random));
    const requests = [...writers, ...readers].map((one) => one.requests);
    const working = Promise.all([
      ...readers.map((reader) => reader.run(pair.shared, () => isEnough || isOver)),
      ...writers.map((writer) =>
        writer.run(
          pair.shared,
          () => isEnough,
          () => isOver,
        ),
      ),
    ]);
    let probes = 0;
    for (const [n, fault] of faults.entries()) {
      wrong.push(...(await strikeOnce(pair, fault, random, () => `probe-${probes++}`, times)));
      onStep(n + 1);
      // Otherwise every later fault would wait for the instance that does not recover.
      if (wrong.length > 0) return { wrong, writers, requests };
    }
    isEnough = true;
    await working;
    wrong.push(...requests.flatMap((one) => one.wrong));
    wrong.push(...(await pair.wrong(writers)));
    await Promise.all(pair.instances.map((instance) => instance.start()));
    wrong.push(...(await emptyLog(pair, retryingRecorders(CLIENTS, pair.instances, random, 'later'))));
    return { wrong, writers, requests };
  } finally {
    isOver = true;
    await pair.close();
  }
};

export const failLog = async (
  { count, seed, from = 0, onStep, onViolation = () => {} }: ScenarioOptions,
  times: Course,
): Promise<Result> => {
  const struck = new Tally();
  const answers = new Tally();
  const violations: Violation[] = [];
  let [acknowledged, slowest] = [0, 0];
  for (let first = from; first < count; first += FAULTS_PER_LOG) {
    // Each log has choices of its own, so that a run can begin with any of them.
    const random = randomOf(seed + first);
    const drawn = decks(random, times.faults ?? FAULTS_OF_LOG);
    const faults = Array.from({ length: Math.min(FAULTS_PER_LOG, count - first) }, drawn);
    const { wrong, writers, requests } = await strikeOften(
      faults,
      random,
      (n) => {
        struck.add(faults[n - 1]!.name);
        onStep(first + n, `${faults[n - 1]!.name}, ${violations.length} violations`);
      },
      times,
    );
    for (const description of wrong) {
      const violation = { description, seed, from: first, count: first + faults.length };
      violations.push(violation);
      onViolation(violation);
    }
    acknowledged += writers.reduce((sum, writer) => sum + writer.acknowledged.size, 0);
    slowest = Math.max(slowest, ...requests.map((one) => one.slowest));
    answers.addAll(answersTo(requests));
  }
  return {
    summary: `${acknowledged} acknowledged; slowest answer ${(slowest / 1_000).toFixed(1)} s`,
    violations,
    details: [struck.toString(), answers.toString()],
  };
};

export const logFaults: Scenario = {
  name: 'log-faults',
  unit: 'faults',
  count: 300,
  isResumable: true,
  guarantee: `whatever happens to the server of a log that two instances share, no acknowledged event is lost or duplicated; every request is answered within LOG_TIMEOUT_SECONDS and a second; an instance that can do nothing says within ${UNREADY_MS / 1_000} s that it is not ready, and recovers by itself; none records into a log that was emptied`,
  run: (options) => failLog(options, { unreadyMs: UNREADY_MS, logSeconds: 10 }),
};

export const logFaultsInShort: Scenario = {
  ...logFaults,
  name: 'log-faults-short',
  count: 1_000,
  guarantee: 'the same with LOG_TIMEOUT_SECONDS=1, and faults that last a tenth as long',
  run: (options) => failLog(options, { unreadyMs: UNREADY_MS, logSeconds: 1 }),
};

/** The process of the log server is gone, or stopped. */
const OUTAGES = FAULTS_OF_LOG.filter(({ name }) => name === 'killed' || name === 'frozen');

/** `longestMs`: how long an outage may last. */
export const cutOff = (options: ScenarioOptions, longestMs: number, course: Course): Promise<Result> =>
  failLog(options, {
    ...course,
    faults: OUTAGES,
    lastsMs: (random) => SHORTEST_OUTAGE_MS + below(random, longestMs - SHORTEST_OUTAGE_MS),
  });

/** Outages as long as real ones. */
export const logOutages: Scenario = {
  ...logFaults,
  name: 'log-outages',
  unit: 'outages',
  count: 40,
  guarantee: `while the log server is killed or frozen for ${SHORTEST_OUTAGE_MS / 1_000} to ${LONGEST_OUTAGE_MS / 1_000} s, every request is answered within LOG_TIMEOUT_SECONDS and a second; each instance says that it is not ready, recovers by itself, and has lost and doubled nothing`,
  run: (options) => cutOff(options, LONGEST_OUTAGE_MS, { unreadyMs: UNREADY_MS, logSeconds: 10 }),
};
