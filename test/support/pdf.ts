import { inflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';

/** A line of a sheet, as it is read from left to right; where it stands, in points from the top, and from where to where its letters begin. */
type Line = Readonly<{ text: string; top: number; from: number; to: number }>;

/** What a page prints. What its sheets say is loaded after its first view. */
export const printed = async (page: Page) => {
  await page
    .locator(':root[data-paper=said], :root[data-paper=plain]:has(main:not(.marked))')
    .waitFor({ state: 'attached' });
  return sheetsOf(await page.pdf({ preferCSSPageSize: true }));
};

/** The sheets of a PDF of Chromium: the lines of each, from top to bottom. */
export const sheetsOf = (pdf: Buffer): readonly (readonly Line[])[] => {
  const objects = objectsIn(pdf);
  const refers = (body: string, name: string) => objects.get(new RegExp(`/${name} (\\d+) 0 R`).exec(body)![1]!)!;
  return [...objects.values()]
    .filter(({ head }) => /\/Type \/Page\b/.test(head))
    .map(({ head }) => {
      const [, fontsHere = ''] = /\/Font <<([^>]*)>>/.exec(head) ?? [];
      const fonts = new Map(
        [...fontsHere.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, id]) => [
          name!,
          lettersOf(refers(objects.get(id!)!.head, 'ToUnicode').stream()),
        ]),
      );
      const height = Number(/\/MediaBox \[0 0 [\d.]+ ([\d.]+)\]/.exec(head)![1]);
      return linesOf(shownIn(refers(head, 'Contents').stream(), fonts), height);
    });
};

type PdfObject = Readonly<{ head: string; stream: () => string }>;
const objectsIn = (pdf: Buffer): ReadonlyMap<string, PdfObject> => {
  const text = pdf.toString('latin1');
  return new Map(
    [...text.matchAll(/\n(\d+) 0 obj\s/g)].map(({ 0: begin, 1: id, index }) => {
      const from = index + begin.length;
      const ends = text.indexOf('endobj', from);
      const [opens] = /stream\r?\n/.exec(text.slice(from, ends)) ?? [''];
      const at = opens === '' ? ends : text.indexOf(opens, from);
      const stream = () => inflateSync(pdf.subarray(at + opens.length)).toString('latin1');
      return [id!, { head: text.slice(from, at), stream }];
    }),
  );
};

/** The letter of each glyph of a font: its table of characters (ToUnicode). */
const lettersOf = (table: string): ReadonlyMap<string, string> => {
  const letters = new Map<string, string>();
  for (const [, block] of table.matchAll(/beginbfchar([^]*?)endbfchar/g))
    for (const [, glyph, units] of block!.matchAll(/<(\w+)> <(\w+)>/g)) letters.set(glyph!, textOf(units!));
  for (const [, block] of table.matchAll(/beginbfrange([^]*?)endbfrange/g))
    for (const [, first, last, units] of block!.matchAll(/<(\w+)> <(\w+)> <(\w+)>/g))
      for (let n = Number.parseInt(first!, 16); n <= Number.parseInt(last!, 16); n++) {
        const unit = Number.parseInt(units!, 16) + n - Number.parseInt(first!, 16);
        letters.set(hexOf(n), textOf(hexOf(unit)));
      }
  return letters;
};
const hexOf = (value: number) => value.toString(16).toUpperCase().padStart(4, '0');
const textOf = (units: string) =>
  String.fromCharCode(...[...units.matchAll(/\w{4}/g)].map(([unit]) => Number.parseInt(unit, 16)));

type Shown = Readonly<{ text: string; x: number; y: number }>;
type Matrix = readonly [a: number, b: number, c: number, d: number, x: number, y: number];
const times = ([a, b, c, d, x, y]: Matrix, [A, B, C, D, X, Y]: Matrix): Matrix => [
  a * A + b * C,
  a * B + b * D,
  c * A + d * C,
  c * B + d * D,
  x * A + y * C + X,
  x * B + y * D + Y,
];
const UNMOVED: Matrix = [1, 0, 0, 1, 0, 0];

/** What is drawn as text, and where: Chromium draws each letter, or some letters, at a place of their own. */
const shownIn = (drawn: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>): readonly Shown[] => {
  const shown: Shown[] = [];
  const kept: Matrix[] = [];
  let [page, text, font] = [UNMOVED, UNMOVED, ''];
  const numbers = (words: string) => words.trim().split(' ').map(Number) as unknown as Matrix;
  for (const [, q, given = '', operator, name, moved = '', glyphs = ''] of drawn.matchAll(
    /\b(q|Q)\n|((?:-?[\d.]+ ){6})(cm|Tm)|\/(F\d+) [\d.]+ Tf|((?:-?[\d.]+ ){2})Td|<(\w+)> Tj/g,
  )) {
    if (q === 'q') kept.push(page);
    else if (q === 'Q') page = kept.pop() ?? UNMOVED;
    else if (operator === 'cm') page = times(numbers(given), page);
    else if (operator === 'Tm') text = numbers(given);
    else if (name !== undefined) font = name;
    else if (moved !== '') {
      const [x, y] = numbers(moved);
      text = times([1, 0, 0, 1, x, y], text);
    } else {
      const letters = [...glyphs.matchAll(/\w{4}/g)].map(([glyph]) => fonts.get(font)?.get(glyph) ?? '\u{FFFD}');
      const [, , , , x, y] = times(text, page);
      shown.push({ text: letters.join(''), x, y });
    }
  }
  return shown;
};

/** Letters of one line differ in height by less than this, in points. */
const LINE = 2;
const linesOf = (shown: readonly Shown[], height: number): readonly Line[] => {
  const lines: Shown[][] = [];
  for (const one of shown.toSorted((a, b) => b.y - a.y)) {
    const last = lines.at(-1);
    if (last !== undefined && last[0]!.y - one.y < LINE) last.push(one);
    else lines.push([one]);
  }
  return lines.map((line) => {
    const inOrder = line.toSorted((a, b) => a.x - b.x);
    return {
      text: inOrder
        .map(({ text }) => text)
        .join('')
        .replaceAll(/\s+/g, ' ')
        .trim(),
      top: height - line[0]!.y,
      from: inOrder[0]!.x,
      to: inOrder.at(-1)!.x,
    };
  });
};
