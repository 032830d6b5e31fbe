import { describe, expect, it } from '@jest/globals';
import { sentenceIn } from './all-languages.js';
import { LANGUAGES } from './languages.js';
import type { Message } from './messages.js';

const again = (count: number, items: readonly string[], more = 0): Message => ({
  id: 'headline.changed.inForceAfterSuspension',
  parameters: { count, actor: 'China', days: '2026-11-11', measures: { items, more } },
});
const suspended = (count: number): Message => ({
  id: 'headline.changed.suspended',
  parameters: { count, actor: '中国', days: '2025-11-07', measures: { items: ['MOFCOM No. 62'], more: 0 } },
});

describe('a message', () => {
  it('is a sentence in English', () => {
    expect(sentenceIn('en', again(1, ['MOFCOM No. 62']))).toBe(
      'The suspension of a provision of China has ended: it has been in force since 11 November 2026 (MOFCOM No. 62).',
    );
    expect(sentenceIn('en', again(8, ['No. 61', 'No. 62', 'No. 55'], 3))).toBe(
      'The suspension of 8 provisions of China has ended: they have been in force since 11 November 2026 (No. 61, No. 62, No. 55 and 3 more measures).',
    );
  });
  it('is a sentence in French', () => {
    expect(sentenceIn('fr', again(1, ['No. 62']))).toBe(
      'China\u00a0: la suspension d’une disposition a pris fin\u00a0; elle est en vigueur depuis le 11 novembre 2026 (No. 62).',
    );
    expect(sentenceIn('fr', again(8, ['No. 61', 'No. 62'], 1))).toBe(
      'China\u00a0: la suspension de 8 dispositions a pris fin\u00a0; elles sont en vigueur depuis le 11 novembre 2026 (No. 61, No. 62 et 1 autre mesure).',
    );
  });
  it('has the first day of a month in French as an ordinal', () => {
    const { id, parameters } = again(1, ['No. 62']);
    expect(sentenceIn('fr', { id, parameters: { ...parameters, days: '2026-11-01' } } as Message)).toContain(
      'depuis le 1er novembre 2026',
    );
  });
  it('is a sentence in Chinese', () => {
    expect(sentenceIn('zh', suspended(8))).toBe('中国的8项规定自2025年11月7日起暂停实施：MOFCOM No. 62。');
  });
  it('has each plural form of Arabic, and Latin figures', () => {
    const noun = (count: number) => /: (.+?) من/.exec(sentenceIn('ar', suspended(count)))![1];
    expect([0, 1, 2, 3, 10, 11, 99, 100].map(noun)).toEqual([
      'لا أحكام',
      'حكم واحد',
      'حكمان',
      '3 أحكام',
      '10 أحكام',
      '11 حكمًا',
      '99 حكمًا',
      '100 حكم',
    ]);
    expect(sentenceIn('ar', suspended(1))).toContain('7 نوفمبر 2025');
  });
  it('keeps names of the other direction apart, and only those', () => {
    const meeting = (title: string): Message => ({ id: 'headline.meeting', parameters: { title, days: '2025-10-30' } });
    expect(sentenceIn('ar', meeting('Talks in Brussels'))).toContain('\u2068Talks in Brussels\u2069');
    expect(sentenceIn('ar', meeting('محادثات بروكسل'))).not.toMatch(/[\u2068\u2069]/);
    expect(sentenceIn('en', meeting('محادثات بروكسل'))).toContain('\u2068محادثات بروكسل\u2069');
    expect(sentenceIn('en', meeting('Talks in Brussels'))).toBe(
      'The next meeting is planned for 30 October 2025: Talks in Brussels.',
    );
  });
  it('says which days a vague date can mean', () => {
    const meeting: Message = { id: 'headline.meeting', parameters: { title: 'Talks', days: '2025-10-27/2025-11-02' } };
    expect(sentenceIn('en', meeting)).toMatch(/ planned for 27 October\s–\s2 November 2025: Talks\.$/);
    expect(sentenceIn('zh', meeting)).toBe('下次会议定于2025年10月27日至2025年11月2日举行：Talks。');
  });
  it('leaves braces in names alone', () => {
    const meeting: Message = { id: 'headline.meeting', parameters: { title: '{days} # <b>', days: '2025-10-30' } };
    for (const language of LANGUAGES) expect(sentenceIn(language, meeting)).toContain('{days} # <b>');
  });
});
