import { describe, expect, it } from '@jest/globals';
import type { Source } from '#domain/envelope.js';
import type { StatementId } from '#domain/ids.js';
import { provenanceColumns, provenanceOf, provenanceTerms, provenanceTermsFor } from './provenance.js';

const fact = (data: object, ...sources: readonly Source[]) => ({
  type: 'FigureReported',
  data,
  metadata: sources.length === 0 ? {} : { sources },
});

describe('the provenance of a fact', () => {
  it('is none for what is first-hand', () => {
    expect(provenanceOf(fact({}))).toBeUndefined();
    expect(provenanceColumns(fact({}))).toEqual({ firstHand: 1, reliability: null });
  });
  it('names each source once: by its publisher, or else its title or address', () => {
    const sources = [
      { publisher: 'A daily', title: 'Talks' },
      { title: 'A note' },
      { url: 'https://example.org' },
      { publisher: 'A daily' },
    ];
    expect(provenanceOf(fact({}, ...sources))).toEqual({ sources: ['A daily', 'A note', 'https://example.org'] });
  });
  it('has the recorded statements, and who reported it', () => {
    const told = fact({ reportedById: 'gill', reportedBy: 'one agency' }, { statementId: 's' as StatementId });
    expect(provenanceOf(told)).toEqual({ statementIds: ['s'], reportedById: 'gill', reportedBy: 'one agency' });
  });
  it('is reported even if its only source has no name', () => {
    expect(provenanceOf(fact({}, { quote: 'so they say' }))).toEqual({});
    expect(provenanceColumns(fact({}, { quote: 'so they say' }))).toEqual({ firstHand: 0, reliability: null });
  });
  it('has the best of the grades', () => {
    const graded = fact({}, { reliability: 'C1' }, { reliability: 'B3' }, { title: 'A note' }, { reliability: 'B2' });
    expect(provenanceOf(graded)?.reliability).toBe('B2');
    expect(provenanceTerms(provenanceColumns(graded))).toEqual(['firstHand 0', 'reliability B']);
  });
});

describe('a filter by provenance', () => {
  it('is by the terms of each reliability that is good enough, and of who told it', () => {
    const graded = ['A', 'B', 'C'].map((letter) => `reliability ${letter}`);
    expect(provenanceTermsFor({ reliability: 'C' })).toEqual([graded]);
    expect(provenanceTermsFor({ provenance: 'first-hand' })).toEqual([['firstHand 1']]);
    expect(provenanceTermsFor({ provenance: 'reported', reliability: 'C' })).toEqual([graded, ['firstHand 0']]);
    expect(provenanceTermsFor({})).toEqual([]);
  });
});
