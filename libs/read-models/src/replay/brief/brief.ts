import type Database from 'better-sqlite3';
import { brief as shortened } from '../../models/board/cut.js';
import { meeting as pageOf } from '../../models/meetings/meeting-routes.js';
import type { Brief } from './brief-schemas.js';
import { measuresSection } from './measures-section.js';
import { meetingBefore } from './meeting-before.js';
import { comingSection, factsOfMeeting, meetingSection } from './meeting-sections.js';
import { disputesSection, openDisputes, pledgesSection, statementsSection } from './other-sections.js';
import { positionsSection } from './positions-section.js';
import { Sources } from './sources.js';
import { Teller } from './teller.js';

/** Of a meeting with more issues, the first. */
const MOST_ISSUES = 6;

/** The brief for a meeting as of a day; undefined if the meeting is voided. It asks what lists and the board ask. */
export const briefOf = (db: Database.Database, negotiationId: string, id: string, on: string): Brief | undefined => {
  const meeting = pageOf(db, id);
  if (meeting === undefined) return undefined;
  const sources = new Sources();
  const of = { db, teller: new Teller(db, sources), meeting, on };
  const issueIds = meeting.issueIds.slice(0, MOST_ISSUES);
  const last = meetingBefore(db, negotiationId, { id, facts: factsOfMeeting(db, id) }, on);
  const before = [...new Set([...meeting.preparedByIds, ...(last === undefined ? [] : [last.id])])];
  const disputes = openDisputes(of, negotiationId);
  const isDisputed = disputes.some(({ about }) => about.id === id);
  const { title, status, partyIds, planned, place } = meeting;
  // In this order, which is that of the numbers of sources.
  const sections = [
    meetingSection(of, before, { issuesLeftOut: meeting.issueIds.length - issueIds.length, isDisputed }),
    comingSection(of),
    positionsSection(of, negotiationId, issueIds, last),
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
