import { scopedTerms } from '../../projection/scoped-terms.js';

/**
 * Terms for SQLite's FTS5. Its tokenizer `unicode61` takes a run of Chinese characters for one word, so each run becomes its
 * characters and its pairs of adjacent characters, interleaved: 稀土出 → 稀 稀土 土 土出 出. The terms of a part of the run are
 * consecutive, so a phrase query finds it exactly. There is no dictionary, so the index is the same on every machine.
 */

/** The tokenizer for these terms. In many scripts, vowels and tones are marks, and belong to the word. */
export const TOKENIZER = `unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'`;

/** Characters of scripts that put no space between words, and Hangul, where endings follow the word without one: 정부 finds 정부는. */
const HAN_AND_KANA = String.raw`(?=[\p{L}\p{N}])[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]`;
const WITH_MARKS = String.raw`(?=[\p{L}\p{N}\p{M}])[\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]`;
const DENSE = `(?:${HAN_AND_KANA}|${WITH_MARKS})`;
const RUN = new RegExp(`(?:${DENSE})+`, 'gu');
const RUN_OF_MANY = new RegExp(`^(?:${DENSE}){2,}$`, 'u');
const ENDS_DENSE = new RegExp(`${DENSE}$`, 'u');
const PLAIN = /^[\x20-\x7E\s]*$/;

/**
 * Invisible characters that nobody types: soft hyphens, line break opportunities, variation selectors. And the private-use characters that the
 * index has among its words.
 */
const UNSEEN = /[\u00AD\u200B\u2060\uFEFF\uE000\uE001\p{Variation_Selector}]/gu;
/** Optional in writing: Arabic and Hebrew vowel signs and doubling, the Arabic tatweel, Cyrillic stress marks. */
const AT_WILL = /(?=\p{Mn})[\p{scx=Arab}\p{scx=Hebr}]|\u0640|(?<=\p{Script=Cyrillic})[\u0300\u0301]/gu;
/**
 * Letters with variants, mapped as in Lucene: its filters for Arabic and Persian, and its ASCII folding for Latin letters
 * with a stroke or ligature.
 */
const SAME: Readonly<Record<string, string>> = {
  آ: 'ا',
  أ: 'ا',
  إ: 'ا',
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
  ё: 'е',
  Ё: 'Е',
  ς: 'σ',
  ß: 'ss',
  ẞ: 'ss',
  ł: 'l',
  Ł: 'l',
  ø: 'o',
  Ø: 'o',
  đ: 'd',
  Đ: 'd',
  æ: 'ae',
  Æ: 'ae',
  œ: 'oe',
  Œ: 'oe',
  ı: 'i',
};
const VARIED = new RegExp(`[${Object.keys(SAME).join('')}]`, 'gu');
const GREEK = /[\u0370-\u03FF\u1F00-\u1FFF]+/gu;
const bare = (greek: string) => greek.normalize('NFD').replaceAll(/\p{Mn}/gu, '');

/** Normalizes wide and compatibility characters, and characters that the tokenizer distinguishes but readers do not. */
export const oneForm = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(UNSEEN, '')
    .replaceAll(AT_WILL, '')
    .replaceAll(GREEK, bare)
    .replaceAll(VARIED, (letter) => SAME[letter]!);

/** The terms of a text. The tokenizer folds case and the accents of Latin letters. */
export const termsOf = (text: string): string =>
  PLAIN.test(text) ? text : oneForm(text).replaceAll(RUN, (run) => ` ${interleaved(run)} `);

const interleaved = (run: string): string => {
  let terms = '';
  let before = '';
  for (const character of run) {
    terms += before === '' ? character : ` ${before}${character} ${character}`;
    before = character;
  }
  return terms;
};

/** A private-use term between texts, so that no phrase matches across them. */
const BORDER = ' \uE000 ';
export const termsOfAll = (texts: readonly string[]): string => texts.map(termsOf).join(BORDER);

/** A word, a "phrase", or with `begins` the beginning of a word: in one form, with a letter or a digit. */
export type Term = Readonly<{ text: string; begins: boolean }>;

/** A term of a row, as a word of its index (`scoped-terms.ts`). */
export type RowWord = Readonly<{ word: string }>;

/** A term for FTS5, in one scope (`scoped-terms.ts`). It is quoted, so that it is never an operator. */
export const quoted = (term: Term | RowWord, scope: string): string =>
  'word' in term ? `"${scope}${term.word}"` : `"${scopedTerms(termsIn(term), scope)}"${isPrefix(term) ? ' *' : ''}`;

const termsIn = ({ text }: Term): string => {
  const words = text.replaceAll('\0', ' ').replace(/\*+$/, '');
  // The characters at the ends of a run are already in its pairs.
  return RUN_OF_MANY.test(words) ? interleaved(words).split(' ').slice(1, -1).join(' ') : termsOf(words);
};
export const isPrefix = ({ text, begins }: Term) => begins && !ENDS_DENSE.test(text.replace(/\*+$/, ''));

/** A text in which terms are looked for: its words as the full-text index has them. To be made once for all terms. */
export type Folded = Readonly<{ words: readonly string[]; known: ReadonlySet<string> }>;
export const foldedText = (text: string): Folded => {
  const words = folded(termsOf(text));
  return { words, known: new Set(words) };
};
/** A term that is looked for in texts. To be made once for all texts. */
export type FoldedTerm = Readonly<{ wanted: readonly string[]; begins: boolean }>;
export const foldedTerm = (term: Term): FoldedTerm => ({ wanted: folded(termsIn(term)), begins: isPrefix(term) });

/** Whether a text has a term, by the rules of the full-text index. */
export const isIn = ({ wanted, begins }: FoldedTerm, { words, known }: Folded): boolean => {
  const whole = begins ? wanted.slice(0, -1) : wanted;
  const beginning = begins ? wanted.at(-1) : undefined;
  // Most texts lack a word of a term. The order of the words only matters in the others.
  if (!whole.every((word) => known.has(word))) return false;
  if (beginning !== undefined && !some(known, (word) => word.startsWith(beginning))) return false;
  return wanted.length === 1 || words.some((_, start) => isAt(start, words, whole, beginning));
};
const some = (words: Iterable<string>, fits: (word: string) => boolean): boolean => {
  for (const word of words) if (fits(word)) return true;
  return false;
};
const isAt = (start: number, words: readonly string[], whole: readonly string[], beginning: string | undefined) => {
  for (let n = 0; n < whole.length; n++) if (words[start + n] !== whole[n]) return false;
  return beginning === undefined || words[start + whole.length]?.startsWith(beginning) === true;
};

const ASCII = /^[\0-\x7F]*$/;
/** As the tokenizer folds them. Words come again in a text, and most are ASCII. */
const folded = (terms: string): readonly string[] => {
  if (ASCII.test(terms)) return terms.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const known = new Map<string, string>();
  return (terms.match(/[\p{L}\p{N}\p{Mn}\p{Mc}\p{Co}]+/gu) ?? []).map((term) => {
    const one = known.get(term) ?? foldedWord(term);
    known.set(term, one);
    return one;
  });
};
const foldedWord = (word: string): string =>
  word
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/(?<=\p{Script=Latin}\p{Mn}*)\p{Mn}/gu, '')
    .normalize('NFC');

/** The words of a text, in one form and folded as in the full-text index: what is the same for a reader is the same here. */
export const foldedWords = (text: string): readonly string[] => folded(oneForm(text));

/**
 * The most words of one phrase. SQLite compares each of them at every place where the phrase may begin, which takes seconds if
 * somebody has recorded texts that repeat a word thousands of times.
 */
export const PHRASE_WORDS = 32;

/** Words, and single characters in scripts that put no space between words. */
const WORDS = new RegExp(`${DENSE}|(?:(?!${DENSE})[\\p{L}\\p{N}\\p{M}])+`, 'gu');
export const isLongPhrase = ({ text }: Term): boolean => (text.match(WORDS) ?? []).length > PHRASE_WORDS;
