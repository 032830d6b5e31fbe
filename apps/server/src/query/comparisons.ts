import type Database from 'better-sqlite3';
import type { Places } from '#read-models/log-index/queries.js';
import type { Replayer } from '#read-models/replay/replayer.js';
import { isUnreadable } from '#storage/sqlite-error.js';
import { withTimeout } from '../log/with-timeout.js';
import { seesAll } from './reader.js';
import { inProgress, nameOf, replayBusy, type Shown } from './replay-problems.js';
import { Shelf } from './shelf.js';

type Given = 'places' | 'readsBetween';
/** The two moments that are compared, and what is made of them. */
type Spec = Shown &
  (
    | (Readonly<{ form: 'differences' }> & Omit<Parameters<Replayer['diff']>[0], Given>)
    | (Readonly<{ form: 'moved' }> & Omit<Parameters<Replayer['moved']>[0], Given>)
  );
type Making = { readonly done: Promise<void>; readonly spec: Spec; readonly stop: AbortController; events: number };
type Options = Readonly<{
  replayer: Pick<Replayer, 'diff' | 'moved'>;
  /** Bytes, for all that are kept. */
  most: number;
  placesOf: (shown: Shown, upTo: number, signal: AbortSignal) => Promise<Places>;
  explain: (error: Error) => Error;
}>;

/** Comparisons that are made or wait for it: what more would wait longer than anybody. */
const MOST_AT_ONCE = 8;

/** What differs between two moments: made once, and kept for a while. */
export class Comparisons {
  private readonly shelf: Shelf;
  private readonly making = new Map<string, Making>();
  /** How many are made for each clearance, what was forgotten meanwhile included, until it has ended. */
  private readonly underWay = new Map<string, number>();

  constructor(private readonly options: Options) {
    this.shelf = new Shelf(options.most);
  }

  /**
   * `nameNow`: what the log shows to this reader now; throws if that cannot be known yet. `left`: how long they still wait, in ms.
   * @throws as explained, if what differs cannot be found, or its file not be read
   */
  async ask<T>(
    spec: Spec,
    nameNow: () => string,
    question: (db: Database.Database) => T,
    left: () => number,
  ): Promise<T> {
    const keyNow = () => JSON.stringify([nameNow(), spec.form, spec.from, spec.to, spec.form === 'moved' && spec.over]);
    const key = keyNow();
    while (!this.shelf.has(key)) {
      await this.made(key, spec, left());
      keyNow();
    }
    try {
      return this.shelf.use(key, question);
    } catch (error) {
      throw isUnreadable(error) ? this.options.explain(error as Error) : error;
    }
  }

  forget(goes: (shown: Shown) => boolean): void {
    this.shelf.clear(goes);
    for (const [key, { spec, stop }] of this.making) {
      if (!goes(spec)) continue;
      this.making.delete(key);
      stop.abort();
    }
  }

  close(): void {
    this.shelf.clear();
  }

  private async made(key: string, spec: Spec, patienceMs: number): Promise<void> {
    if (!this.making.has(key) && this.underWayFor(spec) >= MOST_AT_ONCE) throw replayBusy();
    const making = this.making.get(key) ?? this.make(key, spec);
    if (await withTimeout(making.done, patienceMs)) return;
    throw inProgress(`These moments are being compared: ${making.events} events so far.`);
  }

  private make(key: string, spec: Spec): Making {
    this.count(spec, 1);
    const stop = new AbortController();
    const { replayer, placesOf, explain } = this.options;
    const { from, to } = spec;
    const reading = { from, to, readsBetween: seesAll(spec) };
    const listening = { onProgress: (events: number) => void (making.events = events), signal: stop.signal };
    const done = placesOf(spec, Math.max(from.choice.upTo, to.choice.upTo), stop.signal)
      .then((places) => {
        if (spec.form === 'differences') return replayer.diff({ ...reading, places }, listening);
        const { negotiationId, over, sight } = spec;
        return replayer.moved({ ...reading, places, negotiationId, over, sight }, listening);
      })
      .then((db) => (stop.signal.aborted ? void db.close() : this.shelf.put(key, db, spec)))
      .catch((error: unknown) => {
        // Who waits for what was forgotten asks again.
        if (stop.signal.aborted) return;
        throw explain(error as Error);
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

  private underWayFor({ clearance }: Spec): number {
    return this.underWay.get(nameOf(clearance)) ?? 0;
  }

  private count(spec: Spec, by: number): void {
    this.underWay.set(nameOf(spec.clearance), this.underWayFor(spec) + by);
  }
}
