import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { below, type Random, randomOf } from '#ledger/audit/testing/sample.js';
import { startProcess, stop } from '../support/process.js';
import { badLine, type Fate } from './bad-line.js';
import { isConnectionLost, record, tell, type Told, wholeLog } from './clerk.js';
import { type Asked, type Broken, type Found, type Run, Tally } from './run.js';

const RETRIES = 5;
const CLERKS = 16;

const draw = (random: Random): Fate => {
  const roll = random();
  if (roll < 0.35) return 'good';
  if (roll < 0.55) return { lateBy: 1 + below(random, 40) };
  if (roll < 0.65) return 'request lost';
  return roll < 0.75 ? 'request torn' : 'answer lost';
};
const nameOf = (fate: Fate) => (typeof fate === 'object' ? 'late' : fate);

type Receipt = Readonly<{ word: string; bodies: ReadonlySet<string>; wrong: readonly string[] }>;

/** Sends a command and then again as often as is told, answered or not, every other time before the last answer could be there. */
const sendOften = async (url: string, straight: string, told: Told): Promise<Receipt> => {
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
  for (let sent = 0; sent <= RETRIES; sent += 2) await Promise.all([send(url), send(url)]);
  // Nobody gives up without an answer; a line that lets nothing through would show nothing.
  if (bodies.size === 0) await send(straight);
  if (bodies.size !== 1) wrong.push(`${told.word} has ${bodies.size} different answers`);
  return { word: told.word, bodies, wrong };
};

export const loseReplies = async ({ count, seed, onStep }: Asked): Promise<Found> => {
  const random = randomOf(seed);
  const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-lost-'));
  const fates = new Tally();
  const service = await startProcess({ dataDir, env: { LOG_LEVEL: 'fatal' } });
  const line = await badLine(service.url, () => {
    const fate = draw(random);
    fates.add(nameOf(fate));
    return fate;
  });
  try {
    const opening = await record(service.url, { word: 'shared', path: '/v1/negotiations', body: { title: 'shared' } });
    const { id: shared } = (await opening.json()) as { id: string };
    const receipts: Receipt[] = [];
    let taken = 0;
    const clerk = async () => {
      while (taken < count) {
        const told = tell(`word-${taken++}`, shared, random);
        receipts.push(await sendOften(line.url, service.url, told));
        onStep(receipts.length, fates.toString());
      }
    };
    await Promise.all(Array.from({ length: CLERKS }, clerk));
    line.close();
    const { code } = await stop(service);

    const wrong = receipts.flatMap((receipt) => receipt.wrong);
    if (code !== 0) wrong.push(`the service ended with ${code}`);
    const effects = new Tally();
    for (const { data } of await wholeLog(dataDir)) effects.add((JSON.parse(data) as { title: string }).title);
    for (const { word } of receipts)
      if (effects.of(word) !== 1) wrong.push(`${word} was recorded ${effects.of(word)} times`);
    const recorded = receipts.filter(({ word }) => effects.of(word) > 0).length;
    return {
      found: `${recorded} effects of ${count * (RETRIES + 1)} requests: ${fates.toString()}`,
      broken: wrong.map((what): Broken => ({ what, seed, count })),
    };
  } finally {
    line.close();
    if (service.child.exitCode === null) await stop(service, 'SIGKILL');
    rmSync(dataDir, { recursive: true });
  }
};

export const lostReplies: Run = {
  name: 'lost-replies',
  unit: `commands × ${RETRIES} retries`,
  count: 1_000,
  promise:
    'a command that is sent again and again over a line that delays, cuts and loses is recorded exactly once, with one answer',
  run: loseReplies,
};
