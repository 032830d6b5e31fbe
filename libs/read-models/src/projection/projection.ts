import type Database from 'better-sqlite3';
import { corrupted, isEnvironmental } from '#storage/sqlite-error.js';
import { SoleWriter } from '#storage/sole-writer.js';
import { type Kind, thingOf } from '#domain/ids.js';
import type { PositionIndex } from './stream-cache.js';
import { byStream, type ByStream, type LoggedBatch } from './logged-event.js';
import type { LoggedEvent, ReadModel, Thing } from './read-model.js';
import { createModel, createOwnTables, keptModels } from './tables.js';
import { thingFrom } from './thing.js';
import { type Stop, stopAt } from './stop.js';
import { type Checkpoint, checkpointAt, START } from './checkpoint.js';
import type { Layout } from './layout.js';
import { departuresIn, markingOfRows, markingsIn, type RowMarking } from './marking-of-rows.js';
import { type TableWriter, writersFor } from './table-writer.js';

/** A model and its progress in the log. A stopped one does not continue. */
export type Track = Readonly<{ model: ReadModel; checkpoint: Checkpoint; stop: Stop | undefined }>;

type Run = { readonly model: ReadModel; readonly writers: ReadonlyMap<string, TableWriter> } & {
  checkpoint: Checkpoint;
  stop: Stop | undefined;
};
/** A stream with events in a batch. What follows from its history is made when the first model needs it. */
class Touched {
  readonly kind: Kind;
  private made: Readonly<{ thing: Thing; marking: RowMarking }> | undefined;
  private before: Readonly<{ ordinal: number; marking: RowMarking | undefined }> | undefined;

  constructor(readonly history: readonly LoggedEvent[]) {
    this.kind = thingOf(history[0]!.stream).kind;
  }

  get now(): Readonly<{ thing: Thing; marking: RowMarking }> {
    return (this.made ??= { thing: thingFrom(this.history), marking: markingOfRows(this.history) });
  }

  /** The marking of its rows as of an ordinal; undefined if it had none. Most models have come equally far. */
  markingAt(ordinal: number): RowMarking | undefined {
    if (this.before?.ordinal === ordinal) return this.before.marking;
    const before = this.history.filter((event) => event.ordinal <= ordinal);
    const marking = before.length === 0 ? undefined : markingOfRows(before);
    this.before = { ordinal, marking };
    return marking;
  }
}
type Outcome = Readonly<{ checkpoint: Checkpoint; stop: Stop | undefined }>;

/**
 * Turns events into rows. One batch is one transaction: rows and checkpoints of all models move together. Live
 * projection, rebuilds and replays use the same code; they differ only in the events that they pass to it.
 */
export class Projection {
  private readonly runs: readonly Run[];
  private readonly sql;
  private readonly inTransaction;
  private readonly failed = new Set<ReadModel>();

  /**
   * The tables must exist. A stopped model is retried from where it stopped: its code may have been fixed, and if not it
   * stops at the same event. `places` is omitted if no history will be read back from the log. `writer`: made when the database was opened, where
   * that was earlier.
   */
  constructor(
    db: Database.Database,
    models: readonly ReadModel[],
    private readonly layout: Layout,
    private readonly places?: PositionIndex,
    private readonly writer = new SoleWriter(db),
  ) {
    const kept = new Map(keptModels(db).map((model) => [model.name, model]));
    this.runs = models.map((model) => {
      const { position, before, ordinal, eventId } = kept.get(model.name) ?? START;
      return {
        model,
        writers: writersFor(db, model, layout),
        checkpoint: { position, before, ordinal, eventId },
        stop: undefined,
      };
    });
    this.sql = {
      mark: db.prepare<[RowMarking, number]>(
        'INSERT INTO markings VALUES (?, ?) ON CONFLICT DO UPDATE SET ordinal = min(ordinal, excluded.ordinal)',
      ),
      depart: db.prepare<[string, RowMarking, number, string]>('INSERT OR IGNORE INTO departures VALUES (?, ?, ?, ?)'),
      savepoint: db.prepare('SAVEPOINT model'),
      undo: db.prepare('ROLLBACK TO model'),
      release: db.prepare('RELEASE model'),
      move: db.prepare(
        `UPDATE models SET position = ?, before = ?, ordinal = ?, eventId = ?, stoppedAt = ?, stoppedBy = ?, error = ?
         WHERE name = ? AND ordinal = ?`,
      ),
    };
    this.inTransaction = db.transaction((work: () => Outcome[]) => work());
  }

  get tracks(): readonly Track[] {
    return this.runs;
  }

  /** Of the models that are not stopped, the one that is furthest behind; undefined if all are stopped. */
  get slowest(): Checkpoint | undefined {
    let slowest: Checkpoint | undefined;
    for (const { checkpoint, stop } of this.runs)
      if (stop === undefined && (slowest === undefined || checkpoint.ordinal < slowest.ordinal)) slowest = checkpoint;
    return slowest;
  }

  /**
   * Projects a batch. `histories` has the whole history, up to the end of the batch, of each stream in it. An error of a
   * model stops only that model, at the exact event. An error of the disk is thrown, and nothing is written. So is, as for damage, that somebody else
   * has written to the database.
   */
  apply(batch: LoggedBatch, histories: ByStream): readonly Track[] {
    const touched = touchedBy(histories);
    const going = this.runs.filter(({ stop }) => stop === undefined);
    let outcomes: Outcome[];
    try {
      outcomes = this.inTransaction.immediate(() => {
        this.writer.assertAlone();
        this.places?.add(batch.events);
        this.addMarkings(histories.values());
        return going.map((run) => this.advance(run, batch, touched));
      });
    } catch (error) {
      this.places?.reload();
      throw error;
    }
    going.forEach((run, i) => Object.assign(run, outcomes[i]));
    return going.filter(({ stop }) => stop !== undefined);
  }

  /**
   * Part of a rebuild, which writes each thing once, with its whole history. Nothing is deleted, and no checkpoint moves
   * before the end; the caller owns the transaction. A model that throws is skipped from there on: its tables are
   * unusable.
   */
  fill(events: readonly LoggedEvent[], whole: ByStream): void {
    const touched = touchedBy(whole);
    this.places?.add(events);
    this.addMarkings(whole.values());
    for (const run of this.runs) {
      if (this.failed.has(run.model)) continue;
      try {
        for (const stream of touched) write(run, START.ordinal, stream);
      } catch (error) {
        if (isEnvironmental(error)) throw error;
        this.failed.add(run.model);
      }
    }
  }

  /** Ends a rebuild. @returns the models that threw */
  filled(checkpoint: Checkpoint): readonly ReadModel[] {
    for (const run of this.runs)
      if (!this.failed.has(run.model)) {
        this.move(run, checkpoint, undefined);
        run.checkpoint = checkpoint;
      }
    return [...this.failed];
  }

  private addMarkings(histories: Iterable<readonly LoggedEvent[]>): void {
    if (this.layout === 'plain') return;
    for (const history of histories) {
      const { stream, metadata } = history[0]!;
      for (const { marking, ordinal } of markingsIn(history)) this.sql.mark.run(marking, ordinal);
      for (const { marking, ordinal } of departuresIn(history))
        this.sql.depart.run(metadata.negotiationId, marking, ordinal, stream);
    }
  }

  private advance(run: Run, batch: LoggedBatch, touched: readonly Touched[]): Outcome {
    const reached = this.reach(run, batch, touched);
    const { unknown } = batch;
    const stop = reached.stop ?? (unknown && unknown.ordinal > run.checkpoint.ordinal ? unknown : undefined);
    if (stop !== undefined || reached.checkpoint !== run.checkpoint) this.move(run, reached.checkpoint, stop);
    return { checkpoint: reached.checkpoint, stop };
  }

  private move(
    { model, checkpoint: known }: Run,
    { position, before, ordinal, eventId }: Checkpoint,
    stop: Stop | undefined,
  ): void {
    const stopped = [stop?.ordinal ?? null, stop?.eventId ?? null, stop?.error ?? null];
    const moved = this.sql.move.run(position, before, ordinal, eventId, ...stopped, model.name, known.ordinal);
    if (moved.changes !== 1)
      throw corrupted(`${model.name} does not end with event ${known.ordinal}, which was written`);
  }

  private reach(run: Run, batch: LoggedBatch, touched: readonly Touched[]): Outcome {
    const last = batch.events.length - 1;
    if (last < 0 || batch.events[last]!.ordinal <= run.checkpoint.ordinal)
      return { checkpoint: run.checkpoint, stop: undefined };
    this.sql.savepoint.run();
    try {
      for (const stream of touched) write(run, run.checkpoint.ordinal, stream);
      this.sql.release.run();
      return { checkpoint: checkpointAt(batch, last), stop: undefined };
    } catch (error) {
      if (isEnvironmental(error)) throw error;
      this.sql.undo.run();
      this.sql.release.run();
      return this.reachOneByOne(run, batch, touched);
    }
  }

  /** The model fails on one of these events: projects them one by one, and stops before it. */
  private reachOneByOne(run: Run, batch: LoggedBatch, touched: readonly Touched[]): Outcome {
    const streams = new Map(touched.map(({ history }) => [history[0]!.stream as string, history]));
    let { checkpoint } = run;
    for (const [i, event] of batch.events.entries()) {
      if (event.ordinal <= checkpoint.ordinal) continue;
      const history = streams.get(event.stream)!;
      const sofar = history.slice(0, history.indexOf(event) + 1);
      this.sql.savepoint.run();
      try {
        write(run, checkpoint.ordinal, new Touched(sofar));
        this.sql.release.run();
      } catch (error) {
        if (isEnvironmental(error)) throw error;
        this.sql.undo.run();
        this.sql.release.run();
        return { checkpoint, stop: stopAt(event.ordinal, event.id, error) };
      }
      checkpoint = checkpointAt(batch, i);
    }
    return { checkpoint, stop: undefined };
  }
}

const touchedBy = (histories: ByStream): readonly Touched[] =>
  [...histories.values()].map((history) => new Touched(history));

/** Writes the rows of one thing if it has events after `done`. Its earlier rows may have another marking. */
const write = ({ model, writers }: Run, done: number, touched: Touched): void => {
  const { kind, history } = touched;
  if (!model.kinds.includes(kind) || history.at(-1)!.ordinal <= done) return;
  const { thing, marking } = touched.now;
  const rows = model.rows(thing);
  for (const table in rows) if (!writers.has(table)) throw new Error(`${model.name} has no table ${table}`);
  const before = touched.markingAt(done);
  for (const [table, writer] of writers) {
    if (before !== undefined) writer.drop(before, thing.stream);
    for (const row of rows[table] ?? []) writer.insert(marking, row);
  }
};

/** Projects chosen events, in the order of the log, into a separate database. The history of a stream consists of them. */
export const project = (
  db: Database.Database,
  models: readonly ReadModel[],
  events: Iterable<LoggedEvent>,
): readonly Track[] => {
  createOwnTables(db);
  for (const model of models) createModel(db, model, 'plain');
  const chosen = [...events];
  const projection = new Projection(db, models, 'plain');
  projection.apply({ before: null, events: chosen }, byStream(chosen));
  return projection.tracks;
};
