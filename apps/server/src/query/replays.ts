import { setImmediate as turn } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { streamOf } from '#domain/ids.js';
import type { Clearance } from '#domain/marking.js';
import type { Day } from '#domain/world-date.js';
import type { AsOf } from '#read-models/replay/events-as-of.js';
import type { Log } from '#read-models/projector/worker-messages.js';
import type { Cut } from '#event-store/stream-cut.js';
import type { AlteredEvent } from '#ledger/storage/check-log.js';
import { type LogIndex, NotIndexed } from '#read-models/log-index/log-index.js';
import { lastOf, negotiationOf, ordinalAt, PlaceCollector, type Places } from '#read-models/log-index/queries.js';
import type { Scope, Subject } from '#read-models/routes/scope.js';
import type { Replayer } from '#read-models/replay/replayer.js';
import { Problem } from '../http/problem.js';
import type { TemporalQuery } from './temporal-query.js';
import { goesBy, type Marked } from './markings.js';
import { patiently } from '../log/patiently.js';
import { Shelf, type Shown } from './shelf.js';
import type { TamperAlarm } from '../log/tamper-alarm.js';

/**
 * What a question is about: a scope, or whatever negotiation a thing belongs to. What is about all things of some kinds
 * goes by nothing but the negotiations that the caller has, in size and time as well.
 */
export type About = Subject;
/** Where things belong that are not on record. */
export const NOWHERE = { negotiationId: '' };
/** `from`: what is asked is what differs since that moment. */
export type Past = Readonly<{ about: About; coordinates: TemporalQuery; from?: TemporalQuery }>;

/**
 * One try at an answer. `begun`: when the first was, in the time of `performance`. `marked`: the last marking that the views
 * have; `markedIn` the last in a scope, which throws where the views may not have it.
 */
export type Attempt = Readonly<{ begun: number; marked: number; markedIn: (scope: Scope) => number }>;

/** How long a caller waits, over all attempts, for the thread that makes moments. The work goes on. */
const PATIENCE_MS = 10_000;
/** Events that are looked up before other requests have their turn. */
const PAGE = 4_000;
/** Moments that are put together or wait for it: what more would wait longer than anybody. */
const MOST_AT_ONCE = 8;
const MB = 1024 * 1024;

/** Two clearances that see the same share what is kept. */
export const nameOf = (clearance: Clearance | undefined): string =>
  clearance === undefined ? '' : JSON.stringify([clearance.level, ...[...new Set(clearance.compartments)].sort()]);

/** What a database is made by, and known again. */
type Spec = Readonly<
  { clearance: Clearance | undefined; scope: Scope } & (
    | ({ type: 'replay' } & Omit<Parameters<Replayer['replay']>[0], 'most' | 'places'>)
    | ({ type: 'diff' } & Omit<Parameters<Replayer['diff']>[0], 'most' | 'places'>)
  )
>;
type Making = { readonly done: Promise<void>; readonly spec: Spec; readonly stop: AbortController; events: number };

/** The read models as they stood at any moment: made once, in a thread of its own, and kept for a while. */
export class Replays {
  private readonly shelf: Shelf;
  private readonly making = new Map<string, Making>();
  /** How many are put together for each clearance, what was forgotten meanwhile included, until it has ended. */
  private readonly underWay = new Map<string, number>();

  /** `most`: bytes, for all that is kept and for each. */
  constructor(
    private readonly index: Pick<LogIndex, 'read'>,
    private readonly replayer: Replayer,
    private readonly most: number,
    private readonly log: Log,
    private readonly alarm: TamperAlarm,
  ) {
    this.shelf = new Shelf(most);
  }

  /**
   * Asks the read models of a moment, or what differs between two. The index of the log has come as far as their tokens.
   * @throws Problem 422 where it would take too much memory, 503 while it is being made
   */
  async ask<T>(
    { clearance, models }: Readonly<{ clearance: Clearance | undefined; models: readonly string[] }>,
    { about, coordinates, from }: Past,
    question: (db: Database.Database) => T,
    attempt: Attempt,
  ): Promise<{ body: T; ordinal: number }> {
    const look = <T>(question: (db: Database.Database) => T): T => this.index.read(clearance, question).body;
    const placeOf = ({ asOf }: TemporalQuery): number => {
      if (asOf === undefined) return this.index.read(clearance, () => undefined).ordinal;
      if ('ordinal' in asOf) return asOf.ordinal;
      return look((db) => ordinalAt(db, asOf.instant));
    };
    const ordinal = placeOf(coordinates);
    // Where neither moment says so, both are of the log as it stands now.
    const first = from && (from.asOf === undefined ? ordinal : placeOf(from));
    const scope = look((db) => scopeOf(db, about));
    const choiceOf = ({ knownAt, happenedBy }: TemporalQuery, place: number): AsOf => ({
      upTo: look((db) => lastOf(db, scope, place)),
      ...(knownAt && { knownAt }),
      ...(happenedBy && { happenedBy }),
    });
    const choice = choiceOf(coordinates, ordinal);
    const spec: Spec =
      from === undefined || first === undefined
        ? { type: 'replay', clearance, names: [...new Set(models)].sort(), scope, choice }
        : {
            type: 'diff',
            clearance,
            scope,
            from: { choice: choiceOf(from, first), day: dayAt(from.now) },
            to: { choice, day: dayAt(coordinates.now) },
          };
    // What is made of views that do not have a marking is never what is asked for after it.
    const keyNow = () => JSON.stringify([nameOf(clearance), attempt.markedIn(scope), spec]);
    const key = keyNow();
    while (!this.shelf.has(key)) {
      await this.made(key, spec, attempt.begun + PATIENCE_MS - performance.now());
      keyNow();
    }
    return { body: this.shelf.use(key, question), ordinal };
  }

  /** What there is to see of the past has changed with a marking: what was kept of that goes, and what is being made ends. */
  forget(marked: Marked): void {
    const goes = ({ clearance, scope }: Shown) => clearance !== undefined && goesBy(scope, marked);
    this.shelf.clear(goes);
    for (const [key, { spec, stop }] of this.making) {
      if (!goes(spec)) continue;
      this.making.delete(key);
      stop.abort();
    }
  }

  async close(): Promise<void> {
    await this.replayer.stop();
    this.shelf.clear();
  }

  private async made(key: string, spec: Spec, patienceMs: number): Promise<void> {
    if (!this.making.has(key) && this.underWayFor(spec) >= MOST_AT_ONCE)
      throw new Problem(503, 'replay-busy', 'Many moments are being put together already. Ask again shortly.', {
        headers: { 'retry-after': '5' },
      });
    const making = this.making.get(key) ?? this.make(key, spec);
    if (await patiently(making.done, patienceMs)) return;
    throw inProgress(`That moment is being put together: ${making.events} events so far.`);
  }

  private make(key: string, spec: Spec): Making {
    this.count(spec, 1);
    const stop = new AbortController();
    const listening = { hear: (events: number) => void (making.events = events), signal: stop.signal };
    const made = this.placesOf(spec, stop.signal).then((places) =>
      spec.type === 'diff'
        ? this.replayer.diff({ ...spec, places, most: this.most }, listening)
        : this.replayer.replay({ ...spec, places, most: this.most }, listening),
    );
    const done = made
      .then((db) => (stop.signal.aborted ? void db.close() : this.shelf.put(key, db, spec)))
      .catch((error: unknown) => {
        // Who waits for what was forgotten asks again.
        if (!stop.signal.aborted) throw this.explained(error as Error, spec);
      })
      .finally(() => {
        this.count(spec, -1);
        if (this.making.get(key) === making) this.making.delete(key);
      });
    done.catch(() => {}); // whoever still waits hears of it; where nobody does, the next one asks anew
    const making: Making = { done, spec, stop, events: 0 };
    this.making.set(key, making);
    return making;
  }

  private explained(error: Error & { altered?: AlteredEvent; cut?: Cut }, spec: Spec): Error {
    const { name, message, altered, cut } = error;
    if (altered !== undefined) return this.alarm.altered(altered);
    if (cut !== undefined) return this.alarm.cut(cut);
    if (error instanceof NotIndexed) return error;
    if (name === 'ReplayTooLarge') return new ReplayTooLarge(adviceFor(spec), Math.round(this.most / MB));
    this.log('error', `A moment cannot be replayed: ${message}`);
    return new Problem(
      503,
      'replay-failed',
      'That moment cannot be put together now. Nothing is lost; ask again later.',
      {
        headers: { 'retry-after': '60' },
      },
    );
  }

  private underWayFor({ clearance }: Spec): number {
    return this.underWay.get(nameOf(clearance)) ?? 0;
  }

  private count(spec: Spec, by: number): void {
    this.underWay.set(nameOf(spec.clearance), this.underWayFor(spec) + by);
  }

  private async placesOf(spec: Spec, signal: AbortSignal): Promise<Places> {
    const upTo = spec.type === 'diff' ? Math.max(spec.from.choice.upTo, spec.to.choice.upTo) : spec.choice.upTo;
    const collector = new PlaceCollector(spec.scope, upTo);
    while (this.index.read(spec.clearance, (db) => collector.readPage(db, PAGE)).body) {
      await turn();
      signal.throwIfAborted();
    }
    return collector.places;
  }
}

/** A moment takes more memory than a replay may use. Only administrators are told the setting. */
export class ReplayTooLarge extends Problem {
  constructor(
    advice: string,
    private readonly most: number,
  ) {
    super(
      422,
      'replay-too-large',
      `That moment takes more memory than the service allows. ${advice} Or ask an administrator of the service to allow more.`,
    );
  }

  forAdministrator(): Problem {
    const { status, code, message, most } = this;
    return new Problem(
      status,
      code,
      message.replace(/ Or ask .*$/, ` Or set REPLAY_MEMORY_MB, which is ${most} MB, to more.`),
    );
  }
}

const adviceFor = (spec: Spec): string => {
  if (!('negotiationId' in spec.scope)) return 'Ask about one negotiation instead of all of them.';
  return spec.type === 'diff'
    ? 'Ask for single pages at both moments instead of their difference, or for earlier moments.'
    : 'Ask for a page that shows less of the negotiation, such as its meetings or its issues instead of its overview, or for an earlier moment.';
};

const inProgress = (what: string) =>
  new Problem(503, 'replay-in-progress', `${what} Ask again shortly.`, { headers: { 'retry-after': '5' } });

const dayAt = (moment: number) => new Date(moment).toISOString().slice(0, 10) as Day;

const scopeOf = (db: Database.Database, about: About): Scope => {
  if (!('id' in about)) return about;
  const stream = streamOf(about.kind, about.id);
  return { negotiationId: negotiationOf(db, stream) ?? NOWHERE.negotiationId };
};
