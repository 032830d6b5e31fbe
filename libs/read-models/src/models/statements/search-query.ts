import { isRefusal, type Refusal, refuse } from '#domain/decider.js';
import { isLongPhrase, oneForm, PHRASE_WORDS, quoted, type RowWord, type Term } from './search-terms.js';
import type { QueryCode } from '../../routes/query-codes.js';

export const FIELDS = ['by', 'for', 'at'] as const;
export type Field = (typeof FIELDS)[number];

/** A term in what was said, or with a field in a name. */
export type SearchTerm = Term & Readonly<{ field?: Field }>;
/** What a text must have: one of these terms, or if it is excluded, none of them. */
export type TextClause = Readonly<{ anyOf: readonly (Term | RowWord)[]; isExcluded: boolean }>;
/** The same of a statement, which may have a name as well. */
export type Clause = Readonly<{ anyOf: readonly SearchTerm[]; isExcluded: boolean }>;

/** The most terms of a search. Where no index has the texts, each of them is looked for in every text. */
export const SEARCH_TERMS = 50;

const QUOTES = /[“”„‟«»]/gu;
const TOKENS = /(?<not>-)?(?<named>[A-Za-z]+:)?"(?<phrase>[^"]*)"(?<star>\*?)|(?<bare>[^\s"]+)/gu;
const BARE = /^(?<not>-)?(?:(?<named>[A-Za-z]+:)(?!\/\/))?(?<text>.*)$/su;
const WORD = /[\p{L}\p{N}]/u;
const WORD_AND_STAR = /[\p{L}\p{N}]\*$/u;
const STAR_INSIDE = /\*[^*]*[\p{L}\p{N}]/u;
const OPERATOR = /^-?(?:AND|NOT|NEAR\(.*)$/u;
const BRACKET = /^-?\(|\)$/u;

/**
 * What a user typed, as a conjunction: words, "phrases" and prefixes*, each of which must occur; `OR` between two of them; `-`
 * before one that must not occur; `by:`, `for:` and `at:` before a name. Other signs are as blank as they are in the index, except
 * those by which a search is wrong in a way that nobody would notice: these are refused.
 */
export const parseSearch = (typed: string): readonly Clause[] | Refusal<QueryCode> => {
  const clauses: Clause[] = [];
  let [isJoining, hasBrackets] = [false, false];
  for (const match of oneForm(typed).replaceAll(QUOTES, '"').matchAll(TOKENS)) {
    const groups = match.groups!;
    const { bare } = groups;
    const last = clauses.at(-1);
    if (bare === 'OR') {
      if (isJoining || last === undefined) return OR_ALONE;
      if (last.isExcluded) return EXCLUDED_OR;
      isJoining = true;
      continue;
    }
    const term = termFrom(groups);
    if (term === undefined) continue;
    if (isRefusal(term)) return term;
    hasBrackets ||= bare !== undefined && BRACKET.test(bare);
    const isExcluded = match[0].startsWith('-');
    if (!isJoining) clauses.push({ anyOf: [term], isExcluded });
    else if (isExcluded) return EXCLUDED_OR;
    else clauses[clauses.length - 1] = { anyOf: [...last!.anyOf, term], isExcluded };
    isJoining = false;
  }
  if (isJoining) return OR_ALONE;
  if (clauses.length === 0) return WITHOUT_WORDS;
  if (clauses.reduce((sum, { anyOf }) => sum + anyOf.length, 0) > SEARCH_TERMS) return TOO_MANY_TERMS;
  if (clauses.some(({ anyOf }) => anyOf.some(isLongPhrase))) return LONG_PHRASE;
  if (hasBrackets && clauses.some(({ anyOf, isExcluded }) => isExcluded || anyOf.length > 1)) return BRACKETS;
  return clauses;
};

/** @returns undefined if there is no word in it */
const termFrom = (
  groups: Readonly<Record<string, string | undefined>>,
): SearchTerm | Refusal<QueryCode> | undefined => {
  const { phrase, star, bare } = groups;
  if (bare !== undefined && OPERATOR.test(bare)) return operatorUnknown(bare);
  const { named, text } = phrase === undefined ? BARE.exec(bare!)!.groups! : { named: groups['named'], text: phrase };
  const field = named?.slice(0, -1).toLowerCase();
  if (field !== undefined && !isField(field)) return WORD.test(text) ? fieldUnknown(named!) : undefined;
  if (!WORD.test(text)) return field === undefined ? undefined : fieldEmpty(field);
  if (phrase === undefined && STAR_INSIDE.test(text)) return STAR;
  const begins = WORD_AND_STAR.test(phrase === undefined ? text : star === '*' ? `${phrase}*` : '');
  return { text, begins, ...(field !== undefined && { field }) };
};
const isField = (name: string): name is Field => (FIELDS as readonly string[]).includes(name);

const malformed = (because: string) => refuse('search-malformed', because);
const WITHOUT_WORDS = refuse('search-without-words', '"q" contains no word. Use words, "phrases" or prefixes*.');
const LONG_PHRASE = refuse(
  'search-phrase-too-long',
  `"q" contains a phrase of more than ${PHRASE_WORDS} words, or of more characters in a script without spaces. Use a part of the phrase.`,
);
const TOO_MANY_TERMS = refuse(
  'search-too-many-terms',
  `"q" contains more than ${SEARCH_TERMS} words and phrases. Use those that are rare, or put words that follow one another in quotes: a phrase counts once.`,
);
const OR_ALONE = malformed(
  'In "q", OR stands between two words. To search for the word itself, put it in quotes: "OR".',
);
const EXCLUDED_OR = malformed('In "q", OR cannot stand beside a word with a minus. Make two searches of it.');
const BRACKETS = malformed(
  '"q" cannot have brackets beside OR or a minus. OR joins the two terms beside it, and a minus excludes the one behind it: licences tariffs OR quotas -steel.',
);
const STAR = malformed('In "q", a star stands at the end of a word or phrase: tariff*.');
const operatorUnknown = (typed: string) =>
  malformed(
    `"q" has no operator ${typed.replace(/^-|\(.*/g, '')}. All words must occur anyway; -word excludes one. To search for the word itself, put it in quotes or write it in small letters.`,
  );
const fieldUnknown = (named: string) =>
  malformed(
    `"q" has no field "${named}". It has by: (who said it), for: (for which party) and at: (at which meeting). To search for the text itself, put it in quotes.`,
  );
const fieldEmpty = (field: Field) =>
  malformed(`In "q", a name follows ${field}: without a blank, like ${EXAMPLES[field]}.`);
const EXAMPLES = { by: 'by:"Olof Gill"', for: 'for:China', at: 'at:Brussels' } as const;

/**
 * The FTS5 query for terms of a text, in one of these scopes (`scoped-terms.ts`). It needs a clause that is not excluded, and each such
 * clause a term.
 * @returns what finds nothing, if there is no scope
 */
export const ftsQuery = (clauses: readonly TextClause[], scopes: readonly string[] = ['']): string => {
  const required = clauses.filter(({ isExcluded }) => !isExcluded);
  const excluded = clauses.flatMap(({ anyOf, isExcluded }) => (isExcluded ? anyOf : []));
  const inScope = (scope: string) => {
    const either = (terms: TextClause['anyOf']) =>
      `(${[...new Set(terms.map((term) => quoted(term, scope)))].join(' OR ')})`;
    const all = [...new Set(required.map(({ anyOf }) => either(anyOf)))].join(' AND ');
    return excluded.length === 0 ? all : `(${all}) NOT ${either(excluded)}`;
  };
  return scopes.length === 0 ? NOTHING : scopes.map((scope) => `(${inScope(scope)})`).join(' OR ');
};
const NOTHING = '""';
