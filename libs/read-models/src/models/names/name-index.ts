/** Before each spelling, so that its beginning can be found. */
export const BEGINNING = '\n';

/**
 * Where a word has letters: at its beginning, if it is the first one of a name, the first one of another spelling, a later one of either, or any
 * one of a post; or else inside.
 */
const PLACES = ['name', 'spelling', 'word', 'post', 'inside'] as const;
export type LetterPlace = (typeof PLACES)[number];
/** The most letters that the index has together. */
const MOST_LETTERS = 3;

type Indexed = Readonly<{
  id: string;
  kind: string;
  partyId: string | null;
  gone: number;
  spellings: string;
  post: string;
}>;

/**
 * The words by which the index finds a name: one for each letter, and each two and three that follow one another in a word; one for each
 * other spelling; and what it is.
 */
export const indexWords = ({ id, kind, partyId, gone, spellings, post }: Indexed): string => {
  const [name, ...others] = textsIn(spellings);
  const words = new Set([kindWord(kind), goneWord(gone), ...others.map(spellingWord)]);
  const party = kind === 'party' ? id : partyId;
  if (party !== null) words.add(partyWord(party));
  addLetters(words, name!, 'name', 'word');
  for (const spelling of others) addLetters(words, spelling, 'spelling', 'word');
  for (const one of textsIn(post)) addLetters(words, one, 'post', 'post');
  return [...words].join(' ');
};
export const kindWord = (kind: string): string => `kind${kind}`;
export const goneWord = (gone: number): string => `gone${gone}`;
/** A party has it itself, as do its people and bodies. */
export const partyWord = (id: string): string => `party${inHex(id)}`;
/** A whole spelling that is not the name. */
export const spellingWord = (spelling: string): string => `whole${inHex(spelling)}`;

/** What has a word with this beginning in that place. */
export const beginningWord = (word: string, place: LetterPlace): string =>
  place + inHex(lettersOf(word).slice(0, MOST_LETTERS).join(''));
/** All letters of a word, some at a time. What has the word anywhere has one of each of these. */
export const wordsWithin = (word: string): readonly (readonly string[])[] => {
  const letters = lettersOf(word);
  const last = Math.max(0, letters.length - MOST_LETTERS);
  const starts = [last];
  for (let start = 0; start < last; start += MOST_LETTERS) starts.push(start);
  const parts = new Set(starts.map((start) => inHex(letters.slice(start, start + MOST_LETTERS).join(''))));
  return [...parts].map((part) => PLACES.map((place) => place + part));
};
/** Whether a word has no more letters than those of its beginning. */
export const isShort = (word: string): boolean => lettersOf(word).length <= MOST_LETTERS;

/** As SQLite has them. */
const lettersOf = (word: string): readonly string[] => Array.from(word);
const textsIn = (spellings: string): readonly string[] => spellings.split(BEGINNING).slice(1);
const addLetters = (words: Set<string>, text: string, first: LetterPlace, later: LetterPlace): void => {
  for (const [n, word] of text.split(' ').entries()) {
    const letters = Array.from(word, inHex);
    for (let from = 0; from < letters.length; from += 1) {
      const place = from > 0 ? 'inside' : n === 0 ? first : later;
      let some: string = place;
      for (const letter of letters.slice(from, from + MOST_LETTERS)) words.add((some += letter));
    }
  }
};
/** The tokenizer takes it for one word, whatever the letters are. */
const inHex = (text: string): string => Buffer.from(text).toString('hex');
