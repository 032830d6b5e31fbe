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

/** The widths of a wall, a laptop, a tablet and a phone; both themes; both directions. */
const VIEWS = [
  { name: '2560', width: 2560, height: 1440 },
  { name: '1440', width: 1440, height: 900 },
  { name: '1440-dark', width: 1440, height: 900, colorScheme: 'dark' },
  { name: '1440-ar', width: 1440, height: 900, locale: 'ar' },
  { name: '1440-zh', width: 1440, height: 900, locale: 'zh-CN' },
  { name: '1440-fr', width: 1440, height: 900, locale: 'fr' },
  { name: '768', width: 768, height: 1024 },
  { name: '768-ar-dark', width: 768, height: 1024, locale: 'ar', colorScheme: 'dark' },
  { name: '360', width: 360, height: 740, fullPage: true },
  { name: '360-ar-dark', width: 360, height: 740, fullPage: true, locale: 'ar', colorScheme: 'dark' },
];
const LAPTOP = { width: 1440, height: 900 };
/** `open`: what is clicked, the last that there is. */
const SCREENS = [
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
];
for (const { screen, path, ready: usualReady, views, search: usual = '' } of SCREENS)
  for (const {
    name,
    width,
    height,
    search = usual,
    ready = usualReady,
    open,
    fullPage = false,
    locale = 'en-GB',
    colorScheme = 'light',
    media = 'screen',
  } of views) {
    if (!`${screen}-${name}`.includes(wanted)) continue;
    const context = await browser.newContext({ viewport: { width, height }, locale, colorScheme });
    const page = await context.newPage();
    await page.goto(address + path + search);
    await page.locator('.lede h1').waitFor();
    await page.locator(ready).first().waitFor();
    // The stream of notices never ends, so the network is never idle.
    await page.waitForTimeout(500);
    if (open !== undefined) {
      await page.locator(open).last().click();
      await page.locator('dialog li, dialog dl').first().waitFor();
    }
    await page.emulateMedia({ media });
    await page.screenshot({ path: join(folder, `${screen}-${name}.png`), fullPage });
    await context.close();
  }
await browser.close();
