import { forceOf } from '#domain/in-force.js';
import { type ForcePeriod, forcePeriods } from '#domain/force-periods.js';
import { type Kind, streamOf, type ThingRef } from '#domain/ids.js';
import { dayOf } from '#domain/world-date.js';
import { brief } from '../../models/board/cut.js';
import { forceChanges } from '../../models/board/force-changes.js';
import { type MeasureFact, provisionsOf } from '../../models/measures.js';
import { short } from '../../models/timeline/wording.js';
import type { LoggedEvent } from '../../projection/read-model.js';
import type { About } from '../about.js';
import type { Change } from '../change.js';
import type { Viewpoint } from '../compare-things.js';
import { factPart, measureName, type Naming, type WorldFact } from '../../models/timeline/fact-parts.js';
import type { MovedThing } from './moved-thing.js';
import { type Joined, joined, keyOf, type Part } from '../../models/timeline/part.js';
import type { State } from './states.js';

export const TAGS = ['happened', 'learned-late', 'corrected', 'newly-visible'] as const;
export type Tag = (typeof TAGS)[number];

/** One line of what moved: of one thing, or of several of which the same is said. */
export type Line = Readonly<{
  kind: Kind;
  tag: Tag;
  things: readonly (ThingRef & Readonly<{ about?: About; isEasing?: true }>)[];
  parts: readonly Joined[];
  /** Undefined if the things of the line stand differently. */
  before: readonly State[] | undefined;
  after: readonly State[] | undefined;
  /** How provisions stood between the two moments, those together that stood alike. */
  courses: readonly Course[];
  fields: readonly Change[];
}>;
export type Course = Readonly<{ provisions: number; periods: readonly Omit<ForcePeriod, 'eventIds' | 'perhaps'>[] }>;
type Draft = Omit<Line, 'things' | 'parts' | 'before' | 'after'> &
  Readonly<{
    thing: Line['things'][number];
    parts: readonly Part[];
    before: readonly State[];
    after: readonly State[];
  }>;

export type Wording = Readonly<{ from: Viewpoint; to: Viewpoint; nameOf: (kind: Kind, id: string) => string }>;

/** The lines of what moved: measures first, and each kind in chronological order. */
export const linesOf = (things: readonly MovedThing[], wording: Wording): readonly Line[] => {
  const drafts = things.flatMap((thing) => draftsOf(thing, wording));
  const together = Map.groupBy(drafts, (draft) => foldKey(draft) ?? draft);
  return [...together.values()].map(lineOf).toSorted((a, b) => compare(orderOf(a), orderOf(b)));
};

const KINDS_IN_ORDER: readonly Kind[] = [
  'measure',
  'negotiation',
  'position',
  'meeting',
  'dispute',
  'commitment',
  'proposal',
  'statement',
  'minutes',
  'issue',
  'party',
  'representative',
];
const orderOf = ({ kind, parts, things }: Line): string =>
  [
    String.fromCharCode(KINDS_IN_ORDER.indexOf(kind) + 65),
    parts.map(({ day }) => day).toSorted()[0],
    things[0]!.id,
  ].join(' ');
const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** What may stand in one line: the same said of several things that stand in the same way, or one correction of many things. */
const foldKey = ({ kind, tag, parts, before, after }: Draft): string | undefined => {
  const keys = [...new Set(parts.map(keyOf))];
  if (keys.includes(undefined)) return undefined;
  return JSON.stringify([kind, tag, keys, ...(tag === 'corrected' ? [] : [before, after])]);
};

const lineOf = (drafts: readonly Draft[]): Line => {
  const [{ kind, tag, before, after, fields }] = drafts as [Draft];
  const isShared = (value: (draft: Draft) => unknown) =>
    new Set(drafts.map((draft) => JSON.stringify(value(draft)))).size === 1;
  const parts = Map.groupBy(
    drafts.flatMap((draft) => draft.parts),
    (part) => keyOf(part) ?? part,
  );
  return {
    kind,
    tag,
    things: drafts.map(({ thing }) => thing),
    parts: [...parts.values()].map(joined),
    before: isShared((draft) => draft.before) ? before : undefined,
    after: isShared((draft) => draft.after) ? after : undefined,
    courses: alike(drafts.flatMap(({ courses }) => courses)),
    // Each has its own event.
    fields: drafts.length === 1 ? fields : [],
  };
};

const draftsOf = (thing: MovedThing, wording: Wording): readonly Draft[] => {
  const { kind, id, about, isEasing, opening, before, after, fields } = thing;
  const naming = { self: wording.nameOf(kind, id), opening, nameOf: wording.nameOf };
  const courses = coursesOf(thing, wording);
  const told = { kind, id, ...(about && { about }), ...(isEasing && { isEasing }) };
  const head = { kind, thing: told, before, after, courses };
  const known = new Set<string>(thing.facts.map((fact) => fact.id));
  const partOf = (fact: WorldFact): Part => {
    const { reportOf } = fact.metadata;
    const part = factPart(fact, naming);
    return reportOf !== undefined && known.has(reportOf) ? { ...part, isAnotherAccount: true } : part;
  };
  const late = thing.late.map(partOf);
  const corrected = correctionParts(thing, naming, wording);
  const news = [...thing.happened.map(partOf), ...datePartsOf(thing, naming, wording)];
  const isSaid = news.length + late.length + corrected.length > 0 || thing.shownBy !== undefined;
  const happened = isSaid ? news : [timePart(thing, naming, wording)];
  if (thing.shownBy !== undefined) {
    const shown: Part = {
      say: () => ({ id: 'change.newlyVisible', parameters: { thing: naming.self } }),
      count: 1,
      eventIds: thing.shownBy,
      day: happened[0]?.day ?? wording.to.day,
    };
    return [{ ...head, tag: 'newly-visible', parts: [shown, ...late, ...happened, ...corrected], fields }];
  }
  const drafts: Draft[] = [
    { ...head, tag: 'happened', parts: happened, fields: [] },
    { ...head, tag: 'learned-late', parts: late, fields: [] },
    { ...head, tag: 'corrected', parts: corrected, fields },
  ];
  return drafts.filter(({ parts }) => parts.length > 0);
};

/** A correction is told with its reason. Those of one person with one reason are one. */
const correctionParts = (thing: MovedThing, { self }: Naming, { to }: Wording): readonly Part[] => {
  const { corrections, turn, isCorrected, firstEventId } = thing;
  if (!isCorrected) return [];
  if (turn === 'noLongerCounts' || corrections.length === 0)
    return [
      {
        say: () => ({ id: 'change.noLongerCounts', parameters: { thing: self } }),
        count: 1,
        eventIds: corrections.length === 0 ? [firstEventId] : corrections.map(({ id }) => id),
        day: to.day,
      },
    ];
  const voidings = corrections.filter(({ type }) => type === 'RecordVoided');
  // What voided or restored a thing says enough of it.
  const told = turn === undefined || voidings.length === 0 ? corrections : voidings;
  const reasons = Map.groupBy(told, (event) => JSON.stringify([reasonOf(event), recorderOf(event)]));
  return [...reasons.values()].map((events): Part => {
    const [first] = events as [LoggedEvent];
    return {
      say: ({ count, names }) => ({ id: `change.${turn ?? 'corrected'}`, parameters: { count, things: names } }),
      name: self,
      count: 1,
      eventIds: events.map(({ id }) => id),
      day: dayOf(first.metadata.recordedAt),
      words: brief(reasonOf(first)),
      by: recorderOf(first),
    };
  });
};
const reasonOf = ({ data }: LoggedEvent): string => (data as Readonly<{ reason: string }>).reason;
const recorderOf = ({ metadata: { recordedBy } }: LoggedEvent): string =>
  JSON.stringify([recordedBy.issuer, recordedBy.subject]);

/** What began between the two moments on a day that was announced, and no fact tells that it did. */
const datePartsOf = (thing: MovedThing, naming: Naming, { from, to }: Wording): readonly Part[] => {
  if (thing.isOverdue)
    return [
      {
        say: () => ({ id: 'change.overdue', parameters: { pledge: naming.self } }),
        count: 1,
        eventIds: [thing.firstEventId],
        day: to.day,
        followsFromDateAlone: true,
      },
    ];
  const { opening } = thing;
  if (opening?.type !== 'MeasureAnnounced') return [];
  const facts = thing.facts as readonly unknown[] as readonly MeasureFact[];
  const groups = provisionsOf(facts).map(({ provisionId }) => ({
    actorId: opening.data.actorId,
    provisions: { items: [opening.data], more: 0 },
    periods: { items: forcePeriods(forceOf(facts, provisionId)!), more: 0 },
  }));
  return forceChanges(groups, (partyId) => naming.nameOf('party', partyId), to.day)
    .filter((change) => change.followsFromDateAlone && from.day < change.from && change.from <= to.day)
    .map(({ turn, actor, days, count, eventIds, from: day }) => ({
      say: ({ count: all, names }) => ({
        id: `headline.changed.${turn}`,
        parameters: { count: all, actor, days, measures: names },
      }),
      name: measureName(naming),
      count,
      eventIds,
      day,
      followsFromDateAlone: true,
    }));
};

/** The periods of each provision of a measure, as far as they reach into the time between the two moments. */
const coursesOf = ({ opening, facts }: MovedThing, { from, to }: Wording): readonly Course[] => {
  if (opening?.type !== 'MeasureAnnounced') return [];
  const told = facts as readonly unknown[] as readonly MeasureFact[];
  return alike(
    provisionsOf(told).map(({ provisionId }) => ({
      provisions: 1,
      periods: forcePeriods(forceOf(told, provisionId)!)
        .filter((period) => (period.from ?? '') <= to.day && (period.to ?? to.day) >= from.day)
        .map(({ eventIds: _, perhaps: __, ...period }) => period),
    })),
  );
};
const alike = (courses: readonly Course[]): readonly Course[] =>
  [...Map.groupBy(courses, ({ periods }) => JSON.stringify(periods)).values()].map((same) => ({
    provisions: same.reduce((sum, { provisions }) => sum + provisions, 0),
    periods: same[0]!.periods,
  }));

/** For what is shown otherwise, although nothing was told and no announced day has come. */
const timePart = ({ firstEventId }: MovedThing, { self }: Naming, { to }: Wording): Part => ({
  say: () => ({ id: 'change.timePassed', parameters: { thing: self } }),
  count: 1,
  eventIds: [firstEventId],
  day: to.day,
  followsFromDateAlone: true,
});

/** The names of things at the second moment, as sentences have them. */
export const namesIn =
  (labels: ReadonlyMap<string, string>): Wording['nameOf'] =>
  (kind, id) => {
    const label = labels.get(streamOf(kind, id));
    return label === undefined ? '…' : short(label);
  };
