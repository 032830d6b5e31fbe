import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { type Arbitrary, array, assert, asyncProperty, constantFrom, integer, nat, oneof, record } from 'fast-check';
import { EU_LADDER, type Marking } from '#domain/marking.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { inBatches, storeOf } from './batches.testing.js';
import { build } from './build.js';
import { type Act, dossierOf, opened, said } from './dossier.testing.js';
import { logged } from './logged.js';
import { models } from './models.js';
import { project } from './project.js';
import { seenIn, type Sight } from './sight.js';
import { about, type About, everyRow, logOf, type Telling } from './testing.js';

const restreint: Sight = { clearance: { level: 'restreint', compartments: ['trade'] }, ladder: EU_LADDER };
const marked = (marking: Marking): Telling => ({ type: 'RecordMarked', data: { marking, reason: 'so' } });
const secret = { metadata: { marking: { level: 'secret' } } };
const clearedFor = (...dossier: readonly About[]) =>
  seenIn(restreint)(logOf(...dossier).map((event, ordinal) => logged(event, ordinal)));

describe('a thing is seen', () => {
  it('where nothing says how secret it is', () => {
    expect(clearedFor(about('meeting', '1', opened(1)))).toBe(true);
  });
  it('as it was opened, up to the level and within the compartments of the clearance', () => {
    const markedAs = (marking: Marking) => clearedFor(about('meeting', '1', { ...opened(1), metadata: { marking } }));
    expect(markedAs({ level: 'restreint' })).toBe(true);
    expect(markedAs({ level: 'confidentiel' })).toBe(false);
    expect(markedAs({ level: 'public', compartments: ['trade'] })).toBe(true);
    expect(markedAs({ level: 'public', compartments: ['trade', 'energy'] })).toBe(false);
    expect(markedAs({ level: 'cosmic' })).toBe(false);
  });
  it('as it was marked last, whole and with its past', () => {
    expect(clearedFor(about('meeting', '1', opened(1), marked({ level: 'secret' })))).toBe(false);
    expect(clearedFor(about('meeting', '1', { ...opened(1), ...secret }, marked({ level: 'public' })))).toBe(true);
  });
  it('where it is recorded at all', () => {
    expect(seenIn(restreint)([])).toBe(false);
    expect(seenIn(undefined)([])).toBe(false);
  });
});

type Deed = Act | Readonly<{ thing: number; level: string }>;
const act: Arbitrary<Deed> = record({ thing: nat(5), act: constantFrom('tell', 'tell', 'correct', 'void') });
const mark: Arbitrary<Deed> = record({ thing: nat(5), level: constantFrom('public', 'restreint', 'secret') });
const deeds = array(oneof({ weight: 3, arbitrary: act }, mark), { minLength: 1, maxLength: 30 });

/** What was done to some things, and how they were marked in between: never before they were opened. */
const dossierWith = (done: readonly Deed[]): readonly About[] => {
  const told = dossierOf(done.filter((deed) => 'act' in deed));
  const things = new Map(done.flatMap((deed, n) => ('act' in deed ? [] : [[n, deed] as const])));
  const begun = new Map<number, About>();
  let next = 0;
  return done.flatMap((deed, n) => {
    const marking = things.get(n);
    if (marking === undefined) {
      const one = told[next++]!;
      begun.set(deed.thing, begun.get(deed.thing) ?? one);
      return [one];
    }
    const thing = begun.get(marking.thing);
    if (thing === undefined) return [];
    return [about(thing.kind, thing.id, { ...marked({ level: marking.level }), id: `marking-${n}` })];
  });
};

/** The rows of the things that are seen at the end, and of no other, each event at its place in the whole log. */
const expected = (log: readonly StoredEvent[]) => {
  const all = log.map((event, ordinal) => logged(event, ordinal));
  const sees = seenIn(restreint);
  const db = new Database(':memory:');
  const shown = all.filter(({ stream }) => sees(all.filter((event) => event.stream === stream)));
  project(db, models, shown);
  return everyRow(db, models);
};

describe('the rows of a sight are those of the things that are seen, in every read model', () => {
  it('whatever was marked, told or corrected in between, and in which batches', async () => {
    await assert(
      asyncProperty(deeds, array(integer({ min: 1, max: 9 }), { minLength: 1 }), async (done, sizes) => {
        const log = logOf(...dossierWith(done));
        const { db, tracks } = await inBatches(models, log, sizes, 3, restreint);
        expect(everyRow(db, models)).toEqual(expected(log));
        // It has come as far as the log, whatever it shows of it.
        expect(tracks.map(({ checkpoint }) => checkpoint.ordinal)).toEqual(models.map(() => log.length - 1));
      }),
      { numRuns: 100 },
    );
  });
  it('when it is built from nothing, each thing once', async () => {
    await assert(
      asyncProperty(deeds, async (done) => {
        const log = logOf(...dossierWith(done));
        const db = new Database(':memory:');
        await build(storeOf(log), db, models, { sees: seenIn(restreint) });
        expect(everyRow(db, models)).toEqual(expected(log));
      }),
      { numRuns: 60 },
    );
  });
  it('when the log is longer than what memory keeps of it', async () => {
    const things = Array.from({ length: 40 }, (_, n) => about('statement', `s${n}`, said(n)));
    const raised = things.map(({ kind, id }) => about(kind, id, marked({ level: 'secret' })));
    const lowered = things.slice(20).map(({ kind, id }) => about(kind, id, marked({ level: 'public' })));
    const log = logOf(...things, ...raised, ...lowered);
    const { db, readBack } = await inBatches(models, log, [10], 3, restreint);
    expect(readBack).toBeGreaterThan(10);
    expect(everyRow(db, models)).toEqual(expected(log));
  });
});
