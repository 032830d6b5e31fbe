import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { barriers, barriersOnPhone, Chromium, shows } from '../support/chromium.js';
import { Issuer, PAGE_CLIENT_ID, type Person } from '../support/issuer.js';
import { newDataDir, type ReceiptBody, remove, type Running, start } from '../support/service.js';

const CLEARED = { clearance: 'secret', compartments: ['trade'] };
const ADA: Person = { subject: 'ada', name: 'Ada Lang', roles: ['administrator', 'recorder'], ...CLEARED };
const ADAM: Person = { subject: 'adam', name: 'Adam Roth', roles: ['administrator'], ...CLEARED };
const EVE: Person = { subject: 'eve', name: 'Eve Stern', roles: ['auditor'], ...CLEARED };
const RHEA: Person = { subject: 'rhea', name: 'Rhea Moor', roles: ['reader'], ...CLEARED };
const NOBODY: Person = { subject: 'nora', name: 'Nora Null', roles: [] };

let browser: Chromium;
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
  service = await start(newDataDir(), { ...issuer.settings, PAGE_CLIENT_ID });
  talks = (await record(ADA, '/v1/negotiations', { title: 'Talks on magnets', marking: { level: 'restreint' } })).id;
  other = (await record(ADA, '/v1/negotiations', { title: 'Whaling' })).id;
  for (const { subject, name } of [EVE, RHEA]) await give(subject, { name });
});
afterEach(() => browser.closeWindows());
afterAll(async () => {
  await browser.stop();
  await service.close();
  await issuer.stop();
  remove(service.dataDir);
});

/** A window in which somebody has logged in. */
const openAs = async (person: Person, search = '', options: BrowserContextOptions = {}) => {
  issuer.logIn(service.url, person);
  const window = await browser.open(
    [service.url, issuer.url].map((url) => new URL(url).host),
    options,
  );
  await window.page.goto(`${service.url}/administration${search}`);
  await window.page.getByRole('button', { name: `Log in as ${person.name}` }).click();
  await window.page.locator('.lede h1').waitFor();
  return window;
};
const row = (page: Page, name: string) => page.locator('.people tbody tr').filter({ hasText: name });
const focused = (page: Page) =>
  page.evaluate<string>('document.activeElement.id || document.activeElement.textContent');
const fill = async (page: Page, fields: Readonly<Record<string, string>>) => {
  for (const [field, value] of Object.entries(fields)) await page.locator(`#grant-${field}`).fill(value);
};
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
    await shows(page, '.headline', '1 person has access to Whaling');
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
    expect(await focused(page)).toBe('grant-subject');
    expect(await page.locator('#grant-subject').inputValue()).toBe('');

    await page.getByRole('button', { name: 'Revoke: Berta Klein' }).click();
    expect(await focused(page)).toBe('Leave it');
    await page.locator('#revoke-reason').fill('The minutes are done.');
    expect(await barriers(page)).toEqual([]);
    await page.locator('.asked').getByRole('button', { name: 'Revoke' }).click();
    await said(page, 'The access of Berta Klein is revoked.');
    expect(await focused(page)).toBe('access');
    await page.getByRole('button', { name: 'Give again: Berta Klein' }).click();
    expect(await kept('berta')).toMatchObject({ status: 'revoked', reason: 'The minutes are done.' });
    expect(await page.locator('#grant-subject').inputValue()).toBe('berta');
    expect(await focused(page)).toBe('grant-reason');
    expect(faults()).toEqual([]);
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
    await fill(page, { subject: 'dora' });
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('button', { name: 'Change it' }).click();
    expect(await page.locator('#grant-subject').inputValue()).toBe('dora');
    expect([(await kept('carl'))?.status, await kept('dora')]).toEqual(['given', undefined]);
    // What was typed is not lost by a link.
    const asked = page.waitForEvent('dialog');
    const click = page.getByRole('link', { name: 'Week' }).click();
    const dialog = await asked;
    expect(dialog.message()).toBe('What you typed about a person is not on record. Leave all the same?');
    await dialog.dismiss();
    await click;
    expect(await page.locator('#grant-subject').inputValue()).toBe('dora');
  });

  it.each([
    ['to oneself', { subject: 'ada' }, 'Ask another administrator to grant it.'],
    ['to somebody who has it', { subject: 'rhea' }, 'This person already has access to the negotiation.'],
    ['at no login', { subject: 'hans', issuer: ' ' }, /issuer/],
  ])('cannot be given %s: the field says so, and what was typed stays', async (_, typed, why) => {
    const { page, faults } = await openAs(ADA, `?negotiation=${talks}`);
    await fill(page, { name: 'Somebody', reason: 'A reason', ...typed });
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('alert').getByText('See what is wrong at the field.').waitFor();
    const wrong = page.locator('.adform .err');
    expect(await wrong.locator('.why').innerText()).toMatch(why);
    expect(await wrong.locator('input:focus').count()).toBe(1);
    expect(await page.locator('#grant-name').inputValue()).toBe('Somebody');
    expect(await page.locator('#grant-reason').inputValue()).toBe('A reason');
    expect(await barriers(page)).toEqual([]);
    // Chromium itself writes a line for a request that was refused.
    expect(faults().filter((fault) => !fault.includes('422') && !fault.includes('400'))).toEqual([]);
  });
  it('cannot be given to nobody: the page says so without asking the service', async () => {
    const { page, faults } = await openAs(ADA, `?negotiation=${talks}`);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('Fill in the identifier of the person.').waitFor();
    expect(await focused(page)).toBe('grant-subject');
    expect(faults()).toEqual([]);
  });

  it('is given once, although the first answer was lost', async () => {
    const { page } = await openAs(ADA, `?negotiation=${talks}`);
    await fill(page, { subject: 'fritz', name: 'Fritz' });
    await page.getByRole('button', { name: 'Check' }).click();
    const keys: (string | undefined)[] = [];
    await page.route(`**${grantsOf(talks)}`, async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort('connectionreset');
    });
    await page.getByRole('button', { name: 'Give access' }).click();
    await page.getByRole('alert').getByText('nothing is done twice').waitFor();
    expect(await page.locator('#grant-subject').inputValue()).toBe('fritz');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Give access' }).click();
    await said(page, 'Fritz has access now.');
    expect(keys).toEqual([keys[0], keys[0]]);
    await row(page, 'Fritz').waitFor();
  });
  it('is known to be on record already if it is checked after its answer was lost', async () => {
    const { page } = await openAs(ADA, `?negotiation=${talks}`);
    await fill(page, { subject: 'gina', name: 'Gina' });
    await page.getByRole('button', { name: 'Check' }).click();
    await page.route(
      `**${grantsOf(talks)}`,
      async (route) => {
        await route.fetch();
        return route.abort('connectionreset');
      },
      { times: 1 },
    );
    await page.getByRole('button', { name: 'Give access' }).click();
    await page.getByRole('alert').getByText('nothing is done twice').waitFor();
    await page.getByRole('button', { name: 'Change it' }).click();
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('group', { name: 'This would be put on record:' }).waitFor();
    await page.getByRole('button', { name: 'Give access' }).click();
    await said(page, 'Gina has access now.');
    expect((await kept('gina'))?.status).toBe('given');
  });

  it('is the same in two windows, and a second revocation is refused', async () => {
    await give('gerd', { name: 'Gerd Blum' });
    const [one, two] = [await openAs(ADA, `?negotiation=${talks}`), await openAs(ADA, `?negotiation=${talks}`)];
    for (const { page } of [one, two]) await page.getByRole('button', { name: 'Revoke: Gerd Blum' }).click();
    await two.page.route(`**${grantsOf(talks)}?*`, (route) => route.abort());
    await one.page.locator('.asked').getByRole('button', { name: 'Revoke' }).click();
    await said(one.page, 'The access of Gerd Blum is revoked.');
    await two.page.locator('.asked').getByRole('button', { name: 'Revoke' }).click();
    await two.page.getByRole('alert').getByText('The access of this person is already revoked.').waitFor();
    await two.page.unroute(`**${grantsOf(talks)}?*`);
    await two.page.getByRole('button', { name: 'Try again' }).click();
    await two.page.getByRole('button', { name: 'Give again: Gerd Blum' }).waitFor();
    expect((await kept('gerd'))?.status).toBe('revoked');
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

  it('is read by an auditor, who cannot change it', async () => {
    const { page, faults } = await openAs(EVE);
    await row(page, 'Rhea Moor').waitFor();
    await page.getByText('As an auditor you see what they did.').waitFor();
    expect(await page.locator('.people button, .adform, #access-any').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });
  it.each([
    ['a reader', RHEA, /Your roles: reader\./],
    ['somebody without a role', NOBODY, /You have no role\./],
  ])('is not shown to %s, who is told whom to ask', async (_, person, roles) => {
    const { page, faults } = await openAs(person, `?negotiation=${talks}`);
    await page.getByText('If somebody needs access, ask an administrator').waitFor();
    expect(await page.locator('.crumb').innerText()).toMatch(roles);
    expect(await page.locator('.people').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });
  it('of a negotiation that an auditor may not see is refused, as if there were none', async () => {
    const { page } = await openAs(EVE, `?negotiation=${other}`);
    await page.getByRole('alert').getByText('Nothing is on record here that you may see').waitFor();
    expect(await barriers(page)).toEqual([]);
  });

  it.each([
    ['fr', 'fr', 'Qui peut voir une négociation'],
    ['zh', 'zh-CN', '谁可以看到谈判'],
    ['ar', 'ar', 'من يجوز له أن يرى مفاوضة'],
  ])('is told in the language of the reader: %s', async (_, locale, title) => {
    const { page, faults } = await openAs(ADA, '', { locale, colorScheme: 'dark' });
    await page.getByRole('heading', { name: title }).waitFor();
    await row(page, 'Rhea Moor').waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    expect(faults()).toEqual([]);
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
