import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Problem } from '../http/problem.js';
import { Cursors } from './cursors.js';

const cursors = new Cursors('s'.repeat(32));

describe('a cursor', () => {
  it('returns the last row that was seen', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.integer())), fc.string(), (key, question) => {
        expect(cursors.read(cursors.give(key, question), question)).toEqual(key);
      }),
    );
  });
  it('is bound to its query and its service', () => {
    const cursor = cursors.give(['2025-10-27', 3], 'statements of the EU');
    expect(() => cursors.read(cursor, 'statements of China')).toThrow(Problem);
    expect(() => new Cursors('t'.repeat(32)).read(cursor, 'statements of the EU')).toThrow(Problem);
  });
  it('is refused if it is forged', () => {
    fc.assert(
      fc.property(fc.string(), (made) => {
        expect(() => cursors.read(made, 'q')).toThrow(Problem);
      }),
    );
  });
});
