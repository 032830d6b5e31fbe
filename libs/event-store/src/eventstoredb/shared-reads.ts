import { type Cursor, type LogPage, placeOfCursor } from './cursor.js';

/** How long a page is kept, in ms, and how many are. */
const KEPT_MS = 10_000;
const MOST = 64;

/**
 * Pages that were just read. Threads that read the log at about the same time share each read, and find the next page read
 * while they work on the one before. A page at the end of the log is shared only while it is being read.
 */
export class SharedReads {
  private readonly pages = new Map<string, Promise<LogPage>>();

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
    const forget = () => {
      if (this.pages.get(key) === reading) this.pages.delete(key);
    };
    reading.then(({ caughtUp }) => (caughtUp ? forget() : void setTimeout(forget, KEPT_MS).unref()), forget);
    if (this.pages.size > MOST) this.pages.delete(this.pages.keys().next().value!);
    return reading;
  }
}
