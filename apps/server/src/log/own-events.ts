import {
  type EventStore,
  IdConflict,
  type NewEvent,
  type StoredEvent,
  TooLarge,
  Unavailable,
  VersionConflict,
} from '#event-store/event-store.js';
import { recordedAtOf } from '#ledger/storage/recorded-at.js';
import { withTimeout } from './with-timeout.js';

/**
 * The events that this process appends. Where a log has one writer, any other event was written by another program, which
 * the ledger must not sign.
 */
export class OwnEvents {
  /** Appended, or about to be, and not read again yet: when each was recorded, in ms since 1970. */
  private readonly underWay = new Map<string, number>();
  /** Those of them that the log has acknowledged. */
  private readonly acknowledged = new Set<string>();
  private waiting: (() => void)[] = [];

  constructor(store: EventStore) {
    const append = store.append.bind(store);
    store.append = (stream, events, options) =>
      this.watch(events, () => append(stream, events, options), store.isShared);
    const appendAll = store.appendAll?.bind(store);
    if (appendAll === undefined) return;
    store.appendAll = (appends) =>
      this.watch(
        appends.flatMap(({ events }) => events),
        () => appendAll(appends),
        store.isShared,
      );
  }

  /** An event that is decided, and is appended later, or forgotten. */
  begin(event: Pick<NewEvent, 'id' | 'metadata'>): void {
    this.underWay.set(event.id, recordedAtOf(event));
  }

  /** Events that are in no log, and never will be. */
  forget(events: readonly Pick<NewEvent, 'id'>[]): void {
    for (const { id } of events) {
      this.underWay.delete(id);
      this.acknowledged.delete(id);
    }
    this.wake();
  }

  /** Takes an event that was just read. @returns whether this process has appended it */
  take({ id }: Pick<StoredEvent, 'id'>): boolean {
    const isOwn = this.underWay.delete(id);
    this.acknowledged.delete(id);
    if (isOwn) this.wake();
    return isOwn;
  }

  /** Whether every event that this process has recorded up to an instant, in ms since 1970, is read again within this time. */
  async settled(instant: number, timeoutMs: number): Promise<boolean> {
    const until = performance.now() + timeoutMs;
    while (this.isUnderWay(instant))
      if ((await withTimeout(this.change(), until - performance.now())) === undefined) return false;
    return true;
  }

  /** Waits until every event that was acknowledged before the call is read again, for this time at the most. */
  async readBack(timeoutMs: number): Promise<void> {
    const until = performance.now() + timeoutMs;
    const ids = [...this.acknowledged];
    while (ids.some((id) => this.acknowledged.has(id)))
      if ((await withTimeout(this.change(), until - performance.now())) === undefined) return;
  }

  private isUnderWay(instant: number): boolean {
    return [...this.underWay.values()].some((recordedAt) => recordedAt <= instant);
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private async watch<T>(events: readonly NewEvent[], append: () => Promise<T>, isShared: boolean): Promise<T> {
    for (const event of events) this.begin(event);
    try {
      const appended = await append();
      for (const { id } of events) if (this.underWay.has(id)) this.acknowledged.add(id);
      return appended;
    } catch (error) {
      // On a shared log one that may still come is like those of other instances.
      if (isNotWritten(error) || isShared) this.forget(events);
      throw error;
    }
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

/** Whether these events can never be read. Their ids are random, so no other append has them. */
const isNotWritten = (error: unknown): boolean =>
  [VersionConflict, IdConflict, TooLarge].some((refusal) => error instanceof refusal) ||
  (error instanceof Unavailable && error.outcome === 'not-written');
