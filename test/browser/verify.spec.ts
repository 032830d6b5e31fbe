import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { COSIGNATURE, ED25519, formatVerifierKey, type KeyType } from '#ledger/note-key.js';
import { sha256Hex } from '#ledger/primitives.js';
import { formatNote, parseNote, signatureOf, withSignatures } from '#ledger/signed-note.js';
import { generateSignerKey, parseSignerKey } from '#ledger/signer-key.js';
import { witnessSigner } from '#ledger/signer.js';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, barriersOnPhone, getsFocus, shows } from '../support/chromium.js';
import { newFolder, rapporteur } from '../support/cli.js';
import { recordDossier } from '../support/recorded-dossier.js';
import { remove, type Running } from '../support/service.js';

const ORIGIN = 'record.example.org/talks';
const folder = newFolder();
const at = (name: string) => join(folder, name);
const { browser, startWith, atEnd } = browserFixture({ keepsWindows: true });
let service: Running;
let page: Page;
let faults: () => readonly string[];
let negotiation: string;
/** The verifier key of the log, and its audit file. */
let key: string;
let file: string;
let lines: readonly string[];
/** What the page asked of the API. */
const asked: string[] = [];

const audited = async (path: string) => (await service.get(`/v1/audit/${path}`)).text;
const exported = async (name: string, ...words: string[]): Promise<string> => {
  const { code, err } = await rapporteur(['export', '--audit', '--url', service.url, '--out', at(name), ...words]);
  if (code !== 0) throw new Error(err);
  return at(name);
};
const write = (name: string, text: string | Buffer): string => {
  writeFileSync(at(name), text);
  return at(name);
};
const written = (name: string, changed: readonly string[]) => write(name, changed.map((line) => `${line}\n`).join(''));
const keyOf = (name: string, type: KeyType) => {
  const signer = generateSignerKey(name, type);
  return { signer, verifier: formatVerifierKey(parseSignerKey(signer, type)) };
};

beforeAll(async () => {
  atEnd(() => remove(folder));
  ({ service, talks: negotiation } = await startWith(recordDossier, { LEDGER_ORIGIN: ORIGIN }));
  const other = { title: 'Mackerel quotas', subject: 'Shares', occurredOn: '2025-01-10' };
  await service.post('/v1/negotiations', other).expect(201);
  key = (JSON.parse(await audited('ledger')) as { verifierKey: string }).verifierKey;
  file = await exported('audit.ndjson');
  lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  ({ page, faults } = await browser.open([new URL(service.url).host]));
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/v1/')) asked.push(pathname);
  });
});

const opened = async () => {
  await page.goto(`${service.url}/verify`);
  await page.locator('.lede h1').waitFor();
};
const field = (name: string) => page.getByRole('textbox', { name, exact: true });
const check = async (path: string, keys = key) => {
  await page.locator('#verify-file').setInputFiles(path);
  await field('Key of the log').fill(keys);
  await page.getByRole('button', { name: 'Check', exact: true }).click();
};
/** What is in a field, once it has something. */
const filled = async (name: string): Promise<string> => {
  for (;;) {
    const value = await field(name).inputValue();
    if (value !== '') return value;
  }
};
/** Drops files on an element. */
const drop = (selector: string, ...names: string[]) =>
  page.evaluate(`{
    const dataTransfer = new DataTransfer();
    for (const name of ${JSON.stringify(names)}) dataTransfer.items.add(new File(['not an audit file\\n'], name));
    for (const kind of ['dragover', 'drop'])
      document.querySelector('${selector}').dispatchEvent(new DragEvent(kind, { dataTransfer, cancelable: true, bubbles: true }));
  }`);
type Shown = { entry: string; event: { stream: string; revision: number } };
/** Whether the file shows the next event of the same stream, too. */
const isBetween = (line: string): boolean => {
  const { event } = JSON.parse(line) as Shown;
  return lines.some((other) => other.includes(`"revision":${event.revision + 1},"stream":"${event.stream}"`));
};
const more = () => page.getByText('Witnesses, and a checkpoint that you kept').click();
const verdict = (text: string | RegExp) => shows(page, '.verdict', text);
const texts = async (selector: string) =>
  (await page.locator(selector).allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
/** What the command line says of the same file. */
const told = async (path: string, ...words: string[]) => {
  const { out } = await rapporteur(['verify', path, '--key', key, '--json', ...words]);
  return JSON.parse(out) as { holds: boolean; findings: { code: string; because: string }[]; more: number };
};
const findings = async () => ({
  codes: await texts('.findings code'),
  because: await texts('.findings [lang=en]'),
});
/** What the page says is what the command line says. */
const saysTheSame = async (path: string, ...words: string[]) => {
  const { holds, findings: found } = await told(path, ...words);
  expect(holds).toBe(false);
  expect(await findings()).toEqual({
    codes: found.map(({ code }) => code),
    because: found.map(({ because }) => because),
  });
};

describe('an audit file in the browser', () => {
  it('holds: the page is reached from the list, says what it proves, and sends nothing: it needs no line', async () => {
    await page.goto(service.url);
    await page.getByRole('navigation').getByRole('link', { name: 'Verification' }).click();
    await page.waitForURL(`${service.url}/verify`);
    await shows(page, 'h1', 'Is the record unaltered?');
    await page.getByText('so it proves nothing against that service').waitFor();
    asked.length = 0;
    await opened();
    const thread = page.workers()[0] ?? (await page.waitForEvent('worker'));
    await thread.evaluate('1');
    await page.context().setOffline(true);
    await check(file);
    await verdict('It holds');
    await page.context().setOffline(false);
    const size = lines.length - 2;
    const { streams } = ((await told(file)) as unknown as { figures: { streams: number } }).figures;
    expect((await texts('.figures li')).slice(0, 5)).toEqual([
      `Log ${ORIGIN}`,
      `${size} events in ${streams} streams none withheld`,
      'Every event that it shows is the one that was signed',
      expect.stringMatching(/^Root [\w+/]{43}=$/),
      'Signed by the log',
    ]);
    await page.getByText('Only the log itself vouches for this.').waitFor();
    await page.getByText('could have rewritten and signed everything from event 0 on').waitFor();
    await getsFocus(page.getByLabel('Result', { exact: true }));
    expect(await barriers(page)).toEqual([]);
    expect(asked).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it('is one negotiation: what it withholds is counted, and what that means is said', async () => {
    const one = await exported('one.ndjson', '--negotiation', negotiation);
    await check(one);
    await page.getByText('Shows one negotiation').waitFor();
    const { size, events } = ((await told(one)) as unknown as { figures: { size: number; events: number } }).figures;
    expect(await texts('.figure')).toContain(`${size - events} withheld`);
    expect(await page.locator('.figures .wait').count()).toBe(1);
    // One event of a thing is withheld between others of it: nobody needs to be told that a negotiation does so.
    const index = lines.findIndex((line) => line.includes('"revision":1') && isBetween(line));
    const { entry } = JSON.parse(lines[index]!) as Shown;
    const end = JSON.parse(lines.at(-1)!) as { end: { events: number; withheld: number } };
    const counted = JSON.stringify({ end: { events: end.end.events - 1, withheld: 1 } });
    const holed = lines.with(index, `{"entry":"${entry}","index":${index - 1}}`).with(lines.length - 1, counted);
    await check(written('holed.ndjson', holed));
    await verdict('It holds');
    await page.getByText('1 withheld event stands between').waitFor();
    expect((await texts('.figures li:has(.wait svg)')).slice(0, 2)).toEqual([
      expect.stringMatching(/1 withheld$/),
      '1 withheld event stands between events of its stream that are shown',
    ]);
    await page.getByText('It does not prove that it shows all that belongs there').waitFor();
  });

  it('was altered: each finding is that of the command line, with its place, and the report is saved', async () => {
    const index = lines.findIndex((line) => line.includes('Šefčovič'));
    const altered = written('altered.ndjson', lines.with(index, lines[index]!.replace('Šefčovič', 'Sefcovic')));
    await check(altered);
    await verdict(`It does not hold, at event ${index - 1}`);
    await saysTheSame(altered);
    expect(await texts('.findings li b')).toEqual([`event ${index - 1}, line ${index + 1} of the file`]);
    await page.getByText('they are evidence').waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the report' }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe('altered.ndjson.report.txt');
    const report = readFileSync(await saved.path(), 'utf8');
    const { err } = await rapporteur(['verify', altered, '--key', key]);
    // The command line names the file by its path.
    expect(report).toContain(err.replace(folder, '').slice(1));
    expect(report).toContain(`Key of the log: ${key}`);
    expect(report).toMatch(new RegExp(`^SHA-256 of the file: ${sha256Hex(readFileSync(altered))}$`, 'm'));
  });

  it('was cut, is of another log, or is no audit file: it is said which', async () => {
    const cut = written('cut.ndjson', lines.slice(0, -3));
    await check(cut);
    await verdict(/^\s*It does not hold$/);
    await saysTheSame(cut);

    const stranger = keyOf('record.example.org/other', ED25519).verifier;
    await check(file, stranger);
    await shows(page, '.findings', 'checkpoint-origin-unknown');
    await verdict(/^\s*It could not be checked$/);
    expect(await page.getByText('they are evidence').count()).toBe(0);
    const forged = keyOf(ORIGIN, ED25519).verifier;
    await check(file, forged);
    await shows(page, '.findings', 'checkpoint-key-unknown');
    expect(await texts('.findings [lang=en]')).toEqual([
      'The checkpoint is signed, but not by any of your keys for this log.',
    ]);

    await check(write('picture.png', Buffer.from('89504e470d0a1a0a0000', 'hex')));
    await verdict('it cannot be read as an audit file');
    await saysTheSame(at('picture.png'));
    await check(write('log.ndjson', '{"format":"rapporteur-log/1"}\n'));
    await verdict('This is no audit file');
    await check(write('empty', ''));
    await verdict('it cannot be read as an audit file');
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it('is compared with a checkpoint that was kept, and must be cosigned by each witness', async () => {
    const { signer, verifier } = keyOf('witness.example.net/w1', COSIGNATURE);
    const header = JSON.parse(lines[0]!) as { checkpoint: string };
    const kept = header.checkpoint;
    const note = parseNote(kept);
    const cosigned = formatNote(withSignatures(note, [signatureOf(note.text, witnessSigner(signer)(1_764_000_000))]));
    const whole = written('cosigned.ndjson', [
      lines[0]!.replace(JSON.stringify(kept), JSON.stringify(cosigned)),
      ...lines.slice(1),
    ]);
    await opened();
    await more();
    // It is one witness, however often its key is given.
    await field('Keys of witnesses').fill(`${verifier}\n${verifier}`);
    // Texts are taken from files, too.
    await page.getByLabel('Checkpoint that you kept From a file:').setInputFiles(write('kept-checkpoint', kept));
    expect(await filled('Checkpoint that you kept')).toBe(kept);
    await check(whole);
    await verdict('It holds');
    await page.getByText(/Cosigned by .witness\.example\.net\/w1/).waitFor();
    await page.getByText(`Its first ${lines.length - 2} entries match your checkpoint`).waitFor();
    await check(file);
    await shows(page, '.findings', 'witness-missing');
    await field('Keys of witnesses').fill('');
    await field('Checkpoint that you kept').fill(kept.replace('\n\n', '\nchanged\n\n'));
    await check(file);
    await shows(page, '.findings', 'since-signature-invalid');
  });

  it('needs a file and a key: what is missing or wrong is said at its field', async () => {
    await opened();
    await page.getByRole('button', { name: 'Check', exact: true }).press('Enter');
    await page.getByText('Choose a file first.').waitFor();
    await page.getByText('Give the key of the log.').waitFor();
    await getsFocus(page.locator('#verify-file'));
    expect(await barriers(page)).toEqual([]);
    await check(file, `${key}\n${key.slice(0, -4)}AAAA`);
    await page.getByText('Line 2: This is not a valid verifier key: its id does not match its name and key.').waitFor();
    await getsFocus(page.locator('#verify-key'));
    await more();
    await field('Keys of witnesses').fill('witness');
    await check(file);
    await page.getByText('Line 1: This is not a valid verifier key: it is not name+id+base64').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel('Key of the log From a file:').setInputFiles(write('large', Buffer.alloc(1_000_001)));
    await page.getByText('This file is too large to be one.').waitFor();
    await field('Keys of witnesses').fill('');
    await field('Checkpoint that you kept').fill('garbage');
    await check(file);
    await page.getByText('This is no signed checkpoint.').waitFor();
    await getsFocus(page.locator('#verify-kept'));
    expect(await barriers(page)).toEqual([]);
    await field('Checkpoint that you kept').fill('');
    expect(await page.getByText('This is no signed checkpoint.').count()).toBe(0);
  });

  it('gives a verdict on what is in the fields, and on nothing that was there before', async () => {
    await opened();
    await more();
    const holds = async () => {
      await check(file);
      await verdict('It holds');
    };
    const gone = () => page.locator('.outcome').waitFor({ state: 'detached' });
    for (const change of [
      () => page.locator('#verify-file').setInputFiles(write('other', 'x')),
      () => page.locator('#verify-file').setInputFiles([]),
      () => drop('#main', 'dropped.txt'),
      () => field('Key of the log').fill(`${key}\n`),
      () => field('Keys of witnesses').fill(' '),
      () => field('Checkpoint that you kept').fill(' '),
    ]) {
      await holds();
      await change();
      await gone();
      expect(await page.locator('.vh[role=status]').innerText()).toBe('');
    }
    const entry = '0'.repeat(64);
    const many = Array.from({ length: 100_000 }, (_, index) => `{"entry":"${entry}","index":${index}}`);
    await check(written('running.ndjson', [lines[0]!, ...many]));
    await verdict(/Checking .running\.ndjson/);
    await page.locator('#verify-file').setInputFiles(file);
    await gone();
    // The check of the other ends, and says nothing any more.
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await verdict('It holds');
    await page.getByText(/audit\.ndjson., checked on this device/).waitFor();
  });
});

describe('the proof of one event in the browser', () => {
  it('holds as JSON, and as a tlog-proof with its event; an altered one does not', async () => {
    await opened();
    const inclusion = await audited('proofs/inclusion?index=3');
    const { event } = JSON.parse(inclusion) as { event: { id: string } };
    await check(write('inclusion.json', inclusion));
    await verdict('It holds');
    await page.getByText(event.id).waitFor();
    await page.getByText(`3 of ${lines.length - 2} entries, counted from 0`).waitFor();
    expect(await barriers(page)).toEqual([]);

    await check(write('event.tlog-proof', await audited('proofs/tlog-proof?index=3')));
    await page.getByText('A tlog-proof does not contain its event.').first().waitFor();
    await field('The event of this proof').fill(inclusion);
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await verdict('It holds');

    const altered = write('altered.json', inclusion.replace(event.id, event.id.replace(/^./, 'f')));
    await check(altered);
    await verdict('It does not hold, at event 3');
    await saysTheSame(altered);

    const consistency = `proofs/consistency?from=2&to=${lines.length - 2}`;
    await check(write('consistency.json', await audited(consistency)));
    await verdict('It could not be checked');
    await page.getByText('This is a proof of consistency').waitFor();
    const bare = JSON.stringify({ ...(JSON.parse(inclusion) as object), checkpoint: undefined });
    await check(write('bare.json', bare));
    await page.getByText(`Give the signed checkpoint of its size, ${lines.length - 2}.`).waitFor();
    expect(await page.locator('.outcome').count()).toBe(0);
    // It was pasted without its last newline.
    const { checkpoint } = JSON.parse(inclusion) as { checkpoint: string };
    await field('Checkpoint that you kept').fill(checkpoint.trimEnd());
    await check(at('bare.json'));
    await verdict('It holds');
    await check(at('inclusion.json'));
    await page.getByText(`Its first ${lines.length - 2} entries match your checkpoint`).waitFor();
    expect(faults()).toEqual([]);
  });
});

describe('the check', () => {
  it('takes a file that is dropped, and is stopped while it runs', async () => {
    await opened();
    await drop('#main', 'dropped.txt', 'second.txt');
    await page.getByText('Give one file: not several, and no folder.').waitFor();
    expect(await page.locator('#verify-file').inputValue()).toBe('');
    expect(await barriers(page)).toEqual([]);
    await more();
    await drop('#verify-kept', 'kept-here.txt');
    expect(await filled('Checkpoint that you kept')).toBe('not an audit file\n');
    expect(await page.locator('#verify-file').inputValue()).toBe('');
    await field('Checkpoint that you kept').fill('');
    await drop('#main', 'dropped.txt');
    await shows(page, '#verify-file-why', '18 byte');
    expect(await page.locator('#verify-file').inputValue()).toContain('dropped.txt');
    await field('Key of the log').fill(key);
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await verdict('it cannot be read as an audit file');

    const entry = '0'.repeat(64);
    const many = Array.from({ length: 300_000 }, (_, index) => `{"entry":"${entry}","index":${index}}`);
    await check(written('many.ndjson', [lines[0]!, ...many]));
    await verdict(/Checking .many\.ndjson/);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('You stopped the check. It found nothing out.').first().waitFor();
    expect(await barriers(page)).toEqual([]);
  });

  it('is said in other languages, on a phone and in the dark, too', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const [language, dir, title] of [
      ['zh', 'ltr', '核验通过'],
      ['ar', 'rtl', 'السجل سليم'],
      ['fr', 'ltr', 'Il est intact'],
    ] as const) {
      await page.locator('.language').selectOption(language);
      await page.locator(`html[lang=${language}][dir=${dir}]`).waitFor();
      await page.locator('#verify-file').setInputFiles(file);
      await page.locator('#verify-key').fill(key);
      await page.locator('.vf form button.on').click();
      await verdict(title);
      expect(await barriersOnPhone(page)).toEqual([]);
    }
    expect(faults()).toEqual([]);
  });
});
