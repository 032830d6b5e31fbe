import { ATTRIBUTIONS, POSITION_KINDS, STATEMENT_KINDS } from './kinds.js';

/** A field of a fact as it can be put right. What it is follows from its name and its value. */
export type RightField = Readonly<
  { key: string; value: string } & (
    { as: 'text' | 'words' | 'when' } | { as: 'choice'; values: readonly string[] } | { as: 'name'; kind: NamedKind }
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
export const rightFields = ({ type, data, occurredOn, occurredText, comment }: RightEvent): readonly RightField[] => {
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
    { key: 'when', value: occurredText ?? occurredOn ?? '', as: 'when' },
    { key: 'comment', value: comment ?? '', as: 'words' },
  ];
};

/** How many fields an event has that cannot be put right here: lists, and what has fields of its own. */
export const otherFields = (event: RightEvent): readonly string[] => {
  const shown = new Set(rightFields(event).map(({ key }) => key));
  return Object.keys(event.data).filter((key) => !shown.has(key));
};

type Typed = Readonly<Record<string, string>>;
/** The merge patch (RFC 7396) from what stands there to what was typed; a field that was emptied is removed. */
export const patchOf = (
  event: RightEvent,
  typed: Typed,
  date: Readonly<{ edtf: string }> | undefined,
): Readonly<Record<string, unknown>> => {
  const changed = rightFields(event).filter(
    ({ key, value }) => typed[key] !== undefined && typed[key].trim() !== value,
  );
  return Object.fromEntries(
    changed.flatMap(({ key, as }): readonly (readonly [string, unknown])[] => {
      const value = typed[key]!.trim();
      if (as !== 'when')
        return [[key, value === '' ? null : value === 'true' ? true : value === 'false' ? false : value]];
      if (value === '')
        return [
          ['occurredOn', null],
          ['occurredText', null],
        ];
      const words = value === date?.edtf ? null : value;
      return [
        ['occurredOn', date?.edtf],
        ...(words === null && event.occurredText === undefined ? [] : [['occurredText', words] as const]),
      ];
    }),
  );
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
