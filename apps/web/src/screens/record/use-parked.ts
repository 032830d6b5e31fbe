import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { isBlank, type KeptFields } from '../../model/record/entry.js';
import { KEPT, keptIn } from '../../model/record/kept.js';
import type { Draft } from '../../model/record/outbox.js';
import type { Box } from '../../outbox/box.js';
import { draftName, ownDraft } from '../../outbox/boxes.js';
import { hearWindows, tellWindows } from '../../outbox/outbox-news.js';
import { areClosed, windowId } from '../../outbox/window-id.js';
import { newestRead } from './newest-read.js';

/** An entry that stands in no window: its window was closed, or another one was opened in its place. */
export type Parked = Readonly<{ name: string; draft: Draft }>;
/** `name`: undefined if the browser did not give out what was left: then no draft is kept, and the form works all the same. */
type Stored = Readonly<{
  box: Box;
  name: string | undefined;
  own: Draft | undefined;
  last: KeptFields | undefined;
}>;

/** The drafts of a negotiation: each window has its own. One that was left behind is opened again, or listed. */
export const useParked = (id: string, box: Box | undefined) => {
  const [read, setRead] = useState<Stored>();
  // In another box, something else may stand under the same name.
  const stored = read?.box === box ? read : undefined;
  const name = stored?.name;
  const [parked, setParked] = useState<readonly Parked[]>([]);
  const [attempt, setAttempt] = useState(0);
  const isReading = useRef(false);
  const reads = useRef(newestRead());
  const reread = useCallback(
    async (own: string): Promise<readonly Parked[]> => {
      if (box === undefined) return [];
      const isNewest = reads.current();
      const found = await box.valuesOf<Draft>(draftName(id, ''));
      const windowOf = (key: string) => key.slice(draftName(id, '').length);
      const closed = await areClosed(found.map(([key]) => windowOf(key)));
      const left = found
        .filter(([key, { entry }]) => key !== own && closed.has(windowOf(key)) && !isBlank(entry))
        .map(([key, draft]) => ({ name: key, draft }))
        .toSorted((one, other) => (other.draft.at ?? 0) - (one.draft.at ?? 0));
      if (isNewest()) setParked(left);
      return left;
    },
    [id, box],
  );
  useEffect(() => {
    if (box === undefined) return undefined;
    let isCurrent = true;
    isReading.current = true;
    void (async () => {
      const name = await ownDraft(id);
      const here = await windowId();
      const last = (await box.read<KeptFields>(keptIn(here))) ?? (await box.read<KeptFields>(KEPT));
      // First what others left: what leaves that list meanwhile stands under the own name then.
      const [newest] = await reread(name);
      const own = await box.read<Draft>(name);
      // A new window goes on with what the last one left, unless another new one was faster. What was typed since is not parked for that.
      const left = attempt === 0 && own === undefined && newest?.draft.replaces === undefined ? newest : undefined;
      const adopted = left && ((await adopt(box, name, left)) ?? (await box.read<Draft>(name)));
      if (left !== undefined) await reread(name);
      return { box, name, own: own ?? adopted, last };
    })()
      .catch(() => ({ box, name: undefined, own: undefined, last: undefined }))
      .then((found) => {
        if (!isCurrent) return;
        isReading.current = false;
        setRead(found);
      });
    return () => (isCurrent = false);
  }, [id, box, reread, attempt]);
  /** Reads again what could not be read, once at a time: nothing may be written before that in its place. */
  const readAgain = useCallback(() => {
    if (!isReading.current) setAttempt((n) => n + 1);
  }, []);
  useEffect(() => {
    if (box === undefined || name === undefined) return undefined;
    return hearWindows(box, (news) => {
      // What cannot be read now is listed when something changes next.
      if (news === 'changed') void reread(name).catch(() => {});
    });
  }, [box, name, reread]);
  const parkedName = () => draftName(id, crypto.randomUUID());
  const park = (draft: Draft, as = parkedName()) => ({ [as]: { ...draft, at: Date.now() } });
  /** Stores what changes of drafts, all together. `from`: the one that is opened. @throws Taken if another window has opened it */
  const move = useCallback(
    async (values: Readonly<Record<string, Draft | undefined>>, from?: Parked) => {
      if (box === undefined || name === undefined) throw new Error('The box is not open yet.');
      try {
        await box.store({
          needs: from === undefined ? [] : [{ value: from.name }],
          values: { ...values, ...(from && { [from.name]: undefined }) },
        });
        tellWindows(box, 'changed');
      } finally {
        // What cannot be read now is listed when something changes next.
        await reread(name).catch(() => {});
      }
    },
    [box, name, reread],
  );
  return { name, stored, readAgain, parked, parkedName, park, move };
};

/** @returns the draft that a closed window left; undefined if another window has taken it, or the browser does not store that: then it is listed */
const adopt = async (box: Box, own: string, { name, draft }: Parked): Promise<Draft | undefined> => {
  try {
    await box.store({ needs: [{ value: name }], values: { [own]: draft, [name]: undefined } });
    return draft;
  } catch {
    return undefined;
  }
};
