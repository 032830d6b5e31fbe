import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What the process says when it has read them: `fault` is undefined if there is none. */
export type FromReading = Readonly<{ fault?: string }>;

/**
 * Reads all pages of a database. It takes as long as the disk needs, in one statement that nothing can interrupt, so it is done by a
 * process of its own at low priority, which can be ended at any time.
 * @returns the first fault in how the pages hang together; undefined if there is none
 * @throws what went wrong, or that it was aborted
 */
export const readPages = async (file: string, signal: AbortSignal): Promise<string | undefined> => {
  signal.throwIfAborted();
  const program = fileURLToPath(new URL('./read-pages.process.js', import.meta.url));
  // It needs no setting of the service, least of all its secrets.
  const child = fork(program, [file], { env: {}, execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const end = () => void child.kill('SIGKILL');
  signal.addEventListener('abort', end);
  let said: FromReading | undefined;
  let complaint = '';
  child.on('message', (message: FromReading) => (said = message));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-MOST)));
  try {
    const [code, killedBy] = (await once(child, 'close')) as [number | null, string | null];
    if (said === undefined)
      throw new Error(
        `the process that reads the pages has ended early, with ${code ?? killedBy}: ${complaint.trim()}`,
      );
    return said.fault;
  } finally {
    signal.removeEventListener('abort', end);
  }
};

/** Characters of what a process complains about. */
const MOST = 2_000;
