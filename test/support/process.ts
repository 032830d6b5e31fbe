import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { engineOf } from './engine.js';

/** Node.js, with room for all that a start makes and drops again: to make that room bit by bit takes a tenth of its processor time. */
const NODE = [process.execPath, '--min-semi-space-size=16'];
const MAIN = fileURLToPath(new URL('../../bin/service.js', import.meta.url));

/** `output` is everything that it has written so far. `closed`: it has ended, and all of its output has been read. */
export type Launched = Readonly<{ child: ChildProcess; output: () => string; closed: Promise<unknown> }>;
/** The service in its own process. */
export type Process = Launched & Readonly<{ pid: number; url: string }>;
export type Ended = Readonly<{ code: number | null; signal: NodeJS.Signals | null; output: string }>;
type Options = Readonly<{
  dataDir: string;
  env?: Record<string, string>;
  before?: readonly string[];
  program?: string;
  /** A file descriptor, instead of a pipe that is read. */
  stdout?: number;
}>;

/** `before` are arguments before `node`, for example strace. `program`: the service of another version. */
export const launch = ({ dataDir, env = {}, before = [], program = MAIN, stdout }: Options): Launched => {
  const words = [...before, ...NODE, program];
  const child = spawn(words[0]!, words.slice(1), {
    env: { ...process.env, NODE_OPTIONS: '', PORT: '0', LOG_LEVEL: 'warn', DATA_DIR: dataDir, ...env },
    stdio: ['ignore', stdout ?? 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (output += data.toString()));
  return { child, output: () => output, closed: once(child, 'close') };
};

/** On the engine that it names itself, or by default on that of the run. */
const onEngine = async (options: Options): Promise<Options> => ({
  ...options,
  env: { ...(await engineOf(options.dataDir, options.env)), ...options.env },
});

export const startProcess = async (options: Options): Promise<Process> => {
  const launched = launch(await onEngine(options));
  const { child, output } = launched;
  const [message] = (await inTime(
    launched,
    Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`ended with ${String(code)}: ${output()}`))),
    ]),
  )) as [{ listening: string; pid: number }];
  return { ...launched, pid: message.pid, url: message.listening };
};

/** A start or a stop that takes too long is reported, and ended, before the test that waits for it times out. */
const LONGEST_MS = 240_000;
const inTime = async <T>({ child, output }: Launched, work: Promise<T>): Promise<T> => {
  const late = new AbortController();
  const told = sleep(LONGEST_MS, undefined, { signal: late.signal }).then(() => {
    child.kill('SIGKILL');
    throw new Error(`neither starts nor ends within ${LONGEST_MS} ms: ${output()}`);
  });
  try {
    return await Promise.race([work, told]);
  } finally {
    late.abort();
  }
};

export const endOf = async ({ child, output, closed }: Launched): Promise<Ended> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  // What it has written may not have been read yet. A process that it has begun may keep the pipe open.
  await Promise.race([closed, sleep(1_000, undefined, { ref: false })]);
  return { code: child.exitCode, signal: child.signalCode, output: output() };
};

/** Starts a service that should fail to start, and waits until it exits. */
export const startInVain = async (options: Options): Promise<Ended> => {
  const launched = launch(await onEngine(options));
  return inTime(launched, endOf(launched));
};

export const stop = async (service: Process, signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> => {
  try {
    process.kill(service.pid, signal);
  } catch (cause) {
    const { code, signal, output } = await endOf(service);
    throw new Error(`it had ended before it was stopped, with ${code ?? signal}: ${output}`, { cause });
  }
  return inTime(service, endOf(service));
};

/** Resolves once the views have everything in the log. */
export const readyAt = async (url: string): Promise<void> => {
  for (const end = Date.now() + LONGEST_MS; !(await fetch(`${url}/health/ready`)).ok; await sleep(20))
    if (Date.now() > end) throw new Error(`${url} is not ready within ${LONGEST_MS} ms`);
};
