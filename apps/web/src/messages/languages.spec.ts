import { describe, expect, it } from '@jest/globals';
import { declaredBy, faultsIn } from '#messages/faults.js';
import ar from './language-ar.js';
import en from './language-en.js';
import fr from './language-fr.js';
import zh from './language-zh.js';
import timelineAr from './timeline-ar.js';
import timelineEn from './timeline-en.js';
import timelineFr from './timeline-fr.js';
import timelineZh from './timeline-zh.js';

describe('the texts of the page', () => {
  const declared = declaredBy(en, 'en');

  it('use the parameters of the English ones in each language, with every plural form that it has', () => {
    expect(faultsIn({ en, fr, zh, ar }, declared)).toEqual([]);
    const timeline = { en: timelineEn, fr: timelineFr, zh: timelineZh, ar: timelineAr };
    expect(faultsIn(timeline, declaredBy(timelineEn, 'en'))).toEqual([]);
  });
  it('would be refused without a parameter or a plural form', () => {
    const wrong = { ...fr, 'date.from': 'depuis', 'list.andMore': '{count, plural, one {# autre} other {# autres}}' };
    expect(faultsIn({ en, fr: wrong, zh, ar }, declared)).toEqual([
      'fr: date.from does not use {date}',
      'fr: list.andMore has no plural form "many" of {count}',
    ]);
  });
});
