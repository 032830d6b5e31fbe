import { cpSync, mkdtempSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { thingOf } from '#domain/ids.js';
import { PLURALS } from '#domain/plurals.js';
import { documentOf, isByKey, routesOf, sendExamples } from '../../test/support/examples.js';
import { startInProcess } from '../../test/support/in-process.js';
import type { Running } from '../../test/support/service.js';
import { ACCESS_FOLDER, accessFiles } from '#ledger/access/access-chain.js';
import { accessLines } from './access-alterations.js';

/** A data folder at several times of its life, and what a sound service answers on the last. */
export type AlteredWorld = Readonly<{
  root: string;
  /** The folders, oldest first. The last one is that of the answers. */
  stages: readonly string[];
  /** Bodies by path. */
  answers: ReadonlyMap<string, string>;
  /** The lines of the access log that the last checkpoint in the log covers. */
  coveredAccess: readonly string[];
}>;

/** Facts that nobody signed may span twice as many seconds. */
const SIGNED_EVERY_S = 1;
export const SIGNING = {
  SIGNING_INTERVAL_SECONDS: String(SIGNED_EVERY_S),
  SIGNING_BOUND_SECONDS: String(SIGNED_EVERY_S),
};
export const UNSIGNED_MS = 2 * SIGNED_EVERY_S * 1_000;
/** Between facts, so that the record takes longer than facts may be unsigned. */
const PAUSE_MS = 40;

/** Sends every example of the API, stops in between, and asks everything. */
export const alteredWorld = async (): Promise<AlteredWorld> => {
  const root = mkdtempSync(join(tmpdir(), 'rapporteur-alterations-'));
  const live = join(root, 'live');
  const stages: string[] = [];
  const keep = () => {
    const stage = join(root, `stage-${stages.length}`);
    cpSync(live, stage, { recursive: true });
    stages.push(stage);
  };
  const first = await startInProcess(live, SIGNING);
  await first.post('/v1/negotiations', { title: 'Talks before the talks' }).expect(201);
  await readAudit(first);
  await first.close();
  keep();
  await sleep(UNSIGNED_MS);
  const second = await startInProcess(live, SIGNING);
  await sendExamples(second, await documentOf(second), () => sleep(PAUSE_MS));
  await readAudit(second);
  await second.close();
  // As where a month has ended since.
  const access = join(live, ACCESS_FOLDER);
  for (const file of accessFiles(access)) renameSync(join(access, file), join(access, '2025-10.ndjson'));
  keep();
  await sleep(UNSIGNED_MS);
  const third = await startInProcess(live, SIGNING);
  await readAudit(third);
  for (const title of ['Talks after the talks', 'The last talks'])
    await third.post('/v1/negotiations', { title }).expect(201);
  // The checkpoint covers what was read before it, and not what is read after the last fact.
  await third.get('/v1/audit/export').expect(200);
  await third.close();
  keep();
  const again = await startInProcess(live, SIGNING);
  await readAudit(again);
  await again.close();
  const covered = accessLines(stages.at(-1)!).map(({ text }) => text);
  keep();

  const sound = await startInProcess(live, SIGNING);
  const paths = await everyPath(sound);
  const answers = await answersOf(sound.url, paths);
  await sound.close();
  return { root, stages, answers, coveredAccess: covered };
};

const READS = 5;
const readAudit = async ({ get }: Pick<Running, 'get'>) => {
  for (let limit = 1; limit <= READS; limit += 1) await get(`/v1/audit/trail?limit=${limit}`).expect(200);
};

type Entry = Readonly<{
  event: { id: string; stream: string; metadata: { negotiationId: string; recordedAt: string } };
}>;

/** The export and the trail show every event: a proof of each would show nothing more. */
const PROVED_EVERY = 16;

/** Every route that can be read, of every thing, now and, if it has a past, at a moment of it. */
const everyPath = async (service: Running): Promise<readonly string[]> => {
  const { items } = (await service.get('/v1/audit/trail?limit=200').expect(200)).body as { items: readonly Entry[] };
  const things = new Map(items.map(({ event }) => [event.stream, event.metadata.negotiationId]));
  const negotiations = [...things.keys()].map(thingOf).flatMap(({ kind, id }) => (kind === 'negotiation' ? [id] : []));
  const isEmpty = (id: string) => [...things.values()].filter((one) => one === id).length === 1;
  // What negotiations without any other thing say is the same of each, so of one alone there is more asked than its own page.
  const alike = new Set(negotiations.filter(isEmpty).slice(1));
  const addresses = (path: string): readonly string[] => {
    const [, kind, rest] = /^\/v1\/([a-z]+)\/\{(?:id|negotiationId)\}(.*)$/.exec(path) ?? [];
    if (kind === undefined) return [path];
    const ids = [...things.keys()].map(thingOf).filter((thing) => PLURALS[thing.kind] === kind);
    return ids.filter(({ id }) => rest === '' || !alike.has(id)).map(({ id }) => `/v1/${kind}/${id}${rest}`);
  };
  const isToldOfPast = (address: string) => ![...alike].some((id) => address.includes(id));
  const moments = [items[Math.floor(items.length / 2)]!, items.at(-1)!].map(({ event }) => event.metadata.recordedAt);
  const [middle, last] = moments.map(encodeURIComponent);
  const paths: string[] = [];
  for (const { path, method, operation } of routesOf(await documentOf(service))) {
    if (method !== 'get' || !path.startsWith('/v1/') || path.includes('checkpoint') || path.endsWith('/ledger'))
      continue;
    if (path.startsWith('/v1/audit/') || path === '/v1/notices' || isByKey({ path })) continue;
    const own = addresses(path);
    paths.push(...own);
    if (operation.parameters?.some(({ name }) => name === 'asOf'))
      paths.push(...own.filter(isToldOfPast).map((address) => `${address}?asOf=${middle}`));
  }
  const audit = [
    '/v1/audit/trail?limit=200',
    '/v1/audit/export',
    ...moments.map((moment) => `/v1/audit/trail?limit=200&asOf=${encodeURIComponent(moment)}`),
    ...negotiations
      .filter((id) => !alike.has(id))
      .map((id) => `/v1/audit/diff?negotiationId=${id}&fromAsOf=${middle}&asOf=${last}`),
    ...items.flatMap((_, index) =>
      index % PROVED_EVERY === 0 ? [`/v1/audit/proofs/inclusion?index=${index}&size=${items.length}`] : [],
    ),
  ];
  return [...paths, ...audit];
};

/** Requests at a time. */
const AT_ONCE = 8;

/** The body of each path, or its status and code where it is not 200. Of fewer paths if it is stopped. */
export const answersOf = async (
  url: string,
  paths: Iterable<string>,
  stopped?: AbortSignal,
): Promise<ReadonlyMap<string, string>> => {
  const answers = new Map<string, string>();
  const rest = [...paths][Symbol.iterator]();
  const ask = async () => {
    for (const path of rest) {
      const answer = await answerOf(`${url}${path}`, stopped);
      if (stopped?.aborted) return;
      answers.set(path, answer);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return answers;
};

const TRIES = 400;
const answerOf = async (address: string, stopped?: AbortSignal): Promise<string> => {
  for (let tries = 1; ; tries += 1) {
    const { status, text } = await askFor(address, stopped);
    if (status === 200) return text;
    // Each 503 says to ask again later: on a busy machine it may be any of them.
    if (tries === TRIES || stopped?.aborted || status !== 503)
      return `${status} ${/"code":"([^"]+)"/.exec(text)?.[1] ?? text}`;
    await sleep(25);
  }
};

/** To compress each answer and to read it again would take as long as to make it. */
const UNCOMPRESSED = { 'accept-encoding': 'identity' };
const askFor = async (address: string, stopped?: AbortSignal): Promise<Readonly<{ status: number; text: string }>> => {
  try {
    const answer = await fetch(address, { headers: UNCOMPRESSED, signal: stopped ?? null });
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    // An answer that is cut off is no answer.
    return { status: 0, text: (error as Error).message };
  }
};
