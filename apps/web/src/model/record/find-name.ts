import type { Taken } from './entry.js';

/** A name that may be chosen, as the service suggests it. */
export type Suggestion = Taken &
  Readonly<{
    shortName?: string | undefined;
    otherNames?: readonly string[] | undefined;
    /** The spellings by which it was found. */
    matched?: readonly Readonly<{ field: string; text: string }>[] | undefined;
    gone?: true | undefined;
  }>;

/** Without accents and case, letter by letter, so that places stay the same. */
const folded = (text: string): readonly string[] =>
  Array.from(text, (letter) =>
    letter
      .normalize('NFKD')
      .replaceAll(/\p{Mn}/gu, '')
      .toLowerCase(),
  );
const wordsOf = (typed: string): readonly string[] =>
  folded(typed)
    .join('')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** How well a name fits what was typed; undefined if a word is nowhere in it. */
const rankOf = ({ name, shortName = '', otherNames = [], post = '' }: Suggestion, words: readonly string[]) => {
  const spellings = [name, shortName, ...otherNames].map((text) => folded(text).join(''));
  const whole = [...spellings, folded(post).join('')].join('\n');
  const [first = ''] = words;
  if (!words.every((word) => whole.includes(word))) return undefined;
  if (spellings.some((text) => text.startsWith(first))) return 0;
  if (spellings.some((text) => new RegExp(`[^\\p{L}\\p{N}]${first}`, 'u').test(text))) return 1;
  return spellings.some((text) => text.includes(first)) ? 2 : 3;
};

/** Names that have each word anywhere, the best first: what a page can do without the service. */
export const findNames = (names: readonly Suggestion[], typed: string, most: number): readonly Suggestion[] => {
  const words = wordsOf(typed);
  if (words.length === 0) return [];
  return names
    .flatMap((name) => {
      const rank = rankOf(name, words);
      return rank === undefined ? [] : [{ name, rank }];
    })
    .toSorted((one, other) => one.rank - other.rank || one.name.name.localeCompare(other.name.name))
    .slice(0, most)
    .map(({ name }) => name);
};

/** A text in parts: those that were typed, and those between them. */
export type Part = Readonly<{ text: string; isTyped: boolean }>;

export const partsOf = (text: string, typed: string): readonly Part[] => {
  const letters = Array.from(text);
  const plain = folded(text);
  const isTyped = letters.map(() => false);
  for (const word of wordsOf(typed)) {
    const at = letters.findIndex((_, n) => plain.slice(n).join('').startsWith(word));
    if (at < 0) continue;
    for (let n = at, length = 0; n < letters.length && length < word.length; n++) {
      isTyped[n] = true;
      length += plain[n]!.length;
    }
  }
  const parts: { text: string; isTyped: boolean }[] = [];
  for (const [n, letter] of letters.entries()) {
    const last = parts.at(-1);
    if (last?.isTyped === isTyped[n]) last!.text += letter;
    else parts.push({ text: letter, isTyped: isTyped[n]! });
  }
  return parts;
};
