import type { Brief, BriefSentence, BriefSource } from '../types/types.gen.js';
import { type Marking, markingText } from './marking.js';

/** The sentences of a section. What is quoted already is not quoted again in the next one. */
export const linesOf = (sentences: readonly BriefSentence[]): readonly BriefSentence[] =>
  sentences.map((sentence, n) => {
    const { words, ...others } = sentence;
    return words !== undefined && words === sentences[n - 1]?.words ? others : sentence;
  });

/** The sources of a sentence, in the order of their numbers. None: that alone does not say who told it. */
export const sourcesOf = ({ sources = [] }: BriefSentence, all: readonly BriefSource[]): readonly BriefSource[] =>
  all.filter(({ number }) => sources.includes(number));

/** Whether two answers say the same. They are made by the same rules, so what is equal is written equally. */
export const saysTheSame = (one: Brief, other: Brief): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Whether two answers have the same marking. A brief is never shown or printed under one that it has no longer. */
export const isMarkedAlike = (one: Marked, other: Marked): boolean =>
  markingText(one.marking) === markingText(other.marking);
type Marked = Readonly<{ marking: Marking }>;

/** Of the larger type: the lines on a page of A4, and the letters in a line. */
const [LINES, LETTERS] = [66, 88] as const;
const [HEADING, HEAD_AND_FOOT] = [1.7, 7] as const;

/** Whether a brief fits on one page in the larger type. It is an estimate: only a browser knows how wide each letter is. */
export const isShort = ({ sections, sources, names }: Pick<Brief, 'sections' | 'sources' | 'names'>): boolean => {
  const lines = sections.map(
    ({ sentences, notes }) =>
      HEADING +
      total(
        linesOf(sentences).map(({ text, words = '', qualifier }) => linesFor(text + words + (qualifier?.text ?? ''))),
      ) +
      total(notes.map(({ text }) => linesFor(text))),
  );
  const ofSources = sources.map(({ publisher = '', title = '', url = '', statementId }) =>
    // They stand in two columns.
    linesFor(publisher + title + url + (statementId === undefined ? '' : (names[statementId]?.label ?? ''))),
  );
  return HEAD_AND_FOOT + HEADING + total(lines) + total(ofSources) <= LINES;
};

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);
/** Chinese letters are twice as wide. */
const linesFor = (text: string): number =>
  Math.ceil(total(Array.from(text, (letter) => (letter >= '\u2e80' ? 2 : 1))) / LETTERS);
