// npm run pictures -- <address of a negotiation's screen> <folder>
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [address, folder] = process.argv.slice(2);
if (address === undefined || folder === undefined)
  throw new Error('Give the address of a screen of a running service, and a folder for the pictures.');
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});

/** The widths of a laptop, a tablet and a phone; both themes; both directions. */
const PICTURES = [
  { name: '1440', width: 1440, height: 900 },
  { name: '1440-past', width: 1440, height: 900, search: '?happenedBy=2025-10-20' },
  { name: '1440-drawer', width: 1440, height: 900, open: '.path' },
  { name: '1440-dark', width: 1440, height: 900, colorScheme: 'dark' },
  { name: '1440-ar', width: 1440, height: 900, locale: 'ar' },
  { name: '1440-zh', width: 1440, height: 900, locale: 'zh-CN' },
  { name: '1440-fr', width: 1440, height: 900, locale: 'fr' },
  { name: '768', width: 768, height: 1024 },
  { name: '360', width: 360, height: 740, fullPage: true },
  { name: '360-ar-dark', width: 360, height: 740, fullPage: true, locale: 'ar', colorScheme: 'dark' },
];
for (const {
  name,
  width,
  height,
  search = '',
  open,
  fullPage = false,
  locale = 'en-GB',
  colorScheme = 'light',
} of PICTURES) {
  const context = await browser.newContext({ viewport: { width, height }, locale, colorScheme });
  const page = await context.newPage();
  await page.goto(address + search);
  await page.locator('main h1').waitFor();
  await page.waitForLoadState('networkidle');
  if (open !== undefined) {
    await page.locator(open).last().click();
    await page.locator('dialog li').first().waitFor();
  }
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
  await context.close();
}
await browser.close();
