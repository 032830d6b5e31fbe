import type Database from 'better-sqlite3';
import { streamOf } from '#domain/ids.js';
import type { MeetingEvent } from '#domain/meeting.js';
import { all, described, idOf, idsOf, object, onlyTrue, type Static, text, named, uuid } from '../../routes/schema.js';
import { optionalFieldsIn } from '../../routes/facts.js';
import { accountIn, BriefAccount } from '../attribution.js';
import { attendanceIn, AttendanceWord, ComingName } from '../meetings/meeting-people.js';
import { type MeetingFact, PlannedAccount, StatusName } from '../meetings/meeting-plan.js';
import { lastMeetings, nextMeeting } from '../meetings/meetings-by-day.js';
import { LevelName, type Meeting, ModeName } from '../meetings/meetings.js';
import { withFacts } from '../timeline/facts.js';
import { briefTexts, type Cut, cutList, first, latest } from './cut.js';

const Word = all(
  AttendanceWord,
  object({ 'isLast?': described('The one that counts: of the original accounts, the latest', onlyTrue) }),
);
const BoardAttendee = named(
  'BoardAttendee',
  object({
    personId: idOf('representative'),
    'partyId?': idOf('party'),
    coming: described('By the word that counts', ComingName),
    words: described('Who said so and when, in chronological order; the latest of them', cutList(Word)),
  }),
);
const BoardHeld = all(
  BriefAccount,
  optionalFieldsIn('MeetingHeld', 'start', 'end', 'zone', 'durationText', 'place', 'outcome'),
);
type BoardHeld = Static<typeof BoardHeld>;
export const BoardMeeting = named(
  'BoardMeeting',
  object({
    id: uuid,
    title: text,
    status: StatusName,
    'level?': LevelName,
    'mode?': ModeName,
    'place?': text,
    partyIds: idsOf('party'),
    issueIds: idsOf('issue'),
    'planned?': described('The planned time, by the latest fact', PlannedAccount),
    'plannedAccounts?': described('All accounts of the planned time, if they differ', cutList(PlannedAccount)),
    'held?': described('How it was held, by the account in effect', BoardHeld),
    'heldAccounts?': described('All accounts of how it was held, if there are several', cutList(BoardHeld)),
    coming: described('Who was invited or announced, and each word on whether they come', cutList(BoardAttendee)),
  }),
);
export type BoardMeeting = Static<typeof BoardMeeting>;

const MOST = { last: 6, parties: 12, issues: 12, accounts: 6, people: 8, words: 6 } as const;

/** The next meeting, and those that were held last. */
export const boardMeetings = (db: Database.Database, negotiationId: string, on: string) => {
  const next = nextMeeting(db, negotiationId, on);
  return {
    ...(next && { nextMeeting: briefly(db, next) }),
    lastMeetings: lastMeetings(db, negotiationId, on, MOST.last).map((meeting) => briefly(db, meeting)),
  };
};
export const LAST_MEETINGS = MOST.last;

type Of = Readonly<{ stream: string }>;
const briefly = (db: Database.Database, meeting: Meeting): BoardMeeting => {
  const { id, title, status, level, mode, place, partyIds, issueIds, planned, plannedAccounts, held, heldAccounts } =
    meeting;
  const facts = withFacts<MeetingEvent, Of>(db, [{ stream: streamOf('meeting', id) }])[0]!.facts;
  return {
    ...briefTexts({ id, title, status, level, mode, place }),
    partyIds: partyIds.slice(0, MOST.parties),
    issueIds: issueIds.slice(0, MOST.issues),
    ...(planned && { planned: briefTexts(planned) }),
    ...(plannedAccounts && { plannedAccounts: latest(plannedAccounts.map(briefTexts), MOST.accounts) }),
    ...(held && { held: heldBriefly(held) }),
    ...(heldAccounts && { heldAccounts: latest(heldAccounts.map(heldBriefly), MOST.accounts) }),
    coming: comingTo(facts),
  };
};

const heldBriefly = (held: NonNullable<Meeting['heldAccounts']>[number]): BoardHeld => {
  const { start, end, zone, durationText, place, outcome } = held;
  return { ...briefTexts({ start, end, zone, durationText, place, outcome }), ...accountIn(held) };
};

const comingTo = (facts: readonly MeetingFact[]): Cut<Static<typeof BoardAttendee>> => {
  const people = attendanceIn(facts);
  return first(
    people.map(({ personId, partyId, words, last }) => ({
      personId,
      ...(partyId !== undefined && { partyId }),
      coming: last?.coming ?? 'unanswered',
      words: latest(
        words.map((word) => ({ ...briefTexts(word), ...(word === last && { isLast: true as const }) })),
        MOST.words,
      ),
    })),
    MOST.people,
  );
};
