import { describe, expect, it } from '@jest/globals';
import type { Cursor, LogPage } from './cursor.js';
import { SharedReads } from './shared-reads.js';

const PAGES = 3;

/** A log of three pages. `cursors`: where each read has begun. */
const newLog = () => {
  const cursors: (string | undefined)[] = [];
  const read = async ({ last }: Cursor): Promise<LogPage> => {
    cursors.push(last);
    const next = last === undefined ? 0 : Number(last) + 1;
    await new Promise((resolve) => setImmediate(resolve));
    return { events: [], changes: [], cursor: { last: String(next) }, caughtUp: next === PAGES - 1 };
  };
  return { cursors, read };
};

describe('pages of the log that several threads read', () => {
  it('are read once, the next one ahead of them', async () => {
    const { cursors, read } = newLog();
    const reads = new SharedReads(read);
    const [one, other] = await Promise.all([reads.after({}), reads.after({})]);
    expect(other).toBe(one);
    expect(cursors).toEqual([undefined, '0']);
    await reads.after(one.cursor);
    expect(cursors).toEqual([undefined, '0', '1']);
  });

  it('are not kept at the end of the log, where more may stand soon', async () => {
    const { cursors, read } = newLog();
    const reads = new SharedReads(read);
    await reads.after({ last: '1' });
    await reads.after({ last: '1' });
    expect(cursors).toEqual(['1', '1']);
  });

  it('are kept as long as they are not too large', async () => {
    const cursors: (string | undefined)[] = [];
    const data = 'x'.repeat(10 * 1024 * 1024);
    const reads = new SharedReads(async ({ last = '-1' }) => {
      cursors.push(last);
      const events = [{ data, metadata: '' }] as unknown as LogPage['events'];
      return { events, changes: [], cursor: { last: String(Number(last) + 1) }, caughtUp: false };
    });
    for (const last of ['0', '1', '2', '3']) await reads.after({ last });
    expect(cursors).toEqual(['0', '1', '2', '3', '4']);
    await reads.after({ last: '3' });
    expect(cursors).toHaveLength(5);
    await reads.after({ last: '0' });
    expect(cursors.slice(5)).toContain('0');
  });

  it('are not kept if they could not be read', async () => {
    let isAway = true;
    const { read } = newLog();
    const reads = new SharedReads((cursor) => (isAway ? Promise.reject(new Error('away')) : read(cursor)));
    await expect(reads.after({})).rejects.toThrow('away');
    isAway = false;
    expect((await reads.after({})).cursor.last).toBe('0');
  });

  it('that an event of another program stands before are other pages than those after our own', async () => {
    const { cursors, read } = newLog();
    const reads = new SharedReads(read);
    await reads.after({ last: '1' });
    await reads.after({ last: '1', passed: { at: '5', id: 'of another program' } });
    expect(cursors).toHaveLength(2);
  });
});
