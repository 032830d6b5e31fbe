import { createHash } from 'node:crypto';
import type { RowMarking } from './marking-of-rows.js';
import type { Term } from './read-model.js';

/** What the tokenizer of a full-text index takes for one term: a run of letters, digits, marks and private-use characters. */
const TERM = /[\p{L}\p{N}\p{Mn}\p{Mc}\p{Co}]+/gu;
/** Hexadecimal digits. If two scopes were the same, a search would take longer, since rows are found by their negotiation as well; a count would be wrong. */
const LENGTH = 10;

/**
 * What every term of a full-text index begins with. So a search reads only what has one marking in one negotiation, and takes as
 * long whatever else was recorded.
 */
export const scopeOf = (marking: RowMarking, negotiationId: string): string =>
  createHash('sha256').update(`${marking}\n${negotiationId}`).digest('hex').slice(0, LENGTH);

/** A private-use character, which is taken out of all that is typed: a term of a row is no word of a text. */
const MARK = '\uE001';
const NOT_OF_WORDS = /[^\p{L}\p{N}]/gu;

/** A term of a row, as a full-text index has it among the words of the row. */
export const wordFor = (term: Term): string => MARK + term.replaceAll(NOT_OF_WORDS, MARK);

/** The terms of a text, each with a scope in front. Indexed texts and queries go through it alike. */
export const scopedTerms = (text: string, scope: string): string =>
  scope === '' ? text : text.replaceAll(TERM, `${scope}$&`);
