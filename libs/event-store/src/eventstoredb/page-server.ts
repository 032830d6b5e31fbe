import type { MessagePort } from 'node:worker_threads';
import type { Position } from '../event-store.js';
import { type Cursor, type LogPage, placeOfCursor, restOf } from './cursor.js';
import {
  type Answer,
  failureFrom,
  type FromOwner,
  type NewPage,
  type Question,
  type ToOwner,
} from './page-messages.js';

/** How often threads hear that there is nothing new, in ms: then they need not look by themselves. */
const QUIET_MS = 1_000;
/** How many pages a thread is told of that it has not got yet. It asks for further ones when it has time for them. */
const UNREAD = 16;

/** `page`: the page after a cursor; see `Question`. @throws Unavailable */
export type Pages = Readonly<{
  page: (cursor: Cursor, isSeen: boolean) => Promise<LogPage>;
  head: () => Promise<Position | undefined>;
  probe: () => Promise<void>;
}>;

/** Gives the other threads of the process what the owner of the log reads, so that one connection follows the log for all. */
export class PageServer {
  private readonly ports = new Set<MessagePort>();
  private readonly following = new Map<MessagePort, { unread: number; missed: boolean }>();
  /** How far the followers were told, and when. */
  private place: Position | undefined;
  private toldAt = -Infinity;

  constructor(private readonly pages: Pages) {}

  connect(port: MessagePort): void {
    this.ports.add(port);
    port.on('message', (message: ToOwner) => this.onMessage(port, message));
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
      this.tellPage(isJoined ? { from: this.place, page: restOf(page, this.place) } : { from, page });
      this.place = end;
    } else if (page.caughtUp && performance.now() - this.toldAt > QUIET_MS) this.tellPlace();
  }

  close(): void {
    for (const port of this.ports) port.close();
  }

  private onMessage(port: MessagePort, message: ToOwner): void {
    if (message === 'got') this.got(port);
    else if ('ask' in message) void this.answer(port, message);
    else if (message.follows) this.following.set(port, { unread: 0, missed: false });
    else this.following.delete(port);
  }

  private got(port: MessagePort): void {
    const follower = this.following.get(port);
    if (follower === undefined || --follower.unread > 0 || !follower.missed) return;
    follower.missed = false;
    port.postMessage({ upTo: this.place } satisfies FromOwner);
  }

  private async answer(port: MessagePort, { ask, question }: Readonly<{ ask: number; question: Question }>) {
    const told: FromOwner = await this.find(question).then(
      (answer) => ({ ask, answer }),
      (reason: unknown) => ({ ask, failure: failureFrom(reason) }),
    );
    port.postMessage(told);
  }

  private find(question: Question): Promise<Answer> {
    if (question === 'head') return this.pages.head();
    if (question === 'probe') return this.pages.probe().then(() => undefined);
    return this.pages.page(question.page, question.isSeen);
  }

  private tellPage(message: NewPage): void {
    this.toldAt = performance.now();
    for (const [port, follower] of this.following) {
      follower.missed ||= follower.unread === UNREAD;
      if (follower.missed) continue;
      follower.unread++;
      port.postMessage(message);
    }
  }

  private tellPlace(): void {
    this.toldAt = performance.now();
    for (const port of this.following.keys()) port.postMessage({ upTo: this.place } satisfies FromOwner);
  }
}
