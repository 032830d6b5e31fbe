import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type Clearance, dominates, EU_LADDER, type Marking } from '#domain/marking.js';
import { markingOf } from '#domain/record-marked.js';
import { seal } from '#ledger/seal.js';
import { HASH_SIZE, leafHash } from '#ledger/merkle.js';
import { logged } from '../projection/logged-event.js';
import { memoryIndex } from '../testing/memory-index.js';
import { about, type About, logOf, type Telling } from '../testing/told-log.js';
import { trailPage } from '../models/trail/trail.js';
import { createTables } from './index-tables.js';
import { Indexer } from './indexer.js';
import Database from 'better-sqlite3';
import { hasStream, placeAt, placeOfEvent, streamOfCommand, streamOfEvent } from './queries.js';

const opened = (negotiationId: string, marking?: Marking): Telling =>
  ({
    type: 'NegotiationOpened',
    data: { title: 'Talks' },
    metadata: { negotiationId, ...(marking && { marking }) },
  }) as never;
const said = (negotiationId: string, marking?: Marking, metadata: object = {}): Telling =>
  ({
    type: 'StatementMade',
    data: { text: 'We met.', partyId: 'eu', kind: 'remark', verbatim: true },
    metadata: { negotiationId, ...(marking && { marking }), ...metadata },
  }) as never;
const marked = (negotiationId: string, marking: Marking): Telling =>
  ({ type: 'RecordMarked', data: { marking, reason: 'x' }, metadata: { negotiationId } }) as never;

const LEVELS = fc.constantFrom<Marking>(
  { level: 'public' },
  { level: 'restreint' },
  { level: 'restreint', compartments: ['trade'] },
  { level: 'secret', compartments: ['energy', 'trade'] },
  { level: 'of another ladder' },
);
const CLEARANCES = fc.constantFrom<Clearance>(
  { level: 'public', compartments: [] },
  { level: 'restreint', compartments: [] },
  { level: 'restreint', compartments: ['trade'] },
  { level: 'tres-secret', compartments: ['energy', 'trade'] },
);
const NEGOTIATIONS = fc.constantFrom('n', 'm');
/** Two negotiations, statements in them, and markings of all of these, in any order after the openings. */
const DOSSIERS = fc
  .record({
    n: fc.option(LEVELS, { nil: undefined }),
    m: fc.option(LEVELS, { nil: undefined }),
    facts: fc.array(
      fc.record({
        negotiationId: NEGOTIATIONS,
        thing: fc.integer({ min: 0, max: 3 }),
        marking: fc.option(LEVELS, { nil: undefined }),
        isOfNegotiation: fc.boolean(),
      }),
      { maxLength: 25 },
    ),
  })
  .map(({ n, m, facts }): readonly About[] => {
    const begun = new Set<string>();
    return [
      about('negotiation', 'n', opened('n', n)),
      about('negotiation', 'm', opened('m', m)),
      ...facts.map(({ negotiationId, thing, marking, isOfNegotiation }) => {
        if (isOfNegotiation)
          return about('negotiation', negotiationId, marked(negotiationId, marking ?? { level: 'public' }));
        const id = `${negotiationId}${thing}`;
        if (!begun.has(id)) {
          begun.add(id);
          return about('statement', id, said(negotiationId, marking));
        }
        return about('statement', id, marking ? marked(negotiationId, marking) : said(negotiationId));
      }),
    ];
  });

describe('the index of the log', () => {
  it('shows a clearance the trail of what it dominates, and nothing else', () => {
    fc.assert(
      fc.property(DOSSIERS, CLEARANCES, fc.integer({ min: 1, max: 9 }), (dossier, clearance, size) => {
        const log = logOf(...dossier);
        const index = memoryIndex([], 2);
        for (let at = 0; at < log.length; at += size) index.add(log.slice(at, at + size));
        const trail = (to: Clearance | undefined) => index.read(to, (db) => trailPage(db, {}, { limit: 99 })).body;
        const opens = (stream: string) => {
          const history = log.filter((event) => event.stream === stream).map((event, n) => logged(event, n));
          return dominates(EU_LADDER, clearance, markingOf(EU_LADDER, history));
        };
        const whole = trail(undefined);
        expect(whole).toHaveLength(log.length);
        expect(trail(clearance).map(({ ordinal }) => ordinal)).toEqual(
          whole
            .filter(({ stream, negotiationId }) => opens(stream) && opens(`negotiation-${negotiationId}`))
            .map(({ ordinal }) => ordinal),
        );
        index.db.close();
      }),
      { numRuns: 300 },
    );
  });
  it('shows each of many labels to readers with the clearance for it', () => {
    const compartments = Array.from({ length: 300 }, (_, i) => `c${i}`);
    const log = logOf(
      about('negotiation', 'n', opened('n')),
      ...compartments.map((name) => about('statement', name, said('n', { level: 'public', compartments: [name] }))),
    );
    const index = memoryIndex(log, 2);
    const seenBy = (some: readonly string[]) =>
      index.read({ level: 'public', compartments: some }, (db) => trailPage(db, {}, { limit: 999 })).body.length;
    for (const count of [0, 1, 3, 4, 5, 255, 256, 299, 300, 2])
      expect(seenBy(compartments.slice(0, count))).toBe(1 + count);
  });
  it('knows the stream of a command with a key and of an event, and of nothing else', () => {
    const index = memoryIndex(
      logOf(
        about('negotiation', 'n', opened('n')),
        about('statement', 's', said('n', undefined, { request: 'ab', commandId: 'a-command' })),
        about('statement', 't', said('n', undefined, { commandId: 'without-key' })),
      ),
    );
    const of = <T>(ask: (db: Database.Database) => T) => index.read(undefined, ask).body;
    expect(of((db) => streamOfCommand(db, 'a-command'))).toBe('statement-s');
    expect(of((db) => streamOfCommand(db, 'without-key'))).toBeUndefined();
    expect(of((db) => streamOfEvent(db, 'event-1'))).toBe('statement-s');
    expect(of((db) => streamOfEvent(db, 'x'))).toBeUndefined();
    expect(of((db) => hasStream(db, 'statement-t'))).toBe(true);
    expect(of((db) => hasStream(db, 'statement-u'))).toBe(false);
  });
  it('has the entry of each event, and returns the hash of its leaf', () => {
    const log = logOf(about('negotiation', 'n', opened('n')), about('statement', 's', said('n')));
    const db = new Database(':memory:');
    createTables(db);
    const leaves = new Indexer(db, EU_LADDER).add(log);
    for (const [ordinal, { id, entry }] of log.entries()) {
      expect(placeAt(db, ordinal)?.entry.toString('hex')).toBe(entry);
      expect(placeOfEvent(db, id)?.ordinal).toBe(ordinal);
      const leaf = Buffer.from(leaves.subarray(ordinal * HASH_SIZE, (ordinal + 1) * HASH_SIZE));
      expect(leaf).toEqual(leafHash(Buffer.from(entry, 'hex')));
    }
  });
  it('includes an event of a later version of the service as it was recorded', () => {
    const [event] = logOf(about('negotiation', 'n', opened('n')));
    const later = { ...event!, type: 'NegotiationMerged', data: '{"with":"m"}' };
    const index = memoryIndex([{ ...later, ...seal(later) }]);
    expect(index.read(undefined, (db) => trailPage(db, {}, { limit: 1 })).body).toMatchObject([
      { type: 'NegotiationMerged' },
    ]);
  });
  it('refuses an event that does not match its entry, and the whole batch with it', () => {
    const log = logOf(about('negotiation', 'n', opened('n')), about('statement', 's', said('n', { level: 'secret' })));
    const db = new Database(':memory:');
    createTables(db);
    const indexer = new Indexer(db, EU_LADDER);
    const altered = { ...log[1]!, data: log[1]!.data.replace('met', 'ate') };
    expect(() => indexer.add([log[0]!, altered])).toThrow('event 1 does not match its entry');
    expect([indexer.size, placeAt(db, 0)]).toEqual([0, undefined]);
    indexer.add(log);
    expect(placeAt(db, 1)?.stream).toBe('statement-s');
  });
  it('shows a checkpoint to no clearance, because it counts hidden events', () => {
    const signed = { type: 'CheckpointSigned', data: { note: 'a note' }, metadata: { negotiationId: 'c' } } as never;
    const index = memoryIndex(logOf(about('negotiation', 'n', opened('n')), about('checkpoint', 'c', signed)));
    const highest = { level: EU_LADDER.at(-1)!, compartments: [] };
    const seen = (clearance?: Clearance) =>
      index.read(clearance, (db) => trailPage(db, {}, { limit: 9 })).body.map(({ type }) => type);
    expect(seen()).toEqual(['NegotiationOpened', 'CheckpointSigned']);
    expect(seen(highest)).toEqual(['NegotiationOpened']);
  });
  it('still applies a marking that was voided: corrections do not change markings', () => {
    const voids = { type: 'RecordVoided', data: { eventId: 'event-2', reason: 'x' } } as never;
    const log = logOf(
      about('negotiation', 'n', opened('n')),
      about('statement', 's', said('n'), marked('n', { level: 'secret' }), voids),
    );
    const low = { level: 'public', compartments: [] };
    expect(memoryIndex(log).read(low, (db) => hasStream(db, 'statement-s')).body).toBe(false);
  });
});
