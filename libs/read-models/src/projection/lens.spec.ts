import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { type Arbitrary, array, assert, asyncProperty, constantFrom, integer, nat, oneof, record } from 'fast-check';
import { type Clearance, EU_LADDER, type Marking } from '#domain/marking.js';
import { thingOf } from '#domain/ids.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { EVERYWHERE, type Subject } from '../routes/scope.js';
import { models } from '../models/models.js';
import { build } from '../projector/build.js';
import { inBatches, storeOf } from '../testing/batches.js';
import { type Act, dossierOf, opened, said } from '../testing/dossier.js';
import { about, type About, logOf, rowsByOrdinal, shownRows, type Telling } from '../testing/told-log.js';
import { armsFor, Lens } from './lens.js';
import { logged } from './logged-event.js';
import { markingOfRows, canReadMarking } from './marking-of-rows.js';
import { project } from './projection.js';
import { type MaySee, visibleTo } from './visible-markings.js';
import { draws, sameDraws } from '../testing/draws.js';
import { CLEARANCES, markedHistory } from '../testing/marked-history.js';
import { NEGOTIATION as YEAR } from '../testing/random-history.js';

const RESTREINT: Clearance = { level: 'restreint', compartments: ['trade'] };
const TALKS: Subject = { negotiationId: 'n' };
const marked = (marking: Marking): Telling => ({ type: 'RecordMarked', data: { marking, reason: 'so' } });
const talks = (...facts: readonly Telling[]) => about('negotiation', 'n', ...facts);
const opensTalks: Telling = { type: 'NegotiationOpened', data: { title: 'Talks' } };
const openTalks = talks(opensTalks);
const markedAs = (marking: Marking): Telling => ({ ...opened(1), metadata: { marking } });

/** What a clearance sees of a subject in marked tables, in every read model. */
const shownIn = (db: Database.Database, clearance: Clearance | undefined, subject: Subject = TALKS) => {
  const visible = visibleTo(db, subject, sees(clearance));
  const within = !('among' in subject) ? 'negotiation' : clearance === undefined ? 'everything' : 'shown negotiations';
  const lens = new Lens(db, models, { arms: armsFor(visible.markings.length), within });
  lens.show(visible);
  const rows = shownRows(db, models);
  expect(rowsByOrdinal(db, models)).toEqual(rows);
  return rows;
};
const sees =
  (clearance: Clearance | undefined): MaySee =>
  (marking) =>
    clearance === undefined || canReadMarking(EU_LADDER, clearance, marking);
const shown = async (log: readonly StoredEvent[], clearance: Clearance | undefined, subject: Subject = TALKS) =>
  shownIn((await inBatches(models, log, [100])).db, clearance, subject);

/** The streams of `things`. */
const streamsIn = (rows: Record<string, readonly string[]>) =>
  rows['things']!.map((row) => (JSON.parse(row) as { stream: string }).stream).toSorted();
const seen = async (...dossier: readonly About[]) => streamsIn(await shown(logOf(...dossier), RESTREINT));

describe('a thing is seen through a lens', () => {
  it('if nothing says how secret it is', async () => {
    expect(await seen(openTalks, about('meeting', '1', opened(1)))).toEqual(['meeting-1', 'negotiation-n']);
  });
  it.each<[Marking, boolean]>([
    [{ level: 'restreint' }, true],
    [{ level: 'confidentiel' }, false],
    [{ level: 'public', compartments: ['trade'] }, true],
    [{ level: 'public', compartments: ['trade', 'energy'] }, false],
    [{ level: 'cosmic' }, false],
  ])('as it was opened, up to the level and within the compartments of the clearance: %j, %s', async (marking, is) => {
    expect((await seen(openTalks, about('meeting', '1', markedAs(marking)))).includes('meeting-1')).toBe(is);
  });
  it('as it was marked last, whole and with its past', async () => {
    const raised = about('meeting', '1', opened(1), marked({ level: 'secret' }));
    const lowered = about('meeting', '2', markedAs({ level: 'secret' }), marked({ level: 'public' }));
    expect(await seen(openTalks, raised, lowered)).toEqual(['meeting-2', 'negotiation-n']);
  });
  it('if its negotiation is, as that is marked now', async () => {
    const meeting = about('meeting', '1', opened(1));
    const secret = { ...opensTalks, metadata: { marking: { level: 'secret' } } };
    expect(await seen(talks(secret), meeting)).toEqual([]);
    expect(await seen(openTalks, talks(marked({ level: 'secret' })), meeting)).toEqual([]);
    expect(await seen(talks(secret, marked({ level: 'restreint' })), meeting)).toEqual(['meeting-1', 'negotiation-n']);
  });
  it('if it is asked for by its own id, as well', async () => {
    const log = logOf(
      openTalks,
      about('meeting', '1', opened(1)),
      about('meeting', '2', markedAs({ level: 'secret' })),
    );
    const asked = (id: string) => shown(log, RESTREINT, { kind: 'meeting', id }).then(streamsIn);
    expect(await asked('1')).toEqual(['meeting-1', 'negotiation-n']);
    expect(await asked('2')).toEqual([]);
    expect(await asked('3')).toEqual([]);
  });
  it('whatever its marking is, by those who are cleared for everything; checkpoints by nobody else', async () => {
    const checkpoint: Telling = {
      type: 'CheckpointSigned',
      data: { note: 'log\n1\nroot\n' },
      metadata: { negotiationId: '1' },
    } as never;
    const log = logOf(
      openTalks,
      about('meeting', '1', markedAs({ level: 'cosmic' })),
      about('checkpoint', '1', checkpoint),
    );
    expect(streamsIn(await shown(log, undefined, EVERYWHERE))).toEqual(['checkpoint-1', 'meeting-1', 'negotiation-n']);
    const top = { level: EU_LADDER.at(-1)!, compartments: [] };
    expect(streamsIn(await shown(log, top, EVERYWHERE))).toEqual(['negotiation-n']);
  });
});

describe('a lens on one negotiation', () => {
  it('shows nothing of another one, whose things have the same markings', async () => {
    const elsewhere = { negotiationId: 'm' };
    const log = logOf(
      openTalks,
      about('meeting', '1', opened(1)),
      about('negotiation', 'm', { ...opensTalks, metadata: elsewhere }),
      about('meeting', '2', { ...opened(1), metadata: elsewhere }),
    );
    for (const clearance of [undefined, RESTREINT]) {
      expect(streamsIn(await shown(log, clearance))).toEqual(['meeting-1', 'negotiation-n']);
      expect(streamsIn(await shown(log, clearance, { kind: 'meeting', id: '2' }))).toEqual([
        'meeting-2',
        'negotiation-m',
      ]);
    }
  });
});

describe('a lens on several negotiations', () => {
  const open = (id: string, level?: string): About =>
    about('negotiation', id, {
      ...opensTalks,
      metadata: { negotiationId: id, ...(level !== undefined && { marking: { level } }) },
    });
  const meetingIn = (negotiationId: string, id: string): About =>
    about('meeting', id, { ...opened(1), metadata: { negotiationId } });

  it('shows nothing of one that is hidden, however the things in it are marked', async () => {
    const log = logOf(open('a'), meetingIn('a', '1'), open('b', 'secret'), meetingIn('b', '2'));
    expect(streamsIn(await shown(log, RESTREINT, EVERYWHERE))).toEqual(['meeting-1', 'negotiation-a']);
  });
  it('is not deceived by another thing with the id of one that is hidden', async () => {
    const log = logOf(
      open('a'),
      open('b', 'secret'),
      meetingIn('b', 'b'),
      meetingIn('a', 'b-twin'),
      meetingIn('b', '2'),
    );
    expect(streamsIn(await shown(log, RESTREINT, EVERYWHERE))).toEqual(['meeting-b-twin', 'negotiation-a']);
  });
});

describe('a query without a lens', () => {
  it('finds no table at all', async () => {
    const { db } = await inBatches(models, logOf(openTalks), [10]);
    for (const table of models.flatMap(({ tables }) => Object.keys(tables)))
      expect(() => db.prepare(`SELECT 1 FROM "${table}"`)).toThrow(`no such table: ${table}`);
  });
});

describe('a lens', () => {
  it('refuses more markings than its views have arms', () => {
    const lens = new Lens(new Database(':memory:'), models, { arms: 1, within: 'negotiation' });
    expect(() => lens.show({ markings: ['', '["secret"]'], negotiationId: 'n' })).toThrow(
      'views of 1 arms cannot show 2 markings',
    );
  });
  it('shows what it is told last: nothing, what is unmarked, and nothing again', async () => {
    const { db } = await inBatches(models, logOf(openTalks), [10]);
    const lens = new Lens(db, models, { arms: 1, within: 'negotiation' });
    const shownNow = (markings: readonly string[]) => {
      lens.show({ markings, negotiationId: 'n' });
      return streamsIn(shownRows(db, models));
    };
    expect(shownNow([])).toEqual([]);
    expect(shownNow([''])).toEqual(['negotiation-n']);
    expect(shownNow(['["secret"]'])).toEqual([]);
    expect(shownNow([''])).toEqual(['negotiation-n']);
    expect(shownNow([])).toEqual([]);
  });
  it('shows as many markings as there are', async () => {
    const things = Array.from({ length: 100 }, (_, n) =>
      about('meeting', String(n), markedAs({ level: 'restreint', compartments: [`c${n}`] })),
    );
    const all = things.map(({ id }) => `c${id}`);
    const log = logOf(openTalks, ...things);
    for (const count of [0, 1, 3, 4, 15, 16, 63, 64, 99]) {
      const clearance = { level: 'restreint', compartments: all.slice(0, count) };
      expect(streamsIn(await shown(log, clearance))).toHaveLength(count + 1);
    }
  });
});

type Deed = Act | Readonly<{ thing: number; level: string }>;
const act: Arbitrary<Deed> = record({ thing: nat(5), act: constantFrom('tell', 'tell', 'correct', 'void') });
const mark: Arbitrary<Deed> = record({ thing: nat(6), level: constantFrom('public', 'restreint', 'secret') });
const deeds = array(oneof({ weight: 3, arbitrary: act }, mark), { minLength: 1, maxLength: 30 });
/** The thing with this number is the negotiation. */
const NEGOTIATION = 6;

/** What was done to some things, and how they and their negotiation were marked in between: never before they were opened. */
const dossierWith = (done: readonly Deed[]): readonly About[] => {
  const told = dossierOf(done.filter((deed) => 'act' in deed));
  const begun = new Map<number, About>([[NEGOTIATION, openTalks]]);
  let next = 0;
  const deeds = done.flatMap((deed, n) => {
    if ('act' in deed) {
      const one = told[next++]!;
      begun.set(deed.thing, begun.get(deed.thing) ?? one);
      return [one];
    }
    const thing = begun.get(deed.thing);
    return thing === undefined ? [] : [about(thing.kind, thing.id, { ...marked(deed), id: `marking-${n}` })];
  });
  return [about('negotiation', 'n', { ...opensTalks, id: 'opening' }), ...deeds];
};

/** The rows of a projection of the things that are seen at the end, and of no other, each event at its place in the whole log. */
const expected = (log: readonly StoredEvent[], clearance: Clearance, negotiationId = 'n') => {
  const all = log.map((event, ordinal) => logged(event, ordinal));
  const historyOf = (stream: string) => all.filter((event) => event.stream === stream);
  const isOpen = (stream: string) => canReadMarking(EU_LADDER, clearance, markingOfRows(historyOf(stream)));
  const db = new Database(':memory:');
  project(
    db,
    models,
    all.filter(({ stream }) => isOpen(`negotiation-${negotiationId}`) && isOpen(stream)),
  );
  return shownRows(db, models);
};
const LOWEST: Clearance = { level: 'public', compartments: [] };

describe('the tables through a lens are those of a projection of what is seen, in every read model', () => {
  it('whatever was marked, told or corrected in between, and in which batches', async () => {
    const sizes = array(integer({ min: 1, max: 9 }), { minLength: 1 });
    await assert(
      asyncProperty(deeds, sizes, constantFrom(LOWEST, RESTREINT), async (done, sizes, clearance) => {
        const log = logOf(...dossierWith(done));
        const { db, tracks } = await inBatches(models, log, sizes);
        expect(shownIn(db, clearance)).toEqual(expected(log, clearance));
        expect(tracks.map(({ checkpoint }) => checkpoint.ordinal)).toEqual(models.map(() => log.length - 1));
      }),
      draws(40),
    );
  });
  it('whatever kinds of things there are', async () => {
    const sizes = array(integer({ min: 1, max: 60 }), { minLength: 1 });
    const clearances = constantFrom(...CLEARANCES);
    const filled = new Set<string>();
    const holds = async (log: readonly StoredEvent[], sizes: readonly number[], clearance: Clearance) => {
      const { db } = await inBatches(models, log, sizes);
      const rows = shownIn(db, clearance, { negotiationId: YEAR });
      expect(rows).toEqual(expected(log, clearance, YEAR));
      db.close();
      return rows;
    };
    await assert(
      asyncProperty(markedHistory, sizes, clearances, async (...drawn) => void (await holds(...drawn))),
      draws(4),
    );
    await assert(
      asyncProperty(markedHistory, sizes, clearances, async (...drawn) => {
        for (const [table, rows] of Object.entries(await holds(...drawn))) if (rows.length > 0) filled.add(table);
      }),
      sameDraws(4),
    );
    const tables = models.flatMap((model) => Object.keys(model.tables));
    expect(tables.filter((table) => !filled.has(table))).toEqual([]);
  });
  it('when it is built from nothing, each thing once', async () => {
    await assert(
      asyncProperty(deeds, async (done) => {
        const log = logOf(...dossierWith(done));
        const db = new Database(':memory:');
        await build(storeOf(log), db, models);
        expect(shownIn(db, RESTREINT)).toEqual(expected(log, RESTREINT));
      }),
      draws(24),
    );
  });
  it('when the log is longer than what memory keeps of it', async () => {
    const things = Array.from({ length: 40 }, (_, n) => about('statement', `s${n}`, said(n)));
    const raised = things.map(({ kind, id }) => about(kind, id, marked({ level: 'secret' })));
    const lowered = things.slice(20).map(({ kind, id }) => about(kind, id, marked({ level: 'public' })));
    const log = logOf(openTalks, ...things, ...raised, ...lowered);
    const { db, readBack } = await inBatches(models, log, [10]);
    expect(readBack).toBeGreaterThan(10);
    const rows = shownIn(db, RESTREINT);
    expect(rows).toEqual(expected(log, RESTREINT));
    expect(streamsIn(rows)).toContain(`${thingOf('statement-s20').kind}-s20`);
  });
});

describe('the last visible change', () => {
  it('is another one whenever what is seen differs, and the same whatever happens to what is not', async () => {
    await assert(
      asyncProperty(deeds, constantFrom(LOWEST, RESTREINT), async (done, clearance) => {
        const log = logOf(...dossierWith(done));
        const known = new Map<number, string>();
        let before: Readonly<{ lastChange: number; rows: string }> | undefined;
        for (let size = 1; size <= log.length; size += 1) {
          const { db } = await inBatches(models, log.slice(0, size), [size]);
          const { lastChange } = visibleTo(db, TALKS, sees(clearance));
          const shown = shownIn(db, clearance);
          const rows = JSON.stringify(shown);
          // Nothing at all is seen of a hidden negotiation, and then nobody asks.
          if (lastChange === undefined) before = undefined;
          else {
            expect(known.get(lastChange) ?? rows).toBe(rows);
            known.set(lastChange, rows);
            const { stream } = log[size - 1]!;
            const touches = streamsIn(shown).includes(stream);
            if (before !== undefined && before.rows === rows && !touches) expect(lastChange).toBe(before.lastChange);
            before = { lastChange, rows };
          }
          db.close();
        }
      }),
      draws(12),
    );
  });
});
