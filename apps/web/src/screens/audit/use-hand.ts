import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
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
  /** How many were recorded after the one that was the last when the address was opened; 0 if the address names one. */
  newer: number;
  /** The address names an event that is not among them. */
  isWrong: boolean;
  addressOf: (eventId: string) => string;
  /** Steps to an event: the place that was left is no page to go back to. */
  step: (at: number) => void;
  /** Writes where the hand is in the address, without waiting until it rests. */
  rest: () => void;
}>;

/** Without an event in the address, it is the one that was the last when it was opened: what is recorded later does not take its place. */
export const useHand = (events: readonly EventLine[], isWhole: boolean): Hand => {
  const [path, navigate] = useLocation();
  const named = new URLSearchParams(useSearch()).get('event');
  const [held, hold] = useState<Readonly<{ id: string; over: string | null }>>();
  // An address that came meanwhile, by a link or the Back button, goes before.
  const moved = held?.over === named ? held?.id : undefined;
  const places = useMemo(() => new Map(events.map(({ eventId }, n) => [eventId, n])), [events]);
  const placeOf = (id: string | null | undefined) => (id === null || id === undefined ? undefined : places.get(id));
  const found = placeOf(named);
  const opened = useRef<Readonly<{ named: string | null; id: string }>>();
  const last = events.at(-1);
  const isOpened = opened.current?.named === named && placeOf(opened.current.id) !== undefined;
  if (!isOpened && isWhole && last !== undefined) opened.current = { named, id: last.eventId };
  const restsAt = found ?? (opened.current?.named === named ? placeOf(opened.current.id) : undefined);
  const at = placeOf(moved) ?? restsAt;
  const addressOf = (eventId: string) => `${path}?event=${encodeURIComponent(eventId)}`;
  const rest = () => {
    if (moved === undefined) return;
    if (moved !== named) navigate(addressOf(moved), { replace: true });
    hold(undefined);
  };
  // Not after the next paint: by then, the timer of the step before may have taken this one back.
  useLayoutEffect(() => {
    if (moved === undefined) return;
    const timer = setTimeout(rest, REST_MS);
    return () => clearTimeout(timer);
  }, [held, named]);
  return {
    at,
    restsAt,
    newer: found === undefined && restsAt !== undefined && at === restsAt ? events.length - 1 - restsAt : 0,
    isWrong: named !== null && found === undefined && isWhole,
    addressOf,
    step: (to) => {
      const event = events[to];
      if (event !== undefined && to !== at) hold({ id: event.eventId, over: named });
    },
    rest,
  };
};
