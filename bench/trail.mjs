/**
 * Measures the pages of the audit trail on indexes of different sizes, and how fast they are filled.
 * `npm run build && node bench/trail.mjs [events …] [--list]`
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EU_LADDER } from '../dist/libs/domain/src/marking.js';
import { seal } from '../dist/libs/ledger/src/seal.js';
import { createIndexes, createTables } from '../dist/libs/read-models/src/log-index/index-tables.js';
import { Indexer } from '../dist/libs/read-models/src/log-index/indexer.js';
import { Lenses } from '../dist/libs/read-models/src/log-index/trail-lens.js';
import { trailPage } from '../dist/libs/read-models/src/models/trail/trail.js';
import { keepStatements } from '../dist/libs/storage/src/keep-statements.js';
import { createUnnamed, openUnnamed } from '../dist/libs/storage/src/unnamed-database.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: 'boolean', default: false } },
});
const sizes = positionals.length > 0 ? positionals.map(Number) : [100_000, 1_000_000];
const root = mkdtempSync(join(tmpdir(), 'rapporteur-trail-'));
process.on('exit', () => rmSync(root, { recursive: true, force: true }));

/** As many events as are indexed in one transaction. */
const BATCH = 4_000;
const STEP_MS = 300_000;
const DAY_MS = 86_400_000;
const BEGIN = Date.UTC(2016, 0, 4);
/** The clearance of the reader sees the first four. */
const MARKINGS = [
  undefined,
  { level: 'restreint' },
  { level: 'public', compartments: ['trade'] },
  { level: 'restreint', compartments: ['trade'] },
  { level: 'confidentiel' },
  { level: 'secret' },
  { level: 'public', compartments: ['energy'] },
  { level: 'secret', compartments: ['energy', 'trade'] },
];
const CLEARANCE = { level: 'restreint', compartments: ['trade'] };
const TYPES = ['StatementMade', 'PositionTaken', 'MeetingProposed', 'MeasureImposed', 'CommitmentMade', 'ProposalMade'];

const seeded = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};
const uuid = (random) => {
  const hex = Array.from({ length: 4 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
};
const dayOf = (ms) => new Date(ms).toISOString().slice(0, 10);
const instantOf = (ms) => new Date(ms).toISOString();
export const negotiationIds = (count) => {
  const random = seeded(count);
  return Array.from({ length: count }, () => uuid(random));
};

/** Half of the facts have a date, most of them a day of the last month; few a year, or an open end. */
const occurredOn = (random, at) => {
  const kind = random();
  if (kind < 0.5) return undefined;
  const day = at - Math.floor(random() * 30) * DAY_MS;
  if (kind < 0.9) return { edtf: 'x', earliest: dayOf(day), latest: dayOf(day), begunBy: dayOf(day) };
  if (kind < 0.98) return { edtf: 'x', earliest: dayOf(day - 300 * DAY_MS), latest: dayOf(day), begunBy: dayOf(day) };
  if (kind < 0.99) return { edtf: 'x', earliest: dayOf(day), latest: null, begunBy: dayOf(day) };
  return { edtf: 'x', earliest: null, latest: dayOf(day), begunBy: dayOf(day) };
};

/**
 * Events of the whole record, in batches. Rare values have 40 events in all, spread evenly. `ana` records half of all
 * events, but nothing of the most frequent type, which is a third of them.
 */
function* eventsOf(count, negotiations) {
  const random = seeded(count);
  const ids = negotiationIds(negotiations);
  const open = ids.map(() => []);
  const rare = Math.floor(count / 40);
  let batch = [];
  for (let n = 0; n < count; n++) {
    const at = BEGIN + n * STEP_MS;
    const isRare = n % rare === Math.floor(rare / 2);
    const which = n < negotiations ? n : Math.floor(random() * negotiations);
    const things = open[which];
    const isNew = n < negotiations || things.length === 0 || random() < 0.3;
    let thing;
    if (isNew) {
      const [kind, thingId] = n < negotiations ? ['negotiation', ids[n]] : ['statement', uuid(random)];
      thing = { stream: `${kind}-${thingId}`, revision: 0, ids: [] };
      thing.marking = kind === 'negotiation' ? undefined : MARKINGS[Math.floor(random() * MARKINGS.length)];
      if (kind !== 'negotiation') things[things.length < 50 ? things.length : Math.floor(random() * 50)] = thing;
    } else thing = things[Math.floor(random() * things.length)];
    const byAna = random() < 0.5;
    const chance = random();
    let type = byAna ? TYPES[1 + Math.floor(random() * 5)] : chance < 0.66 ? TYPES[0] : TYPES[1 + (n % 5)];
    let data = { text: 'We met, and spoke about what is on the table.' };
    if (!isNew && chance < 0.04) {
      type = chance < 0.03 ? 'RecordCorrected' : 'RecordVoided';
      data = { eventId: thing.ids[Math.floor(random() * thing.ids.length)], reason: 'a slip', changes: {} };
    }
    if (isRare) type = 'DisputeSettled';
    const backdated = random() < 0.1;
    const recordedAt = instantOf(at);
    const id = uuid(random);
    const event = {
      id,
      stream: thing.stream,
      revision: thing.revision++,
      type,
      data: JSON.stringify(data),
      metadata: JSON.stringify({
        schemaVersion: 1,
        negotiationId: ids[which],
        recordedBy: {
          issuer: 'https://issuer.example',
          subject: isRare ? 'rare' : byAna ? 'ana' : `recorder-${Math.floor(random() * 20)}`,
          name: 'Somebody',
        },
        recordedAt,
        // What is learned late was learned in the years before; nothing in 2012, but by the rare ones.
        learnedAt: isRare
          ? '2012-05-05T00:00:00.000Z'
          : backdated
            ? instantOf(at - Math.floor(random() * 700) * DAY_MS)
            : recordedAt,
        correlationId: id,
        commandId: id,
        request: 'ab',
        ...(isNew && thing.marking && { marking: thing.marking }),
        occurredOn: isRare
          ? { edtf: 'x', earliest: '2011-03-03', latest: '2011-03-04', begunBy: '2011-03-04' }
          : occurredOn(random, at),
      }),
    };
    thing.ids.push(id);
    batch.push({ ...event, ...seal(event), position: String(n + 1).padStart(16, '0') });
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** By wall clock, and by processor time, which does not count what other processes take. */
const fill = (file, count, negotiations) => {
  const db = createUnnamed(file);
  createTables(db);
  const indexer = new Indexer(db, EU_LADDER);
  let [ms, cpuMs] = [0, 0];
  const timed = (work) => {
    const [began, used] = [performance.now(), process.cpuUsage()];
    work();
    const { user, system } = process.cpuUsage(used);
    ms += performance.now() - began;
    cpuMs += (user + system) / 1000;
  };
  for (const batch of eventsOf(count, negotiations)) timed(() => indexer.add(batch));
  timed(() => createIndexes(db));
  const pages = db.prepare('SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name ORDER BY bytes DESC').all();
  if (values.list)
    for (const { name, bytes } of pages) console.log(`    ${name}: ${(bytes / count).toFixed(1)} bytes per event`);
  db.pragma('wal_checkpoint(TRUNCATE)');
  console.log(
    `${number(count)} events in ${number(negotiations)} negotiations: filled at ${number((count * 1000) / ms)} events/s, ${number((count * 1000) / cpuMs)} per second of processor time, ${number(statSync(file).size / 2 ** 20)} MB`,
  );
  return { db, indexer };
};

/** How long the marking of a negotiation takes that has all events. */
const mark = (indexer, count) => {
  const id = negotiationIds(1)[0];
  const event = {
    id: uuid(seeded(0)),
    stream: `negotiation-${id}`,
    revision: 1,
    type: 'RecordMarked',
    data: JSON.stringify({ marking: { level: 'secret' }, reason: 'x' }),
    metadata: JSON.stringify({
      schemaVersion: 1,
      negotiationId: id,
      recordedBy: { issuer: 'https://issuer.example', subject: 'ana', name: 'Ana' },
      recordedAt: instantOf(BEGIN + count * STEP_MS),
      learnedAt: instantOf(BEGIN + count * STEP_MS),
      correlationId: 'x',
      commandId: 'x',
    }),
  };
  const began = process.cpuUsage();
  indexer.add([{ ...event, ...seal(event), position: String(count + 1).padStart(16, '0') }]);
  const { user, system } = process.cpuUsage(began);
  console.log(
    `marking a negotiation of ${number(count)} events: ${number((user + system) / 1000)} ms of processor time`,
  );
};

/** The filters of a trail of so many events, by name. */
const filtersOf = (count, negotiations) => {
  const ids = negotiationIds(negotiations);
  const at = (share, more = 0) => instantOf(BEGIN + Math.floor(count * share) * STEP_MS + more);
  const day = (share) => at(share).slice(0, 10);
  const [one] = ids;
  const much = {
    type: { type: 'StatementMade' },
    recordedBy: { recordedBy: 'ana' },
    'recorded later half': { recordedFrom: at(0.5) },
    'recorded middle': { recordedFrom: at(0.4), recordedTo: at(0.6) },
    'learned later half': { learnedFrom: at(0.5) },
    'learned middle': { learnedFrom: at(0.4), learnedTo: at(0.6) },
    'happened later half': { happenedFrom: day(0.5) },
    'happened middle': { happenedFrom: day(0.4), happenedTo: day(0.6) },
    'happened earlier half': { happenedTo: day(0.5) },
    negotiationId: { negotiationId: one },
    'among 200': { among: ids.slice(0, 200) },
  };
  const little = {
    'rare type': { type: 'DisputeSettled' },
    'rare recordedBy': { recordedBy: 'rare' },
    'recorded in an hour': { recordedFrom: at(0.7), recordedTo: at(0.7, 3_600_000) },
    'learned in 2012': { learnedFrom: '2012-01-01T00:00:00.000Z', learnedTo: '2012-12-31T00:00:00.000Z' },
    'learned by 2012': { learnedTo: '2012-12-31T00:00:00.000Z' },
    'happened in 2011': { happenedFrom: '2011-03-01', happenedTo: '2011-03-31' },
    'among 3': { among: ids.slice(-3) },
  };
  const nothing = {
    'no such type': { type: 'NegotiationMerged' },
    'no such recordedBy': { recordedBy: 'nobody' },
    'recorded in the future': { recordedFrom: '2999-01-01T00:00:00.000Z' },
    'recorded before': { recordedTo: '1999-01-01T00:00:00.000Z' },
    'learned in the future': { learnedFrom: '2999-01-01T00:00:00.000Z' },
    'learned before': { learnedTo: '1999-01-01T00:00:00.000Z' },
    'happened in 1990': { happenedFrom: '1990-01-01', happenedTo: '1990-02-01' },
    'no such stream': { stream: 'statement-x' },
    'no such negotiation': { negotiationId: 'x' },
    'among nothing': { among: [] },
  };
  const shapes = { 'no filter': {}, ...much, ...little, ...nothing };
  const paired = { ...much, ...little };
  const names = Object.keys(paired);
  for (const [i, a] of names.entries())
    for (const b of names.slice(i + 1))
      if (!Object.keys(paired[a]).some((field) => field in paired[b]))
        shapes[`${a} + ${b}`] = { ...paired[a], ...paired[b] };
  return shapes;
};

const number = (value) => Math.round(value).toLocaleString('en');
const GROUPS = 3;
const GROUP_MS = 15;
/** The processor time of a call in µs, which does not count what other processes take: the least of some groups of calls. */
const costOf = (work) => {
  work();
  const began = performance.now();
  work();
  const calls = Math.max(1, Math.min(60, Math.round(GROUP_MS / (performance.now() - began))));
  const groups = Array.from({ length: GROUPS }, () => {
    const used = process.cpuUsage();
    for (let n = 0; n < calls; n++) work();
    const { user, system } = process.cpuUsage(used);
    return (user + system) / calls;
  });
  return Math.min(...groups);
};

const open = (file) => {
  const connect = () => keepStatements(openUnnamed(file, 'trail'));
  const whole = connect();
  const lenses = new Lenses(connect, EU_LADDER);
  const read = (clearance, question) =>
    clearance === undefined ? whole.transaction(() => question(whole))() : lenses.ask(clearance, question);
  return {
    read,
    close: () => {
      whole.close();
      lenses.close();
    },
  };
};

/** By shape, what a page cost and how many rows it had, for each size. */
const measured = new Map();
for (const count of sizes)
  for (const negotiations of [1, 1000]) {
    const file = join(root, `${count}-${negotiations}.db`);
    const { db, indexer } = fill(file, count, negotiations);
    const { read, close } = open(file);
    for (const { who, clearance } of [
      { who: 'cleared for all', clearance: undefined },
      { who: 'sees 4 labels', clearance: CLEARANCE },
    ])
      for (const [name, filter] of Object.entries(filtersOf(count, negotiations)))
        for (const after of name.includes(' + ') ? [-1] : [-1, count >> 1]) {
          let found = 0;
          const ask = (db) => (found = trailPage(db, filter, { after, limit: 51 }).length);
          const took = costOf(() => read(clearance, ask));
          const key = `${negotiations} | ${who} | ${name} | ${after < 0 ? 'page 1' : 'page in the middle'}`;
          measured.set(key, [...(measured.get(key) ?? []), { took, found }]);
        }
    if (negotiations === 1 && count <= 100_000) mark(indexer, count);
    close();
    db.close();
    rmSync(file);
  }

const ratios = [...measured].map(([key, times]) => {
  const [first, last] = [times[0], times.at(-1)];
  const isSamePage = Math.abs(last.found - first.found) <= first.found / 10;
  return { key, times, isSamePage, ratio: last.took / first.took };
});
const show = ({ key, times, ratio }) =>
  console.log(
    `${ratio.toFixed(1).padStart(7)}  ${times.map(({ took, found }) => `${took.toFixed(0)} µs (${found})`).join(' : ')}  ${key}`,
  );
ratios.sort((a, b) => b.ratio - a.ratio);
for (const { title, some } of [
  { title: 'Pages with as many rows at each size', some: ratios.filter(({ isSamePage }) => isSamePage) },
  { title: 'Pages with more rows at one size', some: ratios.filter(({ isSamePage }) => !isSamePage) },
]) {
  const slowest = Math.max(...some.map(({ times }) => times.at(-1).took)) / 1000;
  console.log(
    `\n${title}: ${some.filter(({ ratio }) => ratio <= 2).length} of ${some.length} cost at most twice as much at the largest size; the slowest takes ${slowest.toFixed(1)} ms of processor time. The highest ratios, with the time and the rows of a page:`,
  );
  for (const one of values.list ? some : some.slice(0, 15)) show(one);
}
