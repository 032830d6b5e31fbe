import type Database from 'better-sqlite3';
import { countedOnce } from '#domain/accounts.js';
import { span } from '#domain/world-date.js';
import { brief as shortened } from '../../models/board/cut.js';
import { lastMeetings, meeting as pageOf } from '../../models/meetings/meetings.js';
import type { Brief } from './brief-schemas.js';
import { measuresSection } from './measures-section.js';
import { comingSection, factsOfMeeting, meetingSection } from './meeting-sections.js';
import { disputesSection, openDisputes, pledgesSection, statementsSection } from './other-sections.js';
import { type LastMeeting, positionsSection } from './positions-section.js';
import { Sources } from './sources.js';
import { Teller } from './teller.js';

/** Of a meeting with more issues, the first. */
const MOST_ISSUES = 6;
const MOST_BEFORE = 4;

/** The brief for a meeting as of a day; undefined if the meeting is voided. It asks what lists and the board ask. */
export const briefOf = (db: Database.Database, negotiationId: string, id: string, on: string): Brief | undefined => {
  const meeting = pageOf(db, id);
  if (meeting === undefined) return undefined;
  const sources = new Sources();
  const of = { db, teller: new Teller(db, sources), meeting, on };
  const issueIds = meeting.issueIds.slice(0, MOST_ISSUES);
  const begins = meeting.planned?.earliest ?? meeting.held?.start?.slice(0, 10) ?? on;
  const earlier = lastMeetings(db, negotiationId, begins < on ? begins : on, MOST_BEFORE).filter(
    (one) => one.id !== id,
  );
  const before = [...new Set([...meeting.preparedByIds, ...earlier.slice(0, 1).map((one) => one.id)])];
  const disputes = openDisputes(of, negotiationId);
  const isDisputed = disputes.some(({ about }) => about.id === id);
  const { title, status, partyIds, planned, place } = meeting;
  // In this order, which is that of the numbers of sources.
  const sections = [
    meetingSection(of, before, { issuesLeftOut: meeting.issueIds.length - issueIds.length, isDisputed }),
    comingSection(of),
    positionsSection(of, negotiationId, issueIds, daysOfLast(db, earlier[0]?.id)),
    measuresSection(of, negotiationId),
    pledgesSection(of, negotiationId),
    statementsSection(of, negotiationId, issueIds),
    disputesSection(of, negotiationId, disputes),
  ];
  return {
    id,
    negotiationId,
    title: shortened(title),
    status,
    on,
    partyIds,
    issueIds,
    ...(planned && { planned }),
    ...(place !== undefined && { place: shortened(place) }),
    sections,
    sources: sources.all,
  };
};

const daysOfLast = (db: Database.Database, id: string | undefined): LastMeeting | undefined => {
  if (id === undefined) return undefined;
  const held = countedOnce(factsOfMeeting(db, id)).find(({ type }) => type === 'MeetingHeld');
  return held && { id, ...span(held.metadata) };
};
