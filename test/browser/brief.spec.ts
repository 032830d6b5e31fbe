import { beforeAll, describe, expect, it } from '@jest/globals';
import { Briefs, focused, inApi, onPaper, texts } from '../support/briefs.js';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, barriersOnPhone, shows } from '../support/chromium.js';

const fixture = browserFixture();
let briefs: Briefs;
beforeAll(async () => {
  briefs = await Briefs.start(fixture);
});

describe('the brief for a meeting', () => {
  it('is reached from the meetings of a negotiation, and says all that the API says, with the evidence', async () => {
    const { page, faults } = await briefs.browser.visit(`${briefs.service.url}/negotiations/${briefs.negotiation}`);
    await page.locator('.meet').getByRole('link', { name: 'Brief: High-level technical talks in Brussels' }).click();
    await page.waitForURL(briefs.address);
    await page.locator('.paper .foot').waitFor();
    const brief = await briefs.told();
    expect(await onPaper(page)).toEqual(inApi(brief));
    expect(brief.sections.flatMap(({ sentences }) => sentences).length).toBeGreaterThan(25);
    await shows(page, '.note', 'European Union: the record does not say who comes.');
    await shows(page, '.desk .by', /Read from the record at (?:\d+ \w+ \d{4}, )?\d\d:\d\d (?:CET|CEST)\./);
    await shows(page, '.run', /As on record for \w+day, \d+ \w+ \d{4}/);
    await shows(page, '.counts', /Wang Wentao: not coming, according to Olof Gill the word that counts/);
    expect(await texts(page, 'main > .marking')).toEqual(Array(2).fill('Marking of this screen: PUBLIC'));
    // A browser names the file after it that it prints to.
    expect(await page.title()).toBe('PUBLIC · Brief · High-level technical talks in Brussels · Rapporteur');
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it('is that of a past moment, on each axis, and leads to the same moment and back to now', async () => {
    const { page, faults } = await briefs.open(`${briefs.address}?knownAt=2025-10-29`);
    await shows(page, '.banner', 'You are looking at Wednesday, 29 October 2025, as we knew:');
    await shows(page, '.asof', 'As known at the end of Wednesday, 29 October 2025');
    const then = inApi(await briefs.told('?knownAt=2025-10-29'));
    expect(await onPaper(page)).toEqual(then);
    expect(then).not.toEqual(inApi(await briefs.told()));
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Another moment' }).click();
    await page.waitForURL(`${briefs.service.url}/negotiations/${briefs.negotiation}?knownAt=2025-10-29`);
    await page
      .locator('.meet')
      .getByRole('link', { name: /^Brief: High-level/ })
      .click();
    await page.waitForURL(`${briefs.address}?knownAt=2025-10-29`);
    for (const [moment, said] of [
      ['happenedBy=2025-10-28', 'What had happened by the end of Tuesday, 28 October 2025'],
      [`asOf=${new Date().toISOString().slice(0, 10)}`, 'As on record at the end of '],
      ['knownAt=2025-10-29T12:00:00Z', /^As known at 29 Oct 2025, 13:00:00\.000 /],
      [`asOf=${new Date().toISOString()}`, /^As on record at \d+ \w+ \d{4}, /],
    ] as const) {
      await page.goto(`${briefs.address}?${moment}`);
      await shows(page, '.asof', said);
      expect(await onPaper(page)).toEqual(inApi(await briefs.told(`?${moment}`)));
    }
    await page.getByRole('button', { name: 'Back to now' }).click();
    await page.waitForURL(briefs.address);
    await shows(page, '.asof', 'As on record for');
    expect(await onPaper(page)).toEqual(inApi(await briefs.told()));
    expect(faults()).toEqual([]);
  });

  it('says that an address names no moment, and that there was no meeting then', async () => {
    const { page } = await briefs.open(`${briefs.address}?knownAt=2025-13-45`);
    await shows(page, '.desk', 'This address names a moment that cannot be shown. This is now.');
    expect(await onPaper(page)).toEqual(inApi(await briefs.told()));
    await page.goto(`${briefs.address}?knownAt=2025-10-01`);
    await shows(page, '.trouble', 'No meeting with this id was recorded at that moment.');
    expect(await page.locator('.paper').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Back to now' }).click();
    await page.locator('.paper .foot').waitFor();
  });

  it('leads from each sentence to its events and to its sources', async () => {
    const { page, faults } = await briefs.open(`${briefs.address}?knownAt=2025-10-29`);
    const { sections } = await briefs.told('?knownAt=2025-10-29');
    const measure = sections.flatMap(({ sentences }) => sentences).find(({ id }) => id.startsWith('brief.force'))!;
    await page.getByRole('button', { name: `${measure.eventIds.length} events: ${measure.text}`, exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(`Fact 1 of ${measure.eventIds.length}`).waitFor();
    // Its page may name what is marked above the brief.
    await dialog.getByRole('link', { name: 'Audit of this event' }).waitFor();
    expect(await dialog.locator('.marking').innerText()).toContain('PUBLIC');
    expect(await barriers(page)).toEqual([]);
    const eventIn = async () =>
      new URL(
        (await dialog.getByRole('link', { name: 'Audit of this event' }).getAttribute('href'))!,
        briefs.service.url,
      ).searchParams.get('event');
    expect(await eventIn()).toBe(measure.eventIds[0]);
    await page.keyboard.press('j');
    await dialog.getByText(`Fact 2 of ${measure.eventIds.length}`).waitFor();
    await dialog.locator(`a[href*="event=${measure.eventIds[1]}"]`).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await focused(page)).toContain(measure.text);
    await page.locator('.from a').first().click();
    await page.locator('.src li:target').waitFor();
    // The moment stays in the address.
    expect(page.url()).toBe(`${briefs.address}?knownAt=2025-10-29#source-1`);
    expect(faults()).toEqual([]);
  });

  it('is reached from the drawer of a meeting, and from the meetings that come', async () => {
    const { page, faults } = await briefs.browser.visit(
      `${briefs.service.url}/negotiations/${briefs.negotiation}?knownAt=2025-10-29`,
    );
    await page.locator('.meet .named').first().click();
    await page
      .getByRole('dialog')
      .getByRole('link', { name: /^Brief: High-level/ })
      .click();
    await page.waitForURL(`${briefs.address}?knownAt=2025-10-29`);
    await page.locator('.paper .foot').waitFor();
    await page.clock.setFixedTime(new Date('2025-10-20T08:00:00Z'));
    await page.goto(`${briefs.service.url}/week`);
    await page
      .locator('.wknext')
      .getByRole('link', { name: /^Brief: High-level/ })
      .click();
    await page.waitForURL(briefs.address);
    // A drawer of the week has facts of any negotiation: they are put right in their own.
    await page.goto(`${briefs.service.url}/week?from=2025-10-27`);
    await page.locator('.lane7 .named').first().click();
    await page
      .getByRole('dialog')
      .locator(`a[href^="/negotiations/${briefs.negotiation}/record?right="]`)
      .first()
      .waitFor();
    expect(faults()).toEqual([]);
  });

  it('turns round from right to left, in the words of the reader', async () => {
    const { page, faults } = await briefs.open(briefs.address, { colorScheme: 'dark' });
    const sources = { fr: 'Sources', zh: '来源', ar: 'المصادر' };
    for (const [language, named] of Object.entries(sources)) {
      await page.locator('.tools select').selectOption(language);
      const brief = await briefs.told('', { 'accept-language': language });
      await shows(page, '.paper h2', brief.sections[0]!.heading.text);
      await shows(page, '.paper h2', named);
      expect(await onPaper(page)).toEqual({ ...inApi(brief, named), events: expect.any(Array) });
      expect(await barriers(page)).toEqual([]);
    }
    await page.locator('html[dir=rtl]').waitFor();
    expect(await barriersOnPhone(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it('can be read, printed and saved by keys alone', async () => {
    const { page } = await briefs.open(`${briefs.address}?knownAt=2025-10-29`);
    await page.evaluate("addEventListener('beforeprint', () => (globalThis.prints = (globalThis.prints ?? 0) + 1))");
    const tabTo = async (name: RegExp) => {
      for (let n = 0; n < 40 && !name.test(await focused(page)); n += 1) await page.keyboard.press('Tab');
      expect(await focused(page)).toMatch(name);
    };
    await tabTo(/^Print$/);
    await page.keyboard.press('Enter');
    await page.waitForFunction('globalThis.prints === 1');
    await tabTo(/^Save as text$/);
    const coming = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    expect((await coming).suggestedFilename()).toMatch(/-public\.txt$/);
    await tabTo(/^1 event: “High-level technical talks in Brussels” was proposed\.$/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await tabTo(/^1 event: “High-level/);
  });
});

describe('a brief that there is not', () => {
  it('is of a meeting that is not on record', async () => {
    const { page } = await briefs.open(briefs.addressOf('00000000-0000-4000-8000-000000000000'));
    await shows(page, '.trouble', 'Nothing is on record here that you may see');
    await shows(page, '.trouble', 'No meeting with this id is recorded.');
    expect(await barriers(page)).toEqual([]);
    await page.goto(briefs.addressOf('not-an-id'));
    await shows(page, '.trouble', 'This address is not valid');
  });

  it('is of a meeting of another negotiation, and leads to the one of its own', async () => {
    const { id } = await briefs.record('/v1/negotiations', { title: 'Mackerel', occurredOn: '2025-01-10' });
    const { page, faults } = await briefs.open(`${briefs.addressOf(briefs.talks, id)}?knownAt=2025-10-29`);
    await shows(page, '.trouble', 'This meeting is of another negotiation');
    expect(await page.locator('.paper').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Open its brief there' }).click();
    await page.waitForURL(`${briefs.address}?knownAt=2025-10-29`);
    await page.locator('.paper .foot').waitFor();
    expect(faults()).toEqual([]);
  });
});
