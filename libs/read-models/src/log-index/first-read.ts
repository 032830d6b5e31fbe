import { NoLog, NotALog } from '#event-store/engine.js';
import type { Batch, EventStore } from '#event-store/event-store.js';
import { CutFinder } from '#event-store/cut-finder.js';
import { StreamCut } from '#event-store/stream-cut.js';

/** The file of the log, or an index in it, is damaged. */
export class LogDamaged extends Error {
  constructor(message: string) {
    super(message);
    this.name = LogDamaged.name;
  }
}

/** Checks what only the first read of the whole log shows, before its end is reported. */
export class FirstRead {
  private readonly cuts: CutFinder | undefined;

  constructor(
    private readonly store: Pick<EventStore, 'check' | 'isShared' | 'nameOfStream'>,
    private isCheck: boolean,
  ) {
    // A log of one writer checks itself. Others may cut the streams of one on a server.
    this.cuts = isCheck && store.isShared ? new CutFinder(store) : undefined;
  }

  /** The same batches. @throws StreamCut or LogDamaged, before the last of them */
  async *over(batches: AsyncIterable<Batch>): AsyncGenerator<Batch, void, void> {
    for await (const batch of batches) {
      if (this.isCheck) await this.take(batch);
      yield batch;
    }
  }

  private async take(batch: Batch): Promise<void> {
    this.cuts?.take(batch);
    if (!batch.caughtUp) return;
    this.isCheck = false;
    const cut = this.cuts?.found;
    if (cut !== undefined) throw new StreamCut(cut);
    await this.store.check().catch((error: Error) => {
      throw error instanceof NotALog && !(error instanceof NoLog) ? new LogDamaged(error.message) : error;
    });
  }
}
