import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { marks } from '#domain/testing.js';
import { type Arbitrary, array, assert, asyncProperty, constantFrom, integer, nat, record } from 'fast-check';
import { inBatches, storeOf } from '../testing/batches.js';
import { build } from '../projector/build.js';
import { type Act, corrected, dossierOf, longDossier, opened, said, voided } from '../testing/dossier.js';
import { StreamCache, PositionIndex } from './stream-cache.js';
import { byStream, decodeBatch } from './logged-event.js';
import { models } from '../models/replayed-models.js';
import { project, Projection } from './projection.js';
import type { ReadModel } from './read-model.js';
import { createModel, createOwnTables, keptModels, stopOf } from './tables.js';
import { about, type About, everyRow, logOf, viewsOf } from '../testing/told-log.js';
import { things } from '../models/things.js';
import { trail } from '../models/trail/trail.js';
import { draws } from '../testing/draws.js';

const both = [trail, things];
const POISON = 'nobody can take this';
/** Accepts everything except one text. */
const brittle: ReadModel = {
  ...things,
  name: 'brittle',
  tables: { brittle: { columns: { stream: 'TEXT', label: 'TEXT' }, key: ['stream'] } },
  rows: (thing) => {
    const [row] = things.rows(thing)['things']!;
    if (row!['label'] === POISON) throw new Error('it was poison');
    return { brittle: [{ stream: row!['stream']!, label: row!['label']! }] };
  },
};

describe('a marking', () => {
  it('has a row only in the trail, and counts for the revision and the last change of its thing', () => {
    const dossier = longDossier(60);
    const streams = dossier.map(({ kind, id }) => about(kind, id, marks({ level: 'secret' })));
    const [before, after] = [dossier, [...dossier, ...streams]].map((told) =>
      everyRow(viewsOf(models, ...told), models),
    );
    const withoutRevision = (rows: readonly string[]) =>
      rows
        .map((row) =>
          row.replaceAll(/"(?:revision|lastOrdinal|changedAt|correctedOrdinal|correctedAt)":(?:\d+|"[^"]*")/g, ''),
        )
        .toSorted();
    for (const table of Object.keys(before!).filter((name) => name !== 'trail'))
      expect([table, withoutRevision(after![table]!)]).toEqual([table, withoutRevision(before![table]!)]);
    expect(after!['trail']).toHaveLength(before!['trail']!.length + streams.length);
    const revisions = (rows: readonly string[]) =>
      rows.reduce((sum, row) => sum + (JSON.parse(row) as { revision: number }).revision, 0);
    expect(revisions(after!['things']!)).toBe(revisions(before!['things']!) + streams.length);
  });
});

describe('a log in batches of any size', () => {
  const act: Arbitrary<Act> = record({
    thing: nat(5),
    act: constantFrom('tell', 'tell', 'correct', 'void'),
  });
  const acts = array(act, { minLength: 1, maxLength: 25 });

  it('has the same rows as one batch, in every read model', async () => {
    await assert(
      asyncProperty(acts, array(integer({ min: 1, max: 9 }), { minLength: 1 }), async (told, sizes) => {
        const dossier = dossierOf(told);
        const { db, tracks } = await inBatches(models, logOf(...dossier), sizes);
        expect(tracks.map(({ stop }) => stop)).toEqual(models.map(() => undefined));
        expect(everyRow(db, models)).toEqual(everyRow(viewsOf(models, ...dossier), models));
      }),
      draws(30),
    );
  });
  it('has the same rows as a rebuild, which projects each thing once', async () => {
    await assert(
      asyncProperty(acts, async (told) => {
        const dossier = dossierOf(told);
        const db = new Database(':memory:');
        await build(storeOf(logOf(...dossier)), db, models);
        const expected = viewsOf(models, ...dossier);
        expect(everyRow(db, models)).toEqual(everyRow(expected, models));
        expect(schemaOf(db)).toEqual(schemaOf((await inBatches(models, logOf(...dossier), [100])).db));
      }),
      draws(20),
    );
  });
  it('ends at a stream that lacks an event, and names it as the log does', async () => {
    const log = logOf(...longDossier(30));
    const lacks = log.findIndex(({ revision }) => revision > 0);
    const { stream } = log[lacks]!;
    const db = new Database(':memory:');
    createOwnTables(db);
    const store = Object.assign(storeOf([]), { nameOfStream: (name: string) => `rapporteur.${name}` });
    const reading = new StreamCache(store, new PositionIndex(db)).of(decodeBatch([log[lacks]!], 0, null).events);
    await expect(reading).rejects.toThrow(`the stream rapporteur.${stream} was deleted or cut: it does not have all`);
  });
  it('reads a history from the log if it is not in memory', async () => {
    const log = logOf(...longDossier(120));
    const { db, readBack } = await inBatches(models, log, [10]);
    expect(readBack).toBeGreaterThan(10);
    expect(everyRow(db, models)).toEqual(everyRow((await inBatches(models, log, [120])).db, models));
  });
  it('does not change if a batch is delivered again', () => {
    const log = logOf(...longDossier(30));
    const db = new Database(':memory:');
    createOwnTables(db);
    for (const model of both) createModel(db, model, 'marked');
    const projection = new Projection(db, both, 'marked', new PositionIndex(db));
    const batch = decodeBatch(log, 0, null);
    projection.apply(batch, byStream(batch.events));
    const rows = everyRow(db, both);
    projection.apply(batch, byStream(batch.events));
    expect(everyRow(db, both)).toEqual(rows);
    expect(projection.slowest?.ordinal).toBe(29);
  });
});

const schemaOf = (db: Database.Database) => db.prepare('SELECT name FROM sqlite_schema ORDER BY name').pluck().all();

describe('a correction', () => {
  const labelsOf = (...dossier: readonly About[]) =>
    viewsOf([things], ...dossier)
      .prepare('SELECT label, standing FROM things ORDER BY stream')
      .all();

  it('rewrites only the rows of its thing', () => {
    expect(
      labelsOf(
        about('meeting', '1', opened(1, 'Talks in Brusels')),
        about('meeting', '2', opened(2, 'Talks in Beijing')),
        about('meeting', '1', corrected('event-0', { title: 'Talks in Brussels' })),
      ),
    ).toEqual([
      { label: 'Talks in Brussels', standing: 'present' },
      { label: 'Talks in Beijing', standing: 'present' },
    ]);
  });
  it('of the opening removes a thing, and its voiding restores it', () => {
    const meeting = about('meeting', '1', opened(1, 'Talks'), voided('event-0'));
    expect(labelsOf(meeting)).toEqual([{ label: 'Talks', standing: 'voided' }]);
    expect(labelsOf(meeting, about('meeting', '1', voided('event-1')))).toEqual([
      { label: 'Talks', standing: 'present' },
    ]);
  });
});

describe('an event that a read model cannot process', () => {
  const dossier = [
    about('statement', '1', said(1)),
    about('statement', '2', said(2)),
    about('statement', '1', corrected('event-0', { comment: 'so they say' })),
    about('statement', '3', { ...said(3, POISON), id: 'the-poison' }),
    about('statement', '4', said(4)),
    about('statement', '2', corrected('event-1', { text: 'Statement two' })),
  ];
  const three = [trail, brittle, things];

  it.each([[[6]], [[1]], [[2]], [[4, 2]]])(
    'stops only that model, before that event, in batches of %j',
    async (sizes) => {
      const { db, tracks } = await inBatches(three, logOf(...dossier), sizes);
      const stop = { ordinal: 3, eventId: 'the-poison', error: 'it was poison' };
      expect(tracks.map(({ model, checkpoint, stop: why }) => [model.name, checkpoint.ordinal, why])).toEqual([
        ['trail', 5, undefined],
        ['brittle', 2, stop],
        ['things', 5, undefined],
      ]);
      expect(everyRow(db, [brittle])).toEqual(everyRow(viewsOf([brittle], ...dossier.slice(0, 3)), [brittle]));
      expect(everyRow(db, both)).toEqual(everyRow(viewsOf(both, ...dossier), both));
      const kept = keptModels(db).find(({ name }) => name === 'brittle')!;
      expect([kept.ordinal, kept.eventId, stopOf(kept)]).toEqual([2, 'event-2', stop]);
    },
  );
  it('stops it at the same place in a rebuild', async () => {
    const db = new Database(':memory:');
    await build(storeOf(logOf(...dossier)), db, three);
    expect(everyRow(db, [brittle])).toEqual(everyRow(viewsOf([brittle], ...dossier.slice(0, 3)), [brittle]));
    expect(everyRow(db, both)).toEqual(everyRow(viewsOf(both, ...dossier), both));
    expect(keptModels(db).map(({ name, ordinal, stoppedAt }) => [name, ordinal, stoppedAt])).toEqual([
      ['brittle', 2, 3],
      ['things', 5, null],
      ['trail', 5, null],
    ]);
  });
  it('is retried by the next projection, and processed once the code can', async () => {
    const log = logOf(...dossier);
    const { db } = await inBatches(three, log, [6]);
    const places = new PositionIndex(db);
    const resume = async (which: readonly ReadModel[]) => {
      const projection = new Projection(db, which, 'marked', places);
      expect(projection.slowest?.ordinal).toBe(2);
      const batch = decodeBatch(log.slice(3), 3, log[2]!.position);
      projection.apply(batch, await new StreamCache(storeOf(log), places).of(batch.events));
      return projection.tracks.map(({ stop }) => stop?.ordinal);
    };
    expect(await resume(three)).toEqual([undefined, 3, undefined]);
    const mended = {
      ...brittle,
      rows: (thing) => ({ brittle: [{ stream: thing.stream, label: 'any' }] }),
    } as ReadModel;
    expect(await resume([trail, mended, things])).toEqual([undefined, undefined, undefined]);
    expect(keptModels(db).map(({ ordinal, stoppedAt }) => [ordinal, stoppedAt])).toEqual([
      [5, null],
      [5, null],
      [5, null],
    ]);
    expect(everyRow(db, both)).toEqual(everyRow(viewsOf(both, ...dossier), both));
  });
  it('may also be one whose row its table does not accept', () => {
    const rowless = { ...things, rows: () => ({ things: [{}] }) } as ReadModel;
    const stray = { ...things, rows: () => ({ thinks: [] }) } as ReadModel;
    for (const [model, error] of [
      [rowless, `a row of things has no ${Object.keys(things.tables['things']!.columns)[0]}`],
      [stray, 'things has no table thinks'],
    ] as const)
      expect(() => viewsOf([model], dossier[0]!)).toThrow(`things stopped at event 0: ${error}`);
  });
});

describe('an unknown event', () => {
  const log = logOf(...longDossier(12)).map((event, n) => (n === 7 ? { ...event, type: 'TreatyRatified' } : event));
  const stop = { ordinal: 7, eventId: log[7]!.id };

  it.each([[[12]], [[1]], [[5]]])('stops every model, in batches of %j', async (sizes) => {
    const { db, tracks } = await inBatches(both, log, sizes);
    for (const track of tracks) {
      expect(track.checkpoint).toMatchObject({ ordinal: 6, eventId: log[6]!.id, position: log[6]!.position });
      expect(track.checkpoint.before).toBe(log[5]!.position);
      expect(track.stop).toMatchObject(stop);
      expect(track.stop?.error).toMatch('TreatyRatified');
    }
    expect(everyRow(db, both)).toEqual(everyRow((await inBatches(both, log.slice(0, 7), [7])).db, both));
  });
  it('stops a rebuild, and leaves a journal for the next projection', async () => {
    const db = new Database(':memory:');
    await build(storeOf(log), db, both);
    expect(db.pragma('journal_mode', { simple: true })).toBe('memory');
    expect(keptModels(db).map(({ ordinal, stoppedAt }) => [ordinal, stoppedAt])).toEqual([
      [6, 7],
      [6, 7],
    ]);
    expect(everyRow(db, both)).toEqual(everyRow((await inBatches(both, log.slice(0, 7), [7])).db, both));
  });
});

describe('a failing disk', () => {
  it('does not stop a model: nothing is written, and the error is thrown', () => {
    let full = true;
    const unlucky: ReadModel = {
      ...things,
      rows: (thing) => {
        if (full) throw Object.assign(new Error('disk full'), { code: 'SQLITE_FULL' });
        return things.rows(thing);
      },
    };
    const db = new Database(':memory:');
    createOwnTables(db);
    for (const model of [trail, unlucky]) createModel(db, model, 'marked');
    const projection = new Projection(db, [trail, unlucky], 'marked', new PositionIndex(db));
    const batch = decodeBatch(logOf(...longDossier(9)), 0, null);
    expect(() => projection.apply(batch, byStream(batch.events))).toThrow('disk full');
    expect(everyRow(db, both)).toEqual({ trail: [], things: [] });
    expect(projection.slowest?.ordinal).toBe(-1);
    full = false;
    projection.apply(batch, byStream(batch.events));
    expect(everyRow(db, both)).toEqual(everyRow(viewsOf(both, ...longDossier(9)), both));
  });
});

describe('a replay', () => {
  it('projects the chosen events as if the log had no others', () => {
    const log = decodeBatch(logOf(...longDossier(40)), 0, null).events;
    const db = new Database(':memory:');
    project(
      db,
      both,
      log.filter(({ ordinal }) => ordinal % 5 !== 4),
    );
    expect(db.prepare('SELECT count(*) FROM trail').pluck().get()).toBe(32);
    expect(db.prepare('SELECT max(ordinal) FROM trail').pluck().get()).toBe(38);
  });
});
