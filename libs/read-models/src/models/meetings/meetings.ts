import type Database from 'better-sqlite3';
import { streamOf } from '#domain/ids.js';
import { span } from '#domain/world-date.js';
import { LEVELS, type MeetingEvent, MODES } from '#domain/meeting.js';
import { Account, BriefAccount, briefFactOf, factOf, historyEntryOf, historyOf } from '../attribution.js';
import { Attendee, comingOf, Delegation, delegationsIn, Invitation, invitationsIn } from './meeting-people.js';
import { calendarOf, type HeldFact, type MeetingFact, PlannedAccount, StatusName } from './meeting-plan.js';
import { Minutes, minutesOf } from '../minutes.js';
import { Readout, readoutsOf } from '../statements/statements.js';
import { withFacts } from '../timeline/facts.js';
import {
  conditionsFor,
  hasOneOf,
  daysBefore,
  daysFrom,
  daysUpTo,
  type List,
  listed,
  type Part,
  partsIn,
  periodTerms,
  valuesFor,
} from '../listed.js';
import { q, refuseTextSearch, textSearch } from '../search/list-search.js';
import { peopleOf } from '../overview/overview.js';
import { type ReadModel, type Row, type Table, THING_COLUMNS, type Term } from '../../projection/read-model.js';
import { EVERY, termOf } from '../../projection/terms.js';
import { dataOf, fieldsWithout } from '../../routes/facts.js';
import { several, type ValuesOf, yesOrNo } from '../../routes/parameters.js';
import type { Key, Slice } from '../../routes/pages.js';
import { negotiationRoute, pageRoute, thingRoute } from '../../routes/read-route.js';
import {
  all,
  day,
  described,
  idOf,
  idsOf,
  list,
  named,
  object,
  oneOf,
  orNull,
  type Static,
  text,
  uuid,
} from '../../routes/schema.js';
import { history, listedHistory, showing } from '../history.js';
import { Names } from '../resolve-labels.js';

export const ModeName = oneOf('MeetingMode', MODES);
export const LevelName = oneOf('MeetingLevel', LEVELS);
const HeldAccount = named('HeldAccount', all(dataOf('MeetingHeld'), Account));
const History = historyOf<MeetingEvent>('meeting');
/** A meeting. `history` has its facts in chronological order. */
export const Meeting = named(
  'Meeting',
  all(
    Account,
    fieldsWithout('MeetingProposed', 'planned', 'place', 'partyIds', 'issueIds', 'level', 'mode'),
    object({
      id: uuid,
      status: described(
        '`proposed`: no day is known; `tentative`: a day was named; `confirmed`: a party confirmed it',
        StatusName,
      ),
      'level?': LevelName,
      'mode?': ModeName,
      'place?': described('The place, by the latest fact', text),
      partyIds: described(
        'Parties that were said to meet, that announced a delegation, or that attended',
        idsOf('party'),
      ),
      issueIds: idsOf('issue'),
      'planned?': described('The planned time, by the latest fact', PlannedAccount),
      'plannedAccounts?': described('All accounts of the planned time, if they differ', list(PlannedAccount)),
      invitations: list(Invitation),
      delegations: list(Delegation),
      coming: described('Whether each person who was invited or announced attends', list(Attendee)),
      'held?': described('How it was held, by the account in effect', HeldAccount),
      'heldAccounts?': described(
        'All accounts of how it was held, if there are several',
        list(all(dataOf('MeetingHeld'), BriefAccount)),
      ),
    }),
    listedHistory(History),
  ),
);
export type Meeting = Static<typeof Meeting>;
const NextMeeting = named(
  'NextMeeting',
  object({ meeting: described('null if none is planned', orNull(Meeting)), names: Names }),
);
const Related = object({
  history: History,
  preparedByIds: described('The meetings that prepare this one', list(uuid)),
  minutes: list(Minutes),
  readouts: described('The statements of kind readout about it', list(Readout)),
});

const termsOf = (row: Row): readonly Term[] => {
  const { status, level, mode, partyIds, attendeeIds, personIds, earliest, latest, reachesFrom } = row as TermColumns;
  return [
    EVERY,
    termOf('status', status),
    ...(level === null ? [] : [termOf('level', level)]),
    ...(mode === null ? [] : [termOf('mode', mode)]),
    ...(JSON.parse(partyIds) as readonly string[]).map((id) => termOf('party', id)),
    ...(JSON.parse(attendeeIds) as readonly string[]).map((id) => termOf('attendee', id)),
    ...(JSON.parse(personIds) as readonly string[]).map((id) => termOf('person', id)),
    ...(earliest === null ? [UNDATED] : periodTerms({ earliest, latest: latest!, reachesFrom: reachesFrom! })),
  ];
};
const UNDATED = termOf('days', 'none');
type TermColumns = Readonly<
  Record<'status' | 'partyIds' | 'attendeeIds' | 'personIds', string> &
    Record<'level' | 'mode' | 'earliest' | 'latest' | 'reachesFrom', string | null>
>;

const table: Table = {
  columns: {
    // The ordinal is that of its first event
    ...THING_COLUMNS,
    status: 'TEXT',
    level: 'TEXT?',
    mode: 'TEXT?',
    // The first and the last day on which it was held or else is planned
    earliest: 'TEXT?',
    latest: 'TEXT?',
    // The first day on which it may fall all the same, see world-date
    reachesFrom: 'TEXT?',
    // The day and the instant that it is listed by; "none" if they are not known
    sortDay: 'TEXT',
    sortHour: 'TEXT',
    // 1 if it has a day, and was neither held nor cancelled
    isExpected: 'INTEGER?',
    preparesForId: 'TEXT?',
    // JSON arrays: of its parties, of the people who attended, and of these with all who were invited or announced
    partyIds: 'TEXT',
    attendeeIds: 'TEXT',
    personIds: 'TEXT',
    // Of its last event, and when that and its first event were recorded
    revision: 'INTEGER',
    changedAt: 'TEXT',
    recordedAt: 'TEXT',
  },
  indexes: [['isExpected', 'negotiationId', 'latest', 'earliest', 'sortHour', 'id'], ['preparesForId']],
  terms: {
    by: ['sortDay', 'sortHour', 'id'],
    days: ['sortDay'],
    from: ['status', 'level', 'mode', 'partyIds', 'attendeeIds', 'personIds', 'earliest', 'latest', 'reachesFrom'],
    of: termsOf,
  },
};

/** The calendar: every contact between the parties, who is expected, and who attended. */
export const meetings: ReadModel = {
  name: 'meetings',
  version: 8,
  tables: { meetings: table },
  kinds: ['meeting'],
  rows: ({ stream, id, negotiationId, revision, recorded, events }) => {
    const facts = events as readonly MeetingFact[];
    const proposed = openingOf(facts);
    if (proposed === undefined) return { meetings: [] };
    const { level = null, mode = null, preparesForId = null } = proposed.data;
    const { days, held, status } = calendarOf(facts);
    const attendees = attendeesOf(held);
    const { earliest = null, latest = null, reachesFrom = null, begins = null } = days ?? {};
    return {
      meetings: [
        {
          ordinal: recorded[0]!.ordinal,
          stream,
          id,
          negotiationId,
          status,
          level,
          mode,
          earliest,
          latest,
          reachesFrom,
          sortDay: earliest ?? NONE,
          sortHour: begins ?? NONE,
          isExpected: latest !== null && status !== 'held' && status !== 'cancelled' ? 1 : null,
          preparesForId,
          partyIds: JSON.stringify(partiesIn(facts)),
          attendeeIds: JSON.stringify(attendees),
          personIds: JSON.stringify([...new Set([...attendees, ...comingOf(facts).map(({ personId }) => personId)])]),
          revision,
          changedAt: recorded.at(-1)!.metadata.recordedAt,
          recordedAt: recorded[0]!.metadata.recordedAt,
        },
      ],
    };
  },
};

/** Comes after every day. */
const NONE = 'none';

const openingOf = (facts: readonly MeetingFact[]) => facts.find((fact) => fact.type === 'MeetingProposed');

/** The people who attended, in place of others too. */
const attendeesOf = (held: HeldFact | undefined): readonly string[] =>
  (held?.data.attendance ?? []).flatMap(({ representativeId, presence, replacedById }) =>
    presence === 'present' ? [representativeId] : presence === 'replaced' && replacedById ? [replacedById] : [],
  );

/** The parties that were said to meet, that announced a delegation, or that attended. */
const partiesIn = (events: readonly MeetingFact[]): readonly string[] => {
  const named = events.flatMap((event): readonly (string | undefined)[] => {
    if (event.type === 'MeetingProposed') return [event.data.proposedById, ...(event.data.partyIds ?? [])];
    if (event.type === 'DelegationAnnounced') return [event.data.partyId];
    return event.type === 'MeetingHeld' ? (event.data.partyIds ?? []) : [];
  });
  return [...new Set(named)].filter((partyId) => partyId !== undefined);
};

export type MeetingRow = Readonly<{
  ordinal: number;
  stream: string;
  id: string;
  negotiationId: string;
  earliest: string | null;
  latest: string | null;
  reachesFrom: string | null;
  sortDay: string;
  sortHour: string;
  revision: number;
  changedAt: string;
  recordedAt: string;
}>;

export const showMeetings = (db: Database.Database, rows: readonly MeetingRow[]): readonly Meeting[] =>
  withFacts<MeetingEvent, MeetingRow>(db, rows).map(({ id, facts }) => {
    const proposed = openingOf(facts)!;
    const { planned: _, ...opening } = factOf(proposed);
    const { days: __, held, ...calendar } = calendarOf(facts);
    const heldAccounts = facts.filter((fact): fact is HeldFact => fact.type === 'MeetingHeld');
    return {
      id,
      ...opening,
      ...calendar,
      partyIds: partiesIn(facts),
      issueIds: proposed.data.issueIds ?? [],
      invitations: invitationsIn(facts),
      delegations: delegationsIn(facts),
      coming: comingOf(facts),
      ...(held && { held: factOf(held) }),
      ...(heldAccounts.length > 1 && { heldAccounts: heldAccounts.map(briefFactOf) }),
      history: facts.map(historyEntryOf),
    };
  });

export const meetingFilters = {
  from: described('Held or planned on this day or later', day),
  to: described('Held or planned on this day or earlier', day),
  dated: described(
    '`true`: only meetings that have a day, exact or vague; `false`: only those of which none is known, such as one planned "in the coming weeks"',
    yesOrNo,
  ),
  status: StatusName,
  mode: ModeName,
  level: LevelName,
  partyId: described(
    'Only meetings of this party, or that one of its people attended. It may be repeated',
    several(idOf('party')),
  ),
  representativeId: described(
    'Only meetings to which this person was invited or announced, or that they attended, also in place of another',
    idOf('representative'),
  ),
  q,
};

type Filter = ValuesOf<typeof meetingFilters>;
const CONDITIONS = {
  from: 'latest >= @from',
  to: 'reachesFrom <= @to',
  dated: `(sortDay <> '${NONE}') = (@dated = 'true')`,
  status: 'status = @status',
  mode: 'mode = @mode',
  level: 'level = @level',
  // It was said to meet, or one of its people attended.
  partyId: `(${hasOneOf('partyIds', 'partyId')} OR ${hasOneOf('attendeeIds', 'people')})`,
  representativeId: 'EXISTS (SELECT 1 FROM json_each(personIds) WHERE value = @representativeId)',
} satisfies Record<keyof Omit<Filter, 'q'>, string>;

/** By what usually leaves out most. `people`: those of the party. */
const partsOf = (filter: Filter, people: readonly string[]): readonly Part[] => {
  const part = (name: string, value: string) => ({ term: termOf(name, value) });
  const { partyId, representativeId, status, level, mode, dated } = filter;
  if (dated === 'false') return [{ term: UNDATED }];
  if (representativeId !== undefined) return [part('person', representativeId)];
  if (partyId !== undefined)
    return [...partyId.map((id) => part('party', id)), ...people.map((id) => part('attendee', id))];
  if (status !== undefined) return [part('status', status)];
  if (level !== undefined) return [part('level', level)];
  return mode === undefined ? partsIn(filter) : [part('mode', mode)];
};

export const LIST: List = { name: 'meetings', table, hasDaysOfTexts: true };

/**
 * The rows of the meetings of a negotiation, or of several, by day and time, those without a day last. A period matches every meeting that can
 * fall into it; a party matches every meeting that it or its people attended.
 */
export const meetingRowsOf = (
  db: Database.Database,
  negotiationId: string | readonly string[],
  { q, ...filter }: Filter,
  slice: Slice,
): readonly MeetingRow[] => {
  const people = (filter.partyId ?? []).flatMap((id) => peopleOf(db, id));
  const asked = {
    negotiationId,
    parts: partsOf(filter, people),
    conditions: conditionsFor(CONDITIONS, filter),
    values: valuesFor({ ...filter, people }),
    search: textSearch(db, negotiationId, 'meeting', q),
  };
  return listed<MeetingRow>(db, LIST, asked, slice);
};
export const keyOf = ({ sortDay, sortHour, id }: MeetingRow): Key => [sortDay, sortHour, id];

export const meetingsOf = (db: Database.Database, negotiationId: string, filter: Filter, slice: Slice) => {
  const rows = meetingRowsOf(db, negotiationId, filter, slice);
  return showMeetings(db, rows).map((shown, n) => ({ key: keyOf(rows[n]!), ...shown }));
};

/**
 * The next meeting from `today` on: of the meetings that were neither held nor cancelled, the one with the earliest planned
 * day and time. Meetings whose last possible day is past are left out. If there is none, the one whose plan has words in place of a
 * day, "in the coming weeks"; of several, the one that was said last.
 */
export const nextMeeting = (db: Database.Database, negotiationId: string, today: string): Meeting | undefined => {
  const rows = db
    .prepare<unknown[], MeetingRow>(
      `SELECT * FROM meetings WHERE isExpected = 1 AND negotiationId = @negotiationId AND latest >= @today
       ORDER BY latest, earliest, sortHour, id LIMIT 1`,
    )
    .all({ negotiationId, today });
  return showMeetings(db, rows)[0] ?? plannedInWords(db, negotiationId);
};

const plannedInWords = (db: Database.Database, negotiationId: string): Meeting | undefined => {
  const asked = {
    negotiationId,
    parts: [{ term: UNDATED }],
    conditions: [`sortDay = '${NONE}'`, "status NOT IN ('held', 'cancelled')"],
    values: {},
  };
  const undated = listed<MeetingRow>(db, LIST, asked, { after: undefined, limit: MOST_UNDATED });
  const said = withFacts<MeetingEvent, MeetingRow>(db, undated).flatMap(({ facts, ...row }) => {
    const { planned } = calendarOf(facts);
    const plan = planned?.text === undefined ? undefined : facts.find(({ id }) => id === planned.eventId);
    return plan === undefined ? [] : [{ row, ...span(plan.metadata) }];
  });
  const [last] = said.toSorted(
    (one, other) => descending(one.earliest, other.earliest) || descending(one.latest, other.latest),
  );
  return last && showMeetings(db, [last.row])[0];
};
const descending = (one: string, other: string) => (one === other ? 0 : one < other ? 1 : -1);
/** A negotiation has a handful of them. */
const MOST_UNDATED = 200;

/**
 * The rows of a negotiation one after the other, by day: from `today` on, those before it back from the latest, or those without a day. Only
 * what is wanted is read.
 */
export function* rowsByDay(
  db: Database.Database,
  negotiationId: string,
  period: 'to come' | 'past' | 'without a day',
  today: string,
): Generator<MeetingRow, void, void> {
  const parts = {
    'to come': [{ term: EVERY, days: daysFrom(today) }],
    past: [{ term: EVERY, days: daysBefore(today) }],
    'without a day': [{ term: UNDATED }],
  }[period];
  const conditions = period === 'without a day' ? [`sortDay = '${NONE}'`] : [];
  const asked = { negotiationId, parts, conditions, values: {} };
  const list = { ...LIST, isDescending: period === 'past' };
  let last: MeetingRow | undefined;
  for (let limit = FIRST_PORTION; ; limit = Math.min(2 * limit, LARGEST_PORTION)) {
    const after = last && [last.sortDay, last.sortHour, last.id];
    const portion = listed<MeetingRow>(db, list, asked, { after, limit });
    yield* portion;
    if (portion.length < limit) return;
    last = portion.at(-1);
  }
}
/** Rows. Of many negotiations, only a few of each are wanted. */
const [FIRST_PORTION, LARGEST_PORTION] = [8, 128];

/** The meetings that were held up to a day, the latest first. */
export const lastMeetings = (db: Database.Database, negotiationId: string, today: string, limit: number) => {
  const asked = {
    negotiationId,
    parts: [{ term: termOf('status', 'held'), days: daysUpTo(today) }],
    conditions: ["status = 'held'"],
    values: {},
  };
  return showMeetings(db, listed<MeetingRow>(db, { ...LIST, isDescending: true }, asked, { after: undefined, limit }));
};

/** The meetings with a day that were held up to a day, back from the latest. Only what is wanted is read. */
export function* heldUpTo(
  db: Database.Database,
  negotiationId: string,
  day: string,
): Generator<Readonly<{ id: string; facts: readonly MeetingFact[] }>, void, void> {
  const asked = {
    negotiationId,
    parts: [{ term: termOf('status', 'held'), days: daysUpTo(day) }],
    conditions: ["status = 'held'"],
    values: {},
  };
  const list = { ...LIST, isDescending: true };
  let after: Key | undefined;
  for (;;) {
    const portion = listed<MeetingRow>(db, list, asked, { after, limit: FIRST_PORTION });
    yield* withFacts<MeetingEvent, MeetingRow>(db, portion);
    if (portion.length < FIRST_PORTION) return;
    after = keyOf(portion.at(-1)!);
  }
}

/** The page of a meeting: the meetings that prepare it, its minutes, and the readouts of each side. */
export const meeting = (db: Database.Database, id: string) => {
  const rows = db.prepare<[string], MeetingRow>('SELECT * FROM meetings WHERE stream = ?').all(streamOf('meeting', id));
  const [shown] = showMeetings(db, rows);
  if (shown === undefined) return undefined;
  return {
    ...shown,
    preparedByIds: db
      .prepare<[string], string>('SELECT id, earliest FROM meetings WHERE preparesForId = ? ORDER BY earliest, id')
      .pluck()
      .all(id),
    minutes: minutesOf(db, id),
    readouts: readoutsOf(db, rows[0]!.negotiationId, id),
  };
};

export const meetingRoutes = [
  pageRoute({
    path: 'negotiations/:negotiationId/meetings',
    operationId: 'listMeetings',
    summary: 'List meetings by day, those without a day last',
    tag: 'meetings',
    parameters: { ...meetingFilters, history },
    models: ['meetings', 'overview', 'timeline'],
    check: refuseTextSearch,
    item: Meeting,
    ask: (views, negotiationId, { history, ...filter }, { slice }) =>
      showing(history, meetingsOf(views, negotiationId, filter, slice)),
  }),
  negotiationRoute({
    path: 'negotiations/:negotiationId/meetings/next',
    operationId: 'getNextMeeting',
    summary:
      'Get the next meeting, and who is confirmed. If none has a day, the one that is planned in words, as "in the coming weeks"; null if none is planned',
    tag: 'meetings',
    models: ['meetings', 'timeline'],
    answer: NextMeeting,
    ask: (views, negotiationId, _, { today }) => ({ meeting: nextMeeting(views, negotiationId, today) ?? null }),
  }),
  thingRoute({
    path: 'meetings/:id',
    operationId: 'getMeeting',
    summary: 'Get a meeting, its minutes, and the readouts of each side',
    tag: 'meetings',
    kind: 'meeting',
    models: ['meetings', 'minutes', 'statements', 'timeline'],
    item: Meeting,
    more: Related,
    ask: meeting,
  }),
];
