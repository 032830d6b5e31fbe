import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Briefs, styleOf, texts, ZONE } from '../support/briefs.js';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, shows } from '../support/chromium.js';
import { DOCX } from '../support/docx.js';
import { sheetsOf } from '../support/pdf.js';

const fixture = browserFixture();
let briefs: Briefs;
beforeAll(async () => {
  briefs = await Briefs.start(fixture);
});

describe('a brief that is saved', () => {
  const FORMS = [
    { button: 'Save for Word', type: DOCX, ending: 'docx' },
    { button: 'Save as text', type: 'text/plain', ending: 'txt' },
    { button: 'Save as a page to read without a network', type: 'text/html', ending: 'html' },
  ] as const;

  it('has the bytes of the API in each form, and the moment and the marking in its name', async () => {
    const { page, faults } = await briefs.open(`${briefs.address}?knownAt=2025-10-29`);
    for (const { button, type, ending } of FORMS) {
      const { name, path } = await briefs.saved(page, button);
      const { body } = await briefs.api('?knownAt=2025-10-29', { accept: type }).responseType('blob').expect(200);
      expect(readFileSync(path).equals(body as Buffer)).toBe(true);
      expect(name).toMatch(new RegExp(`^brief-\\d{4}-\\d\\d-\\d\\d-knownAt-2025-10-29-public\\.${ending}$`));
      await shows(page, '.told', `Handed to your browser as ${name}.`);
    }
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it('is in the language of the page, and opens as a page without a network', async () => {
    const { page } = await briefs.open(briefs.address, { locale: 'fr' });
    const { path } = await briefs.saved(page, 'Enregistrer en page à lire hors ligne');
    const asked = briefs.api('', { accept: 'text/html', 'accept-language': 'fr' });
    expect(readFileSync(path, 'utf8')).toBe((await asked.expect(200)).text);
    const reader = await briefs.browser.open([]);
    await reader.page.context().setOffline(true);
    await reader.page.goto(pathToFileURL(path).href);
    await shows(reader.page, 'h1', 'High-level technical talks in Brussels');
    expect(await texts(reader.page, 'thead, tfoot')).toEqual(['public', 'public']);
    expect(sheetsOf(await reader.page.pdf()).length).toBeGreaterThan(0);
  });

  it('is not saved without a line or without a name, and that is said', async () => {
    const { page } = await briefs.open();
    const downloads: string[] = [];
    page.on('download', (download) => downloads.push(download.suggestedFilename()));
    const isFile = ({ pathname }: URL) => pathname === `/v1/meetings/${briefs.talks}/brief`;
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
      ({ pathname }) => pathname === `/v1/meetings/${briefs.talks}/brief`,
      (route) => (route.request().headers()['accept'] === 'text/plain' ? ask() : route.continue()),
    );
    return { asked };
  };

  it('is given up after a while, and can be asked for again; what is said of it is heard from the start', async () => {
    const { page } = await briefs.browser.open([new URL(briefs.service.url).host]);
    await page.clock.install();
    await page.goto(briefs.address);
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
    const { page } = await briefs.open(`${briefs.address}?knownAt=2025-10-29`);
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
    await page.waitForURL(`${briefs.service.url}/negotiations/${briefs.negotiation}`);
    expect(new URL((await ends).url()).search).toBe(`?${ZONE}`);
  });
});
