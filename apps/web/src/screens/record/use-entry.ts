import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { emptyEntry, type Entry, type Form, isBlank, type KeptFields, NOTHING_KEPT } from '../../model/record/entry.js';
import { inForm, inFormAgain, type LeftNames, typed, withKept, withoutStored } from '../../model/record/editing.js';
import { leftIn } from '../../model/record/kept.js';
import { serviceTime } from '../../api/clock.js';
import { useMessages } from '../../messages/use-messages.js';
import { todayHere } from '../../model/record/read-said.js';
import type { Draft, Row } from '../../model/record/outbox.js';
import type { Box, Change } from '../../outbox/box.js';
import { tellWindows } from '../../outbox/outbox-news.js';
import { windowId } from '../../outbox/window-id.js';
import { type Parked, useParked } from './use-parked.js';

const newDraft = (form: Form, kept?: KeptFields): Draft => ({
  entry: emptyEntry(form, kept),
  meetingId: crypto.randomUUID(),
});
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
  const { name, stored, readAgain, parked, parkedName, park, move } = useParked(id, box);
  /** What stood under the name of the draft, and is parked together with what is written there first: neither is stored without the other. */
  const beside = useRef<Readonly<Record<string, Draft | undefined>>>({});
  /** What is stored if this is to stand under the name of the draft. */
  const inPlace = (now: Draft | undefined) => (name === undefined ? {} : { ...beside.current, [name]: now });
  /** Whether there is a draft of this window on the device. */
  const isStored = useRef(false);
  /** Whether something was recorded in this form. */
  const hasLeft = useRef(false);
  /** While an entry goes to the outbox, nothing of it may be written as a draft: it would be there again after a reload. */
  const leaving = useRef<Promise<unknown>>();
  useEffect(() => {
    if (stored === undefined) return;
    const { own, last } = stored;
    beside.current = {};
    setState(stored.name === undefined ? 'notKept' : undefined);
    // What was recorded in this form before that could be read is newer.
    const left = hasLeft.current ? undefined : last;
    if (left !== undefined) setKept(left);
    isStored.current = own !== undefined;
    if (own !== undefined && isBlank(latest.current.entry)) {
      update(() => own);
      return choose(own.entry.form);
    }
    // What was typed or chosen before the box was opened stays, and what is on the device is not overwritten.
    if (own !== undefined) beside.current = park(own);
    if (left !== undefined) update((now) => ({ ...now, entry: withKept(now.entry, left) }));
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
      const former = beside.current;
      await box.store({ values: inPlace(isEmpty ? undefined : { ...now, at: Date.now() }) }).then(
        () => {
          isStored.current = !isEmpty;
          if (beside.current === former) beside.current = {};
          if (Object.keys(former).length > 0) tellWindows(box, 'changed');
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
  const isUnread = stored !== undefined && name === undefined;
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
  /** Takes out of the form what stood there, once something is stored in place of its draft. What was typed meanwhile stays. */
  const end = async (left: KeptFields, store: () => Promise<void>) => {
    if (leaving.current !== undefined) throw new Error('Another entry is being opened or stored.');
    const { entry } = latest.current;
    leaving.current = store();
    try {
      await leaving.current;
      isStored.current = false;
      beside.current = {};
      leftNames.current = undefined;
      // Of a window without a name, nothing that is typed next is kept, either.
      if (name !== undefined) setState(undefined);
      update((now) => ({ entry: withoutStored(now.entry, entry, left), meetingId: crypto.randomUUID() }));
    } finally {
      leaving.current = undefined;
      void write();
    }
  };
  /**
   * Stores the entry in the outbox, together with what it leaves to the next one, in place of the draft.
   * @returns whether the form is empty then
   * @throws if it was not stored: then it still stands in the form
   */
  const leave = async (left: KeptFields, store: (change: Change) => Promise<void>) => {
    try {
      await end(left, async () => {
        const { values, until } = leftIn(await windowId().catch(() => undefined), left, Date.now());
        await store({ values: { ...values, ...inPlace(undefined) }, until });
      });
    } catch (error) {
      setState('notKept');
      throw error;
    }
    hasLeft.current = true;
    setKept(left);
    return isBlank(latest.current.entry);
  };
  /** Opens another entry. What stood in the form is parked, also what is typed there until the other one is opened, so that nothing is lost. */
  const open = async (other: Draft, from?: Parked) => {
    await leaving.current?.catch(() => {});
    const as = parkedName();
    let now = latest.current;
    const parkNow = () => (isBlank(now.entry) ? { [as]: undefined } : park(now, as));
    const exchange = async () => {
      await move({ ...inPlace(other), ...parkNow() }, from);
      isStored.current = true;
      // What was typed meanwhile, and cannot be parked, stays in the form: then the other one is parked instead.
      beside.current = { ...park(other), [as]: undefined };
      while (latest.current !== now) {
        now = latest.current;
        await move(parkNow());
      }
      beside.current = {};
    };
    leaving.current = exchange();
    try {
      await leaving.current;
      leftNames.current = undefined;
      update(() => other);
      choose(other.entry.form);
    } finally {
      leaving.current = undefined;
      void write();
    }
  };
  /** An entry that was refused, to be put right. Its row stays until the corrected one is stored in its place. */
  const replace = (entry: Entry, meetingId: string, { id: rowId, keptAt }: Row) =>
    open({ entry: { ...entry, touched: [] }, meetingId, replaces: { id: rowId, keptAt } });
  /** Stores something, and empties the form with it. @throws if it was not stored: then the form stands as it did */
  const empty = (store: (values: Readonly<Record<string, unknown>>) => Promise<void>) =>
    end(kept ?? NOTHING_KEPT, () => store(inPlace(undefined)));
  /** Its row is gone: what stands in the form takes no place any more. */
  const detach = () => update(({ replaces: _, ...now }) => now);
  /** Back to the form that was left, with the names that the other one cannot have, unless something was typed there. */
  const goBackTo = (before: Entry) => {
    leftNames.current = undefined;
    update((now) => {
      const isUntouched = JSON.stringify(inForm(before, now.entry.form)) === JSON.stringify(now.entry);
      return { ...now, entry: isUntouched ? before : inForm(now.entry, before.form) };
    });
    choose(before.form);
  };
  const isTyped = !isBlank(draft.entry);
  return {
    /** Whether it is known what was left here: until then, the entry may become another one. */
    isOpen: stored !== undefined,
    entry: draft.entry,
    meetingId: draft.meetingId,
    replaces: draft.replaces,
    kept,
    state,
    isPending: isPending || (stored === undefined && isTyped),
    /** Whether it would be lost if the form were left: it is nowhere but there. What is on the device has to be read first. */
    isUnsaved: isTyped && (name === undefined || state === 'notKept'),
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
