/**
 * The programs that the bench starts, and its folder. Each program has a process group of its own, so that a stop reaches what
 * it has started itself, and Ctrl+C reaches the bench alone, which then stops all of them in order.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** After so long without an end a group is killed. */
const PATIENCE_MS = 30_000;
/** What was just killed may still write. */
const REMOVED = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 };
const TIED = { detached: true };

const running = new Set();
let root;
/** What else has to be undone at the end, the last first. */
const undoing = [];
let stopping = false;

/** Whether the bench is ending: what fails from then on fails because of that. */
export const isStopping = () => stopping;

const signalled = (child, signal) => {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
};
const stopped = async (child) => {
  if (!running.has(child)) return;
  const ended = once(child, 'exit');
  signalled(child, 'SIGTERM');
  const late = setTimeout(() => signalled(child, 'SIGKILL'), PATIENCE_MS);
  await ended;
  clearTimeout(late);
  // What it has started itself may have outlived it.
  signalled(child, 'SIGKILL');
};
const tracked = (child) => {
  if (stopping) {
    signalled(child, 'SIGKILL');
    throw new Error('The bench is ending.');
  }
  running.add(child);
  // The second: it could not be started.
  for (const event of ['exit', 'error']) child.once(event, () => running.delete(child));
  return child;
};

/** Has something done at the end, also after Ctrl+C. */
export const atTheEnd = (undo) => undoing.push(undo);

let folders = 0;
/** A new folder that is removed at the end. */
export const newFolder = (name) => {
  root ??= mkdtempSync(join(tmpdir(), 'rapporteur-bench-'));
  const folder = join(root, `${String(folders++).padStart(3, '0')}-${name}`);
  mkdirSync(folder, { mode: 0o700 });
  return folder;
};

/** Stops what still runs: what a part has left behind that failed. */
export const stopAll = () => Promise.all([...running].map(stopped));

/** Stops everything that was started, and removes the folder of the bench. */
export const endAll = async () => {
  stopping = true;
  const results = await Promise.allSettled([stopAll()]);
  for (const undo of undoing.toReversed()) results.push(...(await Promise.allSettled([undo()])));
  if (root !== undefined) rmSync(root, REMOVED);
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed !== undefined) throw failed.reason;
};

/** Starts a program. `output` is what it has written so far, and `standardOutput` the part that is not about errors. */
const launched = (program, words, options) => {
  const child = tracked(spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], ...TIED, ...options }));
  let [output, standardOutput] = ['', ''];
  child.stdout.on('data', (data) => {
    output += data;
    standardOutput += data;
  });
  child.stderr.on('data', (data) => (output += data));
  return { child, output: () => output, standardOutput: () => standardOutput };
};

/** Runs a program until it ends. @returns its standard output @throws an error with all that it wrote, unless it ended with 0 */
export const run = async (program, words, options = {}) => {
  const { child, output, standardOutput } = launched(program, words, options);
  const [code, signal] = await once(child, 'close');
  if (code !== 0) throw new Error(`${[program, ...words].join(' ')} ended with ${code ?? signal}:\n${output()}`);
  return standardOutput();
};

/** Runs a server that does not report its address. @returns how to stop it, and what it has written so far */
export const spawnServer = (program, words, options = {}) => {
  const { child, output } = launched(program, words, options);
  return { output, hasEnded: () => !running.has(child), stop: () => stopped(child) };
};

/** Megabytes of a process, from the Linux kernel: `VmRSS` now, `VmHWM` at the most since it started. */
const memoryOf = (pid, field) =>
  Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

/** Bytes of the files without a name that a process has open, from the Linux kernel. */
const unnamedOf = (pid) => {
  const sizes = new Map();
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    const file = statSync(`/proc/${pid}/fd/${fd}`);
    if (file.isFile() && file.nlink === 0) sizes.set(`${file.dev} ${file.ino}`, file.size);
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
};

/** Runs a module of Node.js that sends a first message. */
export const forkModule = async (main, env, words = []) => {
  const child = tracked(fork(main, words, { env: { ...process.env, ...env }, ...TIED }));
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${main} ended with ${code ?? signal} before it was ready`);
  });
  const [message] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => {}); // from here on it is told to end
  return {
    child,
    message,
    memory: () => memoryOf(child.pid, 'VmRSS'),
    peak: () => memoryOf(child.pid, 'VmHWM'),
    unnamedFiles: () => unnamedOf(child.pid),
    stop: () => stopped(child),
  };
};
