import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Ended, endOf, type Launched, type Process } from './process.js';

export const WITNESS = fileURLToPath(new URL('../../bin/rapporteur-witness.js', import.meta.url));

export type WitnessProcess = Process & Readonly<{ verifierKey: string }>;
type Options = Readonly<{
  dataDir: string;
  logs: readonly string[];
  env?: Record<string, string>;
  flags?: readonly string[];
  before?: readonly string[];
}>;

/** The witness in its own process. `before` are arguments before `node`, for example strace. */
export const launchWitness = ({ dataDir, logs, env = {}, flags = [], before = [] }: Options): Launched => {
  const words = [...before, process.execPath, WITNESS, ...flags];
  const child = spawn(words[0]!, words.slice(1), {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      LOG_LEVEL: 'error',
      WITNESS_DATA_DIR: dataDir,
      WITNESS_NAME: 'witness.example/w1',
      WITNESS_LOGS: logs.join(' '),
      WITNESS_PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (data: Uint8Array) => (output += data.toString()));
  return { child, output: () => output, closed: once(child, 'close') };
};

export const startWitness = async (options: Options): Promise<WitnessProcess> => {
  const launched = launchWitness(options);
  const { child, output } = launched;
  const [message] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`ended with ${String(code)}: ${output()}`))),
  ])) as [{ listening: string; pid: number; verifierKey: string }];
  return { ...launched, pid: message.pid, url: message.listening, verifierKey: message.verifierKey };
};

/** Starts a witness that should fail to start, or only prints something, and waits until it exits. */
export const runWitness = (options: Options): Promise<Ended> => endOf(launchWitness(options));

export const addCheckpoint = async (url: string, body: string, signal?: AbortSignal) => {
  const answer = await fetch(`${url}/add-checkpoint`, { method: 'POST', body, ...(signal && { signal }) });
  return { status: answer.status, body: await answer.text(), retryAfter: answer.headers.get('retry-after') };
};
