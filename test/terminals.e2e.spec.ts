import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ACCESS_FOLDER, chainedLine, NO_LINE } from '#ledger/access/access-chain.js';
import { ED25519, formatVerifierKey } from '#ledger/note-key.js';
import { generateSignerKey, parseSignerKey } from '#ledger/signer-key.js';
import { dossierFile, newFolder, type Ran, rapporteur, run } from './support/cli.js';
import { ROOT } from './support/compose.js';
import { remove, type Running, start } from './support/service.js';

const root = newFolder();
const at = (name: string) => join(root, name);
let service: Running;
beforeAll(async () => {
  service = await start();
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
  remove(root);
});

/** Control characters of both sets, line separators, direction marks, and what has no width. */
const HOSTILE = [
  '\u001b[2J',
  '\u001b]0;title\u0007',
  '\u009b31m',
  '\u0085',
  '\u007f',
  '\u2028',
  '\u2029',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u200f',
  '\ufeff',
  '\u{e0041}',
];
/** What YAML and a file name can carry; drawn anew in each run, with every character in each text. */
const hostile = () => {
  const [order] = fc.sample(fc.shuffledSubarray(HOSTILE, { minLength: HOSTILE.length }), 1);
  return `talks${order!.join('x')}end`;
};
const quoted = (text: string) => JSON.stringify(text);

/** Only newlines, and characters that a terminal displays as they are. */
const assertVisible = (text: string) => expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
/** The output shows the text, and escapes what is in it. */
const assertEscaped = ({ out, err }: Ran, shown = true) => {
  assertVisible(out);
  assertVisible(err);
  if (shown) expect(`${out}${err}`).toMatch(/\\u(?:001b|009b|202e|200b)/);
};
const KEY = formatVerifierKey(parseSignerKey(generateSignerKey('example.com/log', ED25519), ED25519));

describe('no output of the command line has a character that a terminal interprets', () => {
  const dossier = (entries: string) =>
    dossierFile(root, `dossier: ${quoted(hostile())}\nentries:\n${entries}`, 'a.yaml');
  const load = (file: string, ...words: string[]) => rapporteur(['load', file, '--url', service.url, ...words]);

  it('when a dossier is checked', async () => {
    for (const entries of [
      `  - { key: ${quoted(hostile())}, record: OpenNegotiation, title: x, ${quoted(hostile())}: 1 }\n`,
      `  - { key: a, record: ${quoted(hostile())}, title: x }\n`,
      `  - { key: a, record: HoldMeeting, of: ${quoted(hostile())}, occurredOn: ${quoted(hostile())} }\n`,
      `  - { key: ${quoted(hostile())}, record: OpenNegotiation, title: x, sources: [{ ${quoted(hostile())}: 1 }] }\n`,
    ])
      for (const words of [[], ['--json']]) {
        const ran = await load(dossier(entries), '--check', ...words);
        expect(ran.code).toBe(1);
        assertEscaped(ran);
      }
  });
  it('when it is loaded, loaded again, and differs from the record', async () => {
    const title = hostile();
    const entries = (text: string, more = '') =>
      `  - { key: talks, record: OpenNegotiation, title: ${quoted(text)} }\n${more}`;
    const text = `dossier: terminals\nentries:\n`;
    const file = (content: string) => dossierFile(root, `${text}${content}`, 'talks.yaml');
    const first = await load(file(entries(title)));
    expect([first.code, first.err]).toEqual([0, '']);
    assertVisible(first.out);
    const changed = await load(file(entries(hostile())));
    expect([changed.code, changed.err]).toEqual([1, expect.stringContaining('differs from what was recorded')]);
    assertEscaped(changed);
    assertEscaped(await load(file(entries(hostile())), '--json'));
    // The request that it prints still says the same, because JSON is escaped as JSON.
    const [, body] = /-d '(.*)'/.exec(changed.err)!;
    expect((JSON.parse(body!) as { changes: { title: string } }).changes.title).toMatch(/^talks.*\u202e.*end$/su);
  });
  it('when a server that is no Rapporteur answers, or a file is not there', async () => {
    for (const words of [
      ['load', at(`none-${hostile()}`)],
      ['verify', at(`none-${hostile()}`)],
      ['import', at(`none-${hostile()}`), '--new-ledger'],
      ['restore', '--from', at(`none-${hostile()}`)],
      ['rebuild', '--data-dir', at(`none-${hostile()}`)],
      ['backup', '--to', at('x'), '--data-dir', at(`none-${hostile()}`)],
      ['export', '--to', at('x'), '--data-dir', at(`none-${hostile()}`)],
      ['export', '--audit', '--out', at('x'), '--url', `http://127.0.0.1:1/${hostile()}`],
      ['schema', '--url', hostile()],
      ['key', '--origin', `${hostile()} +`],
      [hostile()],
      ['serve', `--${hostile()}`],
    ]) {
      const ran = await rapporteur(words);
      expect([words, ran.code]).not.toEqual([words, 0]);
      assertEscaped(ran);
    }
  });
  it('when a file is verified or imported', async () => {
    const field = quoted(hostile());
    writeFileSync(at('audit.ndjson'), `{${field}:${field}}\n`);
    writeFileSync(at('raw.ndjson'), `{"a":"\u009b31m\u202e"} \u001b[2J\n`);
    writeFileSync(at('record.ndjson'), `{${field}:${field},"format":"rapporteur-log/1"}\n`);
    writeFileSync(at('event.tlog-proof'), `c2sp.org/tlog-proof@v1\nindex 0\n${hostile()}\n\n${hostile()}\n\n`);
    writeFileSync(at('event.json'), JSON.stringify({ salt: '0'.repeat(32), event: { [hostile()]: 1 } }));
    for (const words of [
      ['verify', at('audit.ndjson'), '--key', KEY],
      ['verify', at('raw.ndjson'), '--key', KEY],
      ['verify', at('audit.ndjson'), '--key', hostile()],
      ['verify', at('audit.ndjson'), '--key', KEY, '--json'],
      ['verify', at('event.tlog-proof'), '--event', at('event.json'), '--key', KEY],
      ['import', at('record.ndjson'), '--new-ledger', '--data-dir', at('imported')],
    ]) {
      const ran = await rapporteur(words);
      expect([words, ran.code]).not.toEqual([words, 0]);
      assertEscaped(ran, false);
    }
  });
  it('when an access log is verified in a folder of any name', async () => {
    const folder = join(at(`data-${hostile()}`), ACCESS_FOLDER);
    mkdirSync(folder, { recursive: true });
    const { text } = chainedLine({ address: hostile() }, { lines: 0, hash: NO_LINE });
    writeFileSync(join(folder, '2026-01.ndjson'), `${text}\n{"a":1}\n`);
    const ran = await rapporteur(['verify', join(folder, '..'), '--access']);
    expect(ran.code).toBe(1);
    assertEscaped(ran);
  });
});

describe('no text of the audit has such a character', () => {
  it('on the trail and in a difference', async () => {
    const [title, other] = [hostile(), hostile()];
    const { body } = await service.post('/v1/negotiations', { title }).expect(201);
    const { id, events } = body as { id: string; events: { id: string }[] };
    const then = new Date().toISOString();
    await service
      .post(`/v1/negotiations/${id}/correct`, {
        eventId: events[0]!.id,
        changes: { title: other },
        reason: hostile(),
      })
      .set('if-match', '"0"')
      .expect(201);
    for (const path of [
      `/v1/audit/trail?thing=negotiation-${id}`,
      `/v1/audit/diff?negotiationId=${id}&fromAsOf=${then}`,
    ]) {
      const { text } = await service.get(path).set('accept', 'text/plain').expect(200);
      assertVisible(text);
      expect(text).toContain(String.raw`\u202e`);
      expect(text).toContain(String.raw`\u200b`);
    }
  });
});

describe('the linter', () => {
  const folder = at('linted');
  it.each([
    ['process.stdout.write("x");', 'process.stdout'],
    ['process.stderr.write("x");', 'process.stderr'],
    ['const { stdout } = process; stdout.write("x");', 'process.stdout'],
    ['console.log("x");', 'console'],
  ])('refuses %s outside of the one file that prints', async (code, what) => {
    writeFileSync(
      (mkdirSync(folder, { recursive: true }), join(folder, '.oxlintrc.json')),
      readFileSync(join(ROOT, '.oxlintrc.json')),
    );
    const lint = async (file: string) => {
      mkdirSync(join(folder, file, '..'), { recursive: true });
      writeFileSync(join(folder, file), `${code}\n`);
      return run([join(ROOT, 'node_modules/.bin/oxlint'), '--quiet', file], { cwd: folder });
    };
    const refused = await lint('apps/cli/src/commands/new.ts');
    expect([refused.code, refused.out]).toEqual([1, expect.stringContaining(what)]);
    expect((await lint('libs/formats/src/terminal.ts')).code).toBe(0);
  });
});
