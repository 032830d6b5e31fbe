import { on } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { startThread } from '#storage/thread.js';
import { AppendNotifier } from './append-notifier.js';

const WORKER = new URL('./testing/notified.worker.js', import.meta.url);

type Reader = Readonly<{ wait: () => Promise<string>; heard: () => Promise<string> }>;

/** With an owner of a log, and a reader of "a log" in another thread. `heard`: what that says next. `wait`: has it wait. */
const withReader = async (log: string, work: (owner: AppendNotifier, reader: Reader) => Promise<void>) => {
  const owner = new AppendNotifier(log, { role: 'owner' });
  const { worker, end } = startThread(WORKER, 'a log');
  const messages = on(worker, 'message');
  const heard = async () => ((await messages.next()).value as [string])[0];
  const wait = () => {
    worker.postMessage('wait');
    return heard();
  };
  try {
    expect(await heard()).toBe('opened');
    await work(owner, { wait, heard });
  } finally {
    await end();
    owner.close();
  }
};

describe('a reader of the log', () => {
  it('in another thread is woken when the log has grown', () =>
    withReader('a log', async (owner, { wait, heard }) => {
      for (let n = 0; n < 3; n++) {
        expect(await wait()).toBe('waits');
        owner.notify();
        expect(await heard()).toBe('woken');
      }
    }));

  it('does not miss what came before it waited', () =>
    withReader('a log', async (owner, { wait, heard }) => {
      owner.notify();
      expect(await wait()).toBe('waits');
      expect(await heard()).toBe('woken');
    }));

  it('of another log is not woken', () =>
    withReader('another log', async (owner, { wait }) => {
      expect(await wait()).toBe('waits');
      owner.notify();
      expect(await wait()).toBe('waits');
    }));

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
