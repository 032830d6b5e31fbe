import { describe, expect, it } from '@jest/globals';
import { CommitDelay } from './commit-delay.js';

const never = new AbortController().signal;
/** Whether the wait was over within a turn of the event loop, before its own time. */
const isOverAtOnce = (waiting: Promise<void>) =>
  Promise.race([waiting.then(() => true), new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))]);

describe('the gathering of rows between two commits', () => {
  it('lasts a moment and no longer', async () => {
    const waiting = new CommitDelay().more(5, never);
    expect(await isOverAtOnce(waiting)).toBe(false);
    await waiting;
  });
  it('is left out while somebody waits for a later event', async () => {
    const gathering = new CommitDelay();
    gathering.want(6);
    expect(await isOverAtOnce(gathering.more(5, never))).toBe(true);
    expect(await isOverAtOnce(gathering.more(6, never))).toBe(false);
  });
  it('ends as soon as somebody waits', async () => {
    const gathering = new CommitDelay();
    const waiting = gathering.more(5, never);
    gathering.want(6);
    expect(await isOverAtOnce(waiting)).toBe(true);
  });
  it('ends with the service', async () => {
    const stopping = new AbortController();
    const waiting = new CommitDelay().more(5, stopping.signal);
    stopping.abort();
    expect(await isOverAtOnce(waiting)).toBe(true);
    expect(await isOverAtOnce(new CommitDelay().more(5, stopping.signal))).toBe(true);
  });
});
