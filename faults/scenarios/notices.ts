import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredEvent } from '#event-store/event-store.js';
import { below, randomOf } from '#ledger/audit/testing/sample.js';
import { thingOf } from '#domain/ids.js';
import { type Result, type Scenario, type ScenarioOptions, Tally, type Violation } from '../scenario.js';
import { CutReader, type ReadNotice } from '../support/cut-reader.js';
import { type Listener, type NoticeWorld, oneInstance, twoInstances } from '../support/notice-world.js';

const CUTS_A_RESTART = 10;
const RECORDING_PAUSE_MS = 3;
const LONGEST_MS = 60_000;
/** What a post that the service did not take is repeated after. */
const RETRY_MS = 50;

/** Reads notices while facts are recorded, the connections of the readers are cut, and the service is ended and started again. */
export const cutNotices = async ({ count, seed, onStep }: ScenarioOptions): Promise<Result> => {
  const tally = new Tally();
  const wrong: string[] = [];
  const half = Math.ceil(count / 2);
  for (const [n, open] of [oneInstance, twoInstances].entries()) {
    const world = await open();
    try {
      const cuts = n === 0 ? half : count - half;
      const hear = (done: number) => onStep(n * half + done, `${wrong.length} violations`);
      wrong.push(...(await listenIn(world, cuts, seed + n, tally, hear)));
    } finally {
      await world.close();
    }
  }
  return {
    summary: tally.toString(),
    violations: wrong.map((description): Violation => ({ description, seed, count })),
  };
};

const listenIn = async (
  world: NoticeWorld,
  count: number,
  seed: number,
  tally: Tally,
  hear: (done: number) => void,
): Promise<readonly string[]> => {
  const random = randomOf(seed);
  const record = (path: string, body: object) => recordAt(world, path, body);
  const talks: string[] = [];
  for (const title of ['One', 'Two', 'Three']) talks.push(await record('/v1/negotiations', { title }));
  const granted = talks.slice(0, 2);
  for (const { subject } of world.listeners)
    for (const id of subject === undefined ? [] : granted)
      await record(`/v1/negotiations/${id}/grants`, { issuer: world.issuer, subject });
  const readers = world.listeners.map(
    ({ name, token }) => new CutReader(`${name} of ${world.name}`, world.urls, token, random),
  );
  await Promise.all(readers.map((reader) => reader.readUntil(() => reader.first !== undefined, LONGEST_MS)));

  const enough = new AbortController();
  const recording = (async () => {
    for (; !enough.signal.aborted; await sleep(below(random, RECORDING_PAUSE_MS)))
      await record(...drawnFact(talks[below(random, talks.length)]!, below(random, 3)));
  })();
  let cuts = 0;
  const cutting = readers.map(async (reader) => {
    for (; cuts < count; hear((cuts += 1))) await reader.readSome();
  });
  const restarting = (async () => {
    for (let next = CUTS_A_RESTART; !enough.signal.aborted; await sleep(RETRY_MS))
      if (cuts >= next) {
        await world.restart(random);
        tally.add('restarts');
        next += CUTS_A_RESTART;
      }
  })();
  await Promise.all(cutting);
  enough.abort();
  await Promise.all([recording, restarting]);
  // A kind that nothing else has: the last notice.
  await record(`/v1/negotiations/${granted[0]!}/parties`, { name: 'China', kind: 'state', role: 'principal' });
  const isLast = ({ kinds }: ReadNotice) => kinds.includes('party');
  await Promise.all(readers.map((reader) => reader.readUntil(() => reader.notices.some(isLast), LONGEST_MS)));

  const log = await world.log();
  tally.add('cuts', cuts);
  tally.add('events', log.length);
  return readers.flatMap((reader, n) => {
    tally.add('notices', reader.notices.length);
    const listener = world.listeners[n]!;
    const sees = (event: StoredEvent) => isSeenBy(listener, granted, event);
    return [...reader.wrong, ...wrongWith(reader, world, log, sees)];
  });
};

const drawnFact = (negotiation: string, n: number): readonly [path: string, body: object] => {
  if (n === 0) return [`/v1/negotiations/${negotiation}/issues`, { title: 'Licences' }];
  const marking = n === 1 ? {} : { marking: { level: 'secret' } };
  return [`/v1/negotiations/${negotiation}/meetings`, { title: 'A meeting', ...marking }];
};

/** Repeats a fact until it is taken; one that was taken, but not acknowledged, may so be recorded twice. @returns its id */
const recordAt = async (world: NoticeWorld, path: string, body: object): Promise<string> => {
  for (const late = performance.now() + LONGEST_MS; ; await sleep(RETRY_MS)) {
    const answer = await fetch(`${world.urls()[0]}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...world.recorder },
      body: JSON.stringify(body),
    }).catch(() => undefined);
    const text = await answer?.text().catch(() => undefined);
    if (answer?.status === 201 && text !== undefined) return (JSON.parse(text) as { id: string }).id;
    if (performance.now() > late || (answer !== undefined && answer.status < 500))
      throw new Error(`${path} is answered with ${answer?.status} ${text}`);
  }
};

const isSeenBy = ({ seesSecrets }: Listener, granted: readonly string[], event: StoredEvent): boolean => {
  const { negotiationId, marking } = metadataOf(event);
  if (['checkpoint', 'ledger', 'grant'].includes(thingOf(event.stream).kind)) return false;
  return seesSecrets || (granted.includes(negotiationId) && marking === undefined);
};
const metadataOf = ({ metadata }: StoredEvent) =>
  JSON.parse(metadata) as Readonly<{ negotiationId: string; marking?: object }>;

/** Compares what a reader was told with the log: the windows of its notices, which their ids hold, have each event once. */
const wrongWith = (
  { name, first, notices }: CutReader,
  world: NoticeWorld,
  log: readonly StoredEvent[],
  sees: (event: StoredEvent) => boolean,
): readonly string[] => {
  const wrong: string[] = [];
  const tokens = world.tokensOf(log);
  const placeOf = (id: string) => tokens.read(id).notice!;
  const reached = new Map<string, number>();
  let before = placeOf(first!);
  const begun = before.upTo;
  for (const { id, negotiationId, kinds } of notices) {
    const place = placeOf(id);
    const { after, upTo } = place;
    const isNext = after >= before.upTo || (upTo === before.upTo && negotiationId > (before.negotiationId ?? ''));
    if (!isNext) wrong.push(`${name} is told of ${after} to ${upTo} after ${before.after} to ${before.upTo}`);
    before = place;
    const due = log
      .slice(after + 1, upTo + 1)
      .filter((event) => metadataOf(event).negotiationId === negotiationId && sees(event));
    const expected = [...new Set(due.map(({ stream }) => thingOf(stream).kind))].toSorted().join();
    if (kinds.join() !== expected)
      wrong.push(`${name} is told ${kinds.join()} of ${after} to ${upTo}, not ${expected}`);
    // What was skipped since the last notice of this negotiation has nothing to tell of it.
    const missed = log
      .slice((reached.get(negotiationId) ?? begun) + 1, after + 1)
      .filter((event) => metadataOf(event).negotiationId === negotiationId && sees(event));
    if (missed.length > 0) wrong.push(`${name} misses ${missed.length} events before ${after}`);
    reached.set(negotiationId, upTo);
  }
  const untold = log.filter(
    (event, at) => at > (reached.get(metadataOf(event).negotiationId) ?? begun) && at <= before.upTo && sees(event),
  );
  if (untold.length > 0) wrong.push(`${name} is not told of ${untold.length} events`);
  return wrong;
};

export const notices: Scenario = {
  name: 'notices',
  unit: 'cuts',
  count: 1_000,
  guarantee:
    'readers whose connections are cut get every notice once and in order, over restarts and on two instances, and nothing that is hidden from them',
  run: cutNotices,
};
