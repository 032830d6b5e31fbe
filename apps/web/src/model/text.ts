/** A part of a text: words, the value of a parameter, the plural forms of a count, or the count itself (0). */
export type Part = string | 0 | readonly [name: string] | readonly [count: string, forms: Forms];
type Forms = Readonly<Record<string, readonly Part[]>>;
/** A text as the build compiles it (`messages/compiled.ts`). One without parameters is what it says. */
export type Text = string | readonly Part[];

export type Parameters = Readonly<Record<string, string | number>>;

/** A text with its parameters, in the figures and plural forms of a locale. @throws if a parameter is missing */
export const written = (text: Text, locale: string, parameters: Parameters = {}): string =>
  typeof text === 'string' ? text : partsText(text, locale, parameters, 0);

const partsText = (parts: readonly Part[], locale: string, parameters: Parameters, count: number): string =>
  parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const { figures, plurals } = formatsOf(locale);
      if (part === 0) return figures.format(count);
      const [name, forms] = part;
      if (!Object.hasOwn(parameters, name)) throw new Error(`A text needs {${name}}`);
      const value = parameters[name];
      if (forms === undefined) return String(value);
      const number = Number(value);
      const form = forms[`=${number}`] ?? forms[plurals.select(number)] ?? forms['other']!;
      return partsText(form, locale, parameters, number);
    })
    .join('');

type Formats = Readonly<{ figures: Intl.NumberFormat; plurals: Intl.PluralRules }>;
const formats = new Map<string, Formats>();
const formatsOf = (locale: string): Formats => {
  let known = formats.get(locale);
  if (known === undefined) {
    known = { figures: new Intl.NumberFormat(locale), plurals: new Intl.PluralRules(locale) };
    formats.set(locale, known);
  }
  return known;
};
