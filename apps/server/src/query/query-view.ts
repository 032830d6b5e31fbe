import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type Database from 'better-sqlite3';
import { isRefusal } from '#domain/decider.js';
import { thingOf } from '#domain/ids.js';
import type { Ladder, Marking } from '#domain/marking.js';
import { neededFor, streamsBetween } from '#read-models/log-index/queries.js';
import { idsIn } from '#read-models/models/resolve-labels.js';
import { PageBudget, type Slice } from '#read-models/routes/pages.js';
import type { Found, QueryRefusal, ReadRoute, Values } from '#read-models/routes/read-route.js';
import { LADDER } from '../access/ladder.js';
import { Problem } from '../http/problem.js';
import { VerifiedLog } from '../log/verified-log.js';
import { type FoundAnswer, KeptAnswers } from './kept-answers.js';
import { type Asked, namesAndMarking, settledMarkings } from './names-and-marking.js';
import { type Reader, seesAll } from './reader.js';
import { nameOf } from './replay-problems.js';
import type { About, Past } from './replays.js';
import type { TemporalQuery } from './temporal-query.js';
import { todayOf } from './today.js';
import { type Moment, Snapshots, type SnapshotReader } from './snapshots.js';

/** What was found, the ordinal of the last event that it includes, and the time of that. */
export type Answer = Omit<FoundAnswer, 'marking' | 'ofRows'> &
  Readonly<{ marking: Marking; ofRows: readonly Marking[]; ordinal: number; at: number }>;

/** One read as data: it can be printed, logged, and sent elsewhere. */
export class QueryView extends Query<Answer> {
  constructor(
    /** The operation id of the route. */
    readonly query: string,
    readonly values: Values,
    readonly slice: Slice,
    readonly reader: Reader,
    /** The ordinal that the views must have reached. */
    readonly since: number,
    /** A moment in the past; with `from`, two moments that are compared. */
    readonly past?: Omit<Past, 'about'>,
    /** Whether each item of a list is marked by itself. */
    readonly marksRows = false,
  ) {
    super();
  }
}

/** The reads by their operation ids. */
export const READ_ROUTES = Symbol('read routes');
export type ReadRoutes = ReadonlyMap<string, ReadRoute>;

/** How often an answer and its names are read again because an event was recorded in between. */
const ATTEMPTS = 5;

/** Rows whose events are read from the log before the size of the page is checked. */
const COMPLETED_AT_A_TIME = 32;

@QueryHandler(QueryView)
export class QueryViewHandler implements IQueryHandler<QueryView> {
  constructor(
    @Inject(READ_ROUTES) private readonly routes: ReadRoutes,
    private readonly snapshots: Snapshots,
    private readonly log: VerifiedLog,
    private readonly kept: KeptAnswers,
    @Inject(LADDER) private readonly ladder: Ladder,
  ) {}

  execute(view: QueryView): Promise<Answer> {
    const route = this.routes.get(view.query);
    if (route === undefined) throw new Error(`no read has the operation id ${view.query}`);
    const about = aboutOf(route, view.values, view.reader);
    const { clearance, admission } = view.reader;
    const past = view.past && { about, ...view.past };
    const token = Math.max(view.since, tokenIn(past?.coordinates), tokenIn(past?.from));
    return this.snapshots.use(
      { clearance, isAdmitted: admission !== 'refused', about, models: route.models(view.values), token },
      (read) =>
        route.complete === undefined
          ? this.find(route, view, about, past, read)
          : this.findAndComplete(route, view, about, past, read),
    );
  }

  private async find(route: ReadRoute, view: QueryView, about: About, past: Past | undefined, read: SnapshotReader) {
    const asked = this.asked(route, view, about, past);
    const { body: found, ...place } = await read.views(view.since, past, (views, moment, lastChange) => {
      const look = (): FoundAnswer => {
        const found = findIn(views, route, view, moment);
        return { ...found, ...namesAndMarking(views, found.body, asked) };
      };
      const last = view.reader.admission === 'granted' ? lastChange : undefined;
      return last === undefined ? look() : this.kept.find(questionOf(view, moment), last, look);
    });
    return { ...found, ...place, ...(await settledMarkings(found, place.ordinal, asked, read)) };
  }

  /**
   * Rows of the index of the log, completed from the log. The names have to be those at the same state of the log, so while the views fall
   * behind, the rows are those of what they have, as in every list. An answer about the present never waits for a replay: its
   * names come from later views. If an event in between is about a thing that it mentions, the answer is read again. While such
   * events keep coming, it has the later names in the end.
   */
  private async findAndComplete(
    route: ReadRoute,
    view: QueryView,
    about: About,
    past: Past | undefined,
    read: SnapshotReader,
  ): Promise<Answer> {
    const asked = this.asked(route, view, about, past);
    for (let attempt = 1; ; attempt++) {
      const { body, at, ...log } = await read.log(view.since, past, (views, moment) => {
        const upTo = moment.upTo === undefined ? undefined : Math.max(moment.upTo, neededFor(views, about));
        return { found: findIn(views, route, view, { ...moment, upTo }), upTo };
      });
      const { found, upTo = log.ordinal } = body;
      const ordinal = Math.min(log.ordinal, upTo);
      const rows = (found.body as { items: readonly never[] }).items;
      const items = await this.complete(route, rows, view.reader);
      const completed = route.isPaged ? { ...found.body, items } : (items[0] as object);
      const next = items.length < rows.length ? found.keys![items.length - 1] : found.next;
      const place = { asOf: { ordinal } };
      const then = past && { ...past, coordinates: { ...past.coordinates, ...place } };
      const named = await read.views(ordinal, then, (views) => {
        const body = route.word?.(views, completed) ?? completed;
        // Before the names are filled in: by them alone, nobody could tell whose they are.
        return { body, ...namesAndMarking(views, completed, asked) };
      });
      const isSame = past !== undefined || !(await this.isNamedAnew([about, completed], ordinal, named.ordinal, read));
      if (!isSame && attempt < ATTEMPTS) continue;
      return { ...named.body, ...(await settledMarkings(named.body, ordinal, asked, read)), next, ordinal, at };
    }
  }

  private asked(route: ReadRoute, view: QueryView, about: About, past: Past | undefined): Asked {
    const { reader, marksRows, values } = view;
    const { isOfAll, areItemsOfAll = () => false } = route;
    const isPast = past !== undefined;
    return { isOfAll, areItemsOfAll: areItemsOfAll(values), reader, about, isPast, ladder: this.ladder, marksRows };
  }

  /** Whether an event after an ordinal, up to another one, is about a thing that an answer mentions. */
  private async isNamedAnew(answer: unknown, after: number, upTo: number, read: SnapshotReader): Promise<boolean> {
    if (upTo <= after) return false;
    const { body: touched } = await read.log(upTo, undefined, (index) => streamsBetween(index, after, upTo));
    const mentioned = new Set(idsIn(answer));
    return touched.some((stream) => mentioned.has(thingOf(stream).id));
  }

  /** The rows from the first, as many as fit into one page. */
  private async complete(route: ReadRoute, rows: readonly never[], reader: Reader): Promise<readonly unknown[]> {
    const budget = new PageBudget();
    const items: unknown[] = [];
    for (let i = 0; i < rows.length && !budget.isSpent; i += COMPLETED_AT_A_TIME) {
      const part = rows.slice(i, i + COMPLETED_AT_A_TIME);
      items.push(
        ...budget.take(
          await route.complete!(this.log, part, { showsOrdinals: seesAll(reader), isAuditor: reader.isAuditor }),
        ),
      );
    }
    return items;
  }
}

/** All that an answer about one negotiation depends on, besides what its reader sees of it. */
const questionOf = ({ query, values, slice, reader: { clearance }, marksRows }: QueryView, { now }: Moment): string =>
  JSON.stringify([query, values, slice, nameOf(clearance), todayOf(values, now), marksRows]);

/** The ordinal of the token that a moment was given by; -1 if it was not. */
const tokenIn = (coordinates: TemporalQuery | undefined): number =>
  coordinates?.asOf !== undefined && 'ordinal' in coordinates.asOf ? coordinates.asOf.ordinal : -1;

/** What a query is about. Negotiations that the reader may not read must not show, not even in the time that an answer takes. */
export const aboutOf = (route: ReadRoute, values: Values, { negotiations }: Pick<Reader, 'negotiations'>): About => {
  const subject = route.subject(values);
  return 'among' in subject ? { among: negotiations } : subject;
};

/** @throws Problem 400, 404 */
const findIn = (views: Database.Database, route: ReadRoute, view: QueryView, { now, past, upTo }: Moment): Found => {
  const found = route.find(views, view.values, {
    slice: view.slice,
    today: todayOf(view.values, now),
    isPast: past,
    among: view.reader.negotiations,
    showsOrdinals: seesAll(view.reader),
    isAuditor: view.reader.isAuditor,
    upTo,
  });
  if (isRefusal(found)) throw problemOf(found);
  return found;
};

export const problemOf = (refusal: QueryRefusal) => {
  const { refused, because: detail, pointer } = refusal;
  return new Problem(
    refusal.status === 404 ? [refusal.refused, 404] : refusal.refused,
    detail,
    pointer === undefined ? {} : { errors: [{ pointer, code: refused, detail }] },
  );
};
