import { describe, expect, it } from '@jest/globals';
import type { Effective } from '#domain/effective.js';
import { on } from '#domain/testing.js';
import type { Fact, Numbered } from '../../projection/read-model.js';
import { thingFrom } from '../../projection/thing.js';
import { said } from '../../testing/dossier.js';
import { about, loggedOf } from '../../testing/told-log.js';
import { factIn, factText } from './facts.js';

/** Of one day, of which nobody is sure, of several days, without an end, and none. */
const DATES = [on('2026-01-03'), on('2026-01-03?', '2026-01-03'), on('2026-01', '2026-01-01', '2026-01-31')];
const ENDLESS = { edtf: '2026-01-03/..', earliest: '2026-01-03', latest: null, begunBy: '2026-01-03' };
const sources = [...DATES, ENDLESS, undefined].map((publishedOn) => ({
  title: 'Talks begin',
  ...(publishedOn && { publishedOn }),
  publisher: 'A newspaper',
}));

const effective = (metadata: object): Numbered<Effective<Fact>> =>
  thingFrom(loggedOf(about('statement', 's', { ...said(1), metadata }))).events[0]!;
const read = (fact: Numbered<Effective<Fact>>) =>
  factIn({ ordinal: fact.ordinal, type: fact.type, fact: factText(fact) });

describe('a fact in the timeline', () => {
  it('has its sources as they were told, in the same order of fields', () => {
    const fact = effective({ sources });
    const found = read(fact).metadata.sources!;
    expect(found).toEqual(sources);
    expect(found.map(Object.keys)).toEqual(fact.metadata.sources!.map(Object.keys));
  });
  it.each(DATES)('has the day on which it happened: $edtf', (occurredOn) => {
    expect(read(effective({ occurredOn })).metadata.occurredOn).toEqual(occurredOn);
  });
  it('stores one day as its text', () => {
    const text = factText(effective({ occurredOn: DATES[0], sources: sources.slice(0, 1) }));
    expect(text).toContain('"occurredOn":"2026-01-03"');
    expect(text).toContain('"publishedOn":"2026-01-03"');
    expect(text).not.toContain('earliest');
  });
  it('has no sources if none were told', () => {
    expect(read(effective({})).metadata).not.toHaveProperty('sources');
  });
});
