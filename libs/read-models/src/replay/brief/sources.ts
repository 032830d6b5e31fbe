import type { Source } from '#domain/envelope.js';
import { datesAsEdtf } from '#domain/world-date.js';
import type { StoredFact } from '../../models/timeline/facts.js';
import type { BriefSource } from './brief-schemas.js';

/** The sources of a brief, numbered in the order in which sentences rest on them: each once, whatever is quoted from it. */
export class Sources {
  private readonly found = new Map<string, BriefSource>();

  /** The numbers of the sources of facts. */
  of(facts: readonly StoredFact[]): readonly number[] {
    const sources = facts.flatMap(({ metadata }) => metadata.sources ?? []);
    return [...new Set(sources.map((source) => this.numberOf(source)))];
  }

  get all(): readonly BriefSource[] {
    return [...this.found.values()];
  }

  private numberOf({ quote: _, ...source }: Source): number {
    const told = datesAsEdtf(source) as Omit<BriefSource, 'number'>;
    const key = JSON.stringify(Object.entries(told).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const known = this.found.get(key);
    if (known !== undefined) return known.number;
    const number = this.found.size + 1;
    this.found.set(key, { number, ...told });
    return number;
  }
}
