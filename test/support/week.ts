import type { BrowserContextOptions, Page } from 'playwright-core';
import { type Chromium, shows, type Window } from './chromium.js';
import { recordDossier } from './recorded-dossier.js';
import type { ReceiptBody, Running } from './service.js';

/** The zone of the reader is that of Brussels, and it is Wednesday. */
export const WEDNESDAY = new Date('2025-10-29T08:10:00Z');

const recorder =
  ({ post }: Pick<Running, 'post'>) =>
  async (path: string, body: object): Promise<ReceiptBody> =>
    (await post(path, body).set('if-match', '*').expect(201)).body as ReceiptBody;

/** Records a meeting of a negotiation. @returns its id */
export const recordMeeting = async (
  service: Pick<Running, 'post'>,
  negotiation: string,
  title: string,
  more: object = {},
): Promise<string> =>
  (await recorder(service)(`/v1/negotiations/${negotiation}/meetings`, { title, occurredOn: '2025-10-20', ...more }))
    .id;

/** Records the dossier, quiet talks on steel, and talks on mackerel with meetings in two weeks. @returns the id of the last ones */
export const recordWeeks = async (service: Running): Promise<string> => {
  const record = recorder(service);
  await recordDossier(service);
  const opened = { occurredOn: '2025-01-10' };
  const mackerel = (
    await record('/v1/negotiations', { title: 'Mackerel quotas', subject: 'Shares of five parties', ...opened })
  ).id;
  await record('/v1/negotiations', { title: 'Steel overcapacity', ...opened });
  const meeting = (title: string, more?: object) => recordMeeting(service, mackerel, title, more);
  const on = { occurredOn: '2025-10-21' };
  const norway = (
    await record(`/v1/negotiations/${mackerel}/parties`, {
      name: 'Norway',
      kind: 'state',
      role: 'principal',
      ...opened,
    })
  ).id;
  const minister = (
    await record(`/v1/negotiations/${mackerel}/representatives`, {
      name: 'Kari Nordmann',
      kind: 'person',
      partyId: norway,
      ...opened,
    })
  ).id;
  const plenary = await meeting('Plenary in London', {
    planned: { on: '2025-10-28', time: '23:30', zone: 'Europe/London' },
  });
  await record(`/v1/meetings/${plenary}/confirm`, { confirmedById: norway, ...on });
  await record(`/v1/meetings/${plenary}/delegations`, {
    partyId: norway,
    level: 'ministerial',
    confirmed: false,
    announcedById: minister,
    members: [{ representativeId: minister, coming: 'unclear' }],
    ...on,
  });
  await meeting('Call of the chairs', {
    planned: { on: '2025-10-27/2025-11-02', text: 'this week' },
    mode: 'phone-call',
  });
  await meeting('Autumn round', { planned: { on: '2025-11', text: 'in November' } });
  await record(`/v1/meetings/${await meeting('Coffee', { planned: { on: '2025-10-31' } })}/cancel`, {
    reason: 'No time',
    ...on,
  });
  await meeting('Ministers', { planned: { text: 'before Christmas' } });
  await meeting('Summer round', { planned: { on: '2026-06-10' } });
  // Another report of the same fact names another day.
  const drafting = await meeting('Drafting group');
  const scheduled = await record(`/v1/meetings/${drafting}/schedule`, { planned: { on: '2025-10-30' }, ...on });
  await record(`/v1/meetings/${drafting}/schedule`, {
    planned: { on: '2025-10-29', text: 'on Wednesday' },
    reportOf: scheduled.events[0]!.id,
    ...on,
  });
  // Of the week of 15 September: told more or less surely, and for the Sunday of another zone, which is Monday here.
  await meeting('Working lunch', { planned: { on: '2025-09-16', time: '12:30' } });
  await meeting('Call with Washington', { planned: { on: '2025-09-21', time: '22:00', zone: 'America/New_York' } });
  const dinner = await meeting('Dinner', { planned: { on: '2025-09-18' } });
  await record(`/v1/meetings/${dinner}/held`, { summary: 'They met.' });
  const walk = await meeting('Walk', { planned: { on: '2025-09-15' } });
  await record(`/v1/meetings/${walk}/held`, { occurredOn: '~2025-09-19', occurredText: 'around Friday' });
  const off = await meeting('Harbour visit');
  const visit = await record(`/v1/meetings/${off}/schedule`, { planned: { on: '2025-09-25' }, ...on });
  await record(`/v1/meetings/${off}/schedule`, {
    planned: { on: '2025-09-17' },
    reportOf: visit.events[0]!.id,
    ...on,
  });
  await record(`/v1/meetings/${off}/cancel`, { reason: 'A storm', ...on });
  await service.get('/v1/meetings').expect(200);
  return mackerel;
};

/** A window in which it is this time. */
export const openAt = async (
  browser: Chromium,
  url: string,
  time: Date,
  path = '/week',
  options: BrowserContextOptions = {},
): Promise<Window> => {
  const window = await browser.open([new URL(url).host], options);
  await window.page.clock.setFixedTime(time);
  await window.page.goto(url + path);
  await window.page.locator('.lede h1').waitFor();
  return window;
};

export const headline = (page: Page, text: string | RegExp) => shows(page, '.headline', text);
export const row = (page: Page, name: string) => page.locator('.wkgrid tbody tr').filter({ hasText: name });
export const said = async (page: Page, selector: string, of?: string) =>
  (await (of === undefined ? page : row(page, of)).locator(selector).allInnerTexts()).map((one) =>
    one.replaceAll(/\s+/g, ' ').trim(),
  );
