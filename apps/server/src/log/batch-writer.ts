import {
  type Appended,
  type EventStore,
  expectedBefore,
  type PlacedEvent,
  type Revision,
  Unavailable,
} from '#event-store/event-store.js';
import type { LogFollower } from './log-follower.js';
import type { OwnEvents } from './own-events.js';

/** A group is written once it has this many facts, or once its first fact has waited this long, in ms. */
const [GROUP_FACTS, GROUP_MS] = [250, 100] as const;

type Dependencies = Readonly<{
  appendAll: NonNullable<EventStore['appendAll']>;
  own: Pick<OwnEvents, 'begin' | 'forget'>;
  follower: Pick<LogFollower, 'ordinalOf' | 'whenRead'>;
}>;
/** `ordinal`: that of the fact, or of a later event, once the fact was read back. Rejects with Unavailable if that takes too long. */
export type Written = Appended & Readonly<{ ordinal: Promise<number> }>;
type Waiting = Readonly<{
  fact: PlacedEvent;
  resolve: (written: Written) => void;
  reject: (reason: unknown) => void;
}>;

/**
 * Writes the facts of one batch in groups, in order, each as one durable step. While a group is on its way to the disk, the next
 * one is gathered; it is sent once the group before it is in the log. So what is in the log is always a prefix of what was decided.
 * Until a fact is read back, the later commands of the same batch are decided as if it were in the log. Nobody else sees it.
 */
export class BatchWriter {
  private gathered: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;
  /** Settles with the last group, and with the one before it. */
  private sent: Promise<void> = Promise.resolve();
  private sentBefore: Promise<void> = this.sent;
  private failure: unknown;
  /** Decided and not read back yet, in order. */
  private pending: PlacedEvent[] = [];
  private readonly byStream = new Map<string, PlacedEvent[]>();
  private onAppend: () => void = () => {};

  constructor(private readonly dependencies: Dependencies) {}

  /**
   * Resolves when the fact is in the log. Nothing may be awaited between the time stamp of the fact and this call.
   * @throws Unavailable, also if an earlier fact of the batch could not be written; what `appendAll` throws
   */
  append(fact: PlacedEvent): Promise<Written> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.dependencies.own.begin(fact);
    this.pending.push(fact);
    this.byStream.set(fact.stream, [...this.pendingOf(fact.stream), fact]);
    const written = new Promise<Written>((resolve, reject) => this.gathered.push({ fact, resolve, reject }));
    // A group that would only wait for the one before it stays open.
    this.timer ??= setTimeout(() => void this.sent.then(() => this.flush()), GROUP_MS);
    if (this.gathered.length >= GROUP_FACTS) void this.flush();
    this.onAppend();
    return written;
  }

  /** Resolves at the next call of `append`. */
  nextAppend(): Promise<void> {
    return new Promise((resolve) => (this.onAppend = resolve));
  }

  /** Resolves once no more than one group is on its way to the log. */
  async room(): Promise<void> {
    await this.sentBefore;
  }

  /** Sends what was gathered. Resolves once all of it is in the log, or was refused. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const group = this.gathered;
    if (group.length === 0) return this.sent;
    this.gathered = [];
    this.sentBefore = this.sent;
    this.sent = this.sent.then(() => this.write(group));
    return this.sent;
  }

  /** Resolves once all that was gathered is in the log. @throws what `append` throws */
  async written(): Promise<void> {
    await this.flush();
    if (this.failure !== undefined) throw this.failure;
  }

  /** The facts of a stream from a revision on that are decided and may not be in the log yet. */
  pendingOf(stream: string, from: Revision = 0): readonly PlacedEvent[] {
    const facts = this.byStream.get(stream) ?? [];
    return from === 0 ? facts : facts.filter(({ revision }) => revision >= from);
  }

  /** The last fact that is decided and may not be in the log yet, of those that match. */
  lastPending(matches: (fact: PlacedEvent) => boolean): PlacedEvent | undefined {
    return this.pending.findLast(matches);
  }

  private async write(group: readonly Waiting[]): Promise<void> {
    const { own, follower, appendAll } = this.dependencies;
    const facts = group.map(({ fact }) => fact);
    if (this.failure !== undefined) {
      own.forget(facts);
      const reason = new Unavailable('What the batch recorded before could not be written.', 'not-written', {
        cause: this.failure,
      });
      for (const { reject } of group) reject(reason);
      return;
    }
    try {
      const appended = await appendAll(
        facts.map((fact) => ({ stream: fact.stream, events: [fact], expected: expectedBefore(fact.revision) })),
      );
      // One wait for all of them, which stand in the log without a gap.
      const last = follower.ordinalOf(appended.at(-1)!.position);
      last.catch(() => {}); // each of them is told
      for (const [n, { resolve }] of group.entries()) {
        const ordinal = last.then((end) => end - (group.length - 1 - n));
        ordinal.catch(() => {});
        resolve({ ...appended[n]!, ordinal });
      }
      void follower.whenRead(appended.at(-1)!.position).then(() => this.forget(facts));
    } catch (error) {
      this.failure = error;
      for (const { reject } of group) reject(error);
    }
  }

  private forget(facts: readonly PlacedEvent[]): void {
    this.pending.splice(0, facts.length);
    for (const { stream } of facts) {
      const later = this.pendingOf(stream).slice(1);
      if (later.length === 0) this.byStream.delete(stream);
      else this.byStream.set(stream, later);
    }
  }
}
