import type { Language } from '#messages/languages.js';
import type { Message } from '#messages/messages.js';
import { brief, briefTexts, cutList, first } from '../../models/board/cut.js';
import { SentenceFields, told, type Untold, WordsFields } from '../../models/sentences.js';
import { ForceStatusName } from '../../models/measures.js';
import { ThingRef } from '../../models/things.js';
import { WorldKindName } from '../../routes/enums.js';
import { ofCommands } from '../../routes/facts.js';
import {
  all,
  anything,
  day,
  described,
  edtf,
  type Fields,
  idOf,
  instant,
  list,
  mapOf,
  named,
  object,
  oneOf,
  onlyTrue,
  type Static,
  text,
  whole,
} from '../../routes/schema.js';
import type { PlannedTime } from '#domain/world-date.js';
import type { DatesAsEdtf } from '../../routes/facts.js';
import { About } from '../about.js';
import type { Change } from '../change.js';
import { type Line, type Tag, TAGS } from './lines.js';
import type { StillThing } from './moved-thing.js';
import { type Joined, nameList } from '../../models/timeline/part.js';
import type { State } from './states.js';

const planned = ofCommands<DatesAsEdtf<PlannedTime>>('Planned');
const words = described('The words of the record, in their own language', text);
const MovedSentence = named(
  'MovedSentence',
  all(
    SentenceFields,
    object({
      'occurredOn?': edtf,
      'words?': words,
      'planned?': described('For when the fact plans something', planned),
      'isAnotherAccount?': described('Another account of a fact that is told beside it, or was on record', onlyTrue),
    }),
  ),
);
const MovedState = named(
  'MovedState',
  described(
    'How a thing stands, in a few words',
    all(
      WordsFields,
      object({
        'words?': words,
        'planned?': planned,
        'occurredOn?': described('Of a meeting that was held: when, if that was told', edtf),
        'since?': described('Of provisions that have stood like this since the same date', edtf),
      }),
    ),
  ),
);
const MovedCourse = named(
  'MovedCourse',
  object({
    provisions: described('How many stood like this', whole),
    periods: list(
      object({
        status: ForceStatusName,
        'from?': day,
        'to?': day,
        'followsFromDateAlone?': described('No fact tells that it began', onlyTrue),
      }),
    ),
  }),
);
const AboutThing = all(
  ThingRef,
  object({ 'about?': About, 'isEasing?': described('A measure that eases what others burden', onlyTrue) }),
);
const FieldChange = object({
  eventId: described('The fact whose field was corrected', idOf('event')),
  field: described('A JSON pointer (RFC 6901), in which list elements are identified by their ids', text),
  'before?': anything,
  'after?': anything,
});

export const MovedLine = named(
  'MovedLine',
  object({
    kind: WorldKindName,
    tag: described(
      'happened: it was told since, and had not certainly happened by the first moment, or a day that was announced has come. learned-late: it had happened by then, and was told only later. corrected: what was shown then is shown otherwise, by a correction or voiding. newly-visible: its marking was lowered since, so that you can see it now',
      oneOf('MovedTag', TAGS),
    ),
    things: described('What it is about: one thing, or several of which the same is said', cutList(AboutThing)),
    sentences: cutList(MovedSentence),
    'before?': described('At the first moment. Absent if the things of this line stand differently', list(MovedState)),
    'after?': described('At the second moment. Absent if the things of this line stand differently', list(MovedState)),
    'courses?': described(
      'Of measures: how their provisions stood between the two moments, as told at the second, those together that stood alike',
      list(MovedCourse),
    ),
    fields: described('The fields that were corrected, if it is about one thing', cutList(FieldChange)),
  }),
);
export type MovedLine = Static<typeof MovedLine>;

const StillItem = named('NotMoved', all(AboutThing, object({ state: list(MovedState) })));
const moment = { day: described('The day for which "in force" and "overdue" are given', day) };
const axes = { 'knownAt?': instant, 'happenedBy?': day };
const Since = object({
  ...axes,
  ...moment,
  'isBeforeTheRecord?': described('Nothing that you can see was on record at that moment', onlyTrue),
});
const Counts = object({
  lines: whole,
  facts: described('Facts that are new', whole),
  byKind: mapOf(object({ lines: whole, facts: whole })),
  byTag: object(Object.fromEntries(TAGS.map((tag) => [tag, whole]))),
});
export type Counts = Readonly<{
  lines: number;
  facts: number;
  byKind: Readonly<Record<string, Readonly<{ lines: number; facts: number }>>>;
  byTag: Readonly<Record<Tag, number>>;
}>;

/** What an answer has before its lines. */
export const MOVED_HEADER = {
  since: Since,
  until: object({ ...axes, ...moment }),
  counts: described('Of all pages', Counts),
  'lastFact?': described(
    'The new fact that happened last, of those with a date: its first possible day',
    object({ eventId: idOf('event'), day }),
  ),
  notMoved: described(
    'Positions and measures that stand as they stood',
    object({ positions: cutList(StillItem), measures: cutList(StillItem) }),
  ),
} satisfies Fields;
export type MovedHeader = Readonly<{
  since: Static<typeof Since>;
  until: Omit<Static<typeof Since>, 'isBeforeTheRecord'>;
  counts: Counts;
  lastFact?: Readonly<{ eventId: string; day: string }>;
  notMoved: Readonly<Record<'positions' | 'measures', { items: readonly Static<typeof StillItem>[]; more: number }>>;
}>;

const MOST = { things: 1_000, eventIds: 1_000, sentences: 24, fields: 24, list: 12 } as const;

export const toLine = ({ kind, tag, things, parts, before, after, courses, fields }: Line): MovedLine => ({
  kind: kind as MovedLine['kind'],
  tag,
  things: first(things, MOST.things),
  sentences: first(parts.map(sentenceOf), MOST.sentences),
  ...(before && { before: before.map(stateOf) }),
  ...(after && { after: after.map(stateOf) }),
  ...(courses.length > 0 && { courses }),
  fields: first(fields.map(fieldOf), MOST.fields),
});

export const stillItem = ({ kind, id, about, isEasing, states }: StillThing): Static<typeof StillItem> => ({
  kind,
  id,
  ...(about && { about }),
  ...(isEasing && { isEasing }),
  state: states().map(stateOf),
});

const untold = ({ id, parameters }: Message): Untold => ({ id, parameters: briefTexts(parameters) });

const sentenceOf = (part: Joined): Static<typeof MovedSentence> => {
  const { say, count, names, eventIds, occurredOn, words, planned, followsFromDateAlone, isAnotherAccount } = part;
  return {
    ...untold(say({ count, names: nameList(names) })),
    eventIds: eventIds.slice(0, MOST.eventIds),
    ...(followsFromDateAlone && { followsFromDateAlone }),
    ...(occurredOn !== undefined && { occurredOn }),
    ...(words !== undefined && { words }),
    ...(planned !== undefined && { planned }),
    ...(isAnotherAccount && { isAnotherAccount }),
  };
};

const stateOf = ({ message, words, planned, occurredOn, since }: State): Static<typeof MovedState> => ({
  ...untold(message),
  ...(words !== undefined && { words }),
  ...(planned !== undefined && { planned }),
  ...(occurredOn !== undefined && { occurredOn }),
  ...(since !== undefined && { since }),
});

const fieldOf = ({ fact, field, before, after }: Change): Static<typeof FieldChange> => ({
  eventId: fact!.eventId,
  field: field!,
  ...(before !== undefined && { before: briefly(before) }),
  ...(after !== undefined && { after: briefly(after) }),
});
const briefly = (value: unknown): unknown => {
  if (typeof value === 'string') return brief(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.slice(0, MOST.list).map(briefly);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, briefly(inner)]));
};

type Answer = MovedHeader & Readonly<{ items: readonly MovedLine[] }>;

/** An answer with its sentences. */
export const movedInLanguage = <T extends Answer>(answer: T, language: Language): T => {
  const states = (all: readonly Static<typeof MovedState>[]) => all.map((state) => told(state, language));
  const still = ({ items, more }: MovedHeader['notMoved']['positions']) => ({
    items: items.map(({ state, ...item }) => ({ ...item, state: states(state) })),
    more,
  });
  return {
    ...answer,
    notMoved: { positions: still(answer.notMoved.positions), measures: still(answer.notMoved.measures) },
    items: answer.items.map(({ sentences, before, after, ...line }) => ({
      ...line,
      sentences: { ...sentences, items: sentences.items.map((sentence) => told(sentence, language)) },
      ...(before && { before: states(before) }),
      ...(after && { after: states(after) }),
    })),
  };
};
