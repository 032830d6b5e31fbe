import { setImmediate as turn } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { streamOf } from '#domain/ids.js';
import type { Clearance, Ladder } from '#domain/marking.js';
import type { Day } from '#domain/world-date.js';
import { atMost } from '#event-store/deadline.js';
import { Unavailable } from '#event-store/event-store.js';
import type { Cut } from '#event-store/stream-cut.js';
import type { AlteredEvent } from '#ledger/storage/checked-log.js';
import { type LogIndex, NotIndexed } from '#read-models/log-index/log-index.js';
import {
  lastOf,
  lastOrdinal,
  negotiationOf,
  ordinalAt,
  PlaceCollector,
  type Places,
} from '#read-models/log-index/queries.js';
import type { LogFunction } from '#read-models/projector/worker-messages.js';
import type { AsOf } from '#read-models/replay/events-as-of.js';
import { type Replayer, ReplayerClosed } from '#read-models/replay/replayer.js';
import type { ReadRoute } from '#read-models/routes/read-route.js';
import type { Scope, Subject } from '#read-models/routes/scope.js';
import { isUnreadable } from '#storage/sqlite-error.js';
import { Problem } from '../http/problem.js';
import { withTimeout } from '../log/with-timeout.js';
import type { TamperAlarm } from '../log/tamper-alarm.js';
import { Comparisons } from './comparisons.js';
import { goesBy } from './markings.js';
import { Forgotten, Moments } from './moments.js';
import { seesAll } from './reader.js';
import { inProgress, nameOf, replayBusy, type Shown, stopping } from './replay-problems.js';
import type { TemporalQuery } from './temporal-query.js';

/**
 * What a question is about: a scope, or whatever negotiation a thing belongs to. What is about several negotiations goes by nothing but
 * those that the caller has, in size and time as well.
 */
export type About = Subject;
/** Where things belong that are not on record. */
export const NOWHERE = { negotiationId: '' };
/** `from`: what is asked is what differs since that moment, in this form. */
export type Past = Readonly<{
  about: About;
  coordinates: TemporalQuery;
  from?: TemporalQuery;
  form?: NonNullable<ReadRoute['comparison']>['form'];
  days?: Days;
}>;
/** The days of both moments, in the zone that was asked for. `over`: the last one that was over at the first moment. */
export type Days = Readonly<Record<'from' | 'to' | 'over', Day>>;

/**
 * One try at an answer. `begun`: when the first was, in the time of `performance`. `marked`: the last marking that the views
 * have; `markedIn` the last in a scope, which throws where the views may not have it. `since`: the ordinal that the answer must include.
 */
export type Attempt = Readonly<{
  begun: number;
  marked: number;
  markedIn: (scope: Scope) => number;
  since: number;
}>;
type Reader = Readonly<{ clearance: Clearance | undefined; models: readonly string[] }>;
type Kept = Shown & Readonly<{ moments: Moments }>;

/** How long a caller waits, over all attempts. The work goes on. */
const PATIENCE_MS = 10_000;
/** Events that are looked up before other requests have their turn. */
const PAGE = 4_000;
/** Scopes whose moments are kept. */
const MOST_KEPT = 16;
/** Scopes that readers of one clearance wait for, and moments of one scope: who came last would wait longer than anybody. */
const [MOST_SCOPES, MOST_WAITING] = [16, 32];

/** The read models as they stood at any moment, and what differs between two moments, made in a thread of their own. */
export class Replays {
  /** By clearance, last marking and scope; those that were asked last are at the end. */
  private readonly kept = new Map<string, Kept>();
  private readonly comparisons: Comparisons;
  private isClosed = false;

  /** `most`: bytes, for the rows of all moments that are kept, and for all comparisons that are kept. */
  constructor(
    private readonly index: Pick<LogIndex, 'read'>,
    private readonly replayer: Replayer,
    private readonly most: number,
    private readonly log: LogFunction,
    private readonly alarm: TamperAlarm,
    private readonly ladder: Ladder,
  ) {
    const placesOf = (shown: Shown, upTo: number, signal: AbortSignal) => this.placesOf(shown, -1, upTo, signal);
    this.comparisons = new Comparisons({ replayer, most, placesOf, explain: (error) => this.explained(error) });
  }

  /**
   * Asks the read models of a moment, or what differs between two. The index of the log has come as far as their tokens.
   * @throws Problem 503 while a moment is being made
   */
  async ask<T>(
    { clearance, models }: Reader,
    { about, coordinates, from, form, days = daysAt(from, coordinates) }: Past,
    question: (db: Database.Database) => T,
    attempt: Attempt,
  ): Promise<{ body: T; ordinal: number }> {
    // At once, since each look at the index sets up what the reader sees.
    const { ordinal, scope, choice, first } = this.index.read(clearance, (db) => {
      const placeOf = ({ asOf }: TemporalQuery): number => {
        if (asOf === undefined) return lastOrdinal(db);
        return 'ordinal' in asOf ? asOf.ordinal : ordinalAt(db, asOf.instant);
      };
      const scope = scopeOf(db, about);
      const choiceOf = ({ knownAt, happenedBy }: TemporalQuery, place: number): AsOf => ({
        upTo: lastOf(db, scope, place),
        ...(knownAt && { knownAt }),
        ...(happenedBy && { happenedBy }),
      });
      const ordinal = placeOf(coordinates);
      // Where neither moment says so, both are of the log as it stands now.
      return { ordinal, scope, choice: choiceOf(coordinates, ordinal), first: from && choiceOf(from, placeOf(from)) };
    }).body;
    const shown = { clearance, scope };
    // What is made of a log without a marking is never what is asked for after it.
    const name = () => JSON.stringify([nameOf(clearance), attempt.markedIn(scope), scope]);
    const left = () => atMost(attempt.begun + PATIENCE_MS - performance.now());
    if (from === undefined || first === undefined)
      return { body: await this.askMoment(shown, name, choice, models, question, left), ordinal };
    const to = { choice, day: days.to };
    const asked = form === 'moved' ? this.moved(shown, days) : { form: 'differences' as const };
    // What was recorded between two moments whose order is not settled to the millisecond did not move.
    const upTo = form === 'moved' ? Math.min(first.upTo, choice.upTo) : first.upTo;
    const moments = { from: { choice: { ...first, upTo }, day: days.from }, to };
    const isNow = { from: from.asOf === undefined, to: coordinates.asOf === undefined };
    const compared = { spec: { ...shown, ...moments, ...asked }, ordinal, isNow, least: attempt.since };
    return this.comparisons.ask(compared, name, question, left);
  }

  /** What else is asked for readers. Of several negotiations they are told one by one. */
  private moved({ clearance, scope }: Shown, { over }: Days) {
    return {
      form: 'moved' as const,
      negotiationId: 'among' in scope ? NOWHERE.negotiationId : scope.negotiationId,
      over,
      sight: clearance && { ladder: this.ladder, clearance },
    };
  }

  /** What there is to see of the past of a negotiation has changed with a marking: what was kept of that goes, and what is being made ends. */
  forget(negotiationId: string): void {
    const goes = ({ clearance, scope }: Shown) => clearance !== undefined && goesBy(scope, negotiationId);
    for (const kept of this.kept.values()) if (goes(kept)) kept.moments.close();
    this.comparisons.forget(goes);
  }

  /** Requests whose connection was cut may still wait for a moment: what they ask from now on is refused. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const { moments } of this.kept.values()) moments.close();
    await this.replayer.close();
    this.comparisons.close();
  }

  private async askMoment<T>(
    shown: Shown,
    nameNow: () => string,
    choice: AsOf,
    models: readonly string[],
    question: (db: Database.Database) => T,
    left: () => number,
  ): Promise<T> {
    for (;;) {
      if (this.isClosed) throw stopping();
      const moments = this.momentsOf(shown, nameNow());
      if (moments.waiting >= MOST_WAITING && !moments.isAwaited(choice)) throw replayBusy();
      try {
        const found = await withTimeout(moments.ask(choice, models, question), left());
        nameNow();
        if (found === undefined)
          throw inProgress(`That moment is being put together: ${moments.events} events so far.`);
        this.makeRoom();
        return found.value;
      } catch (error) {
        if (!(error instanceof Forgotten)) throw error instanceof Problem ? error : this.explained(error as Error);
        if (left() <= 0) throw inProgress('That moment is being put together.');
      }
    }
  }

  private momentsOf(shown: Shown, name: string): Moments {
    const known = this.kept.get(name);
    if (known === undefined && this.waitedFor(shown) >= MOST_SCOPES) throw replayBusy();
    const kept = known ?? { ...shown, moments: this.open(shown, name) };
    // A Map keeps the order of insertion: what was used last goes to the end.
    this.kept.delete(name);
    this.kept.set(name, kept);
    this.closeSpare();
    return kept.moments;
  }

  /** Scopes that readers of the same clearance wait for. Those of others would tell what others ask. */
  private waitedFor({ clearance }: Shown): number {
    const isSame = (one: Shown) => nameOf(one.clearance) === nameOf(clearance);
    return [...this.kept.values()].filter((one) => isSame(one) && one.moments.waiting > 0).length;
  }

  private open(shown: Shown, name: string): Moments {
    const moments: Moments = new Moments({
      open: () => this.replayer.open(seesAll(shown)),
      placesOf: (after, upTo, signal) => this.placesOf(shown, after, upTo, signal),
      onRest: () => this.closeSpare(),
      onClosed: () => {
        if (this.kept.get(name)?.moments === moments) this.kept.delete(name);
      },
    });
    return moments;
  }

  /** What somebody waits for stays: more than MOST_KEPT are open until they are answered. */
  private closeSpare(): void {
    while (this.kept.size > MOST_KEPT && this.closeOldest());
  }

  /** Closes what was not used for longest, until the rest has room. What was used last stays, however large it is. */
  private makeRoom(): void {
    const bytes = () => [...this.kept.values()].reduce((sum, { moments }) => sum + moments.bytes(), 0);
    while (bytes() > this.most && this.closeOldest());
  }

  /** @returns whether there was one that nobody waits for, besides the one that was used last */
  private closeOldest(): boolean {
    const [oldest] = [...this.kept.values()].slice(0, -1).filter(({ moments }) => moments.waiting === 0);
    oldest?.moments.close();
    return oldest !== undefined;
  }

  private async placesOf(
    { clearance, scope }: Shown,
    after: number,
    upTo: number,
    signal: AbortSignal,
  ): Promise<Places> {
    const collector = new PlaceCollector(scope, upTo, after);
    while (this.index.read(clearance, (db) => collector.readPage(db, PAGE)).body) {
      await turn();
      signal.throwIfAborted();
    }
    return collector.places;
  }

  private explained(error: Error & { altered?: AlteredEvent; cut?: Cut }): Error {
    if (error instanceof ReplayerClosed) return stopping();
    const { name, message, altered, cut } = error;
    // Of the replay thread: an error keeps its name alone.
    if (name === Unavailable.name) return new Unavailable(message, 'not-written', { cause: error });
    if (altered !== undefined) return this.alarm.altered(altered);
    if (cut !== undefined) return this.alarm.cut(cut);
    if (error instanceof NotIndexed) return error;
    this.log(
      'error',
      isUnreadable(error)
        ? `The temporary file of a past moment cannot be used: ${message}`
        : `A moment cannot be replayed: ${message}`,
    );
    const detail = 'That moment cannot be put together now. Nothing is lost; ask again later.';
    return new Problem('replay-failed', detail, { headers: { 'retry-after': '60' } });
  }
}

const DAY_MS = 86_400_000;
const dayAt = (moment: number) => new Date(moment).toISOString().slice(0, 10) as Day;
/** In UTC. */
const daysAt = (from: TemporalQuery | undefined, { now }: TemporalQuery): Days => ({
  from: dayAt((from ?? { now }).now),
  to: dayAt(now),
  over: dayAt((from ?? { now }).now + 1 - DAY_MS),
});

const scopeOf = (db: Database.Database, about: About): Scope => {
  if (!('id' in about)) return about;
  const stream = streamOf(about.kind, about.id);
  return { negotiationId: negotiationOf(db, stream) ?? NOWHERE.negotiationId };
};
