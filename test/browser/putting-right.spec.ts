import { beforeAll, describe, expect, it } from '@jest/globals';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, barriersOnPhone, shows } from '../support/chromium.js';
import { focused, found, hasFocus, typeKeys } from '../support/note-taker.js';
import { recordDossier } from '../support/recorded-dossier.js';
import type { Running } from '../support/service.js';

const { browser, startWith } = browserFixture();
let service: Running;
let talks: string;
let address: string;
beforeAll(async () => {
  ({ service, talks, address } = await startWith(recordDossier));
});

const onRecord = (words: string) => found(service, talks, words);

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
    await typeKeys(page, 'Control+Enter');
    await page.getByRole('alert').getByText('Why').waitFor();
    await hasFocus(page, 'record-reason');
    await typeKeys(page, 'The menu says so.', 'Control+Enter');
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
    await typeKeys(page, 'Control+Enter');
    const theirs = page.getByRole('alert').filter({ hasText: 'Put right meanwhile by Ana' });
    await theirs.getByText('Stavanger').waitFor();
    expect(await theirs.innerText()).toMatch(/So was I\.[^]*Place\s+Stavanger\s+Bergen/);
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    await typeKeys(page, 'Control+Enter');
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
    await typeKeys(page, 'Control+Enter');
    await page.getByRole('alert').getByText('It was changed meanwhile').waitFor();
    await typeKeys(page, 'Control+Enter');
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
    await typeKeys(page, 'Control+Enter');
    await page.waitForURL(/timeline\?fact=/);
    expect((await service.get(`/v1/events/${fact.eventId}`)).body).toMatchObject({ inEffect: false });
  });

  it('keeps what was typed: Esc leaves the field, then asks, and so do any link and the Back button; another language keeps it', async () => {
    await service.post(`/v1/negotiations/${talks}/meetings`, { title: 'Talks in Tallinn' }).expect(201);
    const { page } = await openRight('"Talks in Tallinn"');
    await page.getByLabel('Title').fill('Talks in Riga');
    await typeKeys(page, 'Escape');
    await page.locator('h1:focus').waitFor();
    const questions: string[] = [];
    page.on('dialog', (dialog) => {
      questions.push(dialog.message());
      void dialog.dismiss();
    });
    await typeKeys(page, 'Escape');
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
    await typeKeys(page, 'Control+Enter');
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
    await typeKeys(page, 'Control+Enter');
    await page.waitForURL(/timeline\?fact=/);
    expect((await service.get(`/v1/events/${fact.eventId}`)).body).toMatchObject({ occurredOn: '2025-03-04' });
    // The same words can mean the other day. Nobody waits to be shown it, either.
    const { page: again } = await openRight('"Talks in Bern"');
    await again.getByRole('radio', { name: '3 April 2025' }).check();
    await again.getByLabel('Why').fill('The other hotel says so.');
    await shows(again, '.eff', '3 Apr 2025');
    await again.route(/\/(?:issues|meetings|names|timeline)\?/, () => {});
    await typeKeys(again, 'Control+Enter');
    await again.waitForURL(/timeline\?fact=/);
    expect((await service.get(`/v1/events/${fact.eventId}`)).body).toMatchObject({
      occurredOn: '2025-04-03',
      occurredText: '03/04/2025',
    });
  });
});
