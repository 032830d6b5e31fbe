import { describe, expect, it, jest } from '@jest/globals';
import { on } from '#domain/testing.js';
import { names } from '../../models/names/names.js';
import { things } from '../../models/things.js';
import { timeline } from '../../models/timeline/timeline.js';
import { thingFrom } from '../../projection/thing.js';
import { about, type About, loggedOf, type Telling, viewsOf } from '../../testing/told-log.js';
import { likelyDuplicates } from './likely-duplicates.js';

const fact = (type: string, data: object) =>
  ({ type, data, circumstances: { occurredOn: on('2025-10-01') } }) as unknown as Telling;
const person = (id: string, data: object, ...later: readonly Telling[]) =>
  about('representative', id, fact('RepresentativeNamed', { kind: 'person', ...data }), ...later);
const issue = (id: string, title: string) => about('issue', id, fact('IssueRaised', { title }));

/** Those that have the same name. */
const duplicatesOf = (db: ReturnType<typeof viewsOf>, tried: About) => {
  const thing = thingFrom(loggedOf(tried));
  return likelyDuplicates(db, thing, thing.events[0]!, 'en').flatMap(({ thingId, why }) =>
    why === 'same-name' ? [thingId] : [],
  );
};

describe('what has the same name', () => {
  const db = viewsOf(
    [things, names],
    person('wang', { name: 'Wang Wentao', otherNames: ['王文涛'] }),
    person('sefcovic', { name: 'Maroš Šefčovič' }, fact('RepresentativeStoodDown', {})),
    person('nobody', { name: 'Rudolf' }, fact('RecordVoided', { eventId: 'event-3', reason: 'never existed' })),
    person(
      'corrected',
      { name: 'Olof Gil' },
      fact('RecordCorrected', {
        eventId: 'event-5',
        changes: { name: 'Olof Gill' },
        reason: 'a slip',
      }),
    ),
    issue('licences', 'Export licences'),
    about('party', 'party-wang', fact('PartyJoined', { name: 'Wang Wentao', kind: 'state', role: 'principal' })),
  );
  it.each([
    ['in other letters', person('new', { name: 'MAROS SEFCOVIC' }), ['sefcovic']],
    ['by another spelling', person('new', { name: 'W. Wentao', otherNames: ['王文涛'] }), ['wang']],
    ['of its kind only, and once', person('new', { name: 'Wang Wentao', otherNames: ['王文涛'] }), ['wang']],
    ['of a title', issue('new', 'EXPORT licences'), ['licences']],
    ['as it was corrected', person('new', { name: 'Olof Gill' }), ['corrected']],
    ['but not as it was wrong', person('new', { name: 'Olof Gil' }), []],
    ['but not what was voided', person('new', { name: 'Rudolf' }), []],
    ['but not a part of it', person('new', { name: 'Wang' }), []],
    ['but not itself', person('wang', { name: 'Wang Wentao' }), []],
  ])('is found %s', (_, tried, wanted) => {
    expect(duplicatesOf(db, tried)).toEqual(wanted);
  });
  it('is found without reading the others, and no more of many than are shown', () => {
    const many = viewsOf(
      [things, names],
      ...Array.from({ length: 300 }, (_, n) => person(`person-${n}`, { name: n % 3 === 0 ? 'Wang Wei' : `Wang ${n}` })),
    );
    const parse = jest.spyOn(JSON, 'parse');
    const parsedFor = (name: string, wanted: number): number => {
      parse.mockClear();
      expect(duplicatesOf(many, person('new', { name }))).toHaveLength(wanted);
      return parse.mock.calls.length;
    };
    const counts = [parsedFor('Nobody', 0), parsedFor('Wang 1', 1), parsedFor('Wang Wei', 5)];
    parse.mockRestore();
    expect(counts[1]! - counts[0]!).toBeLessThanOrEqual(2);
    expect(counts[2]! - counts[0]!).toBeLessThanOrEqual(10);
  });
});

describe('what was said near the same day', () => {
  const said = (id: string, text: string) =>
    about('statement', id, fact('StatementMade', { kind: 'press-statement', text, verbatim: true, speakerId: 'gill' }));
  it('begins with the same words, in whatever letters', () => {
    const others = Array.from({ length: 8 }, (_, n) => said(`other-${n}`, `Something else ${n}`));
    const db = viewsOf([things, names, timeline], ...others, said('same', 'The delegation arrives on THURSDAY'));
    const thing = thingFrom(loggedOf(said('new', 'the delegation arrives on Thursday.')));
    const found = likelyDuplicates(db, thing, thing.events[0]!, 'en');
    expect([found.length, found[0]!.thingId]).toEqual([5, 'same']);
  });
});
