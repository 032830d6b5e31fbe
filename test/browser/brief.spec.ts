import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Download, Page, Response } from 'playwright-core';
import { letInByName } from '../support/as.js';
import { askAgain, barriers, barriersOnPhone, Chromium, losesLine, shows } from '../support/chromium.js';
import { newFolder } from '../support/cli.js';
import { DOCX } from '../support/docx.js';
import { type InProcess, startInProcess } from '../support/in-process.js';
import { printed, sheetsOf } from '../support/pdf.js';
import { recordDossier } from '../support/recorded-dossier.js';
import { type ReceiptBody, remove } from '../support/service.js';

type Told = Readonly<{ id: string; text: string }>;
type Sentence = Told & Readonly<{ words?: string; eventIds: readonly string[]; sources?: readonly number[] }>;
type Brief = Readonly<{
  title: string;
  marking: Readonly<{ level: string }>;
  sections: readonly Readonly<{ heading: Told; sentences: readonly Sentence[]; notes: readonly Told[] }>[];
  sources: readonly Readonly<{ number: number }>[];
}>;

const folder = newFolder();
let browser: Chromium;
let service: InProcess;
let negotiation: string;
/** The talks in Brussels, and the contact that prepared them. */
let talks: string;
let contact: string;
let address: string;

beforeAll(async () => {
  letInByName();
  [browser, service] = await Promise.all([Chromium.start(), startInProcess()]);
  negotiation = await recordDossier(service);
  const { items } = (await service.get(`/v1/negotiations/${negotiation}/meetings`).expect(200)).body as {
    items: { id: string; title: string }[];
  };
  const named = (title: string) => items.find((one) => one.title.startsWith(title))!.id;
  [talks, contact] = [named('High-level technical'), named('Preliminary contact')];
  address = briefOf(talks);
});
afterEach(() => browser.closeWindows());
afterAll(async () => {
  await browser.stop();
  await service.close();
  remove(service.dataDir);
  remove(folder);
});

const briefOf = (meeting: string, of = negotiation) => `${service.url}/negotiations/${of}/meetings/${meeting}/brief`;
const open = async (at: string, options: BrowserContextOptions = {}) => {
  const window = await browser.open([new URL(service.url).host], options);
  await window.page.goto(at);
  await window.page.locator('.paper .foot, .trouble').first().waitFor();
  return window;
};
const record = async (path: string, body: object): Promise<ReceiptBody> =>
  (await service.post(path, body).set('if-match', '*').expect(201)).body as ReceiptBody;
/** As the page asks: from the day in the zone of its reader. */
const ZONE = 'tz=Europe%2FBrussels';
const api = (query = '', headers: Record<string, string> = {}) =>
  service.get(`/v1/meetings/${talks}/brief${query === '' ? '?' : `${query}&`}${ZONE}`).set(headers);
const told = async (query = '', headers: Record<string, string> = {}) =>
  (await api(query, headers).expect(200)).body as Brief;
const SAID = { kind: 'interview', attribution: 'background', verbatim: false, occurredOn: '2025-11-20' };
const statement = (of: string, text: string, more: object = {}) =>
  record(`/v1/negotiations/${of}/statements`, { ...SAID, text, ...more });
/** The issue of the talks. */
const issueOfControls = async (): Promise<string> => {
  const { items } = (await service.get(`/v1/negotiations/${negotiation}/issues`).expect(200)).body as {
    items: { id: string; title: string }[];
  };
  return items.find(({ title }) => title.startsWith('Controls on rare earth'))!.id;
};
const plain = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
const texts = async (page: Page, selector: string) => (await page.locator(selector).allInnerTexts()).map(plain);

/** What the paper says, and what the API answers, in one shape. */
const onPaper = async (page: Page) => ({
  title: (await texts(page, '.paper h1'))[0],
  headings: await texts(page, '.paper section h2'),
  sentences: await texts(page, '.what'),
  words: await texts(page, '.words > .rec'),
  events: (await texts(page, '.events')).map((text) => Number.parseInt(text, 10)),
  notes: await texts(page, '.note'),
  sources: (await texts(page, '.src .no')).map(Number),
});
const inApi = ({ title, sections, sources }: Brief, named = 'Sources') => ({
  title,
  headings: [...sections.map(({ heading }) => plain(heading.text)), named],
  sentences: sections.flatMap(({ sentences }) => sentences.map(({ text }) => plain(text))),
  words: sections.flatMap(({ sentences }) =>
    sentences.flatMap(({ words }, n) =>
      words === undefined || words === sentences[n - 1]?.words ? [] : [plain(`“${words}”`)],
    ),
  ),
  events: sections.flatMap(({ sentences }) => sentences.map(({ eventIds }) => eventIds.length)),
  notes: sections.flatMap(({ notes }) => notes.map(({ text }) => plain(text))),
  sources: sources.map(({ number }) => number),
});
/** Of each sheet that is printed, how often its marking stands there: above, and below. */
const markingsPrinted = async (page: Page) =>
  (await printed(page)).map(
    (lines) => lines.filter(({ text }) => /(?:^PUBLIC\b|\bPUBLIC$|^public$)/.test(text)).length,
  );
const styleOf = (page: Page, selector: string, property: string) =>
  page.evaluate<string>(
    `getComputedStyle(document.querySelector(${JSON.stringify(selector)})).getPropertyValue('${property}')`,
  );
const focused = (page: Page) =>
  page.evaluate<string>('document.activeElement.ariaLabel ?? document.activeElement.textContent');
const saved = async (page: Page, button: string) => {
  const coming: Promise<Download> = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const download = await coming;
  const [name, path] = [download.suggestedFilename(), join(folder, download.suggestedFilename())];
  await download.saveAs(path);
  return { name, path };
};

describe('the brief for a meeting', () => {
  it('is reached from the meetings of a negotiation, and says all that the API says, with the evidence', async () => {
    const { page, faults } = await browser.visit(`${service.url}/negotiations/${negotiation}`);
    await page.locator('.meet').getByRole('link', { name: 'Brief: High-level technical talks in Brussels' }).click();
    await page.waitForURL(address);
    await page.locator('.paper .foot').waitFor();
    const brief = await told();
    expect(await onPaper(page)).toEqual(inApi(brief));
    expect(brief.sections.flatMap(({ sentences }) => sentences).length).toBeGreaterThan(25);
    await shows(page, '.note', 'European Union: the record does not say who comes.');
    await shows(page, '.desk .by', /Read from the record at (?:\d+ \w+ \d{4}, )?\d\d:\d\d (?:CET|CEST)\./);
    await shows(page, '.run', /As on record for \w+day, \d+ \w+ \d{4}/);
    await shows(page, '.counts', /Wang Wentao: not coming, according to Olof Gill the word that counts/);
    expect(await texts(page, 'main > .marking')).toEqual(Array(2).fill('Marking of this screen: PUBLIC'));
    // A browser names the file after it that it prints to.
    expect(await page.title()).toBe('PUBLIC · Brief · High-level technical talks in Brussels · Rapporteur');
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it('is that of a past moment, on each axis, and leads to the same moment and back to now', async () => {
    const { page, faults } = await open(`${address}?knownAt=2025-10-29`);
    await shows(page, '.banner', 'You are looking at Wednesday, 29 October 2025, as we knew:');
    await shows(page, '.asof', 'As known at the end of Wednesday, 29 October 2025');
    const then = inApi(await told('?knownAt=2025-10-29'));
    expect(await onPaper(page)).toEqual(then);
    expect(then).not.toEqual(inApi(await told()));
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Another moment' }).click();
    await page.waitForURL(`${service.url}/negotiations/${negotiation}?knownAt=2025-10-29`);
    await page
      .locator('.meet')
      .getByRole('link', { name: /^Brief: High-level/ })
      .click();
    await page.waitForURL(`${address}?knownAt=2025-10-29`);
    for (const [moment, said] of [
      ['happenedBy=2025-10-28', 'What had happened by the end of Tuesday, 28 October 2025'],
      [`asOf=${new Date().toISOString().slice(0, 10)}`, 'As on record at the end of '],
      ['knownAt=2025-10-29T12:00:00Z', /^As known at 29 Oct 2025, 13:00:00\.000 /],
      [`asOf=${new Date().toISOString()}`, /^As on record at \d+ \w+ \d{4}, /],
    ] as const) {
      await page.goto(`${address}?${moment}`);
      await shows(page, '.asof', said);
      expect(await onPaper(page)).toEqual(inApi(await told(`?${moment}`)));
    }
    await page.getByRole('button', { name: 'Back to now' }).click();
    await page.waitForURL(address);
    await shows(page, '.asof', 'As on record for');
    expect(await onPaper(page)).toEqual(inApi(await told()));
    expect(faults()).toEqual([]);
  });

  it('says that an address names no moment, and that there was no meeting then', async () => {
    const { page } = await open(`${address}?knownAt=2025-13-45`);
    await shows(page, '.desk', 'This address names a moment that cannot be shown. This is now.');
    expect(await onPaper(page)).toEqual(inApi(await told()));
    await page.goto(`${address}?knownAt=2025-10-01`);
    await shows(page, '.trouble', 'No meeting with this id was recorded at that moment.');
    expect(await page.locator('.paper').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Back to now' }).click();
    await page.locator('.paper .foot').waitFor();
  });

  it('leads from each sentence to its events and to its sources', async () => {
    const { page, faults } = await open(`${address}?knownAt=2025-10-29`);
    const { sections } = await told('?knownAt=2025-10-29');
    const measure = sections.flatMap(({ sentences }) => sentences).find(({ id }) => id.startsWith('brief.force'))!;
    await page.getByRole('button', { name: `${measure.eventIds.length} events: ${measure.text}`, exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(`Fact 1 of ${measure.eventIds.length}`).waitFor();
    // Its page may name what is marked above the brief.
    await dialog.getByRole('link', { name: 'Audit of this event' }).waitFor();
    expect(await dialog.locator('.marking').innerText()).toContain('PUBLIC');
    expect(await barriers(page)).toEqual([]);
    const eventIn = async () =>
      new URL(
        (await dialog.getByRole('link', { name: 'Audit of this event' }).getAttribute('href'))!,
        service.url,
      ).searchParams.get('event');
    expect(await eventIn()).toBe(measure.eventIds[0]);
    await page.keyboard.press('j');
    await dialog.getByText(`Fact 2 of ${measure.eventIds.length}`).waitFor();
    await dialog.locator(`a[href*="event=${measure.eventIds[1]}"]`).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await focused(page)).toContain(measure.text);
    await page.locator('.from a').first().click();
    await page.locator('.src li:target').waitFor();
    // The moment stays in the address.
    expect(page.url()).toBe(`${address}?knownAt=2025-10-29#source-1`);
    expect(faults()).toEqual([]);
  });

  it('is reached from the drawer of a meeting, and from the meetings that come', async () => {
    const { page, faults } = await browser.visit(`${service.url}/negotiations/${negotiation}?knownAt=2025-10-29`);
    await page.locator('.meet .named').first().click();
    await page
      .getByRole('dialog')
      .getByRole('link', { name: /^Brief: High-level/ })
      .click();
    await page.waitForURL(`${address}?knownAt=2025-10-29`);
    await page.locator('.paper .foot').waitFor();
    await page.clock.setFixedTime(new Date('2025-10-20T08:00:00Z'));
    await page.goto(`${service.url}/week`);
    await page
      .locator('.wknext')
      .getByRole('link', { name: /^Brief: High-level/ })
      .click();
    await page.waitForURL(address);
    // A drawer of the week has facts of any negotiation: they are put right in their own.
    await page.goto(`${service.url}/week?from=2025-10-27`);
    await page.locator('.lane7 .named').first().click();
    await page.getByRole('dialog').locator(`a[href^="/negotiations/${negotiation}/record?right="]`).first().waitFor();
    expect(faults()).toEqual([]);
  });

  it('turns round from right to left, in the words of the reader', async () => {
    const { page, faults } = await open(address, { colorScheme: 'dark' });
    const sources = { fr: 'Sources', zh: '来源', ar: 'المصادر' };
    for (const [language, named] of Object.entries(sources)) {
      await page.locator('.tools select').selectOption(language);
      const brief = await told('', { 'accept-language': language });
      await shows(page, '.paper h2', brief.sections[0]!.heading.text);
      await shows(page, '.paper h2', named);
      expect(await onPaper(page)).toEqual({ ...inApi(brief, named), events: expect.any(Array) });
      expect(await barriers(page)).toEqual([]);
    }
    await page.locator('html[dir=rtl]').waitFor();
    expect(await barriersOnPhone(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it('can be read, printed and saved by keys alone', async () => {
    const { page } = await open(`${address}?knownAt=2025-10-29`);
    await page.evaluate("addEventListener('beforeprint', () => (globalThis.prints = (globalThis.prints ?? 0) + 1))");
    const tabTo = async (name: RegExp) => {
      for (let n = 0; n < 40 && !name.test(await focused(page)); n += 1) await page.keyboard.press('Tab');
      expect(await focused(page)).toMatch(name);
    };
    await tabTo(/^Print$/);
    await page.keyboard.press('Enter');
    await page.waitForFunction('globalThis.prints === 1');
    await tabTo(/^Save as text$/);
    const coming = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    expect((await coming).suggestedFilename()).toMatch(/-public\.txt$/);
    await tabTo(/^1 event: “High-level technical talks in Brussels” was proposed\.$/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await tabTo(/^1 event: “High-level/);
  });
});

describe('the printed brief', () => {
  it('is one page of A4 in each language, with its marking above and below, black on white and without controls', async () => {
    for (const locale of ['en-GB', 'fr', 'zh-CN', 'ar']) {
      const { page, faults } = await open(`${address}?knownAt=2025-10-29`, { locale, colorScheme: 'dark' });
      expect([locale, await markingsPrinted(page)]).toEqual([locale, [2]]);
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      for (const hidden of ['.top', '.banner', '.desk', '.events', '.keys'])
        expect([hidden, await page.locator(`${hidden}:visible`).count()]).toEqual([hidden, 0]);
      expect(await page.locator('main > .marking:visible').count()).toBe(2);
      expect(await styleOf(page, 'main > .marking', 'display')).toBe('table-header-group');
      expect(await styleOf(page, 'main > .marking:last-child', 'display')).toBe('table-footer-group');
      expect(await styleOf(page, '.paper', 'color')).toBe('rgb(0, 0, 0)');
      expect(await styleOf(page, 'body', 'background-color')).toBe('rgb(255, 255, 255)');
      // A vague date shows its words on paper, where nothing can be hovered over; and a time its zone.
      if (locale === 'en-GB') {
        await shows(page, '.lede .when', /^Thursday, 30 October 2025, “Thursday”, Brussels/);
        await shows(page, '.foot', /Composed on \d+ \w+ \d{4}, \d\d:\d\d (CET|CEST)\./);
      }
      expect(await page.locator('.standing-then').count()).toBe(0);
      // Where it is read again, without who reads it.
      expect(await texts(page, '.foot .at')).toEqual([
        `${new URL(address).host}${new URL(address).pathname}?knownAt=2025-10-29`,
      ]);
      expect(faults()).toEqual([]);
      await browser.closeWindows();
    }
  });

  it('of now has the address at which it can be read again as it was', async () => {
    const { page } = await open(address);
    const paper = await onPaper(page);
    const [at] = await texts(page, '.foot .at');
    expect(at).toMatch(/\/brief\?asOf=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.999Z$/);
    // Which is the end of the second in which it was read.
    await setTimeout(Date.parse(at!.slice(-24)) + 1 - Date.now());
    await statement(negotiation, 'The paper does not say this.', { issueIds: [await issueOfControls()] });
    expect(inApi(await told()).words).toContain('“The paper does not say this.”');
    await page.goto(`${new URL(address).protocol}//${at}`);
    await shows(page, '.asof', /^As on record at /);
    expect(await onPaper(page)).toEqual(paper);
  });

  it('has the hour, the zone and the words for which the meeting is planned, with or without a day', async () => {
    const { id } = await record('/v1/negotiations', { title: 'Cod', occurredOn: '2025-01-10' });
    const planned = async (title: string, of: object) =>
      (await record(`/v1/negotiations/${id}/meetings`, { title, occurredOn: '2025-01-20', planned: of })).id;
    const zone = 'Europe/Brussels';
    const exact = await planned('First', { on: '2025-03-04', time: '09:30', zone, text: 'Tuesday, half past nine' });
    const vague = await planned('Second', { on: '2025-03', text: 'some time in March' });
    const told = await planned('Third', { text: 'after Easter' });
    for (const [meeting, when] of [
      [exact, 'Tuesday, 4 March 2025 09:30 (Europe/Brussels), “Tuesday, half past nine”'],
      [vague, 'Mar 2025, “some time in March”'],
      [told, '“after Easter”'],
    ] as const) {
      const { page } = await open(briefOf(meeting, id));
      await page.emulateMedia({ media: 'print' });
      expect((await texts(page, '.lede .when'))[0]!.slice(0, when.length)).toBe(when);
      await shows(page, '.words .by', when.replace(/^.*(?=09:30|“)/, ''));
      await browser.closeWindows();
    }
  });

  it('is not blank where there is no brief: the paper says why', async () => {
    const { page } = await open(`${address}?knownAt=2025-10-01`);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.trouble:visible').count()).toBe(1);
    expect(await page.locator('.desk:visible, .top:visible').count()).toBe(0);
  });

  it('has larger type if there is little to say, and another page if there is more than one holds', async () => {
    const { id } = await record('/v1/negotiations', { title: 'Herring', occurredOn: '2025-01-10' });
    const issueIds: string[] = [];
    for (const title of ['Quotas', 'Zones', 'Landings', 'Control'])
      issueIds.push((await record(`/v1/negotiations/${id}/issues`, { title })).id);
    const { id: meeting } = await record(`/v1/negotiations/${id}/meetings`, {
      title: 'First round',
      occurredOn: '2025-10-20',
      issueIds,
    });
    const { page } = await open(briefOf(meeting, id));
    expect([await page.locator('.dense').count(), await markingsPrinted(page)]).toEqual([0, [2]]);
    await shows(page, '.note', 'The record does not say which parties meet.');
    for (const issueId of issueIds)
      for (let n = 0; n < 5; n += 1)
        await record(`/v1/negotiations/${id}/statements`, {
          ...SAID,
          text: `${n} ${'Herring shall be shared by the old key. '.repeat(12)}`,
          issueIds: [issueId],
        });
    await page.reload();
    await page.locator('.paper.dense .foot').waitFor();
    // That no source is on record does not say who told it.
    expect(new Set(await texts(page, '.from'))).toEqual(new Set(['']));
    expect(await markingsPrinted(page)).toEqual([2, 2]);
  });
});

describe('a brief that is saved', () => {
  const FORMS = [
    { button: 'Save for Word', type: DOCX, ending: 'docx' },
    { button: 'Save as text', type: 'text/plain', ending: 'txt' },
    { button: 'Save as a page to read without a network', type: 'text/html', ending: 'html' },
  ] as const;

  it('has the bytes of the API in each form, and the moment and the marking in its name', async () => {
    const { page, faults } = await open(`${address}?knownAt=2025-10-29`);
    for (const { button, type, ending } of FORMS) {
      const { name, path } = await saved(page, button);
      const { body } = await api('?knownAt=2025-10-29', { accept: type }).responseType('blob').expect(200);
      expect(readFileSync(path).equals(body as Buffer)).toBe(true);
      expect(name).toMatch(new RegExp(`^brief-\\d{4}-\\d\\d-\\d\\d-knownAt-2025-10-29-public\\.${ending}$`));
      await shows(page, '.told', `Handed to your browser as ${name}.`);
    }
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it('is in the language of the page, and opens as a page without a network', async () => {
    const { page } = await open(address, { locale: 'fr' });
    const { path } = await saved(page, 'Enregistrer en page à lire hors ligne');
    const asked = api('', { accept: 'text/html', 'accept-language': 'fr' });
    expect(readFileSync(path, 'utf8')).toBe((await asked.expect(200)).text);
    const reader = await browser.open([]);
    await reader.page.context().setOffline(true);
    await reader.page.goto(pathToFileURL(path).href);
    await shows(reader.page, 'h1', 'High-level technical talks in Brussels');
    expect(await texts(reader.page, 'thead, tfoot')).toEqual(['public', 'public']);
    expect(sheetsOf(await reader.page.pdf()).length).toBeGreaterThan(0);
  });

  it('is not saved without a line or without a name, and that is said', async () => {
    const { page } = await open(address);
    const downloads: string[] = [];
    page.on('download', (download) => downloads.push(download.suggestedFilename()));
    const isFile = ({ pathname }: URL) => pathname === `/v1/meetings/${talks}/brief`;
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Save as text' }).click();
    await shows(page, '.told', 'Nothing was saved. Check the connection, then try again.');
    expect(await barriers(page)).toEqual([]);
    await page.context().setOffline(false);
    // A proxy that takes the header away would take the marking from the name.
    await page.route(isFile, async (route) => {
      const response = await route.fetch();
      const { 'content-disposition': _, ...headers } = response.headers();
      await route.fulfill({ response, headers });
    });
    await page.getByRole('button', { name: 'Save as text' }).click();
    await page.locator('.told').filter({ hasText: 'Fetching' }).waitFor({ state: 'detached' });
    await shows(page, '.told', 'Nothing was saved. The file came without its name, which has the marking.');
    expect(await barriers(page)).toEqual([]);
    expect(downloads).toEqual([]);
    // The page asks for the brief there, too: an answer may be on its way.
    await page.unrouteAll({ behavior: 'wait' });
    await page.getByRole('button', { name: 'Save as text' }).click();
    await shows(page, '.told', /Handed to your browser as brief-[-\d]+-public\.txt/);
  });
});

describe('a file that does not come', () => {
  /** The service answers to the page, and to nobody who asks for a file. */
  const hangs = async (page: Page) => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    await page.route(
      ({ pathname }) => pathname === `/v1/meetings/${talks}/brief`,
      (route) => (route.request().headers()['accept'] === 'text/plain' ? ask() : route.continue()),
    );
    return { asked };
  };

  it('is given up after a while, and can be asked for again; what is said of it is heard from the start', async () => {
    const { page } = await browser.open([new URL(service.url).host]);
    await page.clock.install();
    await page.goto(address);
    await page.locator('.paper .foot').waitFor();
    // A region that appears with its text is not heard: it is there before.
    expect([await texts(page, '.told[role=status]'), await styleOf(page, '.told', 'display')]).toEqual([[''], 'block']);
    const { asked } = await hangs(page);
    await page.getByRole('button', { name: 'Save as text' }).click();
    await shows(page, '.told', 'Fetching the file');
    await asked;
    await page.clock.fastForward(31_000);
    await shows(page, '.told', 'Nothing was saved. The file did not come in time. Try again.');
    expect(await barriers(page)).toEqual([]);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.getByRole('button', { name: 'Save as text' }).click();
    await shows(page, '.told', /Handed to your browser as brief-[-\d]+-public\.txt/);
  });

  it('ends with the screen, and with the moment that it is of', async () => {
    const { page } = await open(`${address}?knownAt=2025-10-29`);
    const ended: string[] = [];
    page.on('requestfailed', (request) => ended.push(new URL(request.url()).search));
    const { asked } = await hangs(page);
    await page.getByRole('button', { name: 'Save as text' }).click();
    await asked;
    await page.getByRole('button', { name: 'Back to now' }).click();
    await shows(page, '.asof', 'As on record for');
    await page.locator('.told').filter({ hasText: /^$/ }).waitFor({ state: 'attached' });
    expect(ended).toEqual([`?knownAt=2025-10-29&${ZONE}`]);
    await page.getByRole('button', { name: 'Save as text' }).click();
    await shows(page, '.told', 'Fetching the file');
    const ends = page.waitForEvent('requestfailed');
    await page.getByRole('link', { name: 'Another moment' }).click();
    await page.waitForURL(`${service.url}/negotiations/${negotiation}`);
    expect(new URL((await ends).url()).search).toBe(`?${ZONE}`);
  });
});

describe('a brief that is open', () => {
  const reads = (response: Response) => new URL(response.url()).pathname === `/v1/meetings/${talks}/brief`;
  it('stays as it was read, says that it reads otherwise by now, and is read again when it is asked for', async () => {
    const { page, faults } = await open(address);
    await page.locator('.live.on').waitFor();
    const before = await onPaper(page);
    // What is recorded of another negotiation changes nothing here.
    const { id: other } = await record('/v1/negotiations', { title: 'Steel', occurredOn: '2025-01-10' });
    const again = page.waitForResponse(reads);
    await statement(other, 'Steel is dear.');
    await askAgain(page, again);
    expect(await page.locator('.news button').count()).toBe(0);
    await statement(negotiation, 'The key has changed.', { issueIds: [await issueOfControls()] });
    await shows(page, '.news', 'This brief reads otherwise by now. What you save reads as it does now.');
    // What is saved has what was told, which the views may not have yet.
    const asked = page.waitForRequest((request) => request.headers()['accept'] === 'text/plain');
    const { path } = await saved(page, 'Save as text');
    expect((await asked).headers()['consistency-token']).toBeDefined();
    expect(readFileSync(path, 'utf8')).toContain('“The key has changed.”');
    expect(await onPaper(page)).toEqual(before);
    expect(await page.locator('.standing-then:visible').count()).toBe(0);
    await page.emulateMedia({ media: 'print' });
    expect(await texts(page, '.standing-then:visible')).toEqual(['This brief reads otherwise by now.']);
    await page.emulateMedia({ media: 'screen' });
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Read it again' }).click();
    await shows(page, '.words', '“The key has changed.”');
    expect(await onPaper(page)).toEqual(inApi(await told()));
    expect(await page.locator('.news button').count()).toBe(0);
    expect(await page.evaluate<string>('document.activeElement.className')).toContain('paper');
    expect(faults()).toEqual([]);
  });

  it('of a past moment is asked for again, too, and after each file', async () => {
    const { page } = await browser.open([new URL(service.url).host]);
    await page.clock.install();
    // Without notices, it is the clock alone that asks.
    await page.route('**/v1/notices**', (route) => route.abort());
    await page.goto(`${address}?happenedBy=2025-11-21`);
    await page.locator('.paper .foot').waitFor();
    const issueIds = [await issueOfControls()];
    await statement(negotiation, 'It was said late.', { issueIds });
    await page.clock.fastForward(31_000);
    await shows(page, '.news', 'This brief reads otherwise by now.');
    await page.getByRole('button', { name: 'Read it again' }).click();
    await shows(page, '.words', '“It was said late.”');
    await statement(negotiation, 'It was said still later.', { issueIds });
    const { path } = await saved(page, 'Save as text');
    expect(readFileSync(path, 'utf8')).toContain('“It was said still later.”');
    await shows(page, '.news', 'This brief reads otherwise by now.');
  });

  it('without a line stays, is told since when, and says of another moment that it cannot be read', async () => {
    const { page } = await open(`${address}?knownAt=2025-10-29`);
    const before = await onPaper(page);
    await losesLine(page);
    expect(await onPaper(page)).toEqual(before);
    expect(await markingsPrinted(page)).toEqual([2]);
    await page.emulateMedia({ media: 'print' });
    expect(await texts(page, '.standing-then:visible')).toEqual([
      'Whether it still reads so could not be asked when this was printed.',
    ]);
    await page.emulateMedia({ media: 'screen' });
    expect(await barriers(page)).toEqual([]);
    // Under the head of another moment, the brief of this one would pass for it.
    await page.getByRole('button', { name: 'Back to now' }).click();
    await shows(page, '.trouble', 'The service cannot be reached');
    expect(await page.locator('.paper').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.paper .foot').waitFor();
    expect(await onPaper(page)).toEqual(inApi(await told()));
  });
});

describe('a brief that there is not', () => {
  it('is of a meeting that is not on record', async () => {
    const { page } = await open(briefOf('00000000-0000-4000-8000-000000000000'));
    await shows(page, '.trouble', 'Nothing is on record here that you may see');
    await shows(page, '.trouble', 'No meeting with this id is recorded.');
    expect(await barriers(page)).toEqual([]);
    await page.goto(briefOf('not-an-id'));
    await shows(page, '.trouble', 'This address is not valid');
  });

  it('is of a meeting of another negotiation, and leads to the one of its own', async () => {
    const { id } = await record('/v1/negotiations', { title: 'Mackerel', occurredOn: '2025-01-10' });
    const { page, faults } = await open(`${briefOf(talks, id)}?knownAt=2025-10-29`);
    await shows(page, '.trouble', 'This meeting is of another negotiation');
    expect(await page.locator('.paper').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Open its brief there' }).click();
    await page.waitForURL(`${address}?knownAt=2025-10-29`);
    await page.locator('.paper .foot').waitFor();
    expect(faults()).toEqual([]);
  });
});

describe('a reader whose clearance ends below a meeting', () => {
  const asRhea = { extraHTTPHeaders: { 'x-caller': 'rhea' } };
  const marked = { marking: { level: 'confidentiel' }, reason: 'Delicate.' };

  it('sees less, under a lower marking, on the screen, on paper and in files', async () => {
    const chief = await open(address);
    await chief.page.locator('.live.on').waitFor();
    await record(`/v1/meetings/${contact}/mark`, marked);
    // It does not wait to be asked for: until then, it would be printed under a marking that it has no longer.
    await shows(chief.page, '.news', 'The marking of this brief has changed, so it was read again.');
    expect(await chief.page.locator('.news button').count()).toBe(0);
    expect(await barriers(chief.page)).toEqual([]);
    await shows(chief.page, '.what', '“Preliminary contact between the teams” was held');
    expect(await texts(chief.page, 'main > .marking')).toEqual(Array(2).fill('Marking of this screen: CONFIDENTIEL'));
    expect(await chief.page.title()).toMatch(/^CONFIDENTIEL · Brief · /);
    expect((await saved(chief.page, 'Save for Word')).name).toMatch(/-confidentiel\.docx$/);
    const rhea = await open(address, asRhea);
    expect(await onPaper(rhea.page)).toEqual(inApi(await told('', { 'x-caller': 'rhea' })));
    expect(await rhea.page.locator('main').innerText()).not.toContain('Preliminary contact');
    expect(await texts(rhea.page, 'main > .marking')).toEqual(Array(2).fill('Marking of this screen: PUBLIC'));
    const { name, path } = await saved(rhea.page, 'Save as text');
    expect(name).toMatch(/-public\.txt$/);
    expect(readFileSync(path, 'utf8')).toMatch(/^Marking: public\n(?![^]*Preliminary contact)/);
    expect(await barriers(rhea.page)).toEqual([]);
    expect([...chief.faults(), ...rhea.faults()]).toEqual([]);
  });

  it('loses what was read once the meeting is marked, and is told that it is refused, on the screen and on paper', async () => {
    const { page } = await open(address, asRhea);
    await page.locator('.live.on').waitFor();
    await record(`/v1/meetings/${talks}/mark`, marked);
    await shows(page, '.trouble', 'No meeting with this id is recorded.');
    expect(await page.locator('.paper, .desk, .standing').count()).toBe(0);
    expect(await page.title()).not.toContain('High-level');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.trouble:visible').count()).toBe(1);
    await page.emulateMedia({ media: 'screen' });
    expect(await barriers(page)).toEqual([]);
    await page.reload();
    await shows(page, '.trouble', 'Nothing is on record here that you may see');
    const chief = await open(address);
    expect(await onPaper(chief.page)).toEqual(inApi(await told()));
  });
});
