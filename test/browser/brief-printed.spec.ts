import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Briefs, inApi, markingsPrinted, onPaper, SAID, styleOf, texts } from '../support/briefs.js';
import { browserFixture } from '../support/browser-fixture.js';
import { shows } from '../support/chromium.js';

const fixture = browserFixture();
let briefs: Briefs;
beforeAll(async () => {
  briefs = await Briefs.start(fixture);
});

describe('the printed brief', () => {
  it('is one page of A4 in each language, with its marking above and below, black on white and without controls', async () => {
    for (const locale of ['en-GB', 'fr', 'zh-CN', 'ar']) {
      const { page, faults } = await briefs.open(`${briefs.address}?knownAt=2025-10-29`, {
        locale,
        colorScheme: 'dark',
      });
      expect([locale, await markingsPrinted(page)]).toEqual([locale, [2]]);
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      for (const hidden of ['.top', '.banner', '.desk', '.events', '.keys'])
        expect([hidden, await page.locator(`${hidden}:visible`).count()]).toEqual([hidden, 0]);
      expect(await page.locator('main > .marking:visible').count()).toBe(2);
      expect(await styleOf(page, 'main > .marking', 'display')).toBe('table-header-group');
      expect(await styleOf(page, 'main > .marking:last-child', 'display')).toBe('table-footer-group');
      expect(await styleOf(page, '.paper', 'color')).toBe('rgb(0, 0, 0)');
      expect(await styleOf(page, 'body', 'background-color')).toBe('rgb(255, 255, 255)');
      // A vague date shows its words on paper, where nothing can be hovered over; and a time its zone.
      if (locale === 'en-GB') {
        await shows(page, '.lede .when', /^Thursday, 30 October 2025, “Thursday”, Brussels/);
        await shows(page, '.foot', /Composed on \d+ \w+ \d{4}, \d\d:\d\d (CET|CEST)\./);
      }
      expect(await page.locator('.standing-then').count()).toBe(0);
      // Where it is read again, without who reads it.
      expect(await texts(page, '.foot .at')).toEqual([
        `${new URL(briefs.address).host}${new URL(briefs.address).pathname}?knownAt=2025-10-29`,
      ]);
      expect(faults()).toEqual([]);
      await briefs.browser.closeWindows();
    }
  });

  it('of now has the address at which it can be read again as it was', async () => {
    const { page } = await briefs.open();
    const paper = await onPaper(page);
    const [at] = await texts(page, '.foot .at');
    expect(at).toMatch(/\/brief\?asOf=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.999Z$/);
    // Which is the end of the second in which it was read.
    await setTimeout(Date.parse(at!.slice(-24)) + 1 - Date.now());
    await briefs.statement(briefs.negotiation, 'The paper does not say this.', {
      issueIds: [await briefs.issueOfControls()],
    });
    expect(inApi(await briefs.told()).words).toContain('“The paper does not say this.”');
    await page.goto(`${new URL(briefs.address).protocol}//${at}`);
    await shows(page, '.asof', /^As on record at /);
    expect(await onPaper(page)).toEqual(paper);
  });

  it('has the hour, the zone and the words for which the meeting is planned, with or without a day', async () => {
    const { id } = await briefs.record('/v1/negotiations', { title: 'Cod', occurredOn: '2025-01-10' });
    const planned = async (title: string, of: object) =>
      (await briefs.record(`/v1/negotiations/${id}/meetings`, { title, occurredOn: '2025-01-20', planned: of })).id;
    const zone = 'Europe/Brussels';
    const exact = await planned('First', { on: '2025-03-04', time: '09:30', zone, text: 'Tuesday, half past nine' });
    const vague = await planned('Second', { on: '2025-03', text: 'some time in March' });
    const told = await planned('Third', { text: 'after Easter' });
    for (const [meeting, when] of [
      [exact, 'Tuesday, 4 March 2025 09:30 (Europe/Brussels), “Tuesday, half past nine”'],
      [vague, 'Mar 2025, “some time in March”'],
      [told, '“after Easter”'],
    ] as const) {
      const { page } = await briefs.open(briefs.addressOf(meeting, id));
      await page.emulateMedia({ media: 'print' });
      expect((await texts(page, '.lede .when'))[0]!.slice(0, when.length)).toBe(when);
      await shows(page, '.words .by', when.replace(/^.*(?=09:30|“)/, ''));
      await briefs.browser.closeWindows();
    }
  });

  it('is not blank where there is no brief: the paper says why', async () => {
    const { page } = await briefs.open(`${briefs.address}?knownAt=2025-10-01`);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.trouble:visible').count()).toBe(1);
    expect(await page.locator('.desk:visible, .top:visible').count()).toBe(0);
  });

  it('has larger type if there is little to say, and another page if there is more than one holds', async () => {
    const { id } = await briefs.record('/v1/negotiations', { title: 'Herring', occurredOn: '2025-01-10' });
    const issueIds: string[] = [];
    for (const title of ['Quotas', 'Zones', 'Landings', 'Control'])
      issueIds.push((await briefs.record(`/v1/negotiations/${id}/issues`, { title })).id);
    const { id: meeting } = await briefs.record(`/v1/negotiations/${id}/meetings`, {
      title: 'First round',
      occurredOn: '2025-10-20',
      issueIds,
    });
    const { page } = await briefs.open(briefs.addressOf(meeting, id));
    expect([await page.locator('.dense').count(), await markingsPrinted(page)]).toEqual([0, [2]]);
    await shows(page, '.note', 'The record does not say which parties meet.');
    for (const issueId of issueIds)
      for (let n = 0; n < 5; n += 1)
        await briefs.record(`/v1/negotiations/${id}/statements`, {
          ...SAID,
          text: `${n} ${'Herring shall be shared by the old key. '.repeat(12)}`,
          issueIds: [issueId],
        });
    await page.reload();
    await page.locator('.paper.dense .foot').waitFor();
    // That no source is on record does not say who told it.
    expect(new Set(await texts(page, '.from'))).toEqual(new Set(['']));
    expect(await markingsPrinted(page)).toEqual([2, 2]);
  });
});
