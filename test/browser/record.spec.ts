import { beforeAll, describe, expect, it } from '@jest/globals';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, barriersOnPhone, shows } from '../support/chromium.js';
import { focused, found, hasFocus, openForm, take, typeKeys } from '../support/note-taker.js';
import { recordDossier } from '../support/recorded-dossier.js';
import type { Running } from '../support/service.js';

const { browser, startWith } = browserFixture();
let service: Running;
let talks: string;
let address: string;
beforeAll(async () => {
  ({ service, talks, address } = await startWith(recordDossier));
});

const open = (search?: string) => openForm(browser, address, search);
const onRecord = (words: string) => found(service, talks, words);

describe('a statement', () => {
  it('is recorded by keyboard alone, from any screen: R, a part of a name, the day as it was said, the words', async () => {
    const { page, faults } = await browser.visit(address);
    await page.getByRole('link', { name: 'Record', exact: true }).waitFor();
    await page.keyboard.press('r');
    await page.getByRole('combobox', { name: 'Who' }).waitFor();
    expect(await focused(page)).toBe('record-who');
    await page.getByText('EU–China talks on rare-earth export controls').first().waitFor();
    await typeKeys(page, 'gill');
    await page.getByRole('option', { name: 'Olof Gill' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    await typeKeys(page, 'Enter');
    await hasFocus(page, 'record-when');
    await typeKeys(page, 'early september', 'Tab', 'The delegation is expected.');
    await page.locator('#record-source').focus();
    await typeKeys(page, 'Web Editor, 27 October 2025', 'Tab', 'c2');
    await shows(page, '.reads', '1–9 September 2025');
    await shows(page, '.reads', 'read from the source’s day, 27 October 2025');
    await shows(page, '.side', 'Olof Gill made a statement.');
    expect(await page.locator('.days .on').count()).toBe(9);
    expect(await barriers(page)).toEqual([]);
    await typeKeys(page, 'Control+Enter');
    await shows(page, '.out', 'Olof Gill: The delegation is expected.');
    await shows(page, '.out .st', 'On record');
    await hasFocus(page, 'record-who');
    expect(await page.locator('#record-text').inputValue()).toBe('');
    // The source and its grade are those of the next one, too.
    expect(await page.locator('#record-source').inputValue()).toBe('Web Editor, 27 October 2025');
    expect(await page.locator('#record-grade').inputValue()).toBe('C2');
    await page.getByRole('status').filter({ hasText: 'On record: Olof Gill' }).waitFor({ state: 'attached' });
    const [fact, ...more] = await onRecord('"The delegation is expected"');
    expect(more).toEqual([]);
    expect(fact).toMatchObject({ type: 'StatementMade', occurredOn: '2025-09-0X', occurredText: 'early september' });
    const event = (await service.get(`/v1/events/${fact!.eventId}`)).body as { sources: object[] };
    expect(event.sources).toEqual([{ title: 'Web Editor', publishedOn: '2025-10-27', reliability: 'C2' }]);
    expect(faults()).toEqual([]);
  });

  it('by somebody who is not on record names them first', async () => {
    const { page, faults } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    await typeKeys(page, 'Li Chenggang', 'Enter');
    await page.getByRole('group', { name: 'New, and recorded first: Li Chenggang' }).waitFor();
    await page.locator('[id^=record-new-party]:focus').waitFor();
    await page.locator('[id^=record-new-party]').selectOption({ label: 'China' });
    await typeKeys(page, 'Tab', 'Vice Minister', 'Enter', '2025-06-03', 'Tab', 'We shall talk in London.');
    await shows(page, '.side', 'Li Chenggang was named as a representative.');
    expect(await barriers(page)).toEqual([]);
    await typeKeys(page, 'Control+Enter');
    await shows(page, '.out .st', 'On record');
    const [said] = await onRecord('"talk in London"');
    const { items } = (await service.get(`/v1/negotiations/${talks}/names?q=chenggang`)).body as {
      items: { id: string; post: string }[];
    };
    expect(items).toEqual([expect.objectContaining({ id: said!.fact['speakerId'], post: 'Vice Minister' })]);
    expect(faults()).toEqual([]);
  });
});

describe('a name', () => {
  it('is new only if none is found: Enter before that waits, and takes nobody else', async () => {
    const { page } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    let answer = () => {};
    const asked = new Promise<void>((resolve) => (answer = resolve));
    await page.route(/names\?limit=24/, async (route) => {
      await asked;
      await route.continue();
    });
    await typeKeys(page, 'Nobody of this name', 'Enter');
    expect(await page.locator('[id^=record-new-party]').count()).toBe(0);
    answer();
    await page.locator('[id^=record-new-party]:focus').waitFor();
  });
  it('that is new once the service has answered takes the focus from nobody who has gone on', async () => {
    const { page } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    let answer = () => {};
    const asked = new Promise<void>((resolve) => (answer = resolve));
    await page.route(/names\?limit=24/, async (route) => {
      await asked;
      await route.continue();
    });
    await typeKeys(page, 'Somebody new', 'Enter', 'Tab', 'la');
    answer();
    await page.getByRole('group', { name: 'New, and recorded first: Somebody new' }).waitFor();
    await typeKeys(page, 'st week');
    expect(await page.locator('#record-when').inputValue()).toBe('last week');
    expect(await page.locator('[id^=record-new-party]').inputValue()).toBe('');
  });
  it('that is active stays so when the service knows others', async () => {
    const { page } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    const other = { id: 'other', kind: 'person', name: 'Another Gill' };
    let answer = () => {};
    const asked = new Promise<void>((resolve) => (answer = resolve));
    await page.route(/names\?limit=24/, async (route) => {
      await asked;
      const response = await route.fetch();
      const body = (await response.json()) as { items: object[] };
      await route.fulfill({ response, json: { ...body, items: [other, ...body.items] } });
    });
    await typeKeys(page, 'gill');
    await page.locator('[role=option][aria-selected=true]', { hasText: 'Olof Gill' }).waitFor();
    answer();
    await page.getByRole('option', { name: 'Another Gill' }).waitFor();
    await typeKeys(page, 'Enter');
    expect(await page.locator('#record-who').inputValue()).toBe('Olof Gill');
  });
});

describe('a marking', () => {
  it('that was chosen before it is known who records stays, over an answer that cannot have it, up to the next statement', async () => {
    const { page } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    let answer = () => {};
    const asked = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/v1/me', async (route) => {
      await asked;
      await route.continue();
    });
    await page.reload();
    await page.getByText('EU–China talks').first().waitFor();
    await page.getByRole('button', { name: 'marking' }).click();
    await page.locator('#record-level').selectOption('secret');
    answer();
    await shows(page, '.go .by', 'Draft kept');
    expect(await page.locator('#record-level').inputValue()).toBe('secret');
    // An answer has the marking of its meeting, which all may see.
    await typeKeys(page, 'Escape', 'a');
    await page.getByRole('heading', { name: 'Record an answer' }).waitFor();
    await page.locator('#record-who').fill('gill');
    await page.getByRole('option', { name: 'Olof Gill' }).waitFor();
    await typeKeys(page, 'Enter');
    await page.locator('#record-meeting').selectOption({ index: 1 });
    await page.locator('#record-answer').selectOption('DECLINED');
    await page.locator('#record-text').fill('No mandate.');
    await typeKeys(page, 'Control+Enter');
    await page.getByRole('alert').getByRole('link', { name: 'Marking' }).waitFor();
    await shows(page, '#record-level-why', 'has the marking of that');
    await hasFocus(page, 'record-level');
    expect(await barriers(page)).toEqual([]);
    expect(await onRecord('"No mandate"')).toEqual([]);
    await typeKeys(page, 'Space');
    await page.getByRole('alert').getByRole('link', { name: 'Marking' }).waitFor({ state: 'detached' });
    await typeKeys(page, 'Control+Enter');
    await shows(page, '.out .st', 'On record');
    await typeKeys(page, 'Escape', 's');
    await page.getByRole('heading', { name: 'Record a statement' }).waitFor();
    await take(page, 'gill');
    await page.locator('#record-text').fill('Between us.');
    await typeKeys(page, 'Control+Enter');
    await shows(page, '.out .level', 'SECRET');
    await shows(page, '.marking', 'SECRET');
    await page.locator('.out .st', { hasText: 'On record' }).nth(1).waitFor();
    const [fact] = await onRecord('"Between us"');
    expect((await service.get(`/v1/events/${fact!.eventId}`)).body).toMatchObject({ marking: { level: 'secret' } });
  });
});

describe('a source', () => {
  it('of a day that can be two is asked for, and is kept as the day that was meant', async () => {
    const { page } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    await take(page, 'gill');
    await page.locator('#record-text').fill('A source of two days.');
    await page.locator('#record-source').fill('Reuters, 03/04/2025');
    await typeKeys(page, 'Control+Enter');
    await shows(page, '#record-source-why', 'can be several days');
    await page.getByRole('button', { name: '4 March 2025' }).click();
    expect(await page.locator('#record-source').inputValue()).toBe('Reuters, 2025-03-04');
    await page.locator('#record-source').fill('Reuters, yesterday');
    await typeKeys(page, 'Control+Enter');
    await shows(page, '.out .st', 'On record');
    expect(await page.locator('#record-source').inputValue()).toMatch(/^Reuters, \d{4}-\d\d-\d\d$/);
  });
});

describe('what may be on record already', () => {
  it('is asked before it is sent, and the same is a second report of it', async () => {
    const { page, faults } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    await take(page, 'chinese auth');
    await typeKeys(page, '2025-10-0X', 'Tab', 'Exporters must now obtain a licence.');
    await typeKeys(page, 'Control+Enter');
    const question = page.getByRole('region', { name: 'Is it on record already?' });
    await question.getByText('Exporters must obtain an export license').waitFor();
    await hasFocus(page, 'duplicate-wide');
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    expect(await onRecord('"now obtain a licence"')).toEqual([]);
    await typeKeys(page, 'Alt+1');
    await question.waitFor({ state: 'detached' });
    // It is said, and ends with what it was said of.
    const note = page.getByText(/Another report of .*Exporters must obtain an export license/);
    await note.waitFor();
    await page.locator('#record-when').fill('2025-09-0X');
    await note.waitFor({ state: 'detached' });
    await page.locator('#record-when').fill('2025-10-0X');
    await question.waitFor();
    await typeKeys(page, 'Alt+1');
    await note.waitFor();
    await typeKeys(page, 'Control+Enter');
    await shows(page, '.out .st', 'On record');
    const [fact] = await onRecord('"now obtain a licence"');
    const event = (await service.get(`/v1/events/${fact!.eventId}`)).body as { reportOf?: string };
    const [first] = await onRecord('"obtain an export license"');
    expect(event.reportOf).toBe(first!.eventId);
    expect(faults()).toEqual([]);
  });
});

describe('a negotiation that was voided', () => {
  it('is called so in the form, which warns of a record that no list would show', async () => {
    const opened = (await service.post('/v1/negotiations', { title: 'Other talks' }).expect(201)).body as {
      id: string;
      events: readonly { id: string }[];
    };
    const path = `/v1/negotiations/${opened.id}`;
    await service.post(`${path}/parties`, { name: 'Chad', kind: 'state', role: 'principal' }).expect(201);
    const wrong = { eventId: opened.events[0]!.id, reason: 'They never began.' };
    await service.post(`${path}/void`, wrong).set('if-match', '*').expect(201);
    const { page, faults } = await browser.visit(`${service.url}/negotiations/${opened.id}/record?form=meeting`);
    await shows(page, '.form .by', 'A negotiation that was voided · ');
    await take(page, 'Chad');
    await page.locator('#record-when').fill('2025-10-21');
    await shows(page, '.wait', 'The negotiation was voided: no list of negotiations, meetings or findings shows this.');
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });
});
