import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, type Chromium, getsFocus, saysThereIsNoLine, shows } from '../support/chromium.js';
import { recordDossier } from '../support/recorded-dossier.js';
import type { Running } from '../support/service.js';

const { browser, startWith } = browserFixture();
let service: Running;
/** Of the first screen of the dossier, of what moved in it, and of that in a record of one fact. */
let board: string;
let address: string;
let small: string;
let smallId: string;
beforeAll(async () => {
  ({ service, address: board } = await startWith(recordDossier));
  address = `${board}/changes`;
  const opened = await service.post('/v1/negotiations', { title: 'Talks on mackerel', occurredOn: '2025-01-10' });
  smallId = (opened.body as { id: string }).id;
  small = `${service.url}/negotiations/${smallId}/changes`;
});

const open: Chromium['visit'] = (address, options) => browser.visit(address, options);
const headline = (page: Page, text: string | RegExp) => shows(page, '.headline', text);
const lines = (page: Page) => page.locator('.moved tbody tr:not(.gh)');
const line = (page: Page, text: string) => lines(page).filter({ hasText: text });
/** When, what, how it stood and how it stands. */
const cells = async (page: Page, text: string) =>
  (await line(page, text).first().locator('.wh, .tx, .turn > div').allInnerTexts()).map((one) =>
    one.replaceAll(/\s+/g, ' ').replaceAll(' :', ':').trim(),
  );
const drawer = (page: Page) => page.getByRole('dialog');
const raise = (title: string) =>
  service.post(`/v1/negotiations/${smallId}/issues`, { title, occurredOn: '2025-02-01' }).expect(201);

const SINCE = 'since=2025-10-28&axis=happenedBy';

describe('what moved between two moments', () => {
  it('is told in lines, measures first, with before and after, and beside it what has not moved', async () => {
    const { page, faults } = await open(`${address}?${SINCE}`);
    await headline(page, '12 changes since 28 October 2025');
    await page.getByText('18 new facts. The last of them is of 19 December 2025.').waitFor();
    expect((await page.locator('.moved .gh').allInnerTexts()).map((one) => one.replaceAll(/\s+/g, ' ').trim())).toEqual(
      ['Measures4', 'Positions1', 'Meetings2', 'Contradictions2', 'Pledges1', 'Statements2'],
    );
    const [when, what, before, after] = await cells(page, 'No. 62');
    expect(when).toBe('7 Nov 2025 11 Nov 2026');
    expect(what).toMatch(/A provision was suspended: .*No\. 62.*since .*11 November 2026.* happened$/);
    expect([before, after]).toEqual(['On 28 Oct 2025: in force, since 9 Oct 2025', 'Now: in force, since 11 Nov 2026']);
    expect((await cells(page, 'softened its position')).slice(2)).toEqual([
      expect.stringMatching(/^On 28 Oct 2025: demand/),
      expect.stringMatching(/^Now: offer/),
    ]);
    expect((await page.locator('.same li').allInnerTexts()).map((one) => one.replaceAll(/\s+/g, ' '))).toEqual([
      expect.stringContaining('in force'),
      expect.stringContaining('reservation'),
      expect.stringContaining('demand'),
    ]);
    // Four measures of which the same is told are one line.
    await page.getByText('4 things').click();
    await line(page, 'No. 55').getByText('No. 57', { exact: false }).last().waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it('leads to the events of each line, by keys', async () => {
    const { page, faults } = await open(`${address}?${SINCE}`);
    const sentence = line(page, 'Video call on Friday').getByRole('button').first();
    await sentence.focus();
    await page.keyboard.press('Enter');
    await drawer(page).getByText('Fact 1 of 2').waitFor();
    await page.keyboard.press('j');
    await drawer(page).getByRole('heading', { name: '“Video call on Friday” was held' }).waitFor();
    expect(new URL(page.url()).searchParams.get('fact')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await drawer(page).waitFor({ state: 'detached' });
    await page.waitForURL(`${address}?${SINCE}`);
    await getsFocus(sentence);
    expect(faults()).toEqual([]);
  });

  it('is filtered by why it is told and by kind, and the address holds it', async () => {
    const { page } = await open(`${address}?${SINCE}`);
    await headline(page, '12 changes');
    await page.getByLabel('Kind').selectOption('meeting');
    await page.waitForURL(/kind=meeting/);
    expect(await lines(page).count()).toBe(2);
    await page.getByRole('button', { name: /^corrected/ }).click();
    await page.getByText('No change matches these filters.').waitFor();
    expect(new URL(page.url()).searchParams.get('tag')).toBe('corrected');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await shows(page, '.moved', 'No. 62');
  });

  it('goes until another day as well, by the date, the hand, and from the screens beside it', async () => {
    const { page, faults } = await open(`${board}?happenedBy=2025-10-31`);
    await page.getByRole('link', { name: 'Since I last looked' }).click();
    await page.waitForURL(`${address}?happenedBy=2025-10-31`);
    await headline(page, 'from 17 October 2025 to 31 October 2025');
    await page.getByText('These are the 14 days before 31 October 2025.').waitFor();
    await shows(page, '.moved th', 'On 31 Oct 2025');
    await page.getByLabel('Since', { exact: true }).and(page.locator('input')).fill('2025-10-28');
    await headline(page, 'from 28 October 2025 to 31 October 2025');
    expect(await page.locator('.moved').getByText('No. 62').count()).toBe(0);
    await shows(page, '.moved', 'High-level technical talks in Brussels');
    await page.getByRole('slider', { name: 'Until' }).press('ArrowRight');
    await page.waitForURL(/happenedBy=2025-11-01/);
    await page.getByRole('button', { name: 'Now' }).click();
    await headline(page, '12 changes since 28 October 2025');
    expect(await page.getByRole('button', { name: 'Read to here', exact: true }).count()).toBe(0);
    await page.getByRole('link', { name: 'Timeline' }).click();
    await page.waitForURL(`${board}/timeline`);
    expect(faults()).toEqual([]);
  });

  it('says if nothing moved, what cannot be shown, and what the service refuses', async () => {
    const { page } = await open(`${address}?axis=happenedBy&since=2026-01-05&happenedBy=2026-02-05`);
    await headline(page, 'Nothing moved from 5 January 2026 to 5 February 2026');
    expect(await barriers(page)).toEqual([]);
    await page.goto(`${address}?since=yesterday`);
    await page.getByText('This address names a day that cannot be shown.').waitFor();
    await page.goto(`${address}?axis=happenedBy&since=2026-02-06&happenedBy=2026-02-05`);
    await page.getByRole('heading', { name: 'This address is not valid' }).waitFor();
    await page.getByText('Choose an earlier since').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.goto(`${address}?axis=asOf&asOf=2025-10-27`);
    await page.getByText('Nothing was on record here at that moment.').waitFor();
    await page.goto(`${service.url}/negotiations/00000000-0000-4000-8000-000000000000/changes`);
    await page.getByRole('heading', { name: 'Nothing is on record here that you may see' }).waitFor();
  });
});

describe('since I last looked', () => {
  it('is the last 14 days at first, then since I read to here, and stands still until I go on', async () => {
    const { page, faults } = await open(small);
    await headline(page, '1 change since');
    await page.getByText('You have not marked a place yet.').waitFor();
    await page.getByText('so all of it is new').waitFor();
    const shown = await page.locator('.moved').innerText();
    await page.getByText('Live', { exact: true }).waitFor();

    // What is recorded meanwhile is counted, and moves nothing.
    await raise('Quotas');
    await page.getByText('1 more change since you opened this page').waitFor();
    expect(await page.locator('.moved').innerText()).toBe(shown);
    expect(await barriers(page)).toEqual([]);

    // The place is that of what is shown, and not of what came since.
    await page.getByRole('button', { name: 'Read to here', exact: true }).focus();
    await page.keyboard.press('Enter');
    await shows(page, '[role=status]', /^Kept: you have read up to .*\d{4}/);
    expect(await page.locator('.moved').innerText()).toBe(shown);
    await page.getByRole('button', { name: 'Show what moved since' }).click();
    await page.getByText(/^This is what moved since .*\d{4}.*, up to where you have read\./).waitFor();
    await shows(page, '.moved', 'Quotas');
    expect(await lines(page).count()).toBe(1);

    // Another window begins where this one was read to.
    const { page: other } = await open(small);
    await other.getByText(/^This is what moved since .*\d{4}.*, up to where you have read\./).waitFor();
    await shows(other, '.moved', 'Quotas');
    await other.getByRole('button', { name: 'Read to here', exact: true }).click();
    await shows(other, '[role=status]', /^Kept/);
    await other.getByRole('button', { name: 'Show what moved since' }).click();
    await headline(other, 'Nothing has moved since');
    await page.reload();
    await headline(page, 'Nothing has moved since');
    expect(await barriers(page)).toEqual([]);

    await raise('Licences');
    await page.getByText('1 more change since you opened this page').waitFor();
    await page.getByRole('button', { name: 'Show them all' }).click();
    await shows(page, '.moved', 'Licences');
    expect(faults()).toEqual([]);
  });

  it('is copied as text with its marking above and below, or shown to be copied', async () => {
    const { page } = await open(`${address}?${SINCE}`, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: 'Copy as text' }).click();
    await page.getByText('Copied, with its marking above and below.').waitFor();
    const text = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(text).toMatch(/^Marking: public\n[^]*what moved since 28 October 2025[^]*No\. 62[^]*\nMarking: public\n$/);
    const { page: barred } = await open(`${address}?${SINCE}`);
    await barred.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
    await barred.getByRole('button', { name: 'Copy as text' }).click();
    const field = barred.locator('textarea');
    await field.waitFor();
    expect(await field.inputValue()).toBe(text);
    expect(await barriers(barred)).toEqual([]);
  });

  it('keeps what was read when there is no line, says so, and that the place was not kept', async () => {
    const { page } = await open(small);
    await shows(page, '.moved', 'Licences');
    const read = () => Promise.all(['.headline', '.moved'].map((one) => page.locator(one).innerText()));
    const before = await read();
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Read to here', exact: true }).click();
    await page.getByText('Your place could not be saved.').waitFor();
    await saysThereIsNoLine(page);
    expect(await read()).toEqual(before);
    expect(await barriers(page)).toEqual([]);
  });

  it('is not said of what was never shown, and says what that is', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const { page } = await open(`${small}?since=${today}`);
    await page.getByText(/^You have read up to .*\. What moved from then until .* is not shown here/).waitFor();
    expect(await page.getByRole('button', { name: 'Read to here', exact: true }).count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Since I read to here' }).click();
    await page.getByRole('button', { name: 'Read to here', exact: true }).waitFor();
    await page.goto(`${small}?since=2025-01-01`);
    await page.getByRole('button', { name: 'Read to here', exact: true }).waitFor();
  });

  it('asks first if another window has read on', async () => {
    const { page: old } = await open(small);
    await shows(old, '.moved', 'Licences');
    await raise('Ports');
    const { page: newer } = await open(small);
    await shows(newer, '.moved', 'Ports');
    await newer.getByRole('button', { name: 'Read to here', exact: true }).click();
    await shows(newer, '[role=status]', /^Kept/);
    await old.getByRole('button', { name: 'Read to here', exact: true }).click();
    await old.getByText(/^Meanwhile you have read up to .*\d{4}.* in another window\.$/).waitFor();
    expect(await barriers(old)).toEqual([]);
    await old.getByRole('button', { name: 'Read to here all the same' }).click();
    await shows(old, '[role=status]', /^Kept/);
  });

  it('is the last 14 days while it is not known up to where somebody has read', async () => {
    const { page } = await browser.open([new URL(service.url).host]);
    await page.route(/\/read-to-here$/, (route) =>
      route.fulfill({
        status: 503,
        headers: { 'content-type': 'application/problem+json', 'retry-after': '5' },
        body: JSON.stringify({ status: 503, code: 'notes-unavailable', detail: 'The notes cannot be read now.' }),
      }),
    );
    await page.goto(small);
    await page.getByText('Up to where you have read is not known now. These are the last 14 days').waitFor();
    await shows(page, '.moved', 'Licences');
    expect(await page.getByRole('button', { name: 'Read to here', exact: true }).count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
  });

  it('waits while the service compares as much as it can, says so, and asks again', async () => {
    let isBusy = true;
    const { page } = await browser.open([new URL(service.url).host]);
    await page.route(/\/v1\/negotiations\/[^/]+\/changes\?/, async (route) => {
      if (!isBusy) return route.continue();
      await route.fulfill({
        status: 503,
        headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
        body: JSON.stringify({ status: 503, code: 'replay-busy', detail: 'Too many comparisons. Retry later.' }),
      });
    });
    await page.goto(`${address}?${SINCE}`);
    await page.getByText('The service makes as many comparisons as it can.').waitFor();
    expect(await barriers(page)).toEqual([]);
    isBusy = false;
    await headline(page, '12 changes');
  });
});

describe('what moved on more than one page', () => {
  const TITLES = Array.from({ length: 205 }, (_, n) => `Tariff line ${String(n).padStart(3, '0')}`);
  let id: string;
  let many: string;
  beforeAll(async () => {
    id = ((await service.post('/v1/negotiations', { title: 'Talks on tariffs' }).expect(201)).body as { id: string })
      .id;
    many = `${service.url}/negotiations/${id}/changes`;
    const path = `/v1/negotiations/${id}/issues`;
    await service
      .post(
        '/v1/batches',
        TITLES.map((title) => ({ path, body: { title } })),
      )
      .expect(200);
    await service.get(`/v1/negotiations/${id}/board`).expect(200);
  });
  const titlesIn = async (page: Page) =>
    (await page.locator('.moved').innerText()).match(/Tariff line \d{3}/g)!.toSorted();
  const more = (page: Page) => page.getByRole('button', { name: 'Show more' });

  it('is all of one answer, whatever is recorded between, and only what was shown counts as read', async () => {
    const { page, faults } = await open(many);
    await headline(page, '206 changes since');
    expect(await lines(page).count()).toBe(100);
    await page.getByText('100 of 206 changes shown.').waitFor();
    // It comes before all others.
    await service
      .post(`/v1/negotiations/${id}/parties`, { name: 'Norway', kind: 'state', role: 'observer' })
      .expect(201);
    await page.getByText('1 more change since you opened this page').waitFor();
    const readToHere = page.getByRole('button', { name: 'Read to here', exact: true });
    await readToHere.click();
    await page.getByText('106 changes of these are not shown.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await more(page).click();
    await page.getByText('200 of 206 changes shown.').waitFor();
    await getsFocus(page.locator('[data-line="100"] button').first());
    await more(page).click();
    await more(page).waitFor({ state: 'detached' });
    expect(await lines(page).count()).toBe(206);
    expect(await titlesIn(page)).toEqual(TITLES);
    expect(await page.locator('.moved').getByText('Norway').count()).toBe(0);
    await readToHere.click();
    await shows(page, '[role=status]', /^Kept/);
    await page.getByRole('button', { name: 'Show what moved since' }).click();
    await headline(page, '1 change since');
    await shows(page, '.moved', 'Norway');
    await getsFocus(page.locator('#headline'));
    expect(faults()).toEqual([]);
  });

  it('is filtered over all pages, and says how many are shown', async () => {
    const { page } = await open(`${many}?since=2025-01-01&kind=issue`);
    await page.getByText('Only issues: 205 of 207 changes shown.').waitFor();
    expect(await titlesIn(page)).toEqual(TITLES);
    await page.getByRole('button', { name: 'Read to here', exact: true }).click();
    await page.getByText('2 changes of these are not shown.').waitFor();
    await page.getByRole('button', { name: /^corrected/ }).click();
    await page.getByText('No change matches these filters.').waitFor();
    expect(await more(page).count()).toBe(0);
  });

  it('is copied up to its 200th line, which is said', async () => {
    const { page } = await open(`${many}?since=2025-01-01`, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: 'Copy as text' }).click();
    await page.getByText('Copied, with its marking above and below: the first 200 of 207 changes.').waitFor();
    const text = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(text.match(/Tariff line \d{3}/g)!.length).toBeLessThanOrEqual(200);
  });
});

describe('what moved, for every reader', () => {
  it.each([
    ['in Arabic, in the dark', { locale: 'ar', colorScheme: 'dark' }, 'منذ آخر اطلاع لي'],
    ['in Chinese', { locale: 'zh-CN' }, '自上次查看以来'],
    ['in French, on a phone', { locale: 'fr', viewport: { width: 360, height: 740 } }, 'Depuis ma dernière lecture'],
  ] as const)('reads well %s', async (_, options, title) => {
    const { page, faults } = await open(`${address}?${SINCE}`, options);
    await shows(page, '.moved', 'MOFCOM');
    await shows(page, '.top [aria-current]', title);
    expect(await barriers(page)).toEqual([]);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    expect(faults()).toEqual([]);
  });
});
