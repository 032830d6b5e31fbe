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
import type { Box } from '../../outbox/box.js';

const TYPED_MS = 250;
/** An entry that is not finished, with the id that a new meeting gets. */
export type Draft = Readonly<{ entry: Entry; meetingId: string }>;
const newDraft = (form: Form, kept?: KeptFields): Draft => ({
  entry: emptyEntry(form, kept),
  meetingId: crypto.randomUUID(),
});

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
  const [keptAt, setKeptAt] = useState<Date>();
  const latest = useRef(draft);
  latest.current = draft;
  const name = `draft ${id}`;
  useEffect(() => {
    if (box === undefined) return;
    void (async () => {
      const [stored, last] = [await box.read<Draft>(name), await box.read<KeptFields>('kept')];
      setKept(last);
      // What was typed before the box was opened stays.
      if (!isBlank(latest.current.entry)) {
        if (last !== undefined) setDraft((now) => ({ ...now, entry: withKept(now.entry, last) }));
        return;
      }
      if (stored !== undefined && !isBlank(stored.entry)) {
        setDraft(stored);
        choose(stored.entry.form);
      } else if (last !== undefined) setDraft(newDraft(latest.current.entry.form, last));
    })();
  }, [box, name]);
  useEffect(() => {
    if (box === undefined || isBlank(draft.entry)) return undefined;
    const timer = setTimeout(() => void box.write(name, draft).then(() => setKeptAt(new Date())), TYPED_MS);
    return () => clearTimeout(timer);
  }, [draft, box, name]);
  useEffect(
    () => setDraft((now) => (now.entry.form === form ? now : { ...now, entry: inForm(now.entry, form) })),
    [form],
  );
  const change = useCallback(
    (changes: Partial<Entry>) =>
      setDraft((now) => ({ ...now, entry: changed(now.entry, typedNow(now.entry, changes)) })),
    [],
  );
  /** An empty form of the same kind, once this entry is in the outbox. */
  const clear = useCallback(
    async (entry: Entry) => {
      const left = keptFrom(entry);
      setKept(left);
      setKeptAt(undefined);
      setDraft(newDraft(entry.form, left));
      await box?.write('kept', left);
      await box?.write(name, undefined);
    },
    [box, name],
  );
  /** An entry that was refused, to be put right. */
  const replace = useCallback((entry: Entry, meetingId: string) => setDraft({ entry, meetingId }), []);
  return { entry: draft.entry, meetingId: draft.meetingId, kept, keptAt, change, clear, replace, latest };
};
