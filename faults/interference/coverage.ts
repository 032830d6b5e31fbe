import { type Document, routesOf } from '../../test/support/examples.js';
import { isRead, type Page } from './pages.js';

/** What was asked over all pairs, so that nobody takes equal answers for granted that were never asked for. */
export class Coverage {
  private readonly pages = new Set<string>();
  private readonly asked = new Set<string>();
  private readonly routes = new Set<string>();
  private readonly answered = new Set<string>();

  /** `all`: the pages of each pair. `asked`: those of this one. `statusOf`: what the first answer to a page was. */
  count(
    document: Document,
    {
      all,
      asked,
      statusOf,
    }: Readonly<{ all: readonly Page[]; asked: readonly Page[]; statusOf: (page: Page) => number }>,
  ): void {
    for (const { path } of routesOf(document).filter(isRead)) this.routes.add(path);
    for (const { name } of all) this.pages.add(name);
    for (const page of asked) {
      this.asked.add(page.name);
      if (statusOf(page) === 200) this.answered.add(page.route);
    }
  }

  /** Whether a page had its turn when what it shows was not there, as if all of it was hidden, and nothing else of its route was shown. */
  isOwed({ name, route }: Page): boolean {
    return this.asked.has(name) && !this.answered.has(route);
  }

  /** Pages that were never asked. */
  get unasked(): readonly string[] {
    return [...this.pages].filter((page) => !this.asked.has(page));
  }

  /** Routes that never answered with what they are for. */
  get unanswered(): readonly string[] {
    return [...this.routes].filter((path) => !this.answered.has(path));
  }
}
