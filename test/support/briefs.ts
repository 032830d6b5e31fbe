import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { letInByName } from './as.js';
import type { BrowserFixture } from './browser-fixture.js';
import type { Chromium, Window } from './chromium.js';
import { newFolder } from './cli.js';
import type { InProcess } from './in-process.js';
import { printed } from './pdf.js';
import { recordDossier } from './recorded-dossier.js';
import { type ReceiptBody, remove } from './service.js';

type Told = Readonly<{ id: string; text: string }>;
type Sentence = Told & Readonly<{ words?: string; eventIds: readonly string[]; sources?: readonly number[] }>;
type Brief = Readonly<{
  title: string;
  marking: Readonly<{ level: string }>;
  sections: readonly Readonly<{ heading: Told; sentences: readonly Sentence[]; notes: readonly Told[] }>[];
  sources: readonly Readonly<{ number: number }>[];
}>;

/** As the page asks: from the day in the zone of its reader. */
export const ZONE = 'tz=Europe%2FBrussels';
export const SAID = { kind: 'interview', attribution: 'background', verbatim: false, occurredOn: '2025-11-20' };

/** A service with the dossier, and a browser that shows the briefs of its meetings. */
export class Briefs {
  negotiation = '';
  /** The talks in Brussels, and the contact that prepared them. */
  talks = '';
  contact = '';
  /** Of the brief for the talks. */
  address = '';

  private constructor(
    readonly browser: Chromium,
    readonly service: InProcess,
    private readonly folder: string,
  ) {}

  static async start({ browser, startServiceInProcess, atEnd }: BrowserFixture): Promise<Briefs> {
    letInByName();
    const folder = newFolder();
    atEnd(() => remove(folder));
    const briefs = new Briefs(browser, await startServiceInProcess(), folder);
    await briefs.find();
    return briefs;
  }

  private async find(): Promise<void> {
    this.negotiation = await recordDossier(this.service);
    const meetings = await this.titled('meetings');
    this.talks = meetings('High-level technical');
    this.contact = meetings('Preliminary contact');
    this.address = this.addressOf(this.talks);
  }

  /** Finds the ids of such things of the negotiation by how their titles begin. */
  private async titled(plural: string): Promise<(title: string) => string> {
    const { items } = (await this.service.get(`/v1/negotiations/${this.negotiation}/${plural}`).expect(200)).body as {
      items: { id: string; title: string }[];
    };
    return (title) => items.find((one) => one.title.startsWith(title))!.id;
  }

  addressOf(meeting: string, of = this.negotiation): string {
    return `${this.service.url}/negotiations/${of}/meetings/${meeting}/brief`;
  }

  async open(at = this.address, options: BrowserContextOptions = {}): Promise<Window> {
    const window = await this.browser.open([new URL(this.service.url).host], options);
    await window.page.goto(at);
    await window.page.locator('.paper .foot, .trouble').first().waitFor();
    return window;
  }

  async record(path: string, body: object): Promise<ReceiptBody> {
    return (await this.service.post(path, body).set('if-match', '*').expect(201)).body as ReceiptBody;
  }

  statement(of: string, text: string, more: object = {}): Promise<ReceiptBody> {
    return this.record(`/v1/negotiations/${of}/statements`, { ...SAID, text, ...more });
  }

  /** The issue of the talks. */
  async issueOfControls(): Promise<string> {
    return (await this.titled('issues'))('Controls on rare earth');
  }

  /** Asks the API for the brief for the talks. */
  api(query = '', headers: Record<string, string> = {}) {
    return this.service.get(`/v1/meetings/${this.talks}/brief${query === '' ? '?' : `${query}&`}${ZONE}`).set(headers);
  }

  async told(query = '', headers: Record<string, string> = {}): Promise<Brief> {
    return (await this.api(query, headers).expect(200)).body as Brief;
  }

  /** Presses a button that saves. @returns the file, and the name that the page gave it */
  async saved(page: Page, button: string): Promise<{ name: string; path: string }> {
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: button }).click();
    const download = await coming;
    const [name, path] = [download.suggestedFilename(), join(this.folder, download.suggestedFilename())];
    await download.saveAs(path);
    return { name, path };
  }
}

const plain = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
export const texts = async (page: Page, selector: string) => (await page.locator(selector).allInnerTexts()).map(plain);

/** What the paper says, and what the API answers, in one shape. */
export const onPaper = async (page: Page) => ({
  title: (await texts(page, '.paper h1'))[0],
  headings: await texts(page, '.paper section h2'),
  sentences: await texts(page, '.what'),
  words: await texts(page, '.words > .rec'),
  events: (await texts(page, '.events')).map((text) => Number.parseInt(text, 10)),
  notes: await texts(page, '.note'),
  sources: (await texts(page, '.src .no')).map(Number),
});
export const inApi = ({ title, sections, sources }: Brief, named = 'Sources') => ({
  title,
  headings: [...sections.map(({ heading }) => plain(heading.text)), named],
  sentences: sections.flatMap(({ sentences }) => sentences.map(({ text }) => plain(text))),
  words: sections.flatMap(({ sentences }) =>
    sentences.flatMap(({ words }, n) =>
      words === undefined || words === sentences[n - 1]?.words ? [] : [plain(`“${words}”`)],
    ),
  ),
  events: sections.flatMap(({ sentences }) => sentences.map(({ eventIds }) => eventIds.length)),
  notes: sections.flatMap(({ notes }) => notes.map(({ text }) => plain(text))),
  sources: sources.map(({ number }) => number),
});
/** Of each sheet that is printed, how often its marking stands there: above, and below. */
export const markingsPrinted = async (page: Page) =>
  (await printed(page)).map(
    (lines) => lines.filter(({ text }) => /(?:^PUBLIC\b|\bPUBLIC$|^public$)/.test(text)).length,
  );
export const styleOf = (page: Page, selector: string, property: string) =>
  page.evaluate<string>(
    `getComputedStyle(document.querySelector(${JSON.stringify(selector)})).getPropertyValue('${property}')`,
  );
export const focused = (page: Page) =>
  page.evaluate<string>('document.activeElement.ariaLabel ?? document.activeElement.textContent');
