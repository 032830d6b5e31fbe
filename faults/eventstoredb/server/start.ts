import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Fault } from './faults.js';
import type { State } from './test-server.js';

/** Within a spec, use `TestServer.start()` and `Cluster.start()`, which need no process. */

const SERVE = fileURLToPath(new URL('./serve.js', import.meta.url));

/** The output of `serve.js` when it listens: the address of all nodes, of each of them, and of the control server. */
type Told = Readonly<{ connectionString: string; nodes: readonly string[]; control: string }>;
export type ClusterState = Readonly<{ leader: number | null; nodes: readonly State[] }>;

export type TestProcess = Told &
  Readonly<{
    child: ChildProcess;
    /** In all nodes, or in the one that is named. @throws Error with what is wrong with it */
    inject: (fault: Fault & { node?: number }) => Promise<void>;
    clear: () => Promise<void>;
    state: () => Promise<ClusterState>;
    restart: (how?: Readonly<{ keepData?: boolean; ms?: number; node?: number }>) => Promise<void>;
    lead: (node: number | null) => Promise<void>;
    /** It accepts connections and answers nothing, not even a ping, until it is thawed. */
    freeze: () => void;
    thaw: () => void;
    /** @returns the exit code; null after SIGKILL */
    stop: (signal?: 'SIGTERM' | 'SIGKILL') => Promise<number | null>;
  }>;

/**
 * Starts the server as a separate process, see `serve.js --help`. @throws Error with its output, if it does not start
 */
export async function startTestProcess(words: readonly string[] = []): Promise<TestProcess> {
  const child = spawn(process.execPath, [SERVE, ...words], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (data: Buffer) => (complaint += data.toString()));
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'close').then(([code]) => Promise.reject(new Error(`ended with ${String(code)}: ${complaint}`))),
  ])) as [string];
  const told = JSON.parse(line) as Told;

  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${told.control}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    const value: unknown = await answer.json();
    if (!answer.ok) throw new Error((value as { error: string }).error);
    return value;
  };
  return {
    ...told,
    child,
    inject: async (fault) => void (await ask('POST', '/faults', fault)),
    clear: async () => void (await ask('DELETE', '/faults')),
    state: async () => (await ask('GET', '/state')) as ClusterState,
    restart: async (how = {}) => void (await ask('POST', '/restart', how)),
    lead: async (node) => void (await ask('POST', '/leader', { node })),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      return child.exitCode;
    },
  };
}
