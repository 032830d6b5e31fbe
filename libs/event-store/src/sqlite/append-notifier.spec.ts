import { on } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { startThread, type Thread } from '#storage/thread.js';
import { AppendNotifier } from './append-notifier.js';

const WORKER = new URL('./testing/notified.worker.js', import.meta.url);

/** A reader in another thread, and what it says, one after another. */
const startReader = (log: string) => {
  const thread = startThread(WORKER, log);
  const messages = on(thread.worker, 'message');
  return { thread, heard: async () => ((await messages.next()).value as [string])[0] };
};
const withThread = async (thread: Thread, work: () => Promise<void>) => work().finally(() => thread.end());

describe('a reader of the log', () => {
  it('in another thread is woken when the log has grown', async () => {
    const owner = new AppendNotifier('a log', { role: 'owner' });
    const { thread, heard } = startReader('a log');
    await withThread(thread, async () => {
      expect(await heard()).toBe('opened');
      for (let n = 0; n < 3; n++) {
        thread.worker.postMessage('wait');
        expect(await heard()).toBe('waits');
        owner.notify();
        expect(await heard()).toBe('woken');
      }
    });
    owner.close();
  });

  it('does not miss what came before it waited', async () => {
    const owner = new AppendNotifier('a log', { role: 'owner' });
    const { thread, heard } = startReader('a log');
    await withThread(thread, async () => {
      expect(await heard()).toBe('opened');
      owner.notify();
      thread.worker.postMessage('wait');
      expect(await heard()).toBe('waits');
      expect(await heard()).toBe('woken');
    });
    owner.close();
  });

  it('of another log is not woken', async () => {
    const other = new AppendNotifier('another log', { role: 'owner' });
    const { thread, heard } = startReader('a log');
    await withThread(thread, async () => {
      expect(await heard()).toBe('opened');
      thread.worker.postMessage('wait');
      expect(await heard()).toBe('waits');
      other.notify();
      thread.worker.postMessage('wait');
      expect(await heard()).toBe('waits');
    });
    other.close();
  });

  it('in the same thread is woken by the owner, by its signal, and when it is closed', async () => {
    const owner = new AppendNotifier('a log', { role: 'owner' });
    const reader = new AppendNotifier('a log', { role: 'reader' });
    const stopping = new AbortController();
    const woken = [owner.next(), reader.next(), reader.next(stopping.signal)];
    stopping.abort();
    await woken[2];
    owner.notify();
    await expect(Promise.all(woken)).resolves.toHaveLength(3);
    const last = reader.next();
    reader.close();
    await expect(last).resolves.toBeUndefined();
    owner.close();
  });
});
