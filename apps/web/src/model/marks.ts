import type { TimelineItem } from '../types/types.gen.js';
import { daysOf } from '#edtf/days-of.js';
import { endIn, middleIn, placeIn, type Window } from './window.js';

/** The days that a fact can have happened on. An end that is open is absent. */
type Span = Readonly<{ from?: string; to?: string; isVague: boolean }>;

/** Facts of one line on one day. */
export type Mark = Readonly<{ is: 'mark'; day: string; place: number; end: number; facts: Facts }> & Room;
/** Facts of one line with the same vague date. `goesOn`: at which end it goes on beyond the window, or has no end. */
export type Bar = Readonly<{
  is: 'bar';
  place: number;
  end: number;
  goesOn: Readonly<{ before: boolean; after: boolean }>;
  facts: Facts;
}> &
  Room;
/** Parts of the axis: inside a sign until another one stands on it, and after it until the next one. */
type Room = Readonly<{ inside: number; after: number }>;
export type Sign = Mark | Bar;
type Facts = readonly [TimelineItem, ...TimelineItem[]];

/** What a line shows in a window, in its order, and what lies outside. */
export type Shown = Readonly<{
  signs: readonly Sign[];
  before: readonly TimelineItem[];
  after: readonly TimelineItem[];
}>;

const UNCERTAIN = /[?~%]/;

const spanOf = ({ occurredOn, earliest, latest }: TimelineItem): Span => {
  const days = occurredOn === undefined ? undefined : daysOf(occurredOn);
  const { from, to } = days ?? {
    ...(earliest !== undefined && { from: earliest }),
    ...(latest !== undefined && { to: latest }),
  };
  return {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    isVague: from !== to || from === undefined || UNCERTAIN.test(occurredOn ?? ''),
  };
};

/** Where a fact is to a window: before, in or after it. A vague one is in it if it can have happened in it. */
export const sideOf = (fact: TimelineItem, { from, to }: Window): 'before' | 'in' | 'after' => {
  const span = spanOf(fact);
  if (span.to !== undefined && span.to < from) return 'before';
  return span.from !== undefined && span.from > to ? 'after' : 'in';
};

export const shownIn = (facts: readonly TimelineItem[], window: Window): Shown => {
  const { before = [], in: inside = [], after = [] } = Object.groupBy(facts, (fact) => sideOf(fact, window));
  const groups = Map.groupBy(inside, (fact) => {
    const { from, to, isVague } = spanOf(fact);
    return `${from} ${to} ${isVague}`;
  });
  const signs = [...groups.values()]
    .map((some) => signOf(some as unknown as Facts, window))
    .toSorted((a, b) => a.place - b.place || a.end - b.end);
  return { signs: signs.map((sign, n) => ({ ...sign, ...roomOf(sign, signs.toSpliced(n, 1), n) })), before, after };
};

const signOf = (facts: Facts, window: Window): Placed => {
  const { from, to, isVague } = spanOf(facts[0]);
  if (!isVague) {
    const place = middleIn(window, from!);
    return { is: 'mark', day: from!, place, end: place, facts };
  }
  return {
    is: 'bar',
    place: from === undefined ? 0 : placeIn(window, from),
    end: to === undefined ? 1 : endIn(window, to),
    goesOn: { before: from === undefined || from < window.from, after: to === undefined || to > window.to },
    facts,
  };
};

type Placed = Omit<Mark, keyof Room> | Omit<Bar, keyof Room>;

/** `others`: the signs of the line, of which the first `n` begin before it. The words of a bar may stand at its end, so room ends there, too. */
const roomOf = ({ place, end }: Placed, others: readonly Placed[], n: number): Room => ({
  inside: Math.min(end, ...others.slice(n).map((one) => one.place)) - place,
  after:
    Math.min(1, ...others.filter((one) => one.end > end).map((one) => (one.place > end ? one.place : one.end))) - end,
});

/** The days from the first to the last of some facts, as far as they are known. */
export const stretchOf = (facts: readonly TimelineItem[]): Partial<Window> => {
  const spans = facts.map(spanOf);
  const from = spans.flatMap((span) => span.from ?? span.to ?? []).toSorted()[0];
  const to = spans
    .flatMap((span) => span.to ?? span.from ?? [])
    .toSorted()
    .at(-1);
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
};
