import { describe, expect, it } from '@jest/globals';
import { EU_LADDER, type Ladder, type Marking } from '#domain/marking.js';
import { momentsIn, momentText } from './asked-moments.js';
import { contentDisposition } from './file-name.js';

const at = Date.parse('2025-10-29T12:00:00Z');
const path = 'negotiations/:negotiationId/meetings';
const nameOf = (marking: Marking, ladder: Ladder = EU_LADDER, more: object = {}) =>
  contentDisposition({ path }, { file: 'csv' }, { moments: [], isPart: false, at, marking, ladder, ...more });

describe('the name of a file', () => {
  it('says the list, the day, the moment, whether it is a part, and the marking', () => {
    const moments = momentsIn({ knownAt: '2025-10-28' }, at);
    expect(nameOf({ level: 'secret', compartments: ['trade'] }, EU_LADDER, { moments, isPart: true })).toBe(
      'attachment; filename="meetings-2025-10-29-knownAt-2025-10-28-part-secret-trade.csv"; ' +
        "filename*=UTF-8''meetings-2025-10-29-knownAt-2025-10-28-part-secret-trade.csv",
    );
  });
  it('is that under which what is shown is saved, too', () => {
    const told = { moments: [], isPart: false, at, marking: { level: 'secret' }, ladder: EU_LADDER };
    expect(contentDisposition({ path: 'meetings/:id/brief' }, { file: 'html', isShown: true }, told)).toBe(
      `inline; filename="brief-2025-10-29-secret.html"; filename*=UTF-8''brief-2025-10-29-secret.html`,
    );
  });
  it('says the instant of a token, and since when', () => {
    const inWords = (values: Record<string, string>) => momentsIn(values, at).map(momentText);
    expect(inWords({ asOf: 'x'.repeat(80), since: '2025-10-01' })).toEqual([
      'since 2025-10-01',
      'asOf 2025-10-29T12:00:00.000Z',
    ]);
    expect(inWords({ since: 'x'.repeat(80) })).toEqual(['since an earlier answer']);
    expect(inWords({ knownAt: '2025-10-28T12:00:00 02:00' })).toEqual(['knownAt 2025-10-28T12:00:00+02:00']);
  });
  it('has the level in its own letters, and by its place for programs that know Latin ones alone', () => {
    const ladder: Ladder = ['公开', '内部', '机密'];
    expect(nameOf({ level: '机密', compartments: ['貿易'] }, ladder)).toBe(
      'attachment; filename="meetings-2025-10-29-level-3--.csv"; ' +
        `filename*=UTF-8''meetings-2025-10-29-${encodeURIComponent('机密-貿易')}.csv`,
    );
    expect(nameOf({ level: 'très secret' }, ['public', 'très secret'])).toContain('-level-2.csv"');
  });
  it('has no sign that is a part of a path or hides what follows', () => {
    expect(nameOf({ level: 'a/b\u202Ecsv.exe' }, ['a/b\u202Ecsv.exe'])).toContain(
      "''meetings-2025-10-29-a-b-csv.exe.csv",
    );
    expect(nameOf({ level: "o'c*(x)" }, ["o'c*(x)"])).toMatch(/o%27c-%28x%29\.csv$/);
  });
  it('keeps the level, however many compartments there are, and says that some are left out', () => {
    const compartments = Array.from({ length: 50 }, (_, n) => `compartment ${n} 貿易`);
    const [, plain, told] = /filename="(.*)"; filename\*=UTF-8''(.*)$/.exec(nameOf({ level: 'secret', compartments }))!;
    for (const name of [plain!, decodeURIComponent(told!)]) {
      expect(name).toMatch(/^meetings-2025-10-29-secret-compartment.*-etc\.csv$/);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
    }
  });
});
