import { useEffect, useRef, useState } from 'preact/hooks';
import { focusIfLost } from '../focus.js';
import type { useKept } from './use-kept.js';

type Control = Pick<ReturnType<typeof useKept>, 'shown' | 'failure' | 'busy' | 'settle'>;
type Listed = Readonly<{ id: string; name: string }>;

/**
 * What was listed, and is listed no more, has ended: here, although the answer was lost, or in another window. What is shown once of it goes,
 * and it is not asked any more whether that was done. `heading`: the id of what gets the focus if it is lost.
 * @returns the name of what has just ended
 */
export const useEnded = (control: Control, listed: readonly Listed[] | undefined, heading: string) => {
  const { shown, failure, busy, settle } = control;
  const names = useRef(new Map<string, string>());
  for (const { id, name } of listed ?? []) names.current.set(id, name);
  const gone =
    listed === undefined ? [] : [...names.current.keys()].filter((id) => listed.every((one) => one.id !== id));
  const [last, setLast] = useState<string>();
  useEffect(() => {
    if (busy !== undefined) setLast(undefined);
  }, [busy]);
  useEffect(() => {
    if (gone.length === 0) return;
    setLast(names.current.get(gone.at(-1)!));
    focusIfLost(heading);
  }, [gone.length]);
  // An answer may be given up after the list has told.
  useEffect(() => settle(gone), [gone.length, shown, failure]);
  return last;
};
