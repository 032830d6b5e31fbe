import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Projector } from '#read-models/projector/projector.js';
import { browserFixture } from '../support/browser-fixture.js';
import { askAgain, barriers } from '../support/chromium.js';
import type { InProcess } from '../support/in-process.js';

const { browser, startServiceInProcess } = browserFixture();
let service: InProcess;
let talks: string;
beforeAll(async () => {
  service = await startServiceInProcess();
  const { id } = (await service.post('/v1/negotiations', { title: 'Talks on mackerel', occurredOn: '2025-01-10' }))
    .body as { id: string };
  await service.get(`/v1/negotiations/${id}/board`).expect(200);
  talks = `/negotiations/${id}`;
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** A view of a short record is rebuilt in a moment, so what the projector reports of it is held for a while. */
const rebuilding = () => {
  const projector = service.app.get(Projector);
  const states = projector.states.bind(projector);
  return jest
    .spyOn(projector, 'states')
    .mockImplementation(() =>
      states().map((one) =>
        ['positions', 'things', 'timeline'].includes(one.name)
          ? { ...one, status: 'rebuilding', done: 31, total: 50 }
          : one,
      ),
    );
};

describe('while a view is rebuilt', () => {
  it.each([
    ['where a negotiation stands', (talks: string) => talks, 'No issue is on record.'],
    ['its timeline', (talks: string) => `${talks}/timeline`, '1 fact from'],
    ['what moved in it', (talks: string) => `${talks}/changes`, '1 change since'],
    ['its audit', (talks: string) => `${talks}/audit`, 'Event 1 of 1'],
    ['the list of negotiations', () => '/', 'Talks on mackerel'],
    ['the week', () => '/week', 'Nothing is set for this week'],
    ['administration', () => '/administration', 'Who may see a negotiation'],
  ] as const)('%s says how far that is, and comes by itself', async (_, pathOf, content) => {
    const held = rebuilding();
    const { page } = await browser.open([new URL(service.url).host]);
    await page.goto(service.url + pathOf(talks));
    await page.getByText('The views are being rebuilt, 62%').waitFor();
    expect(await barriers(page)).toEqual([]);
    held.mockRestore();
    await page.getByText(content).first().waitFor({ timeout: 15_000 });
  });

  it('the brief for a meeting says so, too', async () => {
    const { body: herring } = await service.post('/v1/negotiations', { title: 'Talks on herring' });
    const { id } = herring as { id: string };
    const { body } = await service.post(`/v1/negotiations/${id}/meetings`, { title: 'Plenary' }).expect(201);
    const held = rebuilding();
    const { page } = await browser.open([new URL(service.url).host]);
    await page.goto(`${service.url}/negotiations/${id}/meetings/${(body as { id: string }).id}/brief`);
    await page.getByText('The views are being rebuilt, 62%').waitFor();
    expect(await barriers(page)).toEqual([]);
    held.mockRestore();
    await page.getByText('The record does not say which parties meet.').waitFor({ timeout: 15_000 });
  });

  it('what was shown stays, with its time', async () => {
    const { page } = await browser.open([new URL(service.url).host]);
    await page.goto(service.url + talks);
    await page.getByText('No issue is on record.').waitFor();
    const held = rebuilding();
    await askAgain(page, page.getByText(/^This is as of .*The views are being rebuilt, 62%/).waitFor());
    await page.getByText('No issue is on record.').waitFor();
    expect(await barriers(page)).toEqual([]);
    held.mockRestore();
    await page.getByText(/^This is as of/).waitFor({ state: 'detached', timeout: 15_000 });
  });
});
