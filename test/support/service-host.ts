import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** To start a service with these settings, to stop it, or to read what it has written. */
type Asked = Readonly<{ service: number } & ({ env: Readonly<Record<string, string>> } | { does: 'stop' | 'read' })>;
/** Each call is answered once. */
export type ToHost = Asked & Readonly<{ call: number }>;
/** `text`: the address of what was started, or what was written. */
export type FromHost = Readonly<{ call: number } & ({ text: string } | { error: string })>;

/** `written`: the lines of its log since the last call. */
export type HostedService = Readonly<{
  url: string;
  written: () => Promise<readonly string[]>;
  close: () => Promise<void>;
}>;

const PROGRAM = fileURLToPath(new URL('./service-host.process.js', import.meta.url));

type Call = Readonly<{ resolve: (text: string) => void; reject: (error: Error) => void }>;

/**
 * A process that keeps the code of the service loaded and compiled, and runs services one after another, or several side by side
 * (docs/adr/0005-tests-run-what-is-built.md).
 */
export class ServiceHost {
  private child: ChildProcess | undefined;
  private readonly calls = new Map<number, Call>();
  private readonly running = new Set<number>();
  /** Services that ended with their process, and how that ended. */
  private readonly lost = new Map<number, string>();
  private numbers = 0;

  /** @throws Error with what the service says, if it does not start */
  async start(env: Readonly<Record<string, string>>): Promise<HostedService> {
    const service = (this.numbers += 1);
    const url = await this.call({ service, env });
    this.running.add(service);
    const written = async () => (await this.call({ service, does: 'read' })).split('\n').slice(0, -1);
    return { url, written, close: () => this.stop(service) };
  }

  /** Ends what a test has left running. */
  async stopAll(): Promise<void> {
    await Promise.allSettled([...this.running].map((service) => this.stop(service)));
  }

  /** Once it is stopped, it stays so. @throws Error if it has ended before, or could not continue */
  private async stop(service: number): Promise<void> {
    const lost = this.lost.get(service);
    if (lost !== undefined) throw new Error(lost);
    if (!this.running.delete(service)) return;
    await this.call({ service, does: 'stop' });
  }

  private call(what: Asked): Promise<string> {
    this.child ??= this.open();
    const call = (this.numbers += 1);
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.calls.set(call, { resolve, reject });
    this.child.send({ call, ...what });
    return promise;
  }

  private open(): ChildProcess {
    const child = fork(PROGRAM, {
      env: { ...process.env, NODE_OPTIONS: '' },
      execArgv: ['--min-semi-space-size=16', '--enable-source-maps'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.on('message', (answer: FromHost) => {
      const { resolve, reject } = this.calls.get(answer.call)!;
      this.calls.delete(answer.call);
      if ('text' in answer) resolve(answer.text);
      else reject(new Error(answer.error));
    });
    child.once('exit', (code, signal) => {
      const how = `The process for services has ended with ${code ?? signal}`;
      this.child = undefined;
      for (const service of this.running) this.lost.set(service, how);
      this.running.clear();
      for (const { reject } of this.calls.values()) reject(new Error(how));
      this.calls.clear();
    });
    // It ends by itself when this process does.
    child.unref();
    child.channel?.unref();
    return child;
  }
}

declare global {
  var serviceHost: ServiceHost | undefined;
}

/** That of the process which runs this test, and others after it. */
export const serviceHost = (): ServiceHost => (globalThis.serviceHost ??= new ServiceHost());
