import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { barriers, Chromium, shows } from '../support/chromium.js';
import { Issuer, PAGE_CLIENT_ID } from '../support/issuer.js';
import {
  draftKept,
  hasFocus,
  hasRows,
  hasValue,
  inDatabase,
  isKept,
  recordTalks,
  says,
  typeStatement,
} from '../support/note-taker.js';
import { type Asked, remove, type Running, start } from '../support/service.js';

const ANA = { subject: 'ana', name: 'Ana Müller', clearance: 'restreint' };
let browser: Chromium;
let issuer: Issuer;
let service: Running;
let recorder: Asked;
let talks: string;
let address: string;
beforeAll(async () => {
  [browser, issuer] = await Promise.all([Chromium.start(), Issuer.start()]);
  service = await start(undefined, { ...issuer.settings, PAGE_CLIENT_ID });
  recorder = service.as(await issuer.token(ANA));
  talks = await recordTalks(recorder, 'Talks on mackerel');
  address = `${service.url}/negotiations/${talks}`;
});
afterEach(() => browser.closeWindows());
afterAll(async () => {
  await browser.stop();
  await service.close();
  await issuer.stop();
  remove(service.dataDir);
});
const logIn = (page: Page, name = ANA.name) => page.getByRole('button', { name: `Log in as ${name}` }).click();
const loggedIn = async () => {
  issuer.logIn(service.url, ANA);
  const { page, faults } = await browser.open([service.url, issuer.url].map((url) => new URL(url).host));
  await page.goto(`${address}/record`);
  await logIn(page);
  await shows(page, '.form > .by', 'Talks on mackerel');
  await isKept(page);
  return { page, faults };
};

describe('with a login', () => {
  it('what was recorded after a reload without a line is sent once the same person has logged in', async () => {
    const { page } = await loggedIn();
    await page.context().setOffline(true);
    await page.reload();
    await hasFocus(page, 'record-who');
    await shows(page, '.form > .by', 'Ana Müller');
    await typeStatement(page, 'wang', 'Written on the train');
    await page.keyboard.press('Control+Enter');
    await hasRows(page, 1, 'Waiting');
    await page.context().setOffline(false);
    await shows(page, '#outbox', 'What waits is sent once you are logged in again.');
    expect(await barriers(page)).toEqual([]);
    await page.locator('#outbox').getByRole('button', { name: 'Log in' }).click();
    await shows(page, '.out .st', 'On record');
  });

  it('what somebody left waiting is neither shown to another nor sent in their name', async () => {
    const { page } = await loggedIn();
    await page.locator('#record-text').fill('Written by Ana');
    await draftKept(page);
    await page.context().setOffline(true);
    await page.reload();
    await hasFocus(page, 'record-who');
    await hasValue(page, 'record-text', 'Written by Ana');
    await page.keyboard.type('wang');
    await page.getByRole('option', { name: 'Wang Wentao' }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await shows(page, '.out .st', 'Waiting');
    await page.context().setOffline(false);
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/v1/batches')) sent.push(request.url());
    });
    issuer.logIn(service.url, { ...ANA, subject: 'bo', name: 'Bo Berg' });
    // Who it is cannot be asked at first: nothing of anybody is opened, and nothing can be sent.
    let isFailing = true;
    await page.route('**/v1/me', (route) => (isFailing ? route.abort() : route.continue()));
    await page.goto(`${address}/record`);
    await logIn(page, 'Bo Berg');
    await says(page, 'it is not known who you are');
    await page.locator('#record-text').fill('Written by Bo');
    expect(await page.locator('#record-send').isDisabled()).toBe(true);
    await page.keyboard.press('Control+Enter');
    await page.locator('p[role=status]', { hasText: 'Nothing can be sent yet' }).waitFor({ state: 'attached' });
    expect(await page.locator('.out li').count()).toBe(0);
    expect(await page.locator('#record-text').inputValue()).toBe('Written by Bo');
    isFailing = false;
    await shows(page, '.form > .by', 'Bo Berg');
    await draftKept(page);
    expect(await page.locator('.out li').count()).toBe(0);
    expect(sent).toEqual([]);
    issuer.logIn(service.url, ANA);
    await page.goto(`${address}/record`);
    await logIn(page);
    await shows(page, '.out .st', 'On record');
    expect(sent).toHaveLength(1);
  });

  it('a logout asks before anything is lost, leaves nothing of it on the device, and is one in all windows', async () => {
    const { page } = await loggedIn();
    const other = await page.context().newPage();
    await other.goto(address);
    await other.getByRole('heading', { name: 'Talks on mackerel' }).waitFor();
    await page.keyboard.type('Somebody');
    await draftKept(page);
    const asked: string[] = [];
    const logOut = async (from: Page, isSure: boolean) => {
      const answered = from.waitForEvent('dialog').then((dialog) => {
        asked.push(dialog.message());
        return isSure ? dialog.accept() : dialog.dismiss();
      });
      await from.getByRole('button', { name: 'Log out' }).click();
      await answered;
    };
    await logOut(page, false);
    expect(asked).toEqual([expect.stringMatching(/^1 /)]);
    await hasValue(page, 'record-who', 'Somebody');
    // In the other window, it is the same outbox.
    await logOut(other, true);
    await other.waitForURL(/\/session\/end/);
    expect(asked).toHaveLength(2);
    await page.getByRole('heading', { name: 'You are logged out' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    const left = await inDatabase(
      page,
      `return [await all('owners'), await all('sealed'), Object.keys(localStorage), Object.keys(sessionStorage)].flat();`,
    );
    expect(left).toEqual([]);
  });

  it('names that are marked above OFFLINE_CLEARANCE are not kept', async () => {
    await recorder
      .post(`/v1/negotiations/${talks}/representatives`, {
        name: 'Rudolf Rassendyll',
        kind: 'person',
        marking: { level: 'restreint' },
      })
      .expect(201);
    await recorder.get(`/v1/negotiations/${talks}/names`);
    const { page } = await loggedIn();
    await page.keyboard.type('rass');
    await page.getByRole('option', { name: 'Rudolf Rassendyll' }).waitFor();
    await draftKept(page);
    await page.context().setOffline(true);
    await page.reload();
    // What was typed is there again, and what was shown is not.
    await hasValue(page, 'record-who', 'rass');
    await page.locator('#record-who').fill('wang');
    await page.getByRole('option', { name: 'A new name, “wang”' }).waitFor();
    expect(await page.locator('#record-names [role=option]').count()).toBe(1);
  });

  it('who may only read is told so before they have typed anything', async () => {
    issuer.logIn(service.url, { ...ANA, roles: ['reader'] });
    const { page, faults } = await browser.open([service.url, issuer.url].map((url) => new URL(url).host));
    await page.goto(`${address}/record`);
    await logIn(page);
    await page.getByRole('heading', { name: 'You may not record' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });
});
