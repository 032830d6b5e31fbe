import type { PlacedEvent } from '#event-store/event-store.js';
import type { PendingFacts } from '../access/batch-context.js';

/** What the earlier commands of a dry run of a batch would record: the later ones are decided as if it were in the log. */
export class DryRunFacts implements PendingFacts {
  private readonly facts: PlacedEvent[] = [];

  keep(fact: PlacedEvent): void {
    this.facts.push(fact);
  }

  pendingOf(stream: string, from = 0): readonly PlacedEvent[] {
    return this.facts.filter((fact) => fact.stream === stream && fact.revision >= from);
  }

  lastPending(matches: (fact: PlacedEvent) => boolean): PlacedEvent | undefined {
    return this.facts.findLast(matches);
  }

  async flush(): Promise<void> {}

  async written(): Promise<void> {}

  append(): never {
    throw new Error('a dry run appends nothing');
  }
}
