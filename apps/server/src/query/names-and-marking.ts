import type Database from 'better-sqlite3';
import { streamOf } from '#domain/ids.js';
import { highWater, type Ladder, type Marking } from '#domain/marking.js';
import { markingsOfStreams, markingsUpTo } from '#read-models/log-index/markings.js';
import { negotiationOf } from '#read-models/log-index/queries.js';
import {
  idsAnywhereIn,
  markingsOfThings,
  markingsShown,
  streamsOfThings,
} from '#read-models/models/markings-in-answers.js';
import { resolveLabels } from '#read-models/models/resolve-labels.js';
import { thing } from '#read-models/models/things.js';
import type { ReadRoute } from '#read-models/routes/read-route.js';
import type { FoundAnswer, Unmarked } from './kept-answers.js';
import type { Reader } from './reader.js';
import type { About } from './replays.js';
import type { SnapshotReader } from './snapshots.js';

/** What the names and the marking of an answer depend on, besides its body. */
export type Asked = Pick<ReadRoute, 'isOfAll'> &
  Readonly<{ reader: Reader; about: About; isPast: boolean; ladder: Ladder }>;

/** The names of the things in an answer, and its marking; about the past, by what that is found. */
export const namesAndMarking = (
  views: Database.Database,
  body: object,
  { isOfAll, reader, about, isPast, ladder }: Asked,
): Pick<FoundAnswer, 'names' | 'marking'> => {
  const among = amongIn(views, about, reader);
  // An answer about a negotiation also names it, and so reveals if it was voided.
  const whole = 'negotiationId' in about ? [about, body] : body;
  const names = resolveLabels(views, whole, among);
  if (isPast && isOfAll) return { names, marking: { of: 'all' } };
  if (isOfAll) return { names, marking: highWater(ladder, markingsShown(views)) };
  const ids = idsAnywhereIn([whole, names]);
  // Without a grant nothing is named, and nothing is told of how it is marked.
  const within = reader.admission === 'without-grant' ? reader.negotiations : among;
  if (isPast) return { names, marking: { of: streamsOfThings(views, ids, within) } };
  return { names, marking: highWater(ladder, markingsOfThings(views, ids, within)) };
};

/** The marking of an answer. In the past nothing is marked: there it follows from the markings that its things have now. */
export const settledMarking = async (
  found: Marking | Unmarked,
  ordinal: number,
  { reader, about, ladder }: Asked,
  read: SnapshotReader,
): Promise<Marking> => {
  if (!('of' in found)) return found;
  const { of } = found;
  if (reader.admission === 'refused' || of.length === 0) return highWater(ladder, []);
  const { body } = await read.log(-1, undefined, (index) =>
    of === 'all' ? markingsUpTo(index, negotiationIn(index, about), ordinal) : markingsOfStreams(index, of),
  );
  return highWater(ladder, body);
};

/** The negotiations whose things an answer may name. */
const amongIn = (
  views: Database.Database,
  about: About,
  { admission, negotiations }: Reader,
): readonly string[] | undefined => {
  if (admission === 'without-grant') return negotiations ?? [];
  if ('negotiationId' in about) return [about.negotiationId];
  return 'kinds' in about ? negotiations : [thing(views, about.kind, about.id)?.negotiationId ?? ''];
};

const negotiationIn = (index: Database.Database, about: About): string => {
  if ('negotiationId' in about) return about.negotiationId;
  return 'kinds' in about ? '' : (negotiationOf(index, streamOf(about.kind, about.id)) ?? '');
};
