import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Locator, Page, Route } from 'playwright-core';
import { askAgain, barriers, barriersOnPhone, Chromium, getsFocus, shows, type Window } from '../support/chromium.js';
import { Issuer, PAGE_CLIENT_ID, type Person } from '../support/issuer.js';
import { type Certificate, newCertificate } from '../support/certificate.js';
import { Receiver } from '../support/webhook-receiver.js';
import { newDataDir, type ReceiptBody, remove, type Running, start } from '../support/service.js';

const CLEARED = { clearance: 'secret', compartments: ['trade'] };
const ADA: Person = { subject: 'ada', name: 'Ada Lang', roles: ['administrator', 'recorder'], ...CLEARED };
const ADAM: Person = { subject: 'adam', name: 'Adam Roth', roles: ['administrator'], ...CLEARED };
const LEO: Person = { subject: 'leo', name: 'Leo Hart', roles: ['administrator', 'reader'], ...CLEARED };
const EVE: Person = { subject: 'eve', name: 'Eve Stern', roles: ['auditor'], ...CLEARED };
const RHEA: Person = { subject: 'rhea', name: 'Rhea Moor', roles: ['reader'], ...CLEARED };
const DORA: Person = { subject: 'dora', name: 'Dora Falk', roles: ['declassifier'], ...CLEARED };
const BEA: Person = { subject: 'bea', name: 'Bea Kurz', roles: ['declassifier', 'recorder'], ...CLEARED };
const NOBODY: Person = { subject: 'nora', name: 'Nora Null', roles: [] };

let browser: Chromium;
let certificate: Certificate;
const receivers: Receiver[] = [];
let issuer: Issuer;
let service: Running;
let talks: string;
let other: string;

const record = async (person: Person, path: string, body: object): Promise<ReceiptBody> => {
  const asked = service.as(await issuer.token(person));
  return (await asked.post(path, body).set('if-match', '*').expect(201)).body as ReceiptBody;
};
const grantsOf = (negotiation: string) => `/v1/negotiations/${negotiation}/grants`;
const give = (subject: string, more: object = {}, of = talks) =>
  record(ADA, grantsOf(of), { issuer: issuer.url, subject, ...more });
type Kept = Readonly<{ subject: string; status: string; name?: string; reason?: string }>;
const kept = async (subject: string, of = talks): Promise<Kept | undefined> => {
  const { body } = await service.as(await issuer.token(ADAM)).get(grantsOf(of));
  return (body as { items: Kept[] }).items.find((one) => one.subject === subject);
};

beforeAll(async () => {
  [browser, issuer] = await Promise.all([Chromium.start(), Issuer.start()]);
  certificate = newCertificate();
  service = await start(newDataDir(), {
    ...issuer.settings,
    PAGE_CLIENT_ID,
    PUSH_CLEARANCE: 'restreint',
    PUBLIC_URL: 'https://record.example.org',
    WEBHOOK_ALLOW: 'localhost',
    WEBHOOK_RETRY_SECONDS: '1',
    NODE_EXTRA_CA_CERTS: certificate.file,
  });
  talks = (await record(ADA, '/v1/negotiations', { title: 'Talks on magnets', marking: { level: 'restreint' } })).id;
  other = (await record(ADA, '/v1/negotiations', { title: 'Whaling' })).id;
  await give('leo', {}, other);
  for (const { subject, name } of [EVE, RHEA, DORA, BEA]) await give(subject, { name });
});
afterEach(async () => {
  await browser.closeWindows();
  for (const receiver of receivers.splice(0)) await receiver.stop();
});
afterAll(async () => {
  await browser.stop();
  await service.close();
  await issuer.stop();
  certificate.remove();
  remove(service.dataDir);
});

/** Where somebody has logged in before: the browser has the files of the page there. */
const loggedIn = new Map<Person, Window>();
/** Whom the issuer logs in at the moment. Where they have logged in since they are, it asks them no more. */
let atIssuer: Person | undefined;
/** A window in which somebody has logged in: a new page each time, which knows nothing of the one before. */
const openAs = async (person: Person, search = '', options?: BrowserContextOptions) => {
  const before = options === undefined ? loggedIn.get(person) : undefined;
  const isAsked = before === undefined || atIssuer !== person;
  if (atIssuer !== person) issuer.logIn(service.url, person);
  atIssuer = person;
  const address = `${service.url}/administration${search}`;
  const hosts = [service.url, issuer.url].map((url) => new URL(url).host);
  const window = before === undefined ? await browser.open(hosts, options) : await browser.openAgain(before);
  await window.page.goto(address);
  if (isAsked) await window.page.getByRole('button', { name: `Log in as ${person.name}` }).click();
  await window.page.locator('.lede h1').waitFor();
  if (before === undefined && options === undefined) {
    browser.keep(window);
    loggedIn.set(person, window);
  }
  return window;
};
const row = (page: Page, name: string) => page.locator('.people tbody tr').filter({ hasText: name });
const focused = (page: Page) =>
  page.evaluate<string>('document.activeElement.id || document.activeElement.textContent');
const fill = async (page: Page, fields: Readonly<Record<string, string>>) => {
  for (const [field, value] of Object.entries(fields)) await page.locator(`#grant-${field}`).fill(value);
};
/** The next request of a page to this address waits until it is released. */
const held = async (page: Page, address: string, method: string) => {
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
  const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();
  const hold = async (route: Route) => {
    if (route.request().method() !== method) return route.fallback();
    isAsked();
    await isReleased;
    return route.fallback();
  };
  await page.route(address, hold);
  return {
    asked,
    release: async () => {
      release();
      await page.unroute(address, hold);
    },
  };
};
const isLost = (route: Route) => route.abort('connectionreset');
/** The service has recorded it, and cannot say so in time. */
const isOpen = (route: Route) =>
  route.fulfill({
    status: 503,
    contentType: 'application/problem+json',
    body: JSON.stringify({ status: 503, code: 'outcome-unknown', detail: 'Whether this was recorded is not known.' }),
  });
/** The first answer to what a page sends to this address is lost, after it is on record. @returns the key and the revision of each sending */
const losing = async (page: Page, address: string, end: (route: Route) => Promise<void> = isLost) => {
  const sent: (readonly (string | undefined)[])[] = [];
  await page.route(address, async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    const headers = route.request().headers();
    sent.push([headers['idempotency-key'], headers['if-match']]);
    if (sent.length > 1) return route.fallback();
    await route.fetch();
    return end(route);
  });
  return sent;
};
/** It has done what it can, and then could not note it. */
const isUnnoted = (route: Route) =>
  route.fulfill({
    status: 503,
    contentType: 'application/problem+json',
    body: JSON.stringify({ status: 503, code: 'notes-unavailable', detail: 'This cannot be kept at the moment.' }),
  });
/** The answer to what a page sends next to this address is lost, after it is done. */
const loseNext = (page: Page, address: string, end: (route: Route) => Promise<void> = isLost) =>
  page.route(
    address,
    async (route) => {
      await route.fetch();
      return end(route);
    },
    { times: 1 },
  );
const receive = async () => {
  const receiver = await Receiver.start(certificate);
  receivers.push(receiver);
  return receiver;
};
/** Waits until a page shows how messages fare. No notice tells it of that, so it is made to ask again. */
const soon = (page: Page, wanted: Locator) => askAgain(page, wanted.first().waitFor());
const said = (page: Page, text: string | RegExp) => shows(page, '[role=status]', text);

describe('who has access', () => {
  it('is reached from the list of negotiations, and says since when, by whom and why', async () => {
    await give('otto', { name: 'Otto Pfeil', reason: 'He takes over the file.' });
    const { page, faults } = await openAs(ADA, `?negotiation=${talks}`);
    await shows(page, '.headline', /^\d people have access to Talks on magnets$/);
    expect(await page.locator('.crumb').innerText()).toMatch(
      /Administration\s*Your roles: recorder and administrator\./,
    );
    expect(await page.locator('.marking').allInnerTexts()).toEqual(Array(2).fill(expect.stringContaining('RESTREINT')));
    expect(await row(page, 'opened it').innerText()).toMatch(/Ada Lang ada[\s\S]*CES?T/);
    const otto = await row(page, 'Otto Pfeil').innerText();
    expect(otto).toMatch(/Otto Pfeil otto\s+He takes over the file\.[\s\S]*Ada Lang[\s\S]*Revoke/);
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    await page.getByRole('link', { name: 'All negotiations' }).click();
    await page.getByRole('link', { name: 'Administration', exact: true }).click();
    await page.locator('#access-of').selectOption({ label: 'Whaling' });
    await page.waitForURL(`${service.url}/administration?negotiation=${other}`);
    await shows(page, '.headline', '2 people have access to Whaling');
    await page.goBack();
    expect(faults()).toEqual([]);
  });

  it('changes by a grant that is shown before it is recorded, and by a revocation with a reason', async () => {
    const { page, faults } = await openAs(ADA, `?negotiation=${talks}`);
    await fill(page, { subject: ' berta ', name: 'Berta Klein', reason: 'She takes the minutes.' });
    await page.getByRole('button', { name: 'Check' }).click();
    const question = page.getByRole('group', { name: 'This would be put on record:' });
    await question.waitFor();
    expect(await question.locator('.rec').innerText()).toContain('Berta Klein');
    expect(await kept('berta')).toBeUndefined();
    // Enter twice gives nothing by mistake.
    expect(await focused(page)).toBe('Change it');
    expect(await barriers(page)).toEqual([]);
    await question.getByRole('button', { name: 'Give access' }).click();
    await said(page, 'Berta Klein has access now.');
    await row(page, 'Berta Klein').waitFor();
    expect(await kept('berta')).toMatchObject({ status: 'given', reason: 'She takes the minutes.' });
    await getsFocus(page.locator('#grant-subject'));
    expect(await page.locator('#grant-subject').inputValue()).toBe('');

    await page.getByRole('button', { name: 'Revoke: Berta Klein' }).click();
    expect(await focused(page)).toBe('Leave it');
    await page.locator('.asked').getByLabel('Reason').fill('The minutes are done.');
    expect(await barriers(page)).toEqual([]);
    await page.locator('.asked').getByRole('button', { name: 'Revoke' }).click();
    await said(page, 'The access of Berta Klein is revoked.');
    await getsFocus(page.locator('#access'));
    await page.getByRole('button', { name: 'Give again: Berta Klein' }).click();
    expect(await kept('berta')).toMatchObject({ status: 'revoked', reason: 'The minutes are done.' });
    expect(await page.locator('#grant-subject').inputValue()).toBe('berta');
    await getsFocus(page.locator('#grant-reason'));
    expect(faults()).toEqual([]);
  });

  it('is recorded as it was shown, and an answer for what was typed before shows nothing', async () => {
    const { page, faults } = await openAs(ADA, `?negotiation=${talks}`);
    const trial = await held(page, `**${grantsOf(talks)}?dryRun=true`, 'POST');
    await fill(page, { subject: 'ilse', name: 'Ilse' });
    await page.getByRole('button', { name: 'Check' }).click();
    await trial.asked;
    await fill(page, { subject: 'jutta', name: 'Jutta' });
    await trial.release();
    const question = page.getByRole('group', { name: 'This would be put on record:' });
    await page.locator('.adform [aria-disabled=false]').getByText('Check').waitFor();
    expect(await question.count()).toBe(0);

    await page.getByRole('button', { name: 'Check' }).click();
    await question.getByText('It is for Talks on magnets').waitFor();
    expect(await question.locator('.rec').innerText()).toContain('Jutta');
    const grant = await held(page, `**${grantsOf(talks)}`, 'POST');
    await question.getByRole('button', { name: 'Give access' }).click();
    await grant.asked;
    await fill(page, { subject: 'karl', name: 'Karl' });
    await grant.release();
    await said(page, 'Jutta has access now.');
    // What was typed meanwhile is for somebody else.
    expect(await page.locator('#grant-subject').inputValue()).toBe('karl');
    await getsFocus(page.locator('#grant-name'));
    expect([await kept('ilse'), (await kept('jutta'))?.name, await kept('karl')]).toEqual([
      undefined,
      'Jutta',
      undefined,
    ]);
    expect(faults()).toEqual([]);
  });

  it('is refused for what was sent: what is typed meanwhile is not called wrong, and keeps the focus', async () => {
    const { page } = await openAs(ADA, `?negotiation=${talks}`);
    const isCalm = async (field: string) => {
      await page.locator('.adform [aria-disabled=false]').getByText('Check').waitFor();
      expect(await page.locator('.adform .err').count()).toBe(0);
      await getsFocus(page.locator(field));
    };
    const trial = await held(page, `**${grantsOf(talks)}?dryRun=true`, 'POST');
    await fill(page, { subject: 'ada' });
    await page.getByRole('button', { name: 'Check' }).click();
    await trial.asked;
    await fill(page, { subject: 'zita', reason: 'She asked.' });
    await trial.release();
    await isCalm('#grant-reason');
    expect(await page.getByRole('alert').count()).toBe(0);

    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('button', { name: 'Change it' }).waitFor();
    const grant = await held(page, `**${grantsOf(talks)}`, 'POST');
    await page.getByRole('button', { name: 'Give access' }).click();
    await grant.asked;
    await give('zita', { name: 'By another one' });
    await fill(page, { subject: 'zoe', name: 'Zoe' });
    await grant.release();
    await page.getByRole('alert').getByText('This person already has access to the negotiation.').waitFor();
    await isCalm('#grant-name');
  });

  it('stays as it is if the question is answered so, and then nothing is typed twice', async () => {
    await give('carl', { name: 'Carl Voss' });
    const { page } = await openAs(ADA, `?negotiation=${talks}`);
    await page.getByRole('button', { name: 'Revoke: Carl Voss' }).click();
    await page.getByRole('button', { name: 'Leave it' }).click();
    expect(await page.locator('.asked').count()).toBe(0);
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Revoke: Carl Voss');
    await page.getByRole('button', { name: 'Revoke: Ada Lang' }).click();
    await page.getByText('This is your own access: another administrator would have to give it back.').waitFor();
    await page.getByRole('button', { name: 'Leave it' }).click();
    await fill(page, { subject: 'emil' });
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('button', { name: 'Change it' }).click();
    expect(await page.locator('#grant-subject').inputValue()).toBe('emil');
    expect([(await kept('carl'))?.status, await kept('emil')]).toEqual(['given', undefined]);
    // What was typed is not lost by a link.
    const asked = page.waitForEvent('dialog');
    const click = page.getByRole('link', { name: 'Week' }).click();
    const dialog = await asked;
    expect(dialog.message()).toBe('What you typed is not sent. Leave all the same?');
    await dialog.dismiss();
    await click;
    expect(await page.locator('#grant-subject').inputValue()).toBe('emil');
  });

  it('of another negotiation is shown after a question alone, if something is typed', async () => {
    await give('ilka', { name: 'Ilka' });
    const { page, faults } = await openAs(ADA, `?negotiation=${talks}`);
    const isAsked = async (act: () => Promise<unknown>, isLeft = false) => {
      const asked = page.waitForEvent('dialog');
      const acted = act();
      const dialog = await asked;
      expect(dialog.message()).toBe('What you typed is not sent. Leave all the same?');
      await (isLeft ? dialog.accept() : dialog.dismiss());
      await acted;
    };
    const choose = () => page.locator('#access-of').selectOption({ label: 'Whaling' });
    await page.getByRole('button', { name: 'Revoke: Ilka' }).click();
    const reasons = page.locator('.asked').getByLabel('Reason');
    await reasons.fill('She has left.');
    await isAsked(choose);
    expect(await page.locator('#access-of').inputValue()).toBe(talks);
    expect(await reasons.inputValue()).toBe('She has left.');
    await page.locator('#access-any').fill(other);
    await isAsked(() => page.getByRole('button', { name: 'Show' }).click());
    expect(await page.locator('#access-any').inputValue()).toBe(other);
    await isAsked(() => page.getByRole('link', { name: 'Week' }).click());
    await reasons.fill('');
    const feed = page.getByLabel('Where you use it');
    await feed.fill('Telephone');
    await isAsked(() => page.getByRole('link', { name: 'Week' }).click());
    await isAsked(choose, true);
    await shows(page, '.headline', 'Whaling');
    expect(await page.locator('.asked').count()).toBe(0);
    // What is not about a negotiation stays.
    expect(await feed.inputValue()).toBe('Telephone');
    expect(faults()).toEqual([]);
  });

  it('cannot be given to nobody, oneself, somebody who has it, or at no login: the field says so, what was typed stays', async () => {
    const { page, faults } = await openAs(ADA, `?negotiation=${talks}`);
    const check = () => page.getByRole('button', { name: 'Check' }).click();
    await check();
    await page.getByText('Fill in the identifier of the person.').waitFor();
    await getsFocus(page.locator('#grant-subject'));
    // The page says that without asking the service.
    expect(faults()).toEqual([]);
    for (const [typed, why] of [
      [{ subject: 'ada' }, 'Ask another administrator to grant it.'],
      [{ subject: 'rhea' }, 'This person already has access to the negotiation.'],
      [{ subject: 'hans', issuer: ' ' }, /issuer/],
    ] as const) {
      await fill(page, { name: 'Somebody', reason: 'A reason', ...typed });
      await check();
      await page.getByRole('alert').getByText('See what is wrong at the field.').waitFor();
      const wrong = page.locator('.adform .err');
      expect(await wrong.locator('.why').innerText()).toMatch(why);
      await wrong.locator('input:focus').waitFor();
      expect(await page.locator('#grant-name').inputValue()).toBe('Somebody');
      expect(await page.locator('#grant-reason').inputValue()).toBe('A reason');
      expect(await barriers(page)).toEqual([]);
    }
    // Chromium itself writes a line for a request that was refused.
    expect(faults().filter((fault) => !fault.includes('422') && !fault.includes('400'))).toEqual([]);
  });

  it('is given once, although the first answer was lost', async () => {
    const { page } = await openAs(ADA, `?negotiation=${talks}`);
    await fill(page, { subject: 'fritz', name: 'Fritz' });
    await page.getByRole('button', { name: 'Check' }).click();
    const sent = await losing(page, `**${grantsOf(talks)}`);
    await page.getByRole('button', { name: 'Give access' }).click();
    await page.getByRole('alert').getByText('Try again: it is done once.').waitFor();
    expect(await page.locator('#grant-subject').inputValue()).toBe('fritz');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Give access' }).click();
    await said(page, 'Fritz has access now.');
    expect(sent).toEqual([sent[0], sent[0]]);
    await row(page, 'Fritz').waitFor();
  });
  it('is found on record if it is checked after its answer was lost, and may be revoked by then', async () => {
    const { page } = await openAs(ADA, `?negotiation=${talks}`);
    const lose = async (subject: string, name: string) => {
      await fill(page, { subject, name });
      await page.getByRole('button', { name: 'Check' }).click();
      const sent = await losing(page, `**${grantsOf(talks)}`);
      await page.getByRole('button', { name: 'Give access' }).click();
      await page.getByRole('alert').getByText('Try again: it is done once.').waitFor();
      return sent;
    };
    const sent = await lose('gina', 'Gina');
    await page.getByRole('button', { name: 'Change it' }).click();
    await page.getByRole('button', { name: 'Check' }).click();
    await said(page, 'Gina has access now.');
    expect(sent).toEqual([sent[0], sent[0]]);
    expect(await page.getByRole('group', { name: 'This would be put on record:' }).count()).toBe(0);

    await lose('grit', 'Grit');
    await record(ADA, `${grantsOf(talks)}/revoked`, { issuer: issuer.url, subject: 'grit' });
    await page.getByRole('button', { name: 'Give access' }).click();
    await said(page, 'Grit has no access any more: it was revoked meanwhile.');
  });

  it.each([
    ['was lost', 'hilda', isLost, false],
    ['leaves open whether it was done', 'hulda', isOpen, true],
  ])('is revoked once, although the first answer %s and the person is listed no more', async (...row) => {
    const [, subject, end, isGivenAgain] = row;
    await give(subject, { name: 'Hilda Gruen' });
    const { page } = await openAs(ADA, `?negotiation=${talks}`);
    await page.getByRole('button', { name: 'Revoke: Hilda Gruen' }).click();
    await page.locator('.asked').getByLabel('Reason').fill('She has left.');
    const sent = await losing(page, `**${grantsOf(talks)}/revoked`, end);
    await page.locator('.asked').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('alert').getByText('Try again: it is done once.').waitFor();
    await page.getByRole('alert').getByText('It is not known whether this was done.').waitFor();
    await said(page, 'Hilda Gruen has no access any more: it was revoked meanwhile.');
    expect(await barriers(page)).toEqual([]);
    expect((await kept(subject))?.reason).toBe('She has left.');
    if (isGivenAgain) await give(subject, { name: 'Hilda Gruen' });
    await page.locator('.asked').getByRole('button', { name: 'Revoke' }).click();
    await said(
      page,
      isGivenAgain ? 'Hilda Gruen has access again: it was given meanwhile.' : 'The access of Hilda Gruen is revoked.',
    );
    expect(sent).toEqual([sent[0], sent[0]]);
    expect(await page.locator('.asked').count()).toBe(0);
    await getsFocus(page.locator('#access'));
  });

  it('is the same in two windows: what was typed to revoke it stays, and why that is refused', async () => {
    for (const name of ['Gerd', 'Gesa']) await give(name.toLowerCase(), { name });
    const { page } = await openAs(ADA, `?negotiation=${talks}`);
    for (const name of ['Gerd', 'Gesa']) await page.getByRole('button', { name: `Revoke: ${name}` }).click();
    const question = (name: string) => page.getByRole('group', { name: `Revoke: ${name}` });
    await question('Gesa').getByLabel('Reason').fill('Hers.');
    await question('Gerd').getByLabel('Reason').fill('His.');
    expect(await barriers(page)).toEqual([]);
    const revoke = (subject: string) =>
      record(ADA, `${grantsOf(talks)}/revoked`, { issuer: issuer.url, subject, reason: 'By another one.' });
    await revoke('gerd');
    await said(page, 'Gerd has no access any more: it was revoked meanwhile.');
    await question('Gerd').getByText('His.').waitFor();
    await getsFocus(page.locator('#access'));
    expect(await question('Gesa').getByLabel('Reason').inputValue()).toBe('Hers.');
    await question('Gerd').getByRole('button', { name: 'Close' }).click();
    await getsFocus(page.locator('#access'));

    const list = await held(page, `**${grantsOf(talks)}?*`, 'GET');
    await revoke('gesa');
    await list.asked;
    await question('Gesa').getByRole('button', { name: 'Revoke' }).click();
    const why = page.getByRole('alert').getByText('The access of this person is already revoked.');
    await why.waitFor();
    await list.release();
    await said(page, 'Gesa has no access any more: it was revoked meanwhile.');
    await question('Gesa').getByText('Hers.').waitFor();
    expect(await why.count()).toBe(1);
    await getsFocus(page.locator('#access'));
    expect(await barriers(page)).toEqual([]);
    expect((await kept('gesa'))?.reason).toBe('By another one.');
  });

  it('stays that of the negotiation that was shown first, which the address names', async () => {
    const { page, faults } = await openAs(LEO);
    await page.waitForURL(`${service.url}/administration?negotiation=${other}`);
    await fill(page, { subject: 'nils' });
    // It is before the others in the list.
    const newer = (await record(ADA, '/v1/negotiations', { title: 'Aluminium' })).id;
    await give('leo', {}, newer);
    await page.getByRole('option', { name: 'Aluminium' }).first().waitFor({ state: 'attached' });
    expect(await page.locator('#access-of').inputValue()).toBe(other);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('It is for Whaling, and holds at once').waitFor();
    expect(faults()).toEqual([]);
  });

  it('of a negotiation that an administrator may not see is named by its address', async () => {
    const { page, faults } = await openAs(ADAM);
    await page.getByText('You may give access to one all the same').waitFor();
    await page.locator('#access-any').fill('the talks');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByText('There is no id of a negotiation in this.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.locator('#access-any').fill(`${service.url}/negotiations/${talks}/timeline`);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/administration?negotiation=${talks}`);
    await row(page, 'Eve Stern').waitFor();
    expect(await page.getByText('Talks on magnets').count()).toBe(0);
    expect(faults()).toEqual([]);
  });

  it('is read to the end, however many pages that takes, as are the approvals that wait', async () => {
    const long = (await record(ADA, '/v1/negotiations', { title: 'Zinc' })).id;
    const path = `/v1/negotiations/${long}`;
    for (const n of Array(12).keys()) {
      await give(`person-${n}`, {}, long);
      const { id } = await record(ADA, `${path}/meetings`, { title: `Lunch ${n}`, marking: { level: 'secret' } });
      if (n === 0) await give('dora', {}, long);
      await record(DORA, `/v1/meetings/${id}/approve-marking`, { marking: { level: 'restreint' }, reason: 'Public.' });
    }
    const { page, faults } = await openAs(ADA);
    // The service gives short pages, so that few make many.
    await page.route(/\/(?:grants|events)\?.*limit=/, (route) =>
      route.continue({
        url: route
          .request()
          .url()
          .replace(/limit=\d+/, 'limit=1'),
      }),
    );
    await page.locator('#access-of').selectOption({ label: 'Zinc' });
    await shows(page, '.headline', '14 people have access to Zinc');
    await row(page, 'person-11').waitFor();
    await page.locator('.waiting li').nth(11).getByText('Lunch 11').waitFor();
    expect(await page.locator('.people tbody tr').count()).toBe(14);
    expect(faults()).toEqual([]);
  });

  it('is read by an auditor, who cannot change it', async () => {
    const { page, faults } = await openAs(EVE);
    await row(page, 'Rhea Moor').waitFor();
    await page.getByText('As an auditor you see what they did.').waitFor();
    expect(await page.locator('.people button, #grant-subject, #access-any').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });
  it('is not shown to a reader, who is told whom to ask', async () => {
    const { page, faults } = await openAs(RHEA, `?negotiation=${talks}`);
    await page.getByText('If somebody needs access, ask an administrator').waitFor();
    expect(await page.locator('.crumb').innerText()).toMatch(/Your roles: reader\./);
    expect(await page.locator('.people').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });
  it('of a negotiation that an auditor may not see is refused, as if there were none', async () => {
    const { page } = await openAs(EVE, `?negotiation=${other}`);
    for (const part of ['Who may see a negotiation', 'What waits for a second person']) {
      const region = page.getByRole('region', { name: part });
      await region.getByRole('alert').getByText('Nothing is on record here that you may see').waitFor();
    }
    expect(await barriers(page)).toEqual([]);
  });

  it('stays without a line, which is said, and then what was typed is sent', async () => {
    const { page } = await openAs(ADA, `?negotiation=${talks}`);
    await row(page, 'Rhea Moor').waitFor();
    await fill(page, { subject: 'lena', name: 'Lena Ott' });
    await page.context().setOffline(true);
    await askAgain(page, shows(page, '.standing', 'No line. This is as of'));
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('alert').getByText('The service cannot be reached').waitFor();
    expect(await row(page, 'Rhea Moor').count()).toBe(1);
    expect(await barriers(page)).toEqual([]);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('button', { name: 'Give access' }).click();
    await said(page, 'Lena Ott has access now.');
    expect((await kept('lena'))?.status).toBe('given');
  });

  it('is given and revoked by the keyboard alone', async () => {
    const { page } = await openAs(ADA, `?negotiation=${talks}`);
    await page.locator('#grant-subject').focus();
    await page.keyboard.type('kim');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Change it' }).waitFor();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await said(page, 'kim has access now.');
    await page.getByRole('button', { name: 'Revoke: kim' }).focus();
    await page.keyboard.press('Enter');
    for (const key of ['Shift+Tab', 'Enter']) await page.keyboard.press(key);
    await said(page, 'The access of kim is revoked.');
    expect((await kept('kim'))?.status).toBe('revoked');
  });
});

describe('a lower marking', () => {
  const reason = 'The text was published.';
  let count = 0;
  /** A secret meeting, and the event that opened it. */
  const meeting = async () => {
    const title = `Dinner ${++count}`;
    const marking = { level: 'secret' };
    const { id, events } = await record(ADA, `/v1/negotiations/${talks}/meetings`, { title, marking });
    return { title, path: `/v1/meetings/${id}`, eventId: events[0]!.id };
  };
  const approve = (person: Person, path: string) =>
    record(person, `${path}/approve-marking`, { marking: { level: 'restreint' }, reason });
  const waiting = (page: Page, title: string) => page.locator('.waiting li').filter({ hasText: title });
  const lowering = (eventId: string) => `?negotiation=${talks}&lower=${eventId}`;
  const seen = async (path: string) => {
    const low = service.as(await issuer.token({ ...RHEA, clearance: 'restreint' }));
    return (await low.get(path)).status;
  };
  const typesOf = async (path: string) => {
    const thing = path.replace('/v1/meetings/', 'meeting-');
    const { body } = await service
      .as(await issuer.token(EVE))
      .get(`/v1/audit/trail?thing=${thing}`)
      .expect(200);
    return (body as { items: { event: { type: string } }[] }).items.map(({ event }) => event.type);
  };

  it('is approved by one from the event, and marked by another in a second window', async () => {
    const { title, path, eventId } = await meeting();
    const [one, two] = [await openAs(DORA), await openAs(ADA, `?negotiation=${talks}`)];
    await two.page.getByText('Nothing waits in this negotiation.').waitFor();
    await one.page.getByText('To approve a lower marking, open an event of the thing').waitFor();
    await one.page.evaluate(`void history.pushState(null, '', '/negotiations/${talks}/audit?event=${eventId}')`);
    await one.page.getByRole('link', { name: 'Approve a lower marking' }).click();
    // The address has what was seen of it, too.
    await one.page.waitForURL(`**/administration${lowering(eventId)}&seen=0`);
    await one.page.locator('.adform .rec').getByText(title).waitFor();
    expect(await barriers(one.page)).toEqual([]);
    expect(await barriersOnPhone(one.page)).toEqual([]);
    await one.page.locator('#approve-level').selectOption('restreint');
    await one.page.locator('#approve-reason').fill(reason);
    await one.page.getByRole('button', { name: 'Check' }).click();
    const question = one.page.getByRole('group', { name: 'This would be put on record:' });
    await question.getByText('Once another person has marked it, its marking is RESTREINT.').waitFor();
    expect(await question.locator('.rec').innerText()).toMatch(/restreint/i);
    expect(await focused(one.page)).toBe('Change it');
    expect(await typesOf(path)).toEqual(['MeetingProposed']);
    expect(await barriers(one.page)).toEqual([]);
    await one.page.getByRole('button', { name: 'Approve', exact: true }).click();
    await said(one.page, 'It is approved, and waits for a second person.');
    await getsFocus(one.page.locator('#two'));
    expect(await waiting(one.page, title).innerText()).toMatch(
      /Now SECRET at most; approved: RESTREINT\s+The text was published\.\s+Approved by Dora Falk/,
    );
    expect(await one.page.getByRole('button', { name: 'Mark it so' }).count()).toBe(0);
    expect(await seen(path)).toBe(404);

    await waiting(two.page, title).getByRole('button', { name: 'Mark it so' }).click();
    await two.page.getByText('That cannot be taken back').waitFor();
    expect(await focused(two.page)).toBe('Leave it');
    expect(await barriers(two.page)).toEqual([]);
    await two.page.locator('.asked').getByRole('button', { name: 'Mark it so' }).click();
    await said(two.page, 'It is marked.');
    await waiting(two.page, title).waitFor({ state: 'detached' });
    await waiting(one.page, title).waitFor({ state: 'detached' });
    expect(await seen(path)).toBe(200);
    expect(await typesOf(path)).toEqual(['MeetingProposed', 'MarkingApproved', 'RecordMarked']);
    for (const { faults } of [one, two]) expect(faults()).toEqual([]);
  });

  it('of a thing above its negotiation is shown below the marking of the thing, at head and foot', async () => {
    const { title, path, eventId } = await meeting();
    const { page } = await openAs(DORA, lowering(eventId));
    await page.locator('.adform .rec').getByText(title).waitFor();
    const banners = async () => (await page.locator('.marking').allInnerTexts()).map((text) => text.trim());
    expect(await banners()).toEqual(Array(2).fill(expect.stringContaining('SECRET')));
    // An approval that waits is above it, too.
    await page.evaluate(`void history.pushState(null, '', '/administration?negotiation=${talks}')`);
    await page.getByText('Nothing waits in this negotiation.').waitFor();
    expect(await banners()).toEqual(Array(2).fill(expect.stringContaining('RESTREINT')));
    await approve(BEA, path);
    await waiting(page, title).waitFor();
    expect(await banners()).toEqual(Array(2).fill(expect.stringContaining('SECRET')));
    await record(DORA, `${path}/withdraw-marking-approval`, { reason });
    await waiting(page, title).waitFor({ state: 'detached' });
  });

  it('is not marked by who has approved it, and is kept as it was', async () => {
    const { title, path } = await meeting();
    await approve(BEA, path);
    const { page } = await openAs(BEA, `?negotiation=${talks}`);
    await waiting(page, title).getByRole('button', { name: 'Mark it so' }).click();
    await page.locator('.asked').getByRole('button', { name: 'Mark it so' }).click();
    await page.getByRole('alert').getByText('You have approved this marking yourself.').waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(await seen(path)).toBe(404);
    expect(await typesOf(path)).toEqual(['MeetingProposed', 'MarkingApproved']);
  });

  it('is not marked any more once its approval was withdrawn, with a reason', async () => {
    const { title, path } = await meeting();
    await approve(BEA, path);
    const { page, faults } = await openAs(DORA);
    await waiting(page, title).getByRole('button', { name: 'Withdraw the approval' }).click();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Give a reason. It stays on record.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.type('A slip.');
    await page.locator('.asked').getByRole('button', { name: 'Withdraw the approval' }).click();
    await said(page, 'The approval is withdrawn.');
    await waiting(page, title).waitFor({ state: 'detached' });
    expect(await typesOf(path)).toEqual(['MeetingProposed', 'MarkingApproved', 'MarkingApprovalWithdrawn']);
    expect(faults()).toEqual([]);
  });

  it('is asked about in the language of its reader, also once another is chosen', async () => {
    const { title, path } = await meeting();
    await approve(BEA, path);
    const { page, faults } = await openAs(DORA);
    await waiting(page, title).getByRole('button', { name: 'Withdraw the approval' }).click();
    const [listed, asked] = [waiting(page, title).locator('h3'), page.locator('.asked h3')];
    const english = await asked.innerText();
    await page.locator('select.language').selectOption('fr');
    // In French, names stand between these marks.
    await page.locator('.waiting h3', { hasText: `«\u00a0${title}\u00a0»` }).waitFor();
    await page.locator('.asked h3', { hasText: `«\u00a0${title}\u00a0»` }).waitFor();
    expect(await asked.innerText()).toBe(await listed.innerText());
    await page.locator('select.language').selectOption('en');
    await asked.getByText(english, { exact: true }).waitFor();
    expect(faults()).toEqual([]);
  });

  it('is not approved if it is not lower, or without a reason: the fields say so, and what was typed stays', async () => {
    const { path, eventId } = await meeting();
    const { page } = await openAs(DORA, lowering(eventId));
    expect(await page.locator('#approve-level').inputValue()).toBe('');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('Choose the new level.').waitFor();
    expect(await focused(page)).toMatch(/^approve-level/);
    expect(await barriers(page)).toEqual([]);
    await page.locator('#approve-level').selectOption('tres-secret');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('Give a reason. It stays on record.').waitFor();
    await getsFocus(page.locator('#approve-reason'));
    await page.locator('#approve-level').selectOption('secret');
    await page.locator('#approve-reason').fill(reason);
    await page.getByRole('button', { name: 'Check' }).click();
    await page
      .locator('#approve-level-why')
      .getByText(/already|not lower/)
      .waitFor();
    expect(await page.locator('#approve-reason').inputValue()).toBe(reason);
    expect(await barriers(page)).toEqual([]);
    expect(await typesOf(path)).toEqual(['MeetingProposed']);
  });

  /** Once it shows this revision of a thing, it asks which event that is. What it has asked before may be answered with an earlier one. */
  const showsRevision = (page: Page, path: string, revision: number): Promise<void> =>
    new Promise((resolve) => {
      let isRead = false;
      page.on('response', (response) => {
        if (response.url().endsWith(path)) isRead ||= response.headers()['etag']?.includes(`"${revision}`) === true;
      });
      page.on('request', (request) => {
        if (isRead && new URL(request.url()).pathname.endsWith('/events')) resolve();
      });
    });

  it('is not approved for what was recorded since the thing was read; a second look approves it', async () => {
    const { title, path, eventId } = await meeting();
    const { page } = await openAs(DORA, lowering(eventId));
    await page.locator('#approve-reason').fill(reason);
    await page.locator('#approve-level').selectOption('restreint');
    const schedule = async (on: string) => (await record(ADA, `${path}/schedule`, { planned: { on } })).events[0]!.id;
    const first = await schedule('2025-12-01');
    const changed = page.getByRole('alert').getByText('Something was recorded about this thing since');
    await changed.waitFor();
    expect(await barriers(page)).toEqual([]);
    // What was recorded about something else is not what is to be looked at.
    await record(ADA, `/v1/negotiations/${talks}/issues`, { title: 'Dinners' });
    const look = page.getByRole('link', { name: 'Look at it in another window' });
    const leadsTo = (event: string) =>
      look.and(page.locator(`[href="/negotiations/${talks}/audit?event=${event}"]`)).waitFor();
    await leadsTo(first);
    await page.locator('#approve-reason').press('Enter');
    await getsFocus(page.locator('#approve-looked'));
    expect(await typesOf(path)).toEqual(['MeetingProposed', 'MeetingScheduled']);
    // Nobody has looked at what is recorded after they were told.
    const shown = showsRevision(page, path, 2);
    const second = await schedule('2025-12-02');
    await shown;
    await leadsTo(second);
    await page.getByRole('button', { name: 'I have looked' }).click();
    await changed.waitFor();
    await getsFocus(page.locator('#approve-looked'));
    await page.getByRole('button', { name: 'I have looked' }).click();
    await getsFocus(page.locator('#approve-it'));
    expect(await changed.count()).toBe(0);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('button', { name: 'Change it' }).waitFor();
    // A question about a revision that is not the newest is not asked any more.
    await record(ADA, `${path}/schedule`, { planned: { on: '2025-12-03' } });
    await changed.waitFor();
    await getsFocus(page.locator('#approve-looked'));
    await page.getByRole('button', { name: 'I have looked' }).click();
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await said(page, 'It is approved, and waits for a second person.');
    expect((await typesOf(path)).at(-1)).toBe('MarkingApproved');
    // Whatever is recorded about the thing ends it.
    await record(ADA, `${path}/schedule`, { planned: { on: '2025-12-02' } });
    await waiting(page, title).waitFor({ state: 'detached' });
  });

  it('is approved once, although the first answer was lost, and may be in force no more by then', async () => {
    const { page } = await openAs(DORA);
    const lose = async () => {
      const { title, path, eventId } = await meeting();
      await page.evaluate(`void history.pushState(null, '', '/administration${lowering(eventId)}')`);
      await page.locator('.adform .rec').getByText(title).waitFor();
      await page.locator('#approve-level').selectOption('restreint');
      await page.locator('#approve-reason').fill(reason);
      const sent = await losing(page, `**${path}/approve-marking`);
      await page.getByRole('button', { name: 'Check' }).click();
      await page.getByRole('button', { name: 'Approve', exact: true }).click();
      await page.getByRole('alert').getByText('Try again: it is done once.').waitFor();
      // The page has heard of it: what was recorded is the approval itself.
      await waiting(page, title).waitFor();
      const isOnce = async () => {
        expect(sent).toEqual([sent[0], sent[0]]);
        expect((await typesOf(path)).filter((type) => type === 'MarkingApproved')).toHaveLength(1);
      };
      return { title, path, isOnce };
    };
    const changed = page.getByText('Something was recorded about this thing since');
    const again = await lose();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await said(page, 'It is approved, and waits for a second person.');
    await again.isOnce();

    const checked = await lose();
    await page.getByRole('button', { name: 'Change it' }).click();
    const trial = await held(page, `**${checked.path}/approve-marking?dryRun=true`, 'POST');
    await page.getByRole('button', { name: 'Check' }).click();
    await trial.asked;
    expect(await changed.count()).toBe(0);
    await trial.release();
    await page.waitForURL(`${service.url}/administration?negotiation=${talks}`);
    await said(page, 'It is approved, and waits for a second person.');
    expect(await changed.count()).toBe(0);
    await checked.isOnce();

    const ended = await lose();
    await record(ADA, `${ended.path}/schedule`, { planned: { on: '2025-12-01' } });
    await waiting(page, ended.title).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await said(page, 'The approval is not in force any more');
    await ended.isOnce();
  });

  it('that is answered late leaves alone where somebody is by then, and what they type there', async () => {
    const { page, faults } = await openAs(DORA);
    const go = (address: string) => page.evaluate(`void history.pushState(null, '', '${address}')`);
    const approveSlowly = async (next: string) => {
      const { title, path, eventId } = await meeting();
      await go(`/administration${lowering(eventId)}`);
      await page.locator('.adform .rec').getByText(title).waitFor();
      await page.locator('#approve-level').selectOption('restreint');
      await page.locator('#approve-reason').fill(reason);
      await page.getByRole('button', { name: 'Check' }).click();
      const sent = await held(page, `**${path}/approve-marking`, 'POST');
      await page.getByRole('button', { name: 'Approve', exact: true }).click();
      await sent.asked;
      await go(next);
      return { title, release: sent.release };
    };
    const other = await meeting();
    const one = await approveSlowly(`/administration${lowering(other.eventId)}`);
    await page.locator('.adform .rec').getByText(other.title).waitFor();
    await page.locator('#approve-reason').fill('Of the other one.');
    await one.release();
    await waiting(page, one.title).waitFor();
    expect(new URL(page.url()).searchParams.get('lower')).toBe(other.eventId);
    expect(await page.locator('#approve-reason').inputValue()).toBe('Of the other one.');

    const two = await approveSlowly('/week');
    await shows(page, '.lede h1', 'Week');
    const answer = page.waitForResponse('**/approve-marking');
    await two.release();
    await (await answer).finished();
    await page.getByRole('link', { name: 'Administration', exact: true }).first().waitFor();
    expect(new URL(page.url()).pathname).toBe('/week');
    expect(faults()).toEqual([]);
  });

  it('is not approved after a reload for what was recorded since the form was opened', async () => {
    const { title, path, eventId } = await meeting();
    const { page } = await openAs(DORA, lowering(eventId));
    await page.locator('.adform .rec').getByText(title).waitFor();
    await page.waitForURL('**seen=*');
    await page.reload();
    await page.locator('#approve-it[aria-disabled=false]').waitFor();
    await record(ADA, `${path}/schedule`, { planned: { on: '2025-12-01' } });
    await page.reload();
    const changed = page.getByRole('alert').getByText('Something was recorded about this thing since');
    await changed.waitFor();
    await page.getByRole('button', { name: 'I have looked' }).click();
    await page.locator('#approve-it[aria-disabled=false]').waitFor();
    expect(await changed.count()).toBe(0);
  });

  it('is shown no more to who lost access, nor are reasons, questions and grants', async () => {
    const vera: Person = { subject: 'vera', name: 'Vera Roth', roles: ['auditor', 'recorder'], ...CLEARED };
    const of = (await record(ADA, '/v1/negotiations', { title: 'Nickel' })).id;
    for (const { subject } of [DORA, vera]) await give(subject, { name: 'Somebody in Nickel' }, of);
    const marking = { level: 'secret' };
    const { id } = await record(ADA, `/v1/negotiations/${of}/meetings`, { title: 'Dinner on nickel', marking });
    await approve(DORA, `/v1/meetings/${id}`);
    const { page } = await openAs(vera, `?negotiation=${of}`);
    await waiting(page, 'Dinner on nickel').getByRole('button', { name: 'Mark it so' }).click();
    expect(await page.locator('.asked').getByLabel('Reason').inputValue()).toBe(reason);
    await row(page, 'Somebody in Nickel').first().waitFor();
    await record(ADA, `${grantsOf(of)}/revoked`, { issuer: issuer.url, subject: 'vera' });
    const withdrawn = page.locator('.asked').getByText('Something that you may not see any more');
    await askAgain(page, withdrawn.waitFor());
    for (const part of ['Who may see a negotiation', 'What waits for a second person']) {
      const region = page.getByRole('region', { name: part });
      await region.getByRole('alert').getByText('Nothing is on record here that you may see').waitFor();
    }
    expect(await page.locator('.asked').getByLabel('Reason').inputValue()).toBe('');
    for (const text of ['Dinner on nickel', reason, 'Somebody in Nickel'])
      expect(await page.getByText(text).count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
  });

  it.each([
    ['marked', 'Mark it so', 'It is marked.', 'RecordMarked'],
    ['withdrawn', 'Withdraw the approval', 'The approval is withdrawn.', 'MarkingApprovalWithdrawn'],
  ])('is %s once, although the first answer was lost and it waits no more', async (_, act, done, type) => {
    const { title, path } = await meeting();
    await approve(DORA, path);
    const { page } = await openAs(BEA, `?negotiation=${talks}`);
    await waiting(page, title).getByRole('button', { name: act }).click();
    await page.locator('.asked').getByLabel('Reason').fill('Another reason.');
    const sent = await losing(page, `**${path}/*mark*`);
    await page.locator('.asked').getByRole('button', { name: act }).click();
    await page.getByRole('alert').getByText('Try again: it is done once.').waitFor();
    await said(page, 'The approval is not in force any more');
    await waiting(page, title).waitFor({ state: 'detached' });
    expect(await barriers(page)).toEqual([]);
    await page.locator('.asked').getByRole('button', { name: act }).click();
    await said(page, done);
    expect(sent).toEqual([sent[0], sent[0]]);
    await getsFocus(page.locator('#two'));
    expect(await typesOf(path)).toEqual(['MeetingProposed', 'MarkingApproved', type]);
  });
  it('is not decided on once something was recorded about the thing, and what was typed stays', async () => {
    const { title, path } = await meeting();
    await approve(DORA, path);
    const { page, faults } = await openAs(BEA, `?negotiation=${talks}`);
    await waiting(page, title).getByRole('button', { name: 'Mark it so' }).click();
    await page.locator('.asked').getByLabel('Reason').fill('Another reason.');
    await record(ADA, `${path}/schedule`, { planned: { on: '2025-12-01' } });
    await said(page, 'The approval is not in force any more');
    const left = page.getByRole('group', { name: 'Mark it so: ' });
    await left.getByText('Another reason.').waitFor();
    expect(await left.innerText()).toContain(title);
    await getsFocus(page.locator('#two'));
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close' }).click();
    expect(await page.locator('.asked').count()).toBe(0);
    expect(faults()).toEqual([]);
  });

  it('is seen by a reader, who may do nothing, and not by who is not cleared for the thing', async () => {
    const { title, path } = await meeting();
    await approve(BEA, path);
    const { page, faults } = await openAs(RHEA);
    await waiting(page, title).waitFor();
    await page.getByText('Declassifiers approve and withdraw, recorders mark.').waitFor();
    expect(await page.locator('.waiting button, #approve-level').count()).toBe(0);
    const low = await openAs({ ...RHEA, clearance: 'restreint' });
    await low.page.getByText('Nothing waits in this negotiation.').waitFor();
    for (const window of [page, low.page]) expect(await barriers(window)).toEqual([]);
    expect(faults()).toEqual([]);
  });
});

describe('webhooks', () => {
  const raise = () => record(ADA, `/v1/negotiations/${talks}/issues`, { title: 'Licences for magnets' });
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
        await service
          .as(await issuer.token(person))
          .get('/v1/webhooks')
          .expect(200)
      ).body as { items: { id: string }[] }
    ).items;
  afterEach(async () => {
    for (const { id } of await hooksOf(RHEA))
      await service
        .as(await issuer.token(RHEA))
        .delete(`/v1/webhooks/${id}`)
        .expect(204);
  });

  it('show their secret once, send with it, are given another one, changed and ended', async () => {
    const receiver = await receive();
    const { page, faults } = await openAs(RHEA);
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
    expect(await hooksOf(RHEA)).toMatchObject([{ name: 'Night desk', kinds: ['issue'], negotiationId: talks }]);

    await page.getByRole('button', { name: 'End it: Night desk' }).click();
    expect(await barriersOnPhone(page)).toEqual([]);
    await page.locator('.ask').getByRole('button', { name: 'End it' }).click();
    await page.getByText('You have none.').waitFor();
    await getsFocus(page.locator('#webhooks'));
    expect(faults()).toEqual([]);
  });

  it('are changed over what another window has changed, and keep kinds that the form does not show', async () => {
    const [receiver, next] = [await receive(), await receive()];
    const { page, faults } = await openAs(RHEA);
    await page.getByText('Only some kinds').click();
    await page.getByLabel('Issues').check();
    await page.getByLabel('Issues').uncheck();
    // It closes under nobody's hand.
    expect(await page.getByLabel('Issues').isVisible()).toBe(true);
    await make(page, receiver.url, 'Desk');
    await secretIn(page).waitFor();
    const [{ id } = { id: '' }] = await hooksOf(RHEA);
    const change = async (body: object) =>
      service
        .as(await issuer.token(RHEA))
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
    await service
      .as(await issuer.token(RHEA))
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
    const receiver = await receive();
    const { page } = await openAs(RHEA);
    await make(page, receiver.url, 'Desk');
    await secretIn(page).waitFor();
    const [{ id } = { id: '' }] = await hooksOf(RHEA);
    await page.getByRole('button', { name: 'Change: Desk' }).click();
    const form = page.getByRole('form', { name: 'Change' });
    await form.getByLabel('Who receives it').fill('Night desk');
    const sent = await held(page, `**/v1/webhooks/${id}`, 'PUT');
    await form.getByRole('button', { name: 'Save' }).click();
    await sent.asked;
    await service
      .as(await issuer.token(RHEA))
      .delete(`/v1/webhooks/${id}`)
      .expect(204);
    await sent.release();
    await page.getByRole('alert').getByText('This webhook has ended meanwhile').waitFor();
    expect(await form.getByLabel('Who receives it').inputValue()).toBe('Night desk');
    expect(await hooksOf(RHEA)).toEqual([]);
  });

  it('are not made without an address, or for one that is not allowed: the field says why, and what was typed stays', async () => {
    const { page, faults } = await openAs(RHEA);
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
    const receiver = await receive();
    const { page } = await openAs(RHEA);
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
    const receiver = await receive();
    receiver.manner = 503;
    const { page, faults } = await openAs(RHEA);
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
    expect(receiver.verified(secret, before)).toMatchObject([{ data: { negotiationId: talks, kinds: ['issue'] } }]);

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
    const receiver = await receive();
    receiver.manner = 503;
    const { page } = await openAs(RHEA);
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
    for (const end of [isLost, isUnnoted]) {
      await loseNext(page, '**/v1/dead-letters/*/delivery', end);
      await letter.getByRole('button', { name: 'Send again' }).click();
      await page.getByRole('alert').getByText('It is not known whether it was delivered.').waitFor();
      await getsFocus(letter.getByRole('button', { name: 'Send again' }));
      await page.locator('#hook-url').focus();
    }
    await letter.getByRole('button', { name: 'Drop' }).click();
    await loseNext(page, '**/v1/dead-letters/*', isUnnoted);
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
    const [receiver, next] = [await receive(), await receive()];
    receiver.manner = 410;
    const { page } = await openAs(RHEA);
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
    const { page, faults } = await openAs(RHEA);
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

describe('somebody without a role', () => {
  it('is told whom to ask for each part, and is shown none', async () => {
    const { page, faults } = await openAs(NOBODY, `?negotiation=${talks}`);
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
    const receiver = await receive();
    receiver.manner = 503;
    const roles = ['administrator', 'declassifier', 'reader'];
    const lina: Person = { ...ADAM, subject: `lina-${language}`, name: 'Lina Vogt', roles };
    const of = (await record(ADA, '/v1/negotiations', { title: `Tin ${language}` })).id;
    await give(lina.subject, {}, of);
    await give('dora', {}, of);
    const marking = { level: 'secret' };
    const thing = await record(ADA, `/v1/negotiations/${of}/meetings`, { title: `Dinner ${language}`, marking });
    const lowered = { marking: { level: 'restreint' }, reason: 'It was published.' };
    await record(DORA, `/v1/meetings/${thing.id}/approve-marking`, lowered);
    const search = `?negotiation=${of}&lower=${thing.events[0]!.id}`;
    const { page, faults } = await openAs(lina, search, { locale, colorScheme: 'dark' });
    for (const name of titles) await page.getByRole('heading', { name, exact: true }).waitFor();
    await row(page, 'dora').waitFor();
    await page.locator('.waiting .acts2 button').click();
    await page.locator('.asked .ask').waitFor();
    await page.locator('.people .act button').last().click();
    await page.locator('#approve-level').waitFor();
    await page.locator('#hook-url').fill(receiver.url);
    await page.keyboard.press('Enter');
    await page.locator('.address').waitFor();
    await record(ADA, `/v1/negotiations/${of}/issues`, { title: 'Licences for tin' });
    await soon(page, page.locator('.letters li'));
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });
});
