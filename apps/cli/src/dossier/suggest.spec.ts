import { describe, expect, it } from '@jest/globals';
import { didYouMean, editDistance, suggest } from './suggest.js';

describe('a suggestion', () => {
  it.each([
    ['planed', 'planned', 1],
    ['paltform', 'platform', 1],
    ['', 'abc', 3],
    ['same', 'same', 0],
  ])('counts the edits from %s to %s', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });
  it('is the most similar word, regardless of case', () => {
    expect(didYouMean('holdmeting', ['HoldMeeting', 'MakeStatement'])).toBe('HoldMeeting');
    expect(suggest('tilte', ['title', 'text'])).toBe(' Did you mean "title"?');
  });
  it('is empty if no word is similar', () => {
    expect(didYouMean('weather', ['title', 'text'])).toBeUndefined();
    expect(suggest('weather', ['title', 'text'])).toBe('');
  });
});
