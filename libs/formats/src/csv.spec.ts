import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { asItWas, csvLine, harmless, MOST_IN_CELL } from './csv.js';

const read = (csv: string): readonly string[][] => parse(csv);
const FORMULA = /^(?:[\s"“”«»`\u200B\uFEFF\u2800\u3164]|\u034F)*[=+\-@＝＋－＠−﹣﹢﹦﹫˗]/;
const isNumber = (cell: string) => /^[+-]?\d+(?:\.\d+)?$/.test(cell.replaceAll(/["\r\n]/g, ''));
/** Every part that any program may make of a line, if it divides it by a separator without regard to quotes. */
const partsOf = (line: string) => [';', ',', '|', '\t', '\r', '\n'].flatMap((separator) => line.split(separator));

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.constantFrom(...Array.from(`=+-@'",;|\r\n\t 稀1.\u200B−“`)), {
      maxLength: 10,
    })
    .map((signs) => signs.join('')),
);

describe('a line of CSV', () => {
  it('ends with CRLF, and quotes every text', () => {
    expect(csvLine(['a', 1, true, undefined, null, 'say "no"', '1;2', ''])).toBe(
      '"a",1,true,,,"say ""no""","1;2",""\r\n',
    );
  });
  it('gives back every text as it was but for the apostrophes before what may be a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 4 }), (rows) => {
        const told = read(rows.map(csvLine).join(''));
        expect(told.map((row) => row.map(asItWas))).toEqual(rows);
        // Nothing else is changed.
        for (const [n, cell] of told.flat().entries())
          expect(cell.replaceAll("'", '')).toBe(rows.flat()[n]!.replaceAll("'", ''));
      }),
    );
  });
  it('has no part that is a formula, by whichever separator a program divides it', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const running = partsOf(csvLine(['public', one, other])).filter(
          (part) => FORMULA.test(part) && !isNumber(part),
        );
        expect([one, other, running]).toEqual([one, other, []]);
      }),
      { numRuns: 1000 },
    );
  });
  it.each([
    'a;=HYPERLINK(..)&A1;y',
    'Rue\n=1+1\nx',
    'Rue\r\n=1+1',
    "x;=cmd|' /C calc'!A0;y",
    'Atlantis; =1+1',
    'a | “=1+1',
    'a\t\u200B@SUM(1)',
    'a,"+1+1"',
    ';;\n=1',
    'a\u2028−1+1',
  ])('is no formula where it divides %j', (told) => {
    const options = { relax_quotes: true, relax_column_count: true };
    for (const delimiter of [',', ';', '\t', '|']) {
      const rows: string[][] = parse(csvLine(['public', told, 'end']), { ...options, delimiter });
      expect([delimiter, rows.flat().filter((cell) => FORMULA.test(cell))]).toEqual([delimiter, []]);
    }
    expect(read(csvLine(['public', told]))[0]!.map(asItWas)).toEqual(['public', told]);
  });
  it('puts an apostrophe after each separator before a sign', () =>
    expect(['\t=1', 'Rue\r\n- a\n- b', 'a; b, -c|=d', 'a; ;=1'].map(harmless)).toEqual([
      "'\t'=1",
      "Rue\r\n'- a\n'- b",
      "a; b,' -c|'=d",
      "a;' ;'=1",
    ]));
  it('reads a long run of separators once', () => {
    const long = '\n; '.repeat(300_000);
    expect(harmless(`a${long}b`)).toBe(`a${long}b`);
  });
  it('has as many characters in a cell as a spreadsheet takes, and says where it is cut', () => {
    const [cell] = read(csvLine(['稀'.repeat(MOST_IN_CELL + 1)]))[0]!;
    expect([cell!.length, cell!.slice(-2)]).toEqual([32_767, '稀…']);
    expect(read(csvLine(['a'.repeat(MOST_IN_CELL)]))[0]![0]).toBe('a'.repeat(32_767));
    expect(read(csvLine([`${'a'.repeat(MOST_IN_CELL - 2)}😀b`]))[0]![0]).toBe(`${'a'.repeat(MOST_IN_CELL - 2)}…`);
  });
  it.each([
    '=1+1',
    "=cmd|' /C calc'!A0",
    '+SUM(1)',
    '-SUM(1)',
    '@SUM(1)',
    '\rword',
    '\nword',
    '\tword',
    ' =1',
    '"=1',
    '“=1',
    "'=1",
    '\u00a0=1',
    '\u200B=1',
    '\uFEFF=1',
    '＝1',
    '−1+1',
    '﹣1+1',
    '﹢1+1',
    '﹦1',
    '﹫SUM(1)',
    '˗1+1',
    '\u2800=1',
    '\u3164=1',
    '\u034F=1',
    '- a point',
    '-1+1',
  ])('makes %j harmless', (formula) => {
    expect(harmless(formula)).toBe(`'${formula}`);
    expect(read(csvLine([formula]))).toEqual([[`'${formula}`]]);
  });
  it.each(['-1', '+32', '-12.50', '2025-10-30', 'a=b', '1+1', "China's", '“Unjustified”', '稀土', ''])(
    'leaves %j as it is',
    (plain) => expect(harmless(plain)).toBe(plain),
  );
  it('writes a number without quotes', () => expect(csvLine([-5, 0.5])).toBe('-5,0.5\r\n'));
});
