import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { barriers, Chromium } from '../support/chromium.js';
import { Issuer, PAGE_CLIENT_ID } from '../support/issuer.js';
import { remove, type Running, start } from '../support/service.js';

let browser: Chromium;
beforeAll(async () => {
  browser = await Chromium.start();
});
afterEach(() => browser.closeWindows());
afterAll(() => browser.stop());

type Receipt = Readonly<{ id: string }>;
type Poster = Readonly<{ post: Running['post'] }>;
/** A negotiation of two parties, with their ministers and a meeting that is planned. */
const recordTalks = async ({ post }: Poster, title: string) => {
  const { id } = (await post('/v1/negotiations', { title }).expect(201)).body as Receipt;
  const add = async (plural: string, body: object) =>
    ((await post(`/v1/negotiations/${id}/${plural}`, body).expect(201)).body as Receipt).id;
  const eu = await add('parties', { name: 'European Union', kind: 'regional-organisation', role: 'principal' });
  const china = await add('parties', { name: 'China', kind: 'state', role: 'principal' });
  await add('representatives', { name: 'Maroš Šefčovič', kind: 'person', partyId: eu });
  await add('representatives', { name: 'Olof Gill', kind: 'person', partyId: eu });
  await add('representatives', { name: 'Wang Wentao', kind: 'person', partyId: china });
  await add('meetings', { title: 'Talks in Brussels', partyIds: [eu, china], planned: { on: '2025-10-30' } });
  return id;
};
const shows = (page: Page, selector: string, text: string | RegExp) =>
  page.locator(selector).filter({ hasText: text }).first().waitFor();
const hasFocus = (page: Page, id: string) => page.locator(`#${id}:focus`).waitFor();
const hasValue = async (page: Page, id: string, value: string) => {
  const until = Date.now() + 20_000;
  for (;;) {
    const now = await page.locator(`#${id}`).inputValue();
    if (now === value) return;
    if (Date.now() > until) throw new Error(`${id} is “${now}”, not “${value}”`);
    await page.waitForTimeout(20);
  }
};
/** Waits until this many rows of the outbox say so. */
const hasRows = async (page: Page, count: number, state: string) => {
  await page
    .locator('.out .st', { hasText: state })
    .nth(count - 1)
    .waitFor();
};
/** Waits until the service worker has the files of the page. */
const isKept = (page: Page) =>
  page.evaluate(`new Promise((resolve) => {
    const worker = navigator.serviceWorker;
    if (worker.controller !== null) resolve();
    else worker.addEventListener('controllerchange', () => resolve(), { once: true });
  })`);
/** The form without a line: its names are kept, and so are its files. */
const opened = async (page: Page, address: string) => {
  await page.goto(`${address}/record`);
  await page.getByRole('combobox', { name: 'Who' }).waitFor();
  await shows(page, '.form > .by', 'Talks');
  await isKept(page);
};

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
  return { press, type, seconds: () => (keys * KEY_MS + Date.now() - began) / 1_000 };
};

describe('without a line', () => {
  let service: Running;
  let talks: string;
  let address: string;
  beforeAll(async () => {
    service = await start();
    talks = await recordTalks(service, 'Talks on rare earths');
    await service.get(`/v1/negotiations/${talks}`);
    address = `${service.url}/negotiations/${talks}`;
  });
  afterAll(async () => {
    await service.close();
    remove(service.dataDir);
  });
  const open = () => browser.open([new URL(service.url).host]);
  /** What is on record that has these words, and how often. */
  const found = async (words: string) => {
    const { body } = await service.get(`/v1/negotiations/${talks}/timeline?q=${encodeURIComponent(words)}`);
    return (body as { items: { eventId: string; type: string; occurredOn?: string; learnedAt: string }[] }).items;
  };

  it('a note taker records a call, two statements and an answer, reloads in between, and all is on record once: by keyboard, within two minutes', async () => {
    const { page } = await open();
    await opened(page, address);
    const { press, type, seconds } = keyboard(page);
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
    // A statement.
    await press('Escape', 's');
    await hasFocus(page, 'record-who');
    await type('gill');
    await press('Enter');
    await hasFocus(page, 'record-when');
    await type('21 October 2025');
    await press('Tab');
    await type('They come on Thursday.');
    await page.waitForTimeout(400);
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
    const typedBy = new Date();
    // The clock of the service has seconds: what is learned when it is sent is learned later than what is learned when it is typed.
    await page.waitForTimeout(2_500);
    await page.context().setOffline(false);
    await hasRows(page, 4, 'On record');
    expect(seconds()).toBeLessThan(120);
    // Once, and as it was typed.
    expect((await found('"Brussels are agreed"')).map(({ type: is, occurredOn }) => [is, occurredOn])).toEqual([
      ['MeetingHeld', '2025-10-21'],
    ]);
    const statements = await found('"come on Thursday"');
    expect(statements.map(({ type: is, occurredOn }) => [is, occurredOn])).toEqual([['StatementMade', '2025-10-21']]);
    expect(new Date(statements[0]!.learnedAt).getTime()).toBeLessThanOrEqual(typedBy.getTime() + 1_000);
    expect(await found('"licence was refused"')).toHaveLength(1);
    const answers = (await found('accepted')).filter(({ type: is }) => is === 'InvitationAnswered');
    expect(answers).toHaveLength(1);
    const names = (await service.get(`/v1/negotiations/${talks}/names?q=chenggang`)).body as { items: object[] };
    expect(names.items).toHaveLength(1);
  });

  it('keeps nothing readable on the device: every value is sealed, and the key cannot be read out', async () => {
    const { page } = await open();
    await opened(page, address);
    await page.keyboard.type('Somebody secret');
    await page.locator('.go .by').filter({ hasText: 'Draft kept' }).waitFor();
    const kept = await page.evaluate<{ exported: string; values: string[] }>(`(async () => {
      const db = await new Promise((resolve) => {
        const asked = indexedDB.open('rapporteur');
        asked.onsuccess = () => resolve(asked.result);
      });
      const all = (store) => new Promise((resolve) => {
        const asked = db.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => resolve(asked.result);
      });
      const [owners, sealed] = [await all('owners'), await all('sealed')];
      const exported = await crypto.subtle.exportKey('raw', owners[0].key).then(() => 'read', () => 'refused');
      const names = [...owners.map(({ id, owner }) => id + owner), ...sealed.map(({ id }) => id)];
      return { exported, values: [...names, ...sealed.map(({ data }) => new TextDecoder('latin1').decode(data))] };
    })()`);
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

  it('is refused for what is wrong, says why, holds what depends on it, and is put right', async () => {
    const { page } = await open();
    await opened(page, address);
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
    await opened(page, address);
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
    await hasFocus(page, 'record-new-party');
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
    await page.evaluate(`dispatchEvent(new Event('online'))`);
    await hasRows(page, 1, 'On record');
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(1);
    expect(await found('"Told once"')).toHaveLength(1);
  });

  it('an entry that the browser does not store stays in the form, and that is said', async () => {
    const { page } = await open();
    await opened(page, address);
    await page.keyboard.type('gill');
    await page.keyboard.press('Enter');
    await page.locator('#record-text').fill('Not to be lost');
    await page.locator('.go .by').filter({ hasText: 'Draft kept' }).waitFor();
    // The disk is full.
    await page.evaluate(`{
      const put = IDBObjectStore.prototype.put;
      globalThis.mend = () => (IDBObjectStore.prototype.put = put);
      IDBObjectStore.prototype.put = () => { throw new DOMException('Full', 'QuotaExceededError'); };
    }`);
    await page.keyboard.press('Control+Enter');
    await shows(page, '[role=status]', 'Not kept: the browser did not store it.');
    await page.locator('.go .by').filter({ hasText: 'Draft not kept' }).waitFor();
    expect(await page.locator('#record-text').inputValue()).toBe('Not to be lost');
    expect(await page.locator('.out li').count()).toBe(0);
    await page.evaluate('mend()');
    await page.keyboard.press('Control+Enter');
    await hasRows(page, 1, 'On record');
    expect(await found('"Not to be lost"')).toHaveLength(1);
  });

  it('two windows have a draft each; what a closed one left is listed, or opened', async () => {
    const { page } = await open();
    await opened(page, address);
    const other = await page.context().newPage();
    await opened(other, address);
    await page.locator('#record-text').fill('In the first window');
    await other.locator('#record-text').fill('In the second window');
    for (const window of [page, other]) await window.locator('.go .by').filter({ hasText: 'Draft kept' }).waitFor();
    await page.reload();
    await hasValue(page, 'record-text', 'In the first window');
    await other.close();
    await page.reload();
    await hasValue(page, 'record-text', 'In the first window');
    await shows(page, '#outbox', 'In the second window');
    // A form that was emptied leaves no draft.
    await page.locator('.go .by').filter({ hasText: 'Draft kept' }).waitFor();
    await page.locator('#record-text').fill('');
    await page.locator('.go .by').filter({ hasText: 'Draft kept' }).waitFor({ state: 'hidden' });
    await page.reload();
    await hasValue(page, 'record-text', 'In the second window');
    expect(await page.getByRole('button', { name: 'Go on with it' }).count()).toBe(0);
  });

  it('what cannot be read any more is said, and does not hold up what can', async () => {
    const { page } = await open();
    await opened(page, address);
    await page.context().setOffline(true);
    for (const words of ['Of a lost key', 'Of a known key']) {
      await page.keyboard.type('gill');
      await page.keyboard.press('Enter');
      await page.locator('#record-text').fill(words);
      await page.keyboard.press('Control+Enter');
      await shows(page, '.out', words);
    }
    await page.evaluate(`(async () => {
      const db = await new Promise((resolve) => {
        const asked = indexedDB.open('rapporteur');
        asked.onsuccess = () => resolve(asked.result);
      });
      const store = db.transaction('sealed', 'readwrite').objectStore('sealed');
      await new Promise((resolve) => {
        store.getAll().onsuccess = ({ target }) => {
          const row = target.result.find(({ id }) => id.includes('/row/'));
          store.put({ ...row, iv: new Uint8Array(12) }).onsuccess = resolve;
        };
      });
      db.close();
    })()`);
    await page.context().setOffline(false);
    await hasRows(page, 1, 'On record');
    await shows(page, '#outbox', '1 entry cannot be read any more');
    expect(await barriers(page)).toEqual([]);
  });

  it('two windows send what waits once', async () => {
    const { page } = await open();
    await opened(page, address);
    const other = await page.context().newPage();
    await opened(other, address);
    await page.context().setOffline(true);
    await page.keyboard.type('gill');
    await page.keyboard.press('Enter');
    await page.locator('#record-text').fill('Said in two windows');
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
});

describe('with a login', () => {
  let issuer: Issuer;
  let service: Running;
  let address: string;
  let talks: string;
  const ANA = { subject: 'ana', name: 'Ana Müller', clearance: 'restreint' };
  beforeAll(async () => {
    issuer = await Issuer.start();
    service = await start(undefined, { ...issuer.settings, PAGE_CLIENT_ID });
    issuer.logIn(service.url, ANA);
    const recorder = service.as(await issuer.token(ANA));
    talks = await recordTalks(recorder, 'Talks on mackerel');
    await recorder.get(`/v1/negotiations/${talks}`);
    address = `${service.url}/negotiations/${talks}`;
  });
  afterAll(async () => {
    await service.close();
    await issuer.stop();
    remove(service.dataDir);
  });
  const loggedIn = async () => {
    const { page, faults } = await browser.open([service.url, issuer.url].map((url) => new URL(url).host));
    await page.goto(`${address}/record`);
    await page.getByRole('button', { name: 'Log in as Ana Müller' }).click();
    await shows(page, '.form > .by', 'Talks on mackerel');
    await isKept(page);
    return { page, faults };
  };

  it('what was recorded after a reload without a line is sent once the same person has logged in', async () => {
    const { page } = await loggedIn();
    await page.waitForTimeout(300);
    await page.context().setOffline(true);
    await page.reload();
    await hasFocus(page, 'record-who');
    await shows(page, '.form > .by', 'Ana Müller');
    await page.keyboard.type('wang');
    await page.getByRole('option', { name: 'Wang Wentao' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#record-text').fill('Written on the train');
    await page.keyboard.press('Control+Enter');
    await shows(page, '.out .st', 'Waiting');
    await page.context().setOffline(false);
    await shows(page, '#outbox', 'What waits is sent once you are logged in again.');
    expect(await barriers(page)).toEqual([]);
    await page.locator('#outbox').getByRole('button', { name: 'Log in' }).click();
    await shows(page, '.out .st', 'On record');
  });

  it('what somebody left waiting is neither shown to another nor sent in their name', async () => {
    const { page } = await loggedIn();
    await page.locator('#record-text').fill('Written by Ana');
    await page.locator('.go .by').filter({ hasText: 'Draft kept' }).waitFor();
    await page.context().setOffline(true);
    await page.reload();
    await hasFocus(page, 'record-who');
    await hasValue(page, 'record-text', 'Written by Ana');
    await page.keyboard.type('wang');
    await page.getByRole('option', { name: 'Wang Wentao' }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await shows(page, '.out .st', 'Waiting');
    await page.context().setOffline(false);
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/v1/batches')) sent.push(request.url());
    });
    issuer.logIn(service.url, { ...ANA, subject: 'bo', name: 'Bo Berg' });
    // Who it is cannot be asked at first: nothing of anybody is opened, and nothing can be sent.
    let isFailing = true;
    await page.route('**/v1/me', (route) => (isFailing ? route.abort() : route.continue()));
    await page.goto(`${address}/record`);
    await page.getByRole('button', { name: 'Log in as Bo Berg' }).click();
    await page.locator('.go .by').filter({ hasText: 'it is not known who you are' }).waitFor();
    await page.locator('#record-text').fill('Written by Bo');
    expect(await page.locator('#record-send').isDisabled()).toBe(true);
    await page.keyboard.press('Control+Enter');
    await page.waitForTimeout(300);
    expect(await page.locator('.out li').count()).toBe(0);
    expect(await page.locator('#record-text').inputValue()).toBe('Written by Bo');
    isFailing = false;
    await shows(page, '.form > .by', 'Bo Berg');
    await page.locator('.go .by').filter({ hasText: 'Draft kept' }).waitFor();
    expect(await page.locator('.out li').count()).toBe(0);
    expect(sent).toEqual([]);
    issuer.logIn(service.url, ANA);
    await page.goto(`${address}/record`);
    await page.getByRole('button', { name: 'Log in as Ana Müller' }).click();
    await shows(page, '.out .st', 'On record');
    expect(sent).toHaveLength(1);
  });

  it('nothing of it is left on the device after a logout', async () => {
    const { page } = await loggedIn();
    await page.keyboard.type('Somebody');
    await page.locator('.go .by').filter({ hasText: 'Draft kept' }).waitFor();
    const asked: string[] = [];
    const logOut = async (isSure: boolean) => {
      const [dialog] = await Promise.all([
        page.waitForEvent('dialog'),
        page.getByRole('button', { name: 'Log out' }).click(),
      ]);
      asked.push(dialog.message());
      await (isSure ? dialog.accept() : dialog.dismiss());
    };
    // What is not finished would be lost: it is counted, and nothing happens unasked.
    await logOut(false);
    expect(asked).toEqual([expect.stringMatching(/^1 /)]);
    await hasValue(page, 'record-who', 'Somebody');
    await logOut(true);
    await page.waitForURL(/\/session\/end/);
    await page.goto(`${service.url}/v1/config`);
    const left = await page.evaluate(`(async () => {
      const db = await new Promise((resolve) => {
        const asked = indexedDB.open('rapporteur');
        asked.onsuccess = () => resolve(asked.result);
      });
      const count = (store) => new Promise((resolve) => {
        const asked = db.transaction(store).objectStore(store).count();
        asked.onsuccess = () => resolve(asked.result);
      });
      return [await count('owners'), await count('sealed'), localStorage.length, sessionStorage.length];
    })()`);
    expect(left).toEqual([0, 0, 0, 0]);
  });

  it('names that are marked above OFFLINE_CLEARANCE are not kept', async () => {
    const recorder = service.as(await issuer.token(ANA));
    await recorder
      .post(`/v1/negotiations/${talks}/representatives`, {
        name: 'Rudolf Rassendyll',
        kind: 'person',
        marking: { level: 'restreint' },
      })
      .expect(201);
    await recorder.get(`/v1/negotiations/${talks}/names`);
    const { page } = await loggedIn();
    await page.keyboard.type('rass');
    await page.getByRole('option', { name: 'Rudolf Rassendyll' }).waitFor();
    await page.locator('.go .by').filter({ hasText: 'Draft kept' }).waitFor();
    await page.context().setOffline(true);
    await page.reload();
    // What was typed is there again, and what was shown is not.
    await hasValue(page, 'record-who', 'rass');
    await page.locator('#record-who').fill('wang');
    await page.getByRole('option', { name: 'A new name, “wang”' }).waitFor();
    expect(await page.locator('#record-names [role=option]').count()).toBe(1);
  });

  it('who may only read is told so before they have typed anything', async () => {
    issuer.logIn(service.url, { ...ANA, roles: ['reader'] });
    const { page, faults } = await browser.open([service.url, issuer.url].map((url) => new URL(url).host));
    await page.goto(`${address}/record`);
    await page.getByRole('button', { name: 'Log in as Ana Müller' }).click();
    await page.getByRole('heading', { name: 'You may not record' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
    issuer.logIn(service.url, ANA);
  });
});
