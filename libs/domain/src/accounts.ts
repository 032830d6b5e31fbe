import type { Message } from './decider.js';
import type { EventId } from './ids.js';

type Account = Message & Readonly<{ id: EventId; metadata: Readonly<{ reportOf?: EventId }> }>;

/**
 * For each event id, the original account of its fact: an event and its other accounts (`reportOf`) of the same type are one
 * fact. If accounts refer to each other in a circle, the first of the circle is the original.
 */
export const originals = <E extends Account>(events: readonly E[]): ReadonlyMap<EventId, E> => {
  const byId = new Map(events.map((event) => [event.id, event]));
  const original = (event: E): E => {
    const chain = [event];
    for (;;) {
      const { type, metadata } = chain.at(-1)!;
      const reported = metadata.reportOf === undefined ? undefined : byId.get(metadata.reportOf);
      if (reported?.type !== type) return chain.at(-1)!;
      const circle = chain.indexOf(reported);
      if (circle >= 0) return events.find((candidate) => chain.indexOf(candidate) >= circle)!;
      chain.push(reported);
    }
  };
  return new Map(events.map((event) => [event.id, original(event)]));
};

/** The facts of a history, each once, in its original account. */
export const countedOnce = <E extends Account>(events: readonly E[]): E[] => {
  const original = originals(events);
  return events.filter((event) => original.get(event.id) === event);
};

/** All accounts of the fact of this event, in the order of the history. */
export const accountsOf = <E extends Account>(event: E, events: readonly E[]): E[] => {
  const original = originals(events);
  return events.filter(({ id }) => original.get(id) === original.get(event.id));
};
