import { ATTRIBUTIONS, POSITION_KINDS, STATEMENT_KINDS } from './kinds.js';

/** A field of a fact as it can be put right. What it is follows from its name and its value. */
export type RightField = Readonly<
  { key: string; value: string } & (
    | { as: 'text' | 'words' | 'when' }
    | { as: 'choice'; values: readonly string[] }
    | { as: 'name'; kind: NamedKind }
  )
>;
export type NamedKind = 'representative' | 'party' | 'issue' | 'meeting';

/** What is corrected: the fields of an event, and when it happened. */
export type RightEvent = Readonly<{
  type: string;
  data: Readonly<Record<string, unknown>>;
  occurredOn?: string | undefined;
  occurredText?: string | undefined;
  comment?: string | undefined;
}>;

const WORDS: readonly string[] = [
  'text',
  'summary',
  'outcome',
  'reason',
  'comment',
  'terms',
  'about',
  'recordedAccount',
  'rivalAccount',
];
const KINDS: Readonly<Record<string, readonly string[]>> = {
  StatementMade: STATEMENT_KINDS,
  PositionTaken: POSITION_KINDS,
  PositionShifted: POSITION_KINDS,
  RepresentativeNamed: ['person', 'body'],
};
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  answer: ['NEEDS-ACTION', 'ACCEPTED', 'DECLINED', 'TENTATIVE', 'DELEGATED'],
  mode: ['in-person', 'video-call', 'phone-call', 'hybrid', 'written-exchange'],
  attribution: ATTRIBUTIONS,
  direction: ['hardened', 'softened', 'reframed'],
};
/** What a position is about makes it the one that it is: another one is another position. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  PositionTaken: ['partyId', 'issueId', 'scope'],
  PositionShifted: ['partyId', 'issueId', 'scope'],
  PositionMaintained: ['partyId', 'issueId', 'scope'],
  PositionWithdrawn: ['partyId', 'issueId', 'scope'],
};
/** Fields that a fact of a type may have, and are shown even if this one does not. */
const MAY_HAVE: Readonly<Record<string, readonly string[]>> = {
  StatementMade: ['text', 'language', 'channel'],
  MeetingProposed: ['title', 'place'],
  MeetingHeld: ['outcome', 'summary', 'durationText', 'place'],
  InvitationAnswered: ['answer', 'text'],
  RepresentativeNamed: ['name', 'post', 'partyId'],
  PositionTaken: ['text', 'kind', 'reason'],
  PositionShifted: ['text', 'kind', 'reason'],
};

const namedBy = (key: string): NamedKind | undefined => {
  if (key === 'partyId' || key === 'actorId' || key === 'confirmedById' || key === 'proposedById') return 'party';
  if (
    /^(?:speaker|speakingFor|person|invitee|invitedBy|reportedBy|delegatedTo|head|announcedBy|withdrawnBy|speaksFor)Id$/.test(
      key,
    )
  )
    return 'representative';
  if (key === 'issueId') return 'issue';
  return key === 'meetingId' || key === 'preparesForId' ? 'meeting' : undefined;
};

/** The fields of an event that can be put right here, those of the fact first, then its day and our comment. */
export const rightFields = (event: RightEvent): readonly RightField[] => {
  const { type, data, comment } = event;
  const keys = [...new Set([...Object.keys(data), ...(MAY_HAVE[type] ?? [])])].filter(
    (key) => !(FIXED[type] ?? []).includes(key),
  );
  const own = keys.flatMap((key): readonly RightField[] => {
    const value = data[key] ?? '';
    if (typeof value === 'boolean') return [{ key, value: String(value), as: 'choice', values: ['true', 'false'] }];
    if (typeof value !== 'string') return [];
    const values = key === 'kind' ? KINDS[type] : CHOICES[key];
    if (values !== undefined) return [{ key, value, as: 'choice', values: value === '' ? ['', ...values] : values }];
    const kind = namedBy(key);
    if (kind !== undefined) return [{ key, value, as: 'name', kind }];
    if (/Ids?$/.test(key)) return [];
    return [{ key, value, as: WORDS.includes(key) ? 'words' : 'text' }];
  });
  return [
    ...own,
    { key: 'when', value: whenOf(event), as: 'when' },
    { key: 'comment', value: comment ?? '', as: 'words' },
  ];
};

/** How many fields an event has that cannot be put right here: lists, and what has fields of its own. */
export const otherFields = (event: RightEvent): readonly string[] => {
  const shown = new Set(rightFields(event).map(({ key }) => key));
  return Object.keys(event.data).filter((key) => !shown.has(key));
};

/** The words of a date that can be put right: as they were said, or the date itself. */
const whenOf = ({ occurredText, occurredOn }: RightEvent): string => occurredText ?? occurredOn ?? '';

export const isWhenTyped = (event: RightEvent, when: string | undefined): when is string =>
  when !== undefined && when.trim() !== whenOf(event);

/** The day from which the words of an event are read: that of its source, or else that on which it was learned, in UTC as the service reads it. */
export const readFromOf = ({
  sources = [],
  learnedAt,
}: Readonly<{
  sources?: readonly Readonly<{ publishedOn?: string | undefined }>[] | undefined;
  learnedAt: string;
}>): string =>
  sources.find(({ publishedOn }) => /^\d{4}-\d{2}-\d{2}$/.test(publishedOn ?? ''))?.publishedOn ??
  new Date(learnedAt).toISOString().slice(0, 10);

/**
 * What is meant by the words that stand in the field: the reading that was chosen, or else the first one. Words that nobody has changed mean what
 * is on record.
 */
export const meantBy = <R extends Readonly<{ edtf: string }>>(
  event: RightEvent,
  when: string | undefined,
  readings: readonly R[],
  chosen: string,
): R | undefined => {
  const isTyped = isWhenTyped(event, when);
  const of = (edtf: string | undefined) => readings.find((one) => one.edtf === edtf);
  return of(chosen) ?? (isTyped ? readings[0] : of(event.occurredOn));
};

type Typed = Readonly<Record<string, string>>;
/** The merge patch (RFC 7396) from what stands there to what was typed; a field that was emptied is removed. `date`: what the words are to mean. */
export const patchOf = (
  event: RightEvent,
  typed: Typed,
  date: Readonly<{ edtf: string }> | undefined,
): Readonly<Record<string, unknown>> => {
  const changed = rightFields(event).filter(
    ({ key, as, value }) => as !== 'when' && typed[key] !== undefined && typed[key].trim() !== value,
  );
  const own = changed.map(({ key }): readonly [string, unknown] => {
    const value = typed[key]!.trim();
    return [key, value === '' ? null : value === 'true' ? true : value === 'false' ? false : value];
  });
  return { ...Object.fromEntries(own), ...whenPatchOf(event, typed['when']?.trim(), date) };
};

const whenPatchOf = (
  event: RightEvent,
  words: string | undefined,
  date: Readonly<{ edtf: string }> | undefined,
): Readonly<Record<string, unknown>> => {
  // The same words can mean another day.
  if (!isWhenTyped(event, words))
    return date === undefined || date.edtf === event.occurredOn ? {} : { occurredOn: date.edtf };
  if (words === '') return { occurredOn: null, occurredText: null };
  const said = words === date?.edtf ? null : words;
  return {
    occurredOn: date?.edtf,
    ...(said === null && event.occurredText === undefined ? {} : { occurredText: said }),
  };
};

/** What somebody else has changed since the event was opened: as it was, and as it is now. */
export type Theirs = Readonly<{ key: string; before: string; now: string }>;
export const changedMeanwhile = (opened: RightEvent, now: RightEvent): readonly Theirs[] => {
  const before = new Map(rightFields(opened).map(({ key, value }) => [key, value]));
  return rightFields(now).flatMap(({ key, value }) => {
    const was = before.get(key) ?? '';
    return was === value ? [] : [{ key, before: was, now: value }];
  });
};
