import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { browserFixture } from '../support/browser-fixture.js';
import { askAgain, barriers, getsFocus, shows } from '../support/chromium.js';
import type { Running } from '../support/service.js';
import { openAt, recordWeeks, said, WEDNESDAY } from '../support/week.js';

const { browser, startWith } = browserFixture();
let service: Running;
beforeAll(async () => {
  ({ service } = await startWith(recordWeeks));
});
const open = (time: Date, path?: string, options?: BrowserContextOptions) =>
  openAt(browser, service.url, time, path, options);

describe('an address for programs that keep calendars', () => {
  const fetched = async (address: string) => {
    const answer = await fetch(address);
    return { status: answer.status, text: await answer.text() };
  };
  const address = (page: Page) => page.getByLabel('Address of your calendar').inputValue();
  const feeds = (page: Page) => page.locator('.feeds li');
  /** The service makes the next one, and the line is lost before its answer. */
  const loseAnswer = (page: Page) =>
    page.route(
      /\/v1\/feeds\/[^/]+$/,
      async (route) => {
        await route.fetch();
        await route.abort('connectionreset');
      },
      { times: 1 },
    );

  it('is made, shown once with a warning, copied, renewed and ended, by keys', async () => {
    const { page, faults } = await open(WEDNESDAY, '/week', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByLabel('Where you use it').fill('My telephone');
    await page.keyboard.press('Enter');
    await page.getByText('The address is a key: whoever has it reads these meetings.').waitFor();
    const first = await address(page);
    expect(first).toMatch(new RegExp(`^${service.url}/v1/feeds/feed_[^/]+/calendar\\.ics$`));
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Copied.').waitFor();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(first);
    // It is shown this once: another language does not take it away.
    await page.getByLabel('Language').selectOption('fr');
    await page.getByText('L’adresse est une clé').waitFor();
    expect(await page.getByLabel('Adresse de votre calendrier').inputValue()).toBe(first);
    await page.getByLabel('Langue').selectOption('en');
    await page.getByText('The address is a key').waitFor();
    expect(await address(page)).toBe(first);
    const { text } = await fetched(first);
    for (const title of ['High-level technical talks in Brussels', 'Call of the chairs']) expect(text).toContain(title);
    expect(await said(page, '.feeds li')).toEqual([
      expect.stringMatching(/^My telephone, All negotiations Made \d.*\d{4}.*\. New address End it$/),
    ]);

    await feeds(page).getByRole('button', { name: 'New address' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('The address that you have now ends at once.').waitFor();
    await getsFocus(page.getByRole('button', { name: 'Keep it' }));
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await shows(page, '.feeds li', /New address \d/);
    const second = await address(page);
    expect(second).not.toBe(first);
    expect([(await fetched(first)).status, (await fetched(second)).status]).toEqual([404, 200]);

    await page.reload();
    await shows(page, '.feeds li', 'My telephone');
    expect(await page.getByText(second.slice(-40)).count()).toBe(0);
    await feeds(page).getByRole('button', { name: 'End it' }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    expect((await fetched(second)).status).toBe(200);
    await feeds(page).getByRole('button', { name: 'End it' }).click();
    await feeds(page).getByRole('button', { name: 'End it' }).click();
    await feeds(page).waitFor({ state: 'detached' });
    expect((await fetched(second)).status).toBe(404);
    await getsFocus(page.getByText('In your own calendar', { exact: true }));
    expect(faults()).toEqual([]);
  });

  it('is about one negotiation, selected where the browser does not copy, and made once though an answer was lost', async () => {
    const { page } = await open(WEDNESDAY);
    await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
    await page.getByLabel('Meetings of').selectOption({ label: 'Mackerel quotas' });
    await loseAnswer(page);
    const make = page.getByRole('button', { name: 'Make an address' });
    await make.click();
    await page.getByText('It is not known whether this was done. The service cannot be reached.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await make.click();
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('The address is selected: copy it yourself.').waitFor();
    const made = await address(page);
    expect(await page.evaluate<string>('getSelection().toString()')).toBe(made);
    const { text } = await fetched(made);
    expect([text.includes('Call of the chairs'), text.includes('Brussels')]).toEqual([true, false]);
    expect(await feeds(page).count()).toBe(1);
    // Of another one, the answer is lost, but its reader takes it in hand. What is made then is a third one.
    const close = page.getByRole('button', { name: 'I have it' });
    const named = page.getByLabel('Where you use it');
    await close.click();
    await loseAnswer(page);
    await named.fill('Telephone');
    await make.click();
    await page.getByText('It is not known whether this was done.').waitFor();
    const telephone = feeds(page).filter({ hasText: 'Telephone' });
    await telephone.getByRole('button', { name: 'New address' }).click();
    await telephone.getByRole('button', { name: 'New address' }).click();
    const used = await address(page);
    await close.click();
    await named.fill('Laptop');
    await make.click();
    const laptop = await address(page);
    expect(await Promise.all([used, laptop].map(async (one) => (await fetched(one)).status))).toEqual([200, 200]);
    await shows(page, '.feeds li', 'Laptop');
    expect(await feeds(page).count()).toBe(3);
    for (const { id, name } of ((await service.get('/v1/feeds')).body as { items: { id: string; name?: string }[] })
      .items)
      if (name !== undefined) await service.delete(`/v1/feeds/${id}`).expect(204);
    await askAgain(page, telephone.waitFor({ state: 'detached' }));
    // Somebody ended it in another window.
    const { items } = (await service.get('/v1/feeds')).body as { items: { id: string }[] };
    await service.delete(`/v1/feeds/${items[0]!.id}`).expect(204);
    await feeds(page).getByRole('button', { name: 'New address' }).click();
    await feeds(page).getByRole('button', { name: 'New address' }).click();
    await page.getByText('This address has ended already.').waitFor();
  });
});
