import type { TimelineItem } from '../types/types.gen.js';
import { sideOf } from './marks.js';
import type { Window } from './window.js';

/** The facts of a timeline: those in a window, in chronological order, how many are before and after it, and those without a date. */
export type Sorted = Readonly<{
  inside: readonly TimelineItem[];
  before: number;
  after: number;
  undated: readonly TimelineItem[];
}>;

export const sortedBy = (facts: readonly TimelineItem[], window: Window): Sorted => {
  const undated = facts.filter(({ dated }) => dated === false);
  const sides = Object.groupBy(
    facts.filter(({ dated }) => dated !== false),
    (fact) => sideOf(fact, window),
  );
  return { inside: sides.in ?? [], before: sides.before?.length ?? 0, after: sides.after?.length ?? 0, undated };
};

/** Facts with the same date, under one heading. */
export type Day = Readonly<{ key: string; facts: readonly [TimelineItem, ...TimelineItem[]] }>;

export const daysOfFacts = (facts: readonly TimelineItem[]): readonly Day[] =>
  [...Map.groupBy(facts, ({ occurredOn = '', earliest, latest }) => `${earliest} ${latest} ${occurredOn}`)].map(
    ([key, some]) => ({ key, facts: some as unknown as Day['facts'] }),
  );
