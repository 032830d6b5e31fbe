import type {
  Attribution,
  Direction,
  MeetingMode,
  ParticipationStatus,
  PositionKind,
  PositionScope,
  StatementKind,
} from '../../types/types.gen.js';

/** What is recorded most: in the order of the list beside the form. */
export const FORMS = ['statement', 'call', 'meeting', 'answer', 'position'] as const;
export type Form = (typeof FORMS)[number];
/** The letter that opens each form, outside of fields. */
export const FORM_KEYS: Readonly<Record<string, Form>> = {
  s: 'statement',
  c: 'call',
  m: 'meeting',
  a: 'answer',
  p: 'position',
};

export type NameKind = 'party' | 'person' | 'body';
/** A name that was chosen. `isNew`: it is recorded with the entry, before it. */
export type Taken = Readonly<{
  id: string;
  kind: NameKind;
  name: string;
  partyId?: string | undefined;
  post?: string | undefined;
  isNew?: true;
}>;

/** What became of a position: it was taken, moved, maintained or withdrawn. */
export type PositionChange = 'taken' | Direction | 'maintained' | 'withdrawn';
export const POSITION_CHANGES = [
  'taken',
  'hardened',
  'softened',
  'reframed',
  'maintained',
  'withdrawn',
] as const satisfies readonly PositionChange[];

/** What is kept for the next record: who tells it, in which form, and who may see it. */
export type KeptFields = Readonly<{
  source: string;
  grade: string;
  language: string;
  kind: StatementKind;
  attribution: Attribution;
  /** A level of marking; empty for that of what it refers to. */
  level: string;
}>;

/** What somebody has typed and chosen in a form. Fields of other forms keep what they had. */
export type Entry = KeptFields &
  Readonly<{
    form: Form;
    who: readonly Taken[];
    /** What was typed as a name, and is none yet. */
    typed: string;
    when: string;
    /** The reading of the date that was chosen; empty for the first one. */
    reading: string;
    /** The day on which when and source were typed last, from which their words are read; empty until then. */
    typedOn: string;
    /** When our side learned it: the time at which when and source were typed last, as the service tells it; empty until then. */
    learnedAt: string;
    text: string;
    verbatim: boolean;
    mode: MeetingMode;
    duration: string;
    title: string;
    place: string;
    /** Whether a meeting was held or is planned; undefined: as its day says. */
    isHeld: boolean | undefined;
    meetingId: string;
    answer: ParticipationStatus | '';
    issueId: string;
    change: PositionChange;
    positionKind: PositionKind;
    scope: PositionScope;
    toId: string;
    comment: string;
    /** The fact on record of which this is another report. */
    sameAs: SameAs | undefined;
    /** Facts on record that are not the same. */
    others: readonly string[];
  }>;
export type SameAs = Readonly<{
  eventId: string;
  thingId: string;
  type: string;
  /** What it is called on record. */
  title: string;
  /** It was recorded by this entry, of which another part was refused. */
  isOwn?: true;
  /** The level that it is marked with, where the page knows it. */
  level?: string | undefined;
}>;

const NOTHING_KEPT: KeptFields = {
  source: '',
  grade: '',
  language: '',
  kind: 'press-statement',
  attribution: 'on-the-record',
  level: '',
};

/** An empty form, with what the last record leaves to it. */
export const emptyEntry = (form: Form, kept: KeptFields = NOTHING_KEPT): Entry => ({
  ...keptFrom(kept),
  form,
  who: [],
  typed: '',
  when: '',
  reading: '',
  typedOn: '',
  learnedAt: '',
  text: '',
  verbatim: false,
  mode: form === 'meeting' ? 'in-person' : 'video-call',
  duration: '',
  title: '',
  place: '',
  isHeld: undefined,
  meetingId: '',
  answer: '',
  issueId: '',
  change: 'taken',
  positionKind: 'demand',
  scope: 'public',
  toId: '',
  comment: '',
  sameAs: undefined,
  others: [],
});

export const keptFrom = ({ source, grade, language, kind, attribution, level }: KeptFields): KeptFields => ({
  source,
  grade,
  language,
  kind,
  attribution,
  level,
});

/** What the last record leaves, in an entry that was begun before it was read: each field that nobody has touched. */
export const withKept = (entry: Entry, kept: KeptFields): Entry => {
  const untouched = (Object.keys(NOTHING_KEPT) as (keyof KeptFields)[]).filter(
    (key) => entry[key] === NOTHING_KEPT[key],
  );
  return { ...entry, ...Object.fromEntries(untouched.map((key) => [key, kept[key]])) };
};

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
];
const OF_POSITION: readonly (keyof Entry)[] = ['issueId', 'change', 'positionKind', 'scope'];

/** An entry after a change. That it is the same as something on record was said of what stood there before. */
export const changed = (entry: Entry, changes: Partial<Entry>): Entry => {
  const now = { ...entry, ...changes };
  if (entry.sameAs === undefined || entry.sameAs.isOwn || 'sameAs' in changes) return now;
  return [...IDENTIFYING, ...OF_POSITION].some((key) => now[key] !== entry[key]) ? { ...now, sameAs: undefined } : now;
};

/** The same entry in another form: names that it cannot have are left out. */
export const inForm = (entry: Entry, form: Form): Entry => {
  const who = entry.who.filter(({ kind }) => KINDS_OF[form].includes(kind));
  return {
    ...entry,
    form,
    who: takesSeveral(form) ? who : who.slice(0, 1),
    mode: form === 'meeting' ? 'in-person' : form === 'call' ? 'video-call' : entry.mode,
    sameAs: undefined,
    others: [],
  };
};

/** Whom each form is about. */
export const KINDS_OF: Readonly<Record<Form, readonly NameKind[]>> = {
  statement: ['person', 'body'],
  call: ['person', 'body', 'party'],
  meeting: ['person', 'body', 'party'],
  answer: ['person', 'body'],
  position: ['party'],
};
export const takesSeveral = (form: Form): boolean => form === 'call' || form === 'meeting';

/** Whether nobody would miss it. */
export const isBlank = ({ who, typed, when, text, comment, title, answer }: Entry): boolean =>
  who.length === 0 && [typed, when, text, comment, title, answer].every((given) => given.trim() === '');
