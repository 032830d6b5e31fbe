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
/** Where a service can be reached over a bad line, and over none. */
type Way = Readonly<{ line: string; straight: string }>;

/** Sends a command and then again as often as is told, answered or not, every other time before the last answer could be there. */
const sendOften = async (ways: readonly Way[], told: TaggedFact): Promise<Receipt> => {
  const bodies = new Set<string>();
  const wrong: string[] = [];
  const send = async (to: string) => {
    try {
      const answer = await record(to, told);
      const body = await answer.text();
      if (answer.status === 201) bodies.add(body);
      else wrong.push(`${told.word}: ${answer.status} ${body}`);
    } catch (error) {
      if (!isConnectionLost(error)) throw error;
    }
  };
  const [one, other = one] = ways as readonly [Way, Way?];
  for (let sent = 0; sent <= RETRIES; sent += 2) await Promise.all([send(one.line), send(other.line)]);
  // Nobody gives up without an answer; a line that lets nothing through would show nothing.
  if (bodies.size === 0) await send(one.straight);
  if (bodies.size !== 1) wrong.push(`${told.word} has ${bodies.size} different answers`);
  return { word: told.word, bodies, wrong };
};

/** Many clerks at once, each over a bad line to each of these services. @returns what they were told, and what befell them */
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
  const lines = await Promise.all(urls.map((url) => lossyProxy(url, fateOf)));
  try {
    const opening = await record(urls[0]!, { word: 'shared', path: '/v1/negotiations', body: { title: 'shared' } });
    const { id: shared } = (await opening.json()) as { id: string };
    const receipts: Receipt[] = [];
    let taken = 0;
    const client = async () => {
      while (taken < count) {
        const told = taggedFact(`word-${taken++}`, shared, random);
        const ways = lines.map(({ url }, n) => ({ line: url, straight: urls[n]! }));
        // Every other command begins elsewhere.
        await onCommand();
        receipts.push(await sendOften(taken % 2 === 0 ? ways : ways.toReversed(), told));
        onStep(receipts.length, fates.toString());
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    return { receipts, fates };
  } finally {
    for (const line of lines) line.close();
  }
};

/** Whether each command has had one effect. */
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

/** Of so many commands one meets a server of the log that writes it and does not say so. */
const LOST_BY_LOG = 8;

/** Each command goes to two instances in turn, and often to both at once; and the log loses answers too. */
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
