import { DAY } from '#formats/formats.js';
import { dateIn, sentenceIn } from '#messages/all-languages.js';
import type { Language } from '#messages/languages.js';
import type { Message } from '#messages/messages.js';
import type { Names } from '#read-models/models/resolve-labels.js';
import type { Brief, briefInLanguage, BriefSource, WrittenSentence } from '#read-models/replay/brief/brief-schemas.js';
import type { AskedMoment } from '../query/asked-moments.js';
import type { TemporalValues } from '#read-models/routes/parameters.js';
import { oneLine, plannedText } from '../query/told-text.js';

/** A brief in the language of its reader. */
export type BriefAnswer = ReturnType<typeof briefInLanguage<Brief & Readonly<{ names: Names }>>>;

/** A sentence as people read it: when, what, for when, in whose words, and by which sources. */
export type BriefLine = Readonly<{
  when?: string;
  text: string;
  beside: readonly string[];
  words?: string;
  sources: readonly BriefSource[];
}>;

/** The lines of a section. What is quoted already is not quoted again in the next line. */
export const linesOf = (
  sentences: readonly WrittenSentence[],
  sources: readonly BriefSource[],
  language: Language,
): readonly BriefLine[] =>
  sentences.map((sentence, n) => {
    const line = lineOf(sentence, sources, language);
    const { words: _, ...withoutWords } = line;
    return sentence.words === sentences[n - 1]?.words ? withoutWords : line;
  });

const lineOf = (sentence: WrittenSentence, all: readonly BriefSource[], language: Language): BriefLine => {
  const { occurredOn, text, planned, qualifier, words, sources = [] } = sentence;
  return {
    ...(occurredOn !== undefined && { when: dateIn(language, occurredOn) }),
    text,
    beside: [
      ...(planned === undefined ? [] : [plannedText(planned, language)]),
      ...(qualifier === undefined ? [] : [qualifier.text]),
    ],
    ...(words !== undefined && { words: oneLine(words) }),
    sources: all.filter(({ number }) => sources.includes(number)),
  };
};

/** The number of a source, and its grade: "1 C2". */
export const citation = ({ number, reliability }: BriefSource): string =>
  reliability === undefined ? String(number) : `${number} ${reliability}`;

export const sourceText = (
  { publisher, title, url, publishedOn, statementId, reliability }: BriefSource,
  names: Names,
  language: Language,
): string => {
  const statement = statementId === undefined ? undefined : (names[statementId]?.label ?? statementId);
  const grade = reliability ?? sentenceIn(language, { id: 'brief.ungraded', parameters: {} });
  const parts = [
    publisher,
    title,
    statement && `“${statement}”`,
    url,
    publishedOn && dateIn(language, publishedOn),
    grade,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
};

/** What stands above the sections. `moments`: of which past it is, since a file outlives its name. */
export const headOf = (
  { title, on, negotiationId, names }: BriefAnswer,
  language: Language,
  moments: readonly AskedMoment[],
) => ({
  heading: sentenceIn(language, { id: 'brief.heading', parameters: {} }),
  title,
  negotiation: names[negotiationId]?.label ?? '',
  asOf: sentenceIn(language, { id: 'brief.asOf', parameters: { days: on } }),
  moments: moments.map((moment) => sentenceIn(language, messageOf(moment))),
  sources: sentenceIn(language, { id: 'brief.section.sources', parameters: {} }),
  foot: sentenceIn(language, { id: 'brief.fromTheRecord', parameters: {} }),
});

/** A day, at its end; or an instant. Both are in UTC, as in the address and in the name of the file. */
const messageOf = ({ name, at }: AskedMoment): Message => {
  const axis = name as Axis;
  // No read of a brief has a moment of another name, or a token that is not of the record.
  if (at === undefined) throw new Error(`A brief cannot be of the moment ${name}`);
  if (axis === 'happenedBy' || DAY.is(at)) return { id: `brief.at.${axis}`, parameters: { days: at } };
  return { id: `brief.at.${axis}.instant`, parameters: { instant: at } };
};
type Axis = keyof TemporalValues;
