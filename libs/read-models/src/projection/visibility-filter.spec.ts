import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { type Arbitrary, array, assert, asyncProperty, constantFrom, integer, nat, oneof, record } from 'fast-check';
import { EU_LADDER, type Marking } from '#domain/marking.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { inBatches, storeOf } from '../testing/batches.js';
import { build } from '../projector/build.js';
import { type Act, dossierOf, opened, said } from '../testing/dossier.js';
import { logged } from './logged-event.js';
import { models } from '../models/models.js';
import { project } from './projection.js';
import { VisibilityFilter, seesAll, type Viewer } from './visibility-filter.js';
import { about, type About, everyRow, logOf, type Telling } from '../testing/told-log.js';

const restreint: Viewer = { clearance: { level: 'restreint', compartments: ['trade'] }, ladder: EU_LADDER };
const marked = (marking: Marking): Telling => ({ type: 'RecordMarked', data: { marking, reason: 'so' } });
const opens: Telling = { type: 'NegotiationOpened', data: { title: 'Talks' } };
const talks = (...facts: readonly Telling[]) => about('negotiation', 'n', ...facts);
const secret = { metadata: { marking: { level: 'secret' } } };
const seeingOf = async (log: readonly StoredEvent[]) =>
  VisibilityFilter.at(storeOf(log), restreint, log.at(-1)?.position ?? null);
const historyIn = (log: readonly StoredEvent[], stream: string) =>
  log.map((event, ordinal) => logged(event, ordinal)).filter((event) => event.stream === stream);
const clearedFor = async (...dossier: readonly About[]) => {
  const log = logOf(...dossier);
  return (await seeingOf(log)).sees(historyIn(log, log.at(-1)!.stream));
};

describe('a thing is seen', () => {
  it('where nothing says how secret it is', async () => {
    expect(await clearedFor(about('meeting', '1', opened(1)))).toBe(true);
  });
  it('as it was opened, up to the level and within the compartments of the clearance', async () => {
    const markedAs = (marking: Marking) => clearedFor(about('meeting', '1', { ...opened(1), metadata: { marking } }));
    expect(await markedAs({ level: 'restreint' })).toBe(true);
    expect(await markedAs({ level: 'confidentiel' })).toBe(false);
    expect(await markedAs({ level: 'public', compartments: ['trade'] })).toBe(true);
    expect(await markedAs({ level: 'public', compartments: ['trade', 'energy'] })).toBe(false);
    expect(await markedAs({ level: 'cosmic' })).toBe(false);
  });
  it('as it was marked last, whole and with its past', async () => {
    expect(await clearedFor(about('meeting', '1', opened(1), marked({ level: 'secret' })))).toBe(false);
    expect(await clearedFor(about('meeting', '1', { ...opened(1), ...secret }, marked({ level: 'public' })))).toBe(
      true,
    );
  });
  it('where it is recorded at all', async () => {
    expect((await seeingOf([])).sees([])).toBe(false);
    expect(seesAll([])).toBe(false);
  });
  it('where its negotiation is, as that is marked now', async () => {
    const meeting = about('meeting', '1', opened(1));
    expect(await clearedFor(talks(opens), meeting)).toBe(true);
    expect(await clearedFor(talks({ ...opens, ...secret }), meeting)).toBe(false);
    expect(await clearedFor(talks(opens), talks(marked({ level: 'secret' })), meeting)).toBe(false);
    expect(await clearedFor(talks({ ...opens, ...secret }, marked({ level: 'restreint' })), meeting)).toBe(true);
  });
});

describe('what is seen turns', () => {
  const turnsWith = async (before: readonly About[], after: About) => {
    const log = logOf(...before, after);
    const begun = log.slice(0, -after.facts.length);
    const seeing = await seeingOf(begun);
    const all = log.map((event, ordinal) => logged(event, ordinal));
    return { turned: seeing.turnsWith(all.slice(begun.length)), seeing };
  };
  it('with a negotiation that goes out of sight or comes into it', async () => {
    expect(await turnsWith([talks(opens)], talks(marked({ level: 'secret' })))).toMatchObject({ turned: true });
    expect(await turnsWith([talks({ ...opens, ...secret })], talks(marked({ level: 'public' })))).toMatchObject({
      turned: true,
    });
  });
  it('with nothing else: another marking, another thing, or a negotiation that is new', async () => {
    for (const after of [
      talks(marked({ level: 'restreint' })),
      about('meeting', '1', opened(1), marked({ level: 'secret' })),
      about('negotiation', 'm', opens),
    ])
      expect(await turnsWith([talks(opens)], after)).toMatchObject({ turned: false });
  });
  it('and a negotiation that is hidden from the start hides what is told of it later', async () => {
    const { turned, seeing } = await turnsWith([], talks({ ...opens, ...secret }));
    expect(turned).toBe(false);
    expect(seeing.sees(historyIn(logOf(about('meeting', '1', opened(1))), 'meeting-1'))).toBe(false);
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
const expected = async (log: readonly StoredEvent[]) => {
  const all = log.map((event, ordinal) => logged(event, ordinal));
  const { sees } = await seeingOf(log);
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
        expect(everyRow(db, models)).toEqual(await expected(log));
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
        await build(storeOf(log), db, models, { sight: restreint });
        expect(everyRow(db, models)).toEqual(await expected(log));
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
    expect(everyRow(db, models)).toEqual(await expected(log));
  });
});
