/** Whether the times of answers tell a reader that something is hidden from them. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { newFolder } from '../support/children.mjs';
import { STATEMENT } from '../support/dossier.mjs';
import { HIDDEN, login } from '../support/login.mjs';
import { copiesOf, dossierLog, metadataAt, placed, writeLog } from '../support/logs.mjs';
import { below, columns, ms, note, number, progress, row, unjudged } from '../support/report.mjs';
import { answered, Asker, NOW, ready, record, start } from '../support/service.mjs';
import { areaUnderCurve, median } from '../support/statistics.mjs';

const HIDDEN_EVENTS = 5_000;
const SAMPLES = 1_000;
/** One process answers a few hundredths faster than another one of the same world, as long as it runs, so each world has several. */
const ROUNDS = 5;
const MOST = 0.05;
const MARKINGS = [HIDDEN, { level: 'confidentiel' }, { level: 'tres-secret' }, { ...HIDDEN, compartments: ['trade'] }];
const ID_KEY = 'id.key';
const AGE_MS = 3_600_000;
const STEP_MS = 1_000;

const HIDDEN_THING = 'hidden thing';
/** Ten pages of a reader, and that of a statement that is hidden in one of the worlds, and in the others not recorded. */
const pagesOf = ({ id, overview }, hiddenId) => ({
  overview,
  positions: `${overview}/positions`,
  timeline: `${overview}/timeline`,
  statements: `${overview}/statements`,
  'statements, a search': `${overview}/statements?q=export`,
  meetings: `${overview}/meetings`,
  measures: `${overview}/measures`,
  parties: `${overview}/parties`,
  negotiations: '/v1/negotiations',
  trail: `/v1/audit/trail?negotiationId=${id}`,
  [HIDDEN_THING]: `/v1/statements/${hiddenId}`,
});
const statusOf = (name) => (name === HIDDEN_THING ? 404 : 200);

/** The events of two worlds: the visible ones, which are the same in both, and among them the hidden ones of the second. */
const worlds = ({ events, id }, hiddenCount) => {
  const from = Date.now() - AGE_MS - events.length * STEP_MS;
  const at = (n) => new Date(from + n * STEP_MS).toISOString();
  const visible = events.map((event, n) => placed({ ...event, metadata: metadataAt(event.metadata, at(n)) }));
  const hidden = copiesOf(events, id, hiddenCount);
  const each = Math.ceil(hidden.length / visible.length);
  const streams = new Map();
  const markingOf = (stream) => {
    if (!streams.has(stream)) streams.set(stream, MARKINGS[streams.size % MARKINGS.length]);
    return streams.get(stream);
  };
  const both = visible.flatMap((event, n) => [
    event,
    ...hidden.slice(n * each, (n + 1) * each).map((one) => {
      const marking = one.revision === 0 ? markingOf(one.stream) : undefined;
      return placed({ ...one, metadata: metadataAt(one.metadata, at(n), marking) });
    }),
  ]);
  const hiddenId = hidden.find(({ stream }) => stream.startsWith('statement-')).stream.replace('statement-', '');
  return { visible, both, things: streams.size, hiddenId };
};

/** A world at rest. `from`: the data folder whose key made the ids of the visible events. */
const stored = async (name, events, from) => {
  const dataDir = newFolder(`world-${name}`);
  await writeLog(dataDir, events, events.length);
  cpSync(join(from, ID_KEY), join(dataDir, ID_KEY));
  return { dataDir, ...(await login()) };
};

const served = async ({ dataDir, settings, headers }) => {
  // No checkpoint is signed while answers are timed.
  const quiet = { SIGNING_INTERVAL_SECONDS: '99999', SIGNING_BOUND_SECONDS: '99999' };
  const service = await start(NOW.main, dataDir, { ...settings, ...quiet });
  await ready(service.url);
  const asker = new Asker();
  const page = (path, status) => asker.page(`${service.url}${path}`, headers.reader, status);
  /** Records something that the reader sees, and waits until each of the pages has it. */
  const write = async ({ overview, id }) => {
    const token = await record(`${service.url}${overview}/statements`, STATEMENT, headers.recorder);
    for (const path of [`${overview}/issues?limit=1`, `/v1/audit/trail?negotiationId=${id}&limit=1`])
      await answered(`${service.url}${path}`, { ...headers.reader, 'consistency-token': token });
  };
  const close = async () => {
    asker.close();
    await service.stop();
  };
  return { page, write, close };
};

const shuffled = (values) => {
  const left = [...values];
  return Array.from(values, () => left.splice(Math.floor(Math.random() * left.length), 1)[0]);
};

/** What a page shows, without the cursor, which is encrypted with the key of its service. */
const shownIn = async ({ page }, name, path) => {
  const { next: _, ...shown } = JSON.parse((await page(path, statusOf(name))).text);
  return shown;
};

/** The times of each page in each world: new, after something was recorded, and unchanged. `told`: hears of each sample. */
const sampled = async (sides, dossier, pages, samples, told) => {
  const times = Object.fromEntries(
    Object.keys(pages).map((name) => [name, { new: sides.map(() => []), unchanged: sides.map(() => []) }]),
  );
  const numbers = sides.map((_, n) => n);
  for (let n = 0; n < samples; n++) {
    told(n);
    for (const side of shuffled(numbers)) await sides[side].write(dossier);
    for (const [name, path] of shuffled(Object.entries(pages)))
      for (const state of ['new', 'unchanged'])
        for (const side of shuffled(numbers))
          times[name][state][side].push((await sides[side].page(path, statusOf(name))).ms);
  }
  return times;
};

const assertAlike = async (sides, pages) => {
  for (const [name, path] of Object.entries(pages)) {
    const [one, ...others] = await Promise.all(sides.map((side) => shownIn(side, name, path)));
    if (!others.every((other) => isDeepStrictEqual(one, other)))
      throw new Error(`${name}: the worlds show different things, so their times cannot be compared`);
  }
};

const [WITHOUT, CONTROL, WITH] = [0, 1, 2];
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

export const interference = {
  name: 'interference',
  help: 'whether times of answers tell a reader with a low clearance that much is hidden from them',
  size: `${number(SAMPLES)} samples of each page and world, in ${ROUNDS} rounds; ${number(HIDDEN_EVENTS)} hidden events`,
  run: async ({ events: hiddenCount = HIDDEN_EVENTS, samples = SAMPLES }) => {
    const dossier = await dossierLog();
    const { visible, both, things, hiddenId } = worlds(dossier, hiddenCount);
    note(`${number(visible.length)} visible events; in the other world ${number(things)} hidden things besides`);
    const worldsAtRest = [
      await stored('without', visible, dossier.dataDir),
      await stored('control', visible, dossier.dataDir),
      await stored('with', both, dossier.dataDir),
    ];
    const pages = pagesOf(dossier, hiddenId);
    const each = Math.ceil(samples / ROUNDS);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      const sides = [];
      for (const n of shuffled([...worldsAtRest.keys()])) sides[n] = await served(worldsAtRest[n]);
      // What is recorded after that has other ids and instants in each.
      if (round === 0) await assertAlike(sides, pages);
      rounds.push(
        await sampled(sides, dossier, pages, each, (n) =>
          progress(`${round * each + n} of ${ROUNDS * each} samples, round ${round + 1} of ${ROUNDS}`),
        ),
      );
      for (const { close } of sides) await close();
    }
    columns('area under the ROC curve', 'without', 'with hidden', 'control', 'AUC');
    for (const name of Object.keys(pages))
      for (const state of ['new', 'unchanged']) {
        const times = rounds.map((found) => found[name][state]);
        const medianOf = (side) => ms(median(times.flatMap((sides) => sides[side])));
        const aucOf = (side) => mean(times.map((sides) => areaUnderCurve(sides[WITHOUT], sides[side])));
        const bar = below(MOST, Math.abs(aucOf(WITH) - 0.5));
        const cells = [medianOf(WITHOUT), medianOf(WITH), aucOf(CONTROL).toFixed(3), aucOf(WITH).toFixed(3)];
        row(`${name}, ${state}`, ...cells, samples < SAMPLES ? unjudged(bar) : bar);
      }
  },
};
