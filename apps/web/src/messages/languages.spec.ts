import { describe, expect, it } from '@jest/globals';
import { IntlMessageFormat } from 'intl-messageformat';
import { declaredBy, faultsIn } from '#messages/faults.js';
import { LANGUAGES, type Language, LOCALES } from '#messages/languages.js';
import { type Text, written } from '../model/text.js';
import { compiled } from './compiled.js';
import administrationAr from './administration-ar.js';
import administrationEn from './administration-en.js';
import administrationFr from './administration-fr.js';
import administrationZh from './administration-zh.js';
import auditAr from './audit-ar.js';
import auditEn from './audit-en.js';
import auditFr from './audit-fr.js';
import auditZh from './audit-zh.js';
import briefAr from './brief-ar.js';
import briefEn from './brief-en.js';
import briefFr from './brief-fr.js';
import briefZh from './brief-zh.js';
import changesAr from './changes-ar.js';
import changesEn from './changes-en.js';
import changesFr from './changes-fr.js';
import changesZh from './changes-zh.js';
import factAr from './fact-ar.js';
import factEn from './fact-en.js';
import factFr from './fact-fr.js';
import factZh from './fact-zh.js';
import feedsAr from './feeds-ar.js';
import feedsEn from './feeds-en.js';
import feedsFr from './feeds-fr.js';
import feedsZh from './feeds-zh.js';
import ar from './language-ar.js';
import en from './language-en.js';
import fr from './language-fr.js';
import zh from './language-zh.js';
import loginAr from './login-ar.js';
import loginEn from './login-en.js';
import loginFr from './login-fr.js';
import loginZh from './login-zh.js';
import paperAr from './paper-ar.js';
import paperEn from './paper-en.js';
import paperFr from './paper-fr.js';
import paperZh from './paper-zh.js';
import recordAr from './record-ar.js';
import recordEn from './record-en.js';
import recordFr from './record-fr.js';
import recordZh from './record-zh.js';
import timelineAr from './timeline-ar.js';
import timelineEn from './timeline-en.js';
import timelineFr from './timeline-fr.js';
import timelineZh from './timeline-zh.js';
import verifyAr from './verify-ar.js';
import verifyEn from './verify-en.js';
import verifyFr from './verify-fr.js';
import verifyZh from './verify-zh.js';
import weekAr from './week-ar.js';
import weekEn from './week-en.js';
import weekFr from './week-fr.js';
import weekZh from './week-zh.js';

const CATALOGUES: readonly Readonly<Record<Language, Readonly<Record<string, string>>>>[] = [
  { en, fr, zh, ar },
  { en: administrationEn, fr: administrationFr, zh: administrationZh, ar: administrationAr },
  { en: auditEn, fr: auditFr, zh: auditZh, ar: auditAr },
  { en: briefEn, fr: briefFr, zh: briefZh, ar: briefAr },
  { en: changesEn, fr: changesFr, zh: changesZh, ar: changesAr },
  { en: factEn, fr: factFr, zh: factZh, ar: factAr },
  { en: feedsEn, fr: feedsFr, zh: feedsZh, ar: feedsAr },
  { en: paperEn, fr: paperFr, zh: paperZh, ar: paperAr },
  { en: recordEn, fr: recordFr, zh: recordZh, ar: recordAr },
  { en: timelineEn, fr: timelineFr, zh: timelineZh, ar: timelineAr },
  { en: loginEn, fr: loginFr, zh: loginZh, ar: loginAr },
  { en: verifyEn, fr: verifyFr, zh: verifyZh, ar: verifyAr },
  { en: weekEn, fr: weekFr, zh: weekZh, ar: weekAr },
];

describe('the texts of the page', () => {
  it('use the parameters of the English ones in each language, with every plural form that it has', () => {
    for (const catalogue of CATALOGUES) expect(faultsIn(catalogue, declaredBy(catalogue.en, 'en'))).toEqual([]);
  });
  it('would be refused without a parameter or a plural form', () => {
    const wrong = { ...fr, 'date.from': 'depuis', 'list.andMore': '{count, plural, one {# autre} other {# autres}}' };
    expect(faultsIn({ en, fr: wrong, zh, ar }, declaredBy(en, 'en'))).toEqual([
      'fr: date.from does not use {date}',
      'fr: list.andMore has no plural form "many" of {count}',
    ]);
  });
  it('have each an id of their own, since a screen has several files of them', () => {
    const ids = CATALOGUES.flatMap((catalogue) => Object.keys(catalogue.en));
    expect(ids.filter((id, n) => ids.indexOf(id) !== n)).toEqual([]);
  });
});

describe('a compiled text', () => {
  /** Of each plural form of the four languages, one or more; and names. */
  const drawn = [0, 1, 2, 3, 11, 100, 1_000_000, 1_234_567].map((count) => (name: string) => [name, count] as const);
  const names = (text: string) => [...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name!);

  it('says what ICU MessageFormat says', () => {
    for (const catalogue of CATALOGUES)
      for (const language of LANGUAGES)
        for (const text of Object.values(catalogue[language])) {
          const locale = LOCALES[language];
          const expected = new IntlMessageFormat(text, locale);
          for (const draw of drawn) {
            const parameters = Object.fromEntries(names(text).map(draw));
            expect(written(compiled(text), locale, parameters)).toBe(String(expected.format(parameters)));
          }
        }
  });
  it('takes names and counts in one text, a form for just this count, and an apostrophe', () => {
    const text = compiled("It''s {who}''s: {count, plural, =0 {none} one {# fact} other {# facts of {who}}}");
    const parameters = (count: number) => ({ who: 'Ana', count });
    expect(written(text, 'en-GB', parameters(0))).toBe("It's Ana's: none");
    expect(written(text, 'en-GB', parameters(1))).toBe("It's Ana's: 1 fact");
    expect(written(text, 'en-GB', parameters(1_200))).toBe("It's Ana's: 1,200 facts of Ana");
  });
  it('is refused if a parameter is missing, or if the text chooses otherwise than by a number', () => {
    const text: Text = compiled('Learned {day}');
    expect(text).toEqual(['Learned ', ['day']]);
    expect(() => written(text, 'en-GB', {})).toThrow('A text needs {day}');
    expect(() => written(compiled('{toString}'), 'en-GB', {})).toThrow('A text needs {toString}');
    expect(() => compiled('{who, select, one {he} other {they}}')).toThrow('use only {name}');
    expect(() => compiled('{count, selectordinal, one {#st} other {#th}}')).toThrow('use only {name}');
    expect(() => compiled('{count, plural, offset:1 one {#} other {#}}')).toThrow('use only {name}');
  });
});
