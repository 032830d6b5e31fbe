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
/**
 * `ordinal`: of the last event that the answer includes. `isNow`: the moments that end with the log. `least`: the ordinal that the
 * answer must include.
 */
type Asked = Readonly<{
  spec: Spec;
  ordinal: number;
  isNow: Readonly<Record<'from' | 'to', boolean>>;
  least: number;
}>;
/** A comparison that nobody has been answered with. `until`: when it is too old for those who ask again. */
type Unanswered = Pick<Asked, 'spec' | 'ordinal'> & Readonly<{ key: string }> & { until: number };
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
/** Whoever was told to ask again has this long to do so. */
const KEPT_FOR_RETRIES_MS = 30_000;

/** What differs between two moments: made once, and kept for a while. */
export class Comparisons {
  private readonly shelf: Shelf;
  private readonly making = new Map<string, Making>();
  /** By the question, whatever the log ended with when it was asked. */
  private readonly unanswered = new Map<string, Unanswered>();
  /** How many are made for each clearance, what was forgotten meanwhile included, until it has ended. */
  private readonly underWay = new Map<string, number>();

  constructor(private readonly options: Options) {
    this.shelf = new Shelf(options.most);
  }

  /**
   * While others record, a moment that ends with the log is another one with each request. So a request gets the comparison that was
   * begun for an earlier one, unless it must include more. Otherwise whoever is told to ask again would never be answered.
   * `nameNow`: what the log shows to this reader now; throws if that cannot be known yet. `left`: how long they still wait, in ms.
   * @throws as explained, if what differs cannot be found, or its file not be read
   */
  async ask<T>(
    asked: Asked,
    nameNow: () => string,
    question: (db: Database.Database) => T,
    left: () => number,
  ): Promise<{ body: T; ordinal: number }> {
    const name = nameNow();
    const asking = questionOf(name, asked);
    const { key, spec, ordinal } = this.begunFor(asking, asked.least) ?? { ...asked, key: keyOf(name, asked.spec) };
    while (!this.shelf.has(key)) {
      await this.made(asking, { key, spec, ordinal }, left());
      nameNow();
    }
    // Somebody else may wait for a later one.
    if (this.unanswered.get(asking)?.key === key) this.unanswered.delete(asking);
    try {
      return { body: this.shelf.use(key, question), ordinal };
    } catch (error) {
      throw isUnreadable(error) ? this.options.explain(error as Error) : error;
    }
  }

  forget(goes: (shown: Shown) => boolean): void {
    this.shelf.clear(goes);
    for (const [asking, { spec }] of this.unanswered) if (goes(spec)) this.unanswered.delete(asking);
    for (const [key, { spec, stop }] of this.making) {
      if (!goes(spec)) continue;
      this.making.delete(key);
      stop.abort();
    }
  }

  close(): void {
    this.shelf.clear();
  }

  /** What was begun for an earlier request, if it can answer this one. */
  private begunFor(asking: string, least: number): Unanswered | undefined {
    const begun = this.unanswered.get(asking);
    if (begun === undefined || begun.ordinal < least) return undefined;
    const isKept = this.shelf.has(begun.key) && performance.now() < begun.until;
    return isKept || this.making.has(begun.key) ? begun : undefined;
  }

  private async made(asking: string, wanted: Omit<Unanswered, 'until'>, patienceMs: number): Promise<void> {
    const { key, spec } = wanted;
    if (!this.making.has(key) && this.underWayFor(spec) >= MOST_AT_ONCE) throw replayBusy();
    const making = this.making.get(key) ?? this.make(key, spec, this.note(asking, wanted));
    if (await withTimeout(making.done, patienceMs)) return;
    throw inProgress(`These moments are being compared: ${making.events} events so far.`);
  }

  /** @returns to be called when it is made */
  private note(asking: string, wanted: Omit<Unanswered, 'until'>): () => void {
    const now = performance.now();
    for (const [one, { until }] of this.unanswered) if (until < now) this.unanswered.delete(one);
    const one = { ...wanted, until: Infinity };
    this.unanswered.set(asking, one);
    return () => void (one.until = performance.now() + KEPT_FOR_RETRIES_MS);
  }

  private make(key: string, spec: Spec, onEnd: () => void): Making {
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
        onEnd();
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

type Moment = Spec['from'];
const keyOf = (name: string, spec: Spec): string => keyFrom(name, spec, spec.from, spec.to);
const questionOf = (name: string, { spec, isNow }: Asked): string => {
  const asked = ({ choice, day }: Moment, isOpen: boolean) => ({
    choice: isOpen ? { ...choice, upTo: 'now' } : choice,
    day,
  });
  return keyFrom(name, spec, asked(spec.from, isNow.from), asked(spec.to, isNow.to));
};
const keyFrom = (name: string, spec: Spec, from: object, to: object): string =>
  JSON.stringify([name, spec.form, from, to, spec.form === 'moved' && spec.over]);
