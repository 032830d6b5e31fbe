import type { Logger } from 'pino';

type Level = 'warn' | 'error';
/** Lines with the same kind are alike. `wider` is a kind of fewer, for lines of more kinds than are kept apart. */
type Line = Readonly<{
  level: Level;
  message: string;
  kind: readonly unknown[];
  fields: object;
  wider?: Readonly<{ kind: readonly unknown[]; fields: object }>;
}>;
type Counted = { readonly line: Line; more: number };

/** Bounds the memory, and the lines per interval. */
const MOST_KINDS = 500;

/**
 * For lines that a client can cause as often as it likes: the first of each kind is written, and further ones are counted. The
 * counts are written every `seconds`, and at the end. So no client fills the disk, and no line is lost without a count.
 */
export class SampledLog {
  private readonly kinds = new Map<string, Counted>();
  private timer: NodeJS.Timeout | undefined;
  private began = 0;
  private isClosed = false;

  /** `seconds`: 0 writes every line. */
  constructor(
    private readonly log: Logger,
    private readonly seconds: number,
    private readonly mostKinds = MOST_KINDS,
  ) {}

  /** `to` is a child of the log, for the lines that are written. */
  write(line: Line, to: Pick<Logger, Level> = this.log): void {
    if (this.seconds === 0 || this.isClosed) return to[line.level](line.fields, line.message);
    const key = JSON.stringify(line.kind);
    const known = this.kinds.get(key);
    if (known !== undefined) return void (known.more += 1);
    this.start();
    if (this.kinds.size >= this.mostKinds) return this.countOther(line);
    this.kinds.set(key, { line, more: 0 });
    to[line.level](line.fields, line.message);
  }

  /** A line whose kind is everything that it says. */
  warn(fields: object, message: string): void {
    this.write({ level: 'warn', kind: [message, fields], fields, message });
  }

  /** A line whose kind is everything that it says. */
  error(fields: object, message: string): void {
    this.write({ level: 'error', kind: [message, fields], fields, message });
  }

  /** Writes the counts of this interval. Later lines are written one by one. */
  close(): void {
    this.isClosed = true;
    this.writeCounts();
  }

  private countOther(line: Line): void {
    const { kind, fields } = line.wider ?? { kind: [line.message], fields: {} };
    const key = JSON.stringify(['others', ...kind]);
    const others = this.kinds.get(key) ?? { line: { ...line, fields: { ...fields, others: true } }, more: 0 };
    others.more += 1;
    this.kinds.set(key, others);
  }

  private start(): void {
    if (this.timer !== undefined) return;
    this.began = performance.now();
    this.timer = setInterval(() => this.writeCounts(), this.seconds * 1_000).unref();
  }

  private writeCounts(): void {
    const seconds = Math.ceil((performance.now() - this.began) / 1_000);
    for (const { line, more } of this.kinds.values())
      if (more > 0)
        this.log[line.level](
          { ...line.fields, more, seconds },
          `${line.message}, and ${more.toLocaleString('en')} more in the last ${seconds} s`,
        );
    this.kinds.clear();
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
