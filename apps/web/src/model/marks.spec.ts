import { describe, expect, it } from '@jest/globals';
import type { TimelineItem } from '../types/types.gen.js';
import { shownIn, stretchOf } from './marks.js';
import { daysOfFacts, sortedBy } from './timeline-facts.js';

let count = 0;
const fact = (occurredOn: string | undefined, more: object = {}): TimelineItem =>
  ({
    eventId: `event-${count++}`,
    ...(occurredOn === undefined ? { dated: false } : { occurredOn }),
    ...more,
  }) as never;

const october = { from: '2025-10-01', to: '2025-10-31' };
const signs = (...facts: readonly TimelineItem[]) =>
  shownIn(facts, october).signs.map((sign) => [
    sign.is === 'mark' ? sign.day : sign.goesOn,
    Math.round(sign.place * 31 * 10) / 10,
    Math.round(sign.end * 31 * 10) / 10,
    sign.facts.length,
  ]);

describe('a line of facts', () => {
  it('has one mark for each day, in its middle, with the number of facts', () => {
    expect(signs(fact('2025-10-27'), fact('2025-10-21'), fact('2025-10-27'))).toEqual([
      ['2025-10-21', 20.5, 20.5, 1],
      ['2025-10-27', 26.5, 26.5, 2],
    ]);
  });
  it('has a bar as wide as a date is vague, never a mark', () => {
    const within = { before: false, after: false };
    expect(signs(fact('2025-10-0X'), fact('2025-10-20/2025-10-26'), fact('2025-10-27~'))).toEqual([
      [within, 0, 9, 1],
      [within, 19, 26, 1],
      [within, 26, 27, 1],
    ]);
  });
  it('shows where a date goes on beyond the window, or has no end', () => {
    expect(signs(fact('2025-04/..'), fact('../2025-10-09'), fact('2025-10-20/2025-11-05'))).toEqual([
      [{ before: true, after: false }, 0, 9, 1],
      [{ before: true, after: true }, 0, 31, 1],
      [{ before: false, after: true }, 19, 31, 1],
    ]);
  });
  it('counts what lies outside, and shows none of it', () => {
    const {
      signs: inside,
      before,
      after,
    } = shownIn(
      [fact('2025-04-04'), fact('2025-07'), fact('2025-10-02'), fact('2025-11-01'), fact('../2025-09-30')],
      october,
    );
    expect([inside.length, before.length, after.length]).toEqual([1, 3, 1]);
  });
  it('says how much room there is until the next sign', () => {
    const facts = [fact('2025-10-0X'), fact('2025-10-05'), fact('2025-10-20')];
    const days = (part: number) => Math.floor(part * 31);
    expect(shownIn(facts, october).signs.map(({ inside, after }) => [days(inside), days(after)])).toEqual([
      [4, 10],
      [0, 4],
      [0, 11],
    ]);
  });
  it('reads a date that the page cannot by what the service reads', () => {
    expect(signs(fact('2025-21', { earliest: '2025-09-20', latest: '2025-10-10' }))).toEqual([
      [{ before: true, after: false }, 0, 10, 1],
    ]);
  });
});

describe('the facts of a timeline', () => {
  const facts = [fact('2025-04-04'), fact('2025-10-27'), fact('2025-10-27'), fact(undefined), fact('2025-12-19')];
  it('are in the window, before or after it, or have no date', () => {
    const { inside, before, after, undated } = sortedBy(facts, october);
    expect([inside.length, before, after, undated.length]).toEqual([2, 1, 1, 1]);
  });
  it('stand under their dates', () => {
    expect(daysOfFacts(facts.slice(0, 3)).map((day) => day.facts.length)).toEqual([1, 2]);
  });
  it('stretch from the first day to the last', () => {
    expect(stretchOf([fact('2025-10-0X'), fact('2025-04/..')])).toEqual({ from: '2025-04-01', to: '2025-10-09' });
    expect(stretchOf([])).toEqual({});
  });
});
