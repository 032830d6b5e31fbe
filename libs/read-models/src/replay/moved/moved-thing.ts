import { countedOnce } from '#domain/accounts.js';
import { isCorrection } from '#domain/correction.js';
import type { Existence } from '#domain/decider.js';
import { deciders } from '#domain/deciders.js';
import { isFact } from '#domain/effective.js';
import { isWorldKind, type Kind, thingOf } from '#domain/ids.js';
import { type Clearance, dominates, type Ladder } from '#domain/marking.js';
import { isMarking, markingOf } from '#domain/record-marked.js';
import { type Day, dayOf } from '#domain/world-date.js';
import { thingFrom } from '../../projection/thing.js';
import type { Fact, LoggedEvent, Thing } from '../../projection/read-model.js';
import { type About, aboutOf } from '../about.js';
import type { Change } from '../change.js';
import { changesOf } from '../changes.js';
import type { Compared, Viewpoint } from '../compare-things.js';
import { reasonWhyNot } from '../diff.js';
import { isUnsaid } from '../events-as-of.js';
import type { PageSnapshots } from '../page-snapshot.js';
import type { WorldFact } from '../../models/timeline/fact-parts.js';
import { type State, statesOf } from './states.js';

/** What a reader is cleared for. */
export type Sight = Readonly<{ ladder: Ladder; clearance: Clearance }>;

/** A thing of which something else is shown at the second moment, and why. */
export type MovedThing = Readonly<{
  kind: Kind;
  id: string;
  about: About | undefined;
  /** Of a measure that eases what others burden. */
  isEasing: boolean;
  opening: Fact | undefined;
  before: readonly State[];
  after: readonly State[];
  /** Facts that are new: those that happened since the first moment, and those that had happened by then. */
  happened: readonly WorldFact[];
  late: readonly WorldFact[];
  /** All facts in effect at the second moment. */
  facts: readonly WorldFact[];
  /** The corrections since by which something else is shown, and the fields that they changed. */
  corrections: readonly LoggedEvent[];
  fields: readonly Change[];
  /** Facts that were shown before may be shown otherwise, or not at all; the thing itself, too. */
  isCorrected: boolean;
  turn: 'voided' | 'restored' | 'noLongerCounts' | undefined;
  isOverdue: boolean;
  /** The first fact, for what has no event of its own. */
  firstEventId: string;
  /** By which marking its reader sees it now, and did not at the first moment. */
  shownBy: readonly string[] | undefined;
}>;

/** A thing that stands as it stood. */
export type StillThing = Pick<MovedThing, 'kind' | 'id' | 'about' | 'isEasing'> &
  Readonly<{ states: () => readonly State[] }>;

export type Looking = Readonly<{
  from: Viewpoint;
  to: Viewpoint;
  /** The last day that was over at the first moment. */
  over: Day;
  pages: PageSnapshots;
  sight: Sight | undefined;
  /** The markings by which the negotiation came into sight; undefined if it was there. */
  openedBy: readonly string[] | undefined;
}>;

/** @returns undefined for what is in effect at neither moment */
export const lookAt = ({ history, was, is }: Compared, looking: Looking): MovedThing | StillThing | undefined => {
  const { from, to, over, pages } = looking;
  const before = sideOf(was);
  const after = sideOf(is);
  const { kind, id } = after.thing ?? before.thing ?? {};
  if (
    kind === undefined ||
    id === undefined ||
    !isWorldKind(kind) ||
    (before.standing !== 'present' && after.standing !== 'present')
  )
    return undefined;
  const whyNot = (event: LoggedEvent) => reasonWhyNot(event, history, to.choice);
  const moments = { from: { chosen: was, day: from.day }, to: { chosen: is, day: to.day } };
  const changes = changesOf({ ...moments, pages, whyNot }).map(({ change }) => change);

  // It began before whatever else had happened to it by the first moment.
  const hadBegun = (fact: WorldFact) => before.facts.length > 0 && isOpening(fact, is) && mayHaveHappenedBy(fact, over);
  const isAlongTheWorld = from.choice.happenedBy !== to.choice.happenedBy;
  const told = after.facts.filter((fact) => !before.recorded.has(fact.id) && !(isAlongTheWorld && hadBegun(fact)));
  const isLate = (fact: WorldFact) => hadBegun(fact) || hadHappenedBy(fact, over);
  const restored = after.facts.filter((fact) => before.recorded.has(fact.id) && !before.ids.has(fact.id));
  const gone = before.facts.filter((fact) => !after.ids.has(fact.id));
  const fields = changes.filter(({ change, fact }) => change === 'corrected' && before.ids.has(fact!.eventId));
  const isCorrected = restored.length + gone.length + fields.length > 0;
  const isShownOtherwise = changes.some(
    ({ change, because }) => change === 'changed' && because !== 'its page cannot be made',
  );
  const shownBy = after.standing === 'present' ? shownSince(history, looking) : undefined;

  const opening = openingOf(after) ?? openingOf(before);
  const isEasing = opening?.type === 'MeasureAnnounced' && opening.data.instrument === 'easing';
  const head = { kind, id, about: aboutOf(kind, opening), isEasing };
  // The page of a thing that is new was made for its changes.
  const isNew = before.thing === undefined;
  const statesAt = (side: Side, day: Day) => {
    const { thing, standing } = side;
    if (standing !== 'present') return statesOf(kind, standing, undefined);
    const page = isNew && side === after ? changes.find(isOfTheThing)?.after : pages.of(thing!, day);
    return statesOf(kind, standing, page, heldOn(side.facts));
  };
  if (shownBy === undefined && told.length === 0 && !isCorrected && !isShownOtherwise)
    return before.standing === after.standing ? { ...head, states: () => statesAt(after, to.day) } : undefined;
  // What had not begun by the first moment was only named there: it did not stand in any way.
  const hasBegunSince = before.facts.length === 0 && told.some((fact) => isOpening(fact, is));
  const stood =
    hasBegunSince && before.standing === 'present' ? statesOf(kind, 'absent', undefined) : statesAt(before, from.day);
  const stands = statesAt(after, to.day);
  return {
    ...head,
    opening,
    before: stood,
    after: stands,
    happened: told.filter((fact) => !isLate(fact)),
    late: told.filter(isLate),
    facts: after.facts,
    corrections: isCorrected ? correctionsBetween(is, before.recorded, told) : [],
    fields,
    isCorrected,
    turn: turnOf(before.standing, after.standing),
    isOverdue: isOverdue(stands) && !isOverdue(stood),
    firstEventId: (is[0] ?? was[0])!.id,
    shownBy,
  };
};
/** When a meeting was held, by the account in effect. */
const heldOn = (facts: readonly WorldFact[]): string | undefined =>
  countedOnce(facts).find(({ type }) => type === 'MeetingHeld')?.metadata.occurredOn?.edtf;
/** That it was added. */
const isOfTheThing = ({ change, fact }: Change): boolean => change === 'added' && fact === undefined;

export const hasMoved = (thing: MovedThing | StillThing): thing is MovedThing => 'before' in thing;

/** A thing at one of the moments: the facts that are told of it there, and the events that count, by their ids. */
type Side = Readonly<{
  thing: Thing | undefined;
  standing: Existence;
  facts: readonly WorldFact[];
  ids: ReadonlySet<string>;
  recorded: ReadonlySet<string>;
}>;
const sideOf = (shown: readonly LoggedEvent[]): Side => {
  if (shown.length === 0 || isUnsaid(shown))
    return { thing: undefined, standing: 'absent', facts: [], ids: new Set(), recorded: new Set() };
  const thing = thingFrom(shown);
  // What only names the thing tells nothing.
  const facts = (thing.events as readonly WorldFact[]).filter(({ onlyNames }) => !onlyNames);
  // What nothing opens is there as long as any fact about it is in effect.
  const standing = thing.standing === 'present' ? 'present' : 'voided';
  const recorded = new Set(shown.filter(({ onlyNames }) => !onlyNames).map(({ id }) => id));
  return { thing, standing, facts, ids: new Set(facts.map(({ id }) => id)), recorded };
};

const openingOf = ({ thing }: Side): Fact | undefined => {
  if (thing === undefined) return undefined;
  const { opening, records } = deciders[thing.kind];
  const told: readonly Fact[] =
    thing.events.length > 0 ? thing.events : thing.recorded.filter((event) => isFact<Fact>(event));
  return opening === undefined ? told[0] : told.find(({ type }) => type === records[opening]);
};

const turnOf = (before: Existence, after: Existence): MovedThing['turn'] => {
  if (before === 'present' && after === 'voided') return 'voided';
  if (before === 'present' && after === 'absent') return 'noLongerCounts';
  return before === 'voided' && after === 'present' ? 'restored' : undefined;
};

/** Whether a fact opened its thing: the first event of that did. */
const isOpening = ({ id }: WorldFact, [first]: readonly LoggedEvent[]): boolean =>
  id === first?.id && deciders[thingOf(first.stream).kind].opening !== undefined;

const mayHaveHappenedBy = ({ metadata: { occurredOn } }: WorldFact, day: Day): boolean =>
  occurredOn === undefined || occurredOn.earliest === null || occurredOn.earliest <= day;

/** Whether a fact had certainly begun by the end of a day; without a date, whether our side knew of it by then. */
const hadHappenedBy = ({ metadata: { occurredOn, learnedAt } }: WorldFact, day: Day): boolean =>
  (occurredOn?.begunBy ?? dayOf(learnedAt)) <= day;

/** The corrections and voidings since the first moment, without those of facts that were not on record then. */
const correctionsBetween = (
  is: readonly LoggedEvent[],
  recorded: ReadonlySet<string>,
  told: readonly WorldFact[],
): readonly LoggedEvent[] => {
  // What is new, or only names the thing, is not told as something that was corrected. A voiding of a correction is about what that was about.
  const untold = new Set<string>([
    ...told.map(({ id }) => id),
    ...is.filter((event) => event.onlyNames).map(({ id }) => id),
  ]);
  for (const event of is) if (isCorrection(event) && untold.has(event.data.eventId)) untold.add(event.id);
  return is.filter((event) => isCorrection(event) && !recorded.has(event.id) && !untold.has(event.id));
};

const isOverdue = (states: readonly State[]): boolean =>
  states.some(({ message }) => message.id === 'state.commitment.overdue');

/** The markings by which a thing came into the sight of its reader between the two moments. */
const shownSince = (
  history: readonly LoggedEvent[],
  { from, to, sight, openedBy }: Seeing,
): readonly string[] | undefined => {
  const upTo = (place: number) => history.filter(({ ordinal }) => ordinal <= place);
  const then = upTo(from.choice.upTo);
  if (sight === undefined || then.length === 0) return undefined;
  const now = upTo(to.choice.upTo);
  const isOpenBy = (told: readonly LoggedEvent[]) =>
    dominates(sight.ladder, sight.clearance, markingOf(sight.ladder, told));
  if (!isOpenBy(now)) return undefined;
  if (isOpenBy(then)) return openedBy;
  return now.filter((event) => isMarking(event) && event.ordinal > from.choice.upTo).map(({ id }) => id);
};
type Seeing = Pick<Looking, 'from' | 'to' | 'sight' | 'openedBy'>;

/** The markings by which a negotiation came into sight between two moments; undefined if it did not. */
export const openedSince = (
  history: readonly LoggedEvent[],
  moments: Omit<Seeing, 'openedBy'>,
): readonly string[] | undefined => shownSince(history, { ...moments, openedBy: undefined });
