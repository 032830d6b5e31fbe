import { describe, expect, it } from '@jest/globals';
import type { Brief, BriefSentence, BriefSource } from '../types/types.gen.js';
import { isMarkedAlike, isShort, linesOf, saysTheSame, sourcesOf } from './brief.js';

const sentence = (words: string | undefined, sources?: number[]): BriefSentence => ({
  id: 'fact.StatementMade',
  parameters: {},
  text: 'Said.',
  eventIds: ['e1'],
  ...(words !== undefined && { words }),
  ...(sources && { sources }),
});

describe('the lines of a section', () => {
  it('quote the same words once, and again after others', () => {
    const words = linesOf([sentence('a'), sentence('a'), sentence('b'), sentence('a')]).map((one) => one.words);
    expect(words).toEqual(['a', undefined, 'b', 'a']);
  });
  it('keep a sentence without words as it is', () => {
    const plain = [sentence(undefined), sentence(undefined)];
    expect(linesOf(plain)).toEqual(plain);
  });
});

describe('the sources of a sentence', () => {
  const all: readonly BriefSource[] = [{ number: 1 }, { number: 2, reliability: 'C2' }, { number: 3 }];
  it('are those that it names, in the order of their numbers, and none if it names none', () => {
    expect(sourcesOf(sentence('a', [3, 2]), all).map(({ number }) => number)).toEqual([2, 3]);
    expect(sourcesOf(sentence('a'), all)).toEqual([]);
  });
});

describe('two briefs', () => {
  const brief: Brief = {
    id: 'm',
    negotiationId: 'n',
    title: 'Talks',
    status: 'confirmed',
    on: '2025-10-29',
    partyIds: [],
    issueIds: [],
    sections: [],
    sources: [],
    names: {},
  };
  it('say the same, or not', () => {
    expect(saysTheSame(brief, { ...brief, sections: [] })).toBe(true);
    expect(saysTheSame(brief, { ...brief, on: '2025-10-30' })).toBe(false);
  });
});

describe('the markings of two briefs', () => {
  const of = (level: string, compartments?: readonly string[]) => ({
    marking: { level, ...(compartments && { compartments }) },
  });
  it('are alike, or not, by their levels and compartments', () => {
    expect(isMarkedAlike(of('public'), of('public'))).toBe(true);
    expect(isMarkedAlike(of('public'), of('secret'))).toBe(false);
    expect(isMarkedAlike(of('secret', ['quad']), of('secret', ['quad']))).toBe(true);
    expect(isMarkedAlike(of('secret', ['quad']), of('secret', ['trade']))).toBe(false);
    expect(isMarkedAlike(of('secret'), of('secret', ['trade']))).toBe(false);
  });
});

describe('a brief on one page of A4', () => {
  const of = (count: number, words: string) =>
    isShort({
      sections: [
        {
          id: 'statements',
          heading: { id: 'brief.section.statements', parameters: {}, text: 'Said lately' },
          sentences: Array.from({ length: count }, (_, n) => sentence(`${n} ${words}`)),
          notes: [],
        },
      ],
      sources: [],
      names: {},
    });
  it('has the larger type as long as its lines have room in it', () => {
    expect([of(0, ''), of(55, 'short'), of(56, 'short')]).toEqual([true, true, false]);
    expect([of(27, 'a'.repeat(100)), of(28, 'a'.repeat(100))]).toEqual([true, false]);
  });
  it('counts Chinese letters as twice as wide', () => {
    expect([of(27, '\u8ba8'.repeat(50)), of(28, '\u8ba8'.repeat(50))]).toEqual([true, false]);
  });
});
