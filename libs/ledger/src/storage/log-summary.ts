import type { StoredEvent } from '#event-store/event-store.js';
import { idKeyNameIn } from '../id-key.js';
import { type RecordedCheckpoint } from './checkpoint-stream.js';
import { isCheckpointStream } from '../checkpoint-name.js';
import { recordedAtOf } from './recorded-at.js';

/** What is kept of the events of a type that was asked for. */
export type CollectedEvent = Pick<StoredEvent, 'type' | 'data' | 'metadata'>;
/** Where the last event is. */
export type LastEvent = Pick<StoredEvent, 'position' | 'stream' | 'revision'>;

/**
 * What a start needs of all events of a log together. `size`: how many there are. `time`: that of the last place
 * (place-time.ts), in ms since 1970; 0 for an empty log. `lastFact`: the ordinal of the last event that is not a checkpoint; -1 if there
 * is none. `checkpoints`: the last one of each stream of checkpoints. `collected`: the events of the types that were asked
 * for, in order. `idKeys`: the names of the keys that made command ids.
 */
export type LogSummary = Readonly<{
  size: number;
  time: number;
  lastFact: number;
  last?: LastEvent | undefined;
  checkpoints: ReadonlyMap<string, RecordedCheckpoint>;
  collected: readonly CollectedEvent[];
  idKeys: ReadonlySet<string>;
}>;

export const EMPTY_LOG: LogSummary = {
  size: 0,
  time: 0,
  lastFact: -1,
  checkpoints: new Map(),
  collected: [],
  idKeys: new Set(),
};

/** A summary that grows with the log. */
export class GrowingSummary {
  private size: number;
  private time: number;
  /** The ordinal of the last event that is not a checkpoint; -1 if there is none. */
  lastFact: number;
  private last: LastEvent | undefined;
  private readonly checkpoints;
  private readonly collected;
  private readonly idKeys;

  constructor(
    begun: LogSummary,
    private readonly collect: readonly string[],
  ) {
    ({ size: this.size, time: this.time, lastFact: this.lastFact, last: this.last } = begun);
    this.checkpoints = new Map(begun.checkpoints);
    this.collected = [...begun.collected];
    this.idKeys = new Set(begun.idKeys);
  }

  /** Adds the next event. @returns when it was recorded, in ms since 1970 */
  take(event: Pick<StoredEvent, 'stream' | 'revision' | 'position' | 'type' | 'data' | 'metadata'>): number {
    const { stream, revision, position, type, data, metadata } = event;
    const recordedAt = recordedAtOf(event);
    if (isCheckpointStream(stream)) this.checkpoints.set(stream, { data, revision, ordinal: this.size });
    else this.lastFact = this.size;
    if (this.collect.includes(type)) this.collected.push({ type, data, metadata });
    const idKey = idKeyNameIn(metadata);
    if (idKey !== undefined) this.idKeys.add(idKey);
    this.time = Math.max(this.time, recordedAt);
    this.last = { position, stream, revision };
    this.size += 1;
    return recordedAt;
  }

  /** As of now: it does not grow. */
  get now(): LogSummary {
    const { size, time, lastFact, last, checkpoints, collected, idKeys } = this;
    return {
      size,
      time,
      lastFact,
      last,
      checkpoints: new Map(checkpoints),
      collected: [...collected],
      idKeys: new Set(idKeys),
    };
  }
}

/** The summary as JSON. */
export const summaryText = ({ checkpoints, idKeys, ...summary }: LogSummary): string =>
  JSON.stringify({ ...summary, checkpoints: [...checkpoints], idKeys: [...idKeys] });

/** The summary that such a text was made from, of which the service itself has signed the digest. */
export const summaryIn = (text: string): LogSummary => {
  const { checkpoints, idKeys, ...summary } = JSON.parse(text) as Omit<LogSummary, 'checkpoints' | 'idKeys'> &
    Readonly<{ checkpoints: readonly [string, RecordedCheckpoint][]; idKeys: readonly string[] }>;
  return { ...summary, checkpoints: new Map(checkpoints), idKeys: new Set(idKeys) };
};
