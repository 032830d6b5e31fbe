import type { ServerResponse } from 'node:http';
import type { Clearance } from '#domain/marking.js';
import type { NoticePlace } from '../http/consistency-token.js';
import { HEARTBEAT, messageText } from './server-sent-events.js';
import type { Reader } from './window.js';

/** Why a stream does not begin where Last-Event-ID says. */
export const RESET =
  'Last-Event-ID is not of this log, so what changed since then is not known. Read again what you show; notices follow from now on.';

/** Why a stream has ended. The client is told, except by `slow`, which would not read it, and `closed`, which has gone. */
export type Ending = keyof typeof ENDINGS | 'slow' | 'closed';
export const ENDINGS = {
  'token-expired': 'The token has expired. Get a new one, and connect again with Last-Event-ID.',
  'token-refused': 'The token is no longer valid. Get a new one, and connect again with Last-Event-ID.',
  'access-revoked':
    'Your access to a negotiation was revoked. Connect again with Last-Event-ID for the notices of the others.',
  stopping: 'The service is shutting down. Connect again with Last-Event-ID; it continues where it ended.',
} as const;

/** Whoever leaves more than this unread is cut, and resumes. */
const MOST_UNREAD = 64 * 1024;
/** How long a client has to read why its stream has ended. */
const LAST_WORDS_MS = 2_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** Clients that were cut together connect again one after the other. */
const retryMs = (): number => 1_000 + Math.floor(Math.random() * 2_000);

export type StreamOptions = Readonly<{
  reader: Reader;
  /** Undefined: cleared for everything. */
  clearance: Clearance | undefined;
  /** Undefined: all that the reader has access to. */
  negotiationId: string | undefined;
  /** In ms since 1970; undefined: never. */
  expires: number | undefined;
  /** The ordinal of the last event when it was opened. */
  openedAt: number;
  /** @throws unless the token is still valid */
  authenticate: () => Promise<unknown>;
  isRefused: (error: unknown) => boolean;
  onEnd: (why: Ending) => void;
}>;

/** One client that is told what changes. It is written to as the notices come; what it does not read is bounded. */
export class NoticeStream {
  isBusy = false;
  private hasEnded = false;
  private expiry: NodeJS.Timeout | undefined;
  /** How much the client had taken at the last heartbeat, if it had not taken everything. */
  private taken: number | undefined;

  constructor(
    private readonly response: ServerResponse,
    readonly options: StreamOptions,
    /** How far its notices have come. */
    public place: NoticePlace,
  ) {
    // A client that reads nothing is noticed by what it leaves unread.
    response.socket?.setTimeout(0);
    response.once('close', () => this.finish('closed'));
    response.on('error', () => this.finish('closed'));
    this.expiry = this.untilExpiry();
  }

  /** Whether it may have notices up to the end of the log. */
  isBehind(head: number): boolean {
    return this.place.negotiationId !== undefined || this.place.upTo < head;
  }

  open(event: 'opened' | 'reset', id: string, data: object): void {
    this.write(Buffer.from(messageText({ retryMs: retryMs(), event, id, data })));
  }

  say(event: 'stale' | 'current', data: object): void {
    this.write(Buffer.from(messageText({ event, data })));
  }

  write(bytes: Buffer): void {
    if (this.hasEnded) return;
    this.response.write(bytes);
    if (this.response.writableLength > MOST_UNREAD) this.cut();
  }

  /** Also ends the stream of somebody whose token is refused by now, and of a client that takes nothing. */
  heartbeat(): void {
    if (this.hasEnded || this.endIfExpired()) return;
    const { socket, writableLength } = this.response;
    const taken = (socket?.bytesWritten ?? 0) - writableLength;
    if (writableLength > 0 && taken === this.taken) return this.cut();
    this.taken = writableLength > 0 ? taken : undefined;
    this.write(HEARTBEAT);
    this.options.authenticate().catch((error: unknown) => {
      // An issuer that does not answer says nothing about the token.
      if (this.options.isRefused(error)) this.end('token-refused');
    });
  }

  end(why: keyof typeof ENDINGS): void {
    if (this.hasEnded) return;
    const data = { reason: why, detail: ENDINGS[why] };
    this.response.end(messageText({ retryMs: retryMs(), event: 'end', data }));
    this.finish(why);
    // Whoever does not read it would hold up the stop of the service.
    const late = setTimeout(() => this.response.destroy(), LAST_WORDS_MS);
    this.response.once('close', () => clearTimeout(late));
  }

  /** A timer may be early, and the longest is shorter than some tokens live. */
  private untilExpiry(): NodeJS.Timeout | undefined {
    const { expires } = this.options;
    if (expires === undefined) return undefined;
    const ms = Math.min(Math.max(1, expires - Date.now()), LONGEST_TIMER_MS);
    return setTimeout(() => this.endIfExpired() || (this.expiry = this.untilExpiry()), ms);
  }

  private endIfExpired(): boolean {
    const { expires } = this.options;
    if (expires === undefined || Date.now() < expires) return false;
    this.end('token-expired');
    return true;
  }

  private cut(): void {
    this.finish('slow');
    this.response.destroy();
  }

  private finish(why: Ending): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    clearTimeout(this.expiry);
    this.options.onEnd(why);
  }
}
