import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type Database from 'better-sqlite3';
import { type Clearance, EU_LADDER } from '#domain/marking.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { keepStatements } from '#storage/keep-statements.js';
import { createUnnamed, openUnnamed } from '#storage/unnamed-database.js';
import { labelsShownIn } from '../models/trail/shown-labels.js';
import { said } from '../testing/dossier.js';
import { about, logOf } from '../testing/told-log.js';
import { createIndexes, createTables } from './index-tables.js';
import { Indexer } from './indexer.js';
import { TrailLenses } from './trail-lens.js';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

/** An index in a file, and what its readers run. */
const indexOf = (log: readonly StoredEvent[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'rapporteur-lens-'));
  folders.push(folder);
  const file = join(folder, 'index.db');
  const db = createUnnamed(file);
  createTables(db);
  createIndexes(db);
  const indexer = new Indexer(db, EU_LADDER);
  indexer.add(log);
  const ran: string[] = [];
  const connections: Database.Database[] = [];
  const connect = () => {
    const connection = openUnnamed(file, 'trail');
    connections.push(connection);
    const prepare = connection.prepare.bind(connection);
    connection.prepare = ((sql: string) => {
      const statement = prepare(sql);
      for (const run of ['get', 'all', 'run'] as const) {
        const original: (...values: unknown[]) => unknown = statement[run].bind(statement);
        statement[run] = ((...values: unknown[]) => {
          ran.push(sql);
          return original(...values);
        }) as never;
      }
      return statement;
    }) as never;
    return keepStatements(connection);
  };
  const lenses = new TrailLenses(connect, EU_LADDER);
  const close = () => {
    for (const one of [...connections, db]) one.close();
  };
  return { add: (events: readonly StoredEvent[]) => void indexer.add(events), ran, lenses, close };
};

/** Statements, each in a compartment of its own. */
const marked = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    about('statement', `s${n}`, {
      ...said(n),
      metadata: { marking: { level: 'public', compartments: [`c${n}`] } },
    }),
  );
const clearedFor = (count: number): Clearance => ({
  level: 'public',
  compartments: Array.from({ length: count }, (_, n) => `c${n}`),
});
const streamsIn = (db: Database.Database) =>
  db.prepare<[], string>('SELECT stream FROM trail ORDER BY ordinal').pluck().all();
const viewIn = (db: Database.Database) =>
  db.prepare<[], string>("SELECT sql FROM sqlite_temp_schema WHERE name = 'trail'").pluck().get();

describe('a lens on the index of the log', () => {
  it.each([3, 10, 40, 300])('shows all %i labels of a reader, also after a question that failed', (count) => {
    const log = logOf(...marked(count));
    const { lenses, close } = indexOf(log);
    const shown = (labels: number) => lenses.ask(clearedFor(labels), streamsIn).length;
    expect(shown(1)).toBe(1);
    const failing = () =>
      lenses.ask(clearedFor(count), (db) => {
        throw new Error(`no answer from ${labelsShownIn(db)!.length} labels`);
      });
    expect(failing).toThrow(`no answer from ${count} labels`);
    expect([shown(1), shown(2), shown(count)]).toEqual([1, 2, count]);
    close();
  });
  it('shows what is added under new labels, to those who may see it', () => {
    const log = logOf(...marked(5));
    const { lenses, add, close } = indexOf(log.slice(0, 2));
    const shownTo = (count: number) => lenses.ask(clearedFor(count), streamsIn);
    const streams = (count: number) => log.slice(0, count).map(({ stream }) => stream);
    expect(shownTo(3)).toEqual(streams(2));
    add(log.slice(2, 3));
    expect(shownTo(3)).toEqual(streams(3));
    add(log.slice(3));
    expect([shownTo(3), shownTo(2)]).toEqual([streams(3), streams(2)]);
    close();
  });
  it('has a view that follows from what its reader sees, whoever else asked before', () => {
    const { lenses, close } = indexOf(logOf(...marked(300)));
    const alone = lenses.ask(clearedFor(2), viewIn);
    lenses.ask(clearedFor(300), streamsIn);
    lenses.ask(clearedFor(40), streamsIn);
    expect(lenses.ask(clearedFor(2), viewIn)).toBe(alone);
    close();
  });
  it('costs a reader as many statements if something hidden has a new label', () => {
    const log = logOf(...marked(5));
    const { lenses, add, ran, close } = indexOf(log.slice(0, 2));
    const costs = () => {
      ran.splice(0);
      lenses.ask(clearedFor(2), streamsIn);
      return [...ran];
    };
    costs();
    const before = costs();
    add(log.slice(2));
    expect(costs()).toEqual(before);
    close();
  });
});
