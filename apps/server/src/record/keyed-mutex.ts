/** Serializes commands on one thing within a process, so that concurrent commands succeed without a retry. */
export class KeyedMutex {
  private readonly last = new Map<string, Promise<unknown>>();
  private readonly running = new Map<string, { key: string; commands: number }>();

  /** Whether a command is running under another key. */
  isElsewhere(commandId: string, key: string): boolean {
    return (this.running.get(commandId)?.key ?? key) !== key;
  }

  async run<T>(key: string, commandId: string, work: () => Promise<T>): Promise<T> {
    const same = this.running.get(commandId) ?? { key, commands: 0 };
    same.commands++;
    this.running.set(commandId, same);

    const before = this.last.get(key);
    const turn = before === undefined ? work() : before.then(work, work);
    this.last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.last.get(key) === turn) this.last.delete(key);
      if (--same.commands === 0) this.running.delete(commandId);
    }
  }
}
