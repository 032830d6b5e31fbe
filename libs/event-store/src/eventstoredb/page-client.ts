import type { MessagePort } from 'node:worker_threads';
import { type Position, Unavailable } from '../event-store.js';
import { PositionNotifier } from './position-notifier.js';
import { type Cursor, type LogPage, placeOfCursor, restOf } from './cursor.js';
import { type Answer, errorFrom, type FromOwner, type NewPage, type Question, type ToOwner } from './page-messages.js';

/** How long a follower may hear nothing, in ms, until it asks by itself: the owner tells something each second. */
const SILENCE_MS = 3_000;
/** Events that were told and are kept for a follower that is at work. Beyond that it asks for them. */
const KEPT = 1_024;

type Waiting = Readonly<{ resolve: (answer: Answer) => void; reject: (reason: Error) => void }>;

/** Pages of the log from the thread that owns it. The port is this client's alone. */
export class PageClient {
  private readonly waiting = new Map<number, Waiting>();
  /** Wakes the followers. */
  readonly notifier = new PositionNotifier(SILENCE_MS, 0);
  /** What was told and is not taken yet, without a gap. */
  private pages: NewPage[] = [];
  /** How far the owner has read. */
  private end: Position | undefined;
  private followers = 0;
  private asked = 0;
  private closed = false;

  constructor(private readonly port: MessagePort) {
    port.on('message', this.onMessage);
    port.on('close', this.close);
    port.unref();
  }

  /** The page after a cursor. @throws Unavailable, StreamCut, or another error in words */
  async page(cursor: Cursor, isSeen: boolean): Promise<LogPage> {
    return (isSeen && this.take(placeOfCursor(cursor))) || ((await this.ask({ page: cursor, isSeen })) as LogPage);
  }

  /** The position of the last event of the log. @throws Unavailable */
  async head(): Promise<Position | undefined> {
    return (await this.ask('head')) as Position | undefined;
  }

  /** Whether the log can be read. @throws Unavailable */
  async probe(): Promise<void> {
    await this.ask('probe');
  }

  /** From now on this hears of new pages, until the function that is returned is called. */
  follow(): () => void {
    if (this.followers++ === 0) this.post({ follows: true });
    return () => {
      if (--this.followers > 0) return;
      this.pages = [];
      if (!this.closed) this.post({ follows: false });
    };
  }

  /** Ends what waits here. */
  readonly close = (): void => {
    if (this.closed) return;
    this.closed = true;
    this.port.close();
    for (const { reject } of this.waiting.values()) reject(closedLog());
    this.notifier.close();
  };

  private async ask(question: Question): Promise<Answer> {
    if (this.closed) throw closedLog();
    const ask = ++this.asked;
    // Whoever waits for an answer keeps the thread alive.
    this.port.ref();
    try {
      return await new Promise<Answer>((resolve, reject) => {
        this.waiting.set(ask, { resolve, reject });
        this.post({ ask, question });
      });
    } finally {
      this.waiting.delete(ask);
      if (this.waiting.size === 0) this.port.unref();
    }
  }

  private readonly onMessage = (message: FromOwner): void => {
    if ('page' in message) return this.keep(message);
    if ('upTo' in message) return this.miss(message.upTo);
    const waiting = this.waiting.get(message.ask);
    if ('failure' in message) waiting?.reject(errorFrom(message.failure));
    else waiting?.resolve(message.answer);
  };

  /** What the owner has read up to this place and not told, a follower has to ask for. */
  private miss(upTo: Position | undefined): void {
    if (upTo !== this.end) this.pages = [];
    this.reach(upTo);
  }

  private reach(place: Position | undefined): void {
    this.notifier.defer();
    this.end = place;
    if (place !== undefined) this.notifier.tell(place);
  }

  private keep(told: NewPage): void {
    this.post('got');
    if (told.from !== this.end) this.pages = [];
    this.pages.push(told);
    const kept = this.pages.reduce((sum, { page }) => sum + page.events.length, 0);
    if (kept > KEPT) this.pages = [];
    this.reach(placeOfCursor(told.page.cursor));
  }

  /** All that was told after a place; undefined if that does not begin there, or is nothing. */
  private take(place: Position | undefined): LogPage | undefined {
    const isAfter = ({ page }: NewPage) => place === undefined || placeOfCursor(page.cursor)! > place;
    this.pages = this.pages.filter(isAfter);
    const [first] = this.pages;
    const last = this.pages.at(-1);
    const begins = first?.from === undefined || (place !== undefined && first.from <= place);
    if (last === undefined || !begins) return undefined;
    const pages = this.pages.map(({ page }) => restOf(page, place));
    this.pages = [];
    return {
      events: pages.flatMap(({ events }) => events),
      changes: pages.flatMap(({ changes }) => changes),
      cursor: last.page.cursor,
      caughtUp: last.page.caughtUp,
    };
  }

  private post(message: ToOwner): void {
    this.port.postMessage(message);
  }
}

const closedLog = () => new Unavailable('This log has been closed', 'not-written');
