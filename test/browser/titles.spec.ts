import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, barriersOnPhone } from '../support/chromium.js';
import { recordDossier } from '../support/recorded-dossier.js';
import type { Running } from '../support/service.js';

const { browser, startWith } = browserFixture();
let service: Running;
let talks: string;
let address: string;
/** Of the dossier: one that is scheduled, and one that corrects another. */
let scheduled: string;
let correction: string;
beforeAll(async () => {
  ({ service, talks, address } = await startWith(recordDossier));
  const { items } = (await service.get(`/v1/negotiations/${talks}/events?limit=200`)).body as {
    items: readonly { eventId: string; type: string; title: string }[];
  };
  const first = (type: string) => items.find((event) => event.type === type)!.eventId;
  [scheduled, correction] = [first('MeetingScheduled'), first('RecordCorrected')];
});

/** What a reader sees: without the marks that keep names apart, and with plain spaces. */
const seen = (text: string) => text.replaceAll('\u00a0', ' ').replaceAll(/[\u2068\u2069]/g, '');
const SCHEDULED = {
  en: '“High-level technical talks in Brussels” was scheduled for 30 October 2025 (“Thursday”), in Brussels',
  fr: '« High-level technical talks in Brussels » : date fixée (lieu : Brussels). Date prévue : 30 octobre 2025, « Thursday ».',
  zh: '“High-level technical talks in Brussels”已定时间（地点：Brussels）。计划时间：2025年10月30日，“Thursday”。',
  ar: 'تحديد موعد «High-level technical talks in Brussels» (المكان: Brussels). الموعد المقرر: 30 أكتوبر 2025، «Thursday».',
};
const CONFIRMED = {
  en: 'European Union confirmed “High-level technical talks in Brussels”',
  fr: 'European Union a confirmé « High-level technical talks in Brussels ».',
  zh: 'European Union确认“High-level technical talks in Brussels”。',
  ar: 'European Union: تأكيد عقد «High-level technical talks in Brussels».',
};
const CORRECTED = {
  en: /^Corrected: China/,
  fr: /^Inscription corrigée : China/,
  zh: /^更正记录：China/,
  ar: /^تصحيح القيد: China/,
};
type Language = keyof typeof SCHEDULED;

/** Waits until one of these is told so. @returns it */
const told = async (all: Locator, title: string | RegExp): Promise<Locator> => {
  const words = typeof title === 'string' ? (text: string) => text === title : (text: string) => title.test(text);
  for (let n = 0; n < 200; n++) {
    const texts = await all.allInnerTexts();
    const at = texts.findIndex((text) => words(seen(text)));
    if (at >= 0) return all.nth(at);
    await all.page().waitForTimeout(50);
  }
  throw new Error(`None is told ${String(title)}: ${(await all.allInnerTexts()).slice(0, 5).join(' / ')}`);
};
const choose = (page: Page, language: Language) => page.locator('select.language').selectOption(language);
/** The language and the direction in which it is read aloud and laid out. */
const readAs = (one: Locator) =>
  one.evaluate((element) => [
    element.closest('[lang]')!.getAttribute('lang'),
    element.ownerDocument.defaultView!.getComputedStyle(element).direction,
  ]);

describe('what happened', () => {
  it.each([
    ['fr-FR', 'fr', 'ltr'],
    ['ar-EG', 'ar', 'rtl'],
  ] as const)('is told in the language of its reader on the timeline: %s', async (locale, language, direction) => {
    const { page, faults } = await browser.visit(`${address}/timeline?as=list`, { locale });
    const facts = page.locator('.days .named');
    expect(await readAs(await told(facts, SCHEDULED[language]))).toEqual([language, direction]);
    const fact = await told(facts, CONFIRMED[language]);
    expect(await readAs(fact)).toEqual([language, direction]);
    expect(await barriers(page)).toEqual([]);
    await fact.click();
    const drawer = page.getByRole('dialog');
    expect(await readAs(await told(drawer.locator('h2'), CONFIRMED[language]))).toEqual([language, direction]);
    await told(drawer.locator('.beside .named'), SCHEDULED[language]);
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    for (const other of ['zh', 'en', language] as const) {
      await choose(page, other);
      await told(facts, SCHEDULED[other]);
    }
    expect(await barriersOnPhone(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it.each([
    ['fr-FR', 'fr', 'ltr'],
    ['ar-EG', 'ar', 'rtl'],
  ] as const)('is told so on the page of an event, and beside it: %s', async (locale, language, direction) => {
    const { page, faults } = await browser.visit(`${address}/audit?event=${correction}`, { locale });
    const [title, trail] = [page.locator('#event-title'), page.locator('.trail .rec')];
    expect(await readAs(await told(title, CORRECTED[language]))).toEqual([language, direction]);
    await told(trail, CORRECTED[language]);
    expect(await barriers(page)).toEqual([]);
    for (const other of ['zh', 'en', language] as const) {
      await choose(page, other);
      await told(title, CORRECTED[other]);
      await told(trail, CORRECTED[other]);
    }
    expect(faults()).toEqual([]);
  });

  it('is told in each language that was read before, without a line, too', async () => {
    const { page } = await browser.visit(`${address}/timeline?as=list`, { locale: 'fr-FR' });
    const facts = page.locator('.days .named');
    await told(facts, SCHEDULED.fr);
    await choose(page, 'ar');
    await told(facts, SCHEDULED.ar);
    await page.context().setOffline(true);
    await choose(page, 'fr');
    await told(facts, SCHEDULED.fr);
    await choose(page, 'ar');
    expect(await readAs(await told(facts, SCHEDULED.ar))).toEqual(['ar', 'rtl']);
  });

  it('is told so to whoever puts it right, and after another language was chosen', async () => {
    const { page, faults } = await browser.visit(`${address}/record?right=${scheduled}`, { locale: 'ar-EG' });
    const title = page.locator('.right form > .rec');
    expect(await readAs(await told(title, SCHEDULED.ar))).toEqual(['ar', 'rtl']);
    await choose(page, 'fr');
    expect(await readAs(await told(title, SCHEDULED.fr))).toEqual(['fr', 'ltr']);
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });
});
