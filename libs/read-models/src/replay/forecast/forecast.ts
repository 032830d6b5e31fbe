import type Database from 'better-sqlite3';
import { isCorrection } from '#domain/correction.js';
import type { RecordedEvent } from '#domain/envelope.js';
import { isFact } from '#domain/effective.js';
import { type Kind, streamOf, type ThingRef } from '#domain/ids.js';
import { dominates, type Ladder, type Marking } from '#domain/marking.js';
import { datesAsEdtf, span } from '#domain/world-date.js';
import type { Language } from '#messages/languages.js';
import { idsAnywhereIn } from '../../models/markings-in-answers.js';
import { outsideTheirMeetings } from '../../models/statements/statements.js';
import { thing as thingIn } from '../../models/things.js';
import { withFacts } from '../../models/timeline/facts.js';
import { timelineOf } from '../../models/timeline/timeline.js';
import { inVoidedNegotiation, voidedIn, warningsOf } from '../../models/warnings.js';
import type { Fact, LoggedEvent, Thing } from '../../projection/read-model.js';
import { thingFrom } from '../../projection/thing.js';
import { forceChanges, listChanges } from './effects.js';
import type { Forecast } from './forecast-schemas.js';
import { likelyDuplicates } from './likely-duplicates.js';
import { sayEvent, sayFact } from './say.js';

/**
 * An event that a command would record. `history`: the stream of its thing, as far as the caller may know it. `markings`: the one that covers
 * the thing and its negotiation, before if it is on record, and after.
 */
export type Tried = Readonly<{
  history: readonly RecordedEvent[];
  event: RecordedEvent;
  references: readonly (Pick<ThingRef, 'id'> & Readonly<{ kind: Kind | 'event'; pointer: string }>)[];
  markings: Readonly<{ before?: Marking | undefined; after: Marking }>;
  ladder: Ladder;
  /** The names of things that are not in the views yet. */
  pending: (kind: Kind, id: string) => string | undefined;
}>;

const MOST_FACTS = 20;
const MOST_OF_A_DATE = 5;

/** The read models that a forecast asks. */
export const FORECAST_MODELS = ['things', 'timeline', 'meetings', 'statements', 'names'] as const;

/** What is foreseen, and the ids of the things that its texts name. */
export type Foreseen = Readonly<{ forecast: Forecast; named: readonly string[] }>;

/** What would be recorded, and what would be shown otherwise: the models are asked for the rows of the thing with the event and without it. */
export const forecast = (views: Database.Database, tried: Tried, language: Language): Foreseen => {
  const { history, event, pending } = tried;
  const recorded = [...history, event].map(logged);
  const [before, after] = [history.length === 0 ? undefined : thingFrom(recorded.slice(0, -1)), thingFrom(recorded)];
  const named = new Set<string>();
  const nameOf = (kind: Kind, id: string) => {
    named.add(id);
    return thingIn(views, kind, id)?.label ?? pending(kind, id) ?? '…';
  };
  const turn = { before, after, event: recorded.at(-1)!, nameOf };
  const fact = after.events.find(({ id }) => id === event.id);
  const duplicates =
    fact === undefined || !isFact<Fact>(turn.event) || isGrant(event)
      ? []
      : likelyDuplicates(views, after, fact, language);
  const { sameDate, alsoNamed } = factsOfTheDate(views, before, event, language);
  const told: Forecast = {
    events: [
      {
        type: event.type as Forecast['events'][number]['type'],
        revision: event.revision,
        data: datesAsEdtf(event.data) as never,
        metadata: datesAsEdtf(withoutIds(event.metadata)) as never,
        text: sayEvent(turn, language),
      },
    ],
    ...warningsFor(views, tried, after, isFact<Fact>(turn.event) && !isGrant(event)),
    likelyDuplicates: duplicates,
    changes: {
      ...(isGrant(event)
        ? { timeline: [] }
        : timelineChanges(before, after, (thing, one) => sayFact(thing, one, nameOf, language))),
      lists: listChanges(before, after),
      inForce: forceChanges(before, after).map(({ provisionId, ...periods }) => ({
        provisionId,
        before: periods.before.map(withoutEvents),
        after: periods.after.map(withoutEvents),
      })),
      // Whoever gives access need not have it: nothing is told of how the negotiation is marked.
      ...(!isGrant(event) && { visibility: visibilityIn(tried) }),
      ...(sameDate && { sameDate }),
    },
  };
  return { forecast: told, named: [...named, ...alsoNamed, ...namedInTitles(views, duplicates)] };
};

/** The ids in the facts of which only the titles are told. */
const namedInTitles = (views: Database.Database, duplicates: Forecast['likelyDuplicates']): readonly string[] => {
  const eventIds = new Set(duplicates.map(({ eventId }) => eventId));
  const rows = duplicates.map(({ kind, thingId }) => ({ stream: streamOf(kind, thingId) }));
  const facts = withFacts<Fact, (typeof rows)[number]>(views, rows).flatMap((row) => row.facts);
  return [...idsAnywhereIn(facts.filter(({ id }) => eventIds.has(id)).map(({ data }) => data))];
};

const isGrant = ({ type }: RecordedEvent): boolean => type === 'GrantGiven' || type === 'GrantRevoked';

/** As if it stood in the log, after the others. Nothing that is shown depends on the numbers. */
const logged = (event: RecordedEvent, ordinal: number): LoggedEvent =>
  ({ ...event, ordinal, position: String(ordinal) }) as LoggedEvent;

/** Ids that the service makes anew for each request. */
const withoutIds = ({ correlationId: _, commandId: __, request: ___, ...metadata }: RecordedEvent['metadata']) =>
  metadata;

const withoutEvents = ({
  status,
  from,
  to,
  followsFromDateAlone,
}: ReturnType<typeof forceChanges>[number]['after'][number]) => ({
  status,
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to }),
  ...(followsFromDateAlone && { followsFromDateAlone }),
});

/** Those that lists would show: of what the command refers to, and of a statement with its date. Of a new fact, that of its negotiation, too. */
const warningsFor = (
  views: Database.Database,
  { references }: Tried,
  after: Thing,
  isNewFact: boolean,
): Pick<Forecast, 'warnings'> => {
  const named = references.flatMap(({ kind, id, pointer }) => (kind === 'event' ? [] : [{ kind, id, field: pointer }]));
  const made = after.events.find((fact) => fact.type === 'StatementMade');
  const { meetingId } = made?.data ?? {};
  const outside = made === undefined || meetingId === undefined ? [] : outsideTheirMeetings(views, [meetingId])(made);
  const nowhere = isNewFact && after.kind !== 'negotiation' ? inVoidedNegotiation(views, after.negotiationId) : [];
  return warningsOf(nowhere, voidedIn(views, named)(named), outside);
};

type Say = (thing: Thing, fact: Thing['events'][number]) => string;

/** The facts that differ: by what they say, by their days, or by being there at all. */
const timelineChanges = (
  before: Thing | undefined,
  after: Thing,
  say: Say,
): Pick<Forecast['changes'], 'timeline' | 'moreFacts'> => {
  const [then, now] = [before?.events ?? [], after.events];
  const added = after.recorded.at(-1)!.id;
  const ids = [...new Set([...then, ...now].map(({ id }) => id))];
  const all = ids.flatMap((id): Forecast['changes']['timeline'] => {
    const [was, is] = [then.find((fact) => fact.id === id), now.find((fact) => fact.id === id)];
    if (was !== undefined && is !== undefined && JSON.stringify(contentOf(was)) === JSON.stringify(contentOf(is)))
      return [];
    const [daysThen, daysNow] = [was, is].map(
      (one) => one && JSON.stringify([one.metadata.occurredOn, one.metadata.occurredTime]),
    );
    return [
      {
        change: was === undefined ? 'added' : is === undefined ? 'removed' : 'changed',
        ...(id !== added && { eventId: id }),
        type: (is ?? was)!.type,
        ...(was && is && daysThen !== daysNow && { moves: true as const }),
        ...(was && { before: told(before!, was, say) }),
        ...(is && { after: told(after, is, say) }),
      },
    ];
  });
  const more = all.length - MOST_FACTS;
  return { timeline: all.slice(0, MOST_FACTS), ...(more > 0 && { moreFacts: more }) };
};
const contentOf = ({
  data,
  metadata: { occurredOn, occurredTime, occurredText, learnedAt, sources, codes, comment, reportOf, onBehalfOf },
}: Thing['events'][number]) => [
  data,
  occurredOn,
  occurredTime,
  occurredText,
  learnedAt,
  sources,
  codes,
  comment,
  reportOf,
  onBehalfOf,
];

const told = (thing: Thing, fact: Thing['events'][number], say: Say) => {
  const { occurredOn } = fact.metadata;
  const { edtf, earliest = null, latest = null } = occurredOn ?? {};
  return {
    text: say(thing, fact),
    ...(edtf !== undefined && { occurredOn: edtf }),
    ...(earliest !== null && { earliest }),
    ...(latest !== null && { latest }),
  };
};

const visibilityIn = ({
  markings: { before, after },
  ladder,
}: Tried): NonNullable<Forecast['changes']['visibility']> => {
  const seen = ({ level, compartments = [] }: Marking) => ({
    level,
    ...(compartments.length > 0 && { compartments }),
    seenBy: ladder.filter((rung) => dominates(ladder, { level: rung, compartments }, { level, compartments })),
  });
  return { ...(before && { before: seen(before) }), after: seen(after) };
};

/** What shares the old date of a fact whose date is corrected. */
const factsOfTheDate = (
  views: Database.Database,
  before: Thing | undefined,
  event: RecordedEvent,
  language: Language,
): Pick<Forecast['changes'], 'sameDate'> & Readonly<{ alsoNamed: readonly string[] }> => {
  const none = { alsoNamed: [] };
  if (before === undefined || !isCorrection(event) || event.type !== 'RecordCorrected') return none;
  if (!('occurredOn' in event.data.changes)) return none;
  const was = before.events.find(({ id }) => id === event.data.eventId);
  const { occurredOn } = was?.metadata ?? {};
  if (was === undefined || occurredOn === undefined) return none;
  const { earliest, latest } = span(was.metadata);
  const others = timelineOf(
    views,
    before.negotiationId,
    { from: earliest, to: latest },
    { after: undefined, limit: MOST_COMPARED },
  ).filter((item) => item.occurredOn === occurredOn.edtf && item.eventId !== was.id);
  const shown = others.slice(0, MOST_OF_A_DATE);
  const more = others.length > shown.length;
  return {
    sameDate: {
      items: shown.map(({ eventId, title }) => ({ eventId, title: title.in(language) })),
      ...(more && { more }),
    },
    alsoNamed: [...idsAnywhereIn(shown.map(({ fact }) => fact))],
  };
};
const MOST_COMPARED = 200;
