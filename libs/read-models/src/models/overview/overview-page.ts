import type Database from 'better-sqlite3';
import { nextMeeting } from '../meetings/meetings.js';
import { issuesOf, oneOf, partiesOf, representativesOf } from './overview.js';
import { countsOf, lastEvent } from '../timeline/timeline.js';

/** The first things of each kind: where `counts` has more, their own lists go on. */
const MOST = 200;

/** A negotiation at a glance. `today` is the day that "next" and "last" count from. */
export const overviewOf = (db: Database.Database, id: string, today: string) => {
  const negotiation = oneOf(db, 'negotiations', id);
  if (negotiation === undefined) return undefined;
  const first = { after: undefined, limit: MOST };
  const [meeting, event] = [nextMeeting(db, id, today), lastEvent(db, id, today)];
  return {
    ...negotiation,
    parties: partiesOf(db, id, {}, first).map(withoutKey),
    people: representativesOf(db, id, {}, first).map(withoutKey),
    issues: issuesOf(db, id, {}, first).map(withoutKey),
    ...(meeting && { nextMeeting: meeting }),
    ...(event && { lastEvent: event }),
    counts: countsOf(db, id),
  };
};

const withoutKey = <T extends { key: unknown }>({ key: _, ...item }: T): Omit<T, 'key'> => item;
