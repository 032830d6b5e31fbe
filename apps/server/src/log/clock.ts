import { describeClock } from '#clock/describe-clock.js';
import { judgeClock, type Trusted, trustNow, type Verdict } from '#clock/judge-clock.js';
import { readClocks } from '#clock/readings.js';
import type { Instant } from '#domain/ids.js';

/** The system clock is not trusted, so nothing is recorded. The message says what it shows, and what to do. */
export class ClockJumped extends Error {
  constructor(message: string) {
    super(message);
    this.name = ClockJumped.name;
  }
}

/** `bound`: in ms. `lastEvent`: the latest time of an event in the log, in ms since 1970. */
type Options = Readonly<{ trusted?: Trusted; bound?: number; lastEvent?: number }>;

/** While no clock has moved by that much in so short a time, in ms, the uptime need not be read: it takes 50 times as long. */
const [UNMOVED_MS, FRESH_MS] = [100, 1_000] as const;

/**
 * The only source of time in the service. It never goes back, although the system clock may: no event is stamped
 * earlier than what this instance has recorded or read before. While the system clock is behind, each fact is one millisecond
 * later than the one before, so that responses for a past instant do not change.
 * While the system clock is not trusted, the time continues by the uptime.
 */
export class Clock {
  /** The bound within which the system clock is trusted, in ms. */
  readonly bound: number;
  private event: number;
  private read = 0;
  /** No event gets a time up to this instant any more. */
  private passed = 0;
  private verdict: Verdict;
  /** The system clock and the monotonic clock at the verdict. */
  private seen: Readonly<{ wall: number; ticks: number }>;
  private readonly listeners: (() => void)[] = [];

  constructor({ trusted = trustNow(readClocks()), bound = 300_000, lastEvent = 0 }: Options = {}) {
    this.bound = bound;
    this.event = lastEvent;
    const { wall } = readClocks();
    // It is judged once the last event is known.
    this.seen = { wall, ticks: -Infinity };
    this.verdict = { isTrusted: true, jump: 0, behind: 0, time: wall, trusted };
  }

  /** The time of a read, in ms since 1970. */
  at(): number {
    return (this.read = Math.max(this.latest, this.time()));
  }

  /** The time of a new event. */
  now(): Instant {
    const [time, { latest }] = [this.time(), this];
    this.event = Math.max(time >= latest ? time : latest + 1, this.passed + 1);
    return new Date(this.event).toISOString() as Instant;
  }

  /**
   * From now on, events get later times than this instant, in ms since 1970.
   * @returns false if the instant is still to come; then nothing changes
   */
  pass(instant: number): boolean {
    if (instant > this.at()) return false;
    this.passed = Math.max(this.passed, instant);
    return true;
  }

  /** How far an instant, in ms since 1970, is ahead of the system clock, in ms; negative: how far behind. */
  aheadOf(instant: number): number {
    return instant - this.time();
  }

  /** Takes an event in the log into account, recorded by this or another instance. */
  observe({ metadata }: Readonly<{ metadata: string }>): void {
    const recordedAt = /"recordedAt":"([^"]+)"/.exec(metadata)?.[1];
    if (recordedAt !== undefined) this.event = Math.max(this.event, Date.parse(recordedAt) || 0);
  }

  /** How far the system clock is behind the last event or read, in ms. */
  get behind(): number {
    return Math.max(0, this.latest - Date.now());
  }

  /** When the last event was recorded, in ms since 1970; 0 for none. */
  get lastEvent(): number {
    return this.event;
  }

  /** Holds the system clock against the uptime and the last event now. */
  judge(): Verdict {
    const [before, reading] = [this.verdict, readClocks()];
    this.seen = { wall: reading.wall, ticks: performance.now() };
    this.verdict = judgeClock(before.trusted, reading, this.event, this.bound);
    if (this.verdict.isTrusted !== before.isTrusted) for (const listener of this.listeners) listener();
    return this.verdict;
  }

  /** Calls back when the system clock is no longer trusted, and when it is trusted again. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Why the system clock is not trusted, and what to do; undefined if it is. */
  get trouble(): string | undefined {
    this.time();
    return this.verdict.isTrusted
      ? undefined
      : `${describeClock(this.verdict, this.bound)} Set the clock right, and facts are recorded again. If it is right now, run "rapporteur accept-clock".`;
  }

  /** @throws ClockJumped if the system clock is not trusted */
  assertTrusted(): void {
    const { trouble } = this;
    if (trouble !== undefined) throw new ClockJumped(`Nothing more is recorded: ${trouble}`);
  }

  /** Trusts a clock that was accepted. */
  accept(trusted: Trusted): void {
    // Reads by a clock that was accepted by mistake are no reason to record at its time.
    this.read = this.passed = 0;
    this.verdict = { ...this.verdict, trusted };
    this.judge();
  }

  private get latest(): number {
    return Math.max(this.event, this.read);
  }

  private time(): number {
    const wall = Date.now();
    const passed = performance.now() - this.seen.ticks;
    const isSame =
      this.verdict.isTrusted &&
      passed < FRESH_MS &&
      Math.abs(wall - this.seen.wall - passed) < UNMOVED_MS &&
      this.event <= wall;
    return isSame ? wall : this.judge().time;
  }
}
