import { createServer, request, type RequestListener } from 'node:http';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, barriersOnPhone, shows } from '../support/chromium.js';
import * as talk from '../support/note-taker.js';
import {
  draftKept,
  hasFocus,
  hasRows,
  hasValue,
  inDatabase,
  opened,
  recordTalks,
  typeStatement,
} from '../support/note-taker.js';
import { listen } from '../support/ports.js';
import type { Running } from '../support/service.js';

const { browser, startWith } = browserFixture();
let service: Running;
let talks: string;
let address: string;
beforeAll(async () => {
  ({ service, talks, address } = await startWith((service) => recordTalks(service, 'Talks on rare earths')));
});
const open = () => browser.open([new URL(service.url).host]);
const found = (words: string) => talk.found(service, talks, words);

/** A keyboard: each key takes a note taker so long, and the page as long as it takes. */
const KEY_MS = 150;
const keyboard = (page: Page) => {
  const began = Date.now();
  let keys = 0;
  const press = async (...all: readonly string[]) => {
    for (const key of all) {
      await page.keyboard.press(key);
      keys += key.split('+').length;
    }
  };
  const type = async (text: string) => {
    await page.keyboard.type(text);
    keys += text.length;
  };
  /** Tab, until the focus is there. */
  const tabTo = async (selector: string) => {
    for (let n = 0; n < 30; n++) {
      await press('Tab');
      if (await page.locator(`${selector}:focus`).count()) return;
    }
    throw new Error(`No Tab leads to ${selector}`);
  };
  return { press, type, tabTo, seconds: () => (keys * KEY_MS + Date.now() - began) / 1_000 };
};

describe('without a line', () => {
  it('a note taker records a call, two statements and an answer, reloads in between, corrects one, and all is on record once: by keyboard, within two minutes', async () => {
    const { page } = await open();
    await opened(page, address);
    const { press, type, tabTo, seconds } = keyboard(page);
    await page.context().setOffline(true);
    // A call of three people.
    await press('Escape', 'c');
    await hasFocus(page, 'record-who');
    for (const name of ['sef', 'gill', 'wang']) {
      await type(name);
      await page.locator('#record-names [role=option]').first().waitFor();
      await press('Enter');
    }
    await press('Tab');
    await hasFocus(page, 'record-when');
    await type('2025-10-21');
    await press('Tab', 'Tab');
    await type('two hours');
    await press('Tab');
    await type('Talks in Brussels are agreed.');
    await press('Control+Enter');
    await shows(page, '.out .st', 'Waiting');
    await shows(page, '.noline', 'No connection since');
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    // A statement.
    await press('Escape', 's');
    await hasFocus(page, 'record-who');
    await type('gill');
    await press('Enter');
    await hasFocus(page, 'record-when');
    await type('21 October 2025');
    await press('Tab');
    await type('They come on Thursday.');
    const typedBy = Date.now();
    await draftKept(page);
    await page.reload();
    await hasFocus(page, 'record-who');
    await shows(page, '.out .st', 'Waiting');
    await page.locator('.side .words', { hasText: 'They come on Thursday.' }).waitFor();
    expect(await page.locator('#record-when').inputValue()).toBe('21 October 2025');
    await press('Control+Enter');
    await page
      .locator('.out li')
      .nth(2 - 1)
      .waitFor();
    // Another statement, by somebody who is new.
    await type('Li Chenggang');
    await press('Enter');
    await page.locator('[id^=record-new-party]:focus').waitFor();
    await type('C');
    await press('Enter');
    await hasFocus(page, 'record-when');
    await type('2025-10-22');
    await press('Tab');
    await type('No licence was refused.');
    await press('Control+Enter');
    await page
      .locator('.out li')
      .nth(3 - 1)
      .waitFor();
    // An answer to an invitation, by the same.
    await press('Escape', 'a');
    await hasFocus(page, 'record-who');
    await type('li ch');
    await page.getByRole('option', { name: 'Li Chenggang' }).waitFor();
    await press('Enter');
    await hasFocus(page, 'record-meeting');
    await type('T');
    await press('Tab');
    await type('acc');
    await press('Tab', 'Tab');
    await type('2025-10-23');
    await press('Control+Enter');
    await page
      .locator('.out li')
      .nth(4 - 1)
      .waitFor();
    expect(await page.locator('.out .st', { hasText: 'Waiting' }).count()).toBe(4);
    await page.context().setOffline(false);
    await hasRows(page, 4, 'On record');
    // It was a day later. The last but one of the outbox leads to its correction.
    await press('Alt+o');
    await hasFocus(page, 'outbox');
    await tabTo('.out li:nth-child(2) a');
    await press('Enter');
    await page.locator('dialog a[href*="right="]').waitFor();
    await tabTo('dialog a[href*="right="]');
    await press('Enter');
    await page.locator('#right-when').waitFor();
    await tabTo('#right-when');
    await press('Control+a');
    await type('2025-10-23');
    await tabTo('#record-reason');
    await type('It was Thursday.');
    await press('Control+Enter');
    await page.waitForURL(/timeline\?fact=/);
    expect(seconds()).toBeLessThan(120);
    // Once, and as it was typed.
    expect((await found('"Brussels are agreed"')).map(({ type: is, occurredOn }) => [is, occurredOn])).toEqual([
      ['MeetingHeld', '2025-10-21'],
    ]);
    const statements = await found('"come on Thursday"');
    expect(statements.map(({ type: is, occurredOn }) => [is, occurredOn])).toEqual([['StatementMade', '2025-10-21']]);
    // It was learned when it was typed, not when it was sent.
    expect(Date.parse(statements[0]!.learnedAt)).toBeLessThanOrEqual(typedBy);
    expect((await found('"licence was refused"')).map(({ type: is, occurredOn }) => [is, occurredOn])).toEqual([
      ['StatementMade', '2025-10-23'],
    ]);
    const answers = (await found('accepted')).filter(({ type: is }) => is === 'InvitationAnswered');
    expect(answers).toHaveLength(1);
    const names = (await service.get(`/v1/negotiations/${talks}/names?q=chenggang`)).body as { items: object[] };
    expect(names.items).toHaveLength(1);
  });

  it('keeps nothing readable on the device: every value is sealed, and the key cannot be read out', async () => {
    const { page } = await open();
    await opened(page, address);
    await page.keyboard.type('Somebody secret');
    await draftKept(page);
    const kept = await inDatabase<{ exported: string; values: string[] }>(
      page,
      `const [owners, sealed] = [await all('owners'), await all('sealed')];
      const exported = await crypto.subtle.exportKey('raw', owners[0].key).then(() => 'read', () => 'refused');
      const names = [...owners.map(({ id, owner }) => id + owner), ...sealed.map(({ id }) => id)];
      return { exported, values: [...names, ...sealed.map(({ data }) => new TextDecoder('latin1').decode(data))] };`,
    );
    expect(kept.exported).toBe('refused');
    expect(kept.values.length).toBeGreaterThan(2);
    expect(kept.values.join()).not.toMatch(/Somebody|secret|Brussels|Wang/);
    const caches = await page.evaluate<string[]>(`(async () => {
      const found = [];
      for (const name of await caches.keys())
        for (const { url } of await (await caches.open(name)).keys()) found.push(new URL(url).pathname);
      return found;
    })()`);
    expect(caches.filter((path) => path !== '/' && !path.startsWith('/assets/'))).toEqual([]);
    expect(caches.length).toBeGreaterThan(5);
  });

  it('deletes what is kept for a day, also of somebody who does not come back', async () => {
    const { page } = await open();
    await opened(page, address);
    const ends = await inDatabase<readonly number[]>(
      page,
      `const write = db.transaction('sealed', 'readwrite');
      for (const [name, until] of [['over', 1], ['not over', Date.now() + 60_000]])
        write.objectStore('sealed').put({ id: 'of another/' + name, iv: new Uint8Array(12), data: new ArrayBuffer(1), until });
      await new Promise((resolve) => (write.oncomplete = resolve));
      return (await all('sealed')).filter(({ id }) => id.includes('/known ')).map(({ until }) => until - Date.now());`,
    );
    const day = 24 * 60 * 60_000;
    expect(ends.map((end) => end > day - 60_000 && end <= day)).toEqual([true]);
    await page.reload();
    await hasFocus(page, 'record-who');
    await talk.isKept(page);
    expect(
      await inDatabase(
        page,
        `return (await all('sealed')).map(({ id }) => id).filter((id) => id.startsWith('of another'))`,
      ),
    ).toEqual(['of another/not over']);
  });

  it('the form opens with what was kept if it hangs who is signed in; what waits is sent once that is known', async () => {
    const { page } = await open();
    await opened(page, address);
    const hanging: (() => Promise<void>)[] = [];
    await page.route('**/v1/me', (route) => void hanging.push(() => route.abort().catch(() => {})));
    await page.reload();
    await typeStatement(page, 'gill', 'While the line hangs');
    await page.locator('#record-send[aria-disabled=false]').waitFor();
    await page.keyboard.press('Control+Enter');
    await hasRows(page, 1, 'Waiting');
    expect(await found('"While the line hangs"')).toEqual([]);
    await page.unroute('**/v1/me');
    await Promise.all(hanging.map((abort) => abort()));
    await hasRows(page, 1, 'On record');
  });

  it('a proxy that answers in place of the service does not close the form; the answer of the service does', async () => {
    let status: number | undefined;
    const answer: RequestListener = ({ url, method, headers }, response) => {
      if (status !== undefined) return response.writeHead(status).end('Bad gateway');
      const asked = request(service.url + url, { method, headers }, (told) => {
        response.writeHead(told.statusCode!, told.headers);
        told.pipe(response);
      });
      return asked.end();
    };
    const proxy = createServer(answer);
    const front = `http://127.0.0.1:${await listen(proxy)}`;
    const { page } = await browser.open([new URL(front).host]);
    await opened(page, `${front}/negotiations/${talks}`);
    status = 502;
    await page.reload();
    await hasFocus(page, 'record-who');
    await shows(page, '.noline', 'No connection since');
    status = 404;
    await page.reload();
    expect(await page.locator('body').innerText()).toBe('Bad gateway');
    proxy.close();
    proxy.closeAllConnections();
  });
});

describe('a browser that is told to keep nothing', () => {
  it('says so, records all the same, and asks before it is left', async () => {
    const { page, faults } = await open();
    await page.addInitScript('delete globalThis.indexedDB');
    let isAway = true;
    await page.route('**/v1/batches', (route) => (isAway ? route.abort() : route.fallback()));
    await page.goto(`${address}/record`);
    await shows(page, '#outbox', 'This browser keeps nothing here');
    await page.getByText('Talks on rare earths').first().waitFor();
    await typeStatement(page, 'gill', 'Written on water');
    await page.keyboard.press('Control+Enter');
    await hasRows(page, 1, 'Waiting');
    await hasValue(page, 'record-text', '');
    expect(await barriers(page)).toEqual([]);
    // On all screens of the page it is there, and in all languages.
    await page.locator('#record-text').fill('Half a sentence');
    await page.getByRole('link', { name: 'Timeline' }).click();
    await page.locator('.form').waitFor({ state: 'detached' });
    await page.goBack();
    await hasRows(page, 1, 'Waiting');
    await hasValue(page, 'record-text', 'Half a sentence');
    const [dialog] = await Promise.all([page.waitForEvent('dialog'), page.close({ runBeforeUnload: true })]);
    await dialog.dismiss();
    isAway = false;
    await talk.sendAgain(page);
    await hasRows(page, 1, 'On record');
    expect(await found('"Written on water"')).toHaveLength(1);
    expect(faults().filter((fault) => !fault.includes('ERR_FAILED'))).toEqual([]);
  });
});
