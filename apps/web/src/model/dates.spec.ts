import { describe, expect, it } from '@jest/globals';
import { RARE_DATES } from '#edtf/testing/rare-dates.js';
import { dateText, dayAt, dayNumber, dayText, isDay, preferredLanguage } from './dates.js';

describe('a date', () => {
  it.each([
    ['2025-10-27', '27 Oct 2025', false],
    ['2025-10-20/2025-10-26', '20–26 Oct 2025', true],
    ['2025-10-0X', '1–9 Oct 2025', true],
    ['2025-04', 'Apr 2025', true],
    ['2025', '2025', true],
    ['2025-21', '2025-21', true],
  ])('%s reads %s in English', (edtf, text, isVague) => {
    const read = dateText(edtf, 'en');
    expect([read.text, read.isVague]).toEqual([text, isVague]);
  });
  it.each([
    ['2025-10-13~', '13 Oct 2025', 'about'],
    ['2025-10~', 'Oct 2025', 'about'],
    ['2025-10-13?', '13 Oct 2025', 'perhaps'],
    ['2025-10-13%', '13 Oct 2025', 'perhaps'],
  ])('%s does not read as if it were certain', (edtf, text, word) => {
    expect(dateText(edtf, 'en')).toEqual({ text, isVague: true, word });
  });
  it.each(RARE_DATES)('%s is shown as it is written, since its first and last day do not say it', (edtf) => {
    expect(dateText(edtf, 'en')).toEqual({ text: edtf, isVague: true });
  });
  it('says at which end it is open', () => {
    expect(dateText('2025-04/..', 'en')).toEqual({ text: '1 Apr 2025', isVague: true, word: 'from' });
    expect(dateText('../2025-10-27', 'en')).toEqual({ text: '27 Oct 2025', isVague: true, word: 'until' });
  });
  it('reads in the language of the reader, in Latin figures', () => {
    expect(dayText('2025-10-27', 'fr', 'long')).toBe('27 octobre 2025');
    expect(dayText('2025-10-01', 'fr', 'long')).toBe('1er octobre 2025');
    expect(dayText('2025-10-31', 'fr', 'short')).toBe('31 oct.');
    expect(dateText('2025-10-01/2025-10-09', 'fr').text).toBe('1er–9 oct. 2025');
    expect(dayText('2025-10-27', 'zh', 'long')).toBe('2025年10月27日');
    expect(dayText('2025-10-27', 'ar', 'long')).toBe('27 أكتوبر 2025');
  });
});

describe('a day', () => {
  it('is numbered, across the change of clocks', () => {
    expect(dayNumber('2025-10-27') - dayNumber('2025-10-26')).toBe(1);
    expect(dayAt(dayNumber('2024-02-29'))).toBe('2024-02-29');
  });
  it.each(['2025-02-30', '2025-1-1', 'now', ''])('is not %s', (text) => expect(isDay(text)).toBe(false));
});

describe('the language', () => {
  it('is the first that the reader prefers and the page has', () => {
    expect(preferredLanguage(['de-CH', 'ar-EG', 'en'])).toBe('ar');
    expect(preferredLanguage(['de', 'it'])).toBe('en');
  });
});
