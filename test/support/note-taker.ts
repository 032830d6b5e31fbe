import type { Page } from 'playwright-core';
import { type Chromium, shows, type Window } from './chromium.js';
import type { Asked } from './service.js';

type Receipt = Readonly<{ id: string }>;

/** A negotiation of two parties, with their ministers and a meeting that is planned. */
export const recordTalks = async ({ post, get }: Pick<Asked, 'post' | 'get'>, title: string): Promise<string> => {
  const { id } = (await post('/v1/negotiations', { title }).expect(201)).body as Receipt;
  const add = async (plural: string, body: object) =>
    ((await post(`/v1/negotiations/${id}/${plural}`, body).expect(201)).body as Receipt).id;
  const eu = await add('parties', { name: 'European Union', kind: 'regional-organisation', role: 'principal' });
  const china = await add('parties', { name: 'China', kind: 'state', role: 'principal' });
  await add('representatives', { name: 'Maroš Šefčovič', kind: 'person', partyId: eu });
  await add('representatives', { name: 'Olof Gill', kind: 'person', partyId: eu });
  await add('representatives', { name: 'Wang Wentao', kind: 'person', partyId: china });
  await add('meetings', { title: 'Talks in Brussels', partyIds: [eu, china], planned: { on: '2025-10-30' } });
  await get(`/v1/negotiations/${id}`);
  return id;
};

type Found = Readonly<{
  eventId: string;
  type: string;
  occurredOn?: string;
  occurredText?: string;
  learnedAt: string;
  fact: Record<string, unknown>;
}>;
/** What is on record that has these words. */
export const found = async ({ get }: Pick<Asked, 'get'>, talks: string, words: string): Promise<readonly Found[]> =>
  ((await get(`/v1/negotiations/${talks}/timeline?q=${encodeURIComponent(words)}`)).body as { items: Found[] }).items;

/** A window with a form of a negotiation, such as `?form=call`. */
export const openForm = async (browser: Chromium, address: string, search = ''): Promise<Window> => {
  const window = await browser.visit(`${address}/record${search}`);
  await window.page.getByRole('combobox', { name: /Who|Between|Party/ }).waitFor();
  return window;
};

/** Presses keys by their names, and types everything else. */
export const typeKeys = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await (/^[A-Z][a-z]+$|\+/.test(key) ? page.keyboard.press(key) : page.keyboard.type(key));
};

/** Types a part of a name, and takes the first one that is found. */
export const take = async (page: Page, part: string): Promise<void> => {
  await page.keyboard.type(part);
  await page.locator('#record-names [role=option][aria-selected=true]:not(:has(.new))').waitFor();
  await page.keyboard.press('Enter');
};

export const focused = (page: Page): Promise<string | null> => page.locator(':focus').getAttribute('id');

export const hasFocus = (page: Page, id: string): Promise<void> => page.locator(`#${id}:focus`).waitFor();

/** Waits until this field has this value. */
export const hasValue = async (page: Page, id: string, value: string): Promise<void> => {
  const until = Date.now() + 20_000;
  for (;;) {
    const now = await page.locator(`#${id}`).inputValue();
    if (now === value) return;
    if (Date.now() > until) throw new Error(`${id} is “${now}”, not “${value}”`);
    await page.waitForTimeout(20);
  }
};

/** Waits until this many rows of the outbox say so. */
export const hasRows = (page: Page, count: number, state: string): Promise<void> =>
  page
    .locator('.out .st', { hasText: state })
    .nth(count - 1)
    .waitFor();

/** Beside the button that sends. */
export const says = (page: Page, words: string): Promise<void> => shows(page, '.go .by', words);

/** Waits until what has changed is drawn. */
export const nextPicture = (page: Page): Promise<void> =>
  page.evaluate('new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))');

/** Waits until all that was typed is kept. Before the next picture, it is still said of what stood there before. */
export const draftKept = async (page: Page): Promise<void> => {
  await nextPicture(page);
  await shows(page, '.go .by[aria-busy=false]', 'Draft kept');
};

/** Waits until the form opens without a line, too: its names and its files are kept. */
export const isKept = (page: Page): Promise<void> => shows(page, '#outbox', 'opens without a connection');

/** Opens the form of a negotiation, and waits until it is kept. */
export const opened = async (page: Page, address: string): Promise<void> => {
  await page.goto(`${address}/record`);
  await shows(page, '.form > .by', 'Talks');
  await isKept(page);
  await hasFocus(page, 'record-who');
};

/** A window with the form of a negotiation, once it is kept. */
export const openKept = async (browser: Chromium, address: string): Promise<Window> => {
  const window = await browser.open([new URL(address).host]);
  await opened(window.page, address);
  return window;
};

/** Another window of the same browser. */
export const openBeside = async (page: Page, address: string): Promise<Page> => {
  const other = await page.context().newPage();
  await opened(other, address);
  return other;
};

/** A statement by somebody who is known, up to the key that records it. */
export const typeStatement = async (page: Page, who: string, words: string): Promise<void> => {
  await hasFocus(page, 'record-who');
  await take(page, who);
  await page.locator('#record-text').fill(words);
};

/** The line is back, or something else gives reason to send again. */
export const sendAgain = (page: Page): Promise<void> => page.evaluate(`void dispatchEvent(new Event('online'))`);

/** Runs with all values that the browser keeps: `all(store)` reads a store of the database. */
export const inDatabase = <T>(page: Page, body: string): Promise<T> =>
  page.evaluate<T>(`(async () => {
    const db = await new Promise((resolve) => {
      const asked = indexedDB.open('rapporteur');
      asked.onsuccess = () => resolve(asked.result);
    });
    const all = (store) => new Promise((resolve) => {
      const asked = db.transaction(store).objectStore(store).getAll();
      asked.onsuccess = () => resolve(asked.result);
    });
    const found = await (async () => { ${body} })();
    db.close();
    return found;
  })()`);
