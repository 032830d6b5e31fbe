import { describe, expect, it } from '@jest/globals';
import { preferredCoding, preferredLanguage, preferredType } from './accept.js';

const wanted = (accept?: string) => preferredType(accept, ['application/json', 'text/plain']);

describe('the preferred media type', () => {
  it.each([undefined, '', '*/*', 'application/*', 'application/json', 'text/html, */*;q=0.1', 'TEXT/HTML, */*'])(
    'is JSON for Accept: %p',
    (accept) => expect(wanted(accept)).toBe('application/json'),
  );
  it.each([
    'text/plain',
    'Text/Plain; charset=utf-8',
    'text/*',
    'text/plain, application/json;q=0.9',
    'text/plain, */*;q=0.5',
    'application/json;q=0, */*',
    'nonsense, text/plain;q=0.2',
  ])('is text for Accept: %p', (accept) => expect(wanted(accept)).toBe('text/plain'));
  it.each(['text/html', 'application/json;q=0', '*/*;q=0', 'text/*;q=0, application/*;q=0.000', 'nonsense', '*/json'])(
    'is neither for Accept: %p',
    (accept) => expect(wanted(accept)).toBeUndefined(),
  );
  it('is the first on offer if two have the same weight', () => {
    expect(wanted('text/plain, application/json')).toBe('application/json');
    expect(preferredType('text/plain, application/json', ['text/plain', 'application/json'])).toBe('text/plain');
  });
});

describe('the preferred content coding', () => {
  const coding = (accept?: string) => preferredCoding(accept, ['br', 'gzip']);
  it.each(['br', 'gzip, deflate, br, zstd', '*', 'BR;Q=0.5', 'gzip;q=0.5, *'])(
    'is br for Accept-Encoding: %p',
    (accept) => expect(coding(accept)).toBe('br'),
  );
  it.each(['gzip', 'br;q=0.5, gzip', 'br;q=0, *', 'br;q=high, gzip;q=0.1'])(
    'is gzip for Accept-Encoding: %p',
    (accept) => expect(coding(accept)).toBe('gzip'),
  );
  it.each([undefined, '', 'identity', 'zstd', 'br;q=0', '*;q=0', 'identity, gzip;q=0.5', 'br;q=high'])(
    'is none for Accept-Encoding: %p',
    (accept) => expect(coding(accept)).toBeUndefined(),
  );
});

describe('the preferred language', () => {
  const language = (accept?: string) => preferredLanguage(accept, ['en', 'fr', 'zh']);
  it.each([
    'fr',
    'FR',
    'fr-BE',
    'fr-CA, en;q=0.9',
    'en;q=0.5, fr;q=0.6',
    'de, fr;q=0.1',
    'en;q=0, *',
    'de, fr;q=0.2, en;q=0.1',
  ])('is French for Accept-Language: %p', (accept) => expect(language(accept)).toBe('fr'));
  it.each(['zh-Hant-TW', 'zh-Hans;q=0.1', 'zh, zh-TW;q=0'])('is Chinese for Accept-Language: %p', (accept) =>
    expect(language(accept)).toBe('zh'),
  );
  it.each([undefined, '', '*', 'de', 'de, *', 'fr;q=0', 'fr;q=high', 'fr;q=2', 'en, fr', ';;,'])(
    'is the first on offer for Accept-Language: %p',
    (accept) => expect(language(accept)).toBe('en'),
  );
});
