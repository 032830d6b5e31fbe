import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { StoredEvent } from '#event-store/event-store.js';
import { type Ended, endOf, type Process, startInVain, startProcess, stop } from '../../test/support/process.js';
import { differenceFromRebuild } from './rebuilt.js';

/** What an instance reports about its log: equal on all instances that are up to date. */
export type Health = Readonly<{
  status: string;
  log: Readonly<{ id: string | null; events: number; trouble?: string }>;
  ledger: Readonly<{ origin: string; size: number; root: string }>;
  behind: number;
}>;

/** Longer than any recovery takes, also on a busy machine. */
export const RECOVERY_MS = 60_000;

/** One of several instances of the service on one log, on a data folder of its own. */
export class Instance {
  private process: Process | undefined;
  private frozenBefore = 0;
  private frozenSince: number | undefined;

  constructor(
    readonly name: string,
    readonly dataDir: string,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  /** Its address, also after it has ended. */
  get url(): string {
    return this.process!.url;
  }

  async start(): Promise<void> {
    this.process = await startProcess(this.options);
  }

  /** A start that should fail. */
  startInVain(): Promise<Ended> {
    return startInVain(this.options);
  }

  stop(signal?: NodeJS.Signals): Promise<Ended> {
    return stop(this.process!, signal);
  }

  /** Waits until it ends by itself. @throws Error with its health, if it does not end */
  async ended(ms = RECOVERY_MS): Promise<Ended> {
    const ended = await Promise.race([endOf(this.process!), sleep(ms, undefined, { ref: false })]);
    if (ended !== undefined) return ended;
    const health = await this.ask().then((answer) => answer.text(), String);
    throw new Error(`instance ${this.name} does not end: ${health} ${this.process!.output()}`);
  }

  get isRunning(): boolean {
    const child = this.process?.child;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  freeze(): void {
    process.kill(this.process!.pid, 'SIGSTOP');
    this.frozenSince = performance.now();
  }

  thaw(): void {
    process.kill(this.process!.pid, 'SIGCONT');
    this.frozenBefore = this.frozenMs;
    this.frozenSince = undefined;
  }

  /** How long it was frozen, in ms, all in all. */
  get frozenMs(): number {
    return this.frozenBefore + (this.frozenSince === undefined ? 0 : performance.now() - this.frozenSince);
  }

  /** How long a request waits for the log. */
  get logSeconds(): number {
    return Number(this.settings['LOG_TIMEOUT_SECONDS'] ?? 10);
  }

  /** @throws Error with its output, if it has ended */
  async health(): Promise<Health> {
    return (await (await this.healthResponse()).json()) as Health;
  }

  /** @throws Error with its output, if it has ended */
  async isReady(): Promise<boolean> {
    const answer = await this.healthResponse();
    await answer.arrayBuffer();
    return answer.ok;
  }

  /** Whether it reports within this time that it is ready, or that it is not. */
  async becomes(ready: boolean, ms = RECOVERY_MS): Promise<boolean> {
    const until = performance.now() + ms;
    for (;;) {
      const isSo = (await this.isReady()) === ready;
      // A late answer does not count.
      if (performance.now() > until) return false;
      if (isSo) return true;
      await sleep(50);
    }
  }

  private async healthResponse(): Promise<Response> {
    try {
      // The service may close a kept-alive connection just as it is used again.
      return await this.ask().catch(() => this.ask());
    } catch (error) {
      // The exit event may come a moment after the connections are closed.
      const { code, signal, output } = await this.ended(1_000).catch(() => Promise.reject(error as Error));
      throw new Error(`instance ${this.name} ended with ${code ?? signal}: ${output}`, { cause: error });
    }
  }

  private ask(): Promise<Response> {
    return fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(RECOVERY_MS) });
  }

  private get options() {
    return { dataDir: this.dataDir, env: { LOG_LEVEL: 'fatal', ...this.settings } };
  }
}

/**
 * Waits until idle instances report the same log, and have its views. Several can be behind the log by the same number for a moment.
 * @param least how many events the log has
 * @returns how they differ, if they never do
 */
export const wrongAmong = async (instances: readonly Instance[], least: number): Promise<readonly string[]> => {
  const healthOfAll = () => Promise.all(instances.map((instance) => instance.health()));
  const fingerprint = ({ status, log, ledger, behind }: Health) => ({ status, log, ledger, behind });
  const until = performance.now() + RECOVERY_MS;
  for (;;) {
    const [first, ...others] = (await healthOfAll()).map(fingerprint);
    const isSame = others.every((other) => isDeepStrictEqual(other, first));
    const { status, log, ledger, behind } = first!;
    // Views that are behind by the same number are the same, and not those of the whole log.
    const isWhole = log.events >= least && log.events === ledger.size;
    if (isSame && status === 'ok' && isWhole && behind === 0) return [];
    if (performance.now() > until)
      return [
        `the instances report different things about one log of ${least} events or more: ${JSON.stringify([first, ...others])}`,
      ];
    await sleep(100);
  }
};

/** Compares the views of stopped instances with a rebuild. */
export const wrongViews = (instances: readonly Instance[], log: readonly StoredEvent[]): readonly string[] =>
  instances.flatMap(({ name, dataDir }) => {
    const difference = differenceFromRebuild(dataDir, log);
    return difference === undefined ? [] : [`the views of ${name} differ from a rebuild: ${difference}`];
  });
