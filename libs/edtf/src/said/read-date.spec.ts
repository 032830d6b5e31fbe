import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Day } from '#domain/world-date.js';
import { parseEdtf } from '../parse-edtf.js';
import { plusDays } from './calendar.js';
import { DATE_LANGUAGES, type DateLanguage, readDate } from './read-date.js';

/** A Monday. */
const FROM = '2025-10-27' as Day;
const edtfs = (said: string, language?: DateLanguage, from = FROM) =>
  readDate(said, from, language).map(({ edtf }) => edtf);

describe('a date in EDTF or ISO 8601', () => {
  it.each([
    ['2025-10-27'],
    ['2025-10'],
    ['2025'],
    ['2025-10-0X'],
    ['2025-10-28/2025-10-30'],
    ['2025-10-28/..'],
    ['../2025-10'],
    ['2025-10-27~'],
  ])('%s is itself', (said) => {
    expect(readDate(said, FROM)).toEqual([expect.objectContaining({ edtf: said, why: 'edtf' })]);
  });
  it('may be typed in small letters, or in the digits of another script', () => {
    expect(edtfs('2025-10-0x')).toEqual(['2025-10-0X']);
    expect(edtfs('٢٠٢٥-١٠-٢٧')).toEqual(['2025-10-27']);
    expect(edtfs('２０２５－１０－２７')).toEqual(['2025-10-27']);
  });
});

describe('a date in English, from Monday 27 October 2025', () => {
  it.each([
    // what is said, the likeliest reading, and others
    ['yesterday', ['2025-10-26']],
    ['the day before yesterday', ['2025-10-25']],
    ['tomorrow', ['2025-10-28']],
    ['the day after tomorrow', ['2025-10-29']],
    ['three days ago', ['2025-10-24']],
    ['in 2 days', ['2025-10-29']],
    ['in two weeks', ['2025-11-10~', '2025-11-10/2025-11-16', '2025-11-09/2025-11-15']],
    ['a month ago', ['2025-09']],
    ['in two months', ['2025-12']],
    ['two years ago', ['2023']],
    ['the last three days', ['2025-10-24/2025-10-27']],
    ['within two weeks', ['2025-10-27/2025-11-10']],
    ['last week', ['2025-10-20/2025-10-26', '2025-10-19/2025-10-25']],
    ['this week', ['2025-10-27/2025-11-02', '2025-10-26/2025-11-01']],
    ['next weekend', ['2025-11-08/2025-11-09']],
    ['last month', ['2025-09']],
    ['next year', ['2026']],
    ['the week after next', ['2025-11-10/2025-11-16', '2025-11-09/2025-11-15']],
    ['next Tuesday', ['2025-11-04', '2025-10-28']],
    ['last Friday', ['2025-10-24']],
    ['this Thursday', ['2025-10-30']],
    ['Thursday', ['2025-10-30', '2025-10-23']],
    ['on Friday', ['2025-10-24', '2025-10-31']],
    ['Tuesday of next week', ['2025-11-04']],
    ['27 October 2025', ['2025-10-27']],
    ['October 27, 2025', ['2025-10-27']],
    ['Oct. 27th 2025', ['2025-10-27']],
    ['the 10th of November', ['2025-11-10', '2024-11-10']],
    ['Thursday 30 October', ['2025-10-30']],
    ['Friday 30 October 2025', ['2025-10-30']],
    ['10 November last year', ['2024-11-10']],
    ['the 10th', ['2025-11-10', '2025-10-10']],
    ['early October', ['2025-10-0X', '2026-10-0X']],
    ['mid-October 2025', ['2025-10-1X']],
    ['late October 2025', ['2025-10-20/2025-10-31']],
    ['late February 2028', ['2028-02-20/2028-02-29']],
    ['the end of the month', ['2025-10-20/2025-10-31']],
    ['the end of last month', ['2025-09-20/2025-09-30']],
    ['early next year', ['2026-01/2026-04']],
    ['the end of next week', ['2025-11-06/2025-11-07']],
    ['October', ['2025-10', '2026-10']],
    ['in March', ['2026-03', '2025-03']],
    ['last October', ['2024-10']],
    ['next March', ['2026-03']],
    ['March 2026', ['2026-03']],
    ['mid-2025', ['2025-05/2025-08']],
    ['Q4', ['2025-10/2025-12', '2024-10/2024-12']],
    ['the fourth quarter of 2025', ['2025-10/2025-12']],
    ['last quarter', ['2025-07/2025-09']],
    ['H1 2026', ['2026-01/2026-06']],
    ['the first half of October 2025', ['2025-10-01/2025-10-15']],
    ['this spring', ['2025-03/2025-05', '2025-09/2025-11']],
    ['spring 2026', ['2026-03/2026-05', '2026-09/2026-11']],
    ['last spring', ['2025-03/2025-05', '2024-03/2024-05', '2024-09/2024-11']],
    ['winter 2025', ['2025-12/2026-02', '2024-12/2025-02', '2025-06/2025-08']],
    ['around 10 November', ['2025-11-10~', '2024-11-10~']],
    ['about October 2025', ['2025-10~']],
    ['around late October 2025', ['2025-10-20~/2025-10-31~']],
    ['perhaps 10 November 2025', ['2025-11-10?']],
    ['before 10 November 2025', ['../2025-11-09']],
    ['by the end of October 2025', ['../2025-10-31']],
    ['after 10 November 2025', ['2025-11-11/..']],
    ['since April 2025', ['2025-04/..']],
    ['28 to 30 October', ['2025-10-28/2025-10-30', '2024-10-28/2024-10-30']],
    ['October 28-30, 2025', ['2025-10-28/2025-10-30']],
    ['from 28 October to 3 November 2025', ['2025-10-28/2025-11-03']],
    ['between 20 December and 10 January', ['2025-12-20/2026-01-10', '2024-12-20/2025-01-10']],
    ['October to December 2025', ['2025-10/2025-12']],
    ['10/11/2025', ['2025-11-10', '2025-10-11']],
    ['27/10/2025', ['2025-10-27']],
    ['10/27/2025', ['2025-10-27']],
    ['11.11.2025', ['2025-11-11']],
    ['27.10.25', ['2025-10-27']],
    ['10/11', ['2025-11-10', '2025-10-11']],
    ['2025/10/27', ['2025-10-27']],
    ['the week of 10 November 2025', ['2025-11-10/2025-11-16', '2025-11-09/2025-11-15']],
    ['in the coming weeks', ['2025-10-28/..']],
    ['recently', ['../2025-10-27']],
  ])('%s', (said, wanted) => {
    expect(edtfs(said, 'en').slice(0, wanted.length)).toEqual(wanted);
  });
  it('says why each reading may be meant', () => {
    const whys = (said: string) => readDate(said, FROM, 'en').map(({ why }) => why);
    expect(whys('next Tuesday')).toEqual(['inNextWeek', 'firstToCome']);
    expect(whys('10/11/2025')).toEqual(['dayFirst', 'monthFirst']);
    expect(whys('October')).toEqual(['nearestYear', 'otherYear']);
    expect(whys('27 October 2025')).toEqual(['whole']);
    expect(whys('Thursday 30 October')).toEqual(['weekdayFits']);
    expect(whys('Friday 30 October 2025')).toEqual(['weekdayDiffers']);
    expect(whys('last week')).toEqual(['weekFromMonday', 'weekFromSunday']);
  });
  it('has its first and last day', () => {
    expect(readDate('early October', FROM, 'en')[0]).toEqual({
      edtf: '2025-10-0X',
      earliest: '2025-10-01',
      latest: '2025-10-09',
      why: 'nearestYear',
    });
    expect(readDate('after 10 November 2025', FROM, 'en')[0]).toMatchObject({ earliest: '2025-11-11', latest: null });
  });
});

describe('the same dates in other languages', () => {
  it.each<[DateLanguage, string, readonly string[]]>([
    ['fr', 'avant-hier', ['2025-10-25']],
    ['fr', 'Hier', ['2025-10-26']],
    ['fr', 'demain', ['2025-10-28']],
    ['fr', 'la semaine dernière', ['2025-10-20/2025-10-26']],
    ['fr', 'cette semaine', ['2025-10-27/2025-11-02']],
    ['fr', 'mardi prochain', ['2025-11-04', '2025-10-28']],
    ['fr', 'jeudi', ['2025-10-30', '2025-10-23']],
    ['fr', 'il y a deux semaines', ['2025-10-13~', '2025-10-13/2025-10-19']],
    ['fr', 'dans deux semaines', ['2025-11-10~', '2025-11-10/2025-11-16']],
    ['fr', 'début octobre', ['2025-10-0X', '2026-10-0X']],
    ['fr', 'mi-octobre 2025', ['2025-10-1X']],
    ['fr', 'à la fin du mois', ['2025-10-20/2025-10-31']],
    ['fr', 'fin 2025', ['2025-09/2025-12']],
    ['fr', '1er novembre 2025', ['2025-11-01']],
    ['fr', 'le jeudi 30 octobre 2025', ['2025-10-30']],
    ['fr', 'août', ['2025-08', '2026-08']],
    ['fr', 'T4 2025', ['2025-10/2025-12']],
    ['fr', 'le quatrième trimestre de 2025', ['2025-10/2025-12']],
    ['fr', 'ce printemps', ['2025-03/2025-05', '2025-09/2025-11']],
    ['fr', 'vers le 10 novembre 2025', ['2025-11-10~']],
    ['fr', 'avant le 10 novembre 2025', ['../2025-11-09']],
    ['fr', 'après le 10 novembre 2025', ['2025-11-11/..']],
    ['fr', "d'ici fin octobre 2025", ['../2025-10-31']],
    ['fr', 'du 28 au 30 octobre 2025', ['2025-10-28/2025-10-30']],
    ['fr', 'du 28 octobre au 3 novembre 2025', ['2025-10-28/2025-11-03']],
    ['fr', '10/11/2025', ['2025-11-10', '2025-10-11']],
    ['fr', 'ces derniers jours', ['../2025-10-27']],

    ['zh', '前天', ['2025-10-25']],
    ['zh', '昨天', ['2025-10-26']],
    ['zh', '后天', ['2025-10-29']],
    ['zh', '後天', ['2025-10-29']],
    ['zh', '上周', ['2025-10-20/2025-10-26']],
    ['zh', '下周二', ['2025-11-04']],
    ['zh', '周四', ['2025-10-30', '2025-10-23']],
    ['zh', '两周后', ['2025-11-10~', '2025-11-10/2025-11-16']],
    ['zh', '三天前', ['2025-10-24']],
    ['zh', '2025年10月27日', ['2025-10-27']],
    ['zh', '二〇二五年', []],
    ['zh', '十月二十七日', ['2025-10-27', '2024-10-27']],
    ['zh', '10月初', ['2025-10-0X', '2026-10-0X']],
    ['zh', '10月上旬', ['2025-10-01/2025-10-10', '2026-10-01/2026-10-10']],
    ['zh', '2025年10月下旬', ['2025-10-21/2025-10-31']],
    ['zh', '月底', ['2025-10-20/2025-10-31']],
    ['zh', '下个月初', ['2025-11-0X']],
    ['zh', '今年年底', ['2025-09/2025-12']],
    ['zh', '去年10月', ['2024-10']],
    ['zh', '第四季度', ['2025-10/2025-12', '2024-10/2024-12']],
    ['zh', '今年春天', ['2025-03/2025-05', '2025-09/2025-11']],
    ['zh', '2025年11月10日左右', ['2025-11-10~']],
    ['zh', '2025年11月10日之前', ['../2025-11-09']],
    ['zh', '2025年11月10日之后', ['2025-11-11/..']],
    ['zh', '10月28日至30日', ['2025-10-28/2025-10-30', '2024-10-28/2024-10-30']],
    ['zh', '2025年10月28日至11月3日', ['2025-10-28/2025-11-03']],
    ['zh', '2025年10月30日（星期四）', ['2025-10-30']],
    ['zh', '10/11', ['2025-10-11', '2025-11-10']],

    ['ar', 'أول أمس', ['2025-10-25']],
    ['ar', 'أمس', ['2025-10-26']],
    ['ar', 'غدًا', ['2025-10-28']],
    ['ar', 'الأسبوع الماضي', ['2025-10-19/2025-10-25', '2025-10-18/2025-10-24', '2025-10-20/2025-10-26']],
    ['ar', 'الثلاثاء المقبل', ['2025-11-04', '2025-10-28']],
    ['ar', 'يوم الخميس', ['2025-10-30', '2025-10-23']],
    ['ar', 'بعد أسبوعين', ['2025-11-10~']],
    ['ar', 'قبل يومين', ['2025-10-25']],
    ['ar', 'قبل ثلاثة أيام', ['2025-10-24']],
    ['ar', '٢٧ أكتوبر ٢٠٢٥', ['2025-10-27']],
    ['ar', '27 تشرين الأول 2025', ['2025-10-27']],
    ['ar', 'أوائل أكتوبر', ['2025-10-0X', '2026-10-0X']],
    ['ar', 'منتصف أكتوبر 2025', ['2025-10-1X']],
    ['ar', 'نهاية الشهر', ['2025-10-20/2025-10-31']],
    ['ar', 'الربع الرابع من عام 2025', ['2025-10/2025-12']],
    ['ar', 'هذا الربيع', ['2025-03/2025-05', '2025-09/2025-11']],
    ['ar', 'حوالي 10 نوفمبر 2025', ['2025-11-10~']],
    ['ar', 'قبل 10 نوفمبر 2025', ['../2025-11-09']],
    ['ar', 'بعد 10 نوفمبر 2025', ['2025-11-11/..']],
    ['ar', 'من 28 إلى 30 أكتوبر 2025', ['2025-10-28/2025-10-30']],
    ['ar', 'بين 28 و30 أكتوبر 2025', ['2025-10-28/2025-10-30']],
    ['ar', 'الأسابيع المقبلة', ['2025-10-28/..']],
    ['ar', 'في الأسابيع المقبلة', ['2025-10-28/..']],
  ])('%s: %s', (language, said, wanted) => {
    const found = edtfs(said, language);
    expect(wanted.length === 0 ? found : found.slice(0, wanted.length)).toEqual(wanted);
  });
  it('are found without the language, too', () => {
    expect(edtfs('la semaine dernière')).toEqual(['2025-10-20/2025-10-26']);
    expect(edtfs('上周')).toEqual(['2025-10-20/2025-10-26']);
  });
});

describe('what bounds a date, from Monday 27 October 2025', () => {
  it.each<[DateLanguage, string, readonly string[]]>([
    // The end and the beginning of something are moments there.
    ['en', 'before the end of the year', ['../2025-12-31']],
    ['en', 'before the end of the month', ['../2025-10-31']],
    ['en', 'before the end of October', ['../2025-10-31', '../2026-10-31']],
    ['en', 'before the end of next week', ['../2025-11-07']],
    ['en', 'before the beginning of next year', ['../2025-12-31']],
    ['en', 'after the beginning of the year', ['2025-01-01/..']],
    ['en', 'after the end of the month', ['2025-11-01/..']],
    ['en', 'by the start of November', ['../2025-11-01', '../2026-11-01']],
    ['en', 'by the end of Q1 2026', ['../2026-03-31']],
    ['en', 'since the end of September 2025', ['2025-09-30/..']],
    ['en', 'from the beginning of October 2025 to the end of the year', ['2025-10-01/2025-12-31']],
    ['en', 'before late October 2025', ['../2025-10-19']],
    ['en', 'the end of Q1 2026', ['2026-03']],
    ['fr', "avant la fin de l'année", ['../2025-12-31']],
    ['fr', 'avant la fin du mois', ['../2025-10-31']],
    ['fr', 'avant fin octobre 2025', ['../2025-10-31']],
    ['fr', "après le début de l'année", ['2025-01-01/..']],
    ['fr', 'avant la fin du premier trimestre 2026', ['../2026-03-31']],
    ['zh', '年底之前', ['../2025-12-31']],
    ['zh', '月底前', ['../2025-10-31']],
    ['zh', '下个月底之前', ['../2025-11-30']],
    ['zh', '年初以来', ['2025-01-01/..']],
    ['zh', '10月上旬之前', ['../2026-09-30', '../2025-09-30']],
    ['ar', 'قبل نهاية العام', ['../2025-12-31']],
    ['ar', 'قبل نهاية الشهر', ['../2025-10-31']],
    ['ar', 'بعد بداية العام', ['2025-01-01/..']],
    ['ar', 'قبل نهاية الأسبوع المقبل', ['../2025-11-07']],

    // Only what was not said is that of the other end.
    ['en', 'from today to 10 November', ['2025-10-27/2025-11-10']],
    ['en', 'from tomorrow until 10 November', ['2025-10-28/2025-11-10']],
    ['en', 'from last Monday to next Friday', ['2025-10-20/2025-11-07', '2025-10-20/2025-10-31']],
    ['en', 'from last month to next month', ['2025-09/2025-11']],
    ['en', 'from Monday to 10 November 2025', ['2025-10-27/2025-11-10']],
    ['en', 'from Monday to Friday', ['2025-10-27/2025-10-31', '2025-10-20/2025-10-24']],
    ['en', 'Monday to Friday next week', ['2025-11-03/2025-11-07']],
    ['en', 'from 28 October 2023 to 3 November', ['2023-10-28/2023-11-03']],
    ['en', 'from November 2023 to March', ['2023-11/2024-03']],
    ['fr', "d'aujourd'hui au 10 novembre", ['2025-10-27/2025-11-10']],
    ['fr', 'de lundi dernier à vendredi prochain', ['2025-10-20/2025-11-07', '2025-10-20/2025-10-31']],
    ['fr', 'du mois dernier au mois prochain', ['2025-09/2025-11']],
    ['fr', 'de lundi à vendredi', ['2025-10-27/2025-10-31', '2025-10-20/2025-10-24']],
    ['zh', '从今天到11月10日', ['2025-10-27/2025-11-10']],
    ['zh', '上个月到下个月', ['2025-09/2025-11']],
    ['zh', '上周一至下周五', ['2025-10-20/2025-11-07']],
    ['ar', 'من اليوم إلى 10 نوفمبر', ['2025-10-27/2025-11-10']],
    ['ar', 'من الشهر الماضي إلى الشهر المقبل', ['2025-09/2025-11']],

    // What is over is less likely with "by" and "before", and what is to come is not likely with "since".
    ['en', 'since January', ['2025-01/..', '2024-01/..']],
    ['en', 'since Friday', ['2025-10-24/..']],
    ['en', 'since October', ['2025-10/..']],
    ['en', 'by Friday', ['../2025-10-31']],
    ['en', 'by Monday', ['../2025-10-27', '../2025-11-03']],
    ['en', 'before Monday', ['../2025-11-02']],
    ['en', 'by June', ['../2026-06', '../2025-06']],
    ['en', 'by October', ['../2025-10', '../2026-10']],
    ['en', 'before June', ['../2026-05-31', '../2025-05-31']],
    ['en', 'until the 20th', ['../2025-11-20']],
    ['en', 'from January', ['2026-01/..', '2025-01/..']],
    ['fr', 'depuis janvier', ['2025-01/..', '2024-01/..']],
    ['fr', "d'ici vendredi", ['../2025-10-31']],
    ['fr', "d'ici juin", ['../2026-06', '../2025-06']],
    ['fr', 'avant juin', ['../2026-05-31', '../2025-05-31']],
    ['fr', 'à partir de janvier', ['2026-01/..', '2025-01/..']],
    ['zh', '自1月以来', ['2025-01/..', '2024-01/..']],
    ['zh', '最迟周五', ['../2025-10-31']],
    ['zh', '6月之前', ['../2026-05-31', '../2025-05-31']],
    ['ar', 'منذ يناير', ['2025-01/..', '2024-01/..']],
    ['ar', 'بحلول يونيو', ['../2026-06', '../2025-06']],
    ['ar', 'بحلول يوم الجمعة', ['../2025-10-31']],
  ])('%s: %s', (language, said, wanted) => {
    expect(edtfs(said, language).slice(0, wanted.length)).toEqual(wanted);
    expect(edtfs(said, language)).not.toEqual([]);
  });
});

describe('the first such day to come', () => {
  it.each<[DateLanguage, string, readonly string[]]>([
    ['en', 'this coming Friday', ['2025-10-31']],
    ['en', 'this coming weekend', ['2025-11-01/2025-11-02']],
    ['en', 'over the coming weekend', ['2025-11-01/2025-11-02']],
    ['en', 'the coming week', ['2025-11-03/2025-11-09', '2025-11-02/2025-11-08']],
    ['fr', 'vendredi qui vient', ['2025-10-31']],
    ['fr', 'le week-end qui vient', ['2025-11-01/2025-11-02']],
    ['fr', 'la semaine qui vient', ['2025-11-03/2025-11-09']],
    ['zh', '即将到来的周五', ['2025-10-31']],
    ['zh', '即将到来的周末', ['2025-11-01/2025-11-02']],
  ])('%s: %s', (language, said, wanted) => {
    expect(edtfs(said, language)).toEqual(wanted);
  });
});

describe('a week that begins or ends on a day', () => {
  it.each<[DateLanguage, string, readonly string[]]>([
    ['en', 'week commencing 9 November 2025', ['2025-11-09/2025-11-15']],
    ['en', 'the week beginning Wednesday 12 November', ['2025-11-12/2025-11-18']],
    ['en', 'the week ending 14 November 2025', ['2025-11-08/2025-11-14']],
    ['fr', 'la semaine commençant le 12 novembre 2025', ['2025-11-12/2025-11-18']],
    ['fr', 'la semaine se terminant le 14 novembre 2025', ['2025-11-08/2025-11-14']],
    ['zh', '2025年11月12日开始的一周', ['2025-11-12/2025-11-18']],
    ['ar', 'الأسبوع الذي يبدأ في 12 نوفمبر 2025', ['2025-11-12/2025-11-18']],
  ])('%s: %s', (language, said, wanted) => {
    expect(edtfs(said, language)).toEqual(wanted);
  });
});

describe('more that is said, from Monday 27 October 2025', () => {
  it.each<[DateLanguage, string, readonly string[]]>([
    ['en', 'the coming days', ['2025-10-28/..']],
    ['en', 'the past few weeks', ['../2025-10-27']],
    ['en', 'some time in November 2025', ['2025-11']],
    ['en', 'next weekend', ['2025-11-08/2025-11-09', '2025-11-01/2025-11-02']],
    ['en', 'in a fortnight', ['2025-11-10~', '2025-11-10/2025-11-16', '2025-11-09/2025-11-15']],
    ['en', 'by end-October 2025', ['../2025-10-31']],
    ['en', 'by year-end', ['../2025-12-31']],
    ['en', 'by close of business on Thursday', ['../2025-10-30', '../2025-11-06']],
    ['en', 'between now and the end of the year', ['2025-10-27/2025-12-31']],
    ['en', 'Monday 3 to Friday 7 November 2025', ['2025-11-03/2025-11-07']],
    ['en', '10 November next', ['2025-11-10']],
    ['en', '2019-2023', ['2019/2023']],
    ['en', 'tomorrow morning', ['2025-10-28']],
    ['en', 'a few weeks ago', ['../2025-10-27']],
    ['fr', 'il y a quelques jours', ['../2025-10-27']],
    ['zh', '几天前', ['../2025-10-27']],
    ['fr', 'les jours à venir', ['2025-10-28/..']],
    ['fr', 'du lundi 3 au vendredi 7 novembre', ['2025-11-03/2025-11-07']],
    ['fr', 'le 10 novembre prochain', ['2025-11-10']],
    ['fr', 'le 10 octobre dernier', ['2025-10-10']],
    ['fr', 'dans une quinzaine de jours', ['2025-11-10~', '2025-11-10/2025-11-16']],
    ['fr', "en fin d'année", ['2025-09/2025-12']],
    ['fr', "d'ici deux semaines", ['2025-10-27/2025-11-10']],
    ['fr', 'lundi matin', ['2025-10-27', '2025-10-20']],
    ['zh', '6个月前', ['2025-04']],
    ['zh', '今后几天', ['2025-10-28/..']],
    ['zh', '明天下午', ['2025-10-28']],
    ['ar', 'خلال الأيام المقبلة', ['2025-10-28/..']],
    ['ar', '10 نوفمبر المقبل', ['2025-11-10']],
    ['ar', 'صباح الخميس', ['2025-10-30', '2025-10-23']],
  ])('%s: %s', (language, said, wanted) => {
    expect(edtfs(said, language)).toEqual(wanted);
  });
});

describe('what is no date', () => {
  it.each([
    [''],
    ['when pigs fly'],
    ['31 February 2025'],
    ['2025-02-29'],
    ['45/45/2025'],
    ['10 o’clock'],
    ['from ../.. to 10 November'],
    ['from 10 November to ../..'],
    // Several dates are no interval.
    ['10 and 12 November'],
    ['November 10 and 12'],
    ['10 November and 12 November'],
    ['Monday and Wednesday'],
    ['March and May'],
    ['les 10 et 12 novembre'],
    ['du 10 novembre et du 12 novembre'],
    ['lundi et mercredi'],
    ['mars et mai'],
    ['11月10日和12日'],
    ['3月和5月'],
    ['周一和周三'],
    ['10 و12 نوفمبر'],
    ['الاثنين والأربعاء'],
    ['مارس ومايو'],
    ['a'.repeat(101)],
  ])('is not read: %s', (said) => {
    expect(readDate(said, FROM)).toEqual([]);
  });
  it('takes no time, whatever is typed', () => {
    const hostile = ['from '.repeat(19), 'to '.repeat(33), '1-'.repeat(50), '至'.repeat(100), 'before '.repeat(14)];
    const began = performance.now();
    for (const said of hostile) expect(readDate(said, FROM)).toEqual([]);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

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
