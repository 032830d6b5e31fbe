import { setTimeout as sleep } from 'node:timers/promises';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Download, Page, Request } from 'playwright-core';
import { ED25519, formatVerifierKey } from '#ledger/note-key.js';
import { generateSignerKey, parseSignerKey } from '#ledger/signer-key.js';
import { letInByName } from '../support/as.js';
import { stripOf, toldBy } from '../support/audit-strip.js';
import { browserFixture } from '../support/browser-fixture.js';
import { askAgain, barriers, barriersOnPhone, getsFocus, losesLine, shows } from '../support/chromium.js';
import { newFolder, rapporteur } from '../support/cli.js';
import type { InProcess } from '../support/in-process.js';
import { stop } from '../support/process.js';
import { recordDossier } from '../support/recorded-dossier.js';
import { type ReceiptBody, remove } from '../support/service.js';
import { startWitness, type WitnessProcess } from '../support/witness.js';

const ORIGIN = 'record.example.org/talks';
const LOG_KEY = generateSignerKey(ORIGIN, ED25519);
const KEY = formatVerifierKey(parseSignerKey(LOG_KEY, ED25519));
const folder = newFolder();
const { browser, startServiceInProcess, atEnd } = browserFixture({ keepsWindows: true });
let witness: WitnessProcess;
let service: InProcess;
let negotiation: string;
let address: string;
/** The events of the dossier and what was recorded after it, as the list has them; by their places, from 1. */
let ids: readonly string[];
/** What the chief sees: everything, as an auditor. */
let page: Page;
let faults: () => readonly string[];

/**
 * After the 84 events of the dossier, four of which correct others: the preliminary contact is marked secret (85), which hides it with its three
 * facts (32, 33 and 59); an issue is raised by mistake (86) and voided (87).
 */
beforeAll(async () => {
  letInByName();
  atEnd(() => remove(folder));
  witness = await startWitness({ dataDir: join(folder, 'witness'), logs: [KEY] });
  atEnd(() => stop(witness));
  const env = {
    LEDGER_KEY: LOG_KEY,
    WITNESSES: `${witness.url} ${witness.verifierKey}`,
    WITNESS_INTERVAL_SECONDS: '1',
  };
  service = await startServiceInProcess(env);
  negotiation = await recordDossier(service);
  const { items } = (await service.get(`/v1/negotiations/${negotiation}/meetings`).expect(200)).body as {
    items: { id: string; title: string }[];
  };
  const contact = items.find(({ title }) => title === 'Preliminary contact between the teams')!;
  const post = async (path: string, body: object) =>
    (await service.post(path, body).set('if-match', '*').expect(201)).body as ReceiptBody;
  await post(`/v1/meetings/${contact.id}/mark`, { marking: { level: 'secret' }, reason: 'Delicate.' });
  const issue = await post(`/v1/negotiations/${negotiation}/issues`, { title: 'Herring' });
  await post(`/v1/issues/${issue.id}/void`, { eventId: issue.events[0]!.id, reason: 'Of other talks.' });
  const list = await service.get(`/v1/negotiations/${negotiation}/events?limit=200`).expect(200);
  ids = (list.body as { items: { eventId: string }[] }).items.map(({ eventId }) => eventId);
  await untilCosigned();
  address = `${service.url}/negotiations/${negotiation}/audit`;
  ({ page, faults } = await browser.open([new URL(service.url).host], {
    permissions: ['clipboard-read', 'clipboard-write'],
  }));
});
/** The page shows who has cosigned when it is opened, and the witness takes a second. */
const untilCosigned = async (): Promise<void> => {
  for (;;) {
    const { size, cosigned } = (await service.get('/v1/audit/ledger').expect(200)).body as {
      size: number;
      cosigned?: { size: number };
    };
    if (cosigned?.size === size) return;
    await sleep(100);
  }
};

const linkTo = (n: number) => `${address}?event=${ids[n - 1]}`;
const open = async (n: number) => {
  await page.goto(linkTo(n));
  await page.locator('.shown .facts').first().waitFor();
};
const strip = (on = page) => stripOf(on);
const told = (n: number, on = page) => toldBy(on, n);
const isOnStrip = () => strip().evaluate((one) => one === one.ownerDocument.activeElement);
const verdict = (text: string | RegExp) => shows(page, '.verdict', text);
/** A checkpoint without the cosignature, which the witness makes anew from time to time. */
const untimed = (note: string) => note.replace(/(?<=witness\.example\/w1) \S+/, '');
const asksForProof = ({ pathname }: URL) => pathname === '/v1/audit/proofs/inclusion';
const giveKey = (key: string) => page.locator('#audit-key').fill(key);
/** The rows of a list or table, each in a line. */
const rows = async (selector: string) =>
  (await page.locator(selector).allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
const saved = async (button: string): Promise<Readonly<{ name: string; text: string }>> => {
  const coming: Promise<Download> = page.waitForEvent('download');
  await page.getByRole('button', { name: button, exact: true }).click();
  const download = await coming;
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
};

describe('the trail of a negotiation', () => {
  it('is reached from where we stand, and shows the last event among all', async () => {
    await page.goto(`${service.url}/negotiations/${negotiation}`);
    await page.getByRole('navigation').getByRole('link', { name: 'Audit' }).click();
    await page.waitForURL(address);
    await shows(page, '.headline', '87 events are on record, and 5 of them put others right.');
    expect(await told(87)).toBe('Event 87 of 87, a voiding, Voided: Issue raised: “Herring”');
    await page.getByRole('slider', { name: 'Events in the order of recording' }).waitFor();
    expect(await page.locator('.mark').count()).toBe(87);
    expect([await page.locator('.mark.fix').count(), await page.locator('.mark.void').count()]).toEqual([5, 1]);
    expect((await rows('.trail li')).slice(-2)).toEqual([
      expect.stringMatching(/^86 Issue raised: “Herring” known since: /),
      expect.stringMatching(/^87 Voided: Issue raised: “Herring” known since: /),
    ]);
    expect(await page.locator('.trail li s').allInnerTexts()).toEqual(['Issue raised: “Herring”']);
    await shows(page, '.shown .links', 'What was on record before it');
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it('is stepped through by keys, and the focus stays on the strip', async () => {
    await strip().focus();
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press('Home');
    expect(await told(1)).toBe('Event 1 of 87, Negotiation opened: “EU–China talks on rare-earth export controls”');
    await press('ArrowLeft', 'ArrowRight');
    expect(await told(2)).toBe('Event 2 of 87, European Union joined as a principal');
    await press('Shift+ArrowRight');
    expect(await told(41)).toMatch(/^Event 41 of 87, a correction, Corrected: China announced an export control/);
    await press('Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight');
    expect(await told(87)).toMatch(/^Event 87 of 87, a voiding/);
    await press('Shift+ArrowLeft');
    expect(await told(52)).toMatch(/^Event 52 of 87, a correction, Corrected: A ministerial meeting/);
    await press('End', 'PageDown', 'ArrowUp');
    expect(await told(78)).toMatch(/^Event 78 of 87, Provision 1-1 of “Widening/);
    expect(await isOnStrip()).toBe(true);
    await page.waitForURL(linkTo(78));
    await shows(page, '.shown h2', 'Event 78 of 87');
    // The buttons do the same, and stay where they are.
    await page.getByRole('button', { name: 'Correction before' }).click();
    await told(52);
    await page.getByRole('button', { name: 'First event' }).click();
    await told(1);
    expect(await page.getByRole('button', { name: 'Event before' }).getAttribute('aria-disabled')).toBe('true');
  });

  it('loses no key, however soon or late after the one before it is pressed', async () => {
    await open(1);
    await strip().focus();
    const pauses = Array.from({ length: 40 }, (_, n) => 110 + 2 * n);
    for (const pause of pauses) {
      await page.keyboard.press('ArrowRight');
      await page.waitForTimeout(pause);
    }
    expect(await told(1 + pauses.length)).toMatch(/^Event 41 of 87, /);
  });

  it('may be gone through by a held key: the address and the page of the event wait until the hand rests', async () => {
    await open(1);
    await strip().focus();
    const asked: string[] = [];
    const hear = (request: Request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/v1/events/')) asked.push(pathname);
    };
    page.on('request', hear);
    await page.evaluate(`{
      globalThis.replaced = 0;
      const replace = history.replaceState.bind(history);
      history.replaceState = (...to) => {
        replaced += 1;
        replace(...to);
      };
    }`);
    // Until it is up, each is the same key that repeats.
    for (let n = 0; n < 60; n += 1) await page.keyboard.down('ArrowRight');
    await page.keyboard.up('ArrowRight');
    await told(61);
    await page.waitForURL(linkTo(61));
    await shows(page, '.shown', 'See for yourself');
    page.off('request', hear);
    // On a machine with much to do, one pause may be long.
    expect(await page.evaluate<number>('replaced')).toBeLessThan(10);
    expect(asked.length).toBeLessThan(10);
    expect(asked.at(-1)).toBe(`/v1/events/${ids[60]}`);
  });

  it('turns round from right to left, in the words of the reader', async () => {
    const headlines = { fr: '87 événements sont consignés, dont 5', zh: '共记录 87 个事件', ar: '87 حدثًا مسجَّلًا' };
    for (const [language, headline] of Object.entries(headlines)) {
      await page.locator('.tools select').selectOption(language);
      await shows(page, '.headline', headline);
    }
    await page.locator('html[dir=rtl]').waitFor();
    await strip().focus();
    await page.keyboard.press('Home');
    await told(1);
    await page.keyboard.press('ArrowLeft');
    await told(2);
    await page.keyboard.press('Shift+ArrowRight');
    await told(2);
    expect(await barriers(page)).toEqual([]);
    await page.locator('.tools select').selectOption('en');
    await shows(page, '.headline', '87 events');
  });
});

describe('an event of the trail', () => {
  it('that puts another right says what was recorded first and what it reads now, and leads there and back', async () => {
    await open(45);
    await shows(page, '.cmp', 'MOFCOM No. 61');
    const table = await rows('.cmp tbody tr');
    expect(table).toEqual(
      expect.arrayContaining([
        'issued by id Chinese authorities China’s Ministry of Commerce',
        'occurred on 1–9 October 2025 9 October 2025',
        'provisions 1 text Exporters must obtain an export license for dual-use items issued by China’s Ministry of Commerce before selling affected materials to countries and regions outside China. Section 1(1)',
        'provisions 3 enters into force text none at once',
        'reference none MOFCOM No. 61',
        'title Expansion of the restrictions introduced in April Widening of the export controls, announcement No. 61',
      ]),
    );
    // Who sees everything sees every name.
    expect(table.join()).not.toContain('may not see');
    await page.getByText('Nobody has corrected or voided this event.').waitFor();
    await page.locator('.shown .part').filter({ hasText: 'About the same thing' }).getByRole('link').click();
    await page.waitForURL(linkTo(20));
    expect(await told(20)).toMatch(/^Event 20 of 87, China announced an export control/);
    // The link is gone with its event: the focus is where the reader goes on.
    await page.locator('#event:focus').waitFor();
    await page.locator('.shown .part').filter({ hasText: 'Corrected, and why' }).getByRole('link').click();
    await page.waitForURL(linkTo(45));
    await page.goBack();
    await page.waitForURL(linkTo(20));
    await shows(page, '.shown .part', /First recorded as/);
    expect(await page.getByText('Nobody has corrected or voided').count()).toBe(0);
  });

  it('leads to what was on record with it, without it, and to what was known then', async () => {
    const list = await service.get(`/v1/negotiations/${negotiation}/events?limit=200`).expect(200);
    const { items } = list.body as { items: { recordedAt: string; learnedAt: string }[] };
    await open(45);
    const went = async (link: string) => {
      if (page.url() !== linkTo(45)) await page.goBack();
      await page.getByRole('link', { name: link }).click();
      await page.locator('.banner').waitFor();
      return new URL(page.url()).search;
    };
    expect(await went('What was on record with this event')).toBe(`?asOf=${items[44]!.recordedAt}`);
    await shows(page, '.banner', /as recorded:\s*what was on record, or known, at that time/);
    await shows(page, '.force', 'MOFCOM No. 61');
    expect(await went('What was on record before it')).toBe(`?asOf=${items[43]!.recordedAt}`);
    await shows(page, '.force', 'Expansion of the restrictions introduced in April');
    expect(await page.locator('.force').getByText('MOFCOM No. 61').count()).toBe(0);
    expect(await went('What our side knew when it learned of this')).toBe('?knownAt=2025-10-09T23:59:59.000Z');
    await shows(page, '.banner', '10 Oct 2025, 01:59:59.000 CEST, as we knew:');
    expect(await barriers(page)).toEqual([]);
    // The hand leaves the instant for a day.
    await page.getByLabel('in the world').check();
    await page.waitForURL(/\?happenedBy=2025-10-09$/);
    expect(faults()).toEqual([]);
  });

  it('is reached from its drawer on the timeline', async () => {
    await page.goto(`${service.url}/negotiations/${negotiation}/timeline?fact=${ids[65]}`);
    await page.getByRole('dialog').getByRole('link', { name: 'Audit of this event' }).click();
    await page.waitForURL(linkTo(66));
    expect(await told(66)).toMatch(/^Event 66 of 87, Rival account of “High-level technical talks/);
  });

  it('that an address does not name is the last one, and that is said', async () => {
    await page.goto(`${address}?event=00000000-0000-4000-8000-000000000000`);
    await shows(page, '.lede', 'The address names an event that is not on record here, or that you may not see.');
    await told(87);
    await page.goto(`${service.url}/negotiations/00000000-0000-4000-8000-000000000000/audit`);
    await shows(page, '.trouble', 'Nothing is on record here that you may see');
    expect(await barriers(page)).toEqual([]);
    faults();
  });
});

describe('an auditor', () => {
  it('sees what is signed and cosigned, and keeps it', async () => {
    await open(45);
    await shows(page, '.signed', /Cosigned by .*witness\.example\/w1/);
    const note = (await service.get('/v1/audit/checkpoint/cosigned').expect(200)).text;
    const [, size, root] = note.split('\n');
    expect(await rows('#checkpoint ~ dl code')).toEqual([root]);
    expect(await rows('.shown dd')).toContain('44, counted from 0');
    const { name, text } = await saved('Save the checkpoint');
    expect([name, untimed(text)]).toEqual([`checkpoint-${size}.txt`, untimed(note)]);
    await page.getByRole('button', { name: 'Copy the checkpoint' }).click();
    await page.getByText('The checkpoint is copied.').waitFor();
    expect(untimed(await page.evaluate<string>('navigator.clipboard.readText()'))).toBe(untimed(note));
  });

  it('checks the event on the device: without a key it is asked for, a wrong one does not hold', async () => {
    await open(45);
    await page.keyboard.press('v');
    await page.getByText('Give the key of the log.').waitFor();
    await getsFocus(page.locator('#audit-key'));
    expect(await barriers(page)).toEqual([]);
    await giveKey('not a key');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Check this event' }).click();
    await shows(page, '.vf .hard', 'Line 1:');
    // A key of another pair, that has the name of the log.
    await giveKey(formatVerifierKey(parseSignerKey(generateSignerKey(ORIGIN, ED25519), ED25519)));
    await page.getByRole('button', { name: 'Check this event' }).click();
    await verdict('It does not hold');
    await shows(page, '.findings', 'The checkpoint is signed, but not by any of your keys for this log.');
    expect(await barriers(page)).toEqual([]);
  });

  it('is not told that this event holds if the proof of another one is served', async () => {
    await giveKey(KEY);
    const other = `${service.url}/v1/audit/proofs/inclusion?eventId=${ids[45]}`;
    let served = '';
    await page.route(asksForProof, async (route) => {
      const response = await route.fetch({ url: other });
      served = await response.text();
      await route.fulfill({ response, body: served });
    });
    await page.getByRole('button', { name: 'Check this event' }).click();
    await verdict('This proves another event');
    await page.unroute(asksForProof);
    // What is saved is what was checked, and the verdict stays.
    expect((await saved('Save the proof')).text).toBe(served);
    await shows(page, '.outcome', `A proof of the event \u2068${ids[44]}\u2069 was asked for.`);
    expect(await rows('.figures li')).toContain(`Event ${ids[45]}`);
    expect(await page.getByText('It holds').count()).toBe(0);
    const report = await saved('Save the report');
    expect(report.text).toContain(`event-${ids[44]}.proof.json proves another event.\n`);
    expect(report.text).not.toContain('holds');
    expect(await barriers(page)).toEqual([]);
  });

  it('finds that it holds, by the log alone or with a witness, as the command line does; another event is another check', async () => {
    await giveKey(KEY);
    await page.locator('.vf summary').focus();
    await page.keyboard.press('v');
    await verdict('It holds');
    await page.getByText('Only the log itself vouches for this.').waitFor();
    await page.getByText('It cannot be checked that the clock of the service was right').waitFor();
    await page.getByText('so it proves nothing against that service').waitFor();
    expect(await rows('.figures li')).toEqual(
      expect.arrayContaining([
        `Event ${ids[44]}`,
        expect.stringMatching(/^Place in the log 44 of \d+ entries, counted from 0$/),
      ]),
    );
    await page.locator('.vf summary').click();
    await page.locator('#audit-witness').fill(witness.verifierKey);
    await page.getByRole('button', { name: 'Check this event' }).click();
    await shows(page, '.figures', /Cosigned by .*witness\.example\/w1/);
    expect(await barriersOnPhone(page)).toEqual([]);
    const proof = await saved('Save the proof');
    expect(proof.name).toBe(`event-${ids[44]}.proof.json`);
    const file = join(folder, proof.name);
    writeFileSync(file, proof.text);
    const { code, out } = await rapporteur(['verify', file, '--key', KEY, '--witness', witness.verifierKey]);
    expect([code, out]).toEqual([0, expect.stringContaining(ids[44]!)]);
    await verdict('It holds');
    await strip().focus();
    await page.keyboard.press('ArrowRight');
    await told(46);
    await page.locator('.verdict').waitFor({ state: 'detached' });
    // The key stays as long as the page does, also for the check of the whole record.
    await page.getByRole('link', { name: 'Check the whole record from an audit file' }).click();
    await page.waitForURL(`${service.url}/verify`);
    expect(await page.getByRole('textbox', { name: 'Key of the log' }).inputValue()).toBe(KEY);
    await page.goBack();
    await told(46);
    expect(faults().filter((fault) => !fault.includes('404'))).toEqual([]);
  });

  it('is told of no key while keys are switched off', async () => {
    const button = page.getByRole('button', { name: 'Check this event' });
    expect(await button.getAttribute('aria-keyshortcuts')).toBe('v');
    const letters = page.getByLabel('Letters are shortcuts, except in a field to type in');
    await letters.uncheck();
    expect(await button.getAttribute('aria-keyshortcuts')).toBeNull();
    await page.keyboard.press('v');
    await letters.check();
    expect(await button.getAttribute('aria-keyshortcuts')).toBe('v');
    expect(await page.locator('.verdict').count()).toBe(0);
  });

  it('saves a proof without a check, and what failed is what is tried again', async () => {
    await open(46);
    await page.route(asksForProof, (route) => route.abort());
    await page.getByRole('button', { name: 'Save the proof' }).click();
    await shows(page, '.vf .trouble', 'The service cannot be reached');
    await page.unroute(asksForProof);
    // The key is not asked for: nothing is checked.
    const proof = await saved('Try again');
    expect(proof.name).toBe(`event-${ids[45]}.proof.json`);
    expect(JSON.parse(proof.text)).toMatchObject({ event: { id: ids[45] } });
    expect(await page.locator('.vf .trouble, .verdict, .vf .hard').count()).toBe(0);
  });

  it('without a line keeps what was read, and is told since when', async () => {
    await losesLine(page);
    await strip().focus();
    await page.keyboard.press('Home');
    await told(1);
    await shows(page, '.shown .trouble', 'The service cannot be reached');
    expect(await barriers(page)).toEqual([]);
    await page.context().setOffline(false);
    await askAgain(page, page.locator('.standing').waitFor({ state: 'detached' }));
    await shows(page, '.shown', 'See for yourself');
  });
});

describe('a reader whose clearance ends below one meeting', () => {
  it('sees neither it nor a gap, no place in the log, and who gives the role', async () => {
    const reader = await browser.open([new URL(service.url).host], { extraHTTPHeaders: { 'x-caller': 'rhea' } });
    const asked: string[] = [];
    reader.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await reader.page.goto(address);
    // 87, without the three facts of the meeting and its marking.
    expect(await told(83, reader.page)).toMatch(/^Event 83 of 83, a voiding/);
    await strip(reader.page).focus();
    await reader.page.keyboard.press('Home');
    await told(1, reader.page);
    for (const key of ['PageUp', 'PageUp', 'PageUp', 'ArrowRight', 'ArrowRight']) await reader.page.keyboard.press(key);
    await told(33, reader.page);
    const trail = await reader.page.locator('.trail').innerText();
    // Before it "The negotiation resumed" (31), after it what Olof Gill said (34, 35): they are 31, 32 and 33 here.
    expect(trail).toMatch(/31\s+The negotiation resumed[^]*32\s+Olof Gill[^]*33\s+Olof Gill/);
    expect(trail).not.toContain('“Preliminary contact between the teams”');
    await shows(reader.page, '.shown', 'See for yourself');
    await reader.page.getByText('Ask your administrator for the role “auditor”.').waitFor();
    const shown = await reader.page.locator('main').innerText();
    for (const hidden of ['Place in the log', 'Proof at', 'entries, of all negotiations', 'Key of the log'])
      expect(shown).not.toContain(hidden);
    await reader.page.keyboard.press('v');
    expect(await barriers(reader.page)).toEqual([]);
    // A link to what they may not see is a link to nothing.
    await reader.page.goto(linkTo(32));
    await shows(
      reader.page,
      '.lede',
      'The address names an event that is not on record here, or that you may not see.',
    );
    await told(83, reader.page);
    expect(asked.filter((path) => path.startsWith('/v1/audit'))).toEqual([]);
    expect(reader.faults()).toEqual([]);
  });
});
