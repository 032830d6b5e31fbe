import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { browserFixture } from '../support/browser-fixture.js';
import { askAgain, shows } from '../support/chromium.js';
import { found, hasFocus, openForm, take, typeKeys } from '../support/note-taker.js';
import { recordDossier } from '../support/recorded-dossier.js';
import type { Running } from '../support/service.js';

const { browser, startWith } = browserFixture();
let service: Running;
let talks: string;
let address: string;
beforeAll(async () => {
  ({ service, talks, address } = await startWith(recordDossier));
});

const open = (search?: string) => openForm(browser, address, search);
const onRecord = (words: string) => found(service, talks, words);

/** The addresses at which a page asks, from now on, what would be recorded. */
const dryRunsOf = (page: Page): readonly string[] => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('dryRun=true')) asked.push(request.url());
  });
  return asked;
};

describe('what is typed on', () => {
  it('while the last entry is being stored stays in the form, and so does the form that was chosen', async () => {
    const { page } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    await take(page, 'gill');
    await page.locator('#record-text').fill('Said first.');
    await shows(page, '.side', 'Olof Gill made a statement.');
    await shows(page, '.go .by[aria-busy=false]', 'Draft kept');
    // A slow disk.
    await page.evaluate(`{
      const encrypt = crypto.subtle.encrypt.bind(crypto.subtle);
      let go;
      const isFree = new Promise((resolve) => (go = resolve));
      window.free = go;
      crypto.subtle.encrypt = async (...given) => { window.isStoring = true; await isFree; return encrypt(...given); };
    }`);
    await page.locator('#record-text').press('Control+Enter');
    await page.waitForFunction(() => (globalThis as { isStoring?: boolean }).isStoring);
    await page.locator('#record-text').fill('Said next.');
    await typeKeys(page, 'Escape', 'c');
    await page.getByRole('heading', { name: 'Record a call' }).waitFor();
    await page.evaluate('free()');
    await shows(page, '.out', 'Olof Gill: Said first.');
    await page.getByRole('heading', { name: 'Record a call' }).waitFor();
    expect(await page.locator('#record-text').inputValue()).toBe('Said next.');
    await shows(page, '.go .by', 'Draft kept');
    expect(await page.locator('.chips span').count()).toBe(0);
  });

  it('while it is asked what would be recorded is not sent: the page says in which form it stands, and leads back', async () => {
    const { page } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    await take(page, 'gill');
    let answer = () => {};
    const asked = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/v1/batches*', async (route) => {
      await asked;
      await route.continue();
    });
    await page.locator('#record-text').fill('Told on a bad line.');
    await page.locator('#record-send').focus();
    await typeKeys(page, 'Enter');
    await page.locator('#record-send[aria-disabled=true]').waitFor();
    await hasFocus(page, 'record-send');
    await typeKeys(page, 'c');
    await page.getByRole('heading', { name: 'Record a call' }).waitFor();
    answer();
    await page.getByRole('alert').getByText('stands in another form now, “Call” instead of “Statement”').waitFor();
    await page.getByRole('button', { name: 'Back to “Statement”' }).click();
    await page.getByRole('heading', { name: 'Record a statement' }).waitFor();
    await page.getByRole('alert').getByText('another form').waitFor({ state: 'detached' });
    expect(await page.locator('#record-who').inputValue()).toBe('Olof Gill');
    expect(await onRecord('"Told on a bad line"')).toEqual([]);
    await typeKeys(page, 'Control+Enter');
    await shows(page, '.out .st', 'On record');
  });
});

describe('what has no answer', () => {
  it('is not asked for again when it is sent: a line that hangs costs no time twice', async () => {
    const { page } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    await take(page, 'gill');
    // The lists hang, so the service is not heard once more after it was asked what would be recorded.
    let listsHang = () => {};
    const hanging = new Promise<void>((resolve) => (listsHang = resolve));
    await page.route('**/names?*', () => listsHang());
    await askAgain(page, hanging);
    await page.route('**/v1/batches*', (route) => route.abort());
    await page.locator('#record-text').fill('Told without an answer.');
    await page.getByRole('button', { name: 'Keep, and send once connected' }).waitFor();
    const asked = dryRunsOf(page);
    await typeKeys(page, 'Control+Enter');
    await shows(page, '.out .st', 'Waiting');
    expect(asked).toEqual([]);
    await page.unroute('**/v1/batches*');
    await page.unroute('**/names?*');
    await askAgain(page, shows(page, '.out .st', 'On record'));
  });

  it('is not waited for where the page says that there is no line: what it says it keeps, it keeps at once', async () => {
    const { page } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    await take(page, 'gill');
    await page.route('**/v1/**', (route) => route.abort());
    await askAgain(page, shows(page, '.noline', 'No connection since'));
    // Of two routes the later one counts: this request hangs.
    await page.route('**/v1/batches?dryRun=true', () => {});
    const typed = page.waitForRequest('**/v1/batches?dryRun=true');
    await page.locator('#record-text').fill('Told where there is no line.');
    await page.getByRole('button', { name: 'Keep, and send once connected' }).waitFor();
    await typed;
    const asked = dryRunsOf(page);
    await typeKeys(page, 'Control+Enter');
    await shows(page, '.out .st', 'Waiting');
    expect(asked).toEqual([]);
    await page.unroute('**/v1/batches?dryRun=true');
    await page.unroute('**/v1/**');
    await askAgain(page, shows(page, '.out .st', 'On record'));
  });

  it('is asked for again once the line is back: whether it is on record already is not passed over', async () => {
    const { page } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    await page.route('**/v1/batches*', (route) => route.abort());
    await take(page, 'chinese auth');
    await typeKeys(page, '2025-10-0X', 'Tab', 'Exporters shall now obtain a licence.');
    await page.getByRole('button', { name: 'Keep, and send once connected' }).waitFor();
    await page.unroute('**/v1/batches*');
    // The lists are read again, and nothing is typed any more.
    await askAgain(page, shows(page, '#record-send', 'Record'));
    await typeKeys(page, 'Control+Enter');
    await hasFocus(page, 'duplicate-wide');
    await shows(page, '.question.wide', 'Exporters must obtain an export license');
    expect(await page.locator('.out li').count()).toBe(0);
    expect(await onRecord('"shall now obtain a licence"')).toEqual([]);
  });
});
