import { strToU8, zipSync } from 'fflate';
import { isolate } from '#messages/languages.js';

/** A part of a line. `style`: one of `CHARACTER_STYLES`. `ofRecord`: it has the direction of its own words, not that of the document. */
export type Run = Readonly<{ text: string; style?: CharacterStyle; ofRecord?: true }>;
/** `end`: what stands at the end of the line. */
export type Paragraph = Readonly<{ style: ParagraphStyle; runs: readonly Run[]; end?: string }>;
/** `marking`: at the top and the foot of each page. `foot`: below it, before the number of the page. `language`: BCP 47. */
export type WordDocument = Readonly<{
  title: string;
  language: string;
  isRightToLeft: boolean;
  marking: string;
  foot: string;
  paragraphs: readonly Paragraph[];
}>;

/** Twentieths of a point: A4, and its margins. */
const PAGE = { width: 11_906, height: 16_838, margin: 907 };
const GREY = '<w:color w:val="5B646E"/>';
const SANS = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/>';
/** Half points. */
const sized = (size: number) => `<w:sz w:val="${size}"/><w:szCs w:val="${size}"/>`;

/** The properties of paragraphs, and of their texts. */
const PARAGRAPH_STYLES = {
  About: [`<w:spacing w:after="0"/>`, SANS + GREY + sized(17)],
  Title: ['<w:spacing w:before="40" w:after="120"/>', `<w:b/><w:bCs/>${sized(34)}`],
  Heading1: [
    '<w:keepNext/><w:pBdr><w:top w:val="single" w:sz="4" w:space="3"/></w:pBdr><w:spacing w:before="200" w:after="40"/><w:outlineLvl w:val="0"/>',
    `${SANS}<w:b/><w:bCs/>${sized(20)}`,
  ],
  Line: [
    `<w:keepLines/><w:pBdr><w:bottom w:val="single" w:sz="2" w:space="2" w:color="D3D7DD"/></w:pBdr><w:tabs><w:tab w:val="right" w:pos="${PAGE.width - 2 * PAGE.margin}"/></w:tabs><w:spacing w:before="30" w:after="30"/>`,
    '',
  ],
  Marking: ['<w:spacing w:after="0"/><w:jc w:val="center"/>', `${SANS}<w:b/><w:bCs/>${sized(17)}`],
  Foot: ['<w:spacing w:after="0"/><w:jc w:val="center"/>', SANS + GREY + sized(16)],
} as const;
type ParagraphStyle = keyof typeof PARAGRAPH_STYLES;

const CHARACTER_STYLES = {
  When: SANS + GREY + sized(17),
  Said: `${SANS}<w:b/><w:bCs/>${sized(18)}`,
  Beside: SANS + GREY + sized(17),
  Source: SANS + sized(16),
} as const;
type CharacterStyle = keyof typeof CHARACTER_STYLES;

/**
 * The bytes of a document for word processors (ECMA-376, Transitional). The same document has the same bytes. Nothing in it is compressed:
 * how well a text compresses tells of its content, and who may not read it may see how long it is.
 */
export const wordDocument = (document: WordDocument): Uint8Array => {
  const parts = {
    '[Content_Types].xml': CONTENT_TYPES,
    '_rels/.rels': RELATIONSHIPS,
    'docProps/core.xml': coreProperties(document),
    'word/_rels/document.xml.rels': DOCUMENT_RELATIONSHIPS,
    'word/document.xml': body(document),
    'word/styles.xml': styles(document),
    'word/header1.xml': part('hdr', paragraph(document, { style: 'Marking', runs: [{ text: document.marking }] })),
    'word/footer1.xml': part('ftr', footer(document)),
  };
  const files = Object.entries(parts).map(([name, text]) => [name, strToU8(XML + text)] as const);
  return zipSync(Object.fromEntries(files), { level: 0, mtime: FIXED });
};

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
/** A zip has a time of each file, and its earliest is the first of January 1980. */
const FIXED = new Date(1980, 0, 2);
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006';
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const NAMESPACES = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="${OFFICE}/relationships"`;

const CONTENT_TYPES = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${WORD}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="${WORD}.styles+xml"/><Override PartName="/word/header1.xml" ContentType="${WORD}.header+xml"/><Override PartName="/word/footer1.xml" ContentType="${WORD}.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`;
const relationships = (targets: readonly (readonly [string, string])[]) =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets
    .map(([type, target], n) => `<Relationship Id="r${n + 1}" Type="${type}" Target="${target}"/>`)
    .join('')}</Relationships>`;
const RELATIONSHIPS = relationships([
  [`${OFFICE}/relationships/officeDocument`, 'word/document.xml'],
  ['http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties', 'docProps/core.xml'],
]);
const DOCUMENT_RELATIONSHIPS = relationships([
  [`${OFFICE}/relationships/styles`, 'styles.xml'],
  [`${OFFICE}/relationships/header`, 'header1.xml'],
  [`${OFFICE}/relationships/footer`, 'footer1.xml'],
]);

const coreProperties = ({ title, marking, language }: WordDocument): string =>
  `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escaped(`${marking} – ${title}`)}</dc:title><dc:language>${language}</dc:language></cp:coreProperties>`;

const part = (name: string, content: string): string => `<w:${name} ${NAMESPACES}>${content}</w:${name}>`;

const body = (document: WordDocument): string => {
  const { width, height, margin } = PAGE;
  const section = `<w:sectPr><w:headerReference w:type="default" r:id="r2"/><w:footerReference w:type="default" r:id="r3"/><w:pgSz w:w="${width}" w:h="${height}"/><w:pgMar w:top="1100" w:right="${margin}" w:bottom="1200" w:left="${margin}" w:header="500" w:footer="500" w:gutter="0"/>${document.isRightToLeft ? '<w:bidi/>' : ''}</w:sectPr>`;
  const paragraphs = document.paragraphs.map((one) => paragraph(document, one));
  return part('document', `<w:body>${paragraphs.join('')}${section}</w:body>`);
};

/** The marking, and which page of how many this is. */
const footer = (document: WordDocument): string => {
  const { marking, foot, isRightToLeft } = document;
  const direction = isRightToLeft ? '<w:bidi/>' : '';
  const field = (name: string) => `<w:fldSimple w:instr=" ${name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>`;
  return [
    paragraph(document, { style: 'Marking', runs: [{ text: marking }] }),
    `<w:p><w:pPr><w:pStyle w:val="Foot"/>${direction}</w:pPr>${run(document, { text: `${foot} · ` })}${field('PAGE')}${run(document, { text: ' / ' })}${field('NUMPAGES')}</w:p>`,
  ].join('');
};

const paragraph = (document: WordDocument, { style, runs, end }: Paragraph): string => {
  const direction = document.isRightToLeft ? '<w:bidi/>' : '';
  const content = runs.map((one, n) => (n === 0 ? '' : run(document, { text: ' ' })) + run(document, one));
  const atEnd = end === undefined ? '' : `<w:r><w:tab/></w:r>${run(document, { text: end, style: 'Source' })}`;
  return `<w:p><w:pPr><w:pStyle w:val="${style}"/>${direction}</w:pPr>${content.join('')}${atEnd}</w:p>`;
};

const run = ({ isRightToLeft }: WordDocument, { text, style, ofRecord }: Run): string => {
  const isTurned = ofRecord ? beginsRightToLeft(text) : isRightToLeft;
  const properties = (style === undefined ? '' : `<w:rStyle w:val="${style}"/>`) + (isTurned ? '<w:rtl/>' : '');
  // Else the quotation marks would stand where the paragraph begins and ends.
  const written = isTurned === isRightToLeft ? text : isolate(text);
  return `<w:r>${properties && `<w:rPr>${properties}</w:rPr>`}<w:t xml:space="preserve">${escaped(written)}</w:t></w:r>`;
};

/** Whether the first letter of a text is of a script that is written from right to left. */
const beginsRightToLeft = (text: string): boolean =>
  /^\P{L}*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u.test(text);

const styles = ({ language }: WordDocument): string => {
  const paragraphs = Object.entries(PARAGRAPH_STYLES).map(
    ([id, [paragraphProperties, runProperties]]) =>
      `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${id === 'Heading1' ? 'heading 1' : id}"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>${paragraphProperties}</w:pPr><w:rPr>${runProperties}</w:rPr></w:style>`,
  );
  const characters = Object.entries(CHARACTER_STYLES).map(
    ([id, properties]) =>
      `<w:style w:type="character" w:styleId="${id}"><w:name w:val="${id}"/><w:rPr>${properties}</w:rPr></w:style>`,
  );
  const lang = `<w:lang w:val="${language}" w:eastAsia="${language}" w:bidi="${language}"/>`;
  const defaults = `<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Georgia" w:hAnsi="Georgia" w:cs="Times New Roman"/>${sized(20)}${lang}</w:rPr></w:rPrDefault></w:docDefaults>`;
  const normal =
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>';
  return part('styles', defaults + normal + paragraphs.join('') + characters.join(''));
};

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign]!);
