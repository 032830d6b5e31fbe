import { useCallback, useEffect, useState } from 'preact/hooks';
import { isBlank, type KeptFields } from '../../model/record/entry.js';
import type { Draft } from '../../model/record/outbox.js';
import type { Box } from '../../outbox/box.js';
import { draftName, ownDraft } from '../../outbox/boxes.js';
import { hearWindows, tellWindows } from '../../outbox/outbox-news.js';
import { areClosed } from '../../outbox/window-id.js';

/** An entry that stands in no window: its window was closed, or another one was opened in its place. */
export type Parked = Readonly<{ name: string; draft: Draft }>;
/** `isRead`: false if the browser did not give out what was left: then no draft is kept, and the form works all the same. */
type Stored = Readonly<{ own: Draft | undefined; last: KeptFields | undefined; isRead: boolean }>;

/** What the last record of a window leaves to its next one. A new window begins with that of the last record of all. */
export const keptIn = (draft: string): string => `kept beside ${draft}`;

/** The drafts of a negotiation: each window has its own. One that was left behind is opened again, or listed. */
export const useParked = (id: string, box: Box | undefined) => {
  const [name, setName] = useState<string>();
  const [stored, setStored] = useState<Stored>();
  const [parked, setParked] = useState<readonly Parked[]>([]);
  const [attempt, setAttempt] = useState(0);
  const reread = useCallback(
    async (own: string): Promise<readonly Parked[]> => {
      if (box === undefined) return [];
      const found = await box.valuesOf<Draft>(draftName(id, ''));
      const windowOf = (key: string) => key.slice(draftName(id, '').length);
      const closed = await areClosed(found.map(([key]) => windowOf(key)));
      const left = found
        .filter(([key, { entry }]) => key !== own && closed.has(windowOf(key)) && !isBlank(entry))
        .map(([key, draft]) => ({ name: key, draft }))
        .toSorted((one, other) => (other.draft.at ?? 0) - (one.draft.at ?? 0));
      setParked(left);
      return left;
    },
    [id, box],
  );
  useEffect(() => {
    if (box === undefined) return undefined;
    let isCurrent = true;
    void (async () => {
      const own = await ownDraft(id);
      const read = await box.read<Draft>(own);
      const last = (await box.read<KeptFields>(keptIn(own))) ?? (await box.read<KeptFields>('kept'));
      const [newest] = await reread(own);
      // A new window goes on with what the last one left, unless another new one was faster.
      const left = read === undefined && newest?.draft.replaces === undefined ? newest : undefined;
      const adopted = left && (await adopt(box, own, left));
      if (left !== undefined) await reread(own);
      if (!isCurrent) return;
      setName(own);
      setStored({ own: read ?? adopted?.draft, last, isRead: true });
    })().catch(() => isCurrent && setStored({ own: undefined, last: undefined, isRead: false }));
    return () => (isCurrent = false);
  }, [id, box, reread, attempt]);
  /** Reads again what could not be read: nothing may be written before that in its place. */
  const readAgain = useCallback(() => setAttempt((n) => n + 1), []);
  useEffect(() => {
    if (box === undefined || name === undefined) return undefined;
    return hearWindows(box, (news) => {
      // What cannot be read now is listed when something changes next.
      if (news === 'changed') void reread(name).catch(() => {});
    });
  }, [box, name, reread]);
  const park = useCallback(
    (draft: Draft) => ({ [draftName(id, crypto.randomUUID())]: { ...draft, at: Date.now() } }),
    [id],
  );
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
        await reread(name);
      }
    },
    [box, name, reread],
  );
  return { name, stored, readAgain, parked, park, move };
};

/** @returns the draft that a closed window left; undefined if another window has taken it, or the browser does not store that: then it is listed */
const adopt = async (box: Box, own: string, { name, draft }: Parked): Promise<Parked | undefined> => {
  try {
    await box.store({ needs: [{ value: name }], values: { [own]: draft, [name]: undefined } });
    return { name, draft };
  } catch {
    return undefined;
  }
};
