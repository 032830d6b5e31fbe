import { inflateSync } from 'node:zlib';

/** A page of a PDF of Chromium: the ids of its letters in their fonts, each with four digits, in the order in which they are drawn. */
type PdfPage = Readonly<{ glyphs: string }>;

/** The pages that have letters. What is drawn of a page is one stream. */
export const pagesOf = (pdf: Buffer): readonly PdfPage[] => {
  const text = pdf.toString('latin1');
  return [...text.matchAll(/<<(?:(?!>>)[^])*\/Filter \/FlateDecode(?:(?!>>)[^])*>>\s*stream\r?\n/g)].flatMap((head) => {
    const begins = head.index + head[0].length;
    const drawn = inflateSync(pdf.subarray(begins, text.indexOf('endstream', begins))).toString('latin1');
    const glyphs = [...drawn.matchAll(/<([0-9A-F]+)> Tj/g)].map(([, shown]) => shown!).join('');
    return glyphs === '' ? [] : [{ glyphs }];
  });
};

/** How often the last letters of a page stand on it. */
export const timesOnPage = ({ glyphs }: PdfPage, letters: number): number =>
  glyphs.split(glyphs.slice(-4 * letters)).length - 1;
