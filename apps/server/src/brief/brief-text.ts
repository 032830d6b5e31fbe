import type { Language } from '#messages/languages.js';
import type { AskedMoment } from '../query/asked-moments.js';
import { withoutIsolates } from '../query/told-text.js';
import { type BriefAnswer, type BriefLine, citation, headOf, linesOf, sourceText } from './brief-lines.js';

/** A brief as text: a heading for each section, and a line for each sentence. */
export const briefText = (
  brief: BriefAnswer,
  language: Language,
  told: Readonly<{ moments: readonly AskedMoment[] }>,
): string => {
  const { heading, title, negotiation, asOf, moments, sources, foot } = headOf(brief, language, told.moments);
  return [
    heading,
    title,
    ...(negotiation === '' ? [] : [negotiation]),
    asOf,
    ...moments,
    ...brief.sections.flatMap(({ heading: { text }, sentences, notes }) => [
      '',
      text,
      ...linesOf(sentences, brief.sources, language).map((line) => `- ${lineText(line)}`),
      ...notes.map((note) => `- ${withoutIsolates(note.text)}`),
    ]),
    ...(brief.sources.length === 0 ? [] : ['', sources]),
    ...brief.sources.map((source) => `${source.number}. ${sourceText(source, brief.names, language)}`),
    '',
    foot,
    '',
  ].join('\n');
};

const lineText = ({ when, text, beside, words, sources }: BriefLine): string =>
  [
    ...(when === undefined ? [] : [`${when}:`]),
    withoutIsolates(text),
    ...beside.map((one) => `(${withoutIsolates(one)})`),
    ...(words === undefined ? [] : [`“${words}”`]),
    ...(sources.length === 0 ? [] : [`[${sources.map(citation).join('; ')}]`]),
  ].join(' ');
