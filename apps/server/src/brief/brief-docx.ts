import { escapeUnprintable } from '#formats/escape-unprintable.js';
import type { Language } from '#messages/languages.js';
import type { AskedMoment } from '../query/asked-moments.js';
import { oneLine, visibleSentence } from '../query/told-text.js';
import { type BriefAnswer, type BriefLine, citation, headOf, linesOf, sourceText } from './brief-lines.js';
import { type Paragraph, type Run, wordDocument } from './word-document.js';

/** A brief for word processors, in which offices write on. */
export const briefDocx = (
  brief: BriefAnswer,
  language: Language,
  { marking, ...told }: Readonly<{ marking: string; moments: readonly AskedMoment[] }>,
): Uint8Array => {
  const { heading, title, negotiation, asOf, moments, sources, foot } = headOf(brief, language, told.moments);
  const about = [heading, negotiation, asOf, ...moments].filter((part) => part !== '');
  return wordDocument({
    title: visible(title),
    language,
    isRightToLeft: language === 'ar',
    marking: visible(marking),
    foot: visible([asOf, ...moments].join(' · ')),
    paragraphs: [
      line('About', [{ text: about.join(' · ') }]),
      line('Title', [{ text: title, ofRecord: true }]),
      ...brief.sections.flatMap(({ heading: { text }, sentences, notes }) => [
        line('Heading1', [{ text }]),
        ...linesOf(sentences, brief.sources, language).map(sentence),
        ...notes.map((note) => line('Line', [{ text: note.text, style: 'Beside' }])),
      ]),
      ...(brief.sources.length === 0 ? [] : [line('Heading1', [{ text: sources }])]),
      ...brief.sources.map((source) =>
        line('Line', [{ text: visible(`${source.number}. ${sourceText(source, brief.names, language)}`) }]),
      ),
      line('About', [{ text: foot }]),
    ],
  });
};

const sentence = ({ when, text, beside, words, sources }: BriefLine): Paragraph =>
  line(
    'Line',
    [
      ...(when === undefined ? [] : [{ text: when, style: 'When' } as const]),
      { text, style: 'Said' },
      ...beside.map((one) => ({ text: one, style: 'Beside' }) as const),
      ...(words === undefined ? [] : [{ text: `“${words}”`, ofRecord: true } as const]),
    ],
    sources.length === 0 ? undefined : sources.map(citation).join('; '),
  );

const line = (style: Paragraph['style'], runs: readonly Run[], end?: string): Paragraph => ({
  style,
  runs: runs.map((run) => ({ ...run, text: run.ofRecord ? visible(run.text) : visibleSentence(run.text) })),
  ...(end !== undefined && { end: visible(end) }),
});

/** What XML cannot hold, and what turns or hides a text, is written out: no word may pass for another. */
const visible = (text: string): string => escapeUnprintable(oneLine(text));
