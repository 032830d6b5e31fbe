import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { askAgain, barriers, barriersOnPhone, Chromium, shows } from '../support/chromium.js';
import { recordDossier } from '../support/recorded-dossier.js';
import { remove, type Running, start } from '../support/service.js';

let browser: Chromium;
let service: Running;
let talks: string;
let address: string;
beforeAll(async () => {
  [browser, service] = await Promise.all([Chromium.start(), start()]);
  talks = await recordDossier(service);
  address = `${service.url}/negotiations/${talks}`;
});
afterEach(() => browser.closeWindows());
afterAll(async () => {
  await browser.stop();
  await service.close();
  remove(service.dataDir);
});

type Options = Parameters<Chromium['visit']>[1];
const open = async (form = '', options?: Options) => {
  const window = await browser.visit(`${address}/record${form}`, options);
  await window.page.getByRole('combobox', { name: /Who|Between|Party/ }).waitFor();
  return window;
};
const type = async (page: Page, ...keys: readonly string[]) => {
  for (const key of keys) await (/^[A-Z][a-z]+$|\+/.test(key) ? page.keyboard.press(key) : page.keyboard.type(key));
};
/** Types a part of a name, and takes the first one that is found. */
const take = async (page: Page, part: string) => {
  await page.keyboard.type(part);
  await page.locator('#record-names [role=option][aria-selected=true]:not(:has(.new))').waitFor();
  await page.keyboard.press('Enter');
};
const focused = (page: Page) => page.locator(':focus').getAttribute('id');
const hasFocus = (page: Page, id: string) => page.locator(`#${id}:focus`).waitFor();
type Fact = Readonly<{
  eventId: string;
  type: string;
  occurredOn?: string;
  occurredText?: string;
  fact: Record<string, unknown>;
}>;
/** The addresses at which a page asks, from now on, what would be recorded. */
const dryRunsOf = (page: Page): readonly string[] => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('dryRun=true')) asked.push(request.url());
  });
  return asked;
};
/** What is on record of these words. */
const onRecord = async (words: string): Promise<readonly Fact[]> =>
  ((await service.get(`/v1/negotiations/${talks}/timeline?q=${encodeURIComponent(words)}`)).body as { items: Fact[] })
    .items;

describe('a statement', () => {
  it('is recorded by keyboard alone, from any screen: R, a part of a name, the day as it was said, the words', async () => {
    const { page, faults } = await browser.visit(address);
    await page.getByRole('link', { name: 'Record', exact: true }).waitFor();
    await page.keyboard.press('r');
    await page.getByRole('combobox', { name: 'Who' }).waitFor();
    expect(await focused(page)).toBe('record-who');
    await page.getByText('EU–China talks on rare-earth export controls').first().waitFor();
    await type(page, 'gill');
    await page.getByRole('option', { name: 'Olof Gill' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    await type(page, 'Enter');
    await hasFocus(page, 'record-when');
    await type(page, 'early september', 'Tab', 'The delegation is expected.');
    await page.locator('#record-source').focus();
    await type(page, 'Web Editor, 27 October 2025', 'Tab', 'c2');
    await shows(page, '.reads', '1–9 September 2025');
    await shows(page, '.reads', 'read from the source’s day, 27 October 2025');
    await shows(page, '.side', 'Olof Gill made a statement.');
    expect(await page.locator('.days .on').count()).toBe(9);
    expect(await barriers(page)).toEqual([]);
    await type(page, 'Control+Enter');
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
    await type(page, 'Li Chenggang', 'Enter');
    await page.getByRole('group', { name: 'New, and recorded first: Li Chenggang' }).waitFor();
    await page.locator('[id^=record-new-party]:focus').waitFor();
    await page.locator('[id^=record-new-party]').selectOption({ label: 'China' });
    await type(page, 'Tab', 'Vice Minister', 'Enter', '2025-06-03', 'Tab', 'We shall talk in London.');
    await shows(page, '.side', 'Li Chenggang was named as a representative.');
    expect(await barriers(page)).toEqual([]);
    await type(page, 'Control+Enter');
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
    await type(page, 'Nobody of this name', 'Enter');
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
    await type(page, 'Somebody new', 'Enter', 'Tab', 'la');
    answer();
    await page.getByRole('group', { name: 'New, and recorded first: Somebody new' }).waitFor();
    await type(page, 'st week');
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
    await type(page, 'gill');
    await page.locator('[role=option][aria-selected=true]', { hasText: 'Olof Gill' }).waitFor();
    answer();
    await page.getByRole('option', { name: 'Another Gill' }).waitFor();
    await type(page, 'Enter');
    expect(await page.locator('#record-who').inputValue()).toBe('Olof Gill');
  });
});

describe('what is wrong', () => {
  it('is said at its field and in one line above, which leads to it, before anything is sent', async () => {
    const { page } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    await type(page, 'Control+Enter');
    await page.getByRole('alert').getByText('2 things to put right: Who, Words').waitFor();
    await hasFocus(page, 'record-who');
    await take(page, 'gill');
    await page.locator('#record-when').fill('30 February');
    await page.locator('#record-text').fill('No.');
    await page.locator('#record-grade').fill('C9');
    await page.getByRole('alert').getByText('2 things to put right: When, Grade of the source').waitFor();
    await page.evaluate(`{
      const words = document.querySelector('#record-text');
      words.select();
      document.execCommand('insertText', false, 'x'.repeat(20001));
    }`);
    await shows(page, '#record-text-why', '20,000 characters at most: 1 is too many.');
    await page.locator('#record-text').fill('No.');
    await page.locator('#record-text-why').waitFor({ state: 'detached' });
    await shows(page, '#record-grade-why', 'The letter grades the source, A to F');
    expect(await page.locator('#record-grade').getAttribute('aria-describedby')).toBe('record-grade-why');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('alert').getByRole('link', { name: 'Grade of the source' }).click();
    expect(await focused(page)).toBe('record-grade');
  });
  it('is said at its field, too, if only the service knows', async () => {
    const { page } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    await take(page, 'gill');
    await page.locator('#record-text').fill('What was never said');
    await page.locator('#record-language').fill('no language');
    await type(page, 'Control+Enter');
    await shows(page, '#record-language-why', 'language');
    await hasFocus(page, 'record-language');
    expect(await onRecord('"never said"')).toEqual([]);
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
    await type(page, 'Escape', 'a');
    await page.getByRole('heading', { name: 'Record an answer' }).waitFor();
    await page.locator('#record-who').fill('gill');
    await page.getByRole('option', { name: 'Olof Gill' }).waitFor();
    await type(page, 'Enter');
    await page.locator('#record-meeting').selectOption({ index: 1 });
    await page.locator('#record-answer').selectOption('DECLINED');
    await page.locator('#record-text').fill('No mandate.');
    await type(page, 'Control+Enter');
    await page.getByRole('alert').getByRole('link', { name: 'Marking' }).waitFor();
    await shows(page, '#record-level-why', 'has the marking of that');
    await hasFocus(page, 'record-level');
    expect(await barriers(page)).toEqual([]);
    expect(await onRecord('"No mandate"')).toEqual([]);
    await type(page, 'Space');
    await page.getByRole('alert').getByRole('link', { name: 'Marking' }).waitFor({ state: 'detached' });
    await type(page, 'Control+Enter');
    await shows(page, '.out .st', 'On record');
    await type(page, 'Escape', 's');
    await page.getByRole('heading', { name: 'Record a statement' }).waitFor();
    await take(page, 'gill');
    await page.locator('#record-text').fill('Between us.');
    await type(page, 'Control+Enter');
    await shows(page, '.out .level', 'SECRET');
    await shows(page, '.marking', 'SECRET');
    await page.locator('.out .st', { hasText: 'On record' }).nth(1).waitFor();
    const [fact] = await onRecord('"Between us"');
    expect((await service.get(`/v1/events/${fact!.eventId}`)).body).toMatchObject({ marking: { level: 'secret' } });
  });
});

describe('what is typed on', () => {
  it('while the last entry is being stored stays in the form, and so does the form that was chosen', async () => {
    const { page } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    await take(page, 'gill');
    await page.locator('#record-text').fill('Said first.');
    await shows(page, '.side', 'Olof Gill made a statement.');
    await shows(page, '.go .by[aria-busy=false]', 'Draft kept');
    // A slow disk.
    await page.evaluate(`{
      const encrypt = crypto.subtle.encrypt.bind(crypto.subtle);
      let go;
      const isFree = new Promise((resolve) => (go = resolve));
      window.free = go;
      crypto.subtle.encrypt = async (...given) => { window.isStoring = true; await isFree; return encrypt(...given); };
    }`);
    await page.locator('#record-text').press('Control+Enter');
    await page.waitForFunction(() => (globalThis as { isStoring?: boolean }).isStoring);
    await page.locator('#record-text').fill('Said next.');
    await type(page, 'Escape', 'c');
    await page.getByRole('heading', { name: 'Record a call' }).waitFor();
    await page.evaluate('free()');
    await shows(page, '.out', 'Olof Gill: Said first.');
    await page.getByRole('heading', { name: 'Record a call' }).waitFor();
    expect(await page.locator('#record-text').inputValue()).toBe('Said next.');
    await shows(page, '.go .by', 'Draft kept');
    expect(await page.locator('.chips span').count()).toBe(0);
  });

  it('while it is asked what would be recorded is not sent: the page says in which form it stands, and leads back', async () => {
    const { page } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    await take(page, 'gill');
    let answer = () => {};
    const asked = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/v1/batches*', async (route) => {
      await asked;
      await route.continue();
    });
    await page.locator('#record-text').fill('Told on a bad line.');
    await page.locator('#record-send').focus();
    await type(page, 'Enter');
    await page.locator('#record-send[aria-disabled=true]').waitFor();
    await hasFocus(page, 'record-send');
    await type(page, 'c');
    await page.getByRole('heading', { name: 'Record a call' }).waitFor();
    answer();
    await page.getByRole('alert').getByText('stands in another form now, “Call” instead of “Statement”').waitFor();
    await page.getByRole('button', { name: 'Back to “Statement”' }).click();
    await page.getByRole('heading', { name: 'Record a statement' }).waitFor();
    await page.getByRole('alert').getByText('another form').waitFor({ state: 'detached' });
    expect(await page.locator('#record-who').inputValue()).toBe('Olof Gill');
    expect(await onRecord('"Told on a bad line"')).toEqual([]);
    await type(page, 'Control+Enter');
    await shows(page, '.out .st', 'On record');
  });
});

describe('what has no answer', () => {
  it('is not asked for again when it is sent: a line that hangs costs no time twice', async () => {
    const { page } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    await take(page, 'gill');
    // The lists hang, so the service is not heard once more after it was asked what would be recorded.
    let listsHang = () => {};
    const hanging = new Promise<void>((resolve) => (listsHang = resolve));
    await page.route('**/names?*', () => listsHang());
    await askAgain(page, hanging);
    await page.route('**/v1/batches*', (route) => route.abort());
    await page.locator('#record-text').fill('Told without an answer.');
    await page.getByRole('button', { name: 'Keep, and send once connected' }).waitFor();
    const asked = dryRunsOf(page);
    await type(page, 'Control+Enter');
    await shows(page, '.out .st', 'Waiting');
    expect(asked).toEqual([]);
    await page.unroute('**/v1/batches*');
    await page.unroute('**/names?*');
    await askAgain(page, shows(page, '.out .st', 'On record'));
  });

  it('is not waited for where the page says that there is no line: what it says it keeps, it keeps at once', async () => {
    const { page } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    await take(page, 'gill');
    await page.route('**/v1/**', (route) => route.abort());
    await askAgain(page, shows(page, '.noline', 'No connection since'));
    // Of two routes the later one counts: this request hangs.
    await page.route('**/v1/batches?dryRun=true', () => {});
    const typed = page.waitForRequest('**/v1/batches?dryRun=true');
    await page.locator('#record-text').fill('Told where there is no line.');
    await page.getByRole('button', { name: 'Keep, and send once connected' }).waitFor();
    await typed;
    const asked = dryRunsOf(page);
    await type(page, 'Control+Enter');
    await shows(page, '.out .st', 'Waiting');
    expect(asked).toEqual([]);
    await page.unroute('**/v1/batches?dryRun=true');
    await page.unroute('**/v1/**');
    await askAgain(page, shows(page, '.out .st', 'On record'));
  });

  it('is asked for again once the line is back: whether it is on record already is not passed over', async () => {
    const { page } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    await page.route('**/v1/batches*', (route) => route.abort());
    await take(page, 'chinese auth');
    await type(page, '2025-10-0X', 'Tab', 'Exporters shall now obtain a licence.');
    await page.getByRole('button', { name: 'Keep, and send once connected' }).waitFor();
    await page.unroute('**/v1/batches*');
    // The lists are read again, and nothing is typed any more.
    await askAgain(page, shows(page, '#record-send', 'Record'));
    await type(page, 'Control+Enter');
    await hasFocus(page, 'duplicate-wide');
    await shows(page, '.question.wide', 'Exporters must obtain an export license');
    expect(await page.locator('.out li').count()).toBe(0);
    expect(await onRecord('"shall now obtain a licence"')).toEqual([]);
  });
});

describe('a call of which only the meeting is on record', () => {
  it('is put right with other people: nothing is proposed again', async () => {
    const { page } = await open('?form=call');
    await page.getByText('EU–China talks').first().waitFor();
    // The service refuses who took part.
    await page.route('**/v1/batches', (route) => {
      const [proposal, holding] = route.request().postDataJSON() as [object, { body: { attendance: object[] } }];
      holding.body.attendance = [{ representativeId: 'nobody', presence: 'present' }];
      return route.continue({ postData: JSON.stringify([proposal, holding]) });
    });
    await take(page, 'gill');
    await take(page, 'wang');
    await page.locator('#record-text').fill('Half of it is on record.');
    await type(page, 'Control+Enter');
    await shows(page, '.out .st', 'Refused');
    await page.unroute('**/v1/batches');
    const asked: string[] = [];
    const answers = [false, true];
    page.on('dialog', (dialog) => {
      asked.push(dialog.message());
      void (answers.shift() ? dialog.accept() : dialog.dismiss());
    });
    await page.getByRole('button', { name: 'Throw away' }).click();
    expect(asked).toEqual([expect.stringContaining('not on record')]);
    // What stands in the form is parked, and thrown away only once that was asked.
    await page.locator('#record-place, #record-text').first().fill('Unfinished words');
    await page.getByRole('button', { name: 'Put right' }).click();
    const unfinished = page.locator('.wait', { hasText: 'Unfinished words' });
    await unfinished.getByRole('button', { name: 'Throw away' }).click();
    await unfinished.waitFor({ state: 'detached' });
    expect(asked).toHaveLength(2);
    await hasFocus(page, 'outbox');
    await page.getByText(/is on record already/).waitFor();
    await page.getByRole('button', { name: 'Take out Wang Wentao' }).click();
    await page.locator('#record-who').fill('sef');
    await page.getByRole('option', { name: 'Maroš Šefčovič' }).waitFor();
    await page.locator('#record-who').press('Enter');
    await page.getByText(/is on record already/).waitFor();
    await page.locator('#record-who').press('Control+Enter');
    await shows(page, '.out .st', 'On record');
    const facts = await onRecord('"Half of it"');
    expect(facts).toEqual([expect.objectContaining({ type: 'MeetingHeld' })]);
    expect(facts[0]!.fact['attendance']).toHaveLength(2);
  });
});

describe('a source', () => {
  it('of a day that can be two is asked for, and is kept as the day that was meant', async () => {
    const { page } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    await take(page, 'gill');
    await page.locator('#record-text').fill('A source of two days.');
    await page.locator('#record-source').fill('Reuters, 03/04/2025');
    await type(page, 'Control+Enter');
    await shows(page, '#record-source-why', 'can be several days');
    await page.getByRole('button', { name: '4 March 2025' }).click();
    expect(await page.locator('#record-source').inputValue()).toBe('Reuters, 2025-03-04');
    await page.locator('#record-source').fill('Reuters, yesterday');
    await type(page, 'Control+Enter');
    await shows(page, '.out .st', 'On record');
    expect(await page.locator('#record-source').inputValue()).toMatch(/^Reuters, \d{4}-\d\d-\d\d$/);
  });
});

describe('what may be on record already', () => {
  it('is asked before it is sent, and the same is a second report of it', async () => {
    const { page, faults } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    await take(page, 'chinese auth');
    await type(page, '2025-10-0X', 'Tab', 'Exporters must now obtain a licence.');
    await type(page, 'Control+Enter');
    const question = page.getByRole('region', { name: 'Is it on record already?' });
    await question.getByText('Exporters must obtain an export license').waitFor();
    await hasFocus(page, 'duplicate-wide');
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    expect(await onRecord('"now obtain a licence"')).toEqual([]);
    await type(page, 'Alt+1');
    await question.waitFor({ state: 'detached' });
    // It is said, and ends with what it was said of.
    const note = page.getByText(/Another report of .*Exporters must obtain an export license/);
    await note.waitFor();
    await page.locator('#record-when').fill('2025-09-0X');
    await note.waitFor({ state: 'detached' });
    await page.locator('#record-when').fill('2025-10-0X');
    await question.waitFor();
    await type(page, 'Alt+1');
    await note.waitFor();
    await type(page, 'Control+Enter');
    await shows(page, '.out .st', 'On record');
    const [fact] = await onRecord('"now obtain a licence"');
    const event = (await service.get(`/v1/events/${fact!.eventId}`)).body as { reportOf?: string };
    const [first] = await onRecord('"obtain an export license"');
    expect(event.reportOf).toBe(first!.eventId);
    expect(faults()).toEqual([]);
  });
});

describe('a fact that is wrong', () => {
  /** Opens the fact with these words from the timeline, and goes on to put it right. */
  const openRight = async (words: string) => {
    const [fact] = await onRecord(words);
    const window = await browser.visit(`${address}/timeline?fact=${fact!.eventId}`);
    await window.page.getByRole('dialog').getByRole('link', { name: 'Put right' }).click();
    await window.page.getByRole('heading', { name: 'Put right' }).waitFor();
    return { ...window, fact: fact! };
  };

  it('is put right from its drawer, beside what that changes', async () => {
    await service
      .post(`/v1/negotiations/${talks}/meetings`, { title: 'A lunch in Geneva', occurredOn: '2025-05-1X' })
      .expect(201);
    const { page, faults, fact } = await openRight('"lunch in Geneva"');
    await page.getByLabel('Title').fill('A dinner in Geneva');
    await page.getByLabel('When').fill('15 May 2025');
    await shows(page, '.eff', '15 May 2025');
    await shows(page, '.eff', 'Meetings: changed');
    await shows(page, '.side', 'The record would then say: “A dinner in Geneva” was proposed.');
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    await type(page, 'Control+Enter');
    await page.getByRole('alert').getByText('Why').waitFor();
    await hasFocus(page, 'record-reason');
    await type(page, 'The menu says so.', 'Control+Enter');
    await page.waitForURL(/timeline\?fact=/);
    const event = (await service.get(`/v1/events/${fact.eventId}`)).body as Record<string, unknown>;
    expect(event).toMatchObject({
      data: { title: 'A dinner in Geneva' },
      occurredOn: '2025-05-15',
      occurredText: '15 May 2025',
    });
    expect(event['corrections']).toEqual([expect.objectContaining({ reason: 'The menu says so.' })]);
    expect(faults()).toEqual([]);
  });

  it('is shown beside what another has put right meanwhile', async () => {
    const { id } = (
      await service.post(`/v1/negotiations/${talks}/meetings`, { title: 'Talks in Oslo', place: 'Oslo' }).expect(201)
    ).body as { id: string };
    const { page, fact } = await openRight('"Talks in Oslo"');
    await page.getByLabel('Place').fill('Bergen');
    await page.getByLabel('Why').fill('I was there.');
    await service
      .post(`/v1/meetings/${id}/correct`, {
        eventId: fact.eventId,
        changes: { place: 'Stavanger' },
        reason: 'So was I.',
      })
      .set('if-match', '*')
      .expect(201);
    await type(page, 'Control+Enter');
    const theirs = page.getByRole('alert').filter({ hasText: 'Put right meanwhile by Ana' });
    await theirs.getByText('Stavanger').waitFor();
    expect(await theirs.innerText()).toMatch(/So was I\.[^]*Place\s+Stavanger\s+Bergen/);
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    await type(page, 'Control+Enter');
    await page.waitForURL(/timeline\?fact=/);
    expect((await service.get(`/v1/events/${fact.eventId}`)).body).toMatchObject({ data: { place: 'Bergen' } });
  });

  it('is sent again only once somebody has looked, if anything else of it has changed meanwhile', async () => {
    const { id } = (
      await service.post(`/v1/negotiations/${talks}/meetings`, { title: 'Talks in Vaduz', place: 'Vaduz' }).expect(201)
    ).body as { id: string };
    const { page, fact } = await openRight('"Talks in Vaduz"');
    await page.getByLabel('Place').fill('Schaan');
    await page.getByLabel('Why').fill('The hotel is there.');
    await shows(page, '.side', 'The record would then say');
    await service
      .post(`/v1/meetings/${id}/schedule`, { planned: { on: '2099-01-01' } })
      .set('if-match', '*')
      .expect(201);
    await type(page, 'Control+Enter');
    await page.getByRole('alert').getByText('It was changed meanwhile').waitFor();
    await type(page, 'Control+Enter');
    await page.waitForURL(/timeline\?fact=/);
    expect((await service.get(`/v1/events/${fact.eventId}`)).body).toMatchObject({ data: { place: 'Schaan' } });
  });

  it('is taken back with a reason, if it never happened', async () => {
    await service.post(`/v1/negotiations/${talks}/meetings`, { title: 'A rumour of talks' }).expect(201);
    const { page, fact } = await openRight('"rumour of talks"');
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByRole('heading', { name: 'Take back' }).waitFor();
    await shows(page, '.eff', 'Meetings: removed');
    await page.getByLabel('Why').fill('It was a rumour.');
    await type(page, 'Control+Enter');
    await page.waitForURL(/timeline\?fact=/);
    expect((await service.get(`/v1/events/${fact.eventId}`)).body).toMatchObject({ inEffect: false });
  });

  it('keeps what was typed: Esc leaves the field, then asks, and so do any link and the Back button; another language keeps it', async () => {
    await service.post(`/v1/negotiations/${talks}/meetings`, { title: 'Talks in Tallinn' }).expect(201);
    const { page } = await openRight('"Talks in Tallinn"');
    await page.getByLabel('Title').fill('Talks in Riga');
    await type(page, 'Escape');
    await page.locator('h1:focus').waitFor();
    const questions: string[] = [];
    page.on('dialog', (dialog) => {
      questions.push(dialog.message());
      void dialog.dismiss();
    });
    await type(page, 'Escape');
    await page.getByRole('link', { name: 'Timeline' }).click();
    const right = page.url();
    await Promise.all([page.waitForEvent('dialog'), page.evaluate('history.back()')]);
    await page.waitForURL(right);
    expect(await page.getByLabel('Title').inputValue()).toBe('Talks in Riga');
    expect(questions).toEqual(Array(3).fill(expect.stringMatching('would be lost')));
    await page.getByLabel('Language').selectOption('fr');
    await page.getByRole('heading', { name: 'Rectifier' }).waitFor();
    expect(await page.getByLabel('Titre').inputValue()).toBe('Talks in Riga');
  });

  it('says what the service refuses at its field by name, and keeps the page whole', async () => {
    const name = { name: 'Olaf Gil', kind: 'person' };
    const { events } = (await service.post(`/v1/negotiations/${talks}/representatives`, name).expect(201)).body as {
      events: { id: string }[];
    };
    const { page, faults } = await browser.visit(`${address}/record?right=${events[0]!.id}`);
    await page.getByLabel('Name').fill('');
    await page.getByLabel('Why').fill('Nobody of this name.');
    await type(page, 'Control+Enter');
    await shows(page, '#right-name-why', /./);
    await page.getByRole('alert').getByRole('link', { name: 'Name' }).click();
    expect(await focused(page)).toBe('right-name');
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it('reads words from the day on which they were heard, and offers what else they can mean', async () => {
    await service
      .post(`/v1/negotiations/${talks}/meetings`, { title: 'Talks in Bern', learnedAt: '2025-10-15T09:00:00Z' })
      .expect(201);
    const { page, fact } = await openRight('"Talks in Bern"');
    await page.getByLabel('When').fill('yesterday');
    await shows(page, '.ba .hint', '14 October 2025');
    await shows(page, '.ba .hint', 'read from 15 October 2025');
    await page.getByLabel('When').fill('03/04/2025');
    await page.getByRole('radio', { name: '4 March 2025' }).check();
    await page.getByLabel('Why').fill('The hotel says so.');
    await type(page, 'Control+Enter');
    await page.waitForURL(/timeline\?fact=/);
    expect((await service.get(`/v1/events/${fact.eventId}`)).body).toMatchObject({ occurredOn: '2025-03-04' });
    // The same words can mean the other day. Nobody waits to be shown it, either.
    const { page: again } = await openRight('"Talks in Bern"');
    await again.getByRole('radio', { name: '3 April 2025' }).check();
    await again.getByLabel('Why').fill('The other hotel says so.');
    await shows(again, '.eff', '3 Apr 2025');
    await again.route(/\/(?:issues|meetings|names|timeline)\?/, () => {});
    await type(again, 'Control+Enter');
    await again.waitForURL(/timeline\?fact=/);
    expect((await service.get(`/v1/events/${fact.eventId}`)).body).toMatchObject({
      occurredOn: '2025-04-03',
      occurredText: '03/04/2025',
    });
  });
});
