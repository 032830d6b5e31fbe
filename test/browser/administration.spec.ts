import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ADA, ADAM, Administration, DORA, NOBODY, row, soon } from '../support/administration.js';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, barriersOnPhone } from '../support/chromium.js';
import type { Person } from '../support/issuer.js';

const fixture = browserFixture();
let admin: Administration;
beforeAll(async () => {
  admin = await Administration.start(fixture);
});
afterEach(() => admin.stopReceivers());

describe('somebody without a role', () => {
  it('is told whom to ask for each part, and is shown none', async () => {
    const { page, faults } = await admin.openAs(NOBODY, `?negotiation=${admin.talks}`);
    await page.getByText('If somebody needs access, ask an administrator').waitFor();
    expect(await page.locator('.crumb').innerText()).toMatch(/You have no role\./);
    await page.getByText('Whoever may read a negotiation sees what waits in it.').waitFor();
    await page.getByText('Whoever may read the record may have webhooks.').waitFor();
    expect(await page.locator('.people, #hook-url').count()).toBe(0);
    expect(await page.getByRole('region', { name: 'In your own calendar' }).count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });
});

describe('in the language of the reader', () => {
  it.each([
    ['fr', 'fr', ['Qui peut voir une négociation', 'Ce qui attend une seconde personne', 'Vos webhooks']],
    ['zh', 'zh-CN', ['谁可以看到谈判', '等待第二人的事项', '您的 webhook']],
    ['ar', 'ar', ['من يجوز له أن يرى مفاوضة', 'ما ينتظر شخصًا ثانيًا', 'خطافات الويب لديك']],
  ])('each part is told: %s', async (language, locale, titles) => {
    const receiver = await admin.receive();
    receiver.manner = 503;
    const roles = ['administrator', 'declassifier', 'reader'];
    const lina: Person = { ...ADAM, subject: `lina-${language}`, name: 'Lina Vogt', roles };
    const of = (await admin.record(ADA, '/v1/negotiations', { title: `Tin ${language}` })).id;
    await admin.give(lina.subject, {}, of);
    await admin.give('dora', {}, of);
    const marking = { level: 'secret' };
    const thing = await admin.record(ADA, `/v1/negotiations/${of}/meetings`, { title: `Dinner ${language}`, marking });
    const lowered = { marking: { level: 'restreint' }, reason: 'It was published.' };
    await admin.record(DORA, `/v1/meetings/${thing.id}/approve-marking`, lowered);
    const search = `?negotiation=${of}&lower=${thing.events[0]!.id}`;
    const { page, faults } = await admin.openAs(lina, search, { locale, colorScheme: 'dark' });
    for (const name of titles) await page.getByRole('heading', { name, exact: true }).waitFor();
    await row(page, 'dora').waitFor();
    await page.locator('.waiting .acts2 button').click();
    await page.locator('.asked .ask').waitFor();
    await page.locator('.people .act button').last().click();
    await page.locator('#approve-level').waitFor();
    await page.locator('#hook-url').fill(receiver.url);
    await page.keyboard.press('Enter');
    await page.locator('.address').waitFor();
    await admin.record(ADA, `/v1/negotiations/${of}/issues`, { title: 'Licences for tin' });
    await soon(page, page.locator('.letters li'));
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });
});
