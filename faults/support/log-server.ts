import { reservePort, type ReservedPort } from '../../test/support/ports.js';

/** Imported by address, so that an engine's folder can be deleted without breaking other tests. */
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
/** How far the followers lag behind, in ms. */
const LAG = 20;

/** The log server that several instances share: a cluster in a process of its own, with faults on request. */
export class LogServer {
  private constructor(
    private readonly words: readonly string[],
    private readonly ports: readonly ReservedPort[],
    private running: Running,
  ) {}

  /** @param dataFile stores the log, so that it survives a kill */
  static async start(dataFile: string): Promise<LogServer> {
    const ports = await Promise.all(Array.from({ length: NODES }, () => reservePort()));
    const words = ['--nodes', String(NODES), '--lag', String(LAG), '--data', dataFile];
    for (const { port } of ports) words.push('--port', String(port));
    return new LogServer(words, ports, await startLogServer(words));
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

  /** After a kill, at the same ports. */
  async startAgain(): Promise<void> {
    this.running = await startLogServer(this.words);
  }

  async stop(): Promise<void> {
    await this.kill();
    for (const { release } of this.ports) release();
  }
}

const startLogServer = async (words: readonly string[]): Promise<Running> =>
  ((await import(START)) as Starter).startTestProcess(words);
