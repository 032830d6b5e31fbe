import type { Document } from '../../test/support/examples.js';
import { type Command, type Refusal, refusalsOf, trialsOf } from './commands.js';
import { hiddenPagesOf, type Page, pagesOf, type Subject } from './pages.js';

/** What is asked in both worlds of a pair. */
export type Plan = Readonly<{
  pages: readonly Page[];
  refusals: readonly Refusal[];
  trials: readonly Command[];
  /** The pages of each pair, whether they are asked in this one or not. */
  allPages: readonly Page[];
}>;

/** Of so many dry runs, at most one is asked for. */
const TRIED_IN = 4;

/**
 * `oneIn`: of so many pages and refusals, one is asked for, so that as many pairs in a row ask for all of them. `isOwed`: whether a page
 * is asked out of turn, too.
 */
export const planOf = (
  document: Document,
  subject: Subject,
  oneIn: number,
  isOwed: (page: Page) => boolean = () => false,
): Plan => {
  const inTurn = <T>(all: Iterable<T>, every = oneIn): readonly T[] =>
    [...all].filter((_, n) => n % every === subject.turn % every);
  const allPages = [...pagesOf(document, subject)];
  return {
    allPages,
    // What is hidden varies, so its pages have a rotation of their own.
    pages: [...new Set([...inTurn(allPages), ...allPages.filter(isOwed)]), ...inTurn(hiddenPagesOf(document, subject))],
    refusals: inTurn(refusalsOf(document, subject)).filter((one) => one !== undefined),
    trials: inTurn(trialsOf(document, subject.run), oneIn * TRIED_IN),
  };
};
