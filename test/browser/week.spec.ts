import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { askAgain, barriers, Chromium, getsFocus, losesLine, shows } from '../support/chromium.js';
import { Issuer, PAGE_CLIENT_ID, type Person } from '../support/issuer.js';
import { recordDossier } from '../support/recorded-dossier.js';
import { type Asked, type ReceiptBody, remove, type Running, start } from '../support/service.js';

let browser: Chromium;
let service: Running;
let mackerel: string;
/** The zone of the reader is that of Brussels, and it is Wednesday. */
const WEDNESDAY = new Date('2025-10-29T08:10:00Z');

const record = async (path: string, body: object): Promise<ReceiptBody> =>
  (await service.post(path, body).set('if-match', '*').expect(201)).body as ReceiptBody;
const meeting = async (title: string, more: object = {}): Promise<string> =>
  (await record(`/v1/negotiations/${mackerel}/meetings`, { title, occurredOn: '2025-10-20', ...more })).id;

beforeAll(async () => {
  [browser, service] = await Promise.all([Chromium.start(), start()]);
  await recordDossier(service);
  const opened = { occurredOn: '2025-01-10' };
  mackerel = (
    await record('/v1/negotiations', { title: 'Mackerel quotas', subject: 'Shares of five parties', ...opened })
  ).id;
  await record('/v1/negotiations', { title: 'Steel overcapacity', ...opened });
  const on = { occurredOn: '2025-10-21' };
  const norway = (
    await record(`/v1/negotiations/${mackerel}/parties`, {
      name: 'Norway',
      kind: 'state',
      role: 'principal',
      ...opened,
    })
  ).id;
  const minister = (
    await record(`/v1/negotiations/${mackerel}/representatives`, {
      name: 'Kari Nordmann',
      kind: 'person',
      partyId: norway,
      ...opened,
    })
  ).id;
  const plenary = await meeting('Plenary in London', {
    planned: { on: '2025-10-28', time: '23:30', zone: 'Europe/London' },
  });
  await record(`/v1/meetings/${plenary}/confirm`, { confirmedById: norway, ...on });
  await record(`/v1/meetings/${plenary}/delegations`, {
    partyId: norway,
    level: 'ministerial',
    confirmed: false,
    announcedById: minister,
    members: [{ representativeId: minister, coming: 'unclear' }],
    ...on,
  });
  await meeting('Call of the chairs', {
    planned: { on: '2025-10-27/2025-11-02', text: 'this week' },
    mode: 'phone-call',
  });
  await meeting('Autumn round', { planned: { on: '2025-11', text: 'in November' } });
  await record(`/v1/meetings/${await meeting('Coffee', { planned: { on: '2025-10-31' } })}/cancel`, {
    reason: 'No time',
    ...on,
  });
  await meeting('Ministers', { planned: { text: 'before Christmas' } });
  await meeting('Summer round', { planned: { on: '2026-06-10' } });
  // Another report of the same fact names another day.
  const drafting = await meeting('Drafting group');
  const scheduled = await record(`/v1/meetings/${drafting}/schedule`, { planned: { on: '2025-10-30' }, ...on });
  await record(`/v1/meetings/${drafting}/schedule`, {
    planned: { on: '2025-10-29', text: 'on Wednesday' },
    reportOf: scheduled.events[0]!.id,
    ...on,
  });
  // Of the week of 15 September: told more or less surely, and for the Sunday of another zone, which is Monday here.
  await meeting('Working lunch', { planned: { on: '2025-09-16', time: '12:30' } });
  await meeting('Call with Washington', { planned: { on: '2025-09-21', time: '22:00', zone: 'America/New_York' } });
  const dinner = await meeting('Dinner', { planned: { on: '2025-09-18' } });
  await record(`/v1/meetings/${dinner}/held`, { summary: 'They met.' });
  const walk = await meeting('Walk', { planned: { on: '2025-09-15' } });
  await record(`/v1/meetings/${walk}/held`, { occurredOn: '~2025-09-19', occurredText: 'around Friday' });
  const off = await meeting('Harbour visit');
  const visit = await record(`/v1/meetings/${off}/schedule`, { planned: { on: '2025-09-25' }, ...on });
  await record(`/v1/meetings/${off}/schedule`, {
    planned: { on: '2025-09-17' },
    reportOf: visit.events[0]!.id,
    ...on,
  });
  await record(`/v1/meetings/${off}/cancel`, { reason: 'A storm', ...on });
  await service.get('/v1/meetings').expect(200);
});
afterEach(() => browser.closeWindows());
afterAll(async () => {
  await browser.stop();
  await service.close();
  remove(service.dataDir);
});

/** A window in which it is this time. */
const openAt = async (time: Date, path = '/week', options: BrowserContextOptions = {}) => {
  const window = await browser.open([new URL(service.url).host], options);
  await window.page.clock.setFixedTime(time);
  await window.page.goto(service.url + path);
  await window.page.locator('.lede h1').waitFor();
  return window;
};
const headline = (page: Page, text: string | RegExp) => shows(page, '.headline', text);
const row = (page: Page, name: string) => page.locator('.wkgrid tbody tr').filter({ hasText: name });
const said = async (page: Page, selector: string, of?: string) =>
  (await (of === undefined ? page : row(page, of)).locator(selector).allInnerTexts()).map((one) =>
    one.replaceAll(/\s+/g, ' ').trim(),
  );

describe('a week of all negotiations', () => {
  it('is reached from their list, has what the dossier tells on its days, and leads back', async () => {
    const { page, faults } = await openAt(WEDNESDAY, '/');
    await page.getByRole('link', { name: 'Week', exact: true }).click();
    await page.waitForURL(`${service.url}/week`);
    // The dossier has three; of the others, a plenary, a period, and a meeting on whose day accounts differ.
    await headline(page, '6 meetings this week');
    await page.getByText('1 more may fall into it: its date is vague.').waitFor();
    await page.getByText('Days and hours are those of your zone: Central European Time.').waitFor();
    await page.getByText('3 negotiations that you may see · today is Wednesday, 29 October 2025').waitFor();
    expect(await said(page, '.wkgrid thead th')).toEqual([
      'Negotiation',
      'Mon 27 Oct',
      'Tue 28',
      'Wed 29, today',
      'Thu 30',
      'Fri 31',
      'Sat 1 Nov',
      'Sun 2',
      'No day told',
    ]);
    expect(await said(page, '.lane7 li', 'EU–China talks')).toEqual([
      '27 Oct 2025: Preliminary contact between the teams held · video call',
      '30 Oct 2025: High-level technical talks in Brussels held · in person · Brussels',
      '31 Oct 2025: Video call on Friday held · video call',
    ]);
    expect(await said(page, '.t li', 'EU–China talks')).toEqual([
      'Another account of High-level technical talks in Brussels held “tomorrow”, according to A newspaper of 28 October 2025',
    ]);
    expect(await said(page, '.wkquiet a')).toEqual(['Steel overcapacity']);
    expect(await said(page, '.wknext tr')).toEqual(['10 Jun 2026 Summer round tentative · Brief Mackerel quotas']);
    expect(await said(page, '.marking')).toEqual(Array(2).fill('Marking of this screen: PUBLIC'));
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Steel overcapacity' }).click();
    await shows(page, 'h1', 'Steel overcapacity');
    await page.goBack();
    await page.getByRole('navigation').getByRole('link', { name: 'All negotiations' }).click();
    await page.waitForURL(`${service.url}/`);
    expect(faults()).toEqual([]);
  });

  it('tells how each meeting stands by a word and a shape, a period by dots, another account by dashes', async () => {
    const { page } = await openAt(WEDNESDAY);
    await headline(page, '6 meetings');
    expect(await said(page, '.lane7 li', 'Mackerel')).toEqual([
      '27 Oct–2 Nov 2025: Call of the chairs tentative · phone call · 27 Oct–2 Nov 2025 “this week”',
      // At 23:30 in London it is another day here.
      '29 Oct 2025: Plenary in London confirmed · 00:30 (23:30 in Europe/London) Unclear: Kari Nordmann, according to Kari Nordmann',
      '29 Oct 2025: Another account has here: Drafting group “on Wednesday”',
      '30 Oct 2025: Drafting group tentative',
      '31 Oct 2025: Coffee cancelled',
      'Nov 2025: Autumn round tentative · Nov 2025 “in November”',
    ]);
    const shapes = await row(page, 'Mackerel')
      .locator('.lane7 .wkb')
      .evaluateAll((bars) => (bars as unknown as { className: string }[]).map(({ className }) => className));
    expect(shapes).toEqual([
      'wkb planned vague',
      'wkb confirmed',
      'wkb planned rival',
      'wkb planned',
      'wkb cancelled',
      'wkb planned vague on',
    ]);
    expect(await said(page, '.t li', 'Mackerel')).toEqual(['Ministers proposed “before Christmas”']);
  });

  it('goes to other weeks by keys and links, which keep the focus; the address holds it', async () => {
    const { page, faults } = await openAt(WEDNESDAY);
    await headline(page, '6 meetings');
    await page.keyboard.press(']');
    await page.waitForURL(`${service.url}/week?from=2025-11-03`);
    await headline(page, 'Nothing is set for 3–9 Nov 2025');
    await page.getByText('Next: Summer round, 10 Jun 2026.').waitFor();
    await page.keyboard.press('[');
    await page.keyboard.press('[');
    await page.waitForURL(/from=2025-10-20/);
    await headline(page, '1 meeting, 20–26 Oct 2025');
    // A week that is over has nothing to come that has no day.
    expect(await page.getByText('before Christmas').count()).toBe(0);
    const before = page.getByRole('link', { name: 'Week before' });
    await before.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/from=2025-10-13/);
    await headline(page, 'No meeting is on record for 13–19 Oct 2025');
    await getsFocus(before);
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('n');
    await page.waitForURL(`${service.url}/week`);
    // Some keyboards have "[" with AltGr, which is Ctrl and Alt at once; Alt alone is a key of the browser.
    const press = (init: string) =>
      page.evaluate(`dispatchEvent(new KeyboardEvent('keydown', { key: '[', ...${init} }))`);
    await press(`{ altKey: true }`);
    await press(`{ altKey: true, ctrlKey: true, modifierAltGraph: true }`);
    await page.waitForURL(/from=2025-10-20/);
    await page.getByLabel('Letters are shortcuts').uncheck();
    await page.keyboard.press('n');
    await page.keyboard.press('[');
    await page.getByRole('link', { name: 'To this week' }).click();
    await page.waitForURL(`${service.url}/week`);
    await getsFocus(page.getByText(/^27 Oct.2 Nov 2025$/));
    await page.getByLabel('Letters are shortcuts').check();
    await page.goto(`${service.url}/week?from=2025-11-01`);
    await headline(page, '6 meetings this week');
    // Nothing is surer than it was told, and of another account it is said what became of the meeting.
    await page.goto(`${service.url}/week?from=2025-09-15`);
    await headline(page, '2 meetings, 15–21 Sept 2025');
    await page.getByText('1 more may fall into it: its date is vague.').waitFor();
    expect(await said(page, '.lane7 li', 'Mackerel')).toEqual([
      '16 Sept 2025: Working lunch tentative · 12:30 (zone not told)',
      '17 Sept 2025: Another account has here: Harbour visit cancelled',
      '18 Sept 2025: Dinner held · nobody told when it was held: this is when it was planned',
      'about 19 Sept 2025: Walk held · about 19 Sept 2025 “around Friday”',
    ]);
    expect(await said(page, '.wknext tr')).toContainEqual(
      '22 Sept 2025 Call with Washington tentative · 04:00 (22:00 in America/New_York) · Brief Mackerel quotas',
    );
    await page.goto(`${service.url}/week?from=yesterday`);
    await page.getByText('This address names a day that cannot be shown. This is the present week.').waitFor();
    expect(faults()).toEqual([]);
  });

  it('says that nothing is set for this week, what comes next, and what has no day', async () => {
    const { page } = await openAt(new Date('2026-03-04T08:00:00Z'));
    await headline(page, 'Nothing is set for this week');
    await page.getByText('Next: Summer round, 10 Jun 2026.').waitFor();
    expect(await said(page, '.wkgrid tbody tr')).toEqual([
      expect.stringMatching(/^Mackerel.*Ministers proposed “before Christmas”$/),
    ]);
    expect(await barriers(page)).toEqual([]);
    await page.clock.setFixedTime(new Date('2026-07-01T08:00:00Z'));
    await page.reload();
    await page.getByText('No later meeting with a day is on record.').first().waitFor();
  });

  it('opens a meeting with its history by keys, and gives the focus back', async () => {
    const { page } = await openAt(WEDNESDAY);
    const title = row(page, 'EU–China talks')
      .locator('.lane7')
      .getByRole('button', { name: 'High-level technical talks' });
    await title.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('heading', { name: 'High-level technical talks in Brussels' }).waitFor();
    await page.getByRole('dialog').locator('.moves li').first().waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await getsFocus(title);
  });

  it('shows what is recorded meanwhile', async () => {
    const { page } = await openAt(new Date('2024-05-08T08:00:00Z'));
    await headline(page, 'Nothing is set for this week');
    await page.getByText('Live', { exact: true }).waitFor();
    await meeting('Early round', { planned: { on: '2024-05-10' } });
    await headline(page, '1 meeting this week');
    expect(await said(page, '.lane7 li')).toEqual(['10 May 2024: Early round tentative']);
  });

  it('stays as it was if there is no line, and says why it cannot be shown', async () => {
    const { page } = await openAt(WEDNESDAY);
    await headline(page, '6 meetings');
    await losesLine(page);
    await headline(page, '6 meetings');
    expect(await barriers(page)).toEqual([]);
    // The week after was not seen yet.
    await page.keyboard.press(']');
    await page.getByRole('heading', { name: 'The service cannot be reached' }).waitFor();
    await shows(page, '.wkstep', '3–9 Nov 2025');
    expect(await barriers(page)).toEqual([]);
    await page.context().setOffline(false);
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
    await headline(page, 'Nothing is set for 3–9 Nov 2025');

    // The disputes of a negotiation alone cannot be read: its meetings are there.
    const disputes = /\/disputes\?/;
    const asked = new Set<string>();
    await page.route(disputes, async (route) => {
      asked.add(route.request().url());
      await route.abort('connectionreset');
    });
    await page.goto(`${service.url}/week`);
    await headline(page, '6 meetings this week');
    await page.getByText('The contradictions in EU–China talks').waitFor();
    expect(await page.getByText('“tomorrow”').count()).toBe(0);
    // Of the other negotiations, none is disputed.
    expect(asked.size).toBe(1);
    expect(await barriers(page)).toEqual([]);
    await page.unroute(disputes);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('“tomorrow”').waitFor();
    await page.getByText('The contradictions in').waitFor({ state: 'detached' });
  });

  it('is said in other languages, in the dark, too', async () => {
    const { page } = await openAt(WEDNESDAY, '/week', { colorScheme: 'dark' });
    for (const [language, dir, monday, text, zone] of [
      ['fr', 'ltr', 'lun. 27 oct.', '6 réunions cette semaine', 'heure d’europe centrale'],
      ['zh', 'ltr', '10月27日周一', '本周有 6 次会议', '中欧时间'],
      ['ar', 'rtl', 'الاثنين، 27 أكتوبر', '6 اجتماعات هذا الأسبوع', 'توقيت وسط أوروبا'],
    ] as const) {
      await page.locator('select.language').selectOption(language);
      await headline(page, text);
      expect(await page.locator('html').getAttribute('dir')).toBe(dir);
      expect((await said(page, '.wkgrid thead th'))[1]).toBe(monday);
      expect((await page.locator('.lede .by').innerText()).toLowerCase()).toContain(zone);
      expect(await barriers(page)).toEqual([]);
    }
  });

  it('is a list by day on a phone, nothing wider than it', async () => {
    const { page } = await openAt(WEDNESDAY, '/week', { viewport: { width: 360, height: 740 } });
    await headline(page, '6 meetings this week');
    expect(await said(page, '.wkdays h2')).toEqual([
      'Monday 27 October',
      'Wednesday 29 October, today',
      'Thursday 30 October',
      'Friday 31 October',
      'Some day of these',
      'No day told',
    ]);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(360);
    expect(await barriers(page)).toEqual([]);
  });

  it('has the days of the reader', async () => {
    const { page } = await openAt(WEDNESDAY, '/week', { timezoneId: 'America/New_York' });
    await page.getByText('Days and hours are those of your zone: Eastern Time.').waitFor();
    await headline(page, '6 meetings');
    expect((await said(page, '.lane7 li', 'Mackerel'))[1]).toMatch(
      /^28 Oct 2025: Plenary in London confirmed · 19:30 \(23:30 in Europe\/London\)/,
    );
  });
});

describe('an address for programs that keep calendars', () => {
  const fetched = async (address: string) => {
    const answer = await fetch(address);
    return { status: answer.status, text: await answer.text() };
  };
  const address = (page: Page) => page.getByLabel('Address of your calendar').inputValue();
  const feeds = (page: Page) => page.locator('.feeds li');
  /** The service makes the next one, and the line is lost before its answer. */
  const loseAnswer = (page: Page) =>
    page.route(
      /\/v1\/feeds\/[^/]+$/,
      async (route) => {
        await route.fetch();
        await route.abort('connectionreset');
      },
      { times: 1 },
    );

  it('is made, shown once with a warning, copied, renewed and ended, by keys', async () => {
    const { page, faults } = await openAt(WEDNESDAY, '/week', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByLabel('Where you use it').fill('My telephone');
    await page.keyboard.press('Enter');
    await page.getByText('The address is a key: whoever has it reads these meetings.').waitFor();
    const first = await address(page);
    expect(first).toMatch(new RegExp(`^${service.url}/v1/feeds/feed_[^/]+/calendar\\.ics$`));
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Copied.').waitFor();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(first);
    // It is shown this once: another language does not take it away.
    await page.getByLabel('Language').selectOption('fr');
    await page.getByText('L’adresse est une clé').waitFor();
    expect(await page.getByLabel('Adresse de votre calendrier').inputValue()).toBe(first);
    await page.getByLabel('Langue').selectOption('en');
    await page.getByText('The address is a key').waitFor();
    expect(await address(page)).toBe(first);
    const { text } = await fetched(first);
    for (const title of ['High-level technical talks in Brussels', 'Call of the chairs']) expect(text).toContain(title);
    expect(await said(page, '.feeds li')).toEqual([
      expect.stringMatching(/^My telephone, All negotiations Made \d.*\d{4}.*\. New address End it$/),
    ]);

    await feeds(page).getByRole('button', { name: 'New address' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('The address that you have now ends at once.').waitFor();
    await getsFocus(page.getByRole('button', { name: 'Keep it' }));
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await shows(page, '.feeds li', /New address \d/);
    const second = await address(page);
    expect(second).not.toBe(first);
    expect([(await fetched(first)).status, (await fetched(second)).status]).toEqual([404, 200]);

    await page.reload();
    await shows(page, '.feeds li', 'My telephone');
    expect(await page.getByText(second.slice(-40)).count()).toBe(0);
    await feeds(page).getByRole('button', { name: 'End it' }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    expect((await fetched(second)).status).toBe(200);
    await feeds(page).getByRole('button', { name: 'End it' }).click();
    await feeds(page).getByRole('button', { name: 'End it' }).click();
    await feeds(page).waitFor({ state: 'detached' });
    expect((await fetched(second)).status).toBe(404);
    await getsFocus(page.getByText('In your own calendar', { exact: true }));
    expect(faults()).toEqual([]);
  });

  it('is about one negotiation, selected where the browser does not copy, and made once though an answer was lost', async () => {
    const { page } = await openAt(WEDNESDAY);
    await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
    await page.getByLabel('Meetings of').selectOption({ label: 'Mackerel quotas' });
    await loseAnswer(page);
    const make = page.getByRole('button', { name: 'Make an address' });
    await make.click();
    await page.getByText('It is not known whether this was done. The service cannot be reached.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await make.click();
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('The address is selected: copy it yourself.').waitFor();
    const made = await address(page);
    expect(await page.evaluate<string>('getSelection().toString()')).toBe(made);
    const { text } = await fetched(made);
    expect([text.includes('Call of the chairs'), text.includes('Brussels')]).toEqual([true, false]);
    expect(await feeds(page).count()).toBe(1);
    // Of another one, the answer is lost, but its reader takes it in hand. What is made then is a third one.
    const close = page.getByRole('button', { name: 'I have it' });
    const named = page.getByLabel('Where you use it');
    await close.click();
    await loseAnswer(page);
    await named.fill('Telephone');
    await make.click();
    await page.getByText('It is not known whether this was done.').waitFor();
    const telephone = feeds(page).filter({ hasText: 'Telephone' });
    await telephone.getByRole('button', { name: 'New address' }).click();
    await telephone.getByRole('button', { name: 'New address' }).click();
    const used = await address(page);
    await close.click();
    await named.fill('Laptop');
    await make.click();
    const laptop = await address(page);
    expect(await Promise.all([used, laptop].map(async (one) => (await fetched(one)).status))).toEqual([200, 200]);
    await shows(page, '.feeds li', 'Laptop');
    expect(await feeds(page).count()).toBe(3);
    for (const { id, name } of ((await service.get('/v1/feeds')).body as { items: { id: string; name?: string }[] })
      .items)
      if (name !== undefined) await service.delete(`/v1/feeds/${id}`).expect(204);
    await askAgain(page, telephone.waitFor({ state: 'detached' }));
    // Somebody ended it in another window.
    const { items } = (await service.get('/v1/feeds')).body as { items: { id: string }[] };
    await service.delete(`/v1/feeds/${items[0]!.id}`).expect(204);
    await feeds(page).getByRole('button', { name: 'New address' }).click();
    await feeds(page).getByRole('button', { name: 'New address' }).click();
    await page.getByText('This address has ended already.').waitFor();
  });
});

describe('who is logged in', () => {
  const CHIEF: Person = { subject: 'chief', clearance: 'tres-secret' };
  const ANA: Person = { subject: 'ana', name: 'Ana Müller', roles: ['reader'], clearance: 'restreint' };
  let issuer: Issuer;
  let closed: Running;
  let ana: Asked;
  beforeAll(async () => {
    issuer = await Issuer.start();
    closed = await start(undefined, { ...issuer.settings, PAGE_CLIENT_ID, ADMINISTRATOR: 'chief' });
    const chief = closed.as(await issuer.token(CHIEF));
    ana = closed.as(await issuer.token(ANA));
    const recorded = async (path: string, body: object): Promise<string> =>
      ((await chief.post(path, body).expect(201)).body as ReceiptBody).id;
    const secret = { marking: { level: 'secret' } };
    const cod = await recorded('/v1/negotiations', { title: 'Talks on cod' });
    const quiet = await recorded('/v1/negotiations', { title: 'Quiet talks', ...secret });
    for (const id of [cod, quiet])
      await recorded(`/v1/negotiations/${id}/grants`, { issuer: issuer.url, subject: 'ana' });
    const planned = { on: '2025-10-30' };
    await recorded(`/v1/negotiations/${cod}/meetings`, { title: 'Plenary', planned, marking: { level: 'restreint' } });
    await recorded(`/v1/negotiations/${cod}/meetings`, { title: 'In the corridor', planned, ...secret });
    await recorded(`/v1/negotiations/${quiet}/meetings`, { title: 'Dinner', planned });
    await closed.get('/v1/meetings');
  });
  afterAll(async () => {
    await closed.close();
    await issuer.stop();
    remove(closed.dataDir);
  });
  const openAs = async (person: Person) => {
    issuer.logIn(closed.url, person);
    const { page, faults } = await browser.open([closed.url, issuer.url].map((url) => new URL(url).host));
    await page.goto(`${closed.url}/week?from=2025-10-27`);
    await page.getByRole('button', { name: 'Log in as' }).click();
    await page.locator('.headline').filter({ hasText: 'meeting' }).waitFor();
    return { page, faults };
  };

  it('sees what they are cleared for, with its marking, and no gap where there is more', async () => {
    const { page, faults } = await openAs(ANA);
    await headline(page, '1 meeting, 27 Oct–2 Nov 2025');
    await shows(page, '.who', 'Ana Müller');
    await page.getByText('1 negotiation that you may see').waitFor();
    expect(await said(page, '.wkgrid tbody tr')).toEqual([expect.stringMatching(/^Talks on cod.* Plenary tentative$/)]);
    expect(await said(page, '.marking')).toEqual(Array(2).fill('Marking of this screen: RESTREINT'));
    expect(await page.locator('main').innerText()).not.toMatch(/corridor|quiet|dinner|secret/i);
    // Addresses show less than their owner sees: PUSH_CLEARANCE is the lowest level.
    await page.getByText('It shows what you may see, at most what is marked PUBLIC.').waitFor();
    expect(faults()).toEqual([]);

    const { page: all } = await openAs({ ...CHIEF, name: 'Chief' });
    await headline(all, '3 meetings');
    expect(await said(all, '.marking')).toEqual(Array(2).fill('Marking of this screen: SECRET'));
  });

  it('is told if they have too many addresses, or change them too often', async () => {
    const { page } = await openAs(ANA);
    const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
    const make = async () => {
      await page.getByRole('button', { name: 'Make an address' }).click();
      await page.getByText('This was not done.').waitFor();
    };
    for (let n = 0; n < 20; n++) await ana.put(`/v1/feeds/${id(n)}`, {}).expect(201);
    await make();
    await page.getByText('You have as many addresses as one may have. End one that you do not need').waitFor();
    expect(await barriers(page)).toEqual([]);
    for (let status = 200; status !== 429;) ({ status } = await ana.put(`/v1/feeds/${id(0)}`, { name: 'Desk' }));
    await make();
    await page
      .getByText(/^This was not done\. You have changed your addresses too often\. Do it again in \d+ seconds?\.$/)
      .waitFor();
    expect(await barriers(page)).toEqual([]);
  });
});
