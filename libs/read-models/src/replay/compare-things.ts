import { LRUCache } from 'lru-cache';
import { thingOf } from '#domain/ids.js';
import type { Day } from '#domain/world-date.js';
import type { Places } from '../log-index/queries.js';
import type { LoggedEvent } from '../projection/read-model.js';
import { type AsOf, isWhole, shownOf } from './events-as-of.js';
import {
  choose,
  type Histories,
  otherWork,
  type Reading,
  readHistories,
  readInParts,
  type StreamPlaces,
  streamsOf,
} from './replay.js';

/** A moment of the record, and the day that decides what is "in force" and "overdue". */
export type Viewpoint = Readonly<{ choice: AsOf; day: Day }>;

/** `places`: the events up to the later moment, and possibly later ones. */
export type Moments = Reading & Readonly<{ places: Places; from: Viewpoint; to: Viewpoint }>;

/** What is recorded of a thing, and what of that is shown at each of two moments: at one of them, something is. */
export type Compared = Readonly<{
  history: readonly LoggedEvent[];
  was: readonly LoggedEvent[];
  is: readonly LoggedEvent[];
}>;

/** Events in memory: about 3 kB each. */
const KEPT_EVENTS = 10_000;

/** The things of a negotiation at two moments. They are read some at a time, so that memory holds only a few of them. */
export class ThingsAtTwoMoments {
  /** In the order of their first events. */
  readonly streams: readonly StreamPlaces[];
  private readonly kept = new LRUCache<string, readonly LoggedEvent[]>({
    maxSize: KEPT_EVENTS,
    sizeCalculation: ({ length }) => length,
  });
  private done = 0;

  private first: Chooser = () => [];
  private second: Chooser = () => [];

  private constructor(private readonly moments: Moments) {
    const { places, from, to } = moments;
    this.streams = streamsOf(places, Math.max(from.choice.upTo, to.choice.upTo));
  }

  static async of(moments: Moments): Promise<ThingsAtTwoMoments> {
    const things = new ThingsAtTwoMoments(moments);
    things.first = await things.chooser(moments.from.choice);
    things.second = await things.chooser(moments.to.choice);
    return things;
  }

  /** Whether both moments have all that was recorded by then. So what has no event between them is the same at both. */
  get isWhole(): boolean {
    const { from, to } = this.moments;
    return isWhole(from.choice) && isWhole(to.choice);
  }

  /** @throws what `readHistories` throws, and the signal's reason */
  async compare(streams: readonly StreamPlaces[], take: (compared: Compared) => void): Promise<void> {
    const { signal } = this.moments;
    for await (const [, histories] of readInParts(streams, (part) => this.read(part), signal)) {
      for (const history of histories) {
        const [was, is] = [this.first(history), this.second(history)];
        if (was.length + is.length > 0) take({ history, was, is });
        this.done += history.length;
        await otherWork(signal);
      }
      this.moments.onProgress?.(this.done);
    }
  }

  private async read(streams: readonly StreamPlaces[]): Promise<Histories> {
    const { store, places } = this.moments;
    const known = streams.map(({ stream }) => this.kept.get(stream));
    const missing = streams.filter((_, n) => known[n] === undefined);
    const read = await readHistories(store, places, missing);
    for (const [n, { stream }] of missing.entries()) this.kept.set(stream, read[n]);
    const found = new Map(missing.map(({ stream }, n) => [stream, read[n]!]));
    return streams.map(({ stream }, n) => known[n] ?? found.get(stream)!);
  }

  /** Selects events like a replay: a thing that a selected fact names is included. */
  private async chooser(choice: AsOf): Promise<Chooser> {
    const streams = isWhole(choice) ? [] : this.streams;
    const read = (some: readonly StreamPlaces[]) => this.read(some);
    const named = await choose(streams, { choice, read, signal: this.moments.signal }, () => {});
    return (history) => {
      const shown = shownOf(history, choice);
      const isNamed = shown.length === 0 && history.length > 0 && named.has(thingOf(history[0]!.stream).id);
      return isNamed ? shownOf(history, choice, true) : shown;
    };
  }
}

type Chooser = (history: readonly LoggedEvent[]) => readonly LoggedEvent[];
