import { Injectable, Logger } from '@nestjs/common';
import type Database from 'better-sqlite3';
import type { Clearance } from '#domain/marking.js';
import { trail } from '#read-models/models/trail/trail.js';
import { isUnreadable } from '#storage/sqlite-error.js';
import { Problem } from '../http/problem.js';
import { Clock } from '../log/clock.js';
import { LogFollower } from '../log/log-follower.js';
import { ModelsApart } from '../log/views.js';
import { beingPrepared } from './being-prepared.js';
import { emptyViews } from './empty-views.js';
import { LogReader } from './log-reader.js';
import { type Attempt, NOWHERE, type Past } from './replays.js';
import { type Sight, Sights } from './sights.js';
import type { TemporalQuery } from './temporal-query.js';
import type { WaitingFor } from './not-yet-projected.js';
import { requireLive, waitUntilProjected } from './wait-until-projected.js';

/** The moment that a question is about, in ms since 1970, and whether it is in the past. */
export type Moment = Readonly<{ now: number; past: boolean }>;
type Question<T> = (views: Database.Database, moment: Moment) => T;
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
  models: readonly string[];
  token: number;
}>;

/** Snapshots of the read models: current, past, or empty for a reader who is not authorized. */
@Injectable()
export class Snapshots {
  private readonly logger = new Logger('views');
  private readonly nothing = emptyViews();

  constructor(
    private readonly sights: Sights,
    private readonly follower: LogFollower,
    private readonly clock: Clock,
    private readonly log: LogReader,
  ) {}

  /** Works with the snapshots of one clearance, and retries if something was re-marked meanwhile. @throws Problem 503 */
  use<T>(use: Use, work: (read: SnapshotReader) => Promise<T>): Promise<T> {
    const { markings } = this.sights;
    return this.sights.use(use.clearance, (sight) => {
      const begun = performance.now();
      return markings.retryIfRemarked(sight.clearance, (marked) => {
        const markedIn: Attempt['markedIn'] = (scope) => {
          const last = sight.clearance === undefined ? marked : markings.lastIn(scope);
          if (last > marked) throw beingPrepared();
          return last;
        };
        const attempt = { begun, marked, markedIn };
        return work({
          views: (since, past, question) => this.read(sight, use, attempt, since, past, question),
          log: (since, past, question) =>
            past === undefined && use.isAdmitted
              ? this.readLog(sight, use, Math.max(since, marked), question)
              : this.read(sight, use, attempt, since, past, question),
        });
      });
    });
  }

  private async read<T>(
    sight: Sight,
    { models, isAdmitted, token }: Use,
    attempt: Attempt,
    since: number,
    past: Past | undefined,
    question: Question<T>,
  ): Promise<Snapshot<T>> {
    const { coordinates, from } = past ?? {};
    const until = Math.max(since, attempt.marked, this.placeIn(coordinates), this.placeIn(from));
    const why = whyOf(until, token);
    // A replay reads the events from the log, and finds them by its index.
    if (past) await this.log.until(until, why);
    else await waitUntilProjected(sight, inViews(models), until, this.follower.head, why);
    try {
      // A replay of nothing takes as long, so that time does not reveal what exists.
      if (past)
        return await this.readPast(sight, models, isAdmitted ? past : { ...past, about: NOWHERE }, attempt, question);
      if (isAdmitted) return await this.readNow(sight, inViews(models), question);
      const moment = this.now();
      return { body: question(this.nothing, moment), ordinal: this.follower.head, at: moment.now };
    } catch (error) {
      // The disk failed, not the question. The log is another file, and may still work.
      if (!isUnreadable(error)) throw error;
      this.logger.error(`views.db cannot be read: ${(error as Error).message}`);
      throw new Problem(503, 'views-unavailable', 'The views cannot be read now. Retry later; nothing is lost.', {
        headers: { 'retry-after': '5' },
      });
    }
  }

  private async readLog<T>(sight: Sight, { token }: Use, since: number, question: Question<T>): Promise<Snapshot<T>> {
    await this.log.until(since, whyOf(since, token));
    const moment = this.now();
    return { ...this.log.read(sight.clearance, (db) => question(db, moment)), at: moment.now };
  }

  private async readPast<T>(
    sight: Sight,
    models: readonly string[],
    past: Past,
    attempt: Attempt,
    question: Question<T>,
  ): Promise<Snapshot<T>> {
    const { at, now } = past.coordinates;
    try {
      const found = await sight.replays.ask(models, past, (db) => question(db, { now, past: true }), attempt);
      return { ...found, at };
    } catch (error) {
      // An event that stops a model now also stops it in the past, and waiting does not help.
      if (error instanceof Problem && error.code === 'replay-failed')
        requireLive(
          sight,
          stoppedIn(sight).filter((name) => models.includes(name)),
          this.follower.head,
        );
      throw error;
    }
  }

  private async readNow<T>(sight: Sight, models: readonly string[], question: Question<T>): Promise<Snapshot<T>> {
    for (;;) {
      const moment = this.now();
      try {
        return { ...sight.views.read(models, (db) => question(db, moment)), at: moment.now };
      } catch (error) {
        if (!(error instanceof ModelsApart)) throw error;
        await waitUntilProjected(sight, models, error.ordinal, this.follower.head, 'end');
      }
    }
  }

  private now(): Moment {
    return { now: this.clock.at(), past: false };
  }

  /** The ordinal that the index must have before a moment can be located in the log: for an instant, the current head. */
  private placeIn(coordinates: TemporalQuery | undefined): number {
    if (coordinates?.asOf === undefined) return -1;
    return 'ordinal' in coordinates.asOf ? coordinates.asOf.ordinal : this.follower.head;
  }
}

/** What a read waits for. */
const whyOf = (ordinal: number, token: number): WaitingFor => (token >= 0 && token >= ordinal ? 'token' : 'end');

/** The current trail is in the index of the log. */
const inViews = (models: readonly string[]) => models.filter((name) => name !== trail.name);

const stoppedIn = ({ projector }: Sight) =>
  projector
    .states()
    .filter(({ status }) => status === 'stopped')
    .map(({ name }) => name);
