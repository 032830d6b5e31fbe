import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { below, type Random, randomOf } from '#ledger/audit/testing/sample.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { stopEngine } from '../../test/support/engine.js';
import { startProcess, stop } from '../../test/support/process.js';
import { lossyProxy, type Fate } from '../support/lossy-proxy.js';
import { isConnectionLost, record, taggedFact, type TaggedFact, wholeLog } from '../support/simulated-recorder.js';
import { InstancePair } from '../support/instance-pair.js';
import { type ScenarioOptions, type Violation, type Result, type Scenario, Tally } from '../scenario.js';

const RETRIES = 5;
const CLIENTS = 16;

const draw = (random: Random): Fate => {
  const roll = random();
  if (roll < 0.35) return 'good';
  if (roll < 0.55) return { lateBy: 1 + below(random, 40) };
  if (roll < 0.65) return 'request lost';
  return roll < 0.75 ? 'request torn' : 'answer lost';
};
const nameOf = (fate: Fate) => (typeof fate === 'object' ? 'late' : fate);

type Receipt = Readonly<{ word: string; bodies: ReadonlySet<string>; wrong: readonly string[] }>;
/** The address of the lossy proxy, and of the service behind it. */
type Route = Readonly<{ proxy: string; service: string }>;

/** Sends a command and retries it, with or without an answer; every other retry does not wait for the last answer. */
const sendOften = async (routes: readonly Route[], fact: TaggedFact): Promise<Receipt> => {
  const bodies = new Set<string>();
  const wrong: string[] = [];
  const send = async (to: string) => {
    try {
      const answer = await record(to, fact);
      const body = await answer.text();
      if (answer.status === 201) bodies.add(body);
      else wrong.push(`${fact.word}: ${answer.status} ${body}`);
    } catch (error) {
      if (!isConnectionLost(error)) throw error;
    }
  };
  const [one, other = one] = routes as readonly [Route, Route?];
  for (let sent = 0; sent <= RETRIES; sent += 2) await Promise.all([send(one.proxy), send(other.proxy)]);
  // Without any answer so far, sends it to the service directly.
  if (bodies.size === 0) await send(one.service);
  if (bodies.size !== 1) wrong.push(`${fact.word} has ${bodies.size} different answers`);
  return { word: fact.word, bodies, wrong };
};

/** Sends commands from many clients at once, through a lossy proxy to each service. @returns the receipts, and what the proxies did */
const sendAll = async (
  urls: readonly string[],
  { count, onStep }: ScenarioOptions,
  random: Random,
  onCommand: () => Promise<void> = async () => {},
) => {
  const fates = new Tally();
  const fateOf = () => {
    const fate = draw(random);
    fates.add(nameOf(fate));
    return fate;
  };
  const proxies = await Promise.all(urls.map((url) => lossyProxy(url, fateOf)));
  try {
    const opening = await record(urls[0]!, { word: 'shared', path: '/v1/negotiations', body: { title: 'shared' } });
    const { id: shared } = (await opening.json()) as { id: string };
    const receipts: Receipt[] = [];
    let taken = 0;
    const client = async () => {
      while (taken < count) {
        const fact = taggedFact(`word-${taken++}`, shared, random);
        const routes = proxies.map(({ url }, n) => ({ proxy: url, service: urls[n]! }));
        // Every other command starts with the other instance.
        await onCommand();
        receipts.push(await sendOften(taken % 2 === 0 ? routes : routes.toReversed(), fact));
        onStep(receipts.length, fates.toString());
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    return { receipts, fates };
  } finally {
    for (const proxy of proxies) proxy.close();
  }
};

/** Checks that each command took effect exactly once. */
const judge = (receipts: readonly Receipt[], log: readonly StoredEvent[]) => {
  const wrong = receipts.flatMap((receipt) => receipt.wrong);
  const effects = new Tally();
  for (const { data } of log) effects.add((JSON.parse(data) as { title: string }).title);
  for (const { word } of receipts)
    if (effects.of(word) !== 1) wrong.push(`${word} was recorded ${effects.of(word)} times`);
  return { wrong, recorded: receipts.filter(({ word }) => effects.of(word) > 0).length };
};

export const loseReplies = async (asked: ScenarioOptions): Promise<Result> => {
  const { count, seed } = asked;
  const random = randomOf(seed);
  const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-lost-'));
  const service = await startProcess({ dataDir, env: { LOG_LEVEL: 'fatal' } });
  try {
    const { receipts, fates } = await sendAll([service.url], asked, random);
    const { code } = await stop(service);
    const { wrong, recorded } = judge(receipts, await wholeLog(dataDir));
    if (code !== 0) wrong.push(`the service ended with ${code}`);
    return {
      summary: `${recorded} effects of ${count * (RETRIES + 1)} requests: ${fates.toString()}`,
      violations: wrong.map((what): Violation => ({ description: what, seed, count })),
    };
  } finally {
    if (service.child.exitCode === null) await stop(service, 'SIGKILL');
    await stopEngine(dataDir);
    rmSync(dataDir, { recursive: true });
  }
};

/** One in this many commands is written by a log server that does not acknowledge it. */
const LOST_BY_LOG = 8;

/** Sends each command to two instances, in turn and at once, while the log server loses answers too. */
export const loseRepliesBetweenTwo = async (asked: ScenarioOptions): Promise<Result> => {
  const { count, seed } = asked;
  const random = randomOf(seed);
  const pair = await InstancePair.open();
  try {
    let lost = 0;
    const onCommand = async () => {
      if (below(random, LOST_BY_LOG) > 0) return;
      lost += 1;
      await pair.server.inject({ name: 'lost-reply', times: 1, after: below(random, 4) });
    };
    const urls = pair.instances.map(({ url }) => url);
    const { receipts, fates } = await sendAll(urls, asked, random, onCommand);
    await pair.server.clear();
    const wrongOfAll = await pair.wrong([]);
    const { wrong, recorded } = judge(receipts, await pair.log());
    return {
      summary: `${recorded} effects of ${count * (RETRIES + 1)} requests: ${fates.toString()}; ${lost} answers lost by the log`,
      violations: [...wrongOfAll, ...wrong].map((what): Violation => ({ description: what, seed, count })),
    };
  } finally {
    await pair.close();
  }
};

export const lostReplies: Scenario = {
  name: 'lost-replies',
  unit: `commands × ${RETRIES} retries`,
  count: 1_000,
  guarantee:
    'a command that is retried over a connection that delays, cuts and loses requests is recorded exactly once, with one answer',
  run: loseReplies,
};

export const lostRepliesOfTwo: Scenario = {
  name: 'lost-replies-2',
  unit: `commands × ${RETRIES} retries`,
  count: 1_000,
  guarantee: 'the same, with retries to two instances on one log, in turn and at once',
  run: loseRepliesBetweenTwo,
};
