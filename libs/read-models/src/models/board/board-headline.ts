import type Database from 'better-sqlite3';
import type { Language } from '#messages/languages.js';
import { all, described, named, object, type Schema } from '../../routes/schema.js';
import { SentenceFields, told, type UntoldSentence } from '../sentences.js';
import { thing } from '../things.js';
import { lastEvents, type TimelineItem } from '../timeline/timeline.js';
import { briefTexts } from './cut.js';
import { forceChanges } from './force-changes.js';
import {
  daysBetween,
  type HeadlineFacts,
  headlineOf,
  type Move,
  type PositionMove,
  type Sentence,
} from './headline.js';

export type BoardHeadline = UntoldSentence & Readonly<{ next?: UntoldSentence }>;

export const BoardHeadline = named(
  'BoardHeadline',
  described(
    'What comes first: a change in force within 14 days, or that it has been unknown since a day of these whether provisions are in force; else a meeting within the next 14 days; else the newest change in force; else the last move of a position. Absent if there is none of these',
    all(
      SentenceFields,
      object({ 'next?': described('The next meeting, if it is not the headline itself', SentenceFields) }),
    ),
  ),
) as unknown as Schema<BoardHeadline>;

type Board = Readonly<{
  on: string;
  nextMeeting?: HeadlineFacts['nextMeeting'];
  groups: Parameters<typeof forceChanges>[0];
}>;

export const boardHeadline = (
  db: Database.Database,
  negotiationId: string,
  { on, nextMeeting, groups }: Board,
): Readonly<{ headline?: BoardHeadline }> => {
  const changes = forceChanges(groups, (partyId) => thing(db, 'party', partyId)?.label, on);
  const headline = headlineOf({ on, changes, nextMeeting, lastMove: lastMoveIn(db, negotiationId, on) });
  if (headline === undefined) return {};
  const { next, ...first } = headline;
  return { headline: { ...untold(first), ...(next && { next: untold(next) }) } };
};

const untold = ({ message: { id, parameters }, eventIds, followsFromDateAlone }: Sentence): UntoldSentence => ({
  id,
  parameters: briefTexts(parameters),
  eventIds,
  ...(followsFromDateAlone && { followsFromDateAlone }),
});

const MOVES = ['PositionTaken', 'PositionShifted', 'PositionWithdrawn'] as const;

const lastMoveIn = (db: Database.Database, negotiationId: string, on: string): PositionMove | undefined => {
  const [event] = lastEvents(db, negotiationId, on, 1, MOVES);
  if (event?.earliest === undefined || event.latest === undefined || !isMove(event)) return undefined;
  const { partyId, issueId } = event.fact;
  const [party, issue] = [thing(db, 'party', partyId)?.label, thing(db, 'issue', issueId)?.label];
  if (party === undefined || issue === undefined) return undefined;
  // What is dated "since April" began in April.
  const latest = event.latest <= on ? event.latest : event.earliest;
  return { move: moveOf(event), party, issue, days: daysBetween(event.earliest, latest), eventId: event.eventId };
};
type MoveItem = Extract<TimelineItem, { type: (typeof MOVES)[number] }>;
const isMove = (event: TimelineItem): event is MoveItem => MOVES.some((type) => type === event.type);
const moveOf = (event: MoveItem): Move => {
  if (event.type === 'PositionShifted') return event.fact.direction;
  return event.type === 'PositionTaken' ? 'taken' : 'withdrawn';
};

type WithHeadline = Readonly<{ headline?: BoardHeadline }>;
/** The board with its sentences. */
export const inLanguage = <T extends WithHeadline>(board: T, language: Language): T => {
  if (board.headline === undefined) return board;
  const { next, ...headline } = board.headline;
  return { ...board, headline: { ...told(headline, language), ...(next && { next: told(next, language) }) } };
};
