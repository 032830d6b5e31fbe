/** Large logs, made of the dossier over and over. */
import { randomUUID } from 'node:crypto';
import { logConfig } from '../../dist/libs/config/src/log-config.js';
import { openEventStore } from '../../dist/libs/event-store/src/engines.js';
import { canonicalJson } from '../../dist/libs/ledger/src/canonical.js';
import { seal } from '../../dist/libs/ledger/src/seal.js';
import { isCheckpointStream } from '../../dist/libs/ledger/src/checkpoint-name.js';
import { newFolder, run } from './children.mjs';
import { loadDossier } from './dossier.mjs';
import { HIDDEN, login, RESTRICTED } from './login.mjs';
import { number, progress, step } from './report.mjs';
import { NOW, start } from './service.mjs';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** From one event to the next. */
const STEP_MS = 10_000;
/** The last event is an hour old, since nothing may be recorded before it. */
const AGE_MS = 3_600_000;
/** Events that are written in one transaction. */
const BATCH = 4_000;
/** Of all things that may be marked, every tenth is restricted, and every tenth hidden from the reader. */
const MARKED = { 3: RESTRICTED, 7: HIDDEN };
const EVERY = 10;
/** Others refer to these all the time. */
const UNMARKED = /^(?:negotiation|party|representative|issue|grant)-/;
/** One in so many rounds of the dossier belongs to the negotiation that is asked about, if there are several. */
const SHARE = 10;

const isGrant = (stream) => stream.startsWith('grant-');

/** What is recorded in a data folder, without checkpoints. */
export const eventsIn = async (dataDir) => {
  const source = await openEventStore(logConfig(dataDir), 'reader');
  const events = [];
  for await (const batch of source.readAll())
    events.push(...batch.events.filter(({ stream }) => !isCheckpointStream(stream)));
  await source.close();
  return events;
};

/** Copies of texts under other ids, the same for the same id. `ids`: those that are given. */
const renamer = (ids) => (text) => text.replaceAll(UUID, (old) => ids.get(old) ?? ids.set(old, randomUUID()).get(old));

/** An event at another time. What was learned before it was recorded stays so. */
export const metadataAt = (text, recordedAt, marking) => {
  const metadata = { ...JSON.parse(text), recordedAt, ...(marking && { marking }) };
  if (metadata.learnedAt > recordedAt) metadata.learnedAt = recordedAt;
  return canonicalJson(metadata);
};

/** An event with its salt and its entry of the ledger. */
export const placed = ({ id, stream, revision, type, data, metadata }) => {
  const event = { id, stream, revision, type, data, metadata };
  return { ...event, ...seal(event) };
};

/** Writes events to a new log, in order. */
export const writeLog = async (dataDir, events, total) => {
  const target = await openEventStore(logConfig(dataDir), 'owner');
  let batch = [];
  let written = 0;
  const flush = async () => {
    await target.load(batch);
    written += batch.length;
    batch = [];
    progress(`${number(written)} of ${number(total)} events written`);
  };
  for (const event of events) if (batch.push(event) === BATCH) await flush();
  if (batch.length > 0) await flush();
  await target.close();
};

/** The instant of the n-th of `count` events. */
const clockFor = (count) => {
  const from = Date.now() - AGE_MS - count * STEP_MS;
  return (n) => new Date(from + n * STEP_MS).toISOString();
};

/** So many events that are copies of these under other ids, in the same negotiation. */
export const copiesOf = (events, id, count) => {
  const copied = events.filter(({ stream }) => stream !== `negotiation-${id}` && !isGrant(stream));
  const copies = [];
  while (copies.length < count) {
    const other = renamer(new Map([[id, id]]));
    for (const event of copied) {
      const [newId, stream, data, metadata] = [event.id, event.stream, event.data, event.metadata].map(other);
      copies.push({ ...event, id: newId, stream, data, metadata });
    }
  }
  return copies;
};

/** What happened in the world, as many years earlier. */
const earlier = (years) => (text) => text.replaceAll(/\b20\d\d(?=-\d\d)/g, (year) => String(Number(year) - years));

/** The dossier over and over, until there are `count` events: in one negotiation, or spread over several; in the same years, or over many. */
function* repeated({ events, id, count, negotiations, years, at }) {
  const others = Array.from({ length: negotiations - 1 }, () => randomUUID());
  const opened = new Set();
  let made = 0;
  let things = 0;
  for (let round = 0; made < count; round++) {
    const isAsked = negotiations === 1 || round % SHARE === 0;
    const whose = isAsked ? id : others[(round - Math.ceil(round / SHARE)) % others.length];
    const rename = renamer(new Map([[id, whose]]));
    const date = earlier(round % years);
    const other = (text) => rename(date(text));
    const isFirst = !opened.has(whose);
    opened.add(whose);
    const told = isFirst ? events : events.filter(({ stream }) => stream !== `negotiation-${id}` && !isGrant(stream));
    for (const event of told.slice(0, count - made)) {
      const stream = other(event.stream);
      const marking = event.revision === 0 && !UNMARKED.test(stream) ? MARKED[things++ % EVERY] : undefined;
      const metadata = metadataAt(other(event.metadata), at(made), marking);
      yield placed({ ...event, id: other(event.id), stream, data: other(event.data), metadata });
      made++;
    }
  }
}

let base;
const makeBase = async () => {
  const dataDir = newFolder('dossier');
  const service = await start(NOW.main, dataDir);
  const dossier = await loadDossier(service.url);
  await service.stop();
  const { admit } = await login();
  await admit(NOW.main, dataDir, dossier.id);
  return { ...dossier, dataDir, events: await eventsIn(dataDir) };
};
/** A data folder with the dossier, to which the recorder and the reader have access; and where its pages are. */
export const dossierLog = () => (base ??= makeBase());

/**
 * A new data folder with a log of so many events, and no views. `years`: over how many the things in it happened.
 * @returns its `dataDir`, and `first` and `last`: the instants of its first and its last event, in ms
 */
export const makeLog = async ({ count, negotiations = 1, years = 1 }) => {
  const { events, id } = await dossierLog();
  step(`writing a log of ${number(count)} events`);
  const dataDir = newFolder(`log-${count}-${negotiations}-${years}`);
  const at = clockFor(count);
  await writeLog(dataDir, repeated({ events, id, count, negotiations, years, at }), count);
  return { dataDir, instant: (share) => at(Math.floor(share * (count - 1))) };
};

const kept = new Map();
/** The same, with views, once for all parts of a run. They add next to nothing to it. */
export const logWithViews = ({ count, negotiations = 1, years = 1 }) => {
  const key = `${count} ${negotiations} ${years}`;
  if (!kept.has(key)) kept.set(key, withViews({ count, negotiations, years }));
  return kept.get(key);
};
const withViews = async (size) => {
  const log = await makeLog(size);
  step(`projecting ${number(size.count)} events`);
  await run(process.execPath, [NOW.cli, 'rebuild', '--data-dir', log.dataDir]);
  return log;
};
