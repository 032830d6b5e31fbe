import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { type FoundAnswer, KeptAnswers } from './kept-answers.js';

/** Looks that are counted. */
const counted = () => {
  const looks = { count: 0 };
  const look = (): FoundAnswer => ({ body: { look: (looks.count += 1) }, names: {}, marking: { level: 'public' } });
  return { looks, look };
};
const write = (text: string) => () => ({ bytes: Buffer.from(text), etag: `"${text}"` });

describe('an answer', () => {
  it('is looked up once for a question, until something has changed', () => {
    const { looks, look } = counted();
    const kept = new KeptAnswers();
    const first = kept.find('meetings', 3, look);
    expect(kept.find('meetings', 3, look)).toBe(first);
    expect(kept.find('meetings', 4, look)).not.toBe(first);
    expect(looks.count).toBe(2);
  });
  it('is looked up for each question', () => {
    const { look } = counted();
    const kept = new KeptAnswers();
    expect(kept.find('meetings', 3, look)).not.toBe(kept.find('issues', 3, look));
  });
  it('is looked up anew after a thing went out of sight, even if the change before was the last one already', () => {
    const { look } = counted();
    const kept = new KeptAnswers();
    const before = kept.find('meetings', 3, look);
    expect(kept.find('meetings', 5, look)).not.toBe(before);
    expect(kept.find('meetings', 3, look)).not.toBe(before);
  });
  it('is written once in each form', () => {
    const kept = new KeptAnswers();
    const { body } = kept.find('meetings', 3, counted().look);
    expect(kept.written(body, 'json', write('one')).bytes.toString()).toBe('one');
    expect(kept.written(body, 'json', write('another')).bytes.toString()).toBe('one');
    expect(kept.written(body, 'text', write('plain')).bytes.toString()).toBe('plain');
  });
  it('is compressed once in each coding', async () => {
    const kept = new KeptAnswers();
    const { body } = kept.find('meetings', 3, counted().look);
    const { bytes } = kept.written(body, 'json', write('one '.repeat(1_000)));
    const gzip = await kept.inCoding(bytes, 'gzip');
    expect(gunzipSync(gzip).equals(bytes)).toBe(true);
    expect(await kept.inCoding(kept.written(body, 'json', write('')).bytes, 'gzip')).toBe(gzip);
    expect(brotliDecompressSync(await kept.inCoding(bytes, 'br')).equals(bytes)).toBe(true);
    const later = kept.find('meetings', 4, counted().look);
    const written = kept.written(later.body, 'json', write('one '.repeat(1_000)));
    expect(await kept.inCoding(written.bytes, 'gzip')).not.toBe(gzip);
  });
  it('is written each time if it is not kept', () => {
    const kept = new KeptAnswers();
    expect(kept.written({}, 'json', write('one')).bytes.toString()).toBe('one');
    expect(kept.written({}, 'json', write('another')).bytes.toString()).toBe('another');
  });
  it('is forgotten with all others when the views are replaced', () => {
    const { looks, look } = counted();
    const kept = new KeptAnswers();
    const { body } = kept.find('meetings', 3, look);
    kept.clear();
    expect(kept.written(body, 'json', write('one')).bytes.toString()).toBe('one');
    expect(kept.written(body, 'json', write('another')).bytes.toString()).toBe('another');
    kept.find('meetings', 3, look);
    expect(looks.count).toBe(2);
  });
});

describe('answers that take more room than there is', () => {
  it('are forgotten, those first that were not asked for the longest', () => {
    const { looks, look } = counted();
    const kept = new KeptAnswers(1_000);
    const ask = (question: string) => {
      const before = looks.count;
      kept.written(kept.find(question, 1, look).body, 'json', write('x'.repeat(100)));
      return looks.count === before ? 'kept' : 'looked up';
    };
    expect([ask('a'), ask('b'), ask('a'), ask('c'), ask('a'), ask('b')]).toEqual([
      'looked up',
      'looked up',
      'kept',
      'looked up',
      'kept',
      'looked up',
    ]);
  });
  it('are given all the same if one alone takes more', () => {
    const kept = new KeptAnswers(100);
    const { look } = counted();
    const { body } = kept.find('a', 1, look);
    expect(kept.written(body, 'json', write('x'.repeat(1_000))).bytes).toHaveLength(1_000);
    expect(kept.find('a', 1, look).body).not.toBe(body);
  });
});
