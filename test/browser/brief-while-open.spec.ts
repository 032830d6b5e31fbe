import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'playwright-core';
import { Briefs, inApi, markingsPrinted, onPaper, texts } from '../support/briefs.js';
import { browserFixture } from '../support/browser-fixture.js';
import { askAgain, barriers, losesLine, shows } from '../support/chromium.js';

const fixture = browserFixture();
let briefs: Briefs;
beforeAll(async () => {
  briefs = await Briefs.start(fixture);
});

describe('a brief that is open', () => {
  const reads = (response: Response) => new URL(response.url()).pathname === `/v1/meetings/${briefs.talks}/brief`;
  it('stays as it was read, says that it reads otherwise by now, and is read again when it is asked for', async () => {
    const { page, faults } = await briefs.open();
    await page.locator('.live.on').waitFor();
    const before = await onPaper(page);
    // What is recorded of another negotiation changes nothing here.
    const { id: other } = await briefs.record('/v1/negotiations', { title: 'Steel', occurredOn: '2025-01-10' });
    const again = page.waitForResponse(reads);
    await briefs.statement(other, 'Steel is dear.');
    await askAgain(page, again);
    expect(await page.locator('.news button').count()).toBe(0);
    await briefs.statement(briefs.negotiation, 'The key has changed.', { issueIds: [await briefs.issueOfControls()] });
    await shows(page, '.news', 'This brief reads otherwise by now. What you save reads as it does now.');
    // What is saved has what was told, which the views may not have yet.
    const asked = page.waitForRequest((request) => request.headers()['accept'] === 'text/plain');
    const { path } = await briefs.saved(page, 'Save as text');
    expect((await asked).headers()['consistency-token']).toBeDefined();
    expect(readFileSync(path, 'utf8')).toContain('“The key has changed.”');
    expect(await onPaper(page)).toEqual(before);
    expect(await page.locator('.standing-then:visible').count()).toBe(0);
    await page.emulateMedia({ media: 'print' });
    expect(await texts(page, '.standing-then:visible')).toEqual(['This brief reads otherwise by now.']);
    await page.emulateMedia({ media: 'screen' });
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Read it again' }).click();
    await shows(page, '.words', '“The key has changed.”');
    expect(await onPaper(page)).toEqual(inApi(await briefs.told()));
    expect(await page.locator('.news button').count()).toBe(0);
    expect(await page.evaluate<string>('document.activeElement.className')).toContain('paper');
    expect(faults()).toEqual([]);
  });

  it('of a past moment is asked for again, too, and after each file', async () => {
    const { page } = await briefs.browser.open([new URL(briefs.service.url).host]);
    await page.clock.install();
    // Without notices, it is the clock alone that asks.
    await page.route('**/v1/notices**', (route) => route.abort());
    await page.goto(`${briefs.address}?happenedBy=2025-11-21`);
    await page.locator('.paper .foot').waitFor();
    const issueIds = [await briefs.issueOfControls()];
    await briefs.statement(briefs.negotiation, 'It was said late.', { issueIds });
    await page.clock.fastForward(31_000);
    await shows(page, '.news', 'This brief reads otherwise by now.');
    await page.getByRole('button', { name: 'Read it again' }).click();
    await shows(page, '.words', '“It was said late.”');
    await briefs.statement(briefs.negotiation, 'It was said still later.', { issueIds });
    const { path } = await briefs.saved(page, 'Save as text');
    expect(readFileSync(path, 'utf8')).toContain('“It was said still later.”');
    await shows(page, '.news', 'This brief reads otherwise by now.');
  });

  it('without a line stays, is told since when, and says of another moment that it cannot be read', async () => {
    const { page } = await briefs.open(`${briefs.address}?knownAt=2025-10-29`);
    const before = await onPaper(page);
    await losesLine(page);
    expect(await onPaper(page)).toEqual(before);
    expect(await markingsPrinted(page)).toEqual([2]);
    await page.emulateMedia({ media: 'print' });
    expect(await texts(page, '.standing-then:visible')).toEqual([
      'Whether it still reads so could not be asked when this was printed.',
    ]);
    await page.emulateMedia({ media: 'screen' });
    expect(await barriers(page)).toEqual([]);
    // Under the head of another moment, the brief of this one would pass for it.
    await page.getByRole('button', { name: 'Back to now' }).click();
    await shows(page, '.trouble', 'The service cannot be reached');
    expect(await page.locator('.paper').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.paper .foot').waitFor();
    expect(await onPaper(page)).toEqual(inApi(await briefs.told()));
  });
});

describe('a reader whose clearance ends below a meeting', () => {
  const asRhea = { extraHTTPHeaders: { 'x-caller': 'rhea' } };
  const marked = { marking: { level: 'confidentiel' }, reason: 'Delicate.' };

  it('sees less, under a lower marking, on the screen, on paper and in files', async () => {
    const chief = await briefs.open();
    await chief.page.locator('.live.on').waitFor();
    await briefs.record(`/v1/meetings/${briefs.contact}/mark`, marked);
    // It does not wait to be asked for: until then, it would be printed under a marking that it has no longer.
    await shows(chief.page, '.news', 'The marking of this brief has changed, so it was read again.');
    expect(await chief.page.locator('.news button').count()).toBe(0);
    expect(await barriers(chief.page)).toEqual([]);
    await shows(chief.page, '.what', '“Preliminary contact between the teams” was held');
    expect(await texts(chief.page, 'main > .marking')).toEqual(Array(2).fill('Marking of this screen: CONFIDENTIEL'));
    expect(await chief.page.title()).toMatch(/^CONFIDENTIEL · Brief · /);
    expect((await briefs.saved(chief.page, 'Save for Word')).name).toMatch(/-confidentiel\.docx$/);
    const rhea = await briefs.open(briefs.address, asRhea);
    expect(await onPaper(rhea.page)).toEqual(inApi(await briefs.told('', { 'x-caller': 'rhea' })));
    expect(await rhea.page.locator('main').innerText()).not.toContain('Preliminary contact');
    expect(await texts(rhea.page, 'main > .marking')).toEqual(Array(2).fill('Marking of this screen: PUBLIC'));
    const { name, path } = await briefs.saved(rhea.page, 'Save as text');
    expect(name).toMatch(/-public\.txt$/);
    expect(readFileSync(path, 'utf8')).toMatch(/^Marking: public\n(?![^]*Preliminary contact)/);
    expect(await barriers(rhea.page)).toEqual([]);
    expect([...chief.faults(), ...rhea.faults()]).toEqual([]);
  });

  it('loses what was read once the meeting is marked, and is told that it is refused, on the screen and on paper', async () => {
    const { page } = await briefs.open(briefs.address, asRhea);
    await page.locator('.live.on').waitFor();
    await briefs.record(`/v1/meetings/${briefs.talks}/mark`, marked);
    await shows(page, '.trouble', 'No meeting with this id is recorded.');
    expect(await page.locator('.paper, .desk, .standing').count()).toBe(0);
    expect(await page.title()).not.toContain('High-level');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.trouble:visible').count()).toBe(1);
    await page.emulateMedia({ media: 'screen' });
    expect(await barriers(page)).toEqual([]);
    await page.reload();
    await shows(page, '.trouble', 'Nothing is on record here that you may see');
    const chief = await briefs.open();
    expect(await onPaper(chief.page)).toEqual(inApi(await briefs.told()));
  });
});
