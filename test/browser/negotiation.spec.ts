import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page, Request, Route } from 'playwright-core';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, type Chromium, getsFocus, knowsDays, shows } from '../support/chromium.js';
import { recordDossier } from '../support/recorded-dossier.js';
import type { Running } from '../support/service.js';

const { browser, startWith } = browserFixture();
let service: Running;
let address: string;
beforeAll(async () => {
  ({ service, address } = await startWith(recordDossier));
});

const open: Chromium['visit'] = (address, options) => browser.visit(address, options);
/** What the table of measures says, row by row. */
const measures = async (page: Page) =>
  Promise.all(
    (await page.locator('.force tbody tr').all()).map(async (row) => [
      await row.locator('.named').innerText(),
      ...(await row.locator('td').allInnerTexts()).slice(1).map((text) => text.trim().split('\n')[0]!.trim()),
    ]),
  );
/** What a test needs of a browser, whose types are not those of Node. */
type Drawn = Readonly<{
  MutationObserver: new (hear: () => void) => Readonly<{
    observe: (node: unknown, options: object) => void;
    disconnect: () => void;
  }>;
  document: Readonly<{
    querySelector: (selector: string) => unknown;
    body: Readonly<{ dispatchEvent: (event: unknown) => void }>;
  }>;
  KeyboardEvent: new (type: string, options: object) => unknown;
}>;
const BEFORE = ['2025-10-27', '2025-10-20', '2025-10-13', '2025-10-06', '2025-09-29', '2025-09-22', '2025-09-15'];
const STATUSES: Readonly<Record<string, string>> = { 'in-force': 'in force', 'not-yet': 'not yet' };
/** What the API answers of a day: what of it the page shows, and the words by which one knows that it does. */
const boardOn = async (day: string) => {
  const path = new URL(address).pathname;
  const { body } = await service.get(`/v1${path}/board?happenedBy=${day}&tz=Europe%2FBrussels`).expect(200);
  const { headline, measures, positions, pledges, lastFact } = body as BoardAnswer;
  return {
    lastFact: lastFact.daysAgo === 0 ? 'the same day' : new RegExp(`\\b${lastFact.daysAgo} days? before`),
    shown: {
      headline: expect.stringContaining([headline.text, headline.next?.text].filter(Boolean).join(' ')) as unknown,
      measures: measures.items.map(({ on: { status } }) => STATUSES[status] ?? status).toSorted(),
      positions: positions.items.map(({ now }) => now.text).toSorted(),
      pledges: pledges.items.map(({ text }) => text).toSorted(),
    },
  };
};
const shownBoard = async (page: Page) => ({
  headline: (await page.locator('.headline').innerText()).replaceAll(/\s+/g, ' '),
  measures: (await page.locator('.force tbody td[data-for="EU"]').allInnerTexts()).map((one) => one.trim()).toSorted(),
  positions: (await page.locator('.pos td .rec').allInnerTexts()).toSorted(),
  pledges: (await page.locator('.pledge .rec').allInnerTexts()).toSorted(),
});
type BoardAnswer = Readonly<{
  headline: Readonly<{ text: string; next?: Readonly<{ text: string }> }>;
  measures: Readonly<{ items: readonly Readonly<{ on: Readonly<{ status: string }> }>[] }>;
  positions: Readonly<{ items: readonly Readonly<{ now: Readonly<{ text: string }> }>[] }>;
  pledges: Readonly<{ items: readonly Readonly<{ text: string }>[] }>;
  lastFact: Readonly<{ daysAgo: number }>;
}>;
/** The places up to which an answer is asked for. */
const tokenOf = (request: Request) => request.headers()['consistency-token'];
const hand = (page: Page) => page.getByRole('slider', { name: 'Moment shown' });

describe('the list of negotiations', () => {
  it('leads to each of them', async () => {
    const { page, faults } = await open(service.url);
    expect(await barriers(page)).toEqual([]);
    const link = page.getByRole('link', { name: 'EU–China talks on rare-earth export controls' });
    expect(await page.locator('.talks tbody tr').allInnerTexts()).toEqual([
      expect.stringMatching(/EU–China talks[^]*active\s*27 Oct 2025\s*None is planned/),
    ]);
    await link.click();
    await shows(page, 'h1', 'EU–China talks on rare-earth export controls');
    expect(page.url()).toBe(address);
    expect(faults()).toEqual([]);
  });
});

describe('where a negotiation stands', () => {
  it('is said on one screen, and asks nobody but the service', async () => {
    const { page, faults } = await open(address);
    await shows(page, '.force', 'MOFCOM No. 70');
    await shows(page, '.said', 'Was Wang Wentao said to come?');
    expect(await page.locator('.said tr').allInnerTexts()).toEqual([
      expect.stringMatching(/^Coming\s.*accepted.*\s21 Oct/),
      expect.stringMatching(/^Unclear\saccording to Brussels\s27 Oct/),
      expect.stringMatching(/^Not coming\saccording to Olof Gill\s27 Oct/),
    ]);
    await shows(page, '.pos', 'Rests on Suspension of the six announcements of October, which has expired');
    expect(await page.locator('.pos .kind b.rest').allInnerTexts()).toEqual(['Offer']);
    expect(await page.locator('.pos').getByText('No position on record').count()).toBe(3);
    await shows(page, '.rival', 'Gill, 27 October: Wang is not part of it.');
    await shows(page, '.sec', 'An “upgraded export supply mechanism”');
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it('stands still while it is loaded', async () => {
    const { page } = await browser.open([new URL(address).host]);
    await page.addInitScript(
      `globalThis.shifts = [];
       new PerformanceObserver((list) => shifts.push(...list.getEntries().flatMap(({ sources }) => sources.map(({ node }) => node?.outerHTML))))
         .observe({ type: 'layout-shift', buffered: true });`,
    );
    await page.goto(address);
    await shows(page, '.live.on', 'Live');
    await shows(page, '.rival', 'only half');
    await knowsDays(page);
    expect(await page.evaluate('shifts')).toEqual([]);
  });

  it('fits a laptop without scrolling, and a phone without scrolling sideways', async () => {
    for (const [width, height] of [
      [1440, 900],
      [360, 740],
    ] as const) {
      const { page } = await open(address, { viewport: { width, height } });
      await shows(page, '.rival', 'only half');
      const { scrollWidth, scrollHeight } = await page.evaluate(() => {
        const { document } = globalThis as unknown as { document: { documentElement: Record<string, number> } };
        const { scrollWidth, scrollHeight } = document.documentElement;
        return { scrollWidth: scrollWidth!, scrollHeight: scrollHeight! };
      });
      expect(scrollWidth).toBeLessThanOrEqual(width);
      if (width === 1440) expect(scrollHeight).toBeLessThanOrEqual(height);
    }
  });
});

describe('a past moment', () => {
  it('is a link: the banner says which, and everything is as it was', async () => {
    const { page, faults } = await open(`${address}?happenedBy=2025-10-20`);
    await shows(page, '.banner', 'You are looking at Monday, 20 October 2025, in the world');
    await shows(page, '.force', 'due 8 Nov 2025');
    expect(await measures(page)).toEqual([
      ['MOFCOM No. 18', 'in force', 'in force', '4 Apr 2025'],
      ['MOFCOM No. 61 (1-3), 62', 'in force', 'in force', '9 Oct 2025'],
      ['MOFCOM No. 55, 56, 57, 58', 'not yet', 'not yet', 'due 8 Nov 2025'],
      ['MOFCOM No. 61 (1-1, 1-2)', 'not yet', 'not yet', 'due 1 Dec 2025'],
    ]);
    await shows(page, '.sec', 'No account is contradicted.');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Back to now' }).click();
    await shows(page, '.force', 'MOFCOM No. 70');
    expect(page.url()).toBe(address);
    expect(faults()).toEqual([]);
  });

  it('is reached by a key that is pressed as soon as the facts are drawn', async () => {
    const { page } = await browser.open([new URL(address).host]);
    // The callback runs before the screen is painted: nobody can be quicker.
    await page.addInitScript(() => {
      const { MutationObserver, document, KeyboardEvent } = globalThis as unknown as Drawn;
      const drawn = new MutationObserver(() => {
        if (document.querySelector('.spark .bar') === null) return;
        drawn.disconnect();
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '[', bubbles: true, cancelable: true }));
      });
      drawn.observe(document, { subtree: true, childList: true });
    });
    await page.goto(address);
    await page.waitForURL(`${address}?happenedBy=2025-12-19`);
    expect(await hand(page).getAttribute('aria-valuetext')).toBe('Friday, 19 December 2025, in the world');
  });

  it('is reached by keys alone: fact by fact, day by day, and from another axis', async () => {
    const { page } = await open(address);
    await shows(page, '.force', 'MOFCOM No. 70');
    await knowsDays(page);
    // What can be seen tells of its key, which a screen reader says.
    for (const [role, name, key] of [
      ['button', 'To the fact before', '['],
      ['button', 'To the fact after', ']'],
      ['button', 'Now', 'n'],
      ['radio', 'in the world', '1'],
      ['radio', 'as we knew', '2'],
      ['radio', 'as recorded', '3'],
    ] as const)
      expect(await page.getByRole(role, { name, exact: true }).getAttribute('aria-keyshortcuts')).toBe(key);
    await page.keyboard.press('[');
    await page.waitForURL(`${address}?happenedBy=2025-12-19`);
    await page.keyboard.press('[');
    await page.waitForURL(`${address}?happenedBy=2025-11-07`);
    await hand(page).focus();
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL(`${address}?happenedBy=2025-11-06`);
    await shows(page, '.force', 'due 8 Nov 2025');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('PageDown');
    await page.waitForURL(`${address}?happenedBy=2025-10-31`);
    expect(await hand(page).getAttribute('aria-valuetext')).toBe('Friday, 31 October 2025, in the world');
    await page.keyboard.press('2');
    await page.waitForURL(`${address}?knownAt=2025-10-31`);
    await shows(page, '.banner', 'as we knew');
    await page.keyboard.press('n');
    await page.waitForURL(address);
  });

  it('shows at each of ten moments what the API answers of it', async () => {
    const { page } = await open(`${address}?happenedBy=2025-11-24`);
    await shows(page, '.force', 'suspended');
    await hand(page).focus();
    for (const day of ['17', '10', '03'].map((n) => `2025-11-${n}`).concat(BEFORE)) {
      await page.keyboard.press('PageDown');
      const board = await boardOn(day);
      await shows(page, '.lede .by', board.lastFact);
      expect([day, await shownBoard(page)]).toEqual([day, board.shown]);
    }
  });

  it('is reached by dragging the hand, and the page follows', async () => {
    const { page } = await open(address);
    await shows(page, '.force', 'MOFCOM No. 70');
    const box = (await page.locator('.spark').boundingBox())!;
    const flag = (await page.locator('.flag').boundingBox())!;
    await page.mouse.move(flag.x + flag.width / 2, flag.y + flag.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y, { steps: 5 });
    await shows(page, '.banner', '2026');
    await shows(page, '.force', 'suspended');
    expect(page.url()).toBe(address);
    await page.mouse.up();
    await page.waitForURL(/happenedBy=2026-0[12]-\d\d$/);
  });

  it('before anything was on record says so, and the hand can be moved on', async () => {
    const { page } = await open(`${address}?happenedBy=2025-04-01`);
    await knowsDays(page);
    await page.keyboard.press(']');
    await page.waitForURL(`${address}?happenedBy=2025-04-04`);
    await shows(page, '.force', 'MOFCOM No. 18');
    await page.goto(`${address}?asOf=2025-10-27`);
    await page.getByText('Nothing was on record here at that moment.').waitFor();
    expect(await page.locator('.pos').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
  });

  it('says what had perhaps happened by then, if a date is too vague to say', async () => {
    const { page } = await open(`${address}?happenedBy=2025-10-05`);
    const china = page.locator('.pos td').filter({ hasText: 'Demand' }).filter({ hasText: 'perhaps' }).first();
    await china.waitFor();
    expect(await page.locator('.maybe').allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringMatching(/^perhaps\s*Demand\s*hardened 1–9 Oct 2025$/)]),
    );
    expect(await barriers(page)).toEqual([]);
    await page.goto(`${address}?happenedBy=2025-10-09`);
    await shows(page, '.pos', 'hardened 1–9 Oct 2025');
    expect(await page.getByText(/^perhaps\s*Demand\s*hardened/).count()).toBe(0);
  });

  it('that cannot be is now, and that is said', async () => {
    const { page } = await open(`${address}?asOf=yesterday`);
    await page.getByText('This address names a moment that cannot be shown. This is now.').waitFor();
    expect(await page.locator('.banner').count()).toBe(0);
  });
});

describe('the history of a thing', () => {
  it('opens from its path with its evidence, and Escape gives the focus back', async () => {
    const { page, faults } = await open(address);
    const path = page.getByRole('button', { name: 'History: China on “Controls on rare earth exports' });
    await path.focus();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: 'China on “Controls on rare earth exports' });
    await drawer.locator('li').first().waitFor();
    expect(await drawer.locator('.kind').allInnerTexts()).toEqual([
      expect.stringMatching(/Offer\s*softened 7 Nov 2025/),
      expect.stringMatching(/Demand\s*hardened 1–9 Oct 2025/),
      expect.stringMatching(/Demand\s*taken Apr 2025/),
    ]);
    await drawer.getByText('Evidence: Suspension of the six announcements of October').first().waitFor();
    expect(await barriers(page)).toEqual([]);
    // J and K go to the facts after and before, from wherever the focus is.
    const focused = () => drawer.locator('li:focus').innerText();
    await page.keyboard.press('j');
    await page.keyboard.press('J');
    expect(await focused()).toMatch(/^Demand\s*hardened/);
    await page.keyboard.press('k');
    expect(await focused()).toMatch(/^Offer\s*softened/);
    await page.keyboard.press('k');
    expect(await focused()).toMatch(/^Offer\s*softened/);
    await drawer.getByRole('button', { name: 'To the fact after' }).click();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    await getsFocus(path);
    expect(faults()).toEqual([]);
  });
});

describe('what cannot be shown', () => {
  it('is said to be unknown, if it is not on record', async () => {
    const { page } = await browser.open([new URL(service.url).host]);
    await page.goto(`${service.url}/negotiations/00000000-0000-4000-8000-000000000000`);
    await page.getByRole('heading', { name: 'Nothing is on record here that you may see' }).waitFor();
    expect(await barriers(page)).toEqual([]);
  });

  it('is shown as it last was, if there is no line, and otherwise not at all', async () => {
    const { page } = await open(address);
    await shows(page, '.force', 'MOFCOM No. 70');
    await knowsDays(page);
    await page.context().setOffline(true);
    await page.keyboard.press('[');
    await page.getByRole('heading', { name: 'The service cannot be reached' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    // What was seen is there without a line. A failed look for something newer says so.
    await page.keyboard.press('n');
    await shows(page, '.force', 'MOFCOM No. 70');
    await page.evaluate(() => {
      (globalThis as unknown as EventTarget).dispatchEvent(new Event('online'));
    });
    await page.getByText(/^No line\. This is as of/).waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText(/^No line\. This is as of/).waitFor({ state: 'detached' });
  });
});

describe('each language', () => {
  it.each([
    ['fr-FR', 'fr', 'ltr', 'Où en sommes-nous', 'en vigueur'],
    ['zh-CN', 'zh', 'ltr', '目前状况', '有效'],
    ['ar-EG', 'ar', 'rtl', 'أين وصلنا', 'سارٍ'],
  ])('of the page is that of the browser: %s', async (locale, lang, dir, title, inForce) => {
    const { page, faults } = await open(address, { locale, colorScheme: 'dark' });
    await shows(page, 'nav', title);
    await shows(page, '.force', inForce);
    expect(await page.locator('html').evaluate((html) => [html.lang, html.dir])).toEqual([lang, dir]);
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });
  it('can be chosen, and is kept', async () => {
    const { page } = await open(address);
    await page.getByLabel('Language').selectOption('fr');
    await shows(page, '.force', 'en vigueur');
    await page.goto(address);
    await shows(page, '.force', 'en vigueur');
    expect(await page.locator('html').getAttribute('lang')).toBe('fr');
  });
});

describe('what is recorded', () => {
  const pledge = async (text: string) => {
    const path = `/v1${new URL(address).pathname}`;
    const { parties } = (await service.get(`${path}/board`)).body as { parties: { items: { id: string }[] } };
    await service.post(`${path}/commitments`, { byIds: [parties.items[0]!.id], text }).expect(201);
  };

  it('is shown at once in all windows of a browser, which share one stream', async () => {
    const { page, faults } = await open(address);
    await shows(page, '.live.on', 'Live');
    const other = await page.context().newPage();
    await other.goto(address);
    await shows(other, '.live.on', 'Live');
    expect((await service.get('/metrics')).text).toContain('\nrapporteur_notice_streams 1\n');

    await pledge('To publish the list of licences.');
    // Sooner than a window would ask by itself.
    for (const window of [page, other]) await window.getByText('To publish the list').waitFor({ timeout: 10_000 });

    const third = await page.context().newPage();
    await third.goto(address);
    await shows(third, '.live.on', 'Live');
    // The window that follows is closed, and then the one that has followed after it.
    await page.close();
    await shows(other, '.live.on', 'Live');
    await pledge('To answer within a week.');
    for (const window of [other, third])
      await window.getByText('To answer within a week.').waitFor({ timeout: 10_000 });
    await other.close();
    await shows(third, '.live.on', 'Live');
    // The stream stays open while one goes to another screen of the same window and back.
    await third.getByRole('link', { name: 'All negotiations' }).first().click();
    await third.getByRole('heading', { name: 'All negotiations' }).waitFor();
    expect(await third.locator('.live.on').count()).toBe(1);
    await third.goBack();
    await third.getByText('To answer within a week.').waitFor();
    expect(await third.locator('.live.on').count()).toBe(1);
    await pledge('To meet again.');
    await third.getByText('To meet again.').waitFor({ timeout: 10_000 });
    expect((await service.get('/metrics')).text).toContain('\nrapporteur_notice_streams 1\n');
    expect(faults()).toEqual([]);
  });

  it('is asked for with the place of the notice, which comes before the views have what it tells of', async () => {
    const { page, faults } = await open(address);
    await shows(page, '.live.on', 'Live');
    const answered = page.waitForResponse(
      async (answer) =>
        tokenOf(answer.request()) !== undefined && (await answer.text()).includes('To keep the line open.'),
    );
    await pledge('To keep the line open.');
    const token = tokenOf((await answered).request())!;
    await page.getByText('To keep the line open.').waitFor({ timeout: 10_000 });
    const { body } = await service.get(`/v1${new URL(address).pathname}/commitments`).set('consistency-token', token);
    expect(JSON.stringify(body)).toContain('To keep the line open.');
    // Of another record, it is left out.
    const refuses = async (route: Route) => {
      if (tokenOf(route.request()) === undefined) return route.fallback();
      const problem = { status: 409, code: 'consistency-token-of-another-log', detail: 'It is of another log.' };
      return route.fulfill({ status: 409, contentType: 'application/problem+json', json: problem });
    };
    await page.route('**/v1/negotiations/*/board**', refuses);
    await pledge('To open another one.');
    await page.getByText('To open another one.').waitFor({ timeout: 10_000 });
    expect(faults().filter((fault) => !fault.includes('409'))).toEqual([]);
  });

  it('is shown in a window also if it was recorded between what it read and its first notice', async () => {
    const { page, faults } = await open(address);
    await shows(page, '.live.on', 'Live');
    const next = await page.context().newPage();
    const { promise: hasRecorded, resolve: follow } = Promise.withResolvers<void>();
    await next.route('**/v1/me', async (route) => {
      await hasRecorded;
      await route.continue();
    });
    await next.goto(address);
    await shows(next, '.force', 'MOFCOM No. 70');
    await pledge('To name a contact.');
    await page.getByText('To name a contact.').waitFor({ timeout: 10_000 });
    follow();
    await next.getByText('To name a contact.').waitFor({ timeout: 10_000 });
    expect(faults()).toEqual([]);
  });

  it('is shown also if no window followed when it was recorded', async () => {
    const { page, faults } = await open(address);
    await shows(page, '.live.on', 'Live');
    const next = await page.context().newPage();
    const { promise: hasRecorded, resolve: follow } = Promise.withResolvers<void>();
    const { promise: isAsked, resolve: asks } = Promise.withResolvers<void>();
    await next.route('**/v1/notices', async (route) => {
      asks();
      await hasRecorded;
      await route.continue();
    });
    const before: (string | undefined)[] = [];
    next.on('request', (request) => before.push(tokenOf(request)));
    await next.goto(address);
    await shows(next, '.live.on', 'Live');
    await page.close();
    await isAsked;
    await pledge('To open the registry.');
    // With the place at which the stream begins: what was recorded before it, the views may not have yet.
    const known = [undefined, ...before];
    const asked = next.waitForRequest((request) => !known.includes(tokenOf(request)));
    follow();
    await asked;
    await next.getByText('To open the registry.').waitFor({ timeout: 10_000 });
    expect(faults()).toEqual([]);
  });
});
