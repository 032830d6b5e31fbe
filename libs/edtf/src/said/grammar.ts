import type { Meaning } from './meanings.js';
import { fold } from './fold.js';
import type { Slots, Usage, Vocabulary, Words } from './vocabulary.js';

/**
 * How a language says dates. A form is a text with the names of slots in braces, in which brackets, `|` and `?` are those of regular
 * expressions; and what it means. The first form that fits and has a meaning counts.
 */
export type Grammar = Usage &
  Readonly<{
    words: Vocabulary;
    /** What may follow the number of a day. */
    dayEnding: string;
    /** Whether words stand without spaces between them. */
    isDense: boolean;
    forms: readonly (readonly [form: string, meaning: Meaning])[];
  }>;

type Slot = Readonly<{ pattern: string; read: (text: string) => unknown }>;
export type Form = Readonly<{ match: (text: string) => Slots | undefined; meaning: Meaning }>;

/** The forms of a grammar, ready to be tried. */
export const formsOf = ({ words, dayEnding, forms, isDense }: Grammar): readonly Form[] => {
  const slots: Readonly<Record<string, Slot>> = {
    ...Object.fromEntries(Object.entries(words).map(([name, table]) => [name, wordSlot(table as Words<unknown>)])),
    n: either(numberSlot('\\d{1,3}'), wordSlot(words.number)),
    day: either(numberSlot(`\\d{1,2}(?:${fold(dayEnding)})?`), wordSlot(words.number)),
    year: numberSlot('\\d{4}'),
    yy: numberSlot('\\d{2}'),
    a: numberSlot('\\d{1,2}'),
    b: numberSlot('\\d{1,2}'),
    // As little as fits: what follows it may be written in two ways, of which one ends like the other.
    date: { pattern: '.+?', read: (text) => text },
  };
  return forms.map(([form, meaning]) => ({ match: matcher(form, slots, isDense), meaning }));
};

const matcher = (form: string, slots: Readonly<Record<string, Slot>>, isDense: boolean) => {
  const pattern = fold(form)
    .replaceAll(' ', isDense ? '' : ' +')
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>${slots[kindOf(name)]!.pattern})`);
  const expression = new RegExp(`^(?:${pattern})$`, 'u');
  return (text: string): Slots | undefined => {
    const found = expression.exec(text);
    if (found === null) return undefined;
    const filled = Object.entries(found.groups ?? {}).filter(([, value]) => value !== undefined);
    return Object.fromEntries(filled.map(([name, value]) => [name, slots[kindOf(name)]!.read(value)]));
  };
};
const kindOf = (slot: string) => slot.replace(/2$/, '');

const numberSlot = (pattern: string): Slot => ({ pattern, read: (text) => Number.parseInt(text, 10) });
const wordSlot = (table: Words<unknown>): Slot => {
  const folded = new Map(Object.entries(table).map(([word, meaning]) => [fold(word), meaning]));
  // The longest first, since one word may begin like another.
  const longest = [...folded.keys()].toSorted((one, other) => other.length - one.length);
  const pattern = longest.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|');
  return { pattern, read: (text) => folded.get(text) };
};
const either = (number: Slot, word: Slot): Slot => ({
  pattern: `${number.pattern}|${word.pattern}`,
  read: (text) => word.read(text) ?? number.read(text),
});
