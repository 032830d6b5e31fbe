/** Whoever may have several turns at once. `flush` has all that it has begun written, so that its turns end. */
export type Holder = Readonly<{ flush: () => Promise<void> }>;

/** `works`: what runs in this turn, or waits to. */
type Turn = {
  readonly holder: Holder | undefined;
  works: number;
  readonly ended: Promise<void>;
  readonly end: () => void;
};

/**
 * Serializes commands on one thing within a process, so that concurrent commands succeed without a retry. The commands of one holder
 * share a turn, unless others wait for it. A holder never waits for a turn while it has others: two of them would wait for each other.
 */
export class KeyedMutex {
  /** The turns of each key. The first one is running. */
  private readonly turns = new Map<string, Turn[]>();
  private readonly running = new Map<string, { key: string; commands: number }>();

  /** Whether a command is running under another key. */
  isElsewhere(commandId: string, key: string): boolean {
    return (this.running.get(commandId)?.key ?? key) !== key;
  }

  async run<T>(key: string, commandId: string, work: () => Promise<T>, holder?: Holder): Promise<T> {
    const same = this.running.get(commandId) ?? { key, commands: 0 };
    same.commands++;
    this.running.set(commandId, same);
    try {
      const turn = await this.begin(key, holder);
      try {
        return await work();
      } finally {
        if (--turn.works === 0) this.end(key, turn);
      }
    } finally {
      if (--same.commands === 0) this.running.delete(commandId);
    }
  }

  private async begin(key: string, holder: Holder | undefined): Promise<Turn> {
    const current = this.turns.get(key)?.[0];
    if (holder !== undefined && current !== undefined) {
      if (current.holder === holder && this.turns.get(key)!.length === 1) {
        current.works++;
        return current;
      }
      await holder.flush();
    }
    const queue = this.turns.get(key) ?? [];
    const before = queue.at(-1);
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const turn = { holder, works: 1, ended, end };
    queue.push(turn);
    this.turns.set(key, queue);
    await before?.ended;
    return turn;
  }

  private end(key: string, turn: Turn): void {
    const queue = this.turns.get(key)!;
    queue.shift();
    if (queue.length === 0) this.turns.delete(key);
    turn.end();
  }
}
