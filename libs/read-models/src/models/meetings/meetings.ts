import type Database from 'better-sqlite3';
import { LEVELS, type MeetingEvent, MODES } from '#domain/meeting.js';
import { Account, BriefAccount, briefFactOf, factOf, historyEntryOf, historyOf } from '../attribution.js';
import { Attendee, comingOf, Delegation, delegationsIn, Invitation, invitationsIn } from './meeting-people.js';
import { calendarOf, type HeldFact, type MeetingFact, PlannedAccount, StatusName } from './meeting-plan.js';
import { withFacts } from '../timeline/facts.js';
import { conditionsFor, hasOneOf, type List, listed, type Part, partsIn, periodTerms, valuesFor } from '../listed.js';
import { q, textSearch } from '../search/list-search.js';
import { peopleOf } from '../overview/overview.js';
import { type ReadModel, type Row, type Table, THING_COLUMNS, type Term } from '../../projection/read-model.js';
import { EVERY, termOf } from '../../projection/terms.js';
import { dataOf, fieldsWithout } from '../../routes/facts.js';
import { several, type ValuesOf, yesOrNo } from '../../routes/parameters.js';
import type { Key, Slice } from '../../routes/pages.js';
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
  type Static,
  text,
  uuid,
} from '../../routes/schema.js';
import { listedHistory } from '../history.js';

export const ModeName = oneOf('MeetingMode', MODES);
export const LevelName = oneOf('MeetingLevel', LEVELS);
const HeldAccount = named('HeldAccount', all(dataOf('MeetingHeld'), Account));
export const History = historyOf<MeetingEvent>('meeting');
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
/** The term of those without a day. */
export const UNDATED = termOf('days', 'none');
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
export const NONE = 'none';

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
