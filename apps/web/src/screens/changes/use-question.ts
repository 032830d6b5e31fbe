import { useEffect, useState } from 'preact/hooks';
import { useAnswer } from '../../api/queries.js';
import { askedForChanges, type ChangesView, latestSince } from '../../model/changes-view.js';
import type { Board, Moments, ReadToHere } from '../../types/types.gen.js';

const ASK_AGAIN_MS = 30_000;

/** Since when: a day that was chosen, the place up to which the reader has read, or the last days of the record. `value`: as the service takes it. */
export type Since = Readonly<{ by: 'day' | 'place' | 'latest'; value: string }>;

/** On the record and until now, nothing is missed: there one can go on from where one has read, and say that one has read to here. */
export const isOnTheRecord = ({ axis, until }: ChangesView): boolean => axis === 'asOf' && until === undefined;

/** What the screen stands on: the negotiation as of now, the ends of its axes, and up to where the reader has read. */
export const useQuestion = (id: string, view: ChangesView) => {
  const path = `/v1/negotiations/${encodeURIComponent(id)}`;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const board = useAnswer<Board>(`${path}/board`, `tz=${encodeURIComponent(zone)}`, { refetchInterval: ASK_AGAIN_MS });
  const moments = useAnswer<Moments>(`${path}/moments`);
  const kept = useAnswer<ReadToHere>(`${path}/read-to-here`);
  const [place, setPlace] = useState<ReadToHere>();
  // What is read stays as it is when the reader says, here or elsewhere, that they have read to here.
  const isKnown = kept.isFetchedAfterMount || !kept.isStale;
  useEffect(() => {
    if (place === undefined && isKnown && kept.data !== undefined) setPlace(kept.data.body);
  }, [isKnown, kept.data]);
  const since = sinceOf(view, place, moments.data?.body);
  return {
    path,
    board,
    moments,
    /** What is kept now. */
    kept: kept.data?.body,
    /** Since when it is asked for. */
    place,
    since,
    asked: since && askedForChanges(view, since.value),
    error: since === undefined ? (kept.error ?? moments.error) : null,
    retry: () => {
      void kept.refetch();
      void moments.refetch();
    },
    goOn: () => setPlace(kept.data?.body),
  };
};
export type Question = ReturnType<typeof useQuestion>;

const sinceOf = (view: ChangesView, place: ReadToHere | undefined, moments: Moments | undefined): Since | undefined => {
  if (view.since !== undefined) return { by: 'day', value: view.since };
  if (isOnTheRecord(view)) {
    if (place === undefined) return undefined;
    if (place.token !== undefined) return { by: 'place', value: place.token };
  }
  if (moments === undefined) return undefined;
  const last = view.until ?? moments[view.axis].last ?? new Date().toISOString().slice(0, 10);
  return { by: 'latest', value: latestSince(last) };
};
