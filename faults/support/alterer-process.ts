import { type ChildProcess, fork } from 'node:child_process';
import type { AlterAnswer, AlterRequest } from './alterer.js';

/** Alters data folders from another process, one at a time or several. */
export class AltererProcess {
  private readonly child: ChildProcess = fork(new URL('./alterer.js', import.meta.url), { execArgv: [] });
  private readonly waiting = new Map<number, (answer: AlterAnswer) => void>();
  private count = 0;

  constructor() {
    this.child.on('message', (answer: AlterAnswer) => this.answer(answer));
    this.child.on('exit', (code) => {
      for (const id of this.waiting.keys())
        this.answer({ id, error: `the process that alters has ended with ${code}` });
    });
  }

  /** @returns what was done; undefined if this draw changes nothing @throws Error that says why it could not be done */
  async alter(request: Omit<AlterRequest, 'id'>): Promise<string | undefined> {
    const id = (this.count += 1);
    const answered = new Promise<AlterAnswer>((resolve) => this.waiting.set(id, resolve));
    this.child.send({ id, ...request } satisfies AlterRequest);
    const { what, error } = await answered;
    if (error !== undefined) throw new Error(error);
    return what;
  }

  stop(): void {
    this.child.disconnect();
  }

  private answer(answer: AlterAnswer): void {
    this.waiting.get(answer.id)?.(answer);
    this.waiting.delete(answer.id);
  }
}
