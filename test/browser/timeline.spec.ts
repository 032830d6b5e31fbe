import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, type Chromium, getsFocus, knowsDays, shows } from '../support/chromium.js';
import { recordDossier } from '../support/recorded-dossier.js';
import type { Running } from '../support/service.js';

const { browser, startWith } = browserFixture();
let service: Running;
/** Of the first screen of the dossier, of its timeline, and of that of a record with 1,203 facts. */
let board: string;
let address: string;
let long: string;
beforeAll(async () => {
  ({ service, address: board } = await startWith(recordDossier));
  address = `${board}/timeline`;
  long = `${service.url}/negotiations/${await recordMuch()}/timeline`;
});

/** 1,200 issues of one quiet and one busy year, one of them without a date, and one party. */
const recordMuch = async (): Promise<string> => {
  const { id } = (await service.post('/v1/negotiations', { title: 'Long talks', occurredOn: '2024-01-01' })).body as {
    id: string;
  };
  const commands = Array.from({ length: 1_200 }, (_, n) => ({
    path: `/v1/negotiations/${id}/issues`,
    body: {
      title: `Issue ${n + 1}`,
      ...(n > 0 && { occurredOn: n < 10 ? '2024-03-01' : `2025-0${1 + (n % 2)}-${10 + (n % 18)}` }),
    },
  }));
  for (let n = 0; n < commands.length; n += 200)
    await service.post('/v1/batches', commands.slice(n, n + 200)).expect(200);
  await service
    .post(`/v1/negotiations/${id}/parties`, { name: 'Norway', kind: 'state', role: 'principal' })
    .expect(201);
  return id;
};

const open: Chromium['visit'] = (address, options) => browser.visit(address, options);
/** Its day is exact since a correction; the words are those in which it was first told. */
const WIDENING = 'MOFCOM No. 61: “early October”: announced, 9 Oct 2025';
/** The lanes by their names, each with the names of its lines. */
const lanes = async (page: Page) =>
  Promise.all(
    (await page.locator('.lanes tbody').all()).map(async (lane) => [
      await lane.locator('th[scope=rowgroup]').innerText(),
      ...(await lane.locator('th[scope=row]').allInnerTexts()),
    ]),
  );
const line = (page: Page, name: string) =>
  page.locator('.lanes tr').filter({ has: page.locator('th[scope=row]').getByText(name, { exact: true }) });
const signs = (page: Page, name: string) =>
  line(page, name)
    .locator('[data-x]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
const drawer = (page: Page) => page.getByRole('dialog');
const isFocused = (page: Page, label: string | RegExp) =>
  page.getByRole('button', { name: label }).evaluate((one) => one === one.ownerDocument.activeElement);

describe('how it came to this', () => {
  it('is reached from where we stand at the same moment, and leads back', async () => {
    const { page, faults } = await open(`${board}?happenedBy=2025-10-28`);
    await page.getByRole('link', { name: 'Timeline' }).click();
    await page.waitForURL(`${address}?happenedBy=2025-10-28`);
    await shows(page, '.banner', 'Tuesday, 28 October 2025');
    await shows(page, '.lanes', 'High-level technical talks in Brussels');
    await page.getByRole('link', { name: 'Where we stand' }).click();
    await page.waitForURL(`${board}?happenedBy=2025-10-28`);
    await shows(page, '.force', 'MOFCOM No. 18');
    expect(faults()).toEqual([]);
  });

  it('is one line for each thing, in lanes by kind, over the busiest weeks', async () => {
    const { page, faults } = await open(address);
    await shows(page, '.lanes', 'MOFCOM No. 70');
    const shown = await lanes(page);
    expect(shown.map(([name]) => name)).toEqual([
      'Meetings',
      'Said by',
      'Positions',
      'Measures',
      'Pledges',
      'Disputed',
      'The talks',
      'Who is who',
    ]);
    expect(shown[1]!.toSorted()).toEqual(
      [
        'Said by',
        'Brussels',
        'European Union',
        'Maroš Šefčovič',
        'Olof Gill',
        'President of the European Council',
        'Chinese authorities',
        'China’s Ministry of Commerce',
      ].toSorted(),
    );
    expect(shown[3]).toEqual(expect.arrayContaining(['MOFCOM No. 18', 'MOFCOM No. 61', 'MOFCOM No. 70']));
    // Between the parties and the people, nine have no date; they stand in the tray, and on no day.
    expect(await page.locator('.tray h2').innerText()).toMatch(/^Without a date\s*9$/);
    await page.locator('.tray').getByText('China joined as a principal').waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it('has one mark for each day, a bar as wide as a date is vague, and a count of what lies outside', async () => {
    const { page } = await open(`${address}?from=2025-10-01&to=2025-11-15`);
    await shows(page, '.headline', /from 1 October 2025 to 15 November 2025/);
    expect(await signs(page, 'MOFCOM No. 61')).toEqual([WIDENING, 'MOFCOM No. 61: 3 facts, suspended, 7 Nov 2025']);
    expect(await signs(page, 'Chinese authorities')).toEqual([
      'Chinese authorities: “early October”: said, 1–9 Oct 2025',
    ]);
    expect(await line(page, 'Chinese authorities').locator('.b').innerText()).toBe('“early October”: said');
    expect(await signs(page, 'Summit between the EU and China')).toEqual([
      'Summit between the EU and China: 3 before this period. Show them',
    ]);
    await page.getByRole('button', { name: 'Summit between the EU and China: 3 before' }).click();
    await page.waitForURL(/from=2025-07-01&to=2025-11-15/);
    expect(await signs(page, 'Summit between the EU and China')).toEqual([
      'Summit between the EU and China: 2 facts, “In July”: held, Jul 2025',
      'Summit between the EU and China: held, 24 Jul 2025',
    ]);
  });

  it('is drawn by party as well, each thing where it belongs', async () => {
    const { page } = await open(address);
    await shows(page, '.lanes', 'MOFCOM No. 70');
    await page.getByLabel('Show as').selectOption('party');
    await page.waitForURL(`${address}?as=party`);
    await shows(page, '.lanes th[scope=rowgroup]', 'European Union');
    const shown = await lanes(page);
    expect(shown.map(([name]) => name)).toEqual(['European Union', 'China', 'Several parties', 'No one party']);
    expect(shown[1]).toEqual(expect.arrayContaining(['Chinese authorities', 'MOFCOM No. 61']));
    expect(shown[2]).toEqual(expect.arrayContaining(['High-level technical talks in Brussels']));
    expect(await barriers(page)).toEqual([]);
  });
});

describe('a fact', () => {
  it('is reached by arrow keys along a line and between lines, and opens with its sources, grade and recorder', async () => {
    const { page, faults } = await open(`${address}?from=2025-10-01&to=2025-11-15`);
    const widening = page.getByRole('button', { name: WIDENING });
    await widening.focus();
    await page.keyboard.press('ArrowRight');
    await getsFocus(page.getByRole('button', { name: 'MOFCOM No. 61: 3 facts, suspended' }));
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowUp');
    expect(await isFocused(page, WIDENING)).toBe(false);
    await page.keyboard.press('ArrowDown');
    await getsFocus(page.getByRole('button', { name: WIDENING }));
    await page.keyboard.press('Enter');
    await drawer(page).getByText('Corrected, and why').waitFor();
    const text = await drawer(page).innerText();
    expect(text).toMatch(/^Measures · announced\s+Fact \d+ of \d+/);
    expect(text).toMatch(/Happened\s+9 October 2025/);
    expect(text).toMatch(/Learned\s+27 October 2025/);
    expect(text).toMatch(/Recorded\s+\d+ \w+ \d{4}, .*, by Ana/);
    expect(text).toContain('In early October, Chinese authorities informed export operators');
    expect(text).toContain('reliability not graded');
    // It was first told as of early October, and without a number.
    expect(await drawer(page).locator('.changed s').allInnerTexts()).toContain('1–9 October 2025');
    expect(text).toContain('MOFCOM No. 61');
    expect(await barriers(page)).toEqual([]);
    const link = page.url();
    expect(link).toMatch(/&fact=[0-9a-f-]{36}$/);
    await page.keyboard.press('Escape');
    await drawer(page).waitFor({ state: 'detached' });
    await getsFocus(page.getByRole('button', { name: WIDENING }));
    await page.goto(link);
    await drawer(page).getByText('Corrected, and why').waitFor();
    expect(faults()).toEqual([]);
  });

  it('is followed by the next with J, and by the one before with K', async () => {
    const { page } = await open(`${address}?kind=meeting&from=2025-10-20&to=2025-11-01`);
    await page.getByRole('button', { name: 'Video call on Friday: 2 facts' }).click();
    await drawer(page).getByText('A meeting by video call was proposed').first().waitFor();
    await page.keyboard.press('j');
    await drawer(page).getByRole('heading', { name: '“Video call on Friday” was held' }).waitFor();
    await page.keyboard.press('K');
    await drawer(page).getByRole('heading', { name: 'A meeting by video call was proposed' }).waitFor();
    await drawer(page).getByRole('button', { name: 'To the fact before' }).click();
    await drawer(page).getByRole('heading', { name: 'was held, in Brussels' }).waitFor();
    expect(
      await drawer(page)
        .getByText(/^Fact \d+ of \d+$/)
        .count(),
    ).toBe(1);
  });
});

describe('filters', () => {
  it('are in the address, leave what they ask for, and are cleared', async () => {
    const days = 'from=2025-10-01&to=2025-11-15';
    const { page, faults } = await open(`${address}?${days}`);
    await shows(page, '.lanes', 'MOFCOM No. 70');
    await page.getByLabel('Kind').selectOption('position');
    await page.getByLabel('Party', { exact: true }).selectOption('China');
    await shows(page, '.headline', /^2 facts from .*; 1 before$/);
    expect(await lanes(page)).toEqual([
      ['Positions', 'China, on Controls on rare earth exports and related technologies'],
    ]);
    expect(new URL(page.url()).searchParams.get('kind')).toBe('position');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.waitForURL(`${address}?${days}`);
    await shows(page, '.lanes', 'MOFCOM No. 70');
    expect(faults()).toEqual([]);
  });

  it('find words in any fact, say if there are none, and what is wrong with a search', async () => {
    const { page } = await open(address);
    await page.getByLabel('Find').fill('video conference');
    await page.waitForURL(`${address}?q=video+conference`);
    await shows(page, '.headline', /^\d facts? from/);
    await line(page, 'Preliminary contact between the teams').waitFor();
    expect(await page.locator('.lanes').getByText('MOFCOM No. 61').count()).toBe(0);
    await page.getByLabel('Find').fill('mackerel');
    await page.getByText('No fact matches these filters.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel('Find').fill('by:Gill');
    await page.getByRole('heading', { name: 'This address is not valid' }).waitFor();
    await page.getByText('Write the name alone').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel('Find').fill('');
    await page.waitForURL(address);
    await shows(page, '.lanes', 'MOFCOM No. 70');
  });
});

describe('the days that are shown', () => {
  it('are those before or after, all, or others by keys', async () => {
    const { page } = await open(`${address}?from=2025-10-01&to=2025-10-31`);
    await page.getByRole('button', { name: 'To the period after' }).click();
    await page.waitForURL(`${address}?from=2025-11-01&to=2025-12-01`);
    await page.getByRole('slider', { name: 'First day shown' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(`${address}?from=2025-11-02&to=2025-12-01`);
    await page.getByRole('button', { name: 'Whole record' }).click();
    await shows(page, '.headline', /from 1 April 2025 to/);
    await page.getByRole('button', { name: 'Busiest weeks' }).click();
    await page.waitForURL(address);
    await page.goto(`${address}?from=2026-03-01&to=2026-03-31`);
    await page
      .locator('.headline')
      .filter({ hasText: /^\d+ facts? from 1 March 2026/ })
      .waitFor();
    await page.goto(`${address}?kind=meeting&from=2026-03-01&to=2026-03-31`);
    await page.getByText('No fact falls between 1 March 2026 and 31 March 2026.').waitFor();
    expect(await barriers(page)).toEqual([]);
  });
});

describe('a past moment', () => {
  it('shows what had happened by then, and moves with the hand and its keys', async () => {
    const { page } = await open(`${address}?happenedBy=2025-10-20`);
    await shows(page, '.lanes', 'MOFCOM No. 61');
    expect(await page.locator('.lanes').getByText('MOFCOM No. 70').count()).toBe(0);
    await knowsDays(page);
    await page.keyboard.press(']');
    await page.waitForURL(`${address}?happenedBy=2025-10-21`);
    await page.keyboard.press('n');
    await page.waitForURL(address);
    await shows(page, '.lanes', 'MOFCOM No. 70');
    await page.getByLabel('Kind').selectOption('measure');
    await page.keyboard.press('Tab');
    await page.goto(`${address}?asOf=2025-10-27`);
    await page.getByText('Nothing was on record here at that moment.').waitFor();
    expect(await page.getByRole('slider', { name: 'Moment shown' }).count()).toBe(1);
    expect(await barriers(page)).toEqual([]);
  });
});

describe('a long record', () => {
  it('shows its latest weeks, a thousand facts of any others, how many more there are, and reads on', async () => {
    const { page, faults } = await open(long);
    await shows(page, '.headline', /^9\d\d facts from \d+ January 2025/);
    expect(await page.locator('.cut').count()).toBe(0);
    await page.goto(`${long}?from=2025-01-01&to=2025-02-28`);
    await shows(
      page,
      '.cut',
      /^Only the first 1,000 facts of this period are shown\. At least \d+ more have a day in it/,
    );
    expect(await page.locator('.tray').innerText()).toMatch(/Without a date\s*2\s*2 facts without a date/);
    expect(await page.locator('.lanes tbody tr').count()).toBe(15);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Read on' }).click();
    await page.locator('.cut').waitFor({ state: 'detached' });
    await shows(page, '.headline', /^1,190 facts from/);
    await page.getByLabel('Find').fill('"issue 77"');
    await shows(page, '.headline', /^1 fact from/);
    expect(faults()).toEqual([]);
  });
});

describe('what cannot be shown', () => {
  it('is said to be unknown, if it is not on record', async () => {
    const { page } = await browser.open([new URL(service.url).host]);
    await page.goto(`${service.url}/negotiations/00000000-0000-4000-8000-000000000000/timeline`);
    await page.getByRole('heading', { name: 'Nothing is on record here that you may see' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.goto(`${address}?fact=00000000-0000-4000-8000-000000000000`);
    await drawer(page).getByRole('heading', { name: 'Nothing is on record here that you may see' }).waitFor();
    expect(await barriers(page)).toEqual([]);
  });

  it('is shown as it last was, if there is no line', async () => {
    const { page } = await open(address);
    await shows(page, '.lanes', 'MOFCOM No. 70');
    await page.context().setOffline(true);
    await page.getByLabel('Kind').selectOption('position');
    await page.getByRole('heading', { name: 'The service cannot be reached' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await shows(page, '.lanes', 'MOFCOM No. 70');
    await page.evaluate(() => {
      (globalThis as unknown as EventTarget).dispatchEvent(new Event('online'));
    });
    await page.getByText(/^No line\. This is as of/).waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText(/^No line\. This is as of/).waitFor({ state: 'detached' });
  });

  it('is nothing, if nothing is on record', async () => {
    const { id } = (await service.post('/v1/negotiations', { title: 'New talks' })).body as { id: string };
    const { page } = await open(`${service.url}/negotiations/${id}/timeline`);
    await page.locator('.tray').getByText('Negotiation opened: “New talks”').waitFor();
    expect(await barriers(page)).toEqual([]);
  });
});

describe('the list', () => {
  it('has the same facts as the lanes, day by day, and is the form on a phone', async () => {
    const { page } = await open(`${address}?as=list&from=2025-10-27&to=2025-10-31`);
    await shows(page, '.days h2', 'Thursday, 30 October 2025');
    expect(await barriers(page)).toEqual([]);
    const listed = await page.locator('.days ul li').count();
    await shows(page, '.headline', new RegExp(`^${listed} facts from`));
    const phone = await open(address, { viewport: { width: 360, height: 740 } });
    await shows(phone.page, '.days', 'was held, in Brussels');
    expect(await phone.page.locator('.lanes').count()).toBe(0);
    const width = await phone.page.evaluate(
      () =>
        (globalThis as unknown as { document: { documentElement: { scrollWidth: number } } }).document.documentElement
          .scrollWidth,
    );
    expect(width).toBeLessThanOrEqual(360);
    expect(await barriers(phone.page)).toEqual([]);
    await phone.page.getByRole('button', { name: '“Video call on Friday” was held' }).click();
    await drawer(phone.page).getByText('Sources').waitFor();
    expect(await barriers(phone.page)).toEqual([]);
  });
});

describe('each language', () => {
  it.each([
    ['fr-FR', 'fr', 'ltr', 'Chronologie', 'Engagements'],
    ['zh-CN', 'zh', 'ltr', '时间线', '承诺'],
    ['ar-EG', 'ar', 'rtl', 'التسلسل الزمني', 'التعهدات'],
  ])('of the page is that of the browser: %s', async (locale, lang, dir, title, pledges) => {
    const { page, faults } = await open(address, { locale, colorScheme: 'dark' });
    await shows(page, 'nav', title);
    await shows(page, '.lanes th[scope=rowgroup]', pledges);
    expect(await page.locator('html').evaluate((html) => [html.lang, html.dir])).toEqual([lang, dir]);
    expect(await barriers(page)).toEqual([]);
    await line(page, 'MOFCOM No. 61').locator('.m').first().focus();
    await page.keyboard.press(dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight');
    await page.keyboard.press('Enter');
    await drawer(page).locator('.facts').waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });
});
