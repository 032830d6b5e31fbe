import { Injectable, Logger } from '@nestjs/common';
import type Database from 'better-sqlite3';
import type { Clearance } from '#domain/marking.js';
import { lastRemarking } from '#read-models/log-index/changes.js';
import { onlyNames } from '#read-models/models/trail/only-names.js';
import { trail } from '#read-models/models/trail/trail.js';
import { Projector } from '#read-models/projector/projector.js';
import { isUnreadable } from '#storage/sqlite-error.js';
import { Problem } from '../http/problem.js';
import { Clock } from '../log/clock.js';
import { LogFollower } from '../log/log-follower.js';
import { emptyViews } from '../log/empty-views.js';
import { ModelsApart, Views, ViewsDamaged } from '../log/views.js';
import { LogReader } from './log-reader.js';
import { type About, type Attempt, NOWHERE, type Past, Replays } from './replays.js';
import { type LookUp, Markings } from './markings.js';
import { notYetProjected, type WaitingFor } from './not-yet-projected.js';
import type { TemporalQuery } from './temporal-query.js';
import { seesAll } from './reader.js';
import { requireLive, waitUntilProjected } from './wait-until-projected.js';

/**
 * The moment that a question is about, in ms since 1970, and whether it is in the past. `upTo`: of what is in the index of the log,
 * the last event that an answer may have, since the views have it or are waited for.
 */
export type Moment = Readonly<{ now: number; past: boolean; upTo?: number | undefined }>;
/** `lastChange`: of what the reader sees of the negotiation now; undefined about the past, and about several (see `Views`). */
type Question<T> = (views: Database.Database, moment: Moment, lastChange?: number) => T;
/** What was found on a snapshot, the ordinal of its last event, and its time. */
type Snapshot<T> = Readonly<{ body: T; ordinal: number; at: number }>;
type Ask = <T>(since: number, past: Past | undefined, question: Question<T>) => Promise<Snapshot<T>>;
/**
 * Asks a snapshot of the present or the past; of the present, that of the views or that of the index of the log. `since`: the
 * ordinal that it must include.
 */
export type SnapshotReader = Readonly<{ views: Ask; log: Ask }>;

/** `token`: the ordinal that a Consistency-Token of the request names; -1 if there is none. */
type Use = Readonly<{
  clearance: Clearance | undefined;
  isAdmitted: boolean;
  about: About;
  models: readonly string[];
  token: number;
}>;

/** Snapshots of the read models: current, past, or empty for a reader who is not authorized. */
@Injectable()
export class Snapshots {
  private readonly logger = new Logger('views');
  private readonly nothing = emptyViews();

  constructor(
    private readonly markings: Markings,
    private readonly projector: Projector,
    private readonly views: Views,
    private readonly replays: Replays,
    private readonly follower: LogFollower,
    private readonly clock: Clock,
    private readonly log: LogReader,
  ) {}

  /** Works with the snapshots of one clearance, and retries if something was re-marked meanwhile. @throws Problem 503 */
  use<T>(use: Use, work: (read: SnapshotReader) => Promise<T>): Promise<T> {
    const begun = performance.now();
    return this.markings.retryIfRemarked(use.clearance, (lookUp) => {
      const { marked } = lookUp;
      const markedIn: Attempt['markedIn'] = (scope) => {
        const last = use.clearance === undefined ? marked : this.markings.lastIn(scope);
        if (last > marked) throw notYetProjected('end');
        return last;
      };
      const attempt = (since: number): Attempt => ({ begun, marked, markedIn, since });
      return work({
        views: (since, past, question) =>
          counted(lookUp, past, question, (asked) => this.read(use, attempt(since), past, asked)),
        log: (since, past, question) =>
          counted(lookUp, past, question, (asked) =>
            past === undefined && use.isAdmitted
              ? this.readLog(use, Math.max(since, marked), asked)
              : this.read(use, attempt(since), past, asked),
          ),
      });
    });
  }

  private async read<T>(
    use: Use,
    attempt: Attempt,
    past: Past | undefined,
    question: Question<T>,
  ): Promise<Snapshot<T>> {
    const { coordinates, from } = past ?? {};
    const { since, marked } = attempt;
    const until = Math.max(since, marked, this.requiredOrdinal(coordinates), this.requiredOrdinal(from));
    const why = whyOf(until, use.token);
    // A replay reads the events from the log, and finds them by its index.
    if (past) await this.log.until(until, why);
    else await waitUntilProjected(this.projector, this.asked(use), until, why);
    try {
      // A replay of nothing takes as long, so that time does not reveal what exists.
      if (past) return await this.readPast(use, use.isAdmitted ? past : { ...past, about: NOWHERE }, attempt, question);
      if (use.isAdmitted) return await this.readNow(use, question);
      const moment = { ...this.now(), upTo: this.projectedFor(use, until) };
      return { body: question(this.nothing, moment), ordinal: this.follower.head, at: moment.now };
    } catch (error) {
      // The disk failed, not the question. The log is another file, and may still work.
      if (!isUnreadable(error)) throw error;
      // Whoever makes a moment explains what becomes of its file.
      const file = past ? 'The index of the log' : 'views.db';
      this.logger.error(`${file} cannot be read: ${(error as Error).message}`);
      throw new Problem('views-unavailable', 'The views cannot be read now. Retry later; nothing is lost.', {
        headers: { 'retry-after': '5' },
      });
    }
  }

  private async readLog<T>(use: Use, since: number, question: Question<T>): Promise<Snapshot<T>> {
    const { clearance, token } = use;
    await this.log.until(since, whyOf(since, token));
    const moment = this.now();
    const ask = (db: Database.Database) => {
      // The index shows a reader what they may see as of its end.
      const least = clearance === undefined ? since : Math.max(since, lastRemarking(db));
      return question(db, { ...moment, upTo: this.projectedFor(use, least) });
    };
    return { ...this.log.read(clearance, ask), at: moment.now };
  }

  /** The last event that the views have for a question. `least`: what they are waited for. */
  private projectedFor(use: Use, least: number): number {
    const { models } = this.asked(use);
    return Math.max(least, Math.min(...models.map((name) => this.projector.ordinalOf(name))));
  }

  private async readPast<T>(use: Use, past: Past, attempt: Attempt, question: Question<T>): Promise<Snapshot<T>> {
    const { at, now } = past.coordinates;
    try {
      const ask = (db: Database.Database) => question(db, { now, past: true });
      return { ...(await this.replays.ask(use, past, ask, attempt)), at };
    } catch (error) {
      // An event that stops a model now also stops it in the past, and waiting does not help.
      if (error instanceof Problem && error.code === 'replay-failed') {
        const stopped = stoppedIn(this.projector);
        requireLive(this.projector, {
          ...this.asked(use),
          models: use.models.filter((name) => stopped.includes(name)),
        });
      }
      throw error;
    }
  }

  private async readNow<T>(use: Use, question: Question<T>): Promise<Snapshot<T>> {
    const asked = this.asked(use);
    for (;;) {
      const moment = this.now();
      try {
        const read = { names: asked.models, clearance: use.clearance, about: use.about };
        const ask = (db: Database.Database, lastChange: number | undefined) => question(db, moment, lastChange);
        return { ...this.views.read(read, ask), at: moment.now };
      } catch (error) {
        if (error instanceof ViewsDamaged) throw this.beingMadeAgain(asked);
        if (!(error instanceof ModelsApart)) throw error;
        await waitUntilProjected(this.projector, asked, error.ordinal, 'end');
      }
    }
  }

  /** What everybody who asks from now on is told, too. */
  private beingMadeAgain(asked: Parameters<typeof requireLive>[1]): Problem {
    requireLive(this.projector, asked);
    return new Problem('read-model-rebuilding', 'The views are being rebuilt. Retry shortly.', {
      headers: { 'retry-after': '2' },
    });
  }

  private asked({ models, clearance }: Use) {
    return { models: inViews(models), head: this.follower.head, seesAll: seesAll({ clearance }) };
  }

  private now(): Moment {
    return { now: this.clock.at(), past: false };
  }

  /** The ordinal that the index must have before a moment can be located in the log: for an instant, the current head. */
  private requiredOrdinal(coordinates: TemporalQuery | undefined): number {
    if (coordinates?.asOf === undefined) return -1;
    return 'ordinal' in coordinates.asOf ? coordinates.asOf.ordinal : this.follower.head;
  }
}

/** Tells of each snapshot that is asked. A past moment is not one of them: what is shown of it is put together while things are marked. */
const counted = async <T>(
  lookUp: LookUp,
  past: Past | undefined,
  question: Question<T>,
  read: (question: Question<T>) => Promise<Snapshot<T>>,
): Promise<Snapshot<T>> => {
  let isAsked = false;
  // If it throws, its ordinal is not known; but that nothing was found is an answer, too.
  let ordinal = -1;
  try {
    const found = await read((...snapshot) => {
      isAsked = true;
      return question(...snapshot);
    });
    if (past === undefined) ({ ordinal } = found);
    return found;
  } finally {
    if (isAsked) lookUp.snapshots += past === undefined ? 1 : Infinity;
    lookUp.upTo = Math.min(lookUp.upTo, ordinal);
  }
};

/** What a read waits for. */
const whyOf = (ordinal: number, token: number): WaitingFor => (token >= 0 && token >= ordinal ? 'token' : 'end');

/** The current trail is in the index of the log. */
const inViews = (models: readonly string[]) => models.filter((name) => !ELSEWHERE.includes(name));
const ELSEWHERE = [trail.name, onlyNames.name];

const stoppedIn = (projector: Projector) =>
  projector
    .states()
    .filter(({ status }) => status === 'stopped')
    .map(({ name }) => name);
