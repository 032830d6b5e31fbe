import type Database from 'better-sqlite3';
import { isUnreadable } from '#storage/sqlite-error.js';
import { databaseBytes } from '#storage/database-bytes.js';
import type { Places } from '#read-models/log-index/queries.js';
import type { AsOf } from '#read-models/replay/events-as-of.js';
import { type OpenPlayhead, PlayheadGone } from '#read-models/replay/replayer.js';

type Question = Readonly<{
  models: readonly string[];
  ask: (db: Database.Database) => void;
  fail: (error: Error) => void;
}>;
type Wanted = Readonly<{ choice: AsOf; questions: Question[] }>;
/** Where the playhead is, and the read models that have their rows there. */
type Place = Readonly<{ name: string; choice: AsOf; models: ReadonlySet<string>; failing: readonly string[] }>;

type Options = Readonly<{
  open: () => Promise<OpenPlayhead>;
  /** The events of the scope after an ordinal, up to another one. */
  placesOf: (after: number, upTo: number, signal: AbortSignal) => Promise<Places>;
  /** Nobody waits for it any more: all who asked were answered. */
  onRest: () => void;
  /** It is of no use any more: it failed, was closed, or nobody has asked it for a while. */
  onClosed: () => void;
}>;

/** Nobody may have an answer of this playhead any more; whoever waits asks another one. */
export class Forgotten extends Error {}

const IDLE_MS = 600_000;

const nameOf = (choice: AsOf): string => JSON.stringify(choice);

/**
 * The moments of one scope, as one clearance sees it. One playhead goes from moment to moment, always to the nearest one that somebody
 * waits for. It stays where it is while it is asked.
 */
export class Moments {
  /** How many events were read for the moment that it goes to. */
  events = 0;
  private playhead: OpenPlayhead | undefined;
  private at: Place | undefined;
  private collected = -1;
  private readonly wanted = new Map<string, Wanted>();
  private isUnderWay = false;
  private readonly stop = new AbortController();
  private idle: NodeJS.Timeout | undefined;

  constructor(private readonly options: Options) {}

  /** Moments that somebody waits for. */
  get waiting(): number {
    return this.wanted.size;
  }

  /** Whether somebody waits for this moment. */
  isAwaited(choice: AsOf): boolean {
    return this.wanted.has(nameOf(choice));
  }

  /** Of its rows, with what SQLite keeps beside them. If the file is broken, it is closed, as by a question. */
  bytes(): number {
    if (this.playhead === undefined) return 0;
    try {
      return databaseBytes(this.playhead.db);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      this.close();
      return 0;
    }
  }

  /** @throws Forgotten, what the playhead throws, and an error that names a read model that cannot tell of the moment */
  ask<T>(choice: AsOf, models: readonly string[], question: (db: Database.Database) => T): Promise<T> {
    if (this.stop.signal.aborted) return Promise.reject(new Forgotten());
    const name = nameOf(choice);
    return new Promise((resolve, reject) => {
      const ask = (db: Database.Database) => {
        try {
          resolve(question(db));
        } catch (error) {
          reject(error);
          // The file is broken, and another one is made of the log.
          if (isUnreadable(error)) this.close();
        }
      };
      const wanted = this.wanted.get(name) ?? { choice, questions: [] };
      wanted.questions.push({ models, ask, fail: reject });
      this.wanted.set(name, wanted);
      void this.run();
    });
  }

  close(): void {
    if (this.stop.signal.aborted) return;
    this.stop.abort(new Forgotten());
    clearTimeout(this.idle);
    if (!this.isUnderWay) this.end();
    this.options.onClosed();
  }

  private async run(): Promise<void> {
    if (this.isUnderWay) return;
    this.isUnderWay = true;
    clearTimeout(this.idle);
    try {
      while (this.wanted.size > 0) await this.goToNearest();
      this.idle = setTimeout(() => this.close(), IDLE_MS).unref();
      this.options.onRest();
    } catch {
      // Those who asked were told.
      this.close();
    } finally {
      this.isUnderWay = false;
      if (this.stop.signal.aborted) this.end();
    }
  }

  /** Answers all who ask about the nearest moment. If it cannot be reached, only they are told why. */
  private async goToNearest(): Promise<void> {
    const { signal } = this.stop;
    const isGone = (error: unknown) => signal.aborted || error instanceof PlayheadGone;
    const [name, { choice, questions }] = this.nearest();
    try {
      signal.throwIfAborted();
      await this.move(name, choice, new Set(questions.flatMap(({ models }) => models)));
      signal.throwIfAborted();
    } catch (error) {
      this.wanted.delete(name);
      for (const { fail } of questions) fail(isGone(error) ? new Forgotten() : (error as Error));
      throw error;
    }
    // Who came meanwhile may ask for read models that have no rows there yet.
    const later = questions.filter(({ models }) => !models.every((one) => this.at!.models.has(one)));
    if (later.length === 0) this.wanted.delete(name);
    else this.wanted.set(name, { choice, questions: later });
    for (const question of questions) if (!later.includes(question)) this.answer(question);
  }

  private answer({ models, ask, fail }: Question): void {
    const failing = models.find((name) => this.at!.failing.includes(name));
    if (failing === undefined) ask(this.playhead!.db);
    else fail(new Error(`the read model ${failing} cannot tell of this moment`));
  }

  private nearest(): readonly [string, Wanted] {
    const from = this.at?.choice.upTo ?? -1;
    return [...this.wanted].reduce((nearest, one) =>
      Math.abs(one[1].choice.upTo - from) < Math.abs(nearest[1].choice.upTo - from) ? one : nearest,
    );
  }

  private async move(name: string, choice: AsOf, models: ReadonlySet<string>): Promise<void> {
    if (this.at?.name === name && [...models].every((one) => this.at!.models.has(one))) return;
    const { signal } = this.stop;
    this.events = 0;
    const onProgress = (events: number) => void (this.events = events);
    // While a thread for it starts.
    const collecting = this.options.placesOf(this.collected, choice.upTo, signal);
    const [opened, collected] = await Promise.allSettled([this.playhead ?? this.options.open(), collecting]);
    if (opened.status === 'rejected') throw opened.reason;
    this.playhead = opened.value;
    if (collected.status === 'rejected') throw collected.reason;
    const places = collected.value;
    this.collected = Math.max(this.collected, choice.upTo);
    const failing = await this.playhead.move({ names: [...models], places, choice }, { onProgress, signal });
    this.at = { name, choice, models: new Set([...(this.at?.models ?? []), ...models]), failing };
  }

  private end(): void {
    clearTimeout(this.idle);
    for (const { questions } of this.wanted.values()) for (const { fail } of questions) fail(new Forgotten());
    this.wanted.clear();
    this.playhead?.close();
    this.playhead = undefined;
  }
}
