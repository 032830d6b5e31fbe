import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { ADA, Administration, RHEA, said, soon } from '../support/administration.js';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, barriersOnPhone, getsFocus, shows } from '../support/chromium.js';
import type { Person } from '../support/issuer.js';
import { answerNotesUnavailable, dropConnection, held, loseNext } from '../support/lost-answers.js';

const fixture = browserFixture();
let admin: Administration;
beforeAll(async () => {
  admin = await Administration.start(fixture);
});
afterEach(() => admin.stopReceivers());

describe('webhooks', () => {
  const raise = () => admin.record(ADA, `/v1/negotiations/${admin.talks}/issues`, { title: 'Licences for magnets' });
  const hook = (page: Page, name: string) => page.locator('.hook').filter({ hasText: name });
  const make = async (page: Page, url: string, name: string) => {
    await page.locator('#hook-url').fill(url);
    await page.locator('#hook-name').fill(name);
    await page.getByRole('button', { name: 'Make it' }).click();
  };
  const secretIn = (page: Page) => page.getByRole('textbox', { name: 'Secret of the webhook' });
  const hooksOf = async (person: Person) =>
    (
      (
        await admin.service
          .as(await admin.issuer.token(person))
          .get('/v1/webhooks')
          .expect(200)
      ).body as { items: { id: string }[] }
    ).items;
  afterEach(async () => {
    for (const { id } of await hooksOf(RHEA))
      await admin.service
        .as(await admin.issuer.token(RHEA))
        .delete(`/v1/webhooks/${id}`)
        .expect(204);
  });

  it('show their secret once, send with it, are given another one, changed and ended', async () => {
    const receiver = await admin.receive();
    const { page, faults } = await admin.openAs(RHEA);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByText('You have none.').waitFor();
    await page.getByText('Only some kinds').click();
    await page.getByLabel('Issues').check();
    expect(await barriers(page)).toEqual([]);
    await page.locator('#hook-negotiationId').selectOption({ label: 'Talks on magnets' });
    await make(page, receiver.url, 'Desk');
    await secretIn(page).waitFor();
    const secret = await secretIn(page).inputValue();
    expect(secret).toMatch(/^whsec_/);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Copy' }).click();
    await said(page, 'Copied.');
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(secret);
    const stored = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    expect(stored).not.toContain('whsec');
    expect(await page.locator('#hook-url').inputValue()).toBe('');
    await page.getByRole('button', { name: 'I have it: show it no more' }).click();
    await getsFocus(page.locator('#webhooks'));
    expect(await page.getByText('whsec').count()).toBe(0);
    const line = await hook(page, 'Desk').innerText();
    expect(line).toMatch(/Working: there was nothing to tell yet[\s\S]*Talks on magnets\. Only: Issues\. Made \d/);

    await raise();
    await receiver.until(1);
    expect(receiver.verified(secret)).toHaveLength(1);
    await soon(page, hook(page, 'Desk').getByText('Working: last delivered'));

    await page.getByRole('button', { name: 'New secret: Desk' }).click();
    await page.getByText('They fail until the receiver has it.').waitFor();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'New secret: Desk' }).click();
    await page.locator('.ask').getByRole('button', { name: 'New secret' }).click();
    await secretIn(page).waitFor();
    expect(await secretIn(page).inputValue()).not.toBe(secret);

    await page.getByRole('button', { name: 'Change: Desk' }).click();
    const form = page.getByRole('form', { name: 'Change' });
    await form.getByLabel('Who receives it').fill('Night desk');
    expect(await barriers(page)).toEqual([]);
    await form.getByRole('button', { name: 'Save' }).click();
    await hook(page, 'Night desk').waitFor();
    expect(await hooksOf(RHEA)).toMatchObject([{ name: 'Night desk', kinds: ['issue'], negotiationId: admin.talks }]);

    await page.getByRole('button', { name: 'End it: Night desk' }).click();
    expect(await barriersOnPhone(page)).toEqual([]);
    await page.locator('.ask').getByRole('button', { name: 'End it' }).click();
    await page.getByText('You have none.').waitFor();
    await getsFocus(page.locator('#webhooks'));
    expect(faults()).toEqual([]);
  });

  it('are changed over what another window has changed, and keep kinds that the form does not show', async () => {
    const [receiver, next] = [await admin.receive(), await admin.receive()];
    const { page, faults } = await admin.openAs(RHEA);
    await page.getByText('Only some kinds').click();
    await page.getByLabel('Issues').check();
    await page.getByLabel('Issues').uncheck();
    // It closes under nobody's hand.
    expect(await page.getByLabel('Issues').isVisible()).toBe(true);
    await make(page, receiver.url, 'Desk');
    await secretIn(page).waitFor();
    const [{ id } = { id: '' }] = await hooksOf(RHEA);
    const change = async (body: object) =>
      admin.service
        .as(await admin.issuer.token(RHEA))
        .put(`/v1/webhooks/${id}`, body)
        .expect(200);
    await page.getByRole('button', { name: 'Change: Desk' }).click();
    const form = page.getByRole('form', { name: 'Change' });
    await form.getByLabel('Who receives it').fill('Night desk');
    await change({ url: next.url, name: 'Desk', kinds: ['meeting', 'ledger'], corrections: false });
    await soon(page, page.locator('.hook code').getByText(next.url));
    expect(await form.getByLabel('Address').inputValue()).toBe(next.url);
    await form.getByText('Only some kinds').click();
    await form.getByText('It also tells of: ledger. That stays.').waitFor();
    await form.getByLabel('Issues').check();
    expect(await barriers(page)).toEqual([]);
    // The page has not heard of this yet.
    await change({ url: receiver.url, name: 'Desk', kinds: ['meeting', 'ledger'], corrections: false });
    const sent = await held(page, `**/v1/webhooks/${id}`, 'PUT');
    await form.getByRole('button', { name: 'Save' }).click();
    await sent.asked;
    // What is typed while it is sent stays in the form.
    await form.getByLabel('Who receives it').fill('Day desk');
    await sent.release();
    await hook(page, 'Night desk').waitFor();
    expect(await form.getByLabel('Who receives it').inputValue()).toBe('Day desk');
    const [{ kinds, ...kept } = {} as Readonly<{ kinds?: string[] }>] = (await hooksOf(RHEA)) as { kinds?: string[] }[];
    expect(kept).toMatchObject({ name: 'Night desk', url: receiver.url, corrections: false });
    expect(kinds?.toSorted()).toEqual(['issue', 'ledger', 'meeting']);

    // Another window ends it: nothing makes it anew but its reader, who finds here what they typed.
    await admin.service
      .as(await admin.issuer.token(RHEA))
      .delete(`/v1/webhooks/${id}`)
      .expect(204);
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('This webhook has ended meanwhile').waitFor();
    expect(await hooksOf(RHEA)).toEqual([]);
    expect(await form.getByLabel('Who receives it').inputValue()).toBe('Day desk');
    expect(await barriers(page)).toEqual([]);
    await form.getByRole('button', { name: 'Make it' }).click();
    await hook(page, 'Day desk').getByText('Made').waitFor();
    expect(await hooksOf(RHEA)).toMatchObject([{ name: 'Day desk', url: receiver.url, corrections: false }]);
    expect(await form.count()).toBe(0);
    expect(faults()).toEqual([]);
  });

  it('are not made anew by a change that was on its way when they ended', async () => {
    const receiver = await admin.receive();
    const { page } = await admin.openAs(RHEA);
    await make(page, receiver.url, 'Desk');
    await secretIn(page).waitFor();
    const [{ id } = { id: '' }] = await hooksOf(RHEA);
    await page.getByRole('button', { name: 'Change: Desk' }).click();
    const form = page.getByRole('form', { name: 'Change' });
    await form.getByLabel('Who receives it').fill('Night desk');
    const sent = await held(page, `**/v1/webhooks/${id}`, 'PUT');
    await form.getByRole('button', { name: 'Save' }).click();
    await sent.asked;
    await admin.service
      .as(await admin.issuer.token(RHEA))
      .delete(`/v1/webhooks/${id}`)
      .expect(204);
    await sent.release();
    await page.getByRole('alert').getByText('This webhook has ended meanwhile').waitFor();
    expect(await form.getByLabel('Who receives it').inputValue()).toBe('Night desk');
    expect(await hooksOf(RHEA)).toEqual([]);
  });

  it('are not made without an address, or for one that is not allowed: the field says why, and what was typed stays', async () => {
    const { page, faults } = await admin.openAs(RHEA);
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByText('Fill in the address to which messages are sent.').waitFor();
    await getsFocus(page.locator('#hook-url'));
    expect(faults()).toEqual([]);
    for (const [url, why] of [
      ['http://hooks.example.org/', 'Give an address with https.'],
      ['https://10.1.2.3/', 'Give an address on the internet.'],
    ] as const) {
      await make(page, url, 'Desk');
      await page.locator('.adform .why').getByText(why).waitFor();
      expect(await page.locator('#hook-url:focus').inputValue()).toBe(url);
      expect(await page.locator('#hook-name').inputValue()).toBe('Desk');
      expect(await barriers(page)).toEqual([]);
      expect(await hooksOf(RHEA)).toEqual([]);
    }
  });

  it('are made once, although the answer was lost, and then show a secret that holds', async () => {
    const receiver = await admin.receive();
    const { page } = await admin.openAs(RHEA);
    await loseNext(page, '**/v1/webhooks/*');
    await make(page, receiver.url, 'Desk');
    await page.getByRole('alert').getByText('Try again: it is done once.').waitFor();
    await page.getByRole('button', { name: 'Make it' }).click();
    const secret = await secretIn(page).inputValue();
    // Else the browser may keep it for a window that it opens again.
    expect(await secretIn(page).getAttribute('autocomplete')).toBe('off');
    expect(await hooksOf(RHEA)).toHaveLength(1);
    await raise();
    await receiver.until(1);
    expect(receiver.verified(secret)).toHaveLength(1);

    await loseNext(page, '**/v1/webhooks/*');
    await page.getByRole('button', { name: 'End it: Desk' }).click();
    await page.locator('.ask').getByRole('button', { name: 'End it' }).click();
    await said(page, 'It has ended: nothing more is sent.');
    await getsFocus(page.locator('#webhooks'));
    expect(await secretIn(page).count()).toBe(0);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
  });

  it('say since when and why they fail; what was given up is sent again and arrives, or is dropped', async () => {
    const receiver = await admin.receive();
    receiver.manner = 503;
    const { page, faults } = await admin.openAs(RHEA);
    await make(page, receiver.url, 'Desk');
    const secret = await secretIn(page).inputValue();
    await raise();
    const letter = page.locator('.letters li');
    await soon(page, letter);
    await shows(page, '.letters h4', '1 message was given up');
    expect(await letter.innerText()).toMatch(/The receiver answered with 503\.\s+Tried 2 times, first .*, last/);
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    await letter.getByRole('button', { name: 'Send again' }).click();
    await said(page, 'It failed again, and is kept. The receiver answered with 503.');
    expect(await letter.count()).toBe(1);

    receiver.manner = 204;
    const before = receiver.received.length;
    await letter.getByRole('button', { name: 'Send again' }).click();
    await said(page, 'It was delivered.');
    await letter.waitFor({ state: 'detached' });
    expect(receiver.verified(secret, before)).toMatchObject([
      { data: { negotiationId: admin.talks, kinds: ['issue'] } },
    ]);

    receiver.manner = 503;
    await raise();
    await soon(page, letter);
    await letter.getByRole('button', { name: 'Drop' }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await getsFocus(letter.getByRole('button', { name: 'Drop' }));
    await letter.getByRole('button', { name: 'Drop' }).click();
    await page.getByText('It is listed no more').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.locator('.ask').getByRole('button', { name: 'Drop' }).click();
    await said(page, 'It was dropped.');
    await letter.waitFor({ state: 'detached' });
    await getsFocus(page.getByRole('heading', { name: 'Desk' }));
    expect(faults()).toEqual([]);
  });

  it('say so if it is not known whether a message arrived or was dropped; the focus stays where it was put', async () => {
    const receiver = await admin.receive();
    receiver.manner = 503;
    const { page } = await admin.openAs(RHEA);
    await make(page, receiver.url, 'Desk');
    await raise();
    const letter = page.locator('.letters li');
    await soon(page, letter);
    const again = await held(page, '**/v1/dead-letters/*/delivery', 'PUT');
    await letter.getByRole('button', { name: 'Send again' }).click();
    await again.asked;
    await page.locator('#hook-url').focus();
    await again.release();
    await said(page, 'It failed again, and is kept.');
    await getsFocus(page.locator('#hook-url'));

    // It was sent, but what became of it was not noted.
    for (const end of [dropConnection, answerNotesUnavailable]) {
      await loseNext(page, '**/v1/dead-letters/*/delivery', end);
      await letter.getByRole('button', { name: 'Send again' }).click();
      await page.getByRole('alert').getByText('It is not known whether it was delivered.').waitFor();
      await getsFocus(letter.getByRole('button', { name: 'Send again' }));
      await page.locator('#hook-url').focus();
    }
    await letter.getByRole('button', { name: 'Drop' }).click();
    await loseNext(page, '**/v1/dead-letters/*', answerNotesUnavailable);
    const list = await held(page, '**/v1/dead-letters', 'GET');
    await page.locator('.ask').getByRole('button', { name: 'Drop' }).click();
    await page.getByRole('alert').getByText('Try again: it is done once.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.locator('.ask').getByRole('button', { name: 'Drop' }).click();
    await said(page, 'It is listed no more: it was delivered, or dropped.');
    await list.release();
    await letter.waitFor({ state: 'detached' });
    await getsFocus(page.getByRole('heading', { name: 'Desk' }));
  });

  it('that their receiver has ended say so, and begin again with another address', async () => {
    const [receiver, next] = [await admin.receive(), await admin.receive()];
    receiver.manner = 410;
    const { page } = await admin.openAs(RHEA);
    await make(page, receiver.url, 'Desk');
    await secretIn(page).waitFor();
    await raise();
    await soon(page, page.getByText('Ended by its receiver, who wants no more (410)'));
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Change: Desk' }).click();
    await page.getByRole('form', { name: 'Change' }).getByLabel('Address').fill(next.url);
    await page.getByRole('button', { name: 'Save' }).click();
    await next.until(1);
    await soon(page, page.locator('.hook .state').getByText('Working'));
    expect(await hooksOf(RHEA)).toMatchObject([{ url: next.url, state: 'ok' }]);
  });
});

describe('feeds', () => {
  it('are those of the reader, made, given another address and ended as on the week', async () => {
    const { page, faults } = await admin.openAs(RHEA);
    const feeds = page.getByRole('region', { name: 'In your own calendar' });
    await feeds.getByLabel('Where you use it').fill('Telephone');
    await feeds.getByRole('button', { name: 'Make an address' }).click();
    const address = feeds.getByRole('textbox', { name: 'Address of your calendar' });
    await address.waitFor();
    expect(await address.inputValue()).toMatch(/\/v1\/feeds\/feed_.*\/calendar\.ics$/);
    expect(await barriers(page)).toEqual([]);
    expect(await address.getAttribute('autocomplete')).toBe('off');
    expect(faults()).toEqual([]);
    await loseNext(page, '**/v1/feeds/*');
    await feeds.getByRole('button', { name: 'End it' }).click();
    await feeds.locator('.ask').getByRole('button', { name: 'End it' }).click();
    await said(page, 'This address has ended.');
    await feeds.locator('li').waitFor({ state: 'detached' });
    await getsFocus(page.locator('#calendars'));
    expect(await address.count()).toBe(0);
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});
