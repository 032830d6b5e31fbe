import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { PageBudget, readPage, type Slice } from './pages.js';

type Row = Readonly<{ key: readonly [number]; text: string }>;
const rowsOf = (sizes: readonly number[]): readonly Row[] =>
  sizes.map((size, n) => ({ key: [n], text: 'x'.repeat(size) }));
const sizeOf = (rows: readonly unknown[]) => rows.reduce<number>((sum, row) => sum + JSON.stringify(row).length, 0);

/** A query on these rows, which counts the characters that it has read. */
const queryOn = (rows: readonly Row[]) => {
  const read = { characters: 0 };
  const ask = ({ after, limit }: Slice) => {
    const first = after === undefined ? 0 : Number(after[0]) + 1;
    const found = rows.slice(first, first + limit);
    read.characters += sizeOf(found);
    return found;
  };
  return { read, ask };
};

const drawn = fc.record({
  sizes: fc.array(fc.oneof(fc.nat(50), fc.nat(1_000)), { maxLength: 60 }),
  limit: fc.integer({ min: 1, max: 30 }),
  atATime: fc.integer({ min: 1, max: 10 }),
  budget: fc.integer({ min: 1, max: 2_000 }),
});

describe('the pages of a list', () => {
  it('have every row once, in order, whatever the sizes of rows and pages', () => {
    fc.assert(
      fc.property(drawn, ({ sizes, limit, atATime, budget }) => {
        const all = rowsOf(sizes);
        const { ask } = queryOn(all);
        const seen: Row[] = [];
        for (let after: Slice['after']; ;) {
          const page = readPage<Row, never>(ask, { after, limit }, atATime, new PageBudget(budget));
          expect(page.rows.length).toBeLessThanOrEqual(limit);
          seen.push(...page.rows);
          if (page.next === undefined) break;
          expect(page.rows.length).toBeGreaterThan(0);
          after = page.rows.at(-1)!.key;
        }
        expect(seen).toEqual(all);
      }),
    );
  });
  it('are full when they end before their limit: without the last row they are within the budget', () => {
    fc.assert(
      fc.property(drawn, ({ sizes, limit, atATime, budget }) => {
        const { ask } = queryOn(rowsOf(sizes));
        const page = readPage<Row, never>(ask, { after: undefined, limit }, atATime, new PageBudget(budget));
        expect(sizeOf(page.rows.slice(0, -1))).toBeLessThan(budget);
        if (page.next !== undefined && page.rows.length < limit)
          expect(sizeOf(page.rows)).toBeGreaterThanOrEqual(budget);
      }),
    );
  });
  it('read at most one part more than they have', () => {
    fc.assert(
      fc.property(drawn, ({ sizes, limit, atATime, budget }) => {
        const { ask, read } = queryOn(rowsOf(sizes));
        const page = readPage<Row, never>(ask, { after: undefined, limit }, atATime, new PageBudget(budget));
        const largest = Math.max(0, ...rowsOf(sizes).map((row) => sizeOf([row])));
        // Each part also reads the first row of the next one.
        const parts = Math.ceil(page.rows.length / atATime);
        expect(read.characters).toBeLessThanOrEqual(sizeOf(page.rows) + (atATime + parts) * largest);
      }),
    );
  });
  it('are refused as the query refuses them', () => {
    const refusal = { status: 404, refused: 'negotiation-unknown' };
    expect(readPage<Row, typeof refusal>(() => refusal, { after: undefined, limit: 5 }, 5)).toBe(refusal);
  });
});
