import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, shows } from '../support/chromium.js';
import { type Issuer, PAGE_CLIENT_ID, type Person } from '../support/issuer.js';
import type { Asked, ReceiptBody, Running } from '../support/service.js';
import { headline, openAt, recordWeeks, said, WEDNESDAY } from '../support/week.js';

const { browser, startIssuer, startService, startWith } = browserFixture();
let service: Running;
beforeAll(async () => {
  ({ service } = await startWith(recordWeeks));
});
const open = (time: Date, path?: string, options?: BrowserContextOptions) =>
  openAt(browser, service.url, time, path, options);

describe('a week of all negotiations', () => {
  it('is said in other languages, in the dark, too', async () => {
    const { page } = await open(WEDNESDAY, '/week', { colorScheme: 'dark' });
    for (const [language, dir, monday, text, zone] of [
      ['fr', 'ltr', 'lun. 27 oct.', '6 réunions cette semaine', 'heure d’europe centrale'],
      ['zh', 'ltr', '10月27日周一', '本周有 6 次会议', '中欧时间'],
      ['ar', 'rtl', 'الاثنين، 27 أكتوبر', '6 اجتماعات هذا الأسبوع', 'توقيت وسط أوروبا'],
    ] as const) {
      await page.locator('select.language').selectOption(language);
      await headline(page, text);
      expect(await page.locator('html').getAttribute('dir')).toBe(dir);
      expect((await said(page, '.wkgrid thead th'))[1]).toBe(monday);
      expect((await page.locator('.lede .by').innerText()).toLowerCase()).toContain(zone);
      expect(await barriers(page)).toEqual([]);
    }
  });

  it('is a list by day on a phone, nothing wider than it', async () => {
    const { page } = await open(WEDNESDAY, '/week', { viewport: { width: 360, height: 740 } });
    await headline(page, '6 meetings this week');
    expect(await said(page, '.wkdays h2')).toEqual([
      'Monday 27 October',
      'Wednesday 29 October, today',
      'Thursday 30 October',
      'Friday 31 October',
      'Some day of these',
      'No day told',
    ]);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(360);
    expect(await barriers(page)).toEqual([]);
  });

  it('has the days of the reader', async () => {
    const { page } = await open(WEDNESDAY, '/week', { timezoneId: 'America/New_York' });
    await page.getByText('Days and hours are those of your zone: Eastern Time.').waitFor();
    await headline(page, '6 meetings');
    expect((await said(page, '.lane7 li', 'Mackerel'))[1]).toMatch(
      /^28 Oct 2025: Plenary in London confirmed · 19:30 \(23:30 in Europe\/London\)/,
    );
  });
});

describe('who is logged in', () => {
  const CHIEF: Person = { subject: 'chief', clearance: 'tres-secret' };
  const ANA: Person = { subject: 'ana', name: 'Ana Müller', roles: ['reader'], clearance: 'restreint' };
  let issuer: Issuer;
  let closed: Running;
  let ana: Asked;
  beforeAll(async () => {
    issuer = await startIssuer();
    closed = await startService({ ...issuer.settings, PAGE_CLIENT_ID, ADMINISTRATOR: 'chief' });
    const chief = closed.as(await issuer.token(CHIEF));
    ana = closed.as(await issuer.token(ANA));
    const recorded = async (path: string, body: object): Promise<string> =>
      ((await chief.post(path, body).expect(201)).body as ReceiptBody).id;
    const secret = { marking: { level: 'secret' } };
    const cod = await recorded('/v1/negotiations', { title: 'Talks on cod' });
    const quiet = await recorded('/v1/negotiations', { title: 'Quiet talks', ...secret });
    for (const id of [cod, quiet])
      await recorded(`/v1/negotiations/${id}/grants`, { issuer: issuer.url, subject: 'ana' });
    const planned = { on: '2025-10-30' };
    await recorded(`/v1/negotiations/${cod}/meetings`, { title: 'Plenary', planned, marking: { level: 'restreint' } });
    await recorded(`/v1/negotiations/${cod}/meetings`, { title: 'In the corridor', planned, ...secret });
    await recorded(`/v1/negotiations/${quiet}/meetings`, { title: 'Dinner', planned });
    await closed.get('/v1/meetings');
  });
  const openAs = async (person: Person) => {
    issuer.logIn(closed.url, person);
    const { page, faults } = await browser.open([closed.url, issuer.url].map((url) => new URL(url).host));
    await page.goto(`${closed.url}/week?from=2025-10-27`);
    await page.getByRole('button', { name: 'Log in as' }).click();
    await page.locator('.headline').filter({ hasText: 'meeting' }).waitFor();
    return { page, faults };
  };

  it('sees what they are cleared for, with its marking, and no gap where there is more', async () => {
    const { page, faults } = await openAs(ANA);
    await headline(page, '1 meeting, 27 Oct–2 Nov 2025');
    await shows(page, '.who', 'Ana Müller');
    await page.getByText('1 negotiation that you may see').waitFor();
    expect(await said(page, '.wkgrid tbody tr')).toEqual([expect.stringMatching(/^Talks on cod.* Plenary tentative$/)]);
    expect(await said(page, '.marking')).toEqual(Array(2).fill('Marking of this screen: RESTREINT'));
    expect(await page.locator('main').innerText()).not.toMatch(/corridor|quiet|dinner|secret/i);
    // Addresses show less than their owner sees: PUSH_CLEARANCE is the lowest level.
    await page.getByText('It shows what you may see, at most what is marked PUBLIC.').waitFor();
    expect(faults()).toEqual([]);

    const { page: all } = await openAs({ ...CHIEF, name: 'Chief' });
    await headline(all, '3 meetings');
    expect(await said(all, '.marking')).toEqual(Array(2).fill('Marking of this screen: SECRET'));
  });

  it('is told if they have too many addresses, or change them too often', async () => {
    const { page } = await openAs(ANA);
    const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
    const make = async () => {
      await page.getByRole('button', { name: 'Make an address' }).click();
      await page.getByText('This was not done.').waitFor();
    };
    for (let n = 0; n < 20; n++) await ana.put(`/v1/feeds/${id(n)}`, {}).expect(201);
    await make();
    await page.getByText('You have as many addresses as one may have. End one that you do not need').waitFor();
    expect(await barriers(page)).toEqual([]);
    for (let status = 200; status !== 429;) ({ status } = await ana.put(`/v1/feeds/${id(0)}`, { name: 'Desk' }));
    await make();
    await page
      .getByText(/^This was not done\. You have changed your addresses too often\. Do it again in \d+ seconds?\.$/)
      .waitFor();
    expect(await barriers(page)).toEqual([]);
  });
});
