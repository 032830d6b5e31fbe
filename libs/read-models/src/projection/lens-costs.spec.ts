import { describe, expect, it } from '@jest/globals';
import type Database from 'better-sqlite3';
import { assert, asyncProperty, constantFrom, integer } from 'fast-check';
import { type Clearance, EU_LADDER, type Marking } from '#domain/marking.js';
import { on } from '#domain/testing.js';
import { idsAnywhereIn, markingsByThing, markingsOfThings } from '../models/markings-in-answers.js';
import { calendarOf } from '../models/meetings/calendar.js';
import { models, readRoutes } from '../models/models.js';
import { resolveLabels } from '../models/resolve-labels.js';
import { REQUIRED } from '../routes/parameters.js';
import type { Schema } from '../routes/schema.js';
import { EVERYWHERE } from '../routes/scope.js';
import type { Found, QueryContext, QueryRefusal, Values } from '../routes/read-route.js';
import { activityOf } from '../replay/activity.js';
import { inBatches } from '../testing/batches.js';
import { longDossier, opened, said } from '../testing/dossier.js';
import { draws } from '../testing/draws.js';
import { NEGOTIATION, randomHistory } from '../testing/random-history.js';
import { dossierOf, recordedInOrder } from '../testing/simulated-recorder.js';
import { about, type About, logOf, type Telling } from '../testing/told-log.js';
import { storedAs } from './layout.js';
import { armsFor, Lens, LENS_SHAPES } from './lens.js';
import { canReadMarking, type RowMarking } from './marking-of-rows.js';
import { visibleTo } from './visible-markings.js';

const LOWEST: Clearance = { level: 'public', compartments: [] };
const maySee = (marking: RowMarking) => canReadMarking(EU_LADDER, LOWEST, marking);
const LEVELS = ['restreint', 'confidentiel', 'secret', 'tres-secret'];

/** The same facts, recorded at the same times whatever else is recorded. */
const visibleIn = (dossier: readonly About[]): readonly About[] =>
  dossier.map(({ kind, id, facts }, n) => {
    const recordedAt = new Date(Date.UTC(2026, 0, 1, n)).toISOString();
    return about(kind, id, ...facts.map((fact) => ({ ...fact, metadata: { ...fact.metadata, recordedAt } })));
  });

/** Things that are hidden from the start, in the same negotiation. */
const hiddenThings = (count: number): readonly About[] => {
  const opened = new Set<string>();
  return longDossier(count, 'hidden-').map(({ kind, id, facts }) => {
    const marking = opened.has(id) ? undefined : { level: LEVELS[opened.size % LEVELS.length]! };
    opened.add(id);
    const metadata = { negotiationId: NEGOTIATION, ...(marking && { marking }) };
    return about(kind, id, ...facts.map((fact) => ({ ...fact, metadata })));
  });
};
const markedAs = (kind: About['kind'], id: string, marking: Marking, negotiationId = NEGOTIATION): About =>
  about(kind, id, {
    type: 'RecordMarked',
    data: { marking, reason: 'so' },
    id: `marking-${kind}-${id}-${marking.level}`,
    metadata: { negotiationId },
  });
/** Hidden things whose marking is another one now, which the reader may not see either. */
const markedAgain = (hidden: readonly About[]): readonly About[] => {
  const things = [...new Map(hidden.map((one) => [`${one.kind} ${one.id}`, one])).values()];
  return things.filter((_, n) => n % 3 === 0).map(({ kind, id }) => markedAs(kind, id, { level: 'tres-secret-ue' }));
};
/** So many negotiations with a meeting and a statement in each. */
const negotiations = (count: number, name: string, marking?: Marking): readonly About[] =>
  Array.from({ length: count }, (_, n) => {
    const negotiationId = `${name}-${n}`;
    const at = (fact: Telling, what: string): Telling => ({
      ...fact,
      id: `${what}-${negotiationId}`,
      metadata: { negotiationId },
    });
    const opening = at(OPENING, 'opening');
    return [
      about('negotiation', negotiationId, { ...opening, metadata: { negotiationId, ...(marking && { marking }) } }),
      about('meeting', `${name}-meeting-${n}`, at(opened(n), 'meeting')),
      about('statement', `${name}-statement-${n}`, at(said(n), 'statement')),
    ];
  }).flat();
const hiddenNegotiations = (count: number): readonly About[] => [
  ...negotiations(count, 'hidden', { level: 'secret' }),
  markedAs('negotiation', 'hidden-0', { level: 'confidentiel' }, 'hidden-0'),
];
/** Some hidden facts after each visible one. */
const interleaved = (visible: readonly About[], hidden: readonly About[]): readonly About[] => {
  const each = Math.ceil(hidden.length / visible.length);
  return visible.flatMap((one, n) => [one, ...hidden.slice(n * each, (n + 1) * each)]);
};

type Costs = { statements: number; rows: number };

const viewsOf = (db: Database.Database): readonly Readonly<{ name: string; sql: string }>[] =>
  db.prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_temp_schema WHERE type = 'view'").all();

/** Counts the statements that a database runs, and the rows that its views, the terms of its lists and its full-text indexes read. */
const counted = (db: Database.Database): Costs => {
  const costs = { statements: 0, rows: 0 };
  db.function('counted', { deterministic: false }, () => {
    costs.rows += 1;
    return 1;
  });
  for (const { name, sql } of viewsOf(db)) {
    db.exec(`DROP VIEW temp."${name}"`);
    db.exec(sql.replace('CREATE VIEW', 'CREATE TEMP VIEW').replaceAll('WHERE marking', 'WHERE counted() AND marking'));
  }
  const prepare = db.prepare.bind(db);
  db.prepare = ((sql: string) => {
    const statement = prepare(sql);
    for (const run of ['get', 'all'] as const) {
      const original: (...values: unknown[]) => unknown = statement[run].bind(statement);
      statement[run] = ((...values: unknown[]) => {
        costs.statements += 1;
        const found = original(...values);
        if (/_terms"| MATCH /.test(sql)) costs.rows += (found as readonly unknown[]).length;
        return found;
      }) as never;
    }
    return statement;
  }) as never;
  return costs;
};

/** Values for parameters that several routes have. */
const VALUES: Readonly<Record<string, string>> = {
  partyId: 'party:0',
  issueId: 'issue:0',
  meetingId: 'meeting:0',
  speakerId: 'representative:0',
  representativeId: 'representative:0',
  actorId: 'party:0',
  raisedById: 'party:0',
  from: '2025-06-10',
  to: '2025-10-27',
  type: 'StatementMade',
  kind: 'statement',
  status: 'open',
  scope: 'public',
  level: 'technical',
  mode: 'video-call',
  q: 'licence',
};
/** Values that nothing matches. */
const NOTHING: Readonly<Record<string, string>> = {
  partyId: 'party:none',
  issueId: 'issue:none',
  meetingId: 'meeting:none',
  speakerId: 'representative:none',
  representativeId: 'representative:none',
  actorId: 'party:none',
  raisedById: 'party:none',
  from: '2099-01-01',
  to: '1999-01-01',
  type: 'ProposalWithdrawn',
  kind: 'minutes',
  status: 'none',
  scope: 'none',
  level: 'none',
  mode: 'none',
  role: 'none',
  instrument: 'none',
  q: 'bicycle',
};
const valueOf = ({ type }: Schema, value: string) => (type === 'array' ? [value] : value);
const DEFAULTS: Values = { negotiationId: NEGOTIATION, order: 'asc', by: 'month' };
const CONTEXT: QueryContext = {
  slice: { after: undefined, limit: 20 },
  today: '2025-10-27',
  isPast: false,
  among: undefined,
  showsOrdinals: false,
  isAuditor: false,
};

/** For which a reader has grants. */
const GRANTED = [NEGOTIATION, ...[0, 1].map((n) => `granted-${n}`)];
const GRANTED_SHAPES = LENS_SHAPES.filter(({ within }) => within === 'shown negotiations');

type Answers = Record<string, Costs & { answer: unknown }>;
const closeLens = (db: Database.Database): void => {
  db.exec('DROP TABLE temp.lens');
  for (const view of viewsOf(db)) db.exec(`DROP VIEW temp."${view.name}"`);
};
/** Values for the parameters that a route cannot do without. */
const neededBy = (parameters: Readonly<Record<string, Schema>>, asking: Readonly<Record<string, string>>): Values =>
  parameters['q'] !== undefined && REQUIRED in parameters['q'] ? { q: asking['q']! } : {};

/** Without the keys, which have ordinals. */
const bodyOf = (found: Found | QueryRefusal): object => ('body' in found ? found.body : found);

/** Each question about several negotiations of a reader with grants, whatever the number of arms, with its answer and what it cost. */
const answersWithGrants = async (dossier: readonly About[]): Promise<Answers> => {
  const { db } = await inBatches(models, logOf(...dossier), [50]);
  const seen = visibleTo(db, EVERYWHERE, maySee);
  const context = { ...CONTEXT, among: GRANTED };
  const answers: Answers = {};
  for (const shape of GRANTED_SHAPES) {
    if (shape.arms !== undefined && shape.arms < seen.markings.length) continue;
    const lens = new Lens(db, models, shape);
    const costs = counted(db);
    lens.show(seen);
    const ask = (question: string, find: () => object) => {
      Object.assign(costs, { statements: 0, rows: 0 });
      const body = find();
      const ids = idsAnywhereIn(body);
      const told = [
        resolveLabels(db, body, GRANTED),
        markingsOfThings(db, ids, GRANTED),
        [...markingsByThing(db, ids, GRANTED)],
      ];
      answers[`${shape.arms} arms: ${question}`] = { answer: [body, told], ...costs };
    };
    for (const { operationId, path, parameters, find } of readRoutes) {
      if (path.includes(':')) continue;
      for (const name of ['', ...Object.keys(parameters).filter((name) => Object.hasOwn(VALUES, name))]) {
        const asked = name !== '' && { [name]: valueOf(parameters[name]!, VALUES[name]!) };
        const values = { ...DEFAULTS, ...neededBy(parameters, VALUES), ...asked };
        ask(`${operationId} ${name}`, () => bodyOf(find(db, values, context)));
      }
    }
    ask('getCalendar', () => calendarOf(db, GRANTED, CONTEXT.today));
    ask('getActivity', () => activityOf(db, GRANTED, undefined));
    closeLens(db);
  }
  db.close();
  return answers;
};

/** Each question about the negotiation or one of these things, with its answer and what it cost. */
const answersIn = async (dossier: readonly About[], things: readonly About[], asking = VALUES) => {
  const { db } = await inBatches(models, logOf(...dossier), [50]);
  const shapes = ['negotiation', 'shown negotiations'] as const;
  const first = visibleTo(db, { negotiationId: NEGOTIATION }, maySee);
  const answers: Answers = {};
  for (const within of shapes) {
    const lens = new Lens(db, models, { arms: armsFor(first.markings.length), within });
    const costs = counted(db);
    const ask = (question: string, answer: () => unknown) => {
      Object.assign(costs, { statements: 0, rows: 0 });
      answers[`${within}: ${question}`] = { answer: answer(), ...costs };
    };
    lens.show(first);
    if (within === 'negotiation') {
      ask('what is visible', () => {
        const { lastChange, ...visible } = visibleTo(db, { negotiationId: NEGOTIATION }, maySee);
        return [visible, typeof lastChange];
      });
    }
    for (const { operationId, path, parameters, find } of readRoutes) {
      if (path.includes('negotiations/:') !== (within === 'negotiation')) continue;
      const asked = ['', ...Object.keys(parameters).filter((name) => Object.hasOwn(asking, name))];
      const ids = path.includes(':id') ? things.map(({ id }) => id) : [''];
      for (const id of ids)
        for (const name of asked) {
          const values = {
            ...DEFAULTS,
            ...neededBy(parameters, asking),
            id: id || NEGOTIATION,
            ...(name !== '' && { [name]: valueOf(parameters[name]!, asking[name]!) }),
          };
          ask(`${operationId} ${id} ${name}`, () => {
            const found = find(db, values, CONTEXT);
            return 'body' in found ? [found.body, resolveLabels(db, found.body)] : found;
          });
        }
    }
    closeLens(db);
  }
  db.close();
  return answers;
};

describe('beside hidden things', () => {
  /** A visible history, in which some things have a marking of their own, and hidden things and negotiations, which are marked again. */
  const worlds = (history: Parameters<typeof recordedInOrder>[0], count: number, everyMarked: number) => {
    const told = dossierOf(recordedInOrder(history)).dossier;
    const things = [...new Map(told.map((one) => [`${one.kind} ${one.id}`, one])).values()];
    const marked = things.filter((_, n) => everyMarked > 0 && n % everyMarked === 1);
    const visible = visibleIn([
      ...told,
      ...negotiations(2, 'granted'),
      ...marked.map(({ kind, id }) => markedAs(kind, id, { level: 'public' })),
    ]);
    const of = hiddenThings(count);
    return { visible, things, hidden: [...of, ...hiddenNegotiations(3), ...markedAgain(of)] };
  };
  const most = integer({ min: 1, max: 150 });
  const everyMarked = constantFrom(0, 4);

  it('every question has the same answer, for as many statements and as many rows', async () => {
    let [questions, rows] = [0, 0];
    await assert(
      asyncProperty(randomHistory, most, everyMarked, async (history, count, every) => {
        const { visible, things, hidden } = worlds(history, count, every);
        const without = await answersIn(visible, things);
        const beside = await answersIn(interleaved(visible, hidden), things);
        questions = Math.max(questions, Object.keys(without).length);
        rows = Math.max(rows, ...Object.values(without).map((answer) => answer.rows));
        expect(beside).toEqual(without);
      }),
      draws(10),
    );
    expect(questions).toBeGreaterThan(50);
    expect(rows).toBeGreaterThan(20);
  });
  it('and so has every question of a reader with grants, also beside negotiations that they have no grant for', async () => {
    let [questions, rows] = [0, 0];
    await assert(
      asyncProperty(randomHistory, most, everyMarked, async (history, count, every) => {
        const { visible, hidden } = worlds(history, count, every);
        const without = await answersWithGrants(visible);
        const beside = await answersWithGrants(interleaved(visible, [...hidden, ...negotiations(20, 'ungranted')]));
        questions = Math.max(questions, Object.keys(without).length);
        rows = Math.max(rows, ...Object.values(without).map((answer) => answer.rows));
        expect(beside).toEqual(without);
      }),
      draws(4),
    );
    expect(questions).toBeGreaterThan(30);
    expect(rows).toBeGreaterThan(20);
  });
  it('the rows of a marking lie side by side, with none of another marking in between', async () => {
    const visible = visibleIn([TALKS, ...longDossier(200)]).map(within);
    const { db } = await inBatches(models, logOf(...interleaved(visible, hiddenThings(400))), [50]);
    const tables = models.flatMap(({ tables }) =>
      Object.entries(tables).flatMap(([name, { key }]) => (key === undefined ? [storedAs(name, 'marked')] : [])),
    );
    const filled: string[] = [];
    for (const table of tables) {
      const ranges = `SELECT marking, min(rowid) AS low, max(rowid) AS high FROM "${table}" GROUP BY marking`;
      if (db.prepare(ranges).all().length === 1 + LEVELS.length) filled.push(table);
      const between = db.prepare<[], string>(
        `SELECT it.stream FROM "${table}" AS it JOIN (${ranges}) AS range
           ON it.rowid BETWEEN range.low AND range.high AND it.marking <> range.marking`,
      );
      expect([table, between.pluck().all()]).toEqual([table, []]);
    }
    expect(filled).toEqual(expect.arrayContaining(['marked_things', 'marked_timeline', 'marked_statements']));
    db.close();
  });
});

describe('a filter that nothing in a negotiation matches', () => {
  it('costs no more where a hundred times as many facts are recorded', async () => {
    const told = (count: number) => visibleIn([TALKS, ...longDossier(count)]).map(within);
    const [few, many] = [await answersIn(told(30), [], NOTHING), await answersIn(told(3_000), [], NOTHING)];
    const questions = Object.keys(few).filter((question) => / \w+$/.test(question) && !COMPUTED.test(question));
    expect(questions.length).toBeGreaterThan(20);
    const costs = (answers: typeof few) =>
      Object.fromEntries(
        questions.map((question) => [question, [answers[question]!.statements, answers[question]!.rows]]),
      );
    expect(costs(many)).toEqual(costs(few));
  });
});

describe('a page of what many have', () => {
  it('costs no more where ten times as many have it', async () => {
    const things = (count: number) =>
      Array.from({ length: count }, (_, n) => [
        about('meeting', `m${n}`, opened(n)),
        about('statement', `s${n}`, { ...said(n), ...YEAR }),
      ]).flat();
    const told = (count: number) => visibleIn([TALKS, ...things(count)]).map(within);
    const asking = { q: 'statement OR talks', kind: 'statement', from: '2025-10-05', to: '2025-10-20' };
    const [few, many] = [await answersIn(told(200), [], asking), await answersIn(told(2_000), [], asking)];
    const questions = Object.keys(few).filter((question) => /: (?:search|listStatements) /.test(question));
    const costs = (answers: typeof few) =>
      questions.map((question) => [question, answers[question]!.statements, answers[question]!.rows]);
    expect(costs(many)).toEqual(costs(few));
    // Of statements, nothing is of the kind `statement`.
    const full = costs(many).filter(([, , rows]) => Number(rows) >= CONTEXT.slice.limit);
    expect(full).toHaveLength(questions.length - 1);
    expect(questions.length).toBeGreaterThan(8);
  });
  it('costs no more in a list that is searched', async () => {
    const told = (count: number) =>
      visibleIn([TALKS, ...Array.from({ length: count }, (_, n) => about('meeting', `m${n}`, opened(n)))]).map(within);
    const [few, many] = [
      await answersIn(told(600), [], { q: 'talks' }),
      await answersIn(told(2_400), [], { q: 'talks' }),
    ];
    const question = 'negotiation: listMeetings  q';
    const costs = ({ [question]: asked }: typeof few) => [asked!.statements, asked!.rows];
    expect(costs(many)).toEqual(costs(few));
    expect(JSON.stringify(many[question]!.answer)).toContain('Talks 0');
  });
});

describe('a page of names that are looked for', () => {
  const NAMED = 'negotiation: listNames  q';
  const told = (count: number) => {
    const person = (n: number): Telling => ({
      type: 'RepresentativeNamed',
      data: { name: `Person ${n}`, kind: 'person' },
      circumstances: { occurredOn: on('2025-10-01') },
    });
    const people = Array.from({ length: count }, (_, n) => about('representative', `r${n}`, person(n)));
    return visibleIn([TALKS, ...people]).map(within);
  };
  it.each(['pers', 'erso'])('costs no more where twice as many have %s', async (q) => {
    const [few, many] = [await answersIn(told(2_400), [], { q }), await answersIn(told(4_800), [], { q })];
    const costs = ({ [NAMED]: asked }: typeof few) => [asked!.statements, asked!.rows];
    expect(costs(many)).toEqual(costs(few));
    expect(JSON.stringify(many[NAMED]!.answer)).toContain('Person 0');
  });
});

describe('a list over several negotiations', () => {
  /** The statements of the meetings of a year in so many negotiations. In the first, each meeting has a marking of its own. */
  const statementsFor = async (negotiations: number, markings: number): Promise<number> => {
    const ids = Array.from({ length: negotiations }, (_, n) => `talks-${n}`);
    const meetings = Array.from({ length: markings }, (_, n) => {
      const metadata = { negotiationId: ids[0]!, marking: { level: 'public', compartments: [`c${n}`] } };
      return about('meeting', `m${n}`, { ...opened(n), metadata });
    });
    const talks = ids.map((id) =>
      about('negotiation', id, ...TALKS.facts.map((fact) => ({ ...fact, metadata: { negotiationId: id } }))),
    );
    const { db } = await inBatches(models, logOf(...talks, ...meetings), [50]);
    const seen = visibleTo(db, EVERYWHERE, () => true);
    const lens = new Lens(db, models, { arms: armsFor(seen.markings.length), within: 'shown negotiations' });
    const costs = counted(db);
    lens.show(seen);
    costs.statements = 0;
    const { find } = readRoutes.find(({ operationId }) => operationId === 'listAllMeetings')!;
    const found = find(db, { from: '2025-01-01', to: '2025-12-31' }, CONTEXT);
    expect('body' in found && (found.body as { items: unknown[] }).items).toHaveLength(markings);
    db.close();
    return costs.statements;
  };
  it('costs no more for each negotiation, however many markings others have', async () => {
    const forEight = async (markings: number) =>
      (await statementsFor(12, markings)) - (await statementsFor(4, markings));
    expect(await forEight(6)).toBe(await forEight(2));
  });
});

/** As vague as many statements are. */
const YEAR = { circumstances: { occurredOn: on('2025', '2025-01-01', '2025-12-31') } };
/**
 * The status of a provision on a day is computed, and so is a climate, which is of everything. What a fact says is in no index: a page
 * looks at 1,000 facts at most.
 */
const COMPUTED = /listMeasures {2}status|listTimeline {2}q|getClimate/;
const OPENING: Telling = { type: 'NegotiationOpened', data: { title: 'Talks' } };
const TALKS = about('negotiation', NEGOTIATION, OPENING);
/** A fact in the negotiation. */
const within = ({ kind, id, facts }: About): About =>
  about(kind, id, ...facts.map((fact) => ({ ...fact, metadata: { ...fact.metadata, negotiationId: NEGOTIATION } })));
