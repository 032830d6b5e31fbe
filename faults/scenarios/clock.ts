import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { below, type Random, randomOf } from '#ledger/audit/testing/sample.js';
import { stopEngine } from '../../test/support/engine.js';
import { type Process, startProcess, stop } from '../../test/support/process.js';
import { record, taggedFact, wholeLog } from '../support/simulated-recorder.js';
import { type ScenarioOptions, type Violation, type Result, type Scenario, Tally } from '../scenario.js';

const MOVED_CLOCK = new URL('../../test/support/moved-clock.js', import.meta.url).href;
/** Jumps in one run of the service, and runs on one log. */
const [JUMPS, LIVES] = [10, 5] as const;
const FACTS = 3;
const REACHES = [10, 1_000, 60_000, 3_600_000, 26 * 3_600_000] as const;

/** Relative to the real clock, not to the last jump. */
const jump = (random: Random): number => {
  const reach = REACHES[below(random, REACHES.length)]!;
  return below(random, 2 * reach) - reach;
};

/** An answer that must stay the same as of this moment. */
type Kept = Readonly<{ asOf: string; body: string }>;

const negotiations = async (url: string, asOf?: string): Promise<{ body: string; token: string }> => {
  const answer = await fetch(
    `${url}/v1/negotiations?limit=200${asOf === undefined ? '' : `&asOf=${encodeURIComponent(asOf)}`}`,
  );
  const body = await answer.text();
  if (answer.status !== 200) throw new Error(`asOf ${asOf}: ${answer.status} ${body}`);
  return { body, token: answer.headers.get('consistency-token')! };
};

const recordSome = async (url: string, name: string, shared: string | undefined, random: Random) => {
  const answers = await Promise.all(
    Array.from({ length: FACTS }, async (_, n) => {
      const answer = await record(url, taggedFact(`${name}-${n}`, shared, random));
      const body = (await answer.json()) as { id: string; events: { metadata: { recordedAt: string } }[] };
      if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(body)}`);
      return {
        id: body.id,
        recordedAt: body.events[0]!.metadata.recordedAt,
        token: answer.headers.get('consistency-token')!,
      };
    }),
  );
  return {
    id: answers[0]!.id,
    last: answers
      .map(({ recordedAt }) => recordedAt)
      .toSorted()
      .at(-1)!,
    token: answers.at(-1)!.token,
  };
};

const move = async ({ child }: Process, clockMoved: number) => {
  const moved = once(child, 'message');
  child.send({ clockMoved });
  await moved;
};

/** Moves the clock forward and back while facts are recorded, and between two runs of the service. */
export const jumpClock = async ({ count, seed, onStep }: ScenarioOptions): Promise<Result> => {
  const random = randomOf(seed);
  const tally = new Tally();
  const violations: Violation[] = [];
  for (let jumped = 0; jumped < count;) {
    const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-clock-'));
    const kept: Kept[] = [];
    const wrong: string[] = [];
    let shared: string | undefined;
    const again = async (url: string, { asOf, body }: Kept) => {
      tally.add('answers repeated');
      if ((await negotiations(url, asOf)).body !== body) wrong.push(`as of ${asOf} has another answer than before`);
    };
    for (let life = 0; life < LIVES && jumped < count; life++) {
      const env = { LOG_LEVEL: 'fatal', NODE_OPTIONS: `--import=${MOVED_CLOCK}`, CLOCK_MOVED: String(jump(random)) };
      const service = await startProcess({ dataDir, env });
      const { url } = service;
      for (let n = 0; n < JUMPS && jumped < count; n++) {
        const { id, last, token } = await recordSome(url, `fact-${jumped}`, shared, random);
        shared ??= id;
        await fetch(`${url}/v1/negotiations`, { headers: { 'consistency-token': token } }).then((seen) =>
          seen.arrayBuffer(),
        );
        // A later moment than that of the last fact.
        const now = await negotiations(url);
        kept.push({ asOf: now.token, body: now.body }, { asOf: last, body: (await negotiations(url, last)).body });
        await move(service, jump(random));
        await again(url, kept[below(random, kept.length)]!);
        onStep((jumped += 1), `${violations.length} violations`);
      }
      if (life === LIVES - 1 || jumped === count) for (const one of kept) await again(url, one);
      await stop(service);
    }
    let latest = '';
    for (const { type, metadata, position } of await wholeLog(dataDir)) {
      const { recordedAt } = JSON.parse(metadata) as { recordedAt: string };
      if (recordedAt < latest) wrong.push(`event ${position} was recorded at ${recordedAt}, after one of ${latest}`);
      latest = recordedAt;
      if (type !== 'CheckpointSigned') tally.add('facts');
    }
    for (const what of wrong) violations.push({ description: what, seed, count: jumped });
    await stopEngine(dataDir);
    rmSync(dataDir, { recursive: true });
  }
  return { summary: tally.toString(), violations };
};

export const clock: Scenario = {
  name: 'clock',
  unit: 'jumps',
  count: 500,
  guarantee:
    'when the system clock jumps, recordedAt never goes back in the log, and every answer about a past moment stays the same',
  run: jumpClock,
};
