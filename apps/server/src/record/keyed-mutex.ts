import { Problem } from '../http/problem.js';

/** Commands on one thing take turns within a process, so that two clerks who record at once both come through at the first try. */
export class KeyedMutex {
  private readonly last = new Map<string, Promise<unknown>>();
  private readonly running = new Map<string, { stream: string; requests: number }>();

  /** @throws Problem where the same command is under way on another thing */
  async take<T>(stream: string, commandId: string, work: () => Promise<T>): Promise<T> {
    const same = this.running.get(commandId) ?? { stream, requests: 0 };
    if (same.stream !== stream) throw keyUsedElsewhere();
    same.requests++;
    this.running.set(commandId, same);

    const before = this.last.get(stream);
    const turn = before === undefined ? work() : before.then(work, work);
    this.last.set(stream, turn);
    try {
      return await turn;
    } finally {
      if (this.last.get(stream) === turn) this.last.delete(stream);
      if (--same.requests === 0) this.running.delete(commandId);
    }
  }
}

export const keyUsedElsewhere = () =>
  new Problem(
    422,
    'idempotency-key-reused',
    'This Idempotency-Key was used for another thing. Take a new key for each thing that you record.',
  );
