import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page, Route } from 'playwright-core';
import { barriers, barriersOnPhone, Chromium, shows } from '../support/chromium.js';
import * as talk from '../support/note-taker.js';
import {
  draftKept,
  hasRows,
  hasValue,
  inDatabase,
  opened,
  recordTalks,
  says,
  sendAgain,
  typeStatement,
} from '../support/note-taker.js';
import { remove, type Running, start } from '../support/service.js';

let browser: Chromium;
let service: Running;
let talks: string;
let address: string;
beforeAll(async () => {
  [browser, service] = await Promise.all([Chromium.start(), start()]);
  talks = await recordTalks(service, 'Talks on tungsten');
  address = `${service.url}/negotiations/${talks}`;
});
afterEach(() => browser.closeWindows());
afterAll(async () => {
  await browser.stop();
  await service.close();
  remove(service.dataDir);
});
const found = (words: string) => talk.found(service, talks, words);
/** A window with the form. */
const open = async () => {
  const window = await browser.open([new URL(service.url).host]);
  await opened(window.page, address);
  return window;
};
/** Another window of the same browser. */
const openBeside = async (page: Page) => {
  const other = await page.context().newPage();
  await opened(other, address);
  return other;
};

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
    expect(await found('"first of them"')).toHaveLength(1);
    expect(await found('"second of them"')).toHaveLength(1);
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
    expect(await found('"Told once"')).toHaveLength(1);
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
    expect(await found('"at a bad time"')).toHaveLength(1);
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
    expect(await found('"Not to be lost"')).toHaveLength(1);
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

  it('two windows send what waits once', async () => {
    const { page } = await open();
    const other = await openBeside(page);
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
    expect(await found('"in two windows"')).toHaveLength(1);
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
    expect(await found('"from the timeline"')).toHaveLength(1);
  });
});

describe('what waits or was refused', () => {
  it('is taken back as long as it was not sent: it is put right, and is on record as corrected', async () => {
    const { page } = await open();
    await page.context().setOffline(true);
    for (const words of ['Without its marking', 'Not to be said']) {
      await typeStatement(page, 'gill', words);
      await page.keyboard.press('Control+Enter');
      await shows(page, '.out', words);
    }
    // Nothing of it was sent, so nothing is asked.
    page.on('dialog', () => {
      throw new Error('It asks');
    });
    await page.getByRole('button', { name: 'Throw away' }).first().click();
    await page.locator('.out li', { hasText: 'Not to be said' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Put right' }).click();
    await hasRows(page, 1, 'Taken back');
    await hasValue(page, 'record-text', 'Without its marking');
    expect(await barriers(page)).toEqual([]);
    // It can be left as it was.
    await page.getByRole('button', { name: 'Leave it as it was' }).click();
    await hasRows(page, 1, 'Waiting');
    await hasValue(page, 'record-text', '');
    await page.getByRole('button', { name: 'Put right' }).click();
    await hasRows(page, 1, 'Taken back');
    await hasValue(page, 'record-text', 'Without its marking');
    await page.context().setOffline(false);
    await sendAgain(page);
    await page.locator('.noline').waitFor({ state: 'detached' });
    expect(await found('"its marking"')).toEqual([]);
    await page.locator('#record-text').fill('With its marking');
    await page.keyboard.press('Control+Enter');
    await hasRows(page, 1, 'On record');
    expect(await page.locator('.out li').count()).toBe(1);
    expect(await found('"its marking"')).toHaveLength(1);
    expect(await found('"Not to be said"')).toEqual([]);
  });

  it('is in the place of nothing once the form was emptied, and is asked for before something else takes its place', async () => {
    const { page } = await open();
    await page.context().setOffline(true);
    await typeStatement(page, 'gill', 'The first note');
    await page.keyboard.press('Control+Enter');
    await hasRows(page, 1, 'Waiting');
    const putRight = page.getByRole('button', { name: 'Put right' });
    await putRight.click();
    await hasValue(page, 'record-text', 'The first note');
    const questions: string[] = [];
    page.on('dialog', (dialog) => {
      questions.push(dialog.message());
      void dialog.dismiss();
    });
    await page.locator('#record-who').fill('wang');
    await page.getByRole('option', { name: 'Wang Wentao' }).waitFor();
    await page.locator('#record-who').press('Enter');
    await page.locator('#record-text').fill('Something else');
    await page.keyboard.press('Control+Enter');
    await page.locator('#record-send[aria-disabled=false]').waitFor();
    expect(questions).toEqual([expect.stringContaining('takes the place of another entry')]);
    for (const id of ['record-who', 'record-text']) await page.locator(`#${id}`).fill('');
    await page.locator('#record-who').focus();
    await putRight.waitFor();
    await typeStatement(page, 'wang', 'Something else');
    await page.keyboard.press('Control+Enter');
    await shows(page, '.out', 'Something else');
    await hasRows(page, 1, 'Taken back');
    await hasRows(page, 1, 'Waiting');
    expect(questions).toHaveLength(1);
  });

  it('does not come back if it is thrown away while it is being sent, unless it is on record', async () => {
    const { page } = await open();
    page.on('dialog', (dialog) => void dialog.accept());
    const throwAwayWhileSent = async (words: string, answer: (route: Route) => Promise<void>) => {
      await page.locator('#record-who').focus();
      const hanging: Route[] = [];
      await page.route('**/v1/batches', (route) => void hanging.push(route));
      await typeStatement(page, 'gill', words);
      await Promise.all([page.waitForRequest('**/v1/batches'), page.keyboard.press('Control+Enter')]);
      const sent = page.locator('.out li', { hasText: words });
      await sent.getByRole('button', { name: 'Put right' }).waitFor({ state: 'detached' });
      await sent.getByRole('button', { name: 'Throw away' }).click();
      await sent.waitFor({ state: 'detached' });
      const answered = page.waitForEvent('requestfinished');
      for (const route of hanging) await answer(route);
      await answered;
      await page.unroute('**/v1/batches');
    };
    await throwAwayWhileSent('Thrown away in time', (route) =>
      route.fulfill({ status: 500, json: { status: 500, code: 'internal', detail: 'Nobody knows.' } }),
    );
    await sendAgain(page);
    await throwAwayWhileSent('Thrown away too late', (route) => route.continue());
    await hasRows(page, 1, 'On record');
    expect(await page.locator('.out li').count()).toBe(1);
    await shows(page, '.out', 'Thrown away too late');
    expect(await found('"in time"')).toEqual([]);
  });

  it('is shown as it is now, also if an earlier read of the browser ends after a later one', async () => {
    const { page } = await open();
    const other = await openBeside(page);
    await other.locator('#record-text').fill('A draft, so that drafts are read');
    await draftKept(other);
    // Each read of the drafts that begins now ends when the test lets it.
    await page.evaluate(`
      const decrypt = SubtleCrypto.prototype.decrypt;
      const letGo = new Promise((resolve) => (globalThis.letGo = resolve));
      globalThis.held = 0;
      globalThis.isHolding = true;
      SubtleCrypto.prototype.decrypt = async function (...asked) {
        const isDraft = new TextDecoder().decode(asked[0].additionalData).includes('/value/draft ');
        if (isDraft && globalThis.isHolding) {
          globalThis.held += 1;
          await letGo;
        }
        return decrypt.apply(this, asked);
      };`);
    const hanging: Route[] = [];
    const hang = (route: Route) => void hanging.push(route);
    await page.route('**/v1/me', hang);
    await page.route('**/v1/batches', hang);
    await typeStatement(page, 'gill', 'Read twice');
    await Promise.all([page.waitForRequest('**/v1/me'), page.keyboard.press('Control+Enter')]);
    // The outbox and the list of drafts have read it as not yet sent.
    await page.waitForFunction('globalThis.held >= 2');
    await page.evaluate('void (globalThis.isHolding = false)');
    await Promise.all([page.waitForRequest('**/v1/batches'), hanging.pop()!.continue()]);
    const sent = page.locator('.out li', { hasText: 'Read twice' });
    await sent.getByRole('button', { name: 'Throw away' }).waitFor();
    expect(await sent.getByRole('button', { name: 'Put right' }).count()).toBe(0);
    await page.evaluate('globalThis.letGo()');
    // What is read after it has ended, and the next picture.
    await inDatabase(page, `return (await all('sealed')).length`);
    await page.evaluate('new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))');
    expect(await sent.getByRole('button', { name: 'Put right' }).count()).toBe(0);
    for (const route of hanging) await route.continue();
    await hasRows(page, 1, 'On record');
  });

  it('is put right once, also in two windows that had it in their forms at once', async () => {
    const { page } = await open();
    await typeStatement(page, 'gill', 'Refused at first');
    await page.context().setOffline(true);
    await page.locator('#record-language').fill('no language');
    await page.keyboard.press('Control+Enter');
    await page.context().setOffline(false);
    await hasRows(page, 1, 'Refused');
    const other = await openBeside(page);
    // Both press it before either hears of the other.
    await other.evaluate('BroadcastChannel.prototype.postMessage = () => {}');
    await other.getByRole('button', { name: 'Put right' }).click();
    await hasValue(other, 'record-text', 'Refused at first');
    await page.getByRole('button', { name: 'Put right' }).click();
    await hasValue(page, 'record-text', 'Refused at first');
    await page.locator('#record-language').fill('en');
    await page.keyboard.press('Control+Enter');
    await hasRows(page, 1, 'On record');
    await other.locator('#record-language').fill('en');
    await other.keyboard.press('Control+Enter');
    await other.locator('p[role=status]', { hasText: 'was put right or thrown away in another window' }).waitFor({
      state: 'attached',
    });
    expect(await other.locator('#record-text').inputValue()).toBe('Refused at first');
    expect(await found('"Refused at first"')).toHaveLength(1);
  });
});

describe('a browser that does not say which window this is', () => {
  it('keeps no draft, says so, and records all the same', async () => {
    const window = await browser.open([new URL(service.url).host]);
    const { page } = window;
    await page.addInitScript(`
      const read = Storage.prototype.getItem;
      Storage.prototype.getItem = function (name) {
        if (name === 'window') throw new DOMException('Denied', 'SecurityError');
        return read.call(this, name);
      };`);
    await page.goto(`${address}/record`);
    await shows(page, '.form > .by', 'Talks');
    await typeStatement(page, 'gill', 'Of a window without a name');
    await says(page, 'Draft not kept');
    await page.keyboard.press('Control+Enter');
    await hasRows(page, 1, 'On record');
    expect(await found('"without a name"')).toHaveLength(1);
  });
});

describe('a draft', () => {
  it('two windows have a draft each; what a closed one left is listed, or opened', async () => {
    const { page } = await open();
    const other = await openBeside(page);
    await page.locator('#record-text').fill('In the first window');
    await other.locator('#record-text').fill('In the second window');
    for (const window of [page, other]) await draftKept(window);
    await page.reload();
    await hasValue(page, 'record-text', 'In the first window');
    await other.close();
    await page.reload();
    await hasValue(page, 'record-text', 'In the first window');
    await shows(page, '#outbox', 'In the second window');
    // A form that was emptied leaves no draft.
    await draftKept(page);
    await page.locator('#record-text').fill('');
    await page.locator('.go .by').filter({ hasText: 'Draft kept' }).waitFor({ state: 'hidden' });
    await page.reload();
    await hasValue(page, 'record-text', 'In the second window');
    expect(await page.getByRole('button', { name: 'Go on with it' }).count()).toBe(0);
  });

  it('two new windows do not open the same draft that a closed one has left', async () => {
    const { page } = await open();
    await page.locator('#record-text').fill('Left behind');
    await draftKept(page);
    const others = [await page.context().newPage(), await page.context().newPage()];
    await page.close();
    await Promise.all(others.map((other) => opened(other, address)));
    const taken = others.map((other) => other.locator('#record-text').inputValue());
    expect((await Promise.all(taken)).toSorted()).toEqual(['', 'Left behind']);
  });

  it('that the browser could not open at first is listed, and what is typed next is kept again', async () => {
    const { page } = await open();
    await page.locator('#record-text').fill('Left by a closed window');
    await draftKept(page);
    const other = await page.context().newPage();
    await page.close();
    // The disk is full, for a moment.
    await other.addInitScript(`{
      const put = IDBObjectStore.prototype.put;
      globalThis.mend = () => (IDBObjectStore.prototype.put = put);
      IDBObjectStore.prototype.put = function (value) {
        if (String(value.id).includes('/draft ')) throw new DOMException('Full', 'QuotaExceededError');
        return put.call(this, value);
      };
    }`);
    await opened(other, address);
    await shows(other, '#outbox', 'Left by a closed window');
    await other.locator('#record-text').fill('Typed on a full disk');
    await says(other, 'Draft not kept');
    await other.evaluate('mend()');
    await other.locator('#record-text').fill('Typed with room again');
    await draftKept(other);
    await other.reload();
    await hasValue(other, 'record-text', 'Typed with room again');
    await shows(other, '#outbox', 'Left by a closed window');
    expect(await other.getByRole('button', { name: 'Go on with it' }).count()).toBe(1);
  });

  it('that cannot be read at first is kept as soon as it can, and takes the place of none, on a full disk either', async () => {
    const { page } = await open();
    await page.locator('#record-text').fill('Typed before');
    await draftKept(page);
    await page.addInitScript(`if (!sessionStorage.getItem('mended')) {
      const getAll = IDBObjectStore.prototype.getAll;
      globalThis.mend = () => {
        sessionStorage.setItem('mended', 'yes');
        IDBObjectStore.prototype.getAll = getAll;
      };
      // Room for what stands there already, and for no other draft.
      const put = IDBObjectStore.prototype.put;
      globalThis.makeRoom = () => (IDBObjectStore.prototype.put = put);
      globalThis.isFull = new Promise((resolve) => {
        IDBObjectStore.prototype.put = function (value) {
          const isOther = String(value.id).includes('/draft ') && !value.id.endsWith(sessionStorage.getItem('window'));
          if (!isOther) return put.call(this, value);
          resolve();
          throw new DOMException('Full', 'QuotaExceededError');
        };
      });
      IDBObjectStore.prototype.getAll = function (range) {
        if (String(range?.lower).includes('/draft ')) throw new DOMException('Failed', 'UnknownError');
        return getAll.call(this, range);
      };
    }`);
    await page.reload();
    await talk.hasFocus(page, 'record-who');
    await says(page, 'Draft not kept');
    await page.evaluate('mend()');
    await page.locator('#record-text').fill('Typed on a full disk');
    await page.evaluate('isFull');
    await page.locator('.go .by[aria-busy=false]', { hasText: 'Draft not kept' }).waitFor();
    await page.evaluate('makeRoom()');
    await page.locator('#record-text').fill('Typed after');
    await draftKept(page);
    await shows(page, '#outbox', 'Typed before');
    await page.reload();
    await hasValue(page, 'record-text', 'Typed after');
    await shows(page, '#outbox', 'Typed before');
    expect(await page.getByRole('button', { name: 'Go on with it' }).count()).toBe(1);
    // What is typed while another one is being opened, on a slow disk, is parked with what stood there.
    await page.evaluate(`{
      const encrypt = crypto.subtle.encrypt.bind(crypto.subtle);
      const isFree = new Promise((resolve) => (globalThis.free = resolve));
      globalThis.isStoring = new Promise((resolve) => {
        crypto.subtle.encrypt = async (...given) => {
          resolve();
          await isFree;
          return encrypt(...given);
        };
      });
      undefined;
    }`);
    await page.getByRole('button', { name: 'Go on with it' }).click();
    await page.evaluate('isStoring');
    await page.locator('#record-text').fill('Typed after that');
    await page.evaluate('free()');
    await hasValue(page, 'record-text', 'Typed before');
    await shows(page, '#outbox', 'Typed after that');
    expect(await page.getByRole('button', { name: 'Go on with it' }).count()).toBe(1);
    await draftKept(page);
    // As long as it is being read, what is typed is nowhere else.
    await page.addInitScript('SubtleCrypto.prototype.decrypt = () => new Promise(() => {})');
    await page.reload();
    await page.locator('#record-text').fill('Typed before it was read');
    await says(page, 'Draft not kept');
    const asked = page.waitForEvent('dialog').then((dialog) => dialog.dismiss());
    await page.getByRole('link', { name: 'Timeline' }).click();
    await asked;
    await hasValue(page, 'record-text', 'Typed before it was read');
  });

  it('nothing is left on the device if its user wants that: not by another window, either, that has not heard of it', async () => {
    const { page } = await open();
    const other = await openBeside(page);
    await other.locator('#record-text').fill('Of another window');
    await draftKept(other);
    await page.evaluate('BroadcastChannel.prototype.postMessage = () => {}');
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Leave nothing on this device' }).click();
    await page.getByRole('heading', { name: 'Nothing of yours is left here' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await other.locator('#record-text').fill('Of another window, later');
    await says(other, 'Draft not kept');
    expect(await inDatabase(page, `return [...(await all('owners')), ...(await all('sealed'))]`)).toEqual([]);
  });
});
