import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, shows } from '../support/chromium.js';
import { type Issuer, PAGE_CLIENT_ID } from '../support/issuer.js';
import {
  draftKept,
  found,
  hasFocus,
  hasRows,
  hasValue,
  inDatabase,
  isKept,
  recordTalks,
  says,
  typeStatement,
} from '../support/note-taker.js';
import type { Asked, Running } from '../support/service.js';

const ANA = { subject: 'ana', name: 'Ana Müller', clearance: 'restreint' };
const { browser, startIssuer, startService } = browserFixture();
let issuer: Issuer;
let service: Running;
let recorder: Asked;
let talks: string;
let address: string;
beforeAll(async () => {
  issuer = await startIssuer();
  service = await startService({ ...issuer.settings, PAGE_CLIENT_ID });
  recorder = service.as(await issuer.token(ANA));
  talks = await recordTalks(recorder, 'Talks on mackerel');
  address = `${service.url}/negotiations/${talks}`;
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

/** Without a line, nothing is shown before somebody says who they are. */
const sayWho = async (page: Page, name = 'I am Ana Müller') => {
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
  await page.getByRole('button', { name }).click();
};

describe('with a login', () => {
  it('what was recorded after a reload without a line is sent once the same person has logged in', async () => {
    const { page } = await loggedIn();
    await page.context().setOffline(true);
    await page.reload();
    await page.locator('h1:focus', { hasText: 'Who are you?' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    // What somebody goes on to type does not say who they are.
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.locator('button:focus', { hasText: 'I am Ana Müller' }).waitFor();
    await page.keyboard.press('Enter');
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
    await sayWho(page);
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

  it('somebody else without a line has a box of their own, which who logs in next takes over if it is theirs', async () => {
    const { page } = await loggedIn();
    await page.locator('#record-text').fill('A draft of Ana');
    await draftKept(page);
    await page.context().setOffline(true);
    await page.reload();
    await sayWho(page, 'I am somebody else');
    await hasFocus(page, 'record-who');
    expect(await page.locator('#record-text').inputValue()).toBe('');
    expect(await page.locator('body').innerText()).not.toMatch(/Ana|mackerel/);
    await shows(page, '.noline', 'has said that it is theirs');
    await page.keyboard.type('Cyrus Clay');
    await page.keyboard.press('Enter');
    await page.locator('[id^=record-new-party]:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#record-text').fill('Written without a line');
    await page.keyboard.press('Control+Enter');
    await hasRows(page, 1, 'Waiting');
    // It can be marked as before.
    await page.getByRole('button', { name: 'marking' }).click();
    expect(await page.locator('#record-level option').count()).toBeGreaterThan(2);
    await page.locator('#record-text').fill('Half a sentence of Cyrus');
    await draftKept(page);
    // Yet another person sees nothing of it.
    const third = await page.context().newPage();
    await third.goto(`${address}/record`);
    await sayWho(third, 'I am somebody else');
    await hasFocus(third, 'record-who');
    expect(await third.locator('#record-text').inputValue()).toBe('');
    await shows(third, '#outbox', 'Nothing was recorded here yet');
    await third.close();
    await page.context().setOffline(false);
    await shows(page, '#outbox', 'sent once somebody has logged in here');
    // Bo does not see what it says, and leaves it.
    issuer.logIn(service.url, { ...ANA, subject: 'bo', name: 'Bo Berg' });
    await page.context().clearCookies();
    await page.locator('#outbox').getByRole('button', { name: 'Log in' }).click();
    await logIn(page, 'Bo Berg');
    await shows(page, '#outbox', '2 entries were made on this device by somebody who was not logged in');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Not mine' }).click();
    expect(await page.locator('.out li').count()).toBe(0);
    issuer.logIn(service.url, ANA);
    await page.context().clearCookies();
    await page.goto(`${address}/record`);
    await logIn(page);
    await hasValue(page, 'record-text', 'A draft of Ana');
    await page.getByRole('button', { name: 'Mine: send it in my name' }).click();
    await hasRows(page, 1, 'On record');
    expect(await page.getByRole('button', { name: 'Not mine' }).count()).toBe(0);
    expect(await found(recorder, talks, '"without a line"')).toHaveLength(1);
    // Neither draft takes the place of the other.
    await shows(page, '#outbox', 'Half a sentence of Cyrus');
    await page.getByRole('button', { name: 'Go on with it' }).click();
    await hasValue(page, 'record-text', 'Half a sentence of Cyrus');
    await shows(page, '#outbox', 'A draft of Ana');
  });

  it('the form opens if nobody can log in: the issuer hangs or fails, or a gateway answers in place of the service', async () => {
    const { page } = await loggedIn();
    const discovery = `${issuer.url}/.well-known/openid-configuration`;
    const opensWithoutLogin = async () => {
      await page.reload();
      // Nothing can be typed before it is known whose form it is.
      let isSeen = false;
      const form = page.locator('.form').waitFor();
      void form.then(() => (isSeen = true));
      await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
      expect(isSeen).toBe(false);
      await sayWho(page);
      await form;
      await hasFocus(page, 'record-who');
      expect(page.url()).toBe(`${address}/record`);
    };
    await page.route(discovery, () => {});
    await page.route('**/v1/me', () => {});
    await opensWithoutLogin();
    await page.unroute('**/v1/me');
    await page.unroute(discovery);
    await page.route(discovery, (route) => route.fulfill({ status: 503, json: {} }));
    await opensWithoutLogin();
    await page.unroute(discovery);
    await page.route(`${issuer.url}/token`, (route) => route.abort());
    await opensWithoutLogin();
    await page.unroute(`${issuer.url}/token`);
    await page.route('**/v1/config', (route) => route.fulfill({ status: 502, json: { message: 'Bad gateway' } }));
    await opensWithoutLogin();
    await page.unroute('**/v1/config');
    await page.reload();
    await isKept(page);
    // What is refused is not taken for a line that is gone.
    await page.route('**/v1/config', (route) => route.fulfill({ status: 403, json: { status: 403, detail: 'No.' } }));
    await page.reload();
    await page.getByRole('alert').waitFor();
    expect(await page.locator('.form').count()).toBe(0);
  });

  it('who cannot log in again is told why', async () => {
    const { page } = await loggedIn();
    await page.route('**/names?*', (route) => route.fulfill({ status: 401, json: { status: 401, detail: 'Ended.' } }));
    await page.keyboard.type('wang');
    await page.getByRole('button', { name: 'Log in again' }).waitFor();
    await page.route(`${issuer.url}/.well-known/openid-configuration`, (route) => route.abort());
    await page.getByRole('button', { name: 'Log in again' }).click();
    await shows(page, '.standing', 'The login cannot be reached.');
    expect(await page.locator('.form').count()).toBe(1);
  });

  it('a logout asks before anything is lost, leaves nothing of it on the device, and is one in all windows', async () => {
    const { page } = await loggedIn();
    const other = await page.context().newPage();
    await other.goto(address);
    await other.getByRole('heading', { name: 'Talks on mackerel' }).waitFor();
    // A form that was opened without a line has no login that could end.
    const third = await page.context().newPage();
    await third.route('**/v1/config', (route) => route.abort());
    await third.goto(`${address}/record`);
    await sayWho(third);
    await hasFocus(third, 'record-who');
    await third.unroute('**/v1/config');
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
    expect(await page.title()).toBe('You are logged out · Rapporteur');
    await third.getByRole('heading', { name: 'Nothing of yours is left here' }).waitFor();
    expect(await third.title()).not.toMatch(/mackerel/);
    expect(await barriers(third)).toEqual([]);
    expect(await barriers(page)).toEqual([]);
    const left = await inDatabase(
      page,
      `return [await all('owners'), await all('sealed'), Object.keys(localStorage), Object.keys(sessionStorage)].flat();`,
    );
    expect(left).toEqual([]);
  });

  it('a logout that cannot delete what is kept says so, and ends the session at the issuer all the same', async () => {
    issuer.logIn(service.url, ANA);
    const { page } = await browser.open([service.url, issuer.url].map((url) => new URL(url).host));
    await page.route('**/assets/leave-*.js', (route) => route.abort());
    await page.goto(address);
    await logIn(page);
    const said = page.waitForEvent('dialog').then(async (dialog) => {
      await dialog.accept();
      return dialog.message();
    });
    await page.getByRole('button', { name: 'Log out' }).click();
    expect(await said).toContain('could not be deleted');
    await page.waitForURL(/\/session\/end/);
  });

  it('a logout asks about what is in the memory of the page, too, on any screen', async () => {
    issuer.logIn(service.url, ANA);
    const { page } = await browser.open([service.url, issuer.url].map((url) => new URL(url).host));
    await page.addInitScript('delete globalThis.indexedDB');
    await page.route('**/v1/batches', (route) => route.abort());
    await page.goto(`${address}/record`);
    await logIn(page);
    await page.getByText('Talks on mackerel').first().waitFor();
    await typeStatement(page, 'wang', 'Written on water');
    await page.keyboard.press('Control+Enter');
    await hasRows(page, 1, 'Waiting');
    await page.getByRole('link', { name: 'Timeline' }).click();
    await page.locator('.form').waitFor({ state: 'detached' });
    // A click may end only after what it asks was answered.
    const asked = page.waitForEvent('dialog').then(async (dialog) => {
      await dialog.dismiss();
      return dialog.message();
    });
    await page.getByRole('button', { name: 'Log out' }).click();
    expect(await asked).toMatch(/^1 /);
    await page.goBack();
    await hasRows(page, 1, 'Waiting');
  });

  it('names that are marked above OFFLINE_CLEARANCE are not kept', async () => {
    await recorder
      .post(`/v1/negotiations/${talks}/representatives`, {
        name: 'Rudolf Rassendyll',
        kind: 'person',
        marking: { level: 'restreint' },
      })
      .expect(201);
    await recorder
      .post(`/v1/negotiations/${talks}/meetings`, { title: 'Talks at Zenda', marking: { level: 'restreint' } })
      .expect(201);
    await recorder.get(`/v1/negotiations/${talks}/names`);
    const { page } = await loggedIn();
    await page.keyboard.press('Escape');
    await page.keyboard.press('a');
    await page.locator('#record-meeting').selectOption({ label: 'Talks at Zenda' });
    await page.locator('#record-who').focus();
    await page.keyboard.type('rass');
    await page.getByRole('option', { name: 'Rudolf Rassendyll' }).waitFor();
    await draftKept(page);
    await page.context().setOffline(true);
    await page.reload();
    await sayWho(page);
    // What was typed is there again, and what was shown is not.
    await hasValue(page, 'record-who', 'rass');
    await shows(page, '#record-meeting', 'chosen before; its name is not kept here');
    expect(await page.locator('#record-meeting option').allTextContents()).not.toContain('Talks at Zenda');
    await page.locator('#record-who').fill('wang');
    await page.getByRole('option', { name: 'A new name, “wang”' }).waitFor();
    expect(await page.locator('#record-names [role=option]').count()).toBe(1);
  });

  it('whose role has ended sees what waits, and can leave nothing of it', async () => {
    const { page } = await loggedIn();
    await page.locator('#record-text').fill('Half a sentence');
    await draftKept(page);
    issuer.logIn(service.url, { ...ANA, roles: ['reader'] });
    await page.context().clearCookies();
    await page.goto(`${address}/record`);
    await logIn(page);
    await page.getByRole('heading', { name: 'You may not record' }).waitFor();
    await shows(page, '#main', 'Half a sentence');
    await page.getByRole('button', { name: 'Leave nothing on this device' }).waitFor();
    expect(await barriers(page)).toEqual([]);
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
