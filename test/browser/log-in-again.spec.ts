import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { browserFixture } from '../support/browser-fixture.js';
import { askAgain, barriers, barriersOnPhone, getsFocus, shows } from '../support/chromium.js';
import { clocksMoved, moveClocks } from '../support/clocks.js';
import { type Issuer, PAGE_CLIENT_ID, type Person } from '../support/issuer.js';
import { found, hasFocus, hasRows, isKept, recordTalks, typeStatement } from '../support/note-taker.js';
import { type Process, readyAt, startProcess, stop } from '../support/process.js';
import { type Asked, askersOf, newDataDir, remove } from '../support/service.js';

const ANA: Person = { subject: 'ana', name: 'Ana Müller' };
const BO: Person = { subject: 'bo', name: 'Bo Berg' };
const MINUTE_MS = 60_000;
/** Long enough to log in twice. */
const SHORT_MS = 10_000;

const { browser, startIssuer, atEnd } = browserFixture();
let issuer: Issuer;
let service: Process;
let recorder: Asked;
let talks: string;
/** By how much the clock of the service is ahead, so that what ends there has not ended elsewhere. */
let ahead = 0;
const dataDir = newDataDir();
/** Somebody whose token holds for so long. */
const holding = (person: Person, ms: number): Person => ({ ...person, lifetime: Math.round((ahead + ms) / 1000) });

beforeAll(async () => {
  issuer = await startIssuer();
  const env = { LOG_LEVEL: 'fatal', ...issuer.settings, PAGE_CLIENT_ID, ...clocksMoved({}) };
  atEnd(() => remove(dataDir));
  service = await startProcess({ dataDir, env });
  atEnd(() => stop(service));
  await readyAt(service.url);
});
beforeEach(async () => {
  recorder = askersOf(service.url).as(await issuer.token(holding(ANA, 9 * MINUTE_MS)));
  talks ??= await recordTalks(recorder, 'Talks on mackerel');
});

/** A window at this address, in which Ana has logged in for so long. `faults`: but for the refusals that say that her login has ended. */
const openAsAna = async (path: string, options: BrowserContextOptions = {}, holdsMs = MINUTE_MS) => {
  issuer.logIn(service.url, holding(ANA, holdsMs));
  const hosts = [service.url, issuer.url].map((url) => new URL(url).host);
  const { page, faults } = await browser.open(hosts, options);
  await page.goto(service.url + path);
  await page.getByRole('button', { name: 'Log in as Ana Müller' }).click();
  await page.locator('.who', { hasText: 'Ana Müller' }).waitFor();
  return { page, faults: () => faults().filter((fault) => !/status of 401/.test(fault)) };
};
const ended = (page: Page) => page.locator('.standing[role=alert]', { hasText: 'Your login has ended.' });
/** The tokens of these pages end. Whoever logs in from now on is `next`. */
const end = async (pages: readonly Page[], next = ANA, holdsMs = 9 * MINUTE_MS) => {
  ahead += 2 * MINUTE_MS;
  await moveClocks(service, { timePassed: ahead });
  issuer.logIn(service.url, holding(next, holdsMs));
  for (const page of pages) await askAgain(page, ended(page).waitFor());
};
const again = (page: Page) => ended(page).getByRole('button', { name: 'Log in again' });
/** The other window, with the login of the issuer. */
const openBeside = async (page: Page): Promise<Page> => {
  const coming = page.waitForEvent('popup');
  await again(page).focus();
  await page.keyboard.press('Enter');
  const beside = await coming;
  await beside.getByRole('button', { name: /^Log in as/ }).waitFor();
  return beside;
};
const press = async (beside: Page, name: string | RegExp) => {
  const closed = beside.waitForEvent('close');
  await beside.getByRole('button', { name }).click();
  await closed;
};
const isOpen = async (page: Page) => {
  await ended(page).waitFor({ state: 'detached' });
  await page.locator('.live.on').waitFor();
};
/** What the browser stores for the page. */
const stored = (page: Page) => page.evaluate<string>('JSON.stringify([localStorage, sessionStorage])');

const newMeeting = async (title: string): Promise<string> => {
  const answer = await recorder.post(`/v1/negotiations/${talks}/meetings`, { title }).expect(201);
  const { events, id } = answer.body as { id: string; events: { id: string }[] };
  await recorder.get(`/v1/meetings/${id}`);
  return events[0]!.id;
};
type Correction = Readonly<{ reason: string }>;
const correctionsOf = async (eventId: string) =>
  ((await recorder.get(`/v1/events/${eventId}`)).body as { corrections?: readonly Correction[] }).corrections ?? [];
/** A correction that is typed and not sent. */
const halfTyped = async (title: string, options: BrowserContextOptions = {}) => {
  const eventId = await newMeeting(title);
  const { page, faults } = await openAsAna(`/negotiations/${talks}/record?right=${eventId}`, options);
  await page.getByLabel('Title').fill(`${title}, corrected`);
  await page.getByLabel('Why').fill('The menu says so.');
  return { page, faults, eventId };
};
const isStillTyped = async (page: Page, title: string) => {
  expect(await page.getByLabel('Title').inputValue()).toBe(`${title}, corrected`);
  expect(await page.getByLabel('Why').inputValue()).toBe('The menu says so.');
};
const isSentOnce = async (page: Page, eventId: string) => {
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(/timeline\?fact=/);
  expect(await correctionsOf(eventId)).toEqual([expect.objectContaining({ reason: 'The menu says so.' })]);
};

describe('a login that ends in the middle of a form', () => {
  it('loses nothing of a correction: who logs in again in another window goes on, and records it once', async () => {
    const { page, faults, eventId } = await halfTyped('A lunch in Geneva');
    await end([page]);
    // What is sent now is refused, and stays.
    await hasFocus(page, 'record-reason');
    await page.keyboard.press('Control+Enter');
    await shows(page, '.sum', 'token');
    await hasFocus(page, 'record-reason');
    const beside = await openBeside(page);
    expect(await beside.evaluate('opener')).toBeNull();
    await shows(page, '[role=alert]', 'Go on in the window that has opened. What you typed stays here.');
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    await press(beside, 'Log in as Ana Müller');
    await isOpen(page);
    await hasFocus(page, 'record-reason');
    await isStillTyped(page, 'A lunch in Geneva');
    await shows(page, '.side', 'The record would then say');
    expect(await page.locator('.sum').count()).toBe(0);
    await isSentOnce(page, eventId);
    expect(await stored(page)).not.toMatch(/eyJ|verifier/);
    expect(faults()).toEqual([]);
  });

  it('loses nothing of a grant, also while it is asked whether it is meant', async () => {
    const { page, faults } = await openAsAna(`/administration?negotiation=${talks}`);
    await page.locator('#grant-subject').fill('berta');
    await page.locator('#grant-name').fill('Berta Klein');
    await end([page], ANA, MINUTE_MS);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.locator('.notdone').waitFor();
    await press(await openBeside(page), 'Log in as Ana Müller');
    await isOpen(page);
    // Nothing says any more that a login has ended.
    await page.locator('.notdone').waitFor({ state: 'detached' });
    expect(await page.locator('#grant-subject').inputValue()).toBe('berta');
    await page.getByRole('button', { name: 'Check' }).click();
    const question = page.getByRole('group', { name: 'This would be put on record:' });
    await question.getByText('It is for Talks on mackerel').waitFor();
    await end([page]);
    await press(await openBeside(page), 'Log in as Ana Müller');
    await isOpen(page);
    await question.getByRole('button', { name: 'Give access' }).click();
    await shows(page, '[role=status]', 'Berta Klein has access now.');
    const { body } = await recorder.get(`/v1/negotiations/${talks}/grants`);
    expect((body as { items: { subject: string }[] }).items.filter(({ subject }) => subject === 'berta')).toHaveLength(
      1,
    );
    expect(faults()).toEqual([]);
  });

  it('sends what waits as soon as somebody has logged in again from the outbox', async () => {
    const { page, faults } = await openAsAna(`/negotiations/${talks}/record`);
    await isKept(page);
    await end([page]);
    await typeStatement(page, 'wang', 'Written after the login had ended');
    await page.keyboard.press('Control+Enter');
    await hasRows(page, 1, 'Waiting');
    const coming = page.waitForEvent('popup');
    await page.locator('#outbox').getByRole('button', { name: 'Log in' }).click();
    await press(await coming, 'Log in as Ana Müller');
    await hasRows(page, 1, 'On record');
    await hasFocus(page, 'outbox');
    expect(await found(recorder, talks, '"after the login had ended"')).toHaveLength(1);
    expect(faults()).toEqual([]);
  });

  it('leaves the way that leaves the page, after the question, if the browser opens no window', async () => {
    const { page, faults, eventId } = await halfTyped('A lunch in Bonn');
    await page.evaluate('void (globalThis.open = () => null)');
    await end([page]);
    await again(page).click();
    await shows(page, '[role=alert]', 'The browser has not opened a window.');
    await getsFocus(again(page));
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    const leave = async (isSure: boolean) => {
      const asked = page.waitForEvent('dialog').then(async (dialog) => {
        await (isSure ? dialog.accept() : dialog.dismiss());
        return dialog.type();
      });
      await page.getByRole('button', { name: 'Log in here: this page is left' }).click();
      expect(await asked).toBe('beforeunload');
    };
    const here = page.url();
    await leave(false);
    await isStillTyped(page, 'A lunch in Bonn');
    await leave(true);
    await page.getByRole('button', { name: 'Log in as Ana Müller' }).click();
    await page.waitForURL(here);
    await page.getByRole('heading', { name: 'Put right' }).waitFor();
    expect(await page.getByLabel('Title').inputValue()).toBe('A lunch in Bonn');
    expect(await correctionsOf(eventId)).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it('can be logged in again from if somebody has closed the window, and nobody waits for one that was given up', async () => {
    const { page, faults, eventId } = await halfTyped('A lunch in Bern');
    await end([page]);
    await (await openBeside(page)).close();
    await shows(page, '[role=alert]', 'If that window is closed, log in again, or log in here.');
    await isStillTyped(page, 'A lunch in Bern');
    const givenUp = await openBeside(page);
    const other = await openBeside(page);
    await givenUp.getByRole('button', { name: 'Log in as Ana Müller' }).click();
    await givenUp.getByRole('heading', { name: 'The login did not succeed' }).waitFor();
    expect(await ended(page).count()).toBe(1);
    await press(other, 'Log in as Ana Müller');
    await isOpen(page);
    await isStillTyped(page, 'A lunch in Bern');
    await page.getByLabel('Why').focus();
    await isSentOnce(page, eventId);
    expect(faults()).toEqual([]);
  });

  it('stays ended if the issuer refuses, and says so', async () => {
    const { page, faults, eventId } = await halfTyped('A lunch in Rome');
    await end([page]);
    await press(await openBeside(page), 'Refuse');
    await shows(page, '[role=alert]', /authorization response/i);
    await getsFocus(again(page));
    await isStillTyped(page, 'A lunch in Rome');
    expect(await barriers(page)).toEqual([]);
    await press(await openBeside(page), 'Log in as Ana Müller');
    await isOpen(page);
    await hasFocus(page, 'record-reason');
    await isSentOnce(page, eventId);
    expect(faults()).toEqual([]);
  });

  it('says so if the issuer does not answer, and leaves no window', async () => {
    const { page } = await halfTyped('A lunch in Oslo');
    await end([page]);
    await page.route(`${issuer.url}/.well-known/openid-configuration`, (route) => route.abort());
    const coming = page.waitForEvent('popup');
    await again(page).click();
    const beside = await coming;
    await shows(page, '[role=alert]', 'The login cannot be reached.');
    if (!beside.isClosed()) await beside.waitForEvent('close');
    expect(page.context().pages()).toEqual([page]);
    await isStillTyped(page, 'A lunch in Oslo');
  });

  it('gives nothing of it to somebody else who logs in', async () => {
    const { page, faults, eventId } = await halfTyped('A lunch in Nice');
    await shows(page, '.side', 'The record would then say');
    const questions: string[] = [];
    page.on('dialog', (dialog) => {
      questions.push(dialog.message());
      void dialog.accept();
    });
    await end([page], BO);
    const beside = await openBeside(page);
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().startsWith(service.url)) sent.push(request.url());
    });
    await press(beside, 'Log in as Bo Berg');
    await page.locator('.who', { hasText: 'Bo Berg' }).waitFor();
    expect(page.url()).toBe(`${service.url}/`);
    expect(await page.locator('body').innerText()).not.toMatch(/Ana|Nice/);
    expect([questions, sent]).toEqual([[], []]);
    expect(await correctionsOf(eventId)).toEqual([]);
    await page.goBack();
    await page.locator('.who', { hasText: 'Bo Berg' }).waitFor();
    expect(await page.locator('body').innerText()).not.toMatch(/corrected|menu/);
    expect(faults()).toEqual([]);
  });

  it('goes on in each of two pages by its own login alone', async () => {
    const { page, faults } = await halfTyped('A lunch in Kiel');
    const second = await page.context().newPage();
    await second.goto(`${service.url}/administration?negotiation=${talks}`);
    await second.locator('.who', { hasText: 'Ana Müller' }).waitFor();
    await second.locator('#grant-subject').fill('carl');
    await end([page, second]);
    const [ofFirst, ofSecond] = [await openBeside(page), await openBeside(second)];
    await press(ofSecond, 'Log in as Ana Müller');
    await isOpen(second);
    expect(await ended(page).count()).toBe(1);
    await isStillTyped(page, 'A lunch in Kiel');
    await press(ofFirst, 'Log in as Ana Müller');
    await isOpen(page);
    await isStillTyped(page, 'A lunch in Kiel');
    expect(await second.locator('#grant-subject').inputValue()).toBe('carl');
    expect(faults()).toEqual([]);
  });

  it('does not end again by a refusal of what was sent before, which comes late', async () => {
    const { page, faults } = await halfTyped('A lunch in Metz');
    await shows(page, '.side', 'The record would then say');
    await end([page]);
    const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();
    const trial = '**/v1/batches?dryRun=true';
    // The first alone: a route that is taken away lets what it holds go.
    await page.route(
      trial,
      async (route) => {
        await isReleased;
        await route.fallback();
      },
      { times: 1 },
    );
    const asked = page.waitForRequest(trial);
    await page.getByLabel('Title').fill('A dinner in Metz');
    const refused = (await asked).response();
    await press(await openBeside(page), 'Log in as Ana Müller');
    await isOpen(page);
    await shows(page, '.side', 'The record would then say: “A dinner in Metz” was proposed.');
    release();
    const late = (await refused)!;
    await late.finished();
    expect(late.status()).toBe(401);
    // The page has read it by then, and shown what follows.
    await page.waitForTimeout(300);
    expect(await ended(page).count()).toBe(0);
    expect(faults()).toEqual([]);
  });

  it('is followed by all that changes, in the page that has another login and in no other', async () => {
    const { page, faults } = await openAsAna('/', {}, SHORT_MS);
    await page.locator('.live.on').waitFor();
    const second = await page.context().newPage();
    await second.goto(service.url);
    await second.locator('.live.on').waitFor();
    // The stream ends with its token.
    await page.locator('.live:not(.on)').waitFor();
    await end([page, second]);
    for (const one of [page, second]) await one.locator('.live:not(.on)').waitFor();
    await press(await openBeside(second), 'Log in as Ana Müller');
    await isOpen(second);
    expect(await ended(page).count()).toBe(1);
    await recorder.post('/v1/negotiations', { title: 'Talks on herring' }).expect(201);
    await second.getByRole('link', { name: 'Talks on herring' }).waitFor();
    expect(await page.getByText('Talks on herring').count()).toBe(0);
    // The issuer knows who it is by now, and asks nothing.
    await again(page).click();
    await isOpen(page);
    await page.getByRole('link', { name: 'Talks on herring' }).waitFor();
    expect(faults()).toEqual([]);
  });

  it('is not gone on with after a logout in another window', async () => {
    const { page } = await halfTyped('A lunch in Brno');
    await end([page]);
    const beside = await openBeside(page);
    const other = await page.context().newPage();
    await other.goto(service.url);
    await other.getByRole('button', { name: 'Log in as Ana Müller' }).click();
    await other.locator('.who', { hasText: 'Ana Müller' }).waitFor();
    await other.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'You are logged out' }).waitFor();
    await beside.getByRole('button', { name: 'Log in as Ana Müller' }).click();
    await beside.getByRole('heading', { name: 'The login did not succeed' }).waitFor();
    expect(await page.getByRole('heading', { name: 'You are logged out' }).count()).toBe(1);
  });

  it('says in the other window that it can be closed, where the browser does not close it', async () => {
    const { page, faults, eventId } = await halfTyped('A lunch in Lyon');
    await page.context().addInitScript('globalThis.close = () => {}');
    await end([page]);
    const beside = await openBeside(page);
    await beside.getByRole('button', { name: 'Log in as Ana Müller' }).click();
    await beside.getByRole('heading', { name: 'You can close this window' }).waitFor();
    expect(new URL(beside.url()).search).toBe('');
    expect(await stored(beside)).not.toMatch(/eyJ|verifier/);
    expect(await barriers(beside)).toEqual([]);
    expect(await barriersOnPhone(beside)).toEqual([]);
    await isOpen(page);
    await page.getByLabel('Why').focus();
    await isSentOnce(page, eventId);
    expect(faults()).toEqual([]);
  });
});
