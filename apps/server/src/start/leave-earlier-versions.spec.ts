import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { leaveEarlierVersions } from './leave-earlier-versions.js';

let dataDir: string;
let logged: { level: number; msg: string }[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-earlier-'));
  logged = [];
});
afterEach(() => rmSync(dataDir, { recursive: true }));
const leave = (withoutEffect: readonly string[] = [], remove?: typeof rmSync) => {
  const write = (line: string) => void logged.push(JSON.parse(line) as (typeof logged)[number]);
  leaveEarlierVersions({ dataDir, withoutEffect }, pino({}, { write }), remove);
};

describe('a start', () => {
  it('says nothing where nothing of an earlier version is left', () => {
    leave();
    expect(logged).toEqual([]);
  });
  it('names a setting that has no effect any more', () => {
    leave(['SIGHTS']);
    expect(logged).toMatchObject([{ level: 40, msg: 'SIGHTS is set and has no effect any more. Remove it' }]);
  });
  it('removes the views for each clearance, and says so', () => {
    mkdirSync(join(dataDir, 'sights', '0'), { recursive: true });
    writeFileSync(join(dataDir, 'sights', '0', 'views.db'), 'secret');
    leave();
    expect(existsSync(join(dataDir, 'sights'))).toBe(false);
    expect(logged).toMatchObject([{ level: 30, msg: expect.stringContaining('Removed the views for each clearance') }]);
  });
  it('goes on and warns if they cannot be removed, as on a mount', () => {
    mkdirSync(join(dataDir, 'sights'));
    leave([], () => {
      throw new Error('EBUSY: resource busy or locked');
    });
    expect(logged).toMatchObject([
      {
        level: 40,
        msg: expect.stringMatching(/cannot be removed: EBUSY.* They hold what is marked: remove the folder$/),
      },
    ]);
  });
});
