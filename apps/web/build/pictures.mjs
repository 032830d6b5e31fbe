// npm run pictures -- <address of a negotiation's screen> <folder> [words that the names of the pictures have]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [address, folder, wanted = ''] = process.argv.slice(2);
if (address === undefined || folder === undefined)
  throw new Error('Give the address of a screen of a running service, and a folder for the pictures.');
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});

/** A laptop, a tablet and a phone; on each both themes and both directions; other scripts, and a wall. */
const DEVICES = [
  { name: '1440', width: 1440, height: 900 },
  { name: '768', width: 768, height: 1024 },
  { name: '360', width: 360, height: 740, fullPage: true },
];
const VIEWS = [
  { name: '2560', width: 2560, height: 1440 },
  ...DEVICES.flatMap(({ name, ...device }) => [
    { name, ...device },
    { name: `${name}-dark`, ...device, colorScheme: 'dark' },
    { name: `${name}-ar`, ...device, locale: 'ar' },
    { name: `${name}-ar-dark`, ...device, locale: 'ar', colorScheme: 'dark' },
  ]),
  { name: '1440-zh', width: 1440, height: 900, locale: 'zh-CN' },
  { name: '1440-fr', width: 1440, height: 900, locale: 'fr' },
];
const LAPTOP = { width: 1440, height: 900 };
/** A statement that is on record already, with a wrong grade, and a name half typed. */
const typeStatement = async (page) => {
  await page.locator('#record-source').fill('Web Editor, 27 October 2025');
  await page.locator('#record-who').fill('chinese auth');
  await page.keyboard.press('Enter');
  await page.locator('#record-when').fill('early October');
  await page.locator('#record-text').fill('Exporters must now obtain an export license for dual-use items.');
  await page.locator('.question').first().waitFor({ state: 'attached' });
};
const typeWrong = async (page) => {
  await typeStatement(page);
  await page.locator('#record-grade').fill('C9');
  await page.locator('#record-who').fill('chi');
  await page.keyboard.press('Control+Enter');
  await page.locator('.why').first().waitFor();
};
const typeCall = async (page) => {
  for (const name of ['sefcovic', 'wang', 'gill']) {
    await page.locator('#record-who').fill(name);
    await page.locator('#record-names [role=option]').first().waitFor();
    await page.keyboard.press('Enter');
  }
  await page.locator('#record-when').fill('last week');
};
/** The check of the event at the hand, with the key of the service itself: only for a picture. */
const checkEvent = async (page) => {
  const { verifierKey } = await (await page.request.get(new URL('/v1/audit/ledger', page.url()).href)).json();
  await page.locator('#audit-key').fill(verifierKey);
  await page.locator('.vf form [type=submit]').click();
  await page.locator('.verdict').waitFor();
};
/** From the drawer of a fact to its correction. */
const putRight = async (page) => {
  await page.locator('dialog a[href*="right="]').click();
  await page.locator('#right-when').fill('2025-11-08');
  await page.locator('.eff').first().waitFor();
};
/** A grant that was tried out, and waits for an answer. */
const tryGrant = async (page) => {
  await page.locator('#grant-subject').fill('berta');
  await page.locator('#grant-name').fill('Berta Klein');
  await page.keyboard.press('Enter');
  await page.locator('.ask').waitFor();
};
/** `open`: what is clicked, the last that there is. `act`: what is done before, `after`: what is done then. */
const SCREENS = [
  {
    // Of all negotiations, as the week.
    screen: 'list',
    path: '/../..',
    ready: '.talks, .trouble',
    views: VIEWS,
  },
  {
    screen: 'where',
    path: '',
    ready: '.pos',
    views: [
      ...VIEWS,
      { name: '1440-past', ...LAPTOP, search: '?happenedBy=2025-10-20' },
      { name: '1440-perhaps', ...LAPTOP, search: '?happenedBy=2025-10-05' },
      { name: '1440-drawer', ...LAPTOP, open: '.path' },
    ],
  },
  {
    screen: 'timeline',
    path: '/timeline',
    ready: '#facts, .trouble',
    views: [
      ...VIEWS,
      { name: '1440-party', ...LAPTOP, search: '?as=party' },
      { name: '1440-list', ...LAPTOP, search: '?as=list' },
      { name: '1440-all', ...LAPTOP, search: '?from=2000-01-01&to=2100-01-01' },
      { name: '1440-past', ...LAPTOP, search: '?happenedBy=2025-10-28' },
      { name: '1440-none', ...LAPTOP, search: '?q=mackerel' },
      { name: '1440-drawer', ...LAPTOP, open: '.lanes .m.act' },
      { name: '1440-drawer-ar-dark', ...LAPTOP, open: '.lanes .m.act', locale: 'ar', colorScheme: 'dark' },
      { name: '360-drawer', width: 360, height: 740, open: '.days .named' },
    ],
  },
  {
    screen: 'right',
    path: '/timeline',
    ready: '#facts, .trouble',
    views: VIEWS.filter(({ name }) => !name.startsWith('360') && !name.startsWith('768-')).map((view) => ({
      ...view,
      open: '.lanes .m.act',
      after: putRight,
    })),
  },
  {
    screen: 'record',
    path: '/record',
    head: '.form h1',
    ready: '#record-who',
    views: [
      ...VIEWS.map((view) => ({ ...view, act: typeWrong })),
      { name: '1440-empty', ...LAPTOP },
      { name: '1440-question', ...LAPTOP, act: typeStatement },
      { name: '360-question', width: 360, height: 740, fullPage: true, act: typeStatement },
      { name: '1440-call', ...LAPTOP, search: '?form=call', act: typeCall },
      { name: '360-call', width: 360, height: 740, fullPage: true, search: '?form=call', act: typeCall },
      { name: '1440-answer', ...LAPTOP, search: '?form=answer' },
      { name: '1440-position-dark', ...LAPTOP, search: '?form=position', colorScheme: 'dark' },
    ],
  },
  {
    screen: 'audit',
    path: '/audit',
    ready: '.shown .links, .trouble',
    views: [
      ...VIEWS,
      { name: '1440-check', ...LAPTOP, fullPage: true, act: checkEvent },
      { name: '360-check', width: 360, height: 740, fullPage: true, act: checkEvent },
    ],
  },
  {
    screen: 'changes',
    path: '/changes',
    ready: '.moved, .trouble, .chg',
    search: '?axis=happenedBy&since=2025-10-28',
    views: [
      ...VIEWS,
      { name: '1440-first', ...LAPTOP, search: '' },
      { name: '1440-none', ...LAPTOP, search: '?since=2026-01-05&happenedBy=2026-02-05' },
      { name: '1440-between', ...LAPTOP, search: '?since=2025-10-20&happenedBy=2025-11-10' },
      { name: '1440-drawer', ...LAPTOP, open: '.moved .named' },
      { name: '1440-print', ...LAPTOP, media: 'print', fullPage: true },
    ],
  },
  {
    // Of the talks in Brussels, which the dossier has.
    screen: 'brief',
    path: '/meetings/e7227eeb-add1-5d45-9b79-2ee7b02b0c47/brief',
    ready: '.paper .foot, .trouble',
    search: '?knownAt=2025-10-29',
    views: [
      ...VIEWS,
      { name: '1440-now', ...LAPTOP, search: '' },
      { name: '1440-before', ...LAPTOP, search: '?knownAt=2025-10-01', head: '.trouble h1' },
      { name: '1440-drawer', ...LAPTOP, open: '.events' },
      { name: 'a4', width: 695, height: 1054, media: 'print', fullPage: true, colorScheme: 'dark' },
      { name: 'a4-ar', width: 695, height: 1054, media: 'print', fullPage: true, locale: 'ar' },
    ],
  },
  {
    // It is of all negotiations, so it is beside the folder of this one.
    screen: 'week',
    path: '/../../week',
    ready: '.wkgrid, .wkdays, .trouble',
    search: '?from=2025-10-27',
    views: [
      ...VIEWS,
      { name: '1440-none', ...LAPTOP, search: '?from=2026-01-05', ready: '.wknext, #next' },
      { name: '1440-drawer', ...LAPTOP, open: '.lane7 .named' },
      { name: '1440-print', ...LAPTOP, media: 'print', fullPage: true },
    ],
  },
  {
    // Of all negotiations, as the week.
    screen: 'administration',
    path: '/../../administration',
    ready: '.people, .trouble',
    views: [...VIEWS.map((view) => ({ ...view, fullPage: true })), { name: '1440-question', ...LAPTOP, act: tryGrant }],
  },
  {
    screen: 'verify',
    path: '/../../verify',
    ready: '.vf form',
    views: VIEWS,
  },
];
for (const { screen, path, head: usualHead = '.lede h1', ready: usualReady, views, search: usual = '' } of SCREENS)
  for (const {
    name,
    width,
    height,
    search = usual,
    head = usualHead,
    ready = usualReady,
    open,
    act,
    after,
    fullPage = false,
    locale = 'en-GB',
    colorScheme = 'light',
    media = 'screen',
  } of views) {
    if (!`${screen}-${name}`.includes(wanted)) continue;
    const context = await browser.newContext({ viewport: { width, height }, locale, colorScheme });
    const page = await context.newPage();
    await page.goto(address + path + search);
    await page.locator(head).waitFor();
    await page.locator(ready).first().waitFor();
    // The stream of notices never ends, so the network is never idle.
    await page.waitForTimeout(500);
    if (act !== undefined) await act(page);
    if (open !== undefined) {
      await page.locator(open).last().click();
      await page.locator('dialog li, dialog dl').first().waitFor();
    }
    if (after !== undefined) await after(page);
    await page.emulateMedia({ media });
    await page.screenshot({ path: join(folder, `${screen}-${name}.png`), fullPage });
    await context.close();
  }
await browser.close();
