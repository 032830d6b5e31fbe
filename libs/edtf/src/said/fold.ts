/** Letters that are written in more than one way, and what they are read as. Accents and vowel signs are dropped before. */
const SAME: Readonly<Record<string, string>> = {
  ة: 'ه',
  ى: 'ي',
  ٱ: 'ا',
  œ: 'oe',
  週: '周',
  後: '后',
  個: '个',
  號: '号',
  禮: '礼',
  這: '这',
  兩: '两',
  間: '间',
  將: '将',
  約: '约',
  從: '从',
  於: '于',
};
const VARIED = new RegExp(`[${Object.keys(SAME).join('')}]`, 'gu');
const DASHES = /[\u2010-\u2015\u2212]/gu;
const APOSTROPHES = /[\u2018\u2019\u02bc]/gu;
/** Commas and quotation marks say nothing about a date; neither does the Arabic tatweel, or marks of direction. */
const BLANK = /[,;"“”„«»،、，「」]/gu;
const UNSEEN = /[\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Words as grammars have them: without case, accents and digits of another script. */
export const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .replaceAll(/\p{Nd}/gu, digitOf)
    .replaceAll(VARIED, (letter) => SAME[letter]!)
    .replaceAll(DASHES, '-')
    .replaceAll(APOSTROPHES, "'")
    .replaceAll(UNSEEN, '')
    .replaceAll(BLANK, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    // After an abbreviation, or at the end.
    .replaceAll(/(?<=\p{L})\./gu, '')
    .replace(/(?<!\.)[.。]$/u, '');

/** Decimal digits of every script stand in runs of ten, from zero. */
const digitOf = (digit: string): string => {
  let zero = digit.codePointAt(0)!;
  if (zero < 0x80) return digit;
  const is = zero;
  while (is - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(is - zero);
};
