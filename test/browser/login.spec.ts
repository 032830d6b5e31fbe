import { beforeAll, describe, expect, it } from '@jest/globals';
import { browserFixture } from '../support/browser-fixture.js';
import { askAgain, barriers } from '../support/chromium.js';
import { type Issuer, PAGE_CLIENT_ID } from '../support/issuer.js';
import { clocksMoved, moveClocks } from '../support/clocks.js';
import { readyAt, startProcess, stop } from '../support/process.js';
import { newDataDir, remove, type Running, start } from '../support/service.js';

const { browser, startIssuer, startService } = browserFixture();
let issuer: Issuer;
let service: Running;
beforeAll(async () => {
  issuer = await startIssuer();
  service = await startService({ ...issuer.settings, PAGE_CLIENT_ID });
  issuer.logIn(service.url, { subject: 'ana', name: 'Ana Müller', clearance: 'restreint', compartments: ['trade'] });
  const recorder = service.as(await issuer.token({ subject: 'ana', name: 'Ana Müller' }));
  const { body } = await recorder.post('/v1/negotiations', { title: 'Talks on mackerel' }).expect(201);
  const { id } = body as { id: string };
  await recorder
    .post(`/v1/negotiations/${id}/meetings`, { title: 'Plenary', planned: { on: '2099-01-10' } })
    .expect(201);
  await recorder.get('/v1/negotiations');
});

const hostsOf = (...urls: string[]) => urls.map((url) => new URL(url).host);
/** A window, after the login at the issuer. */
const loggedIn = async (address = '/') => {
  const { page, faults } = await browser.open(hostsOf(service.url, issuer.url));
  await page.goto(service.url + address);
  await page.getByRole('button', { name: 'Log in as Ana Müller' }).click();
  await page.getByRole('link', { name: 'Talks on mackerel' }).waitFor();
  return { page, faults };
};

describe('who logs in at the issuer', () => {
  it('returns to the address that they asked for, and is named with their clearance', async () => {
    const { page, faults } = await loggedIn('/?from=a-link');
    expect(page.url()).toBe(`${service.url}/?from=a-link`);
    expect(await page.locator('.who').innerText()).toMatch(/Ana Müller\s*cleared for RESTREINT \/\/ trade/);
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it('saves a file with their token, and none in its address', async () => {
    const { page, faults } = await loggedIn();
    await page.getByRole('link', { name: 'Talks on mackerel' }).click();
    await page.getByRole('link', { name: 'Brief: Plenary' }).click();
    const asked = page.waitForRequest((request) => request.headers()['accept'] === 'text/plain');
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as text' }).click();
    expect((await coming).suggestedFilename()).toMatch(/^brief-[-\d]+-public\.txt$/);
    const request = await asked;
    expect(request.headers()['authorization']).toMatch(/^Bearer /);
    expect(new URL(request.url()).search).toBe('?tz=Europe%2FBrussels');
    expect(faults()).toEqual([]);
  });

  it('leaves no token in the browser, and is logged in again after a reload, without a form', async () => {
    const { page } = await loggedIn();
    const stored = await page.evaluate(() => {
      const { localStorage, sessionStorage } = globalThis as unknown as Record<string, object>;
      return [Object.entries(localStorage!), Object.entries(sessionStorage!)];
    });
    expect(stored).toEqual([[], []]);
    expect(await page.context().cookies(service.url)).not.toContainEqual(
      expect.objectContaining({ value: expect.stringMatching(/eyJ/) }),
    );
    await page.goto(service.url);
    await page.getByRole('link', { name: 'Talks on mackerel' }).waitFor();
    expect(page.url()).toBe(`${service.url}/`);
  });
});

describe('verification', () => {
  it('needs no login, and whoever goes on to the record logs in then', async () => {
    const { page, faults } = await browser.open(hostsOf(service.url, issuer.url));
    await page.goto(`${service.url}/verify`);
    await page.getByRole('heading', { name: 'Is the record unaltered?' }).waitFor();
    expect(page.url()).toBe(`${service.url}/verify`);
    // Whoever goes back before the login begins is not sent to it.
    const asked = page.waitForRequest('**/v1/config');
    await page.route('**/v1/config', async (route) => {
      await page.goBack();
      await page.getByRole('heading', { name: 'Is the record unaltered?' }).waitFor();
      await route.continue();
    });
    await page.getByRole('link', { name: 'All negotiations' }).click();
    await (await (await asked).response())!.finished();
    await page.unroute('**/v1/config');
    expect(page.url()).toBe(`${service.url}/verify`);
    await page.getByRole('link', { name: 'All negotiations' }).click();
    await page.getByRole('button', { name: 'Log in as Ana Müller' }).click();
    await page.getByRole('link', { name: 'Talks on mackerel' }).waitFor();
    // Whoever is logged in stays so.
    await page.getByRole('link', { name: 'Verification' }).click();
    await page.getByRole('heading', { name: 'Is the record unaltered?' }).waitFor();
    await page.getByRole('link', { name: 'All negotiations' }).click();
    await page.getByRole('link', { name: 'Talks on mackerel' }).waitFor();
    expect(faults()).toEqual([]);
  });
});

describe('who is not logged in', () => {
  it.each([
    ['the issuer refuses', '?error=access_denied&state=1'],
    ['the answer was made for somebody else', '?code=stolen&state=1'],
  ])('sees nothing of the record, and may try again: %s', async (_, answer) => {
    const { page } = await browser.open(hostsOf(service.url, issuer.url));
    await page.goto(`${service.url}/callback${answer}`);
    await page.getByRole('heading', { name: 'The login did not succeed' }).waitFor();
    expect(await page.getByText('mackerel').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Log in again' }).click();
    await page.getByRole('button', { name: 'Log in as Ana Müller' }).click();
    await page.getByRole('link', { name: 'Talks on mackerel' }).waitFor();
  });

  it('is told if the service has no client for the page', async () => {
    const closed = await start(undefined, issuer.settings);
    const { page } = await browser.open(hostsOf(closed.url, issuer.url));
    await page.goto(closed.url);
    await page.getByText('its operator has to set PAGE_CLIENT_ID').waitFor();
    expect(page.url()).toBe(`${closed.url}/`);
    await closed.close();
    remove(closed.dataDir);
  });
});

describe('a login that ends while the page is open', () => {
  it('is said, what is shown stays, and another login goes on with it', async () => {
    const dataDir = newDataDir();
    const env = { LOG_LEVEL: 'fatal', ...issuer.settings, PAGE_CLIENT_ID, ...clocksMoved({}) };
    const other = await startProcess({ dataDir, env });
    await readyAt(other.url);
    const ana = { subject: 'ana', name: 'Ana Müller' };
    issuer.logIn(other.url, { ...ana, lifetime: 5 });
    const { page } = await browser.open(hostsOf(other.url, issuer.url));
    await page.goto(`${other.url}/?from=a-link`);
    await page.getByRole('button', { name: 'Log in as Ana Müller' }).click();
    await page.getByText('No negotiation is on record that you may see.').waitFor();

    await moveClocks(other, { timePassed: 60_000 });
    await askAgain(page, page.getByRole('alert').getByText('Your login has ended.').waitFor());
    await page.getByText('No negotiation is on record that you may see.').waitFor();
    expect(await barriers(page)).toEqual([]);

    issuer.logIn(other.url, ana);
    const coming = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'Log in again' }).click();
    await (await coming).getByRole('button', { name: 'Log in as Ana Müller' }).click();
    await page.getByText('Your login has ended.').waitFor({ state: 'detached' });
    await page.getByText('No negotiation is on record that you may see.').waitFor();
    expect(page.url()).toBe(`${other.url}/?from=a-link`);
    await stop(other);
    remove(dataDir);
  });
});
