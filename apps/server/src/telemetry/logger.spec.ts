import { describe, expect, it } from '@jest/globals';
import { isForPeople, openLog } from './logger.js';

const ESCAPE = String.fromCharCode(0x1b);

const written = (forPeople: boolean) => {
  let text = '';
  const log = openLog('info', forPeople, { write: (line: string) => void (text += line) });
  log.info({ url: 'http://127.0.0.1:3000' }, 'Rapporteur listens');
  log.debug('below the level');
  return text;
};

describe('the log', () => {
  it('has one line of JSON per event, for programs', () => {
    expect(JSON.parse(written(false))).toMatchObject({
      level: 30,
      msg: 'Rapporteur listens',
      url: 'http://127.0.0.1:3000',
    });
  });
  it('is text with the local time, for people', () => {
    expect(written(true)).toMatch(
      /\[\d\d:\d\d:\d\d\].*INFO.*: .*Rapporteur listens.*\n +.*url.*: .*"http:\/\/127\.0\.0\.1:3000".*\n$/,
    );
    expect(written(true)).not.toContain('below the level');
  });
  it.each([false, true])('escapes and shows all that was sent; for people: %s', (forPeople) => {
    let text = '';
    const log = openLog('trace', forPeople, { write: (line: string) => void (text += line) });
    const sent =
      '\u001b[2J\r\n[12:00:00] INFO: forged\u0085\u009b31m\u2028\u202e\u2066\u200b\ufeff\ud800\u007f\u{e0041}稀土';
    const error = new Error(sent);
    error.stack = `Error: ${sent}\n    at here (file.js:1:1)`;
    log.error({ err: error, path: sent, nested: { list: [sent] } }, sent);
    const colour = new RegExp(String.raw`${ESCAPE}\[\d+m`, 'g');
    expect(forPeople ? text.replaceAll(colour, '') : text).not.toMatch(/[^\P{C}\n]|\p{Zl}|\p{Zp}/u);
    expect(text).toContain('稀土');
    expect(text).toContain(String.raw`\u202e`);
    expect(text).not.toMatch(/^\[12:00:00\]/m);
    if (forPeople) expect(text).toMatch(/^ +at here/m);
    else expect(JSON.parse(text)).toMatchObject({ msg: sent, path: sent, err: { message: sent } });
  });
  it.each<[boolean, boolean, string[]]>([
    [true, true, ['node', 'rapporteur', 'serve']],
    [false, true, ['node', 'rapporteur', 'serve', '--json']],
    [false, false, ['node', 'rapporteur', 'serve']],
  ])('is for people: %s, if on a terminal: %s and the arguments are %j', (wanted, isTTY, words) => {
    expect(isForPeople(isTTY, words)).toBe(wanted);
  });
});
