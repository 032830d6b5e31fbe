/** How many reads may be under way, by how many events the last one has brought: each brings the same events again. */
const limitFor = (events: number): number => {
  if (events <= 8) return 4;
  return events <= 32 ? 2 : 1;
};
/** The longest time between two reads that someone waits for, in ms. */
const LONGEST_MS = 25;

/**
 * Spaces the reads of a live reader evenly, so that nobody waits long for the next one to begin, and one read serves many. A
 * moment after it said no, it calls back.
 */
export class Pace {
  private limit = limitFor(0);
  private underWay = 0;
  private beganAt = -Infinity;
  private duration = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly isTime: () => void) {}

  get isIdle(): boolean {
    return this.underWay === 0;
  }

  /** Whether another read may begin beside those that are under way. */
  get allowsAnother(): boolean {
    if (this.underWay >= this.limit) return false;
    const rest = this.beganAt + Math.min(this.duration / this.limit, LONGEST_MS) - performance.now();
    if (rest <= 0) return true;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.isTime();
    }, rest).unref();
    return false;
  }

  /** @returns a function to call when the read that begins has ended */
  begin(): () => void {
    const began = performance.now();
    this.beganAt = began;
    this.underWay++;
    return () => {
      this.underWay--;
      this.duration = performance.now() - began;
    };
  }

  /** How many events the last read has brought. */
  brought(events: number): void {
    this.limit = limitFor(events);
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
