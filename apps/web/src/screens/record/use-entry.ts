import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import {
  changed,
  emptyEntry,
  type Entry,
  type Form,
  inForm,
  isBlank,
  type KeptFields,
  keptFrom,
  withKept,
} from '../../model/record/entry.js';
import { serviceTime } from '../../api/clock.js';
import { todayHere } from '../../model/record/read-said.js';
import type { Draft, Row } from '../../model/record/outbox.js';
import type { Box } from '../../outbox/box.js';
import { type Parked, useParked } from './use-parked.js';

const newDraft = (form: Form, kept?: KeptFields): Draft => ({
  entry: emptyEntry(form, kept),
  meetingId: crypto.randomUUID(),
});
/** Whether what stands in the form is on the device: since when, or not at all. */
export type DraftState = Readonly<{ keptAt: Date }> | 'notKept' | undefined;

/** Words are read from the day on which they were typed, and were learned then, whenever they are sent. */
const typedNow = (entry: Entry, changes: Partial<Entry>): Partial<Entry> => {
  const isTyped = (['when', 'source'] as const).some(
    (key) => changes[key] !== undefined && changes[key] !== entry[key],
  );
  return isTyped || entry.learnedAt === '' ? { ...changes, typedOn: todayHere(), learnedAt: serviceTime() } : changes;
};

/** What stands in the form. It is kept while it is typed, and so are the fields that the last record leaves to the next one. */
export const useEntry = (id: string, form: Form, choose: (form: Form) => void, box: Box | undefined) => {
  const [draft, setDraft] = useState<Draft>(() => newDraft(form));
  const [kept, setKept] = useState<KeptFields>();
  const [state, setState] = useState<DraftState>();
  const [isPending, setPending] = useState(false);
  const latest = useRef(draft);
  latest.current = draft;
  const { name, stored, parked, park, move } = useParked(id, box);
  /** Whether there is a draft of this window on the device. */
  const isStored = useRef(false);
  /** While an entry goes to the outbox, nothing of it may be written as a draft: it would be there again after a reload. */
  const isLeaving = useRef(false);
  useEffect(() => {
    if (stored === undefined) return;
    const { own, last, isRead } = stored;
    if (!isRead) setState('notKept');
    setKept(last);
    isStored.current = own !== undefined;
    // What was typed before the box was opened stays, and what is on the device is not overwritten.
    if (!isBlank(latest.current.entry)) {
      if (own !== undefined) move(park(own)).catch(() => setState('notKept'));
      if (last !== undefined) setDraft((now) => ({ ...now, entry: withKept(now.entry, last) }));
    } else if (own !== undefined) {
      setDraft(own);
      choose(own.entry.form);
    } else if (last !== undefined) setDraft(newDraft(latest.current.entry.form, last));
  }, [stored]);
  /** What the box has of it. */
  const written = useRef<Draft | undefined>(draft);
  const isWriting = useRef(false);
  /** What is typed while something is being written is written next. */
  const write = useCallback(async () => {
    if (box === undefined || name === undefined || isWriting.current) return;
    isWriting.current = true;
    while (written.current !== latest.current && !isLeaving.current) {
      const now = latest.current;
      written.current = now;
      const isEmpty = isBlank(now.entry);
      if (isEmpty && !isStored.current) continue;
      await box.store({ values: { [name]: isEmpty ? undefined : { ...now, at: Date.now() } } }).then(
        () => {
          isStored.current = !isEmpty;
          setState(isEmpty ? undefined : { keptAt: new Date() });
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
    setPending(written.current !== draft);
    void write();
  }, [draft, write]);
  useEffect(
    () => setDraft((now) => (now.entry.form === form ? now : { ...now, entry: inForm(now.entry, form) })),
    [form],
  );
  const change = useCallback(
    (changes: Partial<Entry>) =>
      setDraft((now) => ({ ...now, entry: changed(now.entry, typedNow(now.entry, changes)) })),
    [],
  );
  /**
   * Stores the entry in the outbox, together with what it leaves to the next one, in place of the draft; only then the form is empty.
   * @throws if it was not stored: then it still stands in the form
   */
  const leave = useCallback(
    async (entry: Entry, store: (values: Readonly<Record<string, unknown>>) => Promise<void>) => {
      const left = keptFrom(entry);
      isLeaving.current = true;
      try {
        await store({ kept: left, ...(name !== undefined && { [name]: undefined }) });
        isStored.current = false;
        latest.current = newDraft(entry.form, left);
        setKept(left);
        setState(undefined);
        setDraft(latest.current);
      } catch (error) {
        setState('notKept');
        throw error;
      } finally {
        isLeaving.current = false;
      }
    },
    [name],
  );
  /** Opens another entry. What stood in the form is parked, so that nothing is lost. */
  const open = async (other: Draft, from?: Parked) => {
    const now = latest.current;
    await move({ ...(!isBlank(now.entry) && park(now)), ...(name !== undefined && { [name]: other }) }, from);
    isStored.current = true;
    setDraft(other);
    choose(other.entry.form);
  };
  /** An entry that was refused, to be put right. Its row stays until the corrected one is stored in its place. */
  const replace = (entry: Entry, meetingId: string, { id: rowId, keptAt }: Row) =>
    open({ entry, meetingId, replaces: { id: rowId, keptAt } });
  /** Its row is gone: what stands in the form takes no place any more. */
  const detach = () => setDraft(({ replaces: _, ...now }) => now);
  return {
    /** Whether it is known what was left here: until then, the entry may become another one. */
    isOpen: stored !== undefined,
    entry: draft.entry,
    meetingId: draft.meetingId,
    replaces: draft.replaces,
    kept,
    state,
    isPending,
    change,
    leave,
    replace,
    detach,
    parked,
    goOn: (one: Parked) => open(one.draft, one),
    throwAway: (one: Parked) => move({}, one),
    latest,
  };
};
