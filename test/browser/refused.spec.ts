import { beforeAll, describe, expect, it } from '@jest/globals';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers } from '../support/chromium.js';
import { type Issuer, PAGE_CLIENT_ID, type Person } from '../support/issuer.js';
import type { ReceiptBody, Running } from '../support/service.js';

const ADA: Person = { subject: 'ada', name: 'Ada Lang', roles: ['administrator', 'recorder'] };
const RHEA: Person = { subject: 'rhea', name: 'Rhea Moor', roles: ['reader'] };
const NORA: Person = { subject: 'nora', name: 'Nora Null', roles: [] };

const { browser, startIssuer, startService } = browserFixture();
let issuer: Issuer;
let service: Running;
let screens: Readonly<Record<string, string>>;
beforeAll(async () => {
  issuer = await startIssuer();
  service = await startService({ ...issuer.settings, PAGE_CLIENT_ID });
  const ada = service.as(await issuer.token(ADA));
  const record = async (path: string, body: object) =>
    ((await ada.post(path, body).expect(201)).body as ReceiptBody).id;
  const talks = await record('/v1/negotiations', { title: 'Secret talks' });
  const meeting = await record(`/v1/negotiations/${talks}/meetings`, { title: 'Plenary' });
  const address = `/negotiations/${talks}`;
  screens = {
    list: '/',
    week: '/week',
    negotiation: address,
    timeline: `${address}/timeline`,
    changes: `${address}/changes`,
    audit: `${address}/audit`,
    record: `${address}/record`,
    brief: `${address}/meetings/${meeting}/brief`,
  };
});

const openAs = async (person: Person) => {
  issuer.logIn(service.url, person);
  const window = await browser.open([service.url, issuer.url].map((url) => new URL(url).host));
  await window.page.goto(service.url);
  await window.page.getByRole('button', { name: `Log in as ${person.name}` }).click();
  await window.page.locator('main').getByRole('heading', { level: 1 }).waitFor();
  return window;
};

const NOT_HERE = 'Nothing is on record here that you may see';
const NO_ROLE = 'You may not see this';
const NOT_RECORDED = 'You may not record';

describe.each([
  [
    'who has no access to a negotiation',
    RHEA,
    { list: 'All negotiations', week: 'Week', record: NOT_RECORDED, otherwise: NOT_HERE },
    ['No negotiation is on record that you may see.', 'No negotiation with this id is recorded.'],
  ],
  [
    'who has no role',
    NORA,
    { record: NOT_RECORDED, otherwise: NO_ROLE },
    ['You do not have a role that allows this. Ask an administrator of the issuer for the role.'],
  ],
] as const)('somebody %s', (_, person, { otherwise, ...headings }, advice) => {
  it('is told so on every screen, and learns nothing of what is there', async () => {
    const { page, faults } = await openAs(person);
    const told = new Set<string>();
    for (const [name, path] of Object.entries(screens)) {
      await page.goto(service.url + path);
      const main = page.locator('main');
      await main
        .getByRole('heading', { level: 1, name: headings[name as keyof typeof headings] ?? otherwise })
        .waitFor();
      const text = await main.innerText();
      expect(text).not.toMatch(/Secret talks|Plenary/);
      for (const one of advice) if (text.includes(one)) told.add(one);
      expect([name, await barriers(page)]).toEqual([name, []]);
    }
    expect(told).toEqual(new Set(advice));
    expect(faults().filter((fault) => !/status of 40[34]/.test(fault))).toEqual([]);
  });
});
