import { beforeAll, describe, expect, it } from '@jest/globals';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, shows } from '../support/chromium.js';
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

describe('what is wrong', () => {
  it('is said at its field and in one line above, which leads to it, before anything is sent', async () => {
    const { page } = await open();
    await page.getByText('EU–China talks').first().waitFor();
    await typeKeys(page, 'Control+Enter');
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
    await typeKeys(page, 'Control+Enter');
    await shows(page, '#record-language-why', 'language');
    await hasFocus(page, 'record-language');
    expect(await onRecord('"never said"')).toEqual([]);
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
    await typeKeys(page, 'Control+Enter');
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
