import type { Page } from 'playwright-core';
import type { Chromium } from '../../test/support/chromium.js';

/** What the page says of a file: whether it holds, and its findings with their places. */
export type PageVerdict = Readonly<{ holds: boolean; findings: readonly (readonly [code: string, because: string])[] }>;

/** What is given on the page, as texts. */
export type PageInput = Readonly<{ file: string; keys: string; witnesses: string; kept: string }>;

/** The screen of a service on which an auditor verifies files. */
export class VerifyPage {
  private constructor(
    private readonly page: Page,
    private readonly faults: () => readonly string[],
  ) {}

  static async open(browser: Chromium, url: string): Promise<VerifyPage> {
    const { page, faults } = await browser.open([new URL(url).host]);
    await page.goto(`${url}/verify`);
    await page.locator('summary').click();
    // The longest time for which the page itself could not be used.
    await page.evaluate(`{
      globalThis.longest = 0;
      const hear = (list) => list.getEntries().forEach(({ duration }) => (longest = Math.max(longest, duration)));
      new PerformanceObserver(hear).observe({ type: 'longtask' });
    }`);
    return new VerifyPage(page, faults);
  }

  /** Errors of the console, a violated policy, a request to another host. */
  get wrong(): readonly string[] {
    return this.faults();
  }

  /** In milliseconds, since it was opened. */
  longestTask(): Promise<number> {
    return this.page.evaluate<number>('longest');
  }

  /** @param patienceMs how long the verdict is waited for */
  async verify({ file, keys, witnesses, kept }: PageInput, patienceMs = 60_000): Promise<PageVerdict> {
    const { page } = this;
    await page.locator('#verify-file').setInputFiles(file);
    await page.locator('#verify-key').fill(keys);
    await page.locator('#verify-witness').fill(witnesses);
    await page.locator('#verify-kept').fill(kept);
    await page.locator('.vf form button.on').click();
    const name = file.slice(file.lastIndexOf('/') + 1);
    await page.locator('.outcome .by').filter({ hasText: name }).first().waitFor({ timeout: patienceMs });
    const texts = async (selector: string) => page.locator(selector).allTextContents();
    const [codes, because] = [await texts('.findings code'), await texts('.findings [lang=en]')];
    return {
      holds: (await page.locator('.verdict.hard').count()) === 0,
      findings: codes.map((code, at) => [code, because[at]!] as const),
    };
  }
}
