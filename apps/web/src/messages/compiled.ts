import { IntlMessageFormat } from 'intl-messageformat';
import type { Part, Text } from '../model/text.js';

/** A part of a text, as the parser of ICU MessageFormat gives it. */
type Element = Readonly<{
  type: number;
  value: string;
  offset?: number;
  pluralType?: string;
  options?: Readonly<Record<string, Readonly<{ value: readonly Element[] }>>>;
}>;

// The types of elements, as the parser numbers them.
const LITERAL = 0;
const ARGUMENT = 1;
const PLURAL = 6;
const POUND = 7;

/**
 * What the build makes of a text in ICU MessageFormat, so that no page loads the parser.
 * @throws for a text that has more than {name} and {name, plural, …}
 */
export const compiled = (text: string): Text => {
  const parts = partsOf(new IntlMessageFormat(text, 'en').getAst() as unknown as readonly Element[]);
  return parts.every((part) => typeof part === 'string') ? parts.join('') : parts;
};

const partsOf = (elements: readonly Element[]): readonly Part[] => elements.map(partOf);
const partOf = ({ type, value, offset = 0, pluralType = 'cardinal', options = {} }: Element): Part => {
  if (type === LITERAL) return value;
  if (type === POUND) return 0;
  if (type === ARGUMENT) return [value];
  if (type !== PLURAL || offset !== 0 || pluralType !== 'cardinal')
    throw new Error('use only {name} and {name, plural, …}');
  return [
    value,
    Object.fromEntries(Object.entries(options).map(([form, { value: elements }]) => [form, partsOf(elements)])),
  ];
};
