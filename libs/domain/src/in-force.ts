import { countedOnce } from './accounts.js';
import { unknown } from './decider.js';
import type { Metadata } from './envelope.js';
import {
  after,
  all,
  begun,
  type Change,
  type Interruption,
  isOneDay,
  NO,
  not,
  over,
  PERHAPS,
  type Truth,
  YES,
} from './force-order.js';
import type { EventId, PartyId } from './ids.js';
import type { MeasureEvent, MeasureEvents, Provision } from './measure.js';
import { instantOf } from './occurred-time.js';
import { type Course, type Possible, possibleOn } from './possible-force.js';
import { type Day, dayOf, nextDay, type PlannedTime, previousDay, type WorldDate } from './world-date.js';

export const FORCE_STATUSES = [
  'in-force',
  'not-yet',
  'suspended',
  'expired',
  'removed',
  'not-affected',
  'unknown',
] as const;
export type ForceStatus = (typeof FORCE_STATUSES)[number];

/** The status of a provision on a day. It applies from `since` to `until`, that day included, if these are known. */
export type Force = Readonly<{
  status: ForceStatus;
  since?: WorldDate;
  until?: WorldDate;
  /** The instrument that stopped it: "MOFCOM No. 70". */
  instrument?: string;
  /** A sentence for people, and the events that it is based on. */
  because: string;
  eventIds: readonly EventId[];
  /** Without a requested party: the parties with another status. */
  exceptPartyIds?: readonly PartyId[];
}>;

/** What has to be known of an event. */
type MeasureFact = MeasureEvent &
  Readonly<{ id: EventId; metadata: Pick<Metadata, 'occurredOn' | 'occurredTime' | 'learnedAt' | 'reportOf'> }>;

/**
 * Whether a provision was in force on a day for a party. Without `partyId`: for affected parties that no fact names, or, if
 * the measure names affected parties, for any of them.
 *
 * - It is in force on the day of its entry. Announced dates are enough; a recorded entry into force takes precedence.
 * - `until` and `expires` name the last day: suspended "until 10 November 2026" is suspended on the 10th and in force again on
 *   the 11th. The Chinese 至 in such notices includes its day.
 * - A suspension or a removal applies whenever it was announced, also before the entry into force, until it ends or a
 *   reinstatement takes effect after it. Of two on one day, the one announced later is the later one.
 * - One certain reason why it was not in force is enough. Otherwise, if a date is unknown, or fuzzy and the day is within its
 *   span, the status is `unknown`.
 *
 * `events` are the effective events of the measure, in any order. Other accounts of an event are ignored.
 */
export const inForce = (events: readonly MeasureFact[], provisionId: string, day: Day, partyId?: PartyId): Force =>
  forceOf(events, provisionId)?.on(day, partyId) ?? {
    status: 'unknown',
    because: `No provision ${provisionId} is recorded.`,
    eventIds: [],
  };

/** How a provision stands on any day. What the events say of it is read once. */
export type ForceCourse = Readonly<{
  on: (day: Day, partyId?: PartyId) => Force;
  /** Every status that it may have on a day where the dates do not settle it. */
  possible: (day: Day, partyId?: PartyId) => ReadonlySet<ForceStatus>;
  /** Whether a fact names this party, so that it may stand otherwise than others do. */
  names: (partyId: PartyId) => boolean;
  /** Every day on which the status can change, in order, at least one. Between them it cannot. */
  turns: readonly Day[];
  /** Something has begun by a day, and it is not known since when: `../2025-10-27`. */
  isWithoutBeginning: boolean;
  /** When its facts happened: the first and the last day that each can mean. An open beginning has none. */
  tellings: readonly Readonly<{ eventId: EventId; earliest: Day | null; latest: Day | null }>[];
}>;

/** @returns undefined for a provision that is not recorded */
export const forceOf = (events: readonly MeasureFact[], provisionId: string): ForceCourse | undefined => {
  const history = historyOf(events, provisionId);
  if (history === undefined) return undefined;
  const { affected, introducedBy, tellings } = history;
  const parties = affected ?? namedParties(history);
  const on = (day: Day, partyId?: PartyId): Force => {
    if (partyId !== undefined)
      return affected === undefined || affected.includes(partyId)
        ? forceFor(history, day, partyId)
        : { status: 'not-affected', because: 'This party is not among those affected.', eventIds: [introducedBy] };
    const answers = parties.map((party) => ({ party, force: forceFor(history, day, party) }));
    const general =
      affected === undefined
        ? forceFor(history, day)
        : answers.map(({ force }) => force).toSorted((a, b) => rank(a) - rank(b))[0]!;
    const exceptPartyIds = answers.filter(({ force }) => force.status !== general.status).map(({ party }) => party);
    return exceptPartyIds.length > 0 ? { ...general, exceptPartyIds } : general;
  };
  const possible = (day: Day, partyId?: PartyId): ReadonlySet<ForceStatus> => {
    if (partyId !== undefined && affected !== undefined && !affected.includes(partyId))
      return new Set(['not-affected']);
    if (partyId !== undefined || affected === undefined) return possibleOn(courseFor(history, partyId), day);
    return possibleForAny(affected.map((party) => possibleOn(courseFor(history, party), day)));
  };
  return {
    on,
    possible,
    names: (partyId) => affected !== undefined || parties.includes(partyId),
    turns: turnsIn(history),
    isWithoutBeginning: beginningsIn(history).some(({ earliest, begunBy }) => earliest === null && begunBy !== null),
    tellings: tellings.map(({ id, date }) => ({ eventId: id, earliest: date.earliest, latest: date.begunBy })),
  };
};

const beginningsIn = ({ entry, interruptions, reinstatements, tellings }: History): readonly WorldDate[] => [
  tellings[0]!.date,
  entry.date,
  ...[...interruptions, ...reinstatements].map(({ start }) => start),
];

/** A date begins on one of its days, and is over on the day after one of them. */
const turnsIn = (history: History): readonly Day[] => {
  const ends = history.interruptions.flatMap(({ last }) => (last === undefined ? [] : [last]));
  const days = [
    ...beginningsIn(history).flatMap(({ earliest, begunBy }) => [earliest, begunBy]),
    ...ends.flatMap(({ earliest, latest }) => [onTheNext(earliest), onTheNext(latest)]),
  ];
  return [...new Set(days)].filter((day) => day !== null).toSorted();
};

/** In force for any party means in force; possibly in force comes before not in force. */
const rank = ({ status }: Pick<Force, 'status'>) =>
  (['in-force', 'unknown', 'suspended', 'not-yet', 'expired', 'removed', 'not-affected'] as const).indexOf(status);

/** What may be of one party, and does not come after something that must be of another. */
const possibleForAny = (parties: readonly ReadonlySet<Possible>[]): ReadonlySet<ForceStatus> => {
  const all = [...new Set(parties.flatMap((statuses) => [...statuses]))];
  return new Set(
    all.filter((status) =>
      parties.every((statuses) => [...statuses].some((other) => rank({ status: other }) >= rank({ status }))),
    ),
  );
};

// What the events say of one provision.

/** An interruption, and its last day, if known. */
type InterruptionSpan = Readonly<{ interruption: Interruption; last: WorldDate | undefined }>;
type History = Readonly<{
  introducedBy: EventId;
  affected?: readonly PartyId[];
  entry: Readonly<{ date: WorldDate; eventId: EventId }>;
  interruptions: readonly Interruption[];
  reinstatements: readonly Change[];
  /** The facts about it, that of its introduction first, and when they happened. */
  tellings: readonly Readonly<{ id: EventId; date: WorldDate }>[];
}>;

const historyOf = (events: readonly MeasureFact[], provisionId: string): History | undefined => {
  const counted = countedOnce(events);
  // A provision may be introduced only by another account.
  const introduction = introductionOf([...new Set([...counted, ...events])], provisionId);
  if (introduction === undefined) return undefined;
  const { provision, by } = introduction;

  const announcement = events.find((event) => event.type === 'MeasureAnnounced');
  const announced = plannedOn(provision.entersIntoForce);
  const entries: { date: WorldDate; eventId: EventId }[] = [];
  const interruptions: Interruption[] = [];
  const reinstatements: Change[] = [];

  for (const event of counted)
    switch (event.type) {
      case 'ProvisionEnteredIntoForce':
        if (event.data.provisionId === provisionId)
          entries.push({ date: entryBy(event, announced), eventId: event.id });
        break;
      case 'ProvisionSuspended':
        if (event.data.provisionId === provisionId) {
          const change = changeOf(event);
          const { until } = event.data;
          interruptions.push({ status: 'suspended', ...change, ...(until && { last: endOf(until, change.start) }) });
        }
        break;
      case 'ProvisionRemoved':
        if (event.data.provisionId === provisionId) interruptions.push({ status: 'removed', ...changeOf(event) });
        break;
      case 'ProvisionReinstated':
        if (event.data.provisionId === provisionId) reinstatements.push(changeOf(event));
        break;
      case 'MeasureAnnounced':
      case 'MeasureExpanded':
      case 'FigureReported':
        break;
      default:
        unknown(event);
    }

  const [entry = { date: announced, eventId: by.id }] = entries.toSorted((a, b) => byDate(a.date, b.date));
  if (provision.expires !== undefined) {
    const start = dayAfter(endOf(provision.expires, entry.date));
    interruptions.push({ status: 'expired', start, announced: happened(by), eventId: by.id });
  }

  const affected =
    named(provision.affectedPartyIds) ??
    (announcement?.type === 'MeasureAnnounced' ? named(announcement.data.affectedPartyIds) : undefined);
  const about = counted.filter(
    (event) => event !== by && 'provisionId' in event.data && event.data.provisionId === provisionId,
  );
  const tellings = [by, ...about].map((event) => ({ id: event.id, date: happened(event) }));
  return { introducedBy: by.id, ...(affected && { affected }), entry, interruptions, reinstatements, tellings };
};

const introductionOf = (
  events: readonly MeasureFact[],
  provisionId: string,
): Readonly<{ provision: Provision; by: MeasureFact }> | undefined => {
  for (const by of events) {
    if (by.type !== 'MeasureAnnounced' && by.type !== 'MeasureExpanded') continue;
    const provision = by.data.provisions.find((candidate) => candidate.provisionId === provisionId);
    if (provision) return { provision, by };
  }
  return undefined;
};

/** The date of an entry into force without a date: the announced day, unless that was still in the future when it was learned. */
const entryBy = (event: MeasureFact, announced: WorldDate): WorldDate => {
  if (isDated(event.metadata.occurredOn)) return event.metadata.occurredOn;
  const news = happened(event);
  const learned = dayOf(event.metadata.learnedAt);
  if (announced.earliest === null || announced.earliest > learned) return news;
  return announced.begunBy !== null && announced.begunBy <= learned ? announced : between(announced.earliest, learned);
};

const changeOf = (
  event: MeasureFact &
    Readonly<{ data: Pick<MeasureEvents['ProvisionSuspended'], 'from' | 'instrument' | 'forPartyIds'> }>,
): Change => {
  const { from, instrument, forPartyIds } = event.data;
  const parties = named(forPartyIds);
  const announcedAt = instantOf(event.metadata);
  return {
    start: from === undefined ? happened(event) : plannedOn(from),
    announced: happened(event),
    ...(from === undefined && { isImmediate: true }),
    ...(announcedAt !== undefined && { announcedAt }),
    eventId: event.id,
    ...(instrument !== undefined && { instrument }),
    ...(parties && { forPartyIds: parties }),
  };
};

const namedParties = ({ interruptions, reinstatements }: History): readonly PartyId[] =>
  [...new Set([...interruptions, ...reinstatements].flatMap(({ forPartyIds = [] }) => forPartyIds))].toSorted();

/** An empty list is the same as no list. */
const named = (partyIds: readonly PartyId[] | undefined) => (partyIds?.length ? partyIds : undefined);

// The status for one party, or for parties that no fact names.

/** What concerns one party, or parties that no fact names. */
const courseFor = ({ entry, interruptions, reinstatements }: History, party?: PartyId): Course => {
  const applies = ({ forPartyIds }: Change) =>
    forPartyIds === undefined || (party !== undefined && forPartyIds.includes(party));
  return {
    entry: entry.date,
    interruptions: interruptions.filter(applies),
    reinstatements: reinstatements.filter(applies),
  };
};

const forceFor = (history: History, day: Day, party?: PartyId): Force => {
  const { eventId: entryEventId } = history.entry;
  const { entry, reinstatements, ...course } = courseFor(history, party);
  const interruptions = course.interruptions.filter(
    (interruption) =>
      !reinstatements.some(
        (change) => isOneDay(change.start, interruption.start) && after(change, interruption) === YES,
      ),
  );

  const spans = interruptions.map((interruption) => ({
    interruption,
    last: lastOf(interruption, reinstatements),
    holds: holds(interruption, reinstatements, day),
  }));
  const entered = begun(entry, day);
  const starts = interruptions.filter(({ start }) => begun(start, day) === NO).map(({ start }) => dayBefore(start));

  for (const status of ['removed', 'expired', 'suspended'] as const) {
    const certain = spans.filter(({ interruption, holds }) => interruption.status === status && holds === YES);
    const [longest] = certain.toSorted(byLast);
    if (longest === undefined) continue;
    const { interruption, last } = longest;
    return {
      status,
      ...bounds(interruption.start, last),
      ...(interruption.instrument !== undefined && { instrument: interruption.instrument }),
      because: `It is ${describe(longest)}.`,
      eventIds: [interruption.eventId],
    };
  }
  if (entered === NO)
    return {
      status: 'not-yet',
      ...bounds(undefined, soonest([dayBefore(entry), ...starts])),
      because: `It enters into force on ${entry.edtf}.`,
      eventIds: [entryEventId],
    };

  const open = spans.filter(({ holds }) => holds === PERHAPS);
  if (entered === PERHAPS || open.length > 0) {
    const doubts = [
      ...(entered === PERHAPS ? [isDated(entry) ? `entry into force on ${entry.edtf}` : 'entry into force'] : []),
      ...open.map(describe).toSorted(),
    ];
    return {
      status: 'unknown',
      because: `The dates do not settle how it stood on ${day}: ${doubts.join('; ')}.`,
      eventIds: [
        ...(entered === PERHAPS ? [entryEventId] : []),
        ...open.map(({ interruption }) => interruption.eventId),
      ],
    };
  }

  const past = spans.filter(({ interruption, last }) => last !== undefined && begun(interruption.start, day) !== NO);
  const [latest] = past.toSorted(byLast);
  const back = latest?.last && dayAfter(latest.last);
  const again = back !== undefined && (back.earliest ?? '') > (entry.earliest ?? '');
  const since = again ? back : entry;
  return {
    status: 'in-force',
    ...bounds(since, soonest(starts)),
    because: again
      ? `In force again since ${sinceText(since)}: ${describe(latest!)}.`
      : `In force since ${sinceText(since)}.`,
    eventIds: again ? [entryEventId, latest!.interruption.eventId] : [entryEventId],
  };
};

/** Whether an interruption applies on a day: it has begun, has not ended, and was not reversed. */
const holds = (interruption: Interruption, reinstatements: readonly Change[], day: Day): Truth =>
  all(
    begun(interruption.start, day),
    not(interruption.last === undefined ? NO : over(interruption.last, day)),
    ...reinstatements.map((change) => not(all(begun(change.start, day), after(change, interruption)))),
  );

const lastOf = (interruption: Interruption, reinstatements: readonly Change[]): WorldDate | undefined =>
  soonest([
    ...(interruption.last ? [interruption.last] : []),
    ...reinstatements.filter((change) => after(change, interruption) === YES).map(({ start }) => dayBefore(start)),
  ]);

// Only the start: "since" implies the open end.
const sinceText = ({ edtf }: WorldDate) => edtf.replace(/\/(?:\.\.)?$/, '');

const describe = ({ interruption: { status, start, instrument }, last }: InterruptionSpan): string =>
  [
    status,
    ...(instrument === undefined ? [] : [`by ${instrument}`]),
    isDated(start) ? `from ${start.edtf}` : 'from a day not recorded',
    ...(last === undefined
      ? []
      : [isKnown(last) ? `until ${last.edtf}, that day included` : 'until a day not recorded']),
  ].join(' ');

// Dates

const isDated = (date: WorldDate | undefined): date is WorldDate =>
  date !== undefined && (date.earliest !== null || date.latest !== null || date.begunBy !== null);

const UNDATED: WorldDate = { edtf: '', earliest: null, latest: null, begunBy: null };
const plannedOn = (planned: PlannedTime | undefined): WorldDate => planned?.on ?? UNDATED;

/** When an event happened; without a date, some day up to the one when it was learned. */
const happened = ({ metadata: { occurredOn, learnedAt } }: MeasureFact): WorldDate =>
  isDated(occurredOn) ? occurredOn : between(null, dayOf(learnedAt));

/** EDTF: an unknown end is empty. */
const between = (earliest: Day | null, latest: Day | null): WorldDate => ({
  edtf: earliest !== null && earliest === latest ? earliest : `${earliest ?? ''}/${latest ?? ''}`,
  earliest,
  latest,
  begunBy: latest,
});
const dayAfter = (last: WorldDate): WorldDate => between(onTheNext(last.earliest), onTheNext(last.latest));
const dayBefore = (start: WorldDate): WorldDate => between(onThePrevious(start.earliest), onThePrevious(start.begunBy));
const onTheNext = (day: Day | null) => day && nextDay(day);
const onThePrevious = (day: Day | null) => day && previousDay(day);

/** An end is never before the start, even if its own date leaves that open. */
const endOf = (end: PlannedTime, start: WorldDate): WorldDate => {
  const date = plannedOn(end);
  return { ...date, earliest: laterDay(date.earliest, start.earliest) };
};
const laterDay = (one: Day | null, other: Day | null) =>
  one === null || (other !== null && other > one) ? other : one;

const soonest = (dates: readonly WorldDate[]): WorldDate | undefined => dates.toSorted(byDate)[0];
const byDate = (a: WorldDate, b: WorldDate) =>
  compare(a.earliest ?? '', b.earliest ?? '') || compare(a.latest ?? '~', b.latest ?? '~') || compare(a.edtf, b.edtf);

/** An end in words, "late 2026", is not before its start, but has no date to be told. */
const isKnown = (date: WorldDate | undefined): date is WorldDate => isDated(date) && date.edtf !== '';
const bounds = (since: WorldDate | undefined, until: WorldDate | undefined): Pick<Force, 'since' | 'until'> => ({
  ...(isKnown(since) && { since }),
  ...(isKnown(until) && { until }),
});

/** Longest first: those without an end, then by end, latest first. */
const byLast = (a: InterruptionSpan, b: InterruptionSpan) =>
  compare(endText(b), endText(a)) || compare(describe(a), describe(b));
const endText = ({ last }: InterruptionSpan) => (last === undefined ? '~' : (last.latest ?? last.earliest ?? ''));
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
