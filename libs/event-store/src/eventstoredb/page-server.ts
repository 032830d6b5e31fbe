import type { MessagePort } from 'node:worker_threads';
import type { Position } from '../event-store.js';
import { type Cursor, type LogPage, placeOfCursor, restOf } from './cursor.js';
import { type Answer, failureFrom, type FromOwner, type Question, type ToOwner } from './page-messages.js';

/** How often threads hear that there is nothing new, in ms: then they need not look by themselves. */
const QUIET_MS = 1_000;

/** `page`: the page after a cursor; see `Question`. */
export type Pages = Readonly<{
  page: (cursor: Cursor, isSeen: boolean) => Promise<LogPage>;
  head: () => Promise<Position | undefined>;
}>;

/** Gives the other threads of the process what the owner of the log reads, so that one connection follows the log for all. */
export class PageServer {
  private readonly ports = new Set<MessagePort>();
  private readonly following = new Set<MessagePort>();
  /** How far the followers were told, and when. */
  private place: Position | undefined;
  private toldAt = -Infinity;

  constructor(private readonly pages: Pages) {}

  connect(port: MessagePort): void {
    this.ports.add(port);
    port.on('message', (message: ToOwner) => this.hear(port, message));
    port.on('close', () => {
      this.ports.delete(port);
      this.following.delete(port);
    });
    port.unref();
  }

  /** Tells the followers of a page that was read. Pages may overlap, and an older one may come late. */
  tell(cursor: Cursor, page: LogPage): void {
    const end = placeOfCursor(page.cursor);
    if (end !== undefined && (this.place === undefined || end > this.place)) {
      const from = placeOfCursor(cursor);
      const isJoined = this.place !== undefined && (from === undefined || from <= this.place);
      this.post(isJoined ? { from: this.place, page: restOf(page, this.place) } : { from, page });
      this.place = end;
    } else if (page.caughtUp && performance.now() - this.toldAt > QUIET_MS) this.post('nothing new');
  }

  close(): void {
    for (const port of this.ports) port.close();
  }

  private hear(port: MessagePort, message: ToOwner): void {
    if (!('follows' in message)) void this.answer(port, message);
    else if (message.follows) this.following.add(port);
    else this.following.delete(port);
  }

  private async answer(port: MessagePort, { ask, question }: Readonly<{ ask: number; question: Question }>) {
    const told: FromOwner = await this.find(question).then(
      (answer) => ({ ask, answer }),
      (reason: unknown) => ({ ask, failure: failureFrom(reason) }),
    );
    port.postMessage(told);
  }

  private find(question: Question): Promise<Answer> {
    return question === 'head' ? this.pages.head() : this.pages.page(question.page, question.isSeen);
  }

  private post(message: FromOwner): void {
    this.toldAt = performance.now();
    for (const port of this.following) port.postMessage(message);
  }
}
