import { describe, expect, it } from '@jest/globals';
import type { MeasureEvent, MeasureEvents, Provision } from '#domain/measure.js';
import type { PartyId } from '#domain/ids.js';
import { parseEdtf as on } from '#edtf/parse-edtf.js';
import { LANGUAGES } from '#messages/languages.js';
import { about, type Telling, viewsOf } from '../../testing/told-log.js';
import { models } from '../models.js';
import { boardOf } from './board.js';
import { inLanguage } from './board-headline.js';

const china = 'china' as PartyId;
const told = <T extends MeasureEvent['type']>(day: string, type: T, data: Omit<MeasureEvents[T], 'provisionId'>) =>
  ({ type, data: { provisionId: '1', ...data }, circumstances: { occurredOn: on(day) } }) as unknown as Telling;
const measure = (provision: Partial<Provision> = { entersIntoForce: { on: on('2026-03-01') } }): Telling => ({
  type: 'MeasureAnnounced',
  data: {
    actorId: china,
    title: 'No. 1',
    instrument: 'export-control',
    provisions: [{ provisionId: '1', text: 'Section 1', ...provision }],
  },
  circumstances: { occurredOn: on('2026-02-01') },
});
const suspended = told('2026-06-01', 'ProvisionSuspended', { from: { on: on('2026-06-01') } });
const suspendedUntil = (edtf: string) =>
  told('2026-06-01', 'ProvisionSuspended', { from: { on: on('2026-06-01') }, until: { on: on(edtf) } });
const reinstated = (from: MeasureEvents['ProvisionReinstated']['from']) =>
  told('2026-11-20', 'ProvisionReinstated', from === undefined ? {} : { from });
const removed = (edtf: string) => told('2026-10-20', 'ProvisionRemoved', { from: { on: on(edtf) } });

const boardOn = (day: string, facts: readonly Telling[]) => {
  const db = viewsOf(
    models,
    about('negotiation', 'n', { type: 'NegotiationOpened', data: { title: 'Metals' } }),
    about('party', china, { type: 'PartyJoined', data: { name: 'China', kind: 'state', role: 'principal' } }),
    about('measure', 'm', ...facts),
  );
  const board = boardOf(db, 'n', day, 'UTC');
  db.close();
  return board;
};
/** The headline, and how the same board has the provision. */
const headlineOn = (day: string, ...facts: readonly Telling[]) => {
  const board = boardOn(day, facts);
  return [
    (inLanguage(board, 'en').headline as { text?: string } | undefined)?.text?.replaceAll(/\s/g, ' '),
    board.measures.items[0]!.on.status,
  ];
};
const unknownSince = (day: string) => [
  `Since ${day} 2026, it has been unknown whether a provision of China is in force: No. 1.`,
  'unknown',
];

describe('the headline on a provision of which it is no longer settled how it stands', () => {
  it('says so after a suspension that may have been lifted, and claims no suspension', () => {
    const facts = [measure(), suspended, reinstated({ on: on('2026-11-20/2026-12-20') })];
    expect(headlineOn('2026-12-01', ...facts)).toEqual(unknownSince('20 November'));
    expect(headlineOn('2026-11-19', ...facts)).toEqual([
      'A provision of China has been suspended since 1 June 2026: No. 1.',
      'suspended',
    ]);
  });
  it('says so if it is to be lifted "soon"', () =>
    expect(headlineOn('2026-12-01', measure(), suspended, reinstated({ text: 'soon' }))).toEqual(
      unknownSince('1 June'),
    ));
  it('says so after a suspension that ends on a vague day', () =>
    expect(headlineOn('2026-12-01', measure(), suspendedUntil('2026-11/2026-12'))).toEqual(unknownSince('2 November')));
  it('says so of what was in force, and expires or is removed on a vague day', () => {
    const expiring = measure({ entersIntoForce: { on: on('2026-03-01') }, expires: { on: on('2026-11/2026-12') } });
    expect(headlineOn('2026-12-01', expiring)).toEqual(unknownSince('2 November'));
    expect(headlineOn('2026-12-01', measure(), removed('2026-11/2026-12'))).toEqual(unknownSince('1 November'));
  });
  it('says so of what was reinstated without ever having had a day', () => {
    const facts = [measure({}), removed('2026-11-01'), reinstated({ on: on('2026-11-15') })];
    expect(headlineOn('2026-12-01', ...facts)).toEqual(unknownSince('15 November'));
  });
  it('tells of the change alone before that: its day is known, although it is not since when the provision was in force', () =>
    expect(headlineOn('2026-11-10', measure({}), removed('2026-11-01'))).toEqual([
      'A provision of China was removed, and has not been in force since 1 November 2026: No. 1.',
      'removed',
    ]));
  it('tells of the change again once the days are over', () =>
    expect(headlineOn('2027-01-02', measure(), suspendedUntil('2026-11/2026-12'))).toEqual([
      'The suspension of a provision of China has ended: it has been in force since 2 November 2026 – 1 January 2027 (No. 1).',
      'in-force',
    ]));
  it('is absent where the provision never was in force, for all that is known', () =>
    expect(headlineOn('2026-12-01', measure({ entersIntoForce: { text: 'soon' } }))).toEqual([undefined, 'unknown']));
  it('says so in every language', () => {
    const board = boardOn('2026-12-01', [measure(), suspendedUntil('2026-11/2026-12')]);
    const texts = LANGUAGES.map(
      (language) => (inLanguage(board, language).headline as unknown as { text: string }).text,
    );
    expect(texts).toEqual([
      expect.stringContaining('unknown whether'),
      expect.stringContaining('est d’état inconnu depuis'),
      expect.stringContaining('效力不明'),
      expect.stringContaining('نفاذ غير معلوم منذ'),
    ]);
  });
});
