import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * From now on no sync of a file by a process ends, as on a disk that hangs, until `release` is called.
 * Requires `strace`.
 */
export async function holdSyncs(pid: number, file: string): Promise<{ release: () => Promise<void> }> {
  const inject = ['-e', 'trace=fsync,fdatasync', '-e', 'inject=fsync,fdatasync:delay_enter=86400s'];
  const strace = spawn('strace', ['-f', '-p', String(pid), '-P', file, ...inject, '-o', '/dev/null'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(strace, 'exit');
  let said = '';
  const attached = new Promise<void>((resolve) =>
    strace.stderr.on('data', (text: Buffer) => {
      said += text.toString();
      if (said.includes('attached')) resolve();
    }),
  );
  const failed = exited.then(() => Promise.reject(new Error(`strace cannot attach to ${pid}: ${said}`)));
  failed.catch(() => {}); // it also exits when it is released
  await Promise.race([attached, failed]);
  const release = async () => {
    strace.kill('SIGKILL');
    await exited;
  };
  return { release };
}
