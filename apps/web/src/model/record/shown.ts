import { emptyEntry, type Entry, type Form, takesSeveral } from './entry.js';

/** What a form may say besides. */
export type More = 'to' | 'issue' | 'meeting' | 'title' | 'comment' | 'level';
const MORE: Readonly<Record<Form, readonly More[]>> = {
  statement: ['to', 'issue', 'meeting', 'comment', 'level'],
  call: ['title', 'issue', 'comment', 'level'],
  meeting: ['title', 'issue', 'comment', 'level'],
  answer: ['comment', 'level'],
  position: ['comment', 'level'],
};

/** Another report of a meeting that is on record: it is about that meeting, with its title, its form and its issue. */
const isOfMeeting = ({ form, sameAs }: Entry): boolean => takesSeveral(form) && sameAs !== undefined;

/** Whether what is recorded is a new thing, and so can have a marking. What is told of a thing on record has the marking of that thing. */
export const takesLevel = (entry: Entry): boolean => {
  const { form, change } = entry;
  if (form === 'position') return change === 'taken';
  return form !== 'answer' && !isOfMeeting(entry);
};

export const moreOf = (entry: Entry): readonly More[] =>
  MORE[entry.form].filter((more) => {
    // A level that cannot be recorded is shown, so that it can be taken out.
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
