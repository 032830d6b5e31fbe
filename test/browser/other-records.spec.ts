import { beforeAll, describe, expect, it } from '@jest/globals';
import { browserFixture } from '../support/browser-fixture.js';
import { barriers, shows } from '../support/chromium.js';
import { clocksMoved } from '../support/clocks.js';
import { newDataDir, remove, type Running, start } from '../support/service.js';

const { browser, startService } = browserFixture();
let service: Running;
beforeAll(async () => {
  service = await startService();
});

const post = async (path: string, body: object) =>
  ((await service.post(path, body).expect(201)).body as { id: string }).id;
const ON = '2025-01-10';
const negotiation = async (title: string) => {
  const id = await post('/v1/negotiations', { title, occurredOn: ON });
  return { id, tell: (kind: string, fact: object) => post(`/v1/negotiations/${id}/${kind}`, fact) };
};

/** The screens of a negotiation, and those of all, each with what it has once it is there. */
const SCREENS = [
  ['{id}', '.said, .sec'],
  ['{id}/timeline', '#facts'],
  ['{id}/changes', '.moved, .chg'],
  ['{id}/audit', '.shown .links'],
  ['{id}/record', '#record-who'],
  ['', '.talks'],
  ['week', '.wkgrid, .wkdays, #next, .wknext'],
  ['administration', '.people'],
] as const;
const BRIEF = '.paper .foot';
const WIDTHS = [
  [360, 740],
  [1440, 900],
] as const;
const widthOfPage = 'document.documentElement.scrollWidth';

/** Opens each screen of a negotiation, the brief for a meeting if there is one, and those of all, at two widths, and finds no barrier, no fault, and nothing wider than the page. */
const opensEverywhere = async (id: string, options: Readonly<{ locale?: string; meeting?: string }> = {}) => {
  const { meeting, ...window } = options;
  const { page, faults } = await browser.open([new URL(service.url).host], window);
  const brief = meeting === undefined ? [] : [[`{id}/meetings/${meeting}/brief`, BRIEF] as const];
  for (const [screen, ready] of [...SCREENS, ...brief]) {
    await page.goto(`${service.url}/${screen.replace('{id}', `negotiations/${id}`)}`);
    await page.locator(ready).first().waitFor({ state: 'attached' });
    for (const [width, height] of WIDTHS) {
      await page.setViewportSize({ width, height });
      const found = [await barriers(page), faults(), await page.evaluate<number>(widthOfPage)];
      expect([screen, width, ...found]).toEqual([screen, width, [], [], width]);
    }
  }
};

describe('an empty record', () => {
  it('is said to be empty on each screen, and leads to where something is recorded', async () => {
    const { page } = await browser.visit(service.url);
    await page.getByText('No negotiation is on record').waitFor();
    expect(await barriers(page)).toEqual([]);
    const id = await post('/v1/negotiations', { title: 'Talks on nothing yet' });
    await opensEverywhere(id);
    const { page: board } = await browser.visit(`${service.url}/negotiations/${id}`);
    await shows(board, '.lede .by', 'Nothing is on record yet that has a date.');
    await shows(board, '.sec', 'None is planned');
    await board.locator('.lede').getByRole('link', { name: 'Record' }).click();
    await board.waitForURL(`${service.url}/negotiations/${id}/record`);
  });
});

describe('the first day of a month', () => {
  it('has room for the name of the month on a narrow screen', async () => {
    const now = new Date();
    const first = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1, 12);
    const later = await start(newDataDir(), clocksMoved({ clockMoved: first - now.getTime() }));
    const { body } = await later.post('/v1/negotiations', { title: 'Talks on nothing yet' }).expect(201);
    const viewport = { width: 360, height: 740 };
    const { page, faults } = await browser.open([new URL(later.url).host], { viewport });
    await page.goto(`${later.url}/negotiations/${(body as { id: string }).id}/timeline`);
    const name = await page.locator('.ticks span').last().boundingBox();
    expect(name!.x + name!.width).toBeLessThanOrEqual(viewport.width);
    expect([faults(), await page.evaluate<number>(widthOfPage)]).toEqual([[], viewport.width]);
    await later.close();
    remove(later.dataDir);
  });
});

describe('talks of six parties', () => {
  it('stand on one screen as well, at each width', async () => {
    const talks = await post('/v1/negotiations', { title: 'Talks on mackerel', occurredOn: '2025-01-10' });
    const below = (kind: string) => `/v1/negotiations/${talks}/${kind}`;
    const names = ['European Union', 'Norway', 'Faroe Islands', 'Iceland', 'United Kingdom', 'Greenland'];
    const parties = await Promise.all(
      names.map((name) => post(below('parties'), { name, kind: 'state', role: 'principal', occurredOn: '2025-01-10' })),
    );
    const issues = await Promise.all(
      ['Quotas', 'Access to waters'].map((title) => post(below('issues'), { title, occurredOn: '2025-01-10' })),
    );
    for (const [n, partyId] of parties.entries())
      await post(below('positions'), {
        partyId,
        issueId: issues[n % 2],
        scope: 'public',
        kind: n % 3 === 0 ? 'demand' : 'offer',
        text: `A share of ${10 + n} % for ${names[n]}, and a review after two years.`,
        occurredOn: '2025-02-0X',
      });
    const provisions = [{ provisionId: '1', text: 'Landings are refused.', entersIntoForce: { on: '2025-03-01' } }];
    const measure = { title: 'Closed ports', instrument: 'sanction', provisions, occurredOn: '2025-02-20' };
    await post(below('measures'), { ...measure, actorId: parties[0], affectedPartyIds: parties.slice(1) });
    for (const [width, height] of [
      [1440, 900],
      [2560, 1440],
      [768, 1024],
      [360, 740],
    ] as const) {
      const { page, faults } = await browser.visit(`${service.url}/negotiations/${talks}`, {
        viewport: { width, height },
      });
      await shows(page, '.pos', 'A share of 15 % for Greenland');
      await shows(page, '.force', 'Closed ports');
      const scrolled = await page.evaluate(
        () =>
          (globalThis as unknown as { document: { documentElement: { scrollWidth: number } } }).document.documentElement
            .scrollWidth,
      );
      expect(scrolled).toBeLessThanOrEqual(width);
      expect(await barriers(page)).toEqual([]);
      expect(faults()).toEqual([]);
    }
  });
  it('is no wider than a phone, nor is any other screen, if what is on record quotes a long address', async () => {
    const quoted = `https://www.example.org/${'press-releases/'.repeat(8)}`;
    const id = await post('/v1/negotiations', { title: quoted, subject: quoted, occurredOn: '2025-09' });
    const below = (plural: string) => `/v1/negotiations/${id}/${plural}`;
    const party = await post(below('parties'), { name: 'Chad', kind: 'state', role: 'principal' });
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await post(below('meetings'), { title: quoted, place: quoted, partyIds: [party], planned: { on: tomorrow } });
    await post(below('commitments'), { byIds: [party], text: quoted, occurredOn: '2025-10-02' });
    const said = { kind: 'readout', text: quoted, verbatim: false, attribution: 'background', partyId: party };
    await post(below('statements'), { ...said, occurredOn: '2025-10-01' });
    for (const path of ['', '/timeline', '/audit', '/record'].map((screen) => `/negotiations/${id}${screen}`)) {
      const { page } = await browser.visit(service.url + path, { viewport: { width: 360, height: 740 } });
      await page.locator('main').getByText(quoted).first().waitFor();
      expect([path, await page.evaluate<number>('document.documentElement.scrollWidth')]).toEqual([path, 360]);
      expect(await barriers(page)).toEqual([]);
    }
  });
});

describe('talks of thirty parties', () => {
  it('fit each screen, and what the board has no room for is counted and led to', async () => {
    const { id, tell } = await negotiation('Conference on fisheries subsidies');
    const issues = await Promise.all(
      ['Overfishing', 'Small-scale fishing', 'Fuel'].map((title) => tell('issues', { title, occurredOn: ON })),
    );
    for (let n = 1; n <= 30; n++) {
      const names = { name: `Republic of Island ${n}`, shortName: `Island ${n}` };
      const partyId = await tell('parties', { ...names, kind: 'state', role: 'principal', occurredOn: ON });
      for (const issueId of issues) {
        const wanted = { kind: 'offer', text: `No more than ${n} %.`, occurredOn: '2025-02-0X' };
        await tell('positions', { partyId, issueId, scope: 'public', ...wanted });
      }
    }
    const meeting = await tell('meetings', { title: 'Round of thirty', issueIds: issues, occurredOn: ON });
    await opensEverywhere(id, { meeting });
    const { page } = await browser.visit(`${service.url}/negotiations/${id}`);
    await shows(page, '.positions', 'Not shown here: parties (18) and positions (30).');
    expect(await page.locator('.pos thead th').count()).toBe(1 + 12);
    expect(await page.locator('.pos').getByText('No position on record').count()).toBe(0);
    await page.locator('.positions').getByRole('link', { name: 'Timeline' }).click();
    await page.waitForURL(/\/timeline\?as=party$/);
    await shows(page, '.lanes', 'Republic of Island 30');
  });
});

describe('a record in Chinese', () => {
  it.each([
    ['for a Chinese reader', 'zh-CN', '没有安排'],
    ['for an English reader', 'en-GB', 'None is planned'],
  ])('keeps its own language on each screen %s', async (_, locale, none) => {
    const { id, tell } = await negotiation('中欧稀土出口管制磋商');
    const party = { kind: 'state', role: 'principal', occurredOn: ON };
    const china = await tell('parties', { ...party, name: '中华人民共和国', shortName: '中国' });
    const union = await tell('parties', { ...party, name: '欧洲联盟', shortName: '欧盟' });
    const issueId = await tell('issues', { title: '对稀土相关物项的出口管制', occurredOn: ON });
    const demand = { kind: 'demand', text: '中方应当负责任地行事，稳定商业关系。', occurredOn: '2025-02-03' };
    await tell('positions', { partyId: union, issueId, scope: 'public', ...demand });
    const speakerId = await tell('representatives', { name: '王文涛', kind: 'person', partyId: china });
    const text = '中方愿同欧方加强沟通，维护全球产供链稳定。';
    const words = { kind: 'press-statement', text, verbatim: true, language: 'zh', occurredText: '周二' };
    await tell('statements', { speakerId, partyId: china, occurredOn: '2025-02-04', ...words });
    const provisions = [{ provisionId: '1', text: '出口经营者应当申请许可。', entersIntoForce: { on: '2025-03-01' } }];
    const notice = { title: '关于对部分稀土物项实施出口管制的决定', reference: '商务部公告2025年第18号', provisions };
    await tell('measures', { actorId: china, instrument: 'export-control', occurredOn: '2025-02-20', ...notice });
    const meeting = await tell('meetings', {
      title: '中欧高级别技术磋商',
      issueIds: [issueId],
      occurredOn: '2025-02-04',
    });
    if (locale === 'zh-CN') await opensEverywhere(id, { locale, meeting });
    const { page } = await browser.visit(`${service.url}/negotiations/${id}`, { locale });
    await shows(page, '.sec', none);
    await shows(page, '.force', notice.reference);
    expect(await page.locator('h1').innerText()).toBe('中欧稀土出口管制磋商');
    expect(await page.locator('.pos td .rec').allInnerTexts()).toEqual([demand.text]);
  });
});
