import { type Cursor, type LogPage, placeOfCursor } from './cursor.js';

/** How long a page is kept, in ms, and how many bytes of events are at the most. */
const KEPT_MS = 10_000;
const KEPT_BYTES = 32 * 1024 * 1024;

/**
 * Pages that were just read. Threads that read the log at about the same time share each read, and find the next page read
 * while they work on the one before. A page at the end of the log is shared only while it is being read.
 */
export class SharedReads {
  private readonly pages = new Map<string, Promise<LogPage>>();
  /** Bytes of those that have arrived, oldest first. */
  private readonly weights = new Map<string, number>();

  constructor(private readonly read: (cursor: Cursor) => Promise<LogPage>) {}

  /** The page after a cursor. @throws what the read throws */
  async after(cursor: Cursor): Promise<LogPage> {
    const page = await this.pageAfter(cursor);
    // Whoever comes to the end of this one finds out whether that has failed.
    if (!page.caughtUp) this.pageAfter(page.cursor).catch(() => {});
    return page;
  }

  private pageAfter(cursor: Cursor): Promise<LogPage> {
    const key = `${cursor.last} ${placeOfCursor(cursor)}`;
    const known = this.pages.get(key);
    if (known) return known;
    const reading = this.read(cursor);
    this.pages.set(key, reading);
    reading.then(
      (page) => (page.caughtUp ? this.forget(key) : this.keep(key, page)),
      () => this.forget(key),
    );
    return reading;
  }

  private keep(key: string, page: LogPage): void {
    this.weights.set(key, weightOf(page));
    setTimeout(() => this.forget(key), KEPT_MS).unref();
    let bytes = [...this.weights.values()].reduce((sum, weight) => sum + weight, 0);
    for (const [oldest, weight] of this.weights) {
      if (bytes <= KEPT_BYTES) return;
      this.forget(oldest);
      bytes -= weight;
    }
  }

  private forget(key: string): void {
    this.pages.delete(key);
    this.weights.delete(key);
  }
}

const weightOf = ({ events }: LogPage): number =>
  events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
