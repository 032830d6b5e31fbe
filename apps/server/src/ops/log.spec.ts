import { describe, expect, it } from '@jest/globals';
import { isForPeople, openLog } from './log.js';

const written = (forPeople: boolean) => {
  let text = '';
  const log = openLog('info', forPeople, { write: (line: string) => void (text += line) });
  log.info({ url: 'http://127.0.0.1:3000' }, 'Rapporteur listens');
  log.debug('what nobody asked for');
  return text;
};

describe('the log', () => {
  it('is a line of JSON an event, for programs', () => {
    expect(JSON.parse(written(false))).toMatchObject({
      level: 30,
      msg: 'Rapporteur listens',
      url: 'http://127.0.0.1:3000',
    });
  });
  it('is in words, with the time on the clock, for people', () => {
    expect(written(true)).toMatch(
      /\[\d\d:\d\d:\d\d\].*INFO.*: .*Rapporteur listens.*\n +.*url.*: .*"http:\/\/127\.0\.0\.1:3000".*\n$/,
    );
    expect(written(true)).not.toContain('what nobody asked for');
  });
  it.each<[boolean, boolean | undefined, string[]]>([
    [true, true, ['node', 'rapporteur', 'serve']],
    [false, true, ['node', 'rapporteur', 'serve', '--json']],
    [false, undefined, ['node', 'rapporteur', 'serve']],
    [false, false, ['node', 'rapporteur', 'serve']],
  ])('is for people: %s, where a terminal is %s and the words are %j', (wanted, isTTY, words) => {
    expect(isForPeople({ ...(isTTY !== undefined && { isTTY }) }, words)).toBe(wanted);
  });
});
