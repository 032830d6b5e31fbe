import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import {
  ADA,
  Administration,
  BEA,
  CLEARED,
  DORA,
  EVE,
  focused,
  grantsOf,
  RHEA,
  row,
  said,
} from '../support/administration.js';
import { browserFixture } from '../support/browser-fixture.js';
import { askAgain, barriers, barriersOnPhone, getsFocus, shows } from '../support/chromium.js';
import type { Person } from '../support/issuer.js';
import { held, losing } from '../support/lost-answers.js';

const fixture = browserFixture();
let admin: Administration;
beforeAll(async () => {
  admin = await Administration.start(fixture);
});

describe('a lower marking', () => {
  const reason = 'The text was published.';
  let count = 0;
  /** A secret meeting, and the event that opened it. */
  const meeting = async () => {
    const title = `Dinner ${++count}`;
    const marking = { level: 'secret' };
    const { id, events } = await admin.record(ADA, `/v1/negotiations/${admin.talks}/meetings`, { title, marking });
    return { title, path: `/v1/meetings/${id}`, eventId: events[0]!.id };
  };
  const approve = (person: Person, path: string) =>
    admin.record(person, `${path}/approve-marking`, { marking: { level: 'restreint' }, reason });
  const waiting = (page: Page, title: string) => page.locator('.waiting li').filter({ hasText: title });
  const lowering = (eventId: string) => `?negotiation=${admin.talks}&lower=${eventId}`;
  const seen = async (path: string) => {
    const low = admin.service.as(await admin.issuer.token({ ...RHEA, clearance: 'restreint' }));
    return (await low.get(path)).status;
  };
  const typesOf = async (path: string) => {
    const thing = path.replace('/v1/meetings/', 'meeting-');
    const { body } = await admin.service
      .as(await admin.issuer.token(EVE))
      .get(`/v1/audit/trail?thing=${thing}`)
      .expect(200);
    return (body as { items: { event: { type: string } }[] }).items.map(({ event }) => event.type);
  };

  it('is approved by one from the event, and marked by another in a second window', async () => {
    const { title, path, eventId } = await meeting();
    const [one, two] = [await admin.openAs(DORA), await admin.openAs(ADA, `?negotiation=${admin.talks}`)];
    await two.page.getByText('Nothing waits in this negotiation.').waitFor();
    await one.page.getByText('To approve a lower marking, open an event of the thing').waitFor();
    await one.page.evaluate(`void history.pushState(null, '', '/negotiations/${admin.talks}/audit?event=${eventId}')`);
    await one.page.getByRole('link', { name: 'Approve a lower marking' }).click();
    // The address has what was seen of it, too.
    await one.page.waitForURL(`**/administration${lowering(eventId)}&seen=0`);
    await one.page.locator('.adform .rec').getByText(title).waitFor();
    expect(await barriers(one.page)).toEqual([]);
    expect(await barriersOnPhone(one.page)).toEqual([]);
    await one.page.locator('#approve-level').selectOption('restreint');
    await one.page.locator('#approve-reason').fill(reason);
    await one.page.getByRole('button', { name: 'Check' }).click();
    const question = one.page.getByRole('group', { name: 'This would be put on record:' });
    await question.getByText('Once another person has marked it, its marking is RESTREINT.').waitFor();
    expect(await question.locator('.rec').innerText()).toMatch(/restreint/i);
    expect(await focused(one.page)).toBe('Change it');
    expect(await typesOf(path)).toEqual(['MeetingProposed']);
    expect(await barriers(one.page)).toEqual([]);
    await one.page.getByRole('button', { name: 'Approve', exact: true }).click();
    await said(one.page, 'It is approved, and waits for a second person.');
    await getsFocus(one.page.locator('#two'));
    expect(await waiting(one.page, title).innerText()).toMatch(
      /Now SECRET at most; approved: RESTREINT\s+The text was published\.\s+Approved by Dora Falk/,
    );
    expect(await one.page.getByRole('button', { name: 'Mark it so' }).count()).toBe(0);
    expect(await seen(path)).toBe(404);

    await waiting(two.page, title).getByRole('button', { name: 'Mark it so' }).click();
    await two.page.getByText('That cannot be taken back').waitFor();
    expect(await focused(two.page)).toBe('Leave it');
    expect(await barriers(two.page)).toEqual([]);
    await two.page.locator('.asked').getByRole('button', { name: 'Mark it so' }).click();
    await said(two.page, 'It is marked.');
    await waiting(two.page, title).waitFor({ state: 'detached' });
    await waiting(one.page, title).waitFor({ state: 'detached' });
    expect(await seen(path)).toBe(200);
    expect(await typesOf(path)).toEqual(['MeetingProposed', 'MarkingApproved', 'RecordMarked']);
    for (const { faults } of [one, two]) expect(faults()).toEqual([]);
  });

  it('of a thing above its negotiation is shown below the marking of the thing, at head and foot', async () => {
    const { title, path, eventId } = await meeting();
    const { page } = await admin.openAs(DORA, lowering(eventId));
    await page.locator('.adform .rec').getByText(title).waitFor();
    const banners = async () => (await page.locator('.marking').allInnerTexts()).map((text) => text.trim());
    expect(await banners()).toEqual(Array(2).fill(expect.stringContaining('SECRET')));
    // An approval that waits is above it, too.
    await page.evaluate(`void history.pushState(null, '', '/administration?negotiation=${admin.talks}')`);
    await page.getByText('Nothing waits in this negotiation.').waitFor();
    expect(await banners()).toEqual(Array(2).fill(expect.stringContaining('RESTREINT')));
    await approve(BEA, path);
    await waiting(page, title).waitFor();
    expect(await banners()).toEqual(Array(2).fill(expect.stringContaining('SECRET')));
    await admin.record(DORA, `${path}/withdraw-marking-approval`, { reason });
    await waiting(page, title).waitFor({ state: 'detached' });
  });

  it('is not marked by who has approved it, and is kept as it was', async () => {
    const { title, path } = await meeting();
    await approve(BEA, path);
    const { page } = await admin.openAs(BEA, `?negotiation=${admin.talks}`);
    await waiting(page, title).getByRole('button', { name: 'Mark it so' }).click();
    await page.locator('.asked').getByRole('button', { name: 'Mark it so' }).click();
    await page.getByRole('alert').getByText('You have approved this marking yourself.').waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(await seen(path)).toBe(404);
    expect(await typesOf(path)).toEqual(['MeetingProposed', 'MarkingApproved']);
  });

  it('is not marked any more once its approval was withdrawn, with a reason', async () => {
    const { title, path } = await meeting();
    await approve(BEA, path);
    const { page, faults } = await admin.openAs(DORA);
    await waiting(page, title).getByRole('button', { name: 'Withdraw the approval' }).click();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Give a reason. It stays on record.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.type('A slip.');
    await page.locator('.asked').getByRole('button', { name: 'Withdraw the approval' }).click();
    await said(page, 'The approval is withdrawn.');
    await waiting(page, title).waitFor({ state: 'detached' });
    expect(await typesOf(path)).toEqual(['MeetingProposed', 'MarkingApproved', 'MarkingApprovalWithdrawn']);
    expect(faults()).toEqual([]);
  });

  it('is asked about in the language of its reader, also once another is chosen', async () => {
    const { title, path } = await meeting();
    await approve(BEA, path);
    const { page, faults } = await admin.openAs(DORA);
    await waiting(page, title).getByRole('button', { name: 'Withdraw the approval' }).click();
    const [listed, asked] = [waiting(page, title).locator('h3'), page.locator('.asked h3')];
    const english = await asked.innerText();
    await page.locator('select.language').selectOption('fr');
    // In French, names stand between these marks.
    await page.locator('.waiting h3', { hasText: `«\u00a0${title}\u00a0»` }).waitFor();
    await page.locator('.asked h3', { hasText: `«\u00a0${title}\u00a0»` }).waitFor();
    expect(await asked.innerText()).toBe(await listed.innerText());
    await page.locator('select.language').selectOption('en');
    await asked.getByText(english, { exact: true }).waitFor();
    expect(faults()).toEqual([]);
  });

  it('is not approved if it is not lower, or without a reason: the fields say so, and what was typed stays', async () => {
    const { path, eventId } = await meeting();
    const { page } = await admin.openAs(DORA, lowering(eventId));
    expect(await page.locator('#approve-level').inputValue()).toBe('');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('Choose the new level.').waitFor();
    expect(await focused(page)).toMatch(/^approve-level/);
    expect(await barriers(page)).toEqual([]);
    await page.locator('#approve-level').selectOption('tres-secret');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('Give a reason. It stays on record.').waitFor();
    await getsFocus(page.locator('#approve-reason'));
    await page.locator('#approve-level').selectOption('secret');
    await page.locator('#approve-reason').fill(reason);
    await page.getByRole('button', { name: 'Check' }).click();
    await page
      .locator('#approve-level-why')
      .getByText(/already|not lower/)
      .waitFor();
    expect(await page.locator('#approve-reason').inputValue()).toBe(reason);
    expect(await barriers(page)).toEqual([]);
    expect(await typesOf(path)).toEqual(['MeetingProposed']);
  });

  /** Once it shows this revision of a thing, it asks which event that is. What it has asked before may be answered with an earlier one. */
  const showsRevision = (page: Page, path: string, revision: number): Promise<void> =>
    new Promise((resolve) => {
      let isRead = false;
      page.on('response', (response) => {
        if (response.url().endsWith(path)) isRead ||= response.headers()['etag']?.includes(`"${revision}`) === true;
      });
      page.on('request', (request) => {
        if (isRead && new URL(request.url()).pathname.endsWith('/events')) resolve();
      });
    });

  it('is not approved for what was recorded since the thing was read; a second look approves it', async () => {
    const { title, path, eventId } = await meeting();
    const { page } = await admin.openAs(DORA, lowering(eventId));
    await page.locator('#approve-reason').fill(reason);
    await page.locator('#approve-level').selectOption('restreint');
    const schedule = async (on: string) =>
      (await admin.record(ADA, `${path}/schedule`, { planned: { on } })).events[0]!.id;
    const first = await schedule('2025-12-01');
    const changed = page.getByRole('alert').getByText('Something was recorded about this thing since');
    await changed.waitFor();
    expect(await barriers(page)).toEqual([]);
    // What was recorded about something else is not what is to be looked at.
    await admin.record(ADA, `/v1/negotiations/${admin.talks}/issues`, { title: 'Dinners' });
    const look = page.getByRole('link', { name: 'Look at it in another window' });
    const leadsTo = (event: string) =>
      look.and(page.locator(`[href="/negotiations/${admin.talks}/audit?event=${event}"]`)).waitFor();
    await leadsTo(first);
    await page.locator('#approve-reason').press('Enter');
    await getsFocus(page.locator('#approve-looked'));
    expect(await typesOf(path)).toEqual(['MeetingProposed', 'MeetingScheduled']);
    // Nobody has looked at what is recorded after they were told.
    const shown = showsRevision(page, path, 2);
    const second = await schedule('2025-12-02');
    await shown;
    await leadsTo(second);
    await page.getByRole('button', { name: 'I have looked' }).click();
    await changed.waitFor();
    await getsFocus(page.locator('#approve-looked'));
    await page.getByRole('button', { name: 'I have looked' }).click();
    await getsFocus(page.locator('#approve-it'));
    expect(await changed.count()).toBe(0);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('button', { name: 'Change it' }).waitFor();
    // A question about a revision that is not the newest is not asked any more.
    await admin.record(ADA, `${path}/schedule`, { planned: { on: '2025-12-03' } });
    await changed.waitFor();
    await getsFocus(page.locator('#approve-looked'));
    await page.getByRole('button', { name: 'I have looked' }).click();
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await said(page, 'It is approved, and waits for a second person.');
    expect((await typesOf(path)).at(-1)).toBe('MarkingApproved');
    // Whatever is recorded about the thing ends it.
    await admin.record(ADA, `${path}/schedule`, { planned: { on: '2025-12-02' } });
    await waiting(page, title).waitFor({ state: 'detached' });
  });

  it('is approved once, although the first answer was lost, and may be in force no more by then', async () => {
    const { page } = await admin.openAs(DORA);
    const lose = async () => {
      const { title, path, eventId } = await meeting();
      await page.evaluate(`void history.pushState(null, '', '/administration${lowering(eventId)}')`);
      await page.locator('.adform .rec').getByText(title).waitFor();
      await page.locator('#approve-level').selectOption('restreint');
      await page.locator('#approve-reason').fill(reason);
      const sent = await losing(page, `**${path}/approve-marking`);
      await page.getByRole('button', { name: 'Check' }).click();
      await page.getByRole('button', { name: 'Approve', exact: true }).click();
      await page.getByRole('alert').getByText('Try again: it is done once.').waitFor();
      // The page has heard of it: what was recorded is the approval itself.
      await waiting(page, title).waitFor();
      const isOnce = async () => {
        expect(sent).toEqual([sent[0], sent[0]]);
        expect((await typesOf(path)).filter((type) => type === 'MarkingApproved')).toHaveLength(1);
      };
      return { title, path, isOnce };
    };
    const changed = page.getByText('Something was recorded about this thing since');
    const again = await lose();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await said(page, 'It is approved, and waits for a second person.');
    await again.isOnce();

    const checked = await lose();
    await page.getByRole('button', { name: 'Change it' }).click();
    const trial = await held(page, `**${checked.path}/approve-marking?dryRun=true`, 'POST');
    await page.getByRole('button', { name: 'Check' }).click();
    await trial.asked;
    expect(await changed.count()).toBe(0);
    await trial.release();
    await page.waitForURL(`${admin.service.url}/administration?negotiation=${admin.talks}`);
    await said(page, 'It is approved, and waits for a second person.');
    expect(await changed.count()).toBe(0);
    await checked.isOnce();

    const ended = await lose();
    await admin.record(ADA, `${ended.path}/schedule`, { planned: { on: '2025-12-01' } });
    await waiting(page, ended.title).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await said(page, 'The approval is not in force any more');
    await ended.isOnce();
  });

  it('that is answered late leaves alone where somebody is by then, and what they type there', async () => {
    const { page, faults } = await admin.openAs(DORA);
    const go = (address: string) => page.evaluate(`void history.pushState(null, '', '${address}')`);
    const approveSlowly = async (next: string) => {
      const { title, path, eventId } = await meeting();
      await go(`/administration${lowering(eventId)}`);
      await page.locator('.adform .rec').getByText(title).waitFor();
      await page.locator('#approve-level').selectOption('restreint');
      await page.locator('#approve-reason').fill(reason);
      await page.getByRole('button', { name: 'Check' }).click();
      const sent = await held(page, `**${path}/approve-marking`, 'POST');
      await page.getByRole('button', { name: 'Approve', exact: true }).click();
      await sent.asked;
      await go(next);
      return { title, release: sent.release };
    };
    const other = await meeting();
    const one = await approveSlowly(`/administration${lowering(other.eventId)}`);
    await page.locator('.adform .rec').getByText(other.title).waitFor();
    await page.locator('#approve-reason').fill('Of the other one.');
    await one.release();
    await waiting(page, one.title).waitFor();
    expect(new URL(page.url()).searchParams.get('lower')).toBe(other.eventId);
    expect(await page.locator('#approve-reason').inputValue()).toBe('Of the other one.');

    const two = await approveSlowly('/week');
    await shows(page, '.lede h1', 'Week');
    const answer = page.waitForResponse('**/approve-marking');
    await two.release();
    await (await answer).finished();
    await page.getByRole('link', { name: 'Administration', exact: true }).first().waitFor();
    expect(new URL(page.url()).pathname).toBe('/week');
    expect(faults()).toEqual([]);
  });

  it('is not approved after a reload for what was recorded since the form was opened', async () => {
    const { title, path, eventId } = await meeting();
    const { page } = await admin.openAs(DORA, lowering(eventId));
    await page.locator('.adform .rec').getByText(title).waitFor();
    await page.waitForURL('**seen=*');
    await page.reload();
    await page.locator('#approve-it[aria-disabled=false]').waitFor();
    await admin.record(ADA, `${path}/schedule`, { planned: { on: '2025-12-01' } });
    await page.reload();
    const changed = page.getByRole('alert').getByText('Something was recorded about this thing since');
    await changed.waitFor();
    await page.getByRole('button', { name: 'I have looked' }).click();
    await page.locator('#approve-it[aria-disabled=false]').waitFor();
    expect(await changed.count()).toBe(0);
  });

  it('is shown no more to who lost access, nor are reasons, questions and grants', async () => {
    const vera: Person = { subject: 'vera', name: 'Vera Roth', roles: ['auditor', 'recorder'], ...CLEARED };
    const of = (await admin.record(ADA, '/v1/negotiations', { title: 'Nickel' })).id;
    for (const { subject } of [DORA, vera]) await admin.give(subject, { name: 'Somebody in Nickel' }, of);
    const marking = { level: 'secret' };
    const { id } = await admin.record(ADA, `/v1/negotiations/${of}/meetings`, { title: 'Dinner on nickel', marking });
    await approve(DORA, `/v1/meetings/${id}`);
    const { page } = await admin.openAs(vera, `?negotiation=${of}`);
    await waiting(page, 'Dinner on nickel').getByRole('button', { name: 'Mark it so' }).click();
    expect(await page.locator('.asked').getByLabel('Reason').inputValue()).toBe(reason);
    await row(page, 'Somebody in Nickel').first().waitFor();
    await admin.record(ADA, `${grantsOf(of)}/revoked`, { issuer: admin.issuer.url, subject: 'vera' });
    const withdrawn = page.locator('.asked').getByText('Something that you may not see any more');
    await askAgain(page, withdrawn.waitFor());
    for (const part of ['Who may see a negotiation', 'What waits for a second person']) {
      const region = page.getByRole('region', { name: part });
      await region.getByRole('alert').getByText('Nothing is on record here that you may see').waitFor();
    }
    expect(await page.locator('.asked').getByLabel('Reason').inputValue()).toBe('');
    for (const text of ['Dinner on nickel', reason, 'Somebody in Nickel'])
      expect(await page.getByText(text).count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
  });

  it.each([
    ['marked', 'Mark it so', 'It is marked.', 'RecordMarked'],
    ['withdrawn', 'Withdraw the approval', 'The approval is withdrawn.', 'MarkingApprovalWithdrawn'],
  ])('is %s once, although the first answer was lost and it waits no more', async (_, act, done, type) => {
    const { title, path } = await meeting();
    await approve(DORA, path);
    const { page } = await admin.openAs(BEA, `?negotiation=${admin.talks}`);
    await waiting(page, title).getByRole('button', { name: act }).click();
    await page.locator('.asked').getByLabel('Reason').fill('Another reason.');
    const sent = await losing(page, `**${path}/*mark*`);
    await page.locator('.asked').getByRole('button', { name: act }).click();
    await page.getByRole('alert').getByText('Try again: it is done once.').waitFor();
    await said(page, 'The approval is not in force any more');
    await waiting(page, title).waitFor({ state: 'detached' });
    expect(await barriers(page)).toEqual([]);
    await page.locator('.asked').getByRole('button', { name: act }).click();
    await said(page, done);
    expect(sent).toEqual([sent[0], sent[0]]);
    await getsFocus(page.locator('#two'));
    expect(await typesOf(path)).toEqual(['MeetingProposed', 'MarkingApproved', type]);
  });
  it('is not decided on once something was recorded about the thing, and what was typed stays', async () => {
    const { title, path } = await meeting();
    await approve(DORA, path);
    const { page, faults } = await admin.openAs(BEA, `?negotiation=${admin.talks}`);
    await waiting(page, title).getByRole('button', { name: 'Mark it so' }).click();
    await page.locator('.asked').getByLabel('Reason').fill('Another reason.');
    await admin.record(ADA, `${path}/schedule`, { planned: { on: '2025-12-01' } });
    await said(page, 'The approval is not in force any more');
    const left = page.getByRole('group', { name: 'Mark it so: ' });
    await left.getByText('Another reason.').waitFor();
    expect(await left.innerText()).toContain(title);
    await getsFocus(page.locator('#two'));
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Close' }).click();
    expect(await page.locator('.asked').count()).toBe(0);
    expect(faults()).toEqual([]);
  });

  it('is seen by a reader, who may do nothing, and not by who is not cleared for the thing', async () => {
    const { title, path } = await meeting();
    await approve(BEA, path);
    const { page, faults } = await admin.openAs(RHEA);
    await waiting(page, title).waitFor();
    await page.getByText('Declassifiers approve and withdraw, recorders mark.').waitFor();
    expect(await page.locator('.waiting button, #approve-level').count()).toBe(0);
    const low = await admin.openAs({ ...RHEA, clearance: 'restreint' });
    await low.page.getByText('Nothing waits in this negotiation.').waitFor();
    for (const window of [page, low.page]) expect(await barriers(window)).toEqual([]);
    expect(faults()).toEqual([]);
  });
});
