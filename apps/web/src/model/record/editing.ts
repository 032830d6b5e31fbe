import type { Language } from '#messages/languages.js';
import {
  emptyEntry,
  type Entry,
  type Form,
  keptFrom,
  type KeptFields,
  KINDS_OF,
  NOTHING_KEPT,
  takesSeveral,
} from './entry.js';

const KEPT = Object.keys(NOTHING_KEPT) as readonly (keyof KeptFields)[];

/** What makes a fact the one that it is: once this is another, so may be the fact. */
const IDENTIFYING: readonly (keyof Entry)[] = [
  'form',
  'who',
  'when',
  'reading',
  'kind',
  'isHeld',
  'meetingId',
  'answer',
  'issueId',
  'change',
  'positionKind',
  'scope',
];
/** What it is told of, and so which marking it gets if it can have none of its own. */
const OF_THING: readonly (keyof Entry)[] = ['form', 'sameAs', 'meetingId', 'issueId', 'change', 'scope'];

/** Whether a field says the same. Of a name, it is the same one as long as its id is. */
const isSame = (key: keyof Entry, one: Entry, other: Entry): boolean => {
  if (key === 'who') return JSON.stringify(idsOf(one)) === JSON.stringify(idsOf(other));
  return JSON.stringify(one[key]) === JSON.stringify(other[key]);
};
const idsOf = ({ who }: Entry) => who.map(({ id }) => id);

/** An entry after a change: what was answered, and is about what stood there before, is asked again. */
export const changed = (entry: Entry, changes: Partial<Entry>): Entry => {
  const now = { ...entry, ...changes };
  const isChanged = (key: keyof Entry) => !isSame(key, now, entry);
  const isAnother = IDENTIFYING.some(isChanged);
  // What this entry has recorded itself stays recorded.
  const keepsSame = !isAnother || entry.sameAs?.isOwn === true || 'sameAs' in changes;
  const after: Entry = {
    ...now,
    sameAs: keepsSame ? now.sameAs : undefined,
    others: isAnother && !('others' in changes) ? [] : now.others,
    otherNames: isChanged('who') && !('otherNames' in changes) ? [] : now.otherNames,
    touched: [...new Set([...entry.touched, ...KEPT.filter(isChanged)])],
  };
  return OF_THING.some((key) => !isSame(key, after, entry)) ? { ...after, isLevelConfirmed: false } : after;
};

/** Where and when something is typed: the day here, the time of the service, the language of the page. */
export type Typing = Readonly<{ day: string; time: string; language: Language }>;
/** Words are read from the day and in the language in which they were typed, and were learned then, whenever they are sent. */
export const typed = (entry: Entry, changes: Partial<Entry>, { day, time, language }: Typing): Entry => {
  const isTyped = (key: 'when' | 'source') => changes[key] !== undefined && changes[key] !== entry[key];
  return changed(entry, {
    ...changes,
    ...(isTyped('when') && { whenTypedOn: day, whenTypedIn: language }),
    ...(isTyped('source') && { sourceTypedOn: day }),
    ...((isTyped('when') || entry.learnedAt === '') && { learnedAt: time }),
  });
};

/** The same entry in another form: names that it cannot have are left out. */
export const inForm = (entry: Entry, form: Form): Entry => {
  const who = entry.who.filter(({ kind }) => KINDS_OF[form].includes(kind));
  const { mode } = emptyEntry(form);
  return changed(entry, { form, who: takesSeveral(form) ? who : who.slice(0, 1), mode });
};

/** Names that a form was left with, and those of them that stand in the form that is open. */
export type LeftNames = Readonly<{ all: Entry['who']; shown: Entry['who'] }>;
/** The same entry in another form, with the names that an earlier form has had, as long as nobody has changed those that are shown. */
export const inFormAgain = (
  entry: Entry,
  form: Form,
  left: LeftNames | undefined,
): Readonly<{ entry: Entry; left: LeftNames }> => {
  const isUnchanged = left !== undefined && JSON.stringify(left.shown) === JSON.stringify(entry.who);
  const all = isUnchanged ? left.all : entry.who;
  const next = inForm(changed(entry, { who: all }), form);
  return { entry: next, left: { all, shown: next.who } };
};

/** What the last record leaves, in an entry that was begun before that was known: each field that nobody has touched. */
export const withKept = (entry: Entry, kept: KeptFields): Entry => ({
  ...entry,
  ...Object.fromEntries(KEPT.filter((key) => !entry.touched.includes(key)).map((key) => [key, kept[key]])),
});

/** What an entry leaves to the next one: what somebody has changed in it, and else what was kept before. */
export const leftBy = (entry: Entry, kept: KeptFields | undefined): KeptFields => ({
  ...keptFrom(entry),
  ...kept,
  ...Object.fromEntries(entry.touched.map((key) => [key, entry[key]])),
});

/** What was typed is kept together with what follows from it. */
const WITH: Partial<Record<keyof Entry, readonly (keyof Entry)[]>> = {
  when: ['reading', 'readingWhy', 'whenTypedOn', 'whenTypedIn', 'learnedAt'],
  source: ['sourceTypedOn'],
};

/** What stands in the form once an entry that was in it is stored: an empty form, with what somebody has changed meanwhile, field by field. */
export const withoutStored = (now: Entry, stored: Entry, left: KeptFields): Entry => {
  // What only follows from another form is no change.
  const then = inForm(stored, now.form);
  const meanwhile = (Object.keys(now) as (keyof Entry)[]).filter((key) => !isSame(key, now, then));
  const keys = [...meanwhile, ...meanwhile.flatMap((key) => WITH[key] ?? [])];
  return {
    ...emptyEntry(now.form, left),
    ...Object.fromEntries(keys.map((key) => [key, now[key]])),
    who: now.who.filter(({ id }) => !idsOf(then).includes(id)),
    touched: KEPT.filter((key) => meanwhile.includes(key)),
  };
};
