/** How many reads may be under way, by how many events each of them has to bring: all bring the same. */
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
  private underWay = 0;
  private beganAt = -Infinity;
  private duration = 0;
  private timer: NodeJS.Timeout | undefined;

  /** `unread`: how many events a read that begins now has to bring. */
  constructor(
    private readonly isTime: () => void,
    private readonly unread: () => number,
  ) {}

  get isIdle(): boolean {
    return this.underWay === 0;
  }

  /** Whether another read may begin beside those that are under way. */
  get allowsAnother(): boolean {
    const limit = limitFor(this.unread());
    if (this.underWay >= limit) return false;
    const rest = this.beganAt + Math.min(this.duration / limit, LONGEST_MS) - performance.now();
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

  stop(): void {
    clearTimeout(this.timer);
  }
}
