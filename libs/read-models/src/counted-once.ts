import type { Recorded } from '#domain/envelope.js';

/** The facts of a history, each once: without those that are another account (`reportOf`) of one that stands in it. */
export const countedOnce = <E extends Recorded>(events: readonly E[]): E[] => {
  const ids = new Set(events.map(({ id }) => id));
  return events.filter(({ metadata: { reportOf } }) => reportOf === undefined || !ids.has(reportOf));
};

/** All accounts of the fact that this event tells or retells, in the order of the history. */
export const accountsOf = <E extends Recorded>(event: E, events: readonly E[]): E[] => {
  const byId = new Map(events.map((one) => [one.id, one]));
  const originOf = (one: E): E => {
    // A correction can make two accounts name each other.
    const seen = new Set([one]);
    for (;;) {
      const { reportOf } = one.metadata;
      const told = reportOf && byId.get(reportOf);
      if (!told || seen.has(told)) return one;
      seen.add((one = told));
    }
  };
  const origin = originOf(event);
  return events.filter((one) => originOf(one) === origin);
};
