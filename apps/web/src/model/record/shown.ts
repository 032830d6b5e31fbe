import { emptyEntry, type Entry, type Form, type SameAs, takesSeveral } from './entry.js';

/** What a form may say besides. */
export type More = 'to' | 'issue' | 'meeting' | 'title' | 'comment' | 'level';
const MORE: Readonly<Record<Form, readonly More[]>> = {
  statement: ['to', 'issue', 'meeting', 'comment', 'level'],
  call: ['title', 'issue', 'comment', 'level'],
  meeting: ['title', 'issue', 'comment', 'level'],
  answer: ['comment', 'level'],
  position: ['comment', 'level'],
};

/** The fact on record of which an entry is told. A meeting that it has recorded itself is that of a call or a meeting alone. */
export const sameAsOf = ({ form, sameAs }: Entry): SameAs | undefined =>
  sameAs?.isOwn === true && !takesSeveral(form) ? undefined : sameAs;

/** Another report of a meeting that is on record: it is about that meeting, with its title, its form and its issue. */
const isOfMeeting = (entry: Entry): boolean => takesSeveral(entry.form) && sameAsOf(entry) !== undefined;

/** Whether what is recorded is a new thing, and so can have a marking. What is told of a thing on record has the marking of that thing. */
export const takesLevel = (entry: Entry): boolean => {
  const { form, change } = entry;
  if (form === 'position') return change === 'taken';
  return form !== 'answer' && !isOfMeeting(entry);
};

/** The level that an entry is recorded with; empty for that of what it refers to. */
export const levelOf = (entry: Entry): string => (takesLevel(entry) ? entry.level : (sameAsOf(entry)?.level ?? ''));

/** Whether a level stands in the form that what is recorded cannot have, and nobody has confirmed yet that it goes without. */
export const asksForLevel = (entry: Entry): boolean =>
  !takesLevel(entry) && entry.level !== '' && levelOf(entry) !== entry.level && !entry.isLevelConfirmed;

export const moreOf = (entry: Entry): readonly More[] =>
  MORE[entry.form].filter((more) => {
    // A level that cannot be recorded is shown, so that nobody thinks it is.
    if (more === 'level') return takesLevel(entry) || entry.level !== '';
    return !isOfMeeting(entry) || (more !== 'title' && more !== 'issue');
  });

export const hasMode = (entry: Entry): boolean => takesSeveral(entry.form) && !isOfMeeting(entry);

/** An entry without what its form does not show: what somebody typed in another form, and does not see any more, is not recorded. */
export const shownOf = (entry: Entry): Entry => {
  const { form } = entry;
  const empty = emptyEntry(form);
  const more = moreOf(entry);
  const hidden: readonly (keyof Entry | false)[] = [
    sameAsOf(entry) === undefined && 'sameAs',
    form !== 'call' && 'duration',
    form !== 'meeting' && 'place',
    form !== 'meeting' && 'isHeld',
    !hasMode(entry) && 'mode',
    form !== 'answer' && 'answer',
    form !== 'answer' && !more.includes('meeting') && 'meetingId',
    form !== 'position' && !more.includes('issue') && 'issueId',
    !more.includes('to') && 'toId',
    !more.includes('title') && 'title',
  ];
  return { ...entry, ...Object.fromEntries(hidden.filter((key) => key !== false).map((key) => [key, empty[key]])) };
};
