import { useMemo } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';
import type { EventLine } from '../../types/types.gen.js';

/** Which event is shown. The address holds it: a link is an event. */
export type Hand = Readonly<{
  /** Its place among the events; undefined while it may still be read. */
  at: number | undefined;
  /** The address names an event that is not among them. */
  isWrong: boolean;
  addressOf: (eventId: string) => string;
  /** Steps to an event: the place that was left is no page to go back to. */
  step: (at: number) => void;
}>;

/** Without an event in the address, it is the last one. */
export const useHand = (events: readonly EventLine[], isWhole: boolean): Hand => {
  const [path, navigate] = useLocation();
  const named = new URLSearchParams(useSearch()).get('event');
  const places = useMemo(() => new Map(events.map(({ eventId }, n) => [eventId, n])), [events]);
  const found = named === null ? undefined : places.get(named);
  const addressOf = (eventId: string) => `${path}?event=${encodeURIComponent(eventId)}`;
  return {
    at: found ?? (isWhole && events.length > 0 ? events.length - 1 : undefined),
    isWrong: named !== null && found === undefined && isWhole,
    addressOf,
    step: (at) => {
      const event = events[at];
      if (event !== undefined && event.eventId !== named) navigate(addressOf(event.eventId), { replace: true });
    },
  };
};
