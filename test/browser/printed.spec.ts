import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page, Route } from 'playwright-core';
import { browserFixture } from '../support/browser-fixture.js';
import { knowsDays, shows } from '../support/chromium.js';
import { printed } from '../support/pdf.js';
import { recordDossier } from '../support/recorded-dossier.js';
import type { Running } from '../support/service.js';

const { browser, startWith } = browserFixture();
let service: Running;
let negotiation: string;
let meeting: string;
let event: string;

beforeAll(async () => {
  ({ service, talks: negotiation } = await startWith(recordDossier));
  const of = `/v1/negotiations/${negotiation}`;
  const { items } = (await service.get(`${of}/meetings`).expect(200)).body as {
    items: { id: string; title: string }[];
  };
  meeting = items.find(({ title }) => title.startsWith('High-level technical'))!.id;
  // The highest marking is not that of each screen, and is longer than one word.
  const marked = {
    title: 'Licences',
    marking: { level: 'confidentiel', compartments: ['trade'] },
    occurredOn: '2025-10-06',
  };
  await service.post(`${of}/issues`, marked).set('if-match', '*').expect(201);
  const events = (await service.get(`${of}/events`).expect(200)).body as { items: { eventId: string }[] };
  event = events.items[0]!.eventId;
});

const NOW = /^As on record at \d+ \w+ \d{4}, \d\d:\d\d (?:CET|CEST)$/;
const KNOWN = /^As known at the end of Wednesday, 29 October 2025$/;
const HAPPENED = /^What had happened by the end of Wednesday, 29 October 2025$/;
const INSTANT = /^As known at 29 Oct 2025, 13:00:00\.000 (?:CET|CEST)$/;
const of = (screen: string) => () => `/negotiations/${negotiation}${screen}`;
const brief = (moment: string) => () => of(`/meetings/${meeting}/brief${moment}`)();

type Screen = Readonly<{ name: string; address: () => string; ready: string; moment?: RegExp }>;
/** Each screen that shows what is on record: what it has once it is there, and the moment on its sheets. */
const SCREENS: readonly Screen[] = [
  { name: 'the list of negotiations', address: () => '/', ready: '.talks' },
  { name: 'where we stand', address: of(''), ready: '.pos' },
  { name: 'where we stood, in the world', address: of('?happenedBy=2025-10-29'), ready: '.pos', moment: HAPPENED },
  {
    name: 'where we stood, at an instant',
    address: of('?knownAt=2025-10-29T12:00:00Z'),
    ready: '.pos',
    moment: INSTANT,
  },
  { name: 'the timeline', address: of('/timeline'), ready: '.lanes .m' },
  { name: 'a list as we knew', address: of('/timeline?as=list&knownAt=2025-10-29'), ready: '.days', moment: KNOWN },
  { name: 'a fact in the drawer', address: () => of(`/timeline?fact=${event}`)(), ready: 'dialog h2' },
  { name: 'what changed', address: of('/changes?since=2025-10-01'), ready: '.moved' },
  {
    name: 'what changed until a day',
    address: of('/changes?since=2025-10-01&happenedBy=2025-10-29'),
    ready: '.moved',
    moment: HAPPENED,
  },
  { name: 'the form', address: of('/record'), ready: '#record-who' },
  { name: 'a correction', address: () => of(`/record?right=${event}`)(), ready: '#right-reason, .right .btn' },
  { name: 'the audit', address: of('/audit'), ready: '.shown .facts' },
  { name: 'the brief', address: brief(''), ready: '.paper .foot' },
  { name: 'the brief as we knew', address: brief('?knownAt=2025-10-29'), ready: '.paper .foot', moment: KNOWN },
  { name: 'the week', address: () => '/week?from=2025-10-27', ready: '.wkgrid' },
  { name: 'administration', address: () => '/administration', ready: '.people' },
];
/** What is for the screen only. */
const CONTROLS = /Skip to|Log out|Back to now|Letters are shortcuts|See it|Show more|Try again/;
/** A4 in points, less the margins; a letter may begin up to the edge. */
const [LEFT, RIGHT] = [36, 559];

/** A sheet as wide as A4 and as low as a letter card, so that each screen needs several. A policy (CSP) refuses a `<style>`. */
const printLow = (page: Page) =>
  page.evaluate(() => {
    const { CSSStyleSheet, document } = globalThis as unknown as {
      CSSStyleSheet: new () => { replaceSync: (css: string) => void };
      document: { adoptedStyleSheets: unknown[] };
    };
    const low = new CSSStyleSheet();
    low.replaceSync('@page { size: 210mm 90mm }');
    document.adoptedStyleSheets = [low];
  });
type Sheets = Awaited<ReturnType<typeof printed>>;

const MARKING = 'CONFIDENTIEL // trade';
const MARKED = / ?CONFIDENTIEL \/\/ trade$/;
const RIGHT_TO_LEFT = ['where we stand', 'the timeline', 'the audit'];
/** Arabic letters stand from right to left, each in the form that it has in its word; figures from left to right. */
const inArabic = (text: string) =>
  Array.from(text)
    .toReversed()
    .join('')
    .replaceAll(/\d+/g, (figures) => Array.from(figures).toReversed().join(''))
    .normalize('NFKC');

/** What is missing on a sheet, or should not be there. */
const faultsOf = (sheets: Sheets, marking: string, moment: RegExp): readonly string[] =>
  sheets.flatMap((lines, n) => {
    const texts = lines.map(({ text }) => text);
    const [head = '', foot, count] = [texts[0], texts.at(-2), texts.at(-1)];
    const said = [
      !head.startsWith(`${marking} `) && `above: ${head}`,
      !moment.test(head.slice(marking.length).trim()) && `moment: ${head}`,
      foot !== marking && `below: ${foot}`,
      texts.length < 4 && 'nothing else',
      count !== `Page ${n + 1} of ${sheets.length}` && `count: ${count}`,
      ...texts.map((text) => CONTROLS.test(text) && `a control: ${text}`),
      ...lines.map(({ from, to, text }) => (from < LEFT || to > RIGHT) && `cut: ${text}`),
    ];
    return said.filter((fault) => fault !== false).map((fault) => `sheet ${n + 1}, ${fault}`);
  });

/** In print, at the width of a sheet. */
const onPaper = async (page: Page) => {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.setViewportSize({ width: 695, height: 1054 });
  // What a script lays out follows the width a moment later.
  const isWider = () => page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth + 1');
  for (let tries = 0; tries < 50 && (await isWider()); tries += 1) await page.waitForTimeout(100);
  const found = await page.evaluate<readonly string[]>(`[
    ...(document.documentElement.scrollWidth > innerWidth + 1 ? ['wider than a sheet'] : []),
    ...(getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)' ? [] : ['not on white']),
  ]`);
  await page.emulateMedia({ media: null, colorScheme: 'dark' });
  await page.setViewportSize({ width: 1440, height: 900 });
  return found;
};

describe('each sheet of paper', () => {
  it('has the marking of its screen above and below, the moment, and its number; nothing is cut, and no control is printed', async () => {
    const { page, faults } = await browser.open([new URL(service.url).host], { colorScheme: 'dark' });
    const markings = new Set<string>();
    for (const { name, address, ready, moment = NOW } of SCREENS) {
      await page.goto(service.url + address());
      await page.locator(ready).first().waitFor();
      const marking = (await page.locator('main > .marking').last().innerText()).split('\n').at(-1)!.trim();
      markings.add(marking);
      const whole = await printed(page);
      expect([name, await onPaper(page), faultsOf(whole, marking, moment)]).toEqual([name, [], []]);
      if (whole.length > 1) continue;
      await printLow(page);
      const low = await printed(page);
      expect([name, low.length > 1, faultsOf(low, marking, moment)]).toEqual([name, true, []]);
    }
    expect(markings).toEqual(new Set(['PUBLIC', MARKING]));
    expect(faults()).toEqual([]);
  });

  it('has them from right to left, in the words of the reader', async () => {
    const { page, faults } = await browser.open([new URL(service.url).host], { locale: 'ar' });
    for (const { name, address, ready } of SCREENS.filter(({ name }) => RIGHT_TO_LEFT.includes(name))) {
      await page.goto(service.url + address());
      await page.locator(ready).first().waitFor();
      await printLow(page);
      const sheets = await printed(page);
      const found = sheets.map((lines, n) => {
        const texts = lines.map(({ text }) => text);
        const isCut = lines.some(({ from, to }) => from < LEFT || to > RIGHT);
        const head = inArabic(texts[0]!.replace(MARKED, ''));
        return [
          MARKED.test(texts[0]!),
          texts.at(-2),
          isCut,
          head.startsWith('ما كان في السجل عند'),
          inArabic(texts.at(-1)!) === `صفحة ${n + 1} من ${sheets.length}`,
        ];
      });
      expect([name, sheets.length > 1, found]).toEqual([
        name,
        true,
        sheets.map(() => [true, MARKING, false, true, true]),
      ]);
    }
    expect(faults()).toEqual([]);
  });

  it('has the moment of what is on it, also while another one is waited for', async () => {
    const { page } = await browser.visit(service.url + of('')());
    await knowsDays(page);
    const held: Route[] = [];
    const isPast = ({ pathname, search }: URL) => pathname.endsWith('/board') && search.includes('happenedBy');
    await page.route(isPast, (route) => void held.push(route));
    await page.getByRole('button', { name: 'To the fact before' }).click();
    await shows(page, '.banner', 'You are looking at Friday, 19 December 2025, in the world:');
    expect(faultsOf(await printed(page), MARKING, NOW)).toEqual([]);
    await Promise.all(held.map((route) => route.continue()));
    await page.locator('main > .marking').filter({ hasText: 'What had happened by the end of Friday' }).waitFor();
    const then = /^What had happened by the end of Friday, 19 December 2025$/;
    expect(faultsOf(await printed(page), MARKING, then)).toEqual([]);
  });

  it('has its number where nothing of the record is shown', async () => {
    const { page } = await browser.visit(`${service.url}/verify`);
    const sheets = await printed(page);
    expect(sheets.map((lines) => lines.at(-1)!.text)).toEqual(
      sheets.map((_, n) => `Page ${n + 1} of ${sheets.length}`),
    );
    expect(await page.locator('.marking').count()).toBe(0);
  });
});
