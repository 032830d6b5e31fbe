import { describe, expect, it } from '@jest/globals';
import { edtfs } from '../testing/read-from-monday.js';
import type { DateLanguage } from './read-date.js';

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
