import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Route } from 'playwright-core';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, shows } from '../support/chromium.js';
import {
  draftKept,
  found,
  hasRows,
  hasValue,
  nextPicture,
  inDatabase,
  openBeside,
  openKept,
  recordTalks,
  sendAgain,
  typeStatement,
} from '../support/note-taker.js';
import type { Running } from '../support/service.js';

const { browser, startWith } = browserFixture();
let service: Running;
let talks: string;
let address: string;
beforeAll(async () => {
  ({ service, talks, address } = await startWith((service) => recordTalks(service, 'Talks on tungsten')));
});

const open = () => openKept(browser, address);
const onRecord = (words: string) => found(service, talks, words);

describe('what waits or was refused', () => {
  it('is taken back as long as it was not sent: it is put right, and is on record as corrected', async () => {
    const { page } = await open();
    await page.context().setOffline(true);
    for (const words of ['Without its marking', 'Not to be said']) {
      await typeStatement(page, 'gill', words);
      await page.keyboard.press('Control+Enter');
      await shows(page, '.out', words);
    }
    // Nothing of it was sent, so nothing is asked.
    page.on('dialog', () => {
      throw new Error('It asks');
    });
    await page.getByRole('button', { name: 'Throw away' }).first().click();
    await page.locator('.out li', { hasText: 'Not to be said' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Put right' }).click();
    await hasRows(page, 1, 'Taken back');
    await hasValue(page, 'record-text', 'Without its marking');
    expect(await barriers(page)).toEqual([]);
    // It can be left as it was.
    await page.getByRole('button', { name: 'Leave it as it was' }).click();
    await hasRows(page, 1, 'Waiting');
    await hasValue(page, 'record-text', '');
    await page.getByRole('button', { name: 'Put right' }).click();
    await hasRows(page, 1, 'Taken back');
    await hasValue(page, 'record-text', 'Without its marking');
    await page.context().setOffline(false);
    await sendAgain(page);
    await page.locator('.noline').waitFor({ state: 'detached' });
    expect(await onRecord('"its marking"')).toEqual([]);
    await page.locator('#record-text').fill('With its marking');
    await page.keyboard.press('Control+Enter');
    await hasRows(page, 1, 'On record');
    expect(await page.locator('.out li').count()).toBe(1);
    expect(await onRecord('"its marking"')).toHaveLength(1);
    expect(await onRecord('"Not to be said"')).toEqual([]);
  });

  it('is in the place of nothing once the form was emptied, and is asked for before something else takes its place', async () => {
    const { page } = await open();
    await page.context().setOffline(true);
    await typeStatement(page, 'gill', 'The first note');
    await page.keyboard.press('Control+Enter');
    await hasRows(page, 1, 'Waiting');
    const putRight = page.getByRole('button', { name: 'Put right' });
    await putRight.click();
    await hasValue(page, 'record-text', 'The first note');
    const questions: string[] = [];
    page.on('dialog', (dialog) => {
      questions.push(dialog.message());
      void dialog.dismiss();
    });
    await page.locator('#record-who').fill('wang');
    await page.getByRole('option', { name: 'Wang Wentao' }).waitFor();
    await page.locator('#record-who').press('Enter');
    await page.locator('#record-text').fill('Something else');
    await page.keyboard.press('Control+Enter');
    await page.locator('#record-send[aria-disabled=false]').waitFor();
    expect(questions).toEqual([expect.stringContaining('takes the place of another entry')]);
    for (const id of ['record-who', 'record-text']) await page.locator(`#${id}`).fill('');
    await page.locator('#record-who').focus();
    await putRight.waitFor();
    await typeStatement(page, 'wang', 'Something else');
    await page.keyboard.press('Control+Enter');
    await shows(page, '.out', 'Something else');
    await hasRows(page, 1, 'Taken back');
    await hasRows(page, 1, 'Waiting');
    expect(questions).toHaveLength(1);
  });

  it('does not come back if it is thrown away while it is being sent, unless it is on record', async () => {
    const { page } = await open();
    page.on('dialog', (dialog) => void dialog.accept());
    const throwAwayWhileSent = async (words: string, answer: (route: Route) => Promise<void>) => {
      await page.locator('#record-who').focus();
      const hanging: Route[] = [];
      await page.route('**/v1/batches', (route) => void hanging.push(route));
      await typeStatement(page, 'gill', words);
      await Promise.all([page.waitForRequest('**/v1/batches'), page.keyboard.press('Control+Enter')]);
      const sent = page.locator('.out li', { hasText: words });
      await sent.getByRole('button', { name: 'Put right' }).waitFor({ state: 'detached' });
      await sent.getByRole('button', { name: 'Throw away' }).click();
      await sent.waitFor({ state: 'detached' });
      const answered = page.waitForEvent('requestfinished');
      for (const route of hanging) await answer(route);
      await answered;
      await page.unroute('**/v1/batches');
    };
    await throwAwayWhileSent('Thrown away in time', (route) =>
      route.fulfill({ status: 500, json: { status: 500, code: 'internal', detail: 'Nobody knows.' } }),
    );
    await sendAgain(page);
    await throwAwayWhileSent('Thrown away too late', (route) => route.continue());
    await hasRows(page, 1, 'On record');
    expect(await page.locator('.out li').count()).toBe(1);
    await shows(page, '.out', 'Thrown away too late');
    expect(await onRecord('"in time"')).toEqual([]);
  });

  it('is shown as it is now, also if an earlier read of the browser ends after a later one', async () => {
    const { page } = await open();
    const other = await openBeside(page, address);
    await other.locator('#record-text').fill('A draft, so that drafts are read');
    await draftKept(other);
    // Each read of the drafts that begins now ends when the test lets it.
    await page.evaluate(`
      const decrypt = SubtleCrypto.prototype.decrypt;
      const letGo = new Promise((resolve) => (globalThis.letGo = resolve));
      globalThis.held = 0;
      globalThis.isHolding = true;
      SubtleCrypto.prototype.decrypt = async function (...asked) {
        const isDraft = new TextDecoder().decode(asked[0].additionalData).includes('/value/draft ');
        if (isDraft && globalThis.isHolding) {
          globalThis.held += 1;
          await letGo;
        }
        return decrypt.apply(this, asked);
      };`);
    const hanging: Route[] = [];
    const hang = (route: Route) => void hanging.push(route);
    await page.route('**/v1/me', hang);
    await page.route('**/v1/batches', hang);
    await typeStatement(page, 'gill', 'Read twice');
    await Promise.all([page.waitForRequest('**/v1/me'), page.keyboard.press('Control+Enter')]);
    // The outbox and the list of drafts have read it as not yet sent.
    await page.waitForFunction('globalThis.held >= 2');
    await page.evaluate('void (globalThis.isHolding = false)');
    await Promise.all([page.waitForRequest('**/v1/batches'), hanging.pop()!.continue()]);
    const sent = page.locator('.out li', { hasText: 'Read twice' });
    await sent.getByRole('button', { name: 'Throw away' }).waitFor();
    expect(await sent.getByRole('button', { name: 'Put right' }).count()).toBe(0);
    await page.evaluate('globalThis.letGo()');
    // What is read after it has ended.
    await inDatabase(page, `return (await all('sealed')).length`);
    await nextPicture(page);
    expect(await sent.getByRole('button', { name: 'Put right' }).count()).toBe(0);
    for (const route of hanging) await route.continue();
    await hasRows(page, 1, 'On record');
  });

  it('is put right once, also in two windows that had it in their forms at once', async () => {
    const { page } = await open();
    await typeStatement(page, 'gill', 'Refused at first');
    await page.context().setOffline(true);
    await page.locator('#record-language').fill('no language');
    await page.keyboard.press('Control+Enter');
    // With a line, it would be refused in the form.
    await hasRows(page, 1, 'Waiting');
    await page.context().setOffline(false);
    await hasRows(page, 1, 'Refused');
    const other = await openBeside(page, address);
    // Both press it before either hears of the other.
    await other.evaluate('BroadcastChannel.prototype.postMessage = () => {}');
    await other.getByRole('button', { name: 'Put right' }).click();
    await hasValue(other, 'record-text', 'Refused at first');
    await page.getByRole('button', { name: 'Put right' }).click();
    await hasValue(page, 'record-text', 'Refused at first');
    await page.locator('#record-language').fill('en');
    await page.keyboard.press('Control+Enter');
    await hasRows(page, 1, 'On record');
    await other.locator('#record-language').fill('en');
    await other.keyboard.press('Control+Enter');
    await other.locator('p[role=status]', { hasText: 'was put right or thrown away in another window' }).waitFor({
      state: 'attached',
    });
    expect(await other.locator('#record-text').inputValue()).toBe('Refused at first');
    expect(await onRecord('"Refused at first"')).toHaveLength(1);
  });
});
