import type { Recorded } from '#domain/envelope.js';

/** The facts of a history, each once: without those that are another account (`reportOf`) of one that stands in it. */
export const countedOnce = <E extends Recorded>(events: readonly E[]): E[] => {
  const byId = new Map(events.map((event) => [event.id, event]));
  return events.filter((event) => originOf(event, byId, events) === event);
};

/** The account that the others report. Where a correction made them report each other, the first of the circle counts. */
const originOf = <E extends Recorded>(event: E, byId: ReadonlyMap<string, E>, events: readonly E[]): E => {
  const seen = [event];
  for (let one = event; ;) {
    const { reportOf } = one.metadata;
    const told = reportOf && byId.get(reportOf);
    if (!told) return one;
    const circle = seen.indexOf(told);
    if (circle >= 0) return events.find((candidate) => seen.indexOf(candidate) >= circle)!;
    seen.push((one = told));
  }
};

/** All accounts of the fact that this event tells or retells, in the order of the history. */
export const accountsOf = <E extends Recorded>(event: E, events: readonly E[]): E[] => {
  const byId = new Map(events.map((one) => [one.id, one]));
  const origin = originOf(event, byId, events);
  return events.filter((one) => originOf(one, byId, events) === origin);
};
