import type { Language } from '#messages/languages.js';
import type { AskedMoment } from '../query/asked-moments.js';
import { type BriefAnswer, type BriefLine, citation, headOf, linesOf, sourceText } from './brief-lines.js';

/** The marking stands in the head and the foot of a table, which browsers print on each page; the pages are counted in the margin. */
export const BRIEF_STYLE = `
@page { size: A4; margin: 14mm 16mm 16mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif } }
* { box-sizing: border-box }
html { color: #14171c; background: #fff; font: 10pt/1.35 "Noto Serif", Georgia, serif }
body { margin: 0 auto; max-inline-size: 178mm; padding: 4mm }
.pages { inline-size: 100%; border-collapse: collapse }
.pages > thead td, .pages > tfoot td { padding: 1mm 0; text-align: center; font: bold 8.5pt sans-serif }
.pages > tbody > tr > td { padding: 0 }
h1 { margin: 1mm 0; font: bold 17pt/1.2 "Noto Serif", Georgia, serif }
.by { margin: 0; color: #5b646e; font: 8.5pt sans-serif }
h2 { margin: 4mm 0 1mm; padding-block-start: 1mm; border-block-start: 1px solid; font: bold 9.5pt sans-serif; break-after: avoid }
ul, ol { margin: 0; padding: 0; list-style: none }
li { display: flex; gap: 3mm; padding: .7mm 0; border-block-end: 1px solid #d3d7dd; break-inside: avoid }
li > :first-child { flex: 1 }
.when, .beside, .note { color: #5b646e; font: 8.5pt sans-serif }
.said { font-weight: bold; font-size: 9pt; font-family: sans-serif }
.from { flex: none; inline-size: 22mm; text-align: end; font: 8pt sans-serif }
.foot { margin: 4mm 0 0; color: #5b646e; font: 8pt sans-serif }
@media print { body { max-inline-size: none; padding: 0 } }
`;

/** A brief to be printed: a page of its own, without a script. */
export const briefHtml = (
  brief: BriefAnswer,
  language: Language,
  { marking, ...told }: Readonly<{ marking: string; moments: readonly AskedMoment[] }>,
): string => {
  const { heading, title, negotiation, asOf, moments, sources, foot } = headOf(brief, language, told.moments);
  const marked = `<tr><td>${escaped(marking)}</td></tr>`;
  const about = [heading, negotiation, asOf, ...moments].filter((part) => part !== '').map(escaped);
  return `<!doctype html>
<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(`${marking} – ${title}`)}</title>
<style>${BRIEF_STYLE}</style>
</head>
<body>
<table class="pages" role="presentation">
<thead>${marked}</thead>
<tfoot>${marked}</tfoot>
<tbody><tr><td>
<p class="by">${about.join(' · ')}</p>
<h1 dir="auto">${escaped(title)}</h1>
${brief.sections
  .map(
    ({ heading: { text }, sentences, notes }) => `<section>
<h2>${escaped(text)}</h2>
<ul>
${[
  ...linesOf(sentences, brief.sources, language).map(lineHtml),
  ...notes.map((note) => `<li class="note"><span>${escaped(note.text)}</span></li>`),
].join('\n')}
</ul>
</section>`,
  )
  .join('\n')}
${
  brief.sources.length === 0
    ? ''
    : `<section>
<h2>${escaped(sources)}</h2>
<ol>
${brief.sources
  .map(
    (source) =>
      `<li><span dir="auto">${source.number}. ${escaped(sourceText(source, brief.names, language))}</span></li>`,
  )
  .join('\n')}
</ol>
</section>`
}
<p class="foot">${escaped(foot)}</p>
</td></tr></tbody>
</table>
</body>
</html>
`;
};

const lineHtml = ({ when, text, beside, words, sources }: BriefLine): string => {
  const parts = [
    ...(when === undefined ? [] : [`<span class="when">${escaped(when)}</span>`]),
    `<span class="said">${escaped(text)}</span>`,
    ...beside.map((one) => `<span class="beside">${escaped(one)}</span>`),
    ...(words === undefined ? [] : [`<span dir="auto">“${escaped(words)}”</span>`]),
  ];
  return `<li><span>${parts.join(' ')}</span><span class="from">${escaped(sources.map(citation).join('; '))}</span></li>`;
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign]!);
