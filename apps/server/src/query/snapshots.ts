import { Injectable, Logger } from '@nestjs/common';
import type Database from 'better-sqlite3';
import type { Clearance } from '#domain/marking.js';
import { isUnreadable } from '#storage/sqlite-error.js';
import { Problem } from '../http/problem.js';
import { Clock } from '../log/clock.js';
import { LogFollower } from '../log/log-follower.js';
import { ModelsApart } from '../log/views.js';
import { beingPrepared } from './being-prepared.js';
import { emptyViews } from './empty-views.js';
import { type Attempt, NOWHERE, type Past } from './replays.js';
import { type Sight, Sights } from './sights.js';
import type { TemporalQuery } from './temporal-query.js';

/** The moment that a question is about, in ms since 1970, and whether it is in the past. */
export type Moment = Readonly<{ now: number; past: boolean }>;
type Question<T> = (views: Database.Database, moment: Moment) => T;
/** What was found on one snapshot: the event up to which it speaks, and when that was. */
type Snapshot<T> = Readonly<{ body: T; ordinal: number; at: number }>;
/** Asks one snapshot: of now, or of the past. `since`: the ordinal that it must have. */
export type SnapshotReader = <T>(since: number, past: Past | undefined, question: Question<T>) => Promise<Snapshot<T>>;

type Use = Readonly<{ clearance: Clearance | undefined; isAdmitted: boolean; models: readonly string[] }>;

const PATIENCE = 2_000;

/** Snapshots of the read models: as they are, as they were, or empty for a reader who is not admitted. */
@Injectable()
export class Snapshots {
  private readonly logger = new Logger('views');
  private readonly nothing = emptyViews();

  constructor(
    private readonly sights: Sights,
    private readonly follower: LogFollower,
    private readonly clock: Clock,
  ) {}

  /** Works with the snapshots of one clearance, and anew where something was marked meanwhile. @throws Problem 503 */
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
        return work((since, past, question) => this.read(sight, use, attempt, since, past, question));
      });
    });
  }

  private async read<T>(
    sight: Sight,
    { models, isAdmitted }: Use,
    attempt: Attempt,
    since: number,
    past: Past | undefined,
    question: Question<T>,
  ): Promise<Snapshot<T>> {
    // A replay asks the trail which events there are, and the log for them.
    const read = past ? ['trail'] : models;
    const { coordinates, from } = past ?? {};
    await this.demand(sight, read, Math.max(since, attempt.marked, this.placeIn(coordinates), this.placeIn(from)));
    try {
      // What is put together for what was never there takes as long.
      if (past)
        return await this.readPast(sight, models, isAdmitted ? past : { ...past, about: NOWHERE }, attempt, question);
      if (isAdmitted) return await this.readNow(sight, models, question);
      const moment = this.now();
      return { body: question(this.nothing, moment), ordinal: this.follower.head, at: moment.now };
    } catch (error) {
      // The disk, not the question: full, or gone. The log is another file, and may well go on.
      if (!isUnreadable(error)) throw error;
      this.logger.error(`views.db cannot be read: ${(error as Error).message}`);
      throw new Problem(503, 'views-unavailable', 'The views cannot be read now. Ask again later; nothing is lost.', {
        headers: { 'retry-after': '5' },
      });
    }
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
      // What stops a model now stops it there as well, and no waiting helps.
      if (error instanceof Problem && error.code === 'replay-failed')
        this.demandHealth(
          sight,
          stoppedIn(sight).filter((name) => models.includes(name)),
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
        await this.demand(sight, models, error.ordinal);
      }
    }
  }

  private now(): Moment {
    return { now: this.clock.at(), past: false };
  }

  /** What the trail must have before a moment's place in the log is known: for an instant, all that the log has now. */
  private placeIn(coordinates: TemporalQuery | undefined): number {
    if (coordinates?.asOf === undefined) return -1;
    return 'ordinal' in coordinates.asOf ? coordinates.asOf.ordinal : this.follower.head;
  }

  private async demand(sight: Sight, models: readonly string[], ordinal: number): Promise<void> {
    this.demandHealth(sight, models);
    if (!(await sight.projector.until(ordinal, PATIENCE, models)))
      throw new Problem(
        503,
        'not-yet-projected',
        'The views have not come as far as this Consistency-Token yet. Ask again. If it stays so, the record was restored from an older copy: leave the token out.',
        { headers: { 'retry-after': '1' } },
      );
  }

  private demandHealth({ clearance, projector }: Sight, models: readonly string[]) {
    for (const { name, status, stop, done, total } of projector.states()) {
      if (!models.includes(name)) continue;
      // The figures are of the whole log, and for those alone who may see it.
      if (status !== 'live' && clearance !== undefined) throw beingPrepared();
      if (status === 'stopped')
        throw new Problem(
          503,
          'read-model-stopped',
          `The view "${name}" stopped at event ${stop?.ordinal} of the log and needs a newer version of the service. Recording goes on; nothing is lost.`,
          {
            headers: { 'retry-after': '3600' },
          },
        );
      if (status === 'rebuilding')
        throw new Problem(
          503,
          'read-model-rebuilding',
          `The view "${name}" is being rebuilt: ${done ?? 0} of ${total ?? this.follower.head + 1} events. Ask again shortly.`,
          { headers: { 'retry-after': '2' } },
        );
    }
  }
}

const stoppedIn = ({ projector }: Sight) =>
  projector
    .states()
    .filter(({ status }) => status === 'stopped')
    .map(({ name }) => name);
