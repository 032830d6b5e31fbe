import { useEffect, useMemo, useState } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';
import type { EventLine } from '../../types/types.gen.js';

/** Browsers refuse an address that changes a hundred times in some seconds, as that of a held key would, so it follows a hand that rests. */
const REST_MS = 150;

/** Which event is shown. The address holds it: a link is an event. */
export type Hand = Readonly<{
  /** Its place among the events; undefined while it may still be read. */
  at: number | undefined;
  /** Where the hand rested last: the same, unless it moves. */
  restsAt: number | undefined;
  /** The address names an event that is not among them. */
  isWrong: boolean;
  addressOf: (eventId: string) => string;
  /** Steps to an event: the place that was left is no page to go back to. */
  step: (at: number) => void;
  /** Writes where the hand is in the address, without waiting until it rests. */
  rest: () => void;
}>;

/** Without an event in the address, it is the last one. */
export const useHand = (events: readonly EventLine[], isWhole: boolean): Hand => {
  const [path, navigate] = useLocation();
  const named = new URLSearchParams(useSearch()).get('event');
  const [held, hold] = useState<Readonly<{ id: string; over: string | null }>>();
  // An address that came meanwhile, by a link or the Back button, goes before.
  const moved = held?.over === named ? held?.id : undefined;
  const places = useMemo(() => new Map(events.map(({ eventId }, n) => [eventId, n])), [events]);
  const placeOf = (id: string | null | undefined) => (id === null || id === undefined ? undefined : places.get(id));
  const found = placeOf(named);
  const restsAt = found ?? (isWhole && events.length > 0 ? events.length - 1 : undefined);
  const at = placeOf(moved) ?? restsAt;
  const addressOf = (eventId: string) => `${path}?event=${encodeURIComponent(eventId)}`;
  const rest = () => {
    if (moved === undefined) return;
    if (moved !== named) navigate(addressOf(moved), { replace: true });
    hold(undefined);
  };
  useEffect(() => {
    if (moved === undefined) return;
    const timer = setTimeout(rest, REST_MS);
    return () => clearTimeout(timer);
  }, [held, named]);
  return {
    at,
    restsAt,
    isWrong: named !== null && found === undefined && isWhole,
    addressOf,
    step: (to) => {
      const event = events[to];
      if (event !== undefined && to !== at) hold({ id: event.eventId, over: named });
    },
    rest,
  };
};
