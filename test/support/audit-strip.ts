import type { Locator, Page } from 'playwright-core';

/** All events of a negotiation on its screen of audit, with a hand on the one that is shown. */
export const stripOf = (page: Page): Locator => page.locator('.strip');

/** What the strip says, once its hand is on an event. */
export const toldBy = async (page: Page, n: number): Promise<string> => {
  await page.locator(`.strip[aria-valuenow="${n}"]`).waitFor();
  return (await stripOf(page).getAttribute('aria-valuetext'))!;
};
