import type { FieldProblem, ProblemDocument } from '../../types/types.gen.js';
import type { Command, Dated } from './commands.js';
import { type Entry, type Form, takesSeveral } from './entry.js';
import { heldOn, isHeldOn } from './commands.js';
import { asksForLevel } from './shown.js';

/** A field of the form; `form` for what is due to none of them. */
export type Field =
  | 'who'
  | 'when'
  | 'text'
  | 'kind'
  | 'language'
  | 'source'
  | 'grade'
  | 'meeting'
  | 'issue'
  | 'answer'
  | 'title'
  | 'duration'
  | 'place'
  | 'held'
  | 'to'
  | 'comment'
  | 'level'
  | 'reason'
  | 'form';

/** Something to put right: found by the page, which has a text for its code; or by the service, in its own words. */
export type Fault = Readonly<{ field: Field } & (Found | { detail: string })>;
export type Found = Readonly<{ code: FaultCode }> | OtherForm | TooLong;
/** A browser that was told how long a text may be would cut what is pasted, and say nothing. */
export type TooLong = Readonly<{ code: 'tooLong'; over: number }>;
/** What was to be sent stands in another form by now. */
export type OtherForm = Readonly<{ code: 'otherForm'; now: Form; before: Form }>;
export type FaultCode =
  | 'who'
  | 'typed'
  | 'when'
  | 'reading'
  | 'future'
  | 'text'
  | 'grade'
  | 'meeting'
  | 'issue'
  | 'answer'
  | 'private'
  | 'level'
  | 'source'
  | 'sourceDay'
  | 'held'
  | 'reason'
  | 'name'
  | 'changed'
  | 'nothing'
  | 'meanwhile';

const GRADE = /^[A-F][1-6]$/;

/** What the page itself finds. `isRead`: whether the date was understood. */
export const faultsOf = (entry: Entry, date: Dated | undefined, today: string): readonly Fault[] => {
  const { form, who, typed, when, text, grade } = entry;
  const needsText = form === 'statement' || (form === 'position' && ['maintained', 'withdrawn'].every(isNot(entry)));
  const isPast = !takesSeveral(form) || isHeldOn(entry, date, today);
  return [
    ...(typed.trim() === '' ? [] : [{ field: 'who', code: 'typed' } as const]),
    ...(who.length === 0 && typed.trim() === '' && !isWithheld(entry) ? [{ field: 'who', code: 'who' } as const] : []),
    ...(form === 'position' && entry.issueId === '' ? [{ field: 'issue', code: 'issue' } as const] : []),
    ...(form === 'answer' && entry.meetingId === '' ? [{ field: 'meeting', code: 'meeting' } as const] : []),
    ...(form === 'answer' && entry.answer === '' ? [{ field: 'answer', code: 'answer' } as const] : []),
    ...(when.trim() !== '' && date === undefined
      ? [{ field: 'when', code: entry.reading === '' ? 'when' : 'reading' } as const]
      : []),
    ...(isPast && (date?.earliest ?? '') > today ? [{ field: 'when', code: 'future' } as const] : []),
    ...(form === 'meeting' && heldOn(entry, date, today) === undefined
      ? [{ field: 'held', code: 'held' } as const]
      : []),
    ...tooLong(text),
    ...(needsText && text.trim() === '' ? [{ field: 'text', code: 'text' } as const] : []),
    ...(form === 'statement' && entry.kind === 'private-remark' && entry.attribution === 'on-the-record'
      ? [{ field: 'kind', code: 'private' } as const]
      : []),
    // Whoever sees the thing on record would see the words, however they are marked here.
    ...(asksForLevel(entry) ? [{ field: 'level', code: 'level' } as const] : []),
    ...(GRADE.test(grade) && entry.source.trim() === '' ? [{ field: 'source', code: 'source' } as const] : []),
    ...(grade !== '' && !GRADE.test(grade) ? [{ field: 'grade', code: 'grade' } as const] : []),
  ];
};
/** The longest text that the service takes. */
const MOST = 20_000;
const tooLong = (text: string): readonly Fault[] => {
  const over = Array.from(text.trim()).length - MOST;
  return over > 0 ? [{ field: 'text', code: 'tooLong', over }] : [];
};
const isNot =
  ({ change }: Entry) =>
  (other: string) =>
    change !== other;
/** Who said something may be left out if it may not be named. */
const isWithheld = ({ form, attribution }: Entry) => form === 'statement' && attribution !== 'on-the-record';

/** One answer of a batch. */
export type Result = Readonly<{ status: number; body: unknown }>;

/** What the service refuses, at the fields that it points to. What was not tried says nothing of its own. */
export const faultsIn = (results: readonly Result[], commands: readonly Command[]): readonly Fault[] =>
  results.flatMap(({ status, body }, n): readonly Fault[] => {
    const { errors = [], detail, code } = body as ProblemDocument;
    if (status < 400 || code === 'not-tried') return [];
    if (errors.length === 0) return [{ field: 'form', detail }];
    return errors.map((error) => ({ field: fieldAt(error, commands[n]!), detail: error.detail }));
  });

const FIELDS: Readonly<Record<string, Field>> = {
  speakerId: 'who',
  personId: 'who',
  partyId: 'who',
  partyIds: 'who',
  attendance: 'who',
  occurredOn: 'when',
  occurredText: 'when',
  planned: 'when',
  learnedAt: 'when',
  text: 'text',
  reason: 'text',
  outcome: 'text',
  kind: 'kind',
  attribution: 'kind',
  language: 'language',
  sources: 'source',
  meetingId: 'meeting',
  issueId: 'issue',
  issueIds: 'issue',
  answer: 'answer',
  title: 'title',
  durationText: 'duration',
  place: 'place',
  toIds: 'to',
  comment: 'comment',
  marking: 'level',
};

/** The field of the form that a pointer (RFC 6901) into a command is about. */
const fieldAt = ({ pointer }: FieldProblem, { role }: Command): Field => {
  const [, first = '', ...rest] = pointer.split('/');
  if (rest.at(-1) === 'reliability') return 'grade';
  if (role === 'name' && first !== 'sources' && first !== 'marking') return 'who';
  return FIELDS[first] ?? 'form';
};
