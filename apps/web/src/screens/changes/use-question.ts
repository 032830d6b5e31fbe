import { useEffect, useState } from 'preact/hooks';
import { type Answer, NOTES_UNAVAILABLE, Refused } from '../../api/answer.js';
import { useAnswer } from '../../api/queries.js';
import { askedForChanges, type ChangesView, latestSince } from '../../model/changes-view.js';
import { isOnTheRecord, type Since } from '../../model/reading.js';
import type { Board, Moments, ReadToHere } from '../../types/types.gen.js';

const ASK_AGAIN_MS = 30_000;

/** What is shown stays between these two. `place`: up to where the reader has read; undefined if that is not known. `now`: a place of the record. */
type Ends = Readonly<{ place: ReadToHere | undefined; now: string }>;

/** What the screen stands on: the negotiation as of now, the ends of its axes, and up to where the reader has read. */
export const useQuestion = (id: string, view: ChangesView) => {
  const path = `/v1/negotiations/${encodeURIComponent(id)}`;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const board = useAnswer<Board>(`${path}/board`, `tz=${encodeURIComponent(zone)}`, { refetchInterval: ASK_AGAIN_MS });
  const moments = useAnswer<Moments>(`${path}/moments`);
  const kept = useAnswer<ReadToHere>(`${path}/read-to-here`);
  const [ends, setEnds] = useState<Ends>();
  const [known, setKnown] = useState<string>();
  const begin = (answer: Answer<ReadToHere>) => {
    setEnds({ place: answer.body, now: answer.place ?? '' });
    setKnown(answer.body.token);
  };
  const isUnknown = kept.error instanceof Refused && kept.error.problem.code === NOTES_UNAVAILABLE;
  const isKnown = kept.isFetchedAfterMount || !kept.isStale;
  const boardPlace = board.data?.place;
  // What is read stays as it is when the reader says, here or elsewhere, that they have read to here.
  useEffect(() => {
    if (ends !== undefined) return;
    if (isUnknown && boardPlace !== undefined) setEnds({ place: undefined, now: boardPlace });
    else if (!isUnknown && isKnown && kept.data !== undefined) begin(kept.data);
  }, [ends, isUnknown, boardPlace, isKnown, kept.data]);
  const since = ends && sinceOf(view, ends, moments.data?.body);
  return {
    path,
    board,
    moments,
    /** Since when it is asked for. */
    place: ends?.place,
    isPlaceUnknown: ends !== undefined && ends.place === undefined,
    now: ends?.now,
    since,
    asked: ends && since && askedForChanges(view, since.value, ends.now),
    error: since === undefined ? ((ends === undefined && !isUnknown ? kept.error : null) ?? moments.error) : null,
    retry: () => {
      void kept.refetch();
      void moments.refetch();
    },
    /** The last place that this window knows to be kept, and what is kept by now. @throws Refused, Unreachable */
    known,
    setKnown,
    askKept: async (): Promise<Answer<ReadToHere>> => {
      const { data, error } = await kept.refetch();
      if (data === undefined || error !== null) throw error ?? new Error('There is no answer');
      return data;
    },
    begin,
    /** Shows what came since, from the same place on. */
    showUntil: (now: string) => setEnds((before) => before && { ...before, now }),
  };
};
export type Question = ReturnType<typeof useQuestion>;

/** The last day of the record on an axis. */
export const lastDayOf = ({ axis }: Pick<ChangesView, 'axis'>, moments: Moments | undefined): string =>
  moments?.[axis].last ?? new Date().toISOString().slice(0, 10);

const sinceOf = (view: ChangesView, { place }: Ends, moments: Moments | undefined): Since | undefined => {
  if (view.since !== undefined) return { by: 'day', value: view.since };
  if (isOnTheRecord(view) && place?.token !== undefined) return { by: 'place', value: place.token };
  if (moments === undefined) return undefined;
  return { by: 'latest', value: latestSince(view.until ?? lastDayOf(view, moments)) };
};
