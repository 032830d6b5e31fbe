import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { startThread } from './thread.js';

const at = (path: string) => new URL(path, import.meta.url);

describe('a thread that uses SQLite', () => {
  it('gets its data, and ends when it is told to', async () => {
    const { worker, end } = startThread(at('./testing/idle.worker.js'), 'data');
    expect(await once(worker, 'message')).toEqual(['data']);
    const exited = once(worker, 'exit');
    await end();
    expect(await exited).toEqual([1]);
  });
  it('ends without ending the process, however early it is told to', async () => {
    const file = fileURLToPath(at('./testing/end-threads.js'));
    await expect(promisify(execFile)(process.execPath, [file, '200'])).resolves.toMatchObject({ stderr: '' });
  });
  it('that ends before it has loaded anything is ended all the same', async () => {
    const { worker, end } = startThread(at('./testing/no-such-thread.js'), 'data');
    await expect(once(worker, 'exit')).rejects.toThrow('no-such-thread');
    await end();
  });
});
