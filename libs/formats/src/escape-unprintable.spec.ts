import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { escapeLines, escapeUnprintable } from './escape-unprintable.js';
import { anyCharacter } from './testing/any-character.js';

/** Written apart from the code: what a terminal interprets, reorders, or shows without width. */
const HOSTILE = [
  '\u0000\u0007\b\t\r\u001b\u007f\u0080\u0085\u009b\u009f\u00ad\u034f\u061c\u115f\u1160\u180e',
  '\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069',
  '\ufffe\uffff\u{1fffe}\u{10ffff}\ufdd0',
  '\ud800\u3164\ufeff\uffa0\ufff9\u{e0001}\u{e0041}\u{1d173}\udfff',
].flatMap((characters) => Array.from(characters));
const isHostile = (text: string) => HOSTILE.some((character) => text.includes(character));
const drawn = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: anyCharacter }), fc.constant('\n')))
  .map((parts) => parts.join(''));

describe('a text for a terminal', () => {
  it('has none of these characters, whatever was in it', () => {
    for (const character of HOSTILE) expect(isHostile(escapeLines(`a${character}b`).replaceAll('\n', ''))).toBe(false);
    fc.assert(
      fc.property(drawn, (text) => {
        // Halves of a pair that stand beside each other after an escape cannot form another character.
        expect(escapeLines(text)).not.toMatch(/[^\P{C}\n\p{Cn}\p{Co}]|\p{Zl}|\p{Zp}/u);
        expect(escapeUnprintable(text)).not.toContain('\n');
      }),
    );
  });
  it('keeps its newlines and whatever is displayed', () => {
    const text = 'Šefčovič: “稀土”\n❤️ \\ "quoted" العربية\n';
    expect(escapeLines(text)).toBe(text);
  });
  it('is equivalent as JSON', () => {
    fc.assert(
      fc.property(drawn, (text) => {
        const value = { [text]: [text] };
        expect(JSON.parse(escapeLines(JSON.stringify(value, null, 2)))).toEqual(value);
      }),
    );
  });
});
