import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { type Clearance, EU_LADDER, type Marking } from '#domain/marking.js';
import { models } from '#read-models/models/models.js';
import { build } from '#read-models/projector/build.js';
import { opened } from '#read-models/testing/dossier.js';
import { storeOf } from '#read-models/testing/batches.js';
import { about, type About, logOf } from '#read-models/testing/told-log.js';
import { Views } from './views.js';

let folder: string;
let views: Views;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapporteur-views-'));
  views = new Views(folder, EU_LADDER);
});
afterEach(() => {
  views.close();
  rmSync(folder, { recursive: true });
});
const viewsOf = async (...dossier: readonly About[]) => {
  const db = new Database(join(folder, 'views.db'));
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
      views.read({ names: ['things'], clearance, about: { kinds: ['meeting'] } }, (db) =>
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
