import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import {
  ADA,
  ADAM,
  Administration,
  DORA,
  EVE,
  focused,
  grantsOf,
  LEO,
  RHEA,
  row,
  said,
} from '../support/administration.js';
import { browserFixture } from '../support/browser-fixture.js';
import { askAgain, barriers, barriersOnPhone, getsFocus, shows } from '../support/chromium.js';
import { answerOutcomeUnknown, dropConnection, held, losing } from '../support/lost-answers.js';

const fixture = browserFixture();
let admin: Administration;
beforeAll(async () => {
  admin = await Administration.start(fixture);
});

const fill = async (page: Page, fields: Readonly<Record<string, string>>) => {
  for (const [field, value] of Object.entries(fields)) await page.locator(`#grant-${field}`).fill(value);
};

describe('who has access', () => {
  it('is reached from the list of negotiations, and says since when, by whom and why', async () => {
    await admin.give('otto', { name: 'Otto Pfeil', reason: 'He takes over the file.' });
    const { page, faults } = await admin.openAs(ADA, `?negotiation=${admin.talks}`);
    await shows(page, '.headline', /^\d people have access to Talks on magnets$/);
    expect(await page.locator('.crumb').innerText()).toMatch(
      /Administration\s*Your roles: recorder and administrator\./,
    );
    expect(await page.locator('.marking').allInnerTexts()).toEqual(Array(2).fill(expect.stringContaining('RESTREINT')));
    expect(await row(page, 'opened it').innerText()).toMatch(/Ada Lang ada[\s\S]*CES?T/);
    const otto = await row(page, 'Otto Pfeil').innerText();
    expect(otto).toMatch(/Otto Pfeil otto\s+He takes over the file\.[\s\S]*Ada Lang[\s\S]*Revoke/);
    expect(await barriers(page)).toEqual([]);
    expect(await barriersOnPhone(page)).toEqual([]);
    await page.getByRole('link', { name: 'All negotiations' }).click();
    await page.getByRole('link', { name: 'Administration', exact: true }).click();
    await page.locator('#access-of').selectOption({ label: 'Whaling' });
    await page.waitForURL(`${admin.service.url}/administration?negotiation=${admin.other}`);
    await shows(page, '.headline', '2 people have access to Whaling');
    await page.goBack();
    expect(faults()).toEqual([]);
  });

  it('changes by a grant that is shown before it is recorded, and by a revocation with a reason', async () => {
    const { page, faults } = await admin.openAs(ADA, `?negotiation=${admin.talks}`);
    await fill(page, { subject: ' berta ', name: 'Berta Klein', reason: 'She takes the minutes.' });
    await page.getByRole('button', { name: 'Check' }).click();
    const question = page.getByRole('group', { name: 'This would be put on record:' });
    await question.waitFor();
    expect(await question.locator('.rec').innerText()).toContain('Berta Klein');
    expect(await admin.kept('berta')).toBeUndefined();
    // Enter twice gives nothing by mistake.
    expect(await focused(page)).toBe('Change it');
    expect(await barriers(page)).toEqual([]);
    await question.getByRole('button', { name: 'Give access' }).click();
    await said(page, 'Berta Klein has access now.');
    await row(page, 'Berta Klein').waitFor();
    expect(await admin.kept('berta')).toMatchObject({ status: 'given', reason: 'She takes the minutes.' });
    await getsFocus(page.locator('#grant-subject'));
    expect(await page.locator('#grant-subject').inputValue()).toBe('');

    await page.getByRole('button', { name: 'Revoke: Berta Klein' }).click();
    expect(await focused(page)).toBe('Leave it');
    await page.locator('.asked').getByLabel('Reason').fill('The minutes are done.');
    expect(await barriers(page)).toEqual([]);
    await page.locator('.asked').getByRole('button', { name: 'Revoke' }).click();
    await said(page, 'The access of Berta Klein is revoked.');
    await getsFocus(page.locator('#access'));
    await page.getByRole('button', { name: 'Give again: Berta Klein' }).click();
    expect(await admin.kept('berta')).toMatchObject({ status: 'revoked', reason: 'The minutes are done.' });
    expect(await page.locator('#grant-subject').inputValue()).toBe('berta');
    await getsFocus(page.locator('#grant-reason'));
    expect(faults()).toEqual([]);
  });

  it('is recorded as it was shown, and an answer for what was typed before shows nothing', async () => {
    const { page, faults } = await admin.openAs(ADA, `?negotiation=${admin.talks}`);
    const trial = await held(page, `**${grantsOf(admin.talks)}?dryRun=true`, 'POST');
    await fill(page, { subject: 'ilse', name: 'Ilse' });
    await page.getByRole('button', { name: 'Check' }).click();
    await trial.asked;
    await fill(page, { subject: 'jutta', name: 'Jutta' });
    await trial.release();
    const question = page.getByRole('group', { name: 'This would be put on record:' });
    await page.locator('.adform [aria-disabled=false]').getByText('Check').waitFor();
    expect(await question.count()).toBe(0);

    await page.getByRole('button', { name: 'Check' }).click();
    await question.getByText('It is for Talks on magnets').waitFor();
    expect(await question.locator('.rec').innerText()).toContain('Jutta');
    const grant = await held(page, `**${grantsOf(admin.talks)}`, 'POST');
    await question.getByRole('button', { name: 'Give access' }).click();
    await grant.asked;
    await fill(page, { subject: 'karl', name: 'Karl' });
    await grant.release();
    await said(page, 'Jutta has access now.');
    // What was typed meanwhile is for somebody else.
    expect(await page.locator('#grant-subject').inputValue()).toBe('karl');
    await getsFocus(page.locator('#grant-name'));
    expect([await admin.kept('ilse'), (await admin.kept('jutta'))?.name, await admin.kept('karl')]).toEqual([
      undefined,
      'Jutta',
      undefined,
    ]);
    expect(faults()).toEqual([]);
  });

  it('is refused for what was sent: what is typed meanwhile is not called wrong, and keeps the focus', async () => {
    const { page } = await admin.openAs(ADA, `?negotiation=${admin.talks}`);
    const isCalm = async (field: string) => {
      await page.locator('.adform [aria-disabled=false]').getByText('Check').waitFor();
      expect(await page.locator('.adform .err').count()).toBe(0);
      await getsFocus(page.locator(field));
    };
    const trial = await held(page, `**${grantsOf(admin.talks)}?dryRun=true`, 'POST');
    await fill(page, { subject: 'ada' });
    await page.getByRole('button', { name: 'Check' }).click();
    await trial.asked;
    await fill(page, { subject: 'zita', reason: 'She asked.' });
    await trial.release();
    await isCalm('#grant-reason');
    expect(await page.getByRole('alert').count()).toBe(0);

    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('button', { name: 'Change it' }).waitFor();
    const grant = await held(page, `**${grantsOf(admin.talks)}`, 'POST');
    await page.getByRole('button', { name: 'Give access' }).click();
    await grant.asked;
    await admin.give('zita', { name: 'By another one' });
    await fill(page, { subject: 'zoe', name: 'Zoe' });
    await grant.release();
    await page.getByRole('alert').getByText('This person already has access to the negotiation.').waitFor();
    await isCalm('#grant-name');
  });

  it('stays as it is if the question is answered so, and then nothing is typed twice', async () => {
    await admin.give('carl', { name: 'Carl Voss' });
    const { page } = await admin.openAs(ADA, `?negotiation=${admin.talks}`);
    await page.getByRole('button', { name: 'Revoke: Carl Voss' }).click();
    await page.getByRole('button', { name: 'Leave it' }).click();
    expect(await page.locator('.asked').count()).toBe(0);
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Revoke: Carl Voss');
    await page.getByRole('button', { name: 'Revoke: Ada Lang' }).click();
    await page.getByText('This is your own access: another administrator would have to give it back.').waitFor();
    await page.getByRole('button', { name: 'Leave it' }).click();
    await fill(page, { subject: 'emil' });
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('button', { name: 'Change it' }).click();
    expect(await page.locator('#grant-subject').inputValue()).toBe('emil');
    expect([(await admin.kept('carl'))?.status, await admin.kept('emil')]).toEqual(['given', undefined]);
    // What was typed is not lost by a link.
    const asked = page.waitForEvent('dialog');
    const click = page.getByRole('link', { name: 'Week' }).click();
    const dialog = await asked;
    expect(dialog.message()).toBe('What you typed is not sent. Leave all the same?');
    await dialog.dismiss();
    await click;
    expect(await page.locator('#grant-subject').inputValue()).toBe('emil');
  });

  it('of another negotiation is shown after a question alone, if something is typed', async () => {
    await admin.give('ilka', { name: 'Ilka' });
    const { page, faults } = await admin.openAs(ADA, `?negotiation=${admin.talks}`);
    const isAsked = async (act: () => Promise<unknown>, isLeft = false) => {
      const asked = page.waitForEvent('dialog');
      const acted = act();
      const dialog = await asked;
      expect(dialog.message()).toBe('What you typed is not sent. Leave all the same?');
      await (isLeft ? dialog.accept() : dialog.dismiss());
      await acted;
    };
    const choose = () => page.locator('#access-of').selectOption({ label: 'Whaling' });
    await page.getByRole('button', { name: 'Revoke: Ilka' }).click();
    const reasons = page.locator('.asked').getByLabel('Reason');
    await reasons.fill('She has left.');
    await isAsked(choose);
    expect(await page.locator('#access-of').inputValue()).toBe(admin.talks);
    expect(await reasons.inputValue()).toBe('She has left.');
    await page.locator('#access-any').fill(admin.other);
    await isAsked(() => page.getByRole('button', { name: 'Show' }).click());
    expect(await page.locator('#access-any').inputValue()).toBe(admin.other);
    await isAsked(() => page.getByRole('link', { name: 'Week' }).click());
    await reasons.fill('');
    const feed = page.getByLabel('Where you use it');
    await feed.fill('Telephone');
    await isAsked(() => page.getByRole('link', { name: 'Week' }).click());
    await isAsked(choose, true);
    await shows(page, '.headline', 'Whaling');
    expect(await page.locator('.asked').count()).toBe(0);
    // What is not about a negotiation stays.
    expect(await feed.inputValue()).toBe('Telephone');
    expect(faults()).toEqual([]);
  });

  it('cannot be given to nobody, oneself, somebody who has it, or at no login: the field says so, what was typed stays', async () => {
    const { page, faults } = await admin.openAs(ADA, `?negotiation=${admin.talks}`);
    const check = () => page.getByRole('button', { name: 'Check' }).click();
    await check();
    await page.getByText('Fill in the identifier of the person.').waitFor();
    await getsFocus(page.locator('#grant-subject'));
    // The page says that without asking the admin.service.
    expect(faults()).toEqual([]);
    for (const [typed, why] of [
      [{ subject: 'ada' }, 'Ask another administrator to grant it.'],
      [{ subject: 'rhea' }, 'This person already has access to the negotiation.'],
      [{ subject: 'hans', issuer: ' ' }, /issuer/],
    ] as const) {
      await fill(page, { name: 'Somebody', reason: 'A reason', ...typed });
      await check();
      await page.getByRole('alert').getByText('See what is wrong at the field.').waitFor();
      const wrong = page.locator('.adform .err');
      expect(await wrong.locator('.why').innerText()).toMatch(why);
      await wrong.locator('input:focus').waitFor();
      expect(await page.locator('#grant-name').inputValue()).toBe('Somebody');
      expect(await page.locator('#grant-reason').inputValue()).toBe('A reason');
      expect(await barriers(page)).toEqual([]);
    }
    // Chromium itself writes a line for a request that was refused.
    expect(faults().filter((fault) => !fault.includes('422') && !fault.includes('400'))).toEqual([]);
  });

  it('is given once, although the first answer was lost', async () => {
    const { page } = await admin.openAs(ADA, `?negotiation=${admin.talks}`);
    await fill(page, { subject: 'fritz', name: 'Fritz' });
    await page.getByRole('button', { name: 'Check' }).click();
    const sent = await losing(page, `**${grantsOf(admin.talks)}`);
    await page.getByRole('button', { name: 'Give access' }).click();
    await page.getByRole('alert').getByText('Try again: it is done once.').waitFor();
    expect(await page.locator('#grant-subject').inputValue()).toBe('fritz');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Give access' }).click();
    await said(page, 'Fritz has access now.');
    expect(sent).toEqual([sent[0], sent[0]]);
    await row(page, 'Fritz').waitFor();
  });
  it('is found on record if it is checked after its answer was lost, and may be revoked by then', async () => {
    const { page } = await admin.openAs(ADA, `?negotiation=${admin.talks}`);
    const lose = async (subject: string, name: string) => {
      await fill(page, { subject, name });
      await page.getByRole('button', { name: 'Check' }).click();
      const sent = await losing(page, `**${grantsOf(admin.talks)}`);
      await page.getByRole('button', { name: 'Give access' }).click();
      await page.getByRole('alert').getByText('Try again: it is done once.').waitFor();
      return sent;
    };
    const sent = await lose('gina', 'Gina');
    await page.getByRole('button', { name: 'Change it' }).click();
    await page.getByRole('button', { name: 'Check' }).click();
    await said(page, 'Gina has access now.');
    expect(sent).toEqual([sent[0], sent[0]]);
    expect(await page.getByRole('group', { name: 'This would be put on record:' }).count()).toBe(0);

    await lose('grit', 'Grit');
    await admin.record(ADA, `${grantsOf(admin.talks)}/revoked`, { issuer: admin.issuer.url, subject: 'grit' });
    await page.getByRole('button', { name: 'Give access' }).click();
    await said(page, 'Grit has no access any more: it was revoked meanwhile.');
  });

  it.each([
    ['was lost', 'hilda', dropConnection, false],
    ['leaves open whether it was done', 'hulda', answerOutcomeUnknown, true],
  ])('is revoked once, although the first answer %s and the person is listed no more', async (...row) => {
    const [, subject, end, isGivenAgain] = row;
    await admin.give(subject, { name: 'Hilda Gruen' });
    const { page } = await admin.openAs(ADA, `?negotiation=${admin.talks}`);
    await page.getByRole('button', { name: 'Revoke: Hilda Gruen' }).click();
    await page.locator('.asked').getByLabel('Reason').fill('She has left.');
    const sent = await losing(page, `**${grantsOf(admin.talks)}/revoked`, end);
    await page.locator('.asked').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('alert').getByText('Try again: it is done once.').waitFor();
    await page.getByRole('alert').getByText('It is not known whether this was done.').waitFor();
    await said(page, 'Hilda Gruen has no access any more: it was revoked meanwhile.');
    expect(await barriers(page)).toEqual([]);
    expect((await admin.kept(subject))?.reason).toBe('She has left.');
    if (isGivenAgain) await admin.give(subject, { name: 'Hilda Gruen' });
    await page.locator('.asked').getByRole('button', { name: 'Revoke' }).click();
    await said(
      page,
      isGivenAgain ? 'Hilda Gruen has access again: it was given meanwhile.' : 'The access of Hilda Gruen is revoked.',
    );
    expect(sent).toEqual([sent[0], sent[0]]);
    expect(await page.locator('.asked').count()).toBe(0);
    await getsFocus(page.locator('#access'));
  });

  it('is the same in two windows: what was typed to revoke it stays, and why that is refused', async () => {
    for (const name of ['Gerd', 'Gesa']) await admin.give(name.toLowerCase(), { name });
    const { page } = await admin.openAs(ADA, `?negotiation=${admin.talks}`);
    for (const name of ['Gerd', 'Gesa']) await page.getByRole('button', { name: `Revoke: ${name}` }).click();
    const question = (name: string) => page.getByRole('group', { name: `Revoke: ${name}` });
    await question('Gesa').getByLabel('Reason').fill('Hers.');
    await question('Gerd').getByLabel('Reason').fill('His.');
    expect(await barriers(page)).toEqual([]);
    const revoke = (subject: string) =>
      admin.record(ADA, `${grantsOf(admin.talks)}/revoked`, {
        issuer: admin.issuer.url,
        subject,
        reason: 'By another one.',
      });
    await revoke('gerd');
    await said(page, 'Gerd has no access any more: it was revoked meanwhile.');
    await question('Gerd').getByText('His.').waitFor();
    await getsFocus(page.locator('#access'));
    expect(await question('Gesa').getByLabel('Reason').inputValue()).toBe('Hers.');
    await question('Gerd').getByRole('button', { name: 'Close' }).click();
    await getsFocus(page.locator('#access'));

    const list = await held(page, `**${grantsOf(admin.talks)}?*`, 'GET');
    await revoke('gesa');
    await list.asked;
    await question('Gesa').getByRole('button', { name: 'Revoke' }).click();
    const why = page.getByRole('alert').getByText('The access of this person is already revoked.');
    await why.waitFor();
    await list.release();
    await said(page, 'Gesa has no access any more: it was revoked meanwhile.');
    await question('Gesa').getByText('Hers.').waitFor();
    expect(await why.count()).toBe(1);
    await getsFocus(page.locator('#access'));
    expect(await barriers(page)).toEqual([]);
    expect((await admin.kept('gesa'))?.reason).toBe('By another one.');
  });

  it('stays that of the negotiation that was shown first, which the address names', async () => {
    const { page, faults } = await admin.openAs(LEO);
    await page.waitForURL(`${admin.service.url}/administration?negotiation=${admin.other}`);
    await fill(page, { subject: 'nils' });
    // It is before the others in the list.
    const newer = (await admin.record(ADA, '/v1/negotiations', { title: 'Aluminium' })).id;
    await admin.give('leo', {}, newer);
    await page.getByRole('option', { name: 'Aluminium' }).first().waitFor({ state: 'attached' });
    expect(await page.locator('#access-of').inputValue()).toBe(admin.other);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('It is for Whaling, and holds at once').waitFor();
    expect(faults()).toEqual([]);
  });

  it('of a negotiation that an administrator may not see is named by its address', async () => {
    const { page, faults } = await admin.openAs(ADAM);
    await page.getByText('You may give access to one all the same').waitFor();
    await page.locator('#access-any').fill('the talks');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByText('There is no id of a negotiation in this.').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.locator('#access-any').fill(`${admin.service.url}/negotiations/${admin.talks}/timeline`);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/administration?negotiation=${admin.talks}`);
    await row(page, 'Eve Stern').waitFor();
    expect(await page.getByText('Talks on magnets').count()).toBe(0);
    expect(faults()).toEqual([]);
  });

  it('is read to the end, however many pages that takes, as are the approvals that wait', async () => {
    const long = (await admin.record(ADA, '/v1/negotiations', { title: 'Zinc' })).id;
    const path = `/v1/negotiations/${long}`;
    for (const n of Array(12).keys()) {
      // Of two digits each: a day follows, and the first of a month would make a 1 an 11.
      await admin.give(`person-${10 + n}`, {}, long);
      const { id } = await admin.record(ADA, `${path}/meetings`, { title: `Lunch ${n}`, marking: { level: 'secret' } });
      if (n === 0) await admin.give('dora', {}, long);
      await admin.record(DORA, `/v1/meetings/${id}/approve-marking`, {
        marking: { level: 'restreint' },
        reason: 'Public.',
      });
    }
    const { page, faults } = await admin.openAs(ADA);
    // The service gives short pages, so that few make many.
    await page.route(/\/(?:grants|events)\?.*limit=/, (route) =>
      route.continue({
        url: route
          .request()
          .url()
          .replace(/limit=\d+/, 'limit=1'),
      }),
    );
    await page.locator('#access-of').selectOption({ label: 'Zinc' });
    await shows(page, '.headline', '14 people have access to Zinc');
    await row(page, 'person-21').waitFor();
    await page.locator('.waiting li').nth(11).getByText('Lunch 11').waitFor();
    expect(await page.locator('.people tbody tr').count()).toBe(14);
    expect(faults()).toEqual([]);
  });

  it('is read by an auditor, who cannot change it', async () => {
    const { page, faults } = await admin.openAs(EVE);
    await row(page, 'Rhea Moor').waitFor();
    await page.getByText('As an auditor you see what they did.').waitFor();
    expect(await page.locator('.people button, #grant-subject, #access-any').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });
  it('is not shown to a reader, who is told whom to ask', async () => {
    const { page, faults } = await admin.openAs(RHEA, `?negotiation=${admin.talks}`);
    await page.getByText('If somebody needs access, ask an administrator').waitFor();
    expect(await page.locator('.crumb').innerText()).toMatch(/Your roles: reader\./);
    expect(await page.locator('.people').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    expect(faults()).toEqual([]);
  });
  it('of a negotiation that an auditor may not see is refused, as if there were none', async () => {
    const { page } = await admin.openAs(EVE, `?negotiation=${admin.other}`);
    for (const part of ['Who may see a negotiation', 'What waits for a second person']) {
      const region = page.getByRole('region', { name: part });
      await region.getByRole('alert').getByText('Nothing is on record here that you may see').waitFor();
    }
    expect(await barriers(page)).toEqual([]);
  });

  it('stays without a line, which is said, and then what was typed is sent', async () => {
    const { page } = await admin.openAs(ADA, `?negotiation=${admin.talks}`);
    await row(page, 'Rhea Moor').waitFor();
    await fill(page, { subject: 'lena', name: 'Lena Ott' });
    await page.context().setOffline(true);
    await askAgain(page, shows(page, '.standing', 'No line. This is as of'));
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('alert').getByText('The service cannot be reached').waitFor();
    expect(await row(page, 'Rhea Moor').count()).toBe(1);
    expect(await barriers(page)).toEqual([]);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('button', { name: 'Give access' }).click();
    await said(page, 'Lena Ott has access now.');
    expect((await admin.kept('lena'))?.status).toBe('given');
  });

  it('is given and revoked by the keyboard alone', async () => {
    const { page } = await admin.openAs(ADA, `?negotiation=${admin.talks}`);
    await page.locator('#grant-subject').focus();
    await page.keyboard.type('kim');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Change it' }).waitFor();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await said(page, 'kim has access now.');
    await page.getByRole('button', { name: 'Revoke: kim' }).focus();
    await page.keyboard.press('Enter');
    for (const key of ['Shift+Tab', 'Enter']) await page.keyboard.press(key);
    await said(page, 'The access of kim is revoked.');
    expect((await admin.kept('kim'))?.status).toBe('revoked');
  });
});
