import { describe, expect, it } from '@jest/globals';
import { edtfs } from '../testing/read-from-monday.js';
import type { DateLanguage } from './read-date.js';

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
