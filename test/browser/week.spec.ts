import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, getsFocus, losesLine, shows } from '../support/chromium.js';
import type { Running } from '../support/service.js';
import { headline, openAt, recordMeeting, recordWeeks, row, said, WEDNESDAY } from '../support/week.js';

const { browser, startWith } = browserFixture();
let service: Running;
let mackerel: string;
beforeAll(async () => {
  ({ service, talks: mackerel } = await startWith(recordWeeks));
});
const open = (time: Date, path?: string, options?: BrowserContextOptions) =>
  openAt(browser, service.url, time, path, options);

describe('a week of all negotiations', () => {
  it('is reached from their list, has what the dossier tells on its days, and leads back', async () => {
    const { page, faults } = await open(WEDNESDAY, '/');
    await page.getByRole('link', { name: 'Week', exact: true }).click();
    await page.waitForURL(`${service.url}/week`);
    // The dossier has three; of the others, a plenary, a period, and a meeting on whose day accounts differ.
    await headline(page, '6 meetings this week');
    await page.getByText('1 more may fall into it: its date is vague.').waitFor();
    await page.getByText('Days and hours are those of your zone: Central European Time.').waitFor();
    await page.getByText('3 negotiations that you may see · today is Wednesday, 29 October 2025').waitFor();
    expect(await said(page, '.wkgrid thead th')).toEqual([
      'Negotiation',
      'Mon 27 Oct',
      'Tue 28',
      'Wed 29, today',
      'Thu 30',
      'Fri 31',
      'Sat 1 Nov',
      'Sun 2',
      'No day told',
    ]);
    expect(await said(page, '.lane7 li', 'EU–China talks')).toEqual([
      '27 Oct 2025: Preliminary contact between the teams held · video call',
      '30 Oct 2025: High-level technical talks in Brussels held · in person · Brussels',
      '31 Oct 2025: Video call on Friday held · video call',
    ]);
    expect(await said(page, '.t li', 'EU–China talks')).toEqual([
      'Another account of High-level technical talks in Brussels held “tomorrow”, according to A newspaper of 28 October 2025',
    ]);
    expect(await said(page, '.wkquiet a')).toEqual(['Steel overcapacity']);
    expect(await said(page, '.wknext tr')).toEqual(['10 Jun 2026 Summer round tentative · Brief Mackerel quotas']);
    expect(await said(page, '.marking')).toEqual(Array(2).fill('Marking of this screen: PUBLIC'));
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Steel overcapacity' }).click();
    await shows(page, 'h1', 'Steel overcapacity');
    await page.goBack();
    await page.getByRole('navigation').getByRole('link', { name: 'All negotiations' }).click();
    await page.waitForURL(`${service.url}/`);
    expect(faults()).toEqual([]);
  });

  it('tells how each meeting stands by a word and a shape, a period by dots, another account by dashes', async () => {
    const { page } = await open(WEDNESDAY);
    await headline(page, '6 meetings');
    expect(await said(page, '.lane7 li', 'Mackerel')).toEqual([
      '27 Oct–2 Nov 2025: Call of the chairs tentative · phone call · 27 Oct–2 Nov 2025 “this week”',
      // At 23:30 in London it is another day here.
      '29 Oct 2025: Plenary in London confirmed · 00:30 (23:30 in Europe/London) Unclear: Kari Nordmann, according to Kari Nordmann',
      '29 Oct 2025: Another account has here: Drafting group “on Wednesday”',
      '30 Oct 2025: Drafting group tentative',
      '31 Oct 2025: Coffee cancelled',
      'Nov 2025: Autumn round tentative · Nov 2025 “in November”',
    ]);
    const shapes = await row(page, 'Mackerel')
      .locator('.lane7 .wkb')
      .evaluateAll((bars) => (bars as unknown as { className: string }[]).map(({ className }) => className));
    expect(shapes).toEqual([
      'wkb planned vague',
      'wkb confirmed',
      'wkb planned rival',
      'wkb planned',
      'wkb cancelled',
      'wkb planned vague on',
    ]);
    expect(await said(page, '.t li', 'Mackerel')).toEqual(['Ministers proposed “before Christmas”']);
  });

  it('goes to other weeks by keys and links, which keep the focus; the address holds it', async () => {
    const { page, faults } = await open(WEDNESDAY);
    await headline(page, '6 meetings');
    await page.keyboard.press(']');
    await page.waitForURL(`${service.url}/week?from=2025-11-03`);
    await headline(page, 'Nothing is set for 3–9 Nov 2025');
    await page.getByText('Next: Summer round, 10 Jun 2026.').waitFor();
    await page.keyboard.press('[');
    await page.keyboard.press('[');
    await page.waitForURL(/from=2025-10-20/);
    await headline(page, '1 meeting, 20–26 Oct 2025');
    // A week that is over has nothing to come that has no day.
    expect(await page.getByText('before Christmas').count()).toBe(0);
    const before = page.getByRole('link', { name: 'Week before' });
    await before.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/from=2025-10-13/);
    await headline(page, 'No meeting is on record for 13–19 Oct 2025');
    await getsFocus(before);
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('n');
    await page.waitForURL(`${service.url}/week`);
    // Some keyboards have "[" with AltGr, which is Ctrl and Alt at once; Alt alone is a key of the browser.
    const press = (init: string) =>
      page.evaluate(`dispatchEvent(new KeyboardEvent('keydown', { key: '[', ...${init} }))`);
    await press(`{ altKey: true }`);
    await press(`{ altKey: true, ctrlKey: true, modifierAltGraph: true }`);
    await page.waitForURL(/from=2025-10-20/);
    await page.getByLabel('Letters are shortcuts').uncheck();
    await page.keyboard.press('n');
    await page.keyboard.press('[');
    await page.getByRole('link', { name: 'To this week' }).click();
    await page.waitForURL(`${service.url}/week`);
    await getsFocus(page.getByText(/^27 Oct.2 Nov 2025$/));
    await page.getByLabel('Letters are shortcuts').check();
    await page.goto(`${service.url}/week?from=2025-11-01`);
    await headline(page, '6 meetings this week');
    // Nothing is surer than it was told, and of another account it is said what became of the meeting.
    await page.goto(`${service.url}/week?from=2025-09-15`);
    await headline(page, '2 meetings, 15–21 Sept 2025');
    await page.getByText('1 more may fall into it: its date is vague.').waitFor();
    expect(await said(page, '.lane7 li', 'Mackerel')).toEqual([
      '16 Sept 2025: Working lunch tentative · 12:30 (zone not told)',
      '17 Sept 2025: Another account has here: Harbour visit cancelled',
      '18 Sept 2025: Dinner held · nobody told when it was held: this is when it was planned',
      'about 19 Sept 2025: Walk held · about 19 Sept 2025 “around Friday”',
    ]);
    expect(await said(page, '.wknext tr')).toContainEqual(
      '22 Sept 2025 Call with Washington tentative · 04:00 (22:00 in America/New_York) · Brief Mackerel quotas',
    );
    await page.goto(`${service.url}/week?from=yesterday`);
    await page.getByText('This address names a day that cannot be shown. This is the present week.').waitFor();
    expect(faults()).toEqual([]);
  });

  it('says that nothing is set for this week, what comes next, and what has no day', async () => {
    const { page } = await open(new Date('2026-03-04T08:00:00Z'));
    await headline(page, 'Nothing is set for this week');
    await page.getByText('Next: Summer round, 10 Jun 2026.').waitFor();
    expect(await said(page, '.wkgrid tbody tr')).toEqual([
      expect.stringMatching(/^Mackerel.*Ministers proposed “before Christmas”$/),
    ]);
    expect(await barriers(page)).toEqual([]);
    await page.clock.setFixedTime(new Date('2026-07-01T08:00:00Z'));
    await page.reload();
    await page.getByText('No later meeting with a day is on record.').first().waitFor();
  });

  it('opens a meeting with its history by keys, and gives the focus back', async () => {
    const { page } = await open(WEDNESDAY);
    const title = row(page, 'EU–China talks')
      .locator('.lane7')
      .getByRole('button', { name: 'High-level technical talks' });
    await title.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('heading', { name: 'High-level technical talks in Brussels' }).waitFor();
    await page.getByRole('dialog').locator('.moves li').first().waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await getsFocus(title);
  });

  it('shows what is recorded meanwhile', async () => {
    const { page } = await open(new Date('2024-05-08T08:00:00Z'));
    await headline(page, 'Nothing is set for this week');
    await page.getByText('Live', { exact: true }).waitFor();
    await recordMeeting(service, mackerel, 'Early round', { planned: { on: '2024-05-10' } });
    await headline(page, '1 meeting this week');
    expect(await said(page, '.lane7 li')).toEqual(['10 May 2024: Early round tentative']);
  });

  it('stays as it was if there is no line, and says why it cannot be shown', async () => {
    const { page } = await open(WEDNESDAY);
    await headline(page, '6 meetings');
    await losesLine(page);
    await headline(page, '6 meetings');
    expect(await barriers(page)).toEqual([]);
    // The week after was not seen yet.
    await page.keyboard.press(']');
    await page.getByRole('heading', { name: 'The service cannot be reached' }).waitFor();
    await shows(page, '.wkstep', '3–9 Nov 2025');
    expect(await barriers(page)).toEqual([]);
    await page.context().setOffline(false);
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
    await headline(page, 'Nothing is set for 3–9 Nov 2025');

    // The disputes of a negotiation alone cannot be read: its meetings are there.
    const disputes = /\/disputes\?/;
    const asked = new Set<string>();
    await page.route(disputes, async (route) => {
      asked.add(route.request().url());
      await route.abort('connectionreset');
    });
    await page.goto(`${service.url}/week`);
    await headline(page, '6 meetings this week');
    await page.getByText('The contradictions in EU–China talks').waitFor();
    expect(await page.getByText('“tomorrow”').count()).toBe(0);
    // Of the other negotiations, none is disputed.
    expect(asked.size).toBe(1);
    expect(await barriers(page)).toEqual([]);
    await page.unroute(disputes);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('“tomorrow”').waitFor();
    await page.getByText('The contradictions in').waitFor({ state: 'detached' });
  });
});
