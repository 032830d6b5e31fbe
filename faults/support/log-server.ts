import { setTimeout as sleep } from 'node:timers/promises';
import { below, type Random } from '#ledger/audit/testing/sample.js';

/** By address: an engine's folder can be deleted, and nothing but its own tests misses it. */
const START = new URL('../eventstoredb/server/start.js', import.meta.url).href;

/** See `serve.js --help` of that folder. */
export type LogFault = Readonly<{
  name: string;
  on?: readonly string[];
  after?: number;
  times?: number;
  ms?: number;
  connection?: 'cut' | 'kept';
}>;
type Running = Readonly<{
  connectionString: string;
  nodes: readonly string[];
  inject: (fault: LogFault) => Promise<void>;
  clear: () => Promise<void>;
  restart: (how: Readonly<{ keepData?: boolean; ms?: number; node?: number }>) => Promise<void>;
  lead: (node: number | null) => Promise<void>;
  freeze: () => void;
  thaw: () => void;
  stop: (signal?: 'SIGTERM' | 'SIGKILL') => Promise<number | null>;
}>;
type Starter = Readonly<{ startTestProcess: (words: readonly string[]) => Promise<Running> }>;

export const NODES = 3;
/** How late the followers are, in ms. */
const LAG = 20;

/** The server of the log that several instances share, in a process of its own: a cluster, which does wrong when told. */
export class LogServer {
  private constructor(
    private readonly words: readonly string[],
    private running: Running,
  ) {}

  /** @param dataFile keeps the log, so that it is there again after a kill */
  static async start(dataFile: string, random: Random): Promise<LogServer> {
    for (let tries = 1; ; tries++) {
      // At the same ports again after a kill; so they cannot be any that are free.
      const port = 20_000 + below(random, 10_000);
      const words = ['--nodes', String(NODES), '--lag', String(LAG), '--data', dataFile, '--port', String(port)];
      try {
        return new LogServer(words, await startLogServer(words));
      } catch (error) {
        if (tries === 20 || !(error as Error).message.includes('EADDRINUSE')) throw error;
      }
    }
  }

  get url(): string {
    return this.running.connectionString;
  }

  /** The node that is never behind. */
  get firstNode(): string {
    return this.running.nodes[0]!;
  }

  inject(fault: LogFault): Promise<void> {
    return this.running.inject(fault);
  }

  clear(): Promise<void> {
    return this.running.clear();
  }

  restart(how: Readonly<{ keepData?: boolean; ms?: number; node?: number }>): Promise<void> {
    return this.running.restart(how);
  }

  lead(node: number | null): Promise<void> {
    return this.running.lead(node);
  }

  freeze(): void {
    this.running.freeze();
  }

  thaw(): void {
    this.running.thaw();
  }

  async kill(): Promise<void> {
    await this.running.stop('SIGKILL');
  }

  /** After a kill; the system may take a moment to give the ports back. */
  async startAgain(): Promise<void> {
    for (let tries = 1; ; tries++)
      try {
        this.running = await startLogServer(this.words);
        return;
      } catch (error) {
        if (tries === 20) throw error;
        await sleep(100);
      }
  }

  async stop(): Promise<void> {
    await this.running.stop('SIGKILL');
  }
}

const startLogServer = async (words: readonly string[]): Promise<Running> =>
  ((await import(START)) as Starter).startTestProcess(words);
