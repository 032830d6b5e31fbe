import type Database from 'better-sqlite3';
import { streamOf } from '#domain/ids.js';
import { highWater, type Ladder, type Marking } from '#domain/marking.js';
import { markingsOfStreams, markingsUpTo } from '#read-models/log-index/markings.js';
import { negotiationOf } from '#read-models/log-index/queries.js';
import {
  idsAnywhereIn,
  markingsByNegotiation,
  markingsByThing,
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

/** What the names and the marking of an answer depend on, besides its body. `marksRows`: each of its items is marked by itself, too. */
export type Asked = Pick<ReadRoute, 'isOfAll'> &
  Readonly<{
    areItemsOfAll?: boolean;
    reader: Reader;
    about: About;
    isPast: boolean;
    ladder: Ladder;
    marksRows?: boolean;
  }>;

/** The names of the things in an answer, and its marking; about the past, by what that is found. */
export const namesAndMarking = (
  views: Database.Database,
  body: object,
  asked: Asked,
): Pick<FoundAnswer, 'names' | 'marking' | 'ofRows'> => {
  const { isOfAll, reader, about, isPast, ladder } = asked;
  const among = amongIn(views, about, reader);
  // An answer about a negotiation also names it, and so reveals if it was voided.
  const whole = 'negotiationId' in about ? [about, body] : body;
  const names = resolveLabels(views, whole, among);
  if (isPast && isOfAll) return { names, marking: { of: 'all' } };
  if (isOfAll) return { names, marking: highWater(ladder, markingsShown(views)) };
  if (asked.areItemsOfAll) return { names, ...markingsOfAllIn(views, body, asked) };
  const ids = idsAnywhereIn([whole, names]);
  // Without a grant nothing is named, and nothing is told of how it is marked.
  const within = reader.admission === 'without-grant' ? reader.negotiations : among;
  const ofRows = markingsOfRows(views, body, asked, within);
  if (isPast) return { names, ofRows, marking: { of: streamsOfThings(views, ids, within) } };
  return { names, ofRows, marking: highWater(ladder, markingsOfThings(views, ids, within)) };
};

/** The markings of a list of negotiations: of each, that of all that its reader sees of it. */
const markingsOfAllIn = (
  views: Database.Database,
  body: object,
  { isPast, ladder }: Asked,
): Pick<FoundAnswer, 'marking' | 'ofRows'> => {
  const { items } = body as Readonly<{ items: readonly Readonly<{ id: string }>[] }>;
  const ids = items.map(({ id }) => id);
  if (isPast)
    return {
      marking: { of: 'all', negotiationIds: ids },
      ofRows: ids.map((id) => ({ of: 'all', negotiationIds: [id] })),
    };
  const markings = markingsByNegotiation(views, ids);
  return {
    marking: highWater(ladder, [...markings.values()].flat()),
    ofRows: ids.map((id) => highWater(ladder, markings.get(id)!)),
  };
};

/** The marking of each item by itself: that of the things in it, and of the negotiation that the answer is about. */
const markingsOfRows = (
  views: Database.Database,
  body: object,
  { about, isPast, ladder, marksRows }: Asked,
  within: readonly string[] | undefined,
): FoundAnswer['ofRows'] => {
  if (!marksRows || !('items' in body)) return undefined;
  const whole = 'negotiationId' in about ? [about.negotiationId] : [];
  const rows = (body.items as readonly object[]).map((item) => [...idsAnywhereIn([whole, item])]);
  if (isPast) return rows.map((ids) => ({ of: streamsOfThings(views, ids, within) }));
  const markings = markingsByThing(views, new Set(rows.flat()), within);
  return rows.map((ids) =>
    highWater(
      ladder,
      ids.flatMap((id) => markings.get(id) ?? []),
    ),
  );
};

/**
 * The markings of an answer and of its items. In the past nothing is marked: there they follow from the markings that the things in them
 * have now.
 */
export const settledMarkings = async (
  { marking, ofRows = [] }: Pick<FoundAnswer, 'marking' | 'ofRows'>,
  ordinal: number,
  { reader, about, ladder }: Asked,
  read: SnapshotReader,
): Promise<Readonly<{ marking: Marking; ofRows: readonly Marking[] }>> => {
  const settle = (found: Marking | Unmarked, index?: Database.Database): Marking => {
    if (!('of' in found)) return found;
    const { of } = found;
    if (index === undefined || of.length === 0) return highWater(ladder, []);
    const { negotiationIds = [negotiationIn(index, about)] } = found;
    const markings =
      of === 'all' ? negotiationIds.flatMap((id) => markingsUpTo(index, id, ordinal)) : markingsOfStreams(index, of);
    return highWater(ladder, markings);
  };
  const settleAll = (index?: Database.Database) => ({
    marking: settle(marking, index),
    ofRows: ofRows.map((one) => settle(one, index)),
  });
  const isSettled = (found: Marking | Unmarked) => !('of' in found) || found.of.length === 0;
  if (reader.admission === 'refused' || [marking, ...ofRows].every(isSettled)) return settleAll();
  return (await read.log(-1, undefined, (index) => settleAll(index))).body;
};

/** The negotiations whose things an answer may name. */
const amongIn = (
  views: Database.Database,
  about: About,
  { admission, negotiations }: Reader,
): readonly string[] | undefined => {
  if (admission === 'without-grant') return negotiations ?? [];
  if ('negotiationId' in about) return [about.negotiationId];
  return 'among' in about ? negotiations : [thing(views, about.kind, about.id)?.negotiationId ?? ''];
};

const negotiationIn = (index: Database.Database, about: About): string => {
  if ('negotiationId' in about) return about.negotiationId;
  return 'among' in about ? '' : (negotiationOf(index, streamOf(about.kind, about.id)) ?? '');
};
