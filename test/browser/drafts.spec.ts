import { beforeAll, describe, expect, it } from '@jest/globals';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, shows } from '../support/chromium.js';
import {
  draftKept,
  found,
  hasFocus,
  hasRows,
  hasValue,
  inDatabase,
  openBeside,
  openKept,
  opened,
  recordTalks,
  says,
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
    expect(await onRecord('"without a name"')).toHaveLength(1);
  });
});

describe('a draft', () => {
  it('two windows have a draft each; what a closed one left is listed, or opened', async () => {
    const { page } = await open();
    const other = await openBeside(page, address);
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
    await hasFocus(page, 'record-who');
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
    const other = await openBeside(page, address);
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
