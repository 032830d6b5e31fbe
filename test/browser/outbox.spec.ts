import { beforeAll, describe, expect, it } from '@jest/globals';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, barriersOnPhone, shows } from '../support/chromium.js';
import {
  draftKept,
  found,
  hasRows,
  hasValue,
  inDatabase,
  openBeside,
  openKept,
  recordTalks,
  says,
  sendAgain,
  typeStatement,
} from '../support/note-taker.js';
import type { Running } from '../support/service.js';

const { browser, startWith } = browserFixture();
let service: Running;
let talks: string;
let address: string;
beforeAll(async () => {
  ({ service, talks, address } = await startWith((service) => recordTalks(service, 'Talks on tungsten')));
});

const open = () => openKept(browser, address);
const onRecord = (words: string) => found(service, talks, words);

describe('what was recorded', () => {
  it('is refused for what is wrong, says why, holds what depends on it, and is put right', async () => {
    const { page } = await open();
    await page.context().setOffline(true);
    await page.keyboard.type('Zhang San');
    await page.keyboard.press('Enter');
    await page.locator('[id^=record-new-party]:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#record-text').fill('The first of them');
    await page.locator('#record-language').fill('no language');
    await page.keyboard.press('Control+Enter');
    await shows(page, '.out', 'The first of them');
    await page.keyboard.type('zhang');
    await page.getByRole('option', { name: 'Zhang San' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#record-text').fill('The second of them');
    await page.locator('#record-language').fill('en');
    await page.keyboard.press('Control+Enter');
    await shows(page, '.out', 'The second of them');
    await page.context().setOffline(false);
    await shows(page, '.out .st', 'Refused');
    await shows(page, '.out .no', 'Language');
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    // The name is on record: what else names it does not wait for what was said first.
    await hasRows(page, 1, 'On record');
    // What stood in the form meanwhile is not lost.
    await page.locator('#record-text').fill('Half a sentence');
    await page.getByRole('button', { name: 'Put right' }).click();
    await hasValue(page, 'record-text', 'The first of them');
    await shows(page, '.out .no', 'It stays here until the corrected one is sent');
    await shows(page, '#outbox', 'Half a sentence');
    await page.reload();
    await hasValue(page, 'record-text', 'The first of them');
    await shows(page, '.out .no', 'It stays here until the corrected one is sent');
    await page.locator('#record-language').fill('en');
    await page.keyboard.press('Control+Enter');
    await hasRows(page, 2, 'On record');
    expect(await onRecord('"first of them"')).toHaveLength(1);
    expect(await onRecord('"second of them"')).toHaveLength(1);
    await page.getByRole('button', { name: 'Go on with it' }).click();
    await hasValue(page, 'record-text', 'Half a sentence');
    expect(await page.getByRole('button', { name: 'Go on with it' }).count()).toBe(0);
  });

  it('a 500 leaves open what became of it: it waits, is sent again with its keys, and holds what depends on it', async () => {
    const { page } = await open();
    const keys: string[] = [];
    let isFailing = true;
    await page.route('**/v1/batches', async (route) => {
      keys.push(String(route.request().postDataJSON()[0].idempotencyKey));
      // It is recorded, and the answer is lost.
      if (!isFailing) return route.continue();
      await route.fetch();
      await route.fulfill({ status: 500, json: { status: 500, code: 'internal', detail: 'Nobody knows.' } });
    });
    await page.keyboard.type('Qian Er');
    await page.keyboard.press('Enter');
    await page.locator('[id^=record-new-party]:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#record-text').fill('Told once');
    await page.keyboard.press('Control+Enter');
    await shows(page, '.out .no', 'Nobody knows.');
    await hasValue(page, 'record-text', '');
    // Throwing it away is asked for, since it may be on record.
    const asked: string[] = [];
    page.once('dialog', (dialog) => {
      asked.push(dialog.message());
      void dialog.dismiss();
    });
    await page.getByRole('button', { name: 'Throw away' }).click();
    expect(asked[0]).toMatch(/may be on record already/);
    isFailing = false;
    await sendAgain(page);
    await hasRows(page, 1, 'On record');
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(1);
    expect(await onRecord('"Told once"')).toHaveLength(1);
  });

  it('a service that is busy, or a login that has ended, stops the sending: it waits, and is sent again with its keys', async () => {
    const { page } = await open();
    const keys: string[] = [];
    let status: number | undefined = 429;
    await page.route('**/v1/batches', (route) => {
      keys.push(String(route.request().postDataJSON()[0].idempotencyKey));
      if (status === undefined) return route.continue();
      return route.fulfill({ status, json: { status, code: 'refused', detail: 'Not now.' } });
    });
    await typeStatement(page, 'gill', 'Told at a bad time');
    await Promise.all([page.waitForResponse('**/v1/batches'), page.keyboard.press('Control+Enter')]);
    await hasRows(page, 1, 'Waiting');
    await shows(page, '#outbox', 'The service is busy');
    status = 401;
    await sendAgain(page);
    await shows(page, '#outbox', 'What waits is sent once you are logged in again.');
    await hasRows(page, 1, 'Waiting');
    status = undefined;
    await sendAgain(page);
    await hasRows(page, 1, 'On record');
    await page.getByText('What waits is sent once').waitFor({ state: 'detached' });
    expect(keys).toEqual(Array(3).fill(keys[0]));
    expect(await onRecord('"at a bad time"')).toHaveLength(1);
  });

  it('an entry that the browser does not store stays in the form, and that is said', async () => {
    const { page } = await open();
    await typeStatement(page, 'gill', 'Not to be lost');
    await draftKept(page);
    // The disk is full.
    await page.evaluate(`{
      const put = IDBObjectStore.prototype.put;
      globalThis.mend = () => (IDBObjectStore.prototype.put = put);
      IDBObjectStore.prototype.put = () => { throw new DOMException('Full', 'QuotaExceededError'); };
    }`);
    await page.keyboard.press('Control+Enter');
    await shows(page, '[role=status]', 'Not kept: the browser did not store it.');
    await says(page, 'Draft not kept');
    expect(await page.locator('#record-text').inputValue()).toBe('Not to be lost');
    expect(await page.locator('.out li').count()).toBe(0);
    // It is nowhere else: a link, the Back button and the browser ask first.
    const questions: string[] = [];
    page.on('dialog', (dialog) => {
      questions.push(dialog.type());
      void (dialog.type() === 'beforeunload' ? dialog.accept() : dialog.dismiss());
    });
    await page.getByRole('link', { name: 'Timeline' }).click();
    expect(await page.locator('#record-text').inputValue()).toBe('Not to be lost');
    expect(questions).toEqual(['confirm']);
    await page.evaluate('mend()');
    // Nothing of what was refused was stored: the draft is still there.
    await page.reload();
    await hasValue(page, 'record-text', 'Not to be lost');
    expect(questions).toEqual(['confirm', 'beforeunload']);
    await page.keyboard.press('Control+Enter');
    await hasRows(page, 1, 'On record');
    expect(await onRecord('"Not to be lost"')).toHaveLength(1);
  });

  it('what cannot be read any more is said, and does not hold up what can', async () => {
    const { page } = await open();
    await page.context().setOffline(true);
    for (const words of ['Of a lost key', 'Of a known key']) {
      await typeStatement(page, 'gill', words);
      await page.keyboard.press('Control+Enter');
      await shows(page, '.out', words);
    }
    await inDatabase(
      page,
      `const row = (await all('sealed')).find(({ id }) => id.includes('/row/'));
      const write = db.transaction('sealed', 'readwrite');
      write.objectStore('sealed').put({ ...row, iv: new Uint8Array(12) });
      await new Promise((resolve) => (write.oncomplete = resolve));`,
    );
    await page.context().setOffline(false);
    await hasRows(page, 1, 'On record');
    await shows(page, '#outbox', '1 entry cannot be read any more');
    expect(await barriers(page)).toEqual([]);
  });

  it('what waits is sent soon after the browser has told of a line that does not carry anything yet', async () => {
    const { page } = await open();
    await page.context().setOffline(true);
    await typeStatement(page, 'gill', 'Sent a moment later');
    await page.keyboard.press('Control+Enter');
    await hasRows(page, 1, 'Waiting');
    let isBack = false;
    await page.route('**/v1/me', (route) => (isBack ? route.continue() : route.abort()));
    const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/v1/me'));
    await Promise.all([failed, page.context().setOffline(false)]);
    isBack = true;
    await page.waitForResponse('**/v1/batches', { timeout: 10_000 });
    await hasRows(page, 1, 'On record');
    expect(await onRecord('"a moment later"')).toHaveLength(1);
  });

  it('two windows send what waits once', async () => {
    const { page } = await open();
    const other = await openBeside(page, address);
    await page.context().setOffline(true);
    await typeStatement(page, 'gill', 'Said in two windows');
    await page.keyboard.press('Control+Enter');
    for (const window of [page, other]) await shows(window, '.out', 'Said in two windows');
    const sent: string[] = [];
    page.context().on('request', (request) => {
      if (request.method() === 'POST' && !request.url().includes('dryRun')) sent.push(request.url());
    });
    await page.context().setOffline(false);
    for (const window of [page, other]) await window.locator('.out .st', { hasText: 'On record' }).first().waitFor();
    expect(sent).toHaveLength(1);
    expect(await onRecord('"in two windows"')).toHaveLength(1);
  });

  it('what waits is sent from another screen, too', async () => {
    const { page } = await open();
    await page.context().setOffline(true);
    await typeStatement(page, 'gill', 'Sent from the timeline');
    await page.keyboard.press('Control+Enter');
    await hasRows(page, 1, 'Waiting');
    await page.getByRole('link', { name: 'Timeline' }).click();
    await page.locator('.form').waitFor({ state: 'detached' });
    const sent = page.waitForResponse('**/v1/batches');
    await page.context().setOffline(false);
    expect((await sent).status()).toBe(200);
    expect(await onRecord('"from the timeline"')).toHaveLength(1);
  });
});
