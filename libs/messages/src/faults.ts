import { IntlMessageFormat } from 'intl-messageformat';
import { LANGUAGES, type Language, LOCALES } from './languages.js';
import type { Kind } from './parameters.js';

type Texts = Readonly<Record<string, string>>;
type Declared = Readonly<Record<string, Readonly<Record<string, Kind>>>>;
/** A part of a text, as the parser of ICU MessageFormat gives it. */
type Element = Readonly<{
  type: number;
  value: string;
  options?: Readonly<Record<string, Readonly<{ value: readonly Element[] }>>>;
}>;
/** What a text uses: its arguments, and of those by which it chooses a plural form, the forms that it has. */
type Use = Readonly<{ argument: string; forms?: readonly string[] }>;

/** What is wrong with the catalogues: a text, a parameter or a plural form that is missing, or too many. */
export const faultsIn = (catalogues: Readonly<Record<Language, Texts>>, declared: Declared): readonly string[] =>
  LANGUAGES.flatMap((language) => {
    const texts = catalogues[language];
    const stray = Object.keys(texts).filter((id) => !Object.hasOwn(declared, id));
    return [
      ...stray.map((id) => `${language}: ${id} is no message`),
      ...Object.entries(declared).flatMap(([id, parameters]) =>
        faultsOf(texts[id], parameters, language).map((fault) => `${language}: ${id} ${fault}`),
      ),
    ];
  });

/** The parameters of messages, as the texts of a language use them. One that chooses a plural form is a count. */
export const declaredBy = (texts: Texts, language: Language): Declared =>
  Object.fromEntries(
    Object.entries(texts).map(([id, text]) => [
      id,
      Object.fromEntries(
        usesOfText(text, language)
          // A count that is also shown is used twice.
          .toSorted((one, other) => Number(one.forms !== undefined) - Number(other.forms !== undefined))
          .map(({ argument, forms }) => [argument, forms === undefined ? 'text' : 'count'] as const),
      ),
    ]),
  );

const faultsOf = (text: string | undefined, kinds: Declared[string], language: Language): readonly string[] => {
  if (text === undefined || text.trim() === '') return ['has no text'];
  let uses: readonly Use[];
  try {
    uses = usesOfText(text, language);
  } catch (error) {
    return [`cannot be read: ${(error as Error).message}`];
  }
  const used = new Set(uses.map(({ argument }) => argument));
  const needed = new Intl.PluralRules(LOCALES[language]).resolvedOptions().pluralCategories;
  return [
    ...Object.keys(kinds)
      .filter((name) => !used.has(name))
      .map((name) => `does not use {${name}}`),
    ...[...used].filter((name) => !Object.hasOwn(kinds, name)).map((name) => `uses {${name}}, which it does not have`),
    ...uses.flatMap(({ argument, forms }) => (forms === undefined ? [] : formFaults(argument, forms, needed, kinds))),
  ];
};

const formFaults = (argument: string, forms: readonly string[], needed: readonly string[], kinds: Declared[string]) => [
  ...(kinds[argument] === 'count' ? [] : [`chooses a plural form by {${argument}}, which is no count`]),
  ...needed.filter((form) => !forms.includes(form)).map((form) => `has no plural form "${form}" of {${argument}}`),
  ...forms
    .filter((form) => !needed.includes(form) && !form.startsWith('='))
    .map((form) => `has a plural form "${form}" of {${argument}}, which this language does not have`),
];

// The types of elements, as the parser of ICU MessageFormat numbers them.
const LITERAL = 0;
const ARGUMENT = 1;
const PLURAL = 6;
const POUND = 7;

const usesOfText = (text: string, language: Language): readonly Use[] =>
  usesIn(new IntlMessageFormat(text, LOCALES[language]).getAst() as unknown as readonly Element[]);
const usesIn = (elements: readonly Element[]): readonly Use[] => elements.flatMap(usesOf);
const usesOf = (element: Element): readonly Use[] => {
  if (element.type === LITERAL || element.type === POUND) return [];
  if (element.type === ARGUMENT) return [{ argument: element.value }];
  if (element.type !== PLURAL) throw new Error('use only {name} and {name, plural, …}');
  const forms = Object.entries(element.options ?? {});
  return [
    { argument: element.value, forms: forms.map(([form]) => form) },
    ...missingInSome(forms.map(([, { value }]) => usesIn(value))),
  ];
};

/** What every form uses. What only some forms use would be missing in the others. */
const missingInSome = (forms: readonly (readonly Use[])[]): readonly Use[] =>
  forms.flatMap((uses) =>
    uses.filter(({ argument }) => forms.every((other) => other.some((use) => use.argument === argument))),
  );
