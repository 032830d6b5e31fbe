import type { Logger } from 'pino';
import { LedgerBroken } from '#ledger/storage/ledger-broken.js';
import type { CheckpointProblem } from '#ledger/recorded-checkpoints.js';
import type { AlteredEvent } from '#ledger/storage/checked-log.js';
import type { EventStore } from '#event-store/event-store.js';
import type { Cut } from '#event-store/stream-cut.js';

/**
 * Set by whatever finds an event of the log that is not what was recorded. From then on nothing is recorded and the service is
 * not ready, until it is started on a sound log.
 */
export class TamperAlarm {
  private found: LedgerBroken | undefined;

  constructor(
    private readonly logger: Pick<Logger, 'fatal'>,
    private readonly store: Pick<EventStore, 'nameOfStream'>,
    /** Called with the first finding. */
    private readonly onFound: () => void = () => {},
  ) {}

  /** What is wrong, where, and what to do; undefined if nothing was found. */
  get message(): string | undefined {
    return this.found?.message;
  }

  /** @throws LedgerBroken once something was found */
  assertSound(): void {
    if (this.found !== undefined) throw this.found;
  }

  /** Whether a stream of the log was deleted or cut: then what is appended may not be readable. */
  get isCut(): boolean {
    return this.found?.code === 'stream-cut';
  }

  /** @throws LedgerBroken once a stream was found to be cut */
  assertWhole(): void {
    if (this.isCut) this.assertSound();
  }

  altered(event: AlteredEvent): LedgerBroken {
    return this.raise(LedgerBroken.altered(event, this.store), { ...event });
  }

  /** Somebody has deleted or cut a stream. */
  cut(cut: Cut): LedgerBroken {
    return this.raise(LedgerBroken.cut(cut), { stream: cut.stream });
  }

  /** Another program has appended an event. */
  foreign(event: AlteredEvent): LedgerBroken {
    return this.raise(LedgerBroken.foreign(event, this.store), { ...event });
  }

  /** The log has fewer events than it had while this service was running. */
  shrunk(events: number, before: number): LedgerBroken {
    return this.raise(LedgerBroken.shrunk(events, before), { events, before });
  }

  /** A checkpoint in the log does not hold. */
  checkpoint({ index, because }: CheckpointProblem): LedgerBroken {
    return this.raise(LedgerBroken.checkpointDiffers(index, because), { ordinal: index });
  }

  /** The file of the log, or an index in it, is damaged. */
  damaged(why: string): LedgerBroken {
    return this.raise(LedgerBroken.damaged(why), {});
  }

  private raise(broken: LedgerBroken, fields: object): LedgerBroken {
    if (this.found === undefined) {
      this.found = broken;
      this.logger.fatal(fields, `Nothing more is recorded: ${broken.message}`);
      this.onFound();
    }
    return broken;
  }
}
