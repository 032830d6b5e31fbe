import { describe, expect, it } from '@jest/globals';
import { didYouMean, editDistance, suggest } from './suggest.js';

describe('did you mean', () => {
  it.each([
    ['planed', 'planned', 1],
    ['paltform', 'platform', 1],
    ['', 'abc', 3],
    ['same', 'same', 0],
  ])('counts what turns %s into %s', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });
  it('names the nearest word, whatever its case', () => {
    expect(didYouMean('holdmeting', ['HoldMeeting', 'MakeStatement'])).toBe('HoldMeeting');
    expect(suggest('tilte', ['title', 'text'])).toBe(' Did you mean "title"?');
  });
  it('names none where none is near', () => {
    expect(didYouMean('weather', ['title', 'text'])).toBeUndefined();
    expect(suggest('weather', ['title', 'text'])).toBe('');
  });
});
