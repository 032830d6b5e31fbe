import Database from 'better-sqlite3';
import { EU_LADDER } from '#domain/marking.js';
import type { Day } from '#domain/world-date.js';
import type { Replayer } from '#read-models/replay/replayer.js';
import { EVERYWHERE } from '#read-models/routes/scope.js';
import { memoryIndex } from '#read-models/testing/memory-index.js';
import { TamperAlarm } from '../../log/tamper-alarm.js';
import { type About, type Attempt, Replays } from '../replays.js';

type Who = typeof LOW | typeof WHOLE;

/** Comparisons that are made, and playheads that move, when they are told to, and may stop where they are not wanted any more. */
export const slowly = (stops = false) => {
  const begun: (() => void)[] = [];
  const signals: AbortSignal[] = [];
  const begin = <T>(made: T, { signal }: { signal: AbortSignal }) => {
    signals.push(signal);
    return new Promise<T>((resolve, reject) => {
      begun.push(() => resolve(made));
      if (stops) signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  };
  const replayer = {
    diff: ({ readsBetween }: { readsBetween: boolean }, listening: { signal: AbortSignal }) => {
      between.push(readsBetween);
      return begin(new Database(':memory:'), listening);
    },
    open: async (readsBetween: boolean) => {
      between.push(readsBetween);
      return {
        db: new Database(':memory:'),
        move: (_: object, listening: { signal: AbortSignal }) => begin([], listening),
        close: () => void (closed.count += 1),
      };
    },
    close: async () => {},
  };
  const between: boolean[] = [];
  const closed = { count: 0 };
  const index = memoryIndex();
  const replays = new Replays(index, replayer as unknown as Replayer, 1e6, () => {}, alarm, EU_LADDER);
  const asking =
    (isComparison: boolean) =>
    (day: number, about: About = EVERYWHERE, attempt = attempted(), who: Who = LOW) => {
      const happenedBy = `2025-10-${String(day).padStart(2, '0')}` as Day;
      const coordinates = { happenedBy, at: 0, now: 0 };
      const past = { about, coordinates, ...(isComparison && { from: { at: 0, now: 0 } }) };
      return replays.ask(who, past, () => day, attempt).then(({ body }) => body);
    };
  return { begun, signals, between, closed, index, compare: asking(true), ask: asking(false), replays };
};

export const talks = (n: number) => ({ negotiationId: `talks-${n}` });

/** Who sees everything, and who sees only what has the lowest marking. */
export const WHOLE = { clearance: undefined, models: [] };
export const LOW = { clearance: { level: EU_LADDER[0], compartments: [] }, models: [] };
/** The negotiation in which something is marked. */
export const MARKED = 'talks';

/** An attempt that began so long ago, in ms. `marked`: where in the log something was marked last. */
export const attempted = (ago = 0, marked = -1): Attempt => ({
  begun: performance.now() - ago,
  marked,
  markedIn: () => marked,
  since: -1,
});

export const turn = () => new Promise((resolve) => setImmediate(resolve));
export const inProgress = { status: 503, code: 'replay-in-progress', extras: { headers: { 'retry-after': '5' } } };
export const names = { nameOfStream: (stream: string) => stream };
export const alarm = new TamperAlarm({ fatal: () => {} }, names);
