import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { type Clearance, EU_LADDER, type Marking } from '#domain/marking.js';
import { markingsByNegotiation, markingsByThing, markingsOfThings } from '#read-models/models/markings-in-answers.js';
import { models } from '#read-models/models/models.js';
import { build } from '#read-models/projector/build.js';
import { createForBuilding } from '#read-models/projector/views-file.js';
import { EVERYWHERE } from '#read-models/routes/scope.js';
import { opened } from '#read-models/testing/dossier.js';
import { storeOf } from '#read-models/testing/batches.js';
import { about, type About, logOf } from '#read-models/testing/told-log.js';
import { rootOf, scribble } from '#read-models/testing/views-damage.js';
import { Views, ViewsDamaged } from './views.js';
import { corrupted } from '#storage/sqlite-error.js';

let folder: string;
let views: Views;
let damage: string[];
let isProven = false;
/** The last event that was written for certain. */
let written = -1;
let isReplaced = false;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapporteur-views-'));
  damage = [];
  isProven = false;
  written = -1;
  isReplaced = false;
  views = new Views(folder, EU_LADDER, {
    isProven: () => isProven,
    writtenOf: () => written,
    assertHeld: () => {
      if (isReplaced) throw corrupted('views.db was replaced');
    },
    reportDamage: (why) => damage.push(why),
  });
});
afterEach(() => {
  views.close();
  rmSync(folder, { recursive: true });
});
const viewsOf = async (...dossier: readonly About[]) => {
  const db = createForBuilding(join(folder, 'views.db'));
  await build(storeOf(logOf(...dossier)), db, models);
  db.close();
};

const LOW: Clearance = { level: 'public', compartments: [] };
const talks = about('negotiation', 'n', { type: 'NegotiationOpened', data: { title: 'Talks' } });
const meeting = (id: string, marking?: Marking) =>
  about('meeting', id, { ...opened(1), ...(marking && { metadata: { marking } }) });
const compartments = (count: number) => Array.from({ length: count }, (_, n) => `c${n}`);

const read = (clearance: Clearance | undefined, negotiationId = 'n') =>
  views.read({ names: ['things'], clearance, about: { negotiationId } }, (db) =>
    db.prepare<[], string>('SELECT id FROM things ORDER BY id').pluck().all(),
  ).body;
/** A question that has no answer, such as one about a thing that this reader may not see. */
const refuse = (clearance: Clearance | undefined, negotiationId = 'n') => {
  const ask = () =>
    views.read({ names: ['things'], clearance, about: { negotiationId } }, () => {
      throw new Error('no such thing');
    });
  expect(ask).toThrow('no such thing');
};

describe('a question that is refused', () => {
  it.each([0, 3, 12, 30])('leaves nothing of what another reader saw before, with %i more markings', async (count) => {
    const known = compartments(count).map((name) => meeting(name, { level: 'public', compartments: [name] }));
    await viewsOf(talks, meeting('open'), meeting('hidden', { level: 'secret' }), ...known);
    const reader: Clearance = { level: 'public', compartments: compartments(count) };
    const seen = ['n', 'open', ...compartments(count)].toSorted();
    for (let turn = 0; turn < 3; turn += 1) {
      expect(read(undefined)).toContain('hidden');
      refuse(reader);
      expect(read(reader).toSorted()).toEqual(seen);
      refuse(undefined);
      expect(read(reader).toSorted()).toEqual(seen);
      expect(read(undefined)).toContain('hidden');
    }
  });
  it('leaves nothing of a negotiation that this reader may not see', async () => {
    await viewsOf(about('negotiation', 'n', { ...talks.facts[0]!, metadata: { marking: { level: 'secret' } } }));
    expect(read(undefined)).toEqual(['n']);
    refuse(LOW);
    expect(read(LOW)).toEqual([]);
    refuse(LOW);
    expect(read(LOW)).toEqual([]);
    expect(read(undefined)).toEqual(['n']);
  });
});

describe('a negotiation whose markings become more and fewer', () => {
  it('is shown as it is now, whatever was needed to show it before', async () => {
    const known = compartments(5).map((name) => meeting(name, { level: 'public', compartments: [name] }));
    await viewsOf(talks, meeting('open'), ...known);
    const seen = ['n', 'open', ...compartments(5)].toSorted();
    const db = new Database(join(folder, 'views.db'));
    const markings = db.prepare<[], { id: string; marking: string }>('SELECT id, marking FROM marked_things').all();
    const mark = db.prepare<[string, string]>('UPDATE marked_things SET marking = ? WHERE id = ?');
    const open = markings.find(({ id }) => id === 'open')!.marking;
    for (const { id } of markings) {
      mark.run(open, id);
      expect(read(undefined).toSorted()).toEqual(seen);
    }
    for (const { id, marking } of markings) {
      mark.run(marking, id);
      expect(read(undefined).toSorted()).toEqual(seen);
    }
    db.close();
  });
});

describe('a marking that no projection has written', () => {
  it.each(['secret', '{"level":"public"}', '[]', '[1]', 'null'])(
    'opens nothing, and hides nothing else: %s',
    async (text) => {
      await viewsOf(talks, meeting('open'), meeting('altered'));
      const db = new Database(join(folder, 'views.db'));
      db.prepare("UPDATE marked_things SET marking = ? WHERE id = 'altered'").run(text);
      db.close();
      expect(read(LOW)).toEqual(['n', 'open']);
    },
  );
});

describe('views.db that somebody replaces while it is open', () => {
  it('is not read, by whatever question', async () => {
    await viewsOf(talks, meeting('open'), meeting('hidden', { level: 'secret' }));
    views.open();
    rmSync(join(folder, 'views.db'));
    await viewsOf(talks);
    const everywhere = (clearance: Clearance | undefined) =>
      views.read({ names: ['things'], clearance, about: EVERYWHERE }, (db) =>
        db.prepare<[], string>('SELECT id FROM things ORDER BY id').pluck().all(),
      ).body;
    expect([read(LOW), read(undefined)]).toEqual([
      ['n', 'open'],
      ['hidden', 'n', 'open'],
    ]);
    expect([everywhere(LOW), everywhere(undefined)]).toEqual([
      ['n', 'open'],
      ['hidden', 'n', 'open'],
    ]);
  });
});

describe('views.db that is damaged', () => {
  const ask = (sql: string) =>
    views.read({ names: ['things'], clearance: undefined, about: { negotiationId: 'n' } }, (db) =>
      db.prepare<[], string>(sql).pluck().all(),
    ).body;
  const things = () => ask('SELECT id FROM things ORDER BY id');
  const altered = (sql: string) => {
    const db = new Database(join(folder, 'views.db'));
    db.exec(sql);
    db.close();
  };
  const blank = (name: string) => {
    const file = join(folder, 'views.db');
    altered('PRAGMA wal_checkpoint(TRUNCATE)');
    const at = rootOf(file, name);
    scribble(file, (bytes) => void bytes.fill(0, at, at + 4_096));
  };

  it.each(['models', 'markings', 'marked_things', 'marked_things_by_marking_stream'])(
    'is told of by the first question that meets it, whether that was proven or not: %s',
    async (name) => {
      await viewsOf(talks, meeting('open'));
      blank(name);
      isProven = name === 'models';
      const question = () =>
        name.includes('_by_') ? ask("SELECT id FROM things WHERE stream = 'meeting-open'") : things();
      expect(question).toThrow(ViewsDamaged);
      expect(damage).toEqual(['database disk image is malformed']);
    },
  );
  it('is told of when it is opened', async () => {
    await viewsOf(talks);
    scribble(join(folder, 'views.db'), (bytes) => void bytes.fill(0, 0, 100));
    expect(() => views.open()).toThrow(ViewsDamaged);
    expect(damage).toEqual(['file is not a database']);
  });
  it('is told of when a sound statement fails on it', async () => {
    await viewsOf(talks, meeting('open'));
    altered("UPDATE marked_things SET label = '{'");
    expect(() => ask("SELECT label ->> 'a' FROM things")).toThrow(ViewsDamaged);
    altered('ALTER TABLE marked_things DROP COLUMN label');
    views.close();
    expect(things).toThrow(ViewsDamaged);
    expect(damage).toEqual(['malformed JSON', expect.stringContaining('no such column')]);
  });
  it('is told of when a sound statement fails on it, whatever markings are asked about before', async () => {
    await viewsOf(talks, meeting('open'));
    altered('ALTER TABLE marked_things DROP COLUMN label');
    const question = (db: Database.Database) => {
      markingsOfThings(db, ['open'], undefined);
      markingsByThing(db, ['open'], undefined);
      markingsByNegotiation(db, ['n']);
      return db.prepare('SELECT label FROM things').all();
    };
    const use = { names: ['things'], clearance: undefined, about: { negotiationId: 'n' } };
    expect(() => views.read(use, question)).toThrow(ViewsDamaged);
    expect(damage).toEqual([expect.stringContaining('no such column')]);
  });
  it('is not what makes a wrong statement fail, nor any statement on views that are proven', async () => {
    await viewsOf(talks, meeting('open'));
    expect(() => ask('SELECT absent FROM things')).toThrow('no such column: absent');
    isProven = true;
    altered("UPDATE marked_things SET label = '{'");
    expect(() => ask("SELECT label ->> 'a' FROM things")).toThrow('malformed JSON');
    expect([damage, things()]).toEqual([[], ['n', 'open']]);
  });
});

describe('views.db that is not what was written', () => {
  it('is damaged if it ends before an event that was written to it, and answers if it ends with that or later', async () => {
    await viewsOf(talks, meeting('one'), meeting('two'));
    written = 1;
    expect(read(undefined)).toEqual(['n', 'one', 'two']);
    written = 2;
    expect(read(undefined)).toEqual(['n', 'one', 'two']);
    expect(damage).toEqual([]);
    written = 3;
    expect(() => read(undefined)).toThrow(ViewsDamaged);
    expect(damage).toEqual(['it ends with event 2, and event 3 was written to it']);
  });
  it('is damaged if its name leads to another file than is written to', async () => {
    await viewsOf(talks);
    isReplaced = true;
    expect(() => views.open()).toThrow(ViewsDamaged);
    expect(() => read(undefined)).toThrow(ViewsDamaged);
    expect(damage).toEqual(['views.db was replaced', 'views.db was replaced']);
  });
});
