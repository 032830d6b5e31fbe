import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type axe from 'axe-core';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { hear } from './service.js';

/** How long the line is away before it is away once more. */
const LINE_AWAY_MS = 1_000;
/** The shell is Chromium without its own windows: it takes a third less processor time. */
const PROGRAMS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
const PROGRAM = process.env['CHROMIUM'] ?? PROGRAMS.find((program) => existsSync(program));

/** Of the last `--disable-features` alone Chromium takes notice, so these are what Playwright turns off. */
const OFF_BY_PLAYWRIGHT = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
];
/** Suggestions below the field of the address, which nobody sees here: each window would load two pages for them, longer than its own. */
const OFF = [...OFF_BY_PLAYWRIGHT, 'WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'];

/** Without some of these, Chromium asks hosts of its vendor at each start. */
const ARGUMENTS = [
  `--disable-features=${OFF.join(',')}`,
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type Window = Readonly<{
  page: Page;
  /** What went wrong that no assertion looks at: errors of the console, a violated policy, a request to another host. */
  faults: () => readonly string[];
}>;

/** @throws if there is no Chromium on this machine */
const launch = async (): Promise<Browser> => {
  if (PROGRAM === undefined || !existsSync(PROGRAM))
    throw new Error(
      `There is no Chromium at ${PROGRAM ?? PROGRAMS.join(' or ')}. On Debian: apt-get install chromium-headless-shell fonts-noto-core fonts-noto-cjk. Elsewhere, name it in CHROMIUM.`,
    );
  return chromium.launch({ executablePath: PROGRAM, args: ARGUMENTS });
};

/** A real browser, in which each test has a context of its own. It starts with its first window. */
export class Chromium {
  private browser: Promise<Browser> | undefined;
  private readonly contexts: BrowserContext[] = [];
  private readonly kept: BrowserContext[] = [];

  /** A window of its own. `hosts`: those that it may ask. */
  async open(hosts: readonly string[], options: BrowserContextOptions = {}): Promise<Window> {
    this.browser ??= launch();
    const context = await (
      await this.browser
    ).newContext({
      locale: 'en-GB',
      timezoneId: 'Europe/Brussels',
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      ...options,
    });
    this.contexts.push(context);
    const faults: string[] = [];
    context.on('weberror', (error) => faults.push(`uncaught: ${error.error().message}`));
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) faults.push(`${message.type()}: ${message.text()}`);
    });
    context.on('response', (response) => {
      const token = response.headers()['consistency-token'];
      if (response.request().method() === 'POST' && token !== undefined) hear(new URL(response.url()).origin, token);
    });
    context.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol !== 'data:' && !hosts.includes(host)) faults.push(`asked ${host}`);
    });
    return { page: await context.newPage(), faults: () => faults };
  }

  /** A screen of a service, which asks nobody else. Its heading is there. */
  async visit(address: string, options?: BrowserContextOptions): Promise<Window> {
    const window = await this.open([new URL(address).host], options);
    await window.page.goto(address);
    await window.page.locator('.lede h1, .form h1').waitFor();
    return window;
  }

  /** After this test, too, the context of a window stays, with the files of the page that it has. Its page does not. */
  keep({ page }: Window) {
    const context = page.context();
    this.contexts.splice(this.contexts.indexOf(context), 1);
    this.kept.push(context);
  }

  /** A new page in the context of a window that was kept, which tells of what goes wrong from now on. */
  async openAgain({ page, faults }: Window): Promise<Window> {
    const before = faults().length;
    const context = page.context();
    await context.setOffline(false);
    return { page: await context.newPage(), faults: () => faults().slice(before) };
  }

  async closeWindows() {
    const pages = this.kept.flatMap((context) => context.pages());
    await Promise.all([...this.contexts.splice(0), ...pages].map((one) => one.close()));
  }

  async stop() {
    await this.closeWindows();
    await (await this.browser)?.close();
  }
}

/** Waits until the screen shows what it was asked for. */
export const shows = (page: Page, selector: string, text: string | RegExp): Promise<void> =>
  page.locator(selector).filter({ hasText: text }).first().waitFor();

/** Waits until this has the focus, which moves only after what it moves to is shown. */
export const getsFocus = (wanted: Locator): Promise<void> => wanted.and(wanted.page().locator(':focus')).waitFor();

/** Waits until the page has the days on which facts fall: before that, no key leads to the fact before or after. */
export const knowsDays = (page: Page): Promise<void> =>
  page.locator('.spark .bar').first().waitFor({ state: 'attached' });

/** Each page takes half as long to load this form. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds against WCAG 2.2 AA, and its best practices, on the page as it stands. */
export const barriers = async (page: Page): Promise<readonly string[]> => {
  if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe: here } = globalThis as unknown as { axe: typeof axe };
    // What is in order would be described as well, and sent: many times what is wrong.
    const { violations } = await here.run({ resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
    );
  });
};

/** The same on a phone, in the dark and from right to left, where nothing may be wider than the page, either, and no line may end within a word. */
export const barriersOnPhone = async (page: Page): Promise<readonly string[]> => {
  const before = page.viewportSize()!;
  const turn = (direction: string) => page.evaluate(`void (document.documentElement.dir = '${direction}')`);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await turn('rtl');
  const found = await barriers(page);
  const wider = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  const broken = await page.evaluate<readonly string[]>(BROKEN_WORDS);
  await turn('ltr');
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(before);
  return [
    ...found,
    ...(wider > 0 ? [`The page is ${wider} px wider than a phone.`] : []),
    ...broken.map((word) => `A line ends within ${word}.`),
  ];
};

/** Visible words that stand on two lines. Code, and what has more than twenty characters without a space, may be broken. Chinese is written without spaces. */
const BROKEN_WORDS = `(() => {
  const isHidden = (element) =>
    element !== null && (getComputedStyle(element).clipPath !== 'none' || isHidden(element.parentElement));
  const isBroken = (node, index, length) => {
    const range = document.createRange();
    range.setStart(node, index);
    range.setEnd(node, index + length);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const broken = [];
  for (let node; (node = texts.nextNode()); ) {
    const { parentElement } = node;
    if (parentElement.closest('code, pre, .code, script, style') || isHidden(parentElement)) continue;
    for (const { 0: run, index: start } of node.data.matchAll(/\\S+/g)) {
      if (run.length > 20 || /\\p{sc=Han}/u.test(run)) continue;
      for (const { 0: word, index } of run.matchAll(/[\\p{L}\\p{N}]+/gu))
        if (isBroken(node, start + index, word.length)) broken.push(word + ' in ' + parentElement.outerHTML.slice(0, 80));
    }
  }
  return broken;
})()`;

/**
 * The line was away for a moment, after which a page asks again. What it is asking at that moment, it does not ask anew, so the line is
 * away until what is expected comes.
 */
export const askAgain = async <T>(page: Page, expected: Promise<T>): Promise<T> => {
  let hasCome = false;
  const come = expected.finally(() => (hasCome = true));
  for (;;) {
    await page.evaluate(() => {
      for (const name of ['offline', 'online']) (globalThis as unknown as EventTarget).dispatchEvent(new Event(name));
    });
    await Promise.race([come, sleep(LINE_AWAY_MS)]);
    if (hasCome) return come;
  }
};

/** The line is lost, and the page says so, and since when. */
export const losesLine = async (page: Page): Promise<void> => {
  await page.context().setOffline(true);
  await saysThereIsNoLine(page);
};
/** A page that has no line says so, and since when. */
export const saysThereIsNoLine = (page: Page): Promise<void> =>
  askAgain(page, shows(page, '.standing', /^No line\. This is as of (?:\d+ \w+ \d{4}, )?\d\d:\d\d (?:CET|CEST)\./));
