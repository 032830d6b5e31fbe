import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Day } from '#domain/world-date.js';
import { parseEdtf } from '../parse-edtf.js';
import { edtfs } from '../testing/read-from-monday.js';
import { plusDays } from './calendar.js';
import { DATE_LANGUAGES, type DateLanguage, readDate } from './read-date.js';

const day = fc
  .integer({ min: Date.parse('1900-01-01') / 86_400_000, max: Date.parse('2100-12-31') / 86_400_000 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10) as Day);
const WORDS: Readonly<Record<DateLanguage, readonly string[]>> = {
  en: [
    'yesterday',
    'in',
    'two',
    'weeks',
    'ago',
    'early',
    'late',
    'October',
    'February',
    '29',
    '31',
    'next',
    'last',
    'Tuesday',
    'before',
    'around',
    'to',
    'Q1',
    'winter',
    '2025',
    '10/11',
    'the',
    'end of',
    'month',
    'week',
    'since',
    'by',
    'from',
    'between',
    'and',
    'days',
    'weekend',
    'the coming',
  ],
  fr: [
    'hier',
    'dans',
    'deux',
    'semaines',
    'il y a',
    'début',
    'fin',
    'octobre',
    '29',
    'février',
    'prochain',
    'mardi',
    'avant',
    'vers',
    'au',
    'du',
    'T1',
    'hiver',
    '2025',
    'mois',
    'le',
    'depuis',
  ],
  zh: [
    '昨天',
    '两',
    '周',
    '后',
    '前',
    '10月',
    '2月',
    '29日',
    '初',
    '底',
    '上',
    '下',
    '周二',
    '之前',
    '左右',
    '至',
    '第一季度',
    '冬天',
    '2025年',
    '自',
    '年',
  ],
  ar: [
    'أمس',
    'بعد',
    'أسبوعين',
    'قبل',
    'أوائل',
    'أواخر',
    'أكتوبر',
    'فبراير',
    '29',
    'المقبل',
    'الثلاثاء',
    'حوالي',
    'إلى',
    'من',
    'الربع الأول',
    'الشتاء',
    '2025',
    'الشهر',
    'منذ',
  ],
};
const drawn = fc.constantFrom(...DATE_LANGUAGES).chain((language) =>
  fc.record({
    language: fc.constant(language),
    words: fc.array(fc.constantFrom(...WORDS[language]), { minLength: 1, maxLength: 5 }),
  }),
);

describe('every reading', () => {
  it('is an EDTF text that the record accepts, whose first day is not after its last one', () => {
    let understood = 0;
    const isDate = fc.property(drawn, day, ({ language, words }, from) => {
      for (const { edtf, earliest, latest } of readDate(words.join(' '), from, language)) {
        understood += 1;
        expect(parseEdtf(edtf)).toMatchObject({ earliest, latest });
        if (earliest !== null && latest !== null) expect(earliest <= latest).toBe(true);
      }
    });
    fc.assert(isDate, { numRuns: 1_000 });
    // The same draws in every run: the count of others could be lower by chance.
    understood = 0;
    fc.assert(isDate, { numRuns: 1_000, seed: 1 });
    expect(understood).toBeGreaterThan(100);
  });
  it('that is counted from the day of the source moves with it', () => {
    const RELATIVE = [
      'yesterday',
      'three days ago',
      'in two weeks',
      'last week',
      'next Tuesday',
      'Thursday',
      'this weekend',
      'the last three days',
      'la semaine prochaine',
      '下周二',
      'الأسبوع الماضي',
      'soon',
    ];
    const moved = (edtf: string, days: number) =>
      edtf.replaceAll(/\d{4}-\d\d-\d\d/g, (day) => plusDays(day as Day, days));
    fc.assert(
      fc.property(fc.constantFrom(...RELATIVE), day, fc.integer({ min: -200, max: 200 }), (said, from, weeks) => {
        const later = plusDays(from, weeks * 7);
        expect(edtfs(said, undefined, later)).toEqual(
          edtfs(said, undefined, from).map((edtf) => moved(edtf, weeks * 7)),
        );
      }),
      { numRuns: 100 },
    );
  });
  it('is over with "since", and is not with "by" and "before"', () => {
    const months = fc.integer({ min: 0, max: 11 });
    fc.assert(
      fc.property(day, months, fc.constantFrom('', 'the end of '), (from, month, edge) => {
        const name = `${edge}${new Date(2000, month).toLocaleString('en-GB', { month: 'long' })}`;
        expect(readDate(`since ${name}`, from, 'en')[0]!.earliest! <= from).toBe(true);
        expect(readDate(`by ${name}`, from, 'en')[0]!.latest! >= from).toBe(true);
        expect(readDate(`before ${name}`, from, 'en')[0]!.latest! >= from).toBe(true);
      }),
    );
  });
  it('without a year has the nearest one first', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }), (from, month, of) => {
        const [first, second] = readDate(
          `${of} ${new Date(2000, month - 1).toLocaleString('en-GB', { month: 'long' })}`,
          from,
          'en',
        );
        const apart = (date: string) => Math.abs(Date.parse(date) - Date.parse(from));
        expect(apart(first!.edtf)).toBeLessThanOrEqual(apart(second!.edtf));
        expect(apart(first!.edtf)).toBeLessThanOrEqual(184 * 86_400_000);
      }),
    );
  });
});
