import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { emptyEntry, type Entry, type Form, isBlank, type KeptFields } from '../../model/record/entry.js';
import { inForm, inFormAgain, type LeftNames, typed, withKept, withoutStored } from '../../model/record/editing.js';
import { serviceTime } from '../../api/clock.js';
import { useMessages } from '../../messages/use-messages.js';
import { todayHere } from '../../model/record/read-said.js';
import type { Draft, Row } from '../../model/record/outbox.js';
import type { Box } from '../../outbox/box.js';
import { tellWindows } from '../../outbox/outbox-news.js';
import { keptIn, type Parked, useParked } from './use-parked.js';

const newDraft = (form: Form, kept?: KeptFields): Draft => ({
  entry: emptyEntry(form, kept),
  meetingId: crypto.randomUUID(),
});
/** How long a window keeps what its last record leaves to the next one. */
const KEPT_MS = 24 * 60 * 60_000;
/** Whether what stands in the form is on the device: since when, or not at all. */
export type DraftState = Readonly<{ keptAt: Date }> | 'notKept' | undefined;

/** What stands in the form. It is kept while it is typed, and so are the fields that the last record leaves to the next one. */
export const useEntry = (id: string, form: Form, choose: (form: Form) => void, box: Box | undefined) => {
  const { language } = useMessages();
  const [draft, setDraft] = useState<Draft>(() => newDraft(form));
  const [kept, setKept] = useState<KeptFields>();
  const [state, setState] = useState<DraftState>();
  const [isPending, setPending] = useState(false);
  /** What stands there now, also before it is shown. */
  const latest = useRef(draft);
  const update = useCallback((next: (now: Draft) => Draft) => {
    latest.current = next(latest.current);
    setDraft(latest.current);
  }, []);
  const { name, stored, readAgain, parked, park, move } = useParked(id, box);
  /** Whether there is a draft of this window on the device. */
  const isStored = useRef(false);
  /** While an entry goes to the outbox, nothing of it may be written as a draft: it would be there again after a reload. */
  const leaving = useRef<Promise<unknown>>();
  useEffect(() => {
    if (stored === undefined) return;
    const { own, last, isRead } = stored;
    setState(isRead ? undefined : 'notKept');
    setKept(last);
    isStored.current = own !== undefined;
    if (own !== undefined && isBlank(latest.current.entry)) {
      update(() => own);
      return choose(own.entry.form);
    }
    // What was typed or chosen before the box was opened stays, and what is on the device is not overwritten.
    if (own !== undefined) move(park(own)).catch(() => setState('notKept'));
    if (last !== undefined) update((now) => ({ ...now, entry: withKept(now.entry, last) }));
  }, [stored]);
  /** What the box has of it. */
  const written = useRef<Draft | undefined>(draft);
  const isWriting = useRef(false);
  /** What is typed while something is being written is written next. */
  const write = useCallback(async () => {
    if (box === undefined || name === undefined || isWriting.current) return;
    isWriting.current = true;
    while (written.current !== latest.current && leaving.current === undefined) {
      const now = latest.current;
      const before = written.current;
      written.current = now;
      const isEmpty = isBlank(now.entry);
      if (isEmpty && !isStored.current) continue;
      await box.store({ values: { [name]: isEmpty ? undefined : { ...now, at: Date.now() } } }).then(
        () => {
          isStored.current = !isEmpty;
          setState(isEmpty ? undefined : { keptAt: new Date() });
          // Which row stands in a form is shown in all windows.
          if (before?.replaces?.id !== now.replaces?.id) tellWindows(box, 'changed');
        },
        () => setState('notKept'),
      );
    }
    isWriting.current = false;
    setPending(false);
  }, [box, name]);
  useEffect(() => {
    written.current = undefined;
  }, [box]);
  useEffect(() => {
    setPending(name !== undefined && written.current !== draft);
    void write();
  }, [draft, write]);
  const isUnread = stored?.isRead === false;
  useEffect(() => {
    if (isUnread && !isBlank(draft.entry)) readAgain();
  }, [draft]);
  const leftNames = useRef<LeftNames>();
  useEffect(
    () =>
      update((now) => {
        if (now.entry.form === form) return now;
        const { entry, left } = inFormAgain(now.entry, form, leftNames.current);
        leftNames.current = left;
        return { ...now, entry };
      }),
    [form],
  );
  const change = useCallback(
    (changes: Partial<Entry>) =>
      update(({ replaces, ...now }) => {
        const entry = typed(now.entry, changes, { day: todayHere(), time: serviceTime(), language });
        // Whoever empties the form records something else next, which takes the place of nothing.
        return { ...now, entry, ...(replaces !== undefined && !isBlank(entry) && { replaces }) };
      }),
    [language],
  );
  /**
   * Stores the entry in the outbox, together with what it leaves to the next one, in place of the draft; only then it is taken out of the
   * form. What was typed meanwhile stays.
   * @returns whether the form is empty then
   * @throws if it was not stored: then it still stands in the form
   */
  const leave = async (left: KeptFields, store: (values: Readonly<Record<string, unknown>>) => Promise<void>) => {
    const { entry } = latest.current;
    leaving.current = store({ kept: left, ...(name !== undefined && { [name]: undefined }) });
    try {
      await leaving.current;
      isStored.current = false;
      leftNames.current = undefined;
      setKept(left);
      // Another window leaves something else to its own next record.
      if (name !== undefined)
        box?.store({ values: { [keptIn(name)]: left }, until: Date.now() + KEPT_MS }).catch(() => {});
      // Of a window without a name, nothing that is typed next is kept, either.
      if (name !== undefined) setState(undefined);
      update((now) => ({ entry: withoutStored(now.entry, entry, left), meetingId: crypto.randomUUID() }));
      return isBlank(latest.current.entry);
    } catch (error) {
      setState('notKept');
      throw error;
    } finally {
      leaving.current = undefined;
      void write();
    }
  };
  /** Opens another entry. What stood in the form is parked, so that nothing is lost. */
  const open = async (other: Draft, from?: Parked) => {
    await leaving.current?.catch(() => {});
    const now = latest.current;
    await move({ ...(!isBlank(now.entry) && park(now)), ...(name !== undefined && { [name]: other }) }, from);
    isStored.current = true;
    leftNames.current = undefined;
    update(() => other);
    choose(other.entry.form);
  };
  /** An entry that was refused, to be put right. Its row stays until the corrected one is stored in its place. */
  const replace = (entry: Entry, meetingId: string, { id: rowId, keptAt }: Row) =>
    open({ entry: { ...entry, touched: [] }, meetingId, replaces: { id: rowId, keptAt } });
  /** Stores something, and empties the form with it. @throws if it was not stored: then the form stands as it did */
  const empty = async (store: (values: Readonly<Record<string, unknown>>) => Promise<void>) => {
    await store(name === undefined ? {} : { [name]: undefined });
    isStored.current = false;
    leftNames.current = undefined;
    setState(undefined);
    update((now) => newDraft(now.entry.form, kept));
  };
  /** Its row is gone: what stands in the form takes no place any more. */
  const detach = () => update(({ replaces: _, ...now }) => now);
  /** Back to the form that was left, with the names that the other one cannot have, unless something was typed there. */
  const goBackTo = (before: Entry) => {
    update((now) => {
      const isUntouched = JSON.stringify(inForm(before, now.entry.form)) === JSON.stringify(now.entry);
      return { ...now, entry: isUntouched ? before : inForm(now.entry, before.form) };
    });
    choose(before.form);
  };
  return {
    /** Whether it is known what was left here: until then, the entry may become another one. */
    isOpen: stored !== undefined,
    entry: draft.entry,
    meetingId: draft.meetingId,
    replaces: draft.replaces,
    kept,
    state,
    isPending,
    /** Whether it would be lost if the form were left: it is nowhere but there. */
    isUnsaved: !isBlank(draft.entry) && (box === undefined || state === 'notKept'),
    change,
    leave,
    replace,
    empty,
    detach,
    goBackTo,
    parked,
    goOn: (one: Parked) => open(one.draft, one),
    throwAway: (one: Parked) => move({}, one),
    latest,
  };
};
