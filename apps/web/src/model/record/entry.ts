import type { Why } from '#edtf/said/reading.js';
import type { Language } from '#messages/languages.js';
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
    /** Why the words can be read so: what was chosen, if they are read from another day by now. */
    readingWhy: Why | '';
    /** The day on which the words of when were typed, from which they are read; empty until then. */
    whenTypedOn: string;
    /** The language of the page in which they were typed: the order of day and month depends on it. */
    whenTypedIn: Language | '';
    /** The day on which the source was typed. */
    sourceTypedOn: string;
    /** When our side learned it: the time at which when was typed last, or else anything was typed first, as the service tells it; empty until then. */
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
    /** Names on record that are not the same as a new one. */
    otherNames: readonly string[];
    /** Somebody knows that it gets the marking of what it is told of, and not the level that is kept for the next record. */
    isLevelConfirmed: boolean;
    /** The fields that the last record leaves, and that somebody has changed since. */
    touched: readonly (keyof KeptFields)[];
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

export const NOTHING_KEPT: KeptFields = {
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
  readingWhy: '',
  whenTypedOn: '',
  whenTypedIn: '',
  sourceTypedOn: '',
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
  otherNames: [],
  isLevelConfirmed: false,
  touched: [],
});

export const keptFrom = ({ source, grade, language, kind, attribution, level }: KeptFields): KeptFields => ({
  source,
  grade,
  language,
  kind,
  attribution,
  level,
});

/** Whom each form is about. */
export const KINDS_OF: Readonly<Record<Form, readonly NameKind[]>> = {
  statement: ['person', 'body'],
  call: ['person', 'body', 'party'],
  meeting: ['person', 'body', 'party'],
  answer: ['person', 'body'],
  position: ['party'],
};
export const takesSeveral = (form: Form): boolean => form === 'call' || form === 'meeting';

/** What follows from other fields. */
const DERIVED: readonly (keyof Entry)[] = ['readingWhy', 'whenTypedOn', 'whenTypedIn', 'sourceTypedOn', 'learnedAt'];
/** Whether nobody would miss it: nothing was typed or chosen in it. */
export const isBlank = (entry: Entry): boolean => {
  const empty = emptyEntry(entry.form, entry);
  return (Object.keys(empty) as (keyof Entry)[]).every(
    (key) => DERIVED.includes(key) || isSame(entry[key], empty[key]),
  );
};
const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(trimmed(one)) === JSON.stringify(trimmed(other));
const trimmed = (value: unknown) => (typeof value === 'string' ? value.trim() : value);
