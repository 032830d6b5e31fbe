import { isRefusal, type Refusal, refuse } from '#domain/decider.js';
import { roleOf } from '../resolve-labels.js';
import { type Clause, parseSearch } from '../statements/search-query.js';
import { foldedText, type FoldedTerm, foldedTerm, isIn } from '../statements/search-terms.js';
import type { QueryCode } from '../../routes/query-codes.js';
import type { Title } from './title.js';

/** A fact with its line, as the timeline has it: English, whatever the language of the answer is. */
type Told = Readonly<{ title: Title; fact: unknown; occurredText?: string; provenance?: unknown }>;

/** What a search of the timeline asks for. It has no fields: whoever said something is named in its line. */
export const timelineSearch = (typed: string): readonly Clause[] | Refusal<QueryCode> => {
  const clauses = parseSearch(typed);
  if (isRefusal(clauses)) return clauses;
  return clauses.some(({ anyOf }) => anyOf.some(({ field }) => field !== undefined)) ? FIELDS : clauses;
};
const FIELDS = refuse(
  'search-malformed',
  'The "q" of a timeline has no by:, for: or at:. Write the name alone: each line names who did it. To search for the text itself, put it in quotes.',
);

/** A clause whose terms are folded, once for all facts. */
type Sought = Readonly<{ anyOf: readonly FoldedTerm[]; isExcluded: boolean }>;
export const soughtBy = (clauses: readonly Clause[]): readonly Sought[] =>
  clauses.map(({ anyOf, isExcluded }) => ({ anyOf: anyOf.map(foldedTerm), isExcluded }));

/** Whether a fact has what is searched for: in its line, its texts, or the names of its sources. */
export const hasAll = (item: Told, sought: readonly Sought[]): boolean => {
  const texts = textsOf(item).map(foldedText);
  return sought.every(
    ({ anyOf, isExcluded }) => anyOf.some((term) => texts.some((text) => isIn(term, text))) !== isExcluded,
  );
};

const textsOf = ({ title, fact, occurredText, provenance }: Told): readonly string[] => {
  const texts = [title.english];
  collect({ fact, occurredText, provenance }, '', texts);
  return texts;
};

/** Ids are no texts: the line has the names. */
const collect = (value: unknown, field: string, texts: string[]): void => {
  if (typeof value === 'string') {
    if (roleOf(field).holds === 'text') texts.push(value);
  } else if (Array.isArray(value)) for (const one of value) collect(one, field, texts);
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) collect(inner, name, texts);
};
