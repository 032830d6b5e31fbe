/** The page in a real browser: its first view, and the time bar. */
import { Chromium } from '../../dist/test/support/chromium.js';
import { PAGE_CLIENT_ID } from '../../dist/test/support/issuer.js';
import { atTheEnd } from '../support/children.mjs';
import { login } from '../support/login.mjs';
import { dossierLog, logWithViews } from '../support/logs.mjs';
import { atMost, atSize, below, columns, ms, number, row } from '../support/report.mjs';
import { checked, indexed, NOW, ready, start } from '../support/service.mjs';
import { median, quantile } from '../support/statistics.mjs';

const EVENTS = 10_000;
/** As long as some talks take. Each fact is one of five on its day. */
const YEARS = 20;
const STEPS = 60;
const VIEWS = 5;
const FIRST_VIEW_MS = 1_000;
const STEP_MS = 100;
/** From here, an arrow key goes back day by day through the days on which most facts fall. */
const FROM = 'happenedBy=2025-12-20';
/** The record has come to rest: no board is asked for any more. */
const REST_MS = 1_000;

/** Runs in the page. How far things have moved that nobody touched: the score of the browser, 0 for nothing. */
const watchShifts = () => {
  globalThis.shifted = 0;
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value } of list.getEntries()) if (!hadRecentInput) globalThis.shifted += value;
  }).observe({ type: 'layout-shift', buffered: true });
};

/** Runs in the page. The time, in ms since the page was asked for, at which the board was painted for the first time. */
const firstPaintOfBoard = () =>
  new Promise((resolve) => {
    const look = () => {
      if (document.querySelector('.pos, .said') === null) return requestAnimationFrame(look);
      // A message is heard after the frame is painted.
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => resolve(performance.now()));
      port1.start();
      return requestAnimationFrame(() => port2.postMessage(undefined));
    };
    look();
  });

/**
 * Runs in the page. Has `stepped` tell the time from the next key until the paint that shows the board of another moment, in
 * ms. The line below the headline says how many days before the moment the last fact was, so it changes with each day.
 */
const timeNextStep = () => {
  globalThis.stepped = new Promise((resolve) => {
    const line = () => document.querySelector('.lede .by:last-child').textContent;
    const before = line();
    addEventListener(
      'keydown',
      ({ timeStamp }) => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', () => resolve(performance.now() - timeStamp));
        port1.start();
        const look = () => requestAnimationFrame(() => (line() === before ? look() : port2.postMessage(undefined)));
        look();
      },
      { once: true, capture: true },
    );
  });
};

const firstViews = async (browser, { dataDir, count, overview }) => {
  const service = await start(NOW.main, dataDir);
  await ready(service.url);
  await checked(service.url);
  const took = [];
  const shifts = [];
  for (let n = 0; n < VIEWS; n++) {
    const { page } = await browser.open([new URL(service.url).host]);
    await page.addInitScript(watchShifts);
    await page.goto(service.url + overview.replace('/v1', ''));
    took.push(await page.evaluate(firstPaintOfBoard));
    await page.waitForTimeout(REST_MS);
    shifts.push(await page.evaluate(() => globalThis.shifted));
    await browser.closeWindows();
  }
  const name = `first view of a negotiation with ${number(count)} events`;
  row(name, ms(median(took)), atSize(EVENTS, count, below(FIRST_VIEW_MS, median(took), 'ms')));
  row('layout shift, the greatest of them', Math.max(...shifts).toFixed(3), atMost(0, Math.max(...shifts)));
  await service.stop();
};

const steps = async (browser, { dataDir, count, overview }) => {
  const { settings, headers, logIn } = await login();
  const service = await start(NOW.main, dataDir, { ...settings, PAGE_CLIENT_ID });
  await ready(service.url);
  await indexed(service.url, headers.chief);
  await checked(service.url, headers.chief);
  const host = logIn(service.url);
  const { page } = await browser.open([new URL(service.url).host, host]);
  await page.goto(`${service.url}${overview.replace('/v1', '')}?${FROM}`);
  await page.getByRole('button', { name: 'Log in' }).click();
  const hand = page.getByRole('slider', { name: 'Moment shown' });
  await hand.waitFor();
  await page.waitForTimeout(REST_MS);
  await hand.focus();
  const took = [];
  for (let n = 0; n < STEPS; n++) {
    await page.evaluate(timeNextStep);
    await page.keyboard.press('ArrowLeft');
    took.push(await page.evaluate(() => globalThis.stepped));
  }
  const slow = quantile(took, 0.95);
  const name = `${STEPS} steps of the time bar, key to paint`;
  row(name, ms(median(took)), 'median');
  row('95 of 100 of them', ms(slow), atSize(EVENTS, count, below(STEP_MS, slow, 'ms')));
  await browser.closeWindows();
  await service.stop();
};

export const page = {
  name: 'page',
  help: 'the first screen of a negotiation in Chromium: its first view, and steps of the time bar that were not asked before',
  size: 'one negotiation of 20 years with 10,000 events',
  run: async ({ events = EVENTS }) => {
    const [{ dataDir }, { overview }] = await Promise.all([
      logWithViews({ count: events, years: YEARS }),
      dossierLog(),
    ]);
    const browser = new Chromium();
    atTheEnd(() => browser.stop());
    columns('with a login and a clearance, but for the first view');
    await firstViews(browser, { dataDir, count: events, overview });
    await steps(browser, { dataDir, count: events, overview });
    await browser.stop();
  },
};
