import { Logger } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type Database from 'better-sqlite3';
import { isUnreadable } from '#storage/sqlite-error.js';
import type { Clearance } from '#domain/marking.js';
import { Problem } from '../http/problem.js';
import { LogFollower } from '../log/log-follower.js';
import { Clock } from '../log/clock.js';
import { beingPrepared } from './being-prepared.js';
import type { TemporalQuery } from './temporal-query.js';
import { emptyViews } from './empty-views.js';
import { type Attempt, NOWHERE, type Past } from './replays.js';
import { type Sight, Sights } from './sights.js';
import { ModelsApart } from '../log/views.js';

/** What a question may go by besides the rows: the moment of which it is asked, in ms since 1970, and whether that is long ago. */
export type Moment = Readonly<{ now: number; past: boolean }>;
/** The day that "next", "overdue" and "in force" count from, in UTC. */
export const dayOf = ({ now }: Moment) => new Date(now).toISOString().slice(0, 10);

/** The answer, and the place in the log of which it speaks. */
export type Answer<T> = Readonly<{ body: T; ordinal: number; at: number }>;

/**
 * A question to the read models, in the sight of a clearance. `models` are those whose rows it reads; `since` is the
 * ordinal that they must have; `past` a moment that it is about. Whoever is not `admitted` is answered as if nothing were
 * on record.
 */
export class Ask<T> extends Query<Answer<T>> {
  constructor(
    readonly clearance: Clearance | undefined,
    readonly models: readonly string[],
    readonly question: (views: Database.Database, moment: Moment) => T,
    readonly since: number,
    readonly past?: Past,
    readonly admitted = true,
  ) {
    super();
  }
}

const PATIENCE = 2_000;

@QueryHandler(Ask)
export class AskHandler implements IQueryHandler<Ask<unknown>> {
  private readonly logger = new Logger('views');
  private readonly nothing = emptyViews();

  constructor(
    private readonly sights: Sights,
    private readonly tail: LogFollower,
    private readonly clock: Clock,
  ) {}

  execute(ask: Ask<unknown>): Promise<Answer<unknown>> {
    return this.sights.use(ask.clearance, (sight) => this.answer(sight, ask));
  }

  private answer(sight: Sight, ask: Ask<unknown>): Promise<Answer<unknown>> {
    const { markings } = this.sights;
    const begun = performance.now();
    return markings.retryIfRemarked(sight.clearance, (marked) => {
      const markedIn: Attempt['markedIn'] = (scope) => {
        const last = sight.clearance === undefined ? marked : markings.lastIn(scope);
        if (last > marked) throw beingPrepared();
        return last;
      };
      return this.answerSince(sight, ask, { begun, marked, markedIn });
    });
  }

  private async answerSince(sight: Sight, ask: Ask<unknown>, attempt: Attempt): Promise<Answer<unknown>> {
    const { models, question, past, admitted } = ask;
    const since = Math.max(ask.since, attempt.marked);
    // A replay asks the trail which events there are, and the log for them.
    const read = past ? ['trail'] : models;
    await this.demand(sight, read, Math.max(since, this.placeIn(past?.coordinates), this.placeIn(past?.from)));
    try {
      if (past) {
        const moment = { now: past.coordinates.now, past: true };
        // What is put together for what was never there takes as long.
        const asked = admitted ? past : { ...past, about: NOWHERE };
        const told = await sight.replays
          .ask(models, asked, (db) => question(db, moment), attempt)
          .catch((error: unknown) => {
            // What stops a model now stops it there as well, and no waiting helps.
            if (error instanceof Problem && error.code === 'replay-failed')
              this.demandHealth(
                sight,
                stoppedIn(sight).filter((name) => models.includes(name)),
              );
            throw error;
          });
        return { ...told, at: past.coordinates.at };
      }
      if (!admitted) {
        const moment = { now: this.clock.at(), past: false };
        return { body: question(this.nothing, moment), ordinal: this.tail.head, at: moment.now };
      }
      return await this.readNow(sight, models, question);
    } catch (error) {
      // The disk, not the question: full, or gone. The log is another file, and may well go on.
      if (!isUnreadable(error)) throw error;
      this.logger.error(`views.db cannot be read: ${(error as Error).message}`);
      throw new Problem(503, 'views-unavailable', 'The views cannot be read now. Ask again later; nothing is lost.', {
        headers: { 'retry-after': '5' },
      });
    }
  }

  /** What the trail must have before a moment's place in the log is known: for an instant, all that the log has now. */
  private placeIn(coordinates: TemporalQuery | undefined): number {
    if (coordinates?.asOf === undefined) return -1;
    return 'ordinal' in coordinates.asOf ? coordinates.asOf.ordinal : this.tail.head;
  }

  private async readNow(
    sight: Sight,
    models: readonly string[],
    question: Ask<unknown>['question'],
  ): Promise<Answer<unknown>> {
    for (;;) {
      const moment = { now: this.clock.at(), past: false };
      try {
        return { ...sight.views.read(models, (db) => question(db, moment)), at: moment.now };
      } catch (error) {
        if (!(error instanceof ModelsApart)) throw error;
        await this.demand(sight, models, error.ordinal);
      }
    }
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
          `The view "${name}" is being rebuilt: ${done ?? 0} of ${total ?? this.tail.head + 1} events. Ask again shortly.`,
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
