import { beforeAll, describe, expect, it } from '@jest/globals';
import { stripOf, toldBy } from '../support/audit-strip.js';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, shows } from '../support/chromium.js';
import type { ReceiptBody, Running } from '../support/service.js';

const { browser, startService } = browserFixture();
let service: Running;
beforeAll(async () => {
  service = await startService();
});

describe('a long record', () => {
  it('is drawn around the hand alone, and is read again when it is asked for', async () => {
    const { page } = await browser.open([new URL(service.url).host]);
    const told = (n: number) => toldBy(page, n);
    const { id } = (await service.post('/v1/negotiations', { title: 'Long talks' })).body as { id: string };
    const issues = Array.from({ length: 1_200 }, (_, n) => ({
      path: `/v1/negotiations/${id}/issues`,
      body: { title: `Issue ${n + 1}` },
    }));
    const post = (from: number, to: number) => service.post('/v1/batches', issues.slice(from, to)).expect(200);
    for (let n = 0; n < 600; n += 200) await post(n, n + 200);
    // The one correction is far from both ends, of which 200 marks are drawn.
    const issue = (await service.post(`/v1/negotiations/${id}/issues`, { title: 'Herring' })).body as ReceiptBody;
    await service
      .post(`/v1/issues/${issue.id}/void`, { eventId: issue.events[0]!.id, reason: 'Of other talks.' })
      .set('if-match', '*')
      .expect(201);
    for (let n = 600; n < issues.length; n += 200) await post(n, n + 200);
    await service.get(`/v1/negotiations/${id}/events`).expect(200);
    await page.goto(`${service.url}/negotiations/${id}/audit`);
    await shows(page, '.headline', '1,203 events are on record, and 1 of them puts another right.');
    expect(await told(1_203)).toBe('Event 1203 of 1203, Issue raised: “Issue 1200”');
    expect(await page.locator('.mark').count()).toBe(200);
    await shows(page, '.ends', /1,003 earlier/);
    // What is recorded meanwhile does not take the place of what is shown.
    await service.post(`/v1/negotiations/${id}/issues`, { title: 'One more' }).expect(201);
    await page.getByRole('button', { name: 'Read it again' }).click();
    await shows(page, '.headline', '1,204 events');
    await shows(page, '.lede', '1 newer event is on record.');
    expect(await told(1_203)).toBe('Event 1203 of 1204, Issue raised: “Issue 1200”');
    await stripOf(page).focus();
    await page.keyboard.press('Home');
    await told(1);
    await shows(page, '.ends', /1,004 later/);
    expect(await page.locator('.mark').count()).toBe(200);
    await page.keyboard.press('Shift+ArrowRight');
    expect(await told(603)).toBe('Event 603 of 1204, a voiding, Voided: Issue raised: “Herring”');
    expect(await page.locator('.mark').count()).toBe(200);
    await page.keyboard.press('Shift+ArrowRight');
    await told(603);
    await page.keyboard.press('End');
    await told(1_204);
    await page.keyboard.press('Shift+ArrowLeft');
    await told(603);
    expect(await page.getByText('newer event').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
  });
});
