import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { csvLine, harmless, isFormula } from './csv.js';

const read = (csv: string): readonly string[][] => parse(csv);
/** What a reader does who wants the text as it was. */
const withoutApostrophe = (cell: string) => (cell.startsWith("'") && isFormula(cell.slice(1)) ? cell.slice(1) : cell);
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.constantFrom('=', '+', '-', '@', "'", '"', ',', ';', '\r', '\n', '\t', ' ', '稀', '1', '.', '\u200B'), {
      maxLength: 8,
    })
    .map((signs) => signs.join('')),
);

describe('a line of CSV', () => {
  it('ends with CRLF, and quotes every text', () => {
    expect(csvLine(['a', 1, true, undefined, null, 'say "no"', '1;2', ''])).toBe(
      '"a",1,true,,,"say ""no""","1;2",""\r\n',
    );
  });
  it('gives back every text as it was but for the apostrophe of what may be a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 4 }), (rows) => {
        const told = read(rows.map(csvLine).join(''));
        expect(told.map((row) => row.map(withoutApostrophe))).toEqual(rows);
        for (const cell of told.flat()) expect([cell, isFormula(cell) && !cell.startsWith("'")]).toEqual([cell, false]);
      }),
    );
  });
  it.each([
    '=1+1',
    "=cmd|' /C calc'!A0",
    '+SUM(1)',
    '-SUM(1)',
    '@SUM(1)',
    '\t=1',
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
