/** Pages of past moments, for a reader with a login and a clearance. */
import { setTimeout as sleep } from 'node:timers/promises';
import { login } from '../support/login.mjs';
import { dossierLog, logWithViews } from '../support/logs.mjs';
import { atSize, below, columns, holds, MB, ms, number, row, seconds } from '../support/report.mjs';
import { Asker, checked, indexed, NOW, ready, start } from '../support/service.mjs';
import { median, timed } from '../support/statistics.mjs';

const EVENTS = 100_000;
const MOMENTS = 60;
const READERS = 12;
/** Nine pages of a negotiation. */
const PAGES = [
  '',
  'meetings',
  'positions',
  'timeline',
  'statements',
  'measures',
  'commitments',
  'proposals',
  'disputes',
];
const RETRY_MS = 50;

const served = async (count) => {
  const [{ dataDir, instant }, { overview }, { settings, headers }] = await Promise.all([
    logWithViews({ count }),
    dossierLog(),
    login(),
  ]);
  const service = await start(NOW.main, dataDir, settings);
  await ready(service.url);
  await indexed(service.url, headers.chief);
  await checked(service.url, headers.chief);
  let refused = 0;
  /** A page as of a share of the log. Where it is not ready, it is asked for again, and counted. */
  const page = async (asker, name, share) => {
    const address = `${service.url}${overview}${name && `/${name}`}?asOf=${instant(share)}`;
    for (;;) {
      const { status, text } = await asker.get(address, headers.reader);
      if (status === 200) return;
      if (status !== 503) throw new Error(`${address}: ${status} ${text}`);
      refused++;
      await sleep(RETRY_MS);
    }
  };
  /** The longest that the event loop was held since this was last asked, in ms. */
  const longestTurn = async () => {
    const text = await (await fetch(`${service.url}/metrics`, { headers: headers.chief })).text();
    return Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(text)[1]) * 1_000;
  };
  return { service, page, longestTurn, refused: () => refused };
};

const first = async (count, { limitMs, events, limitMB }) => {
  const { service, page, longestTurn, refused } = await served(count);
  const asker = new Asker();
  await longestTurn();
  const took = await timed(() => page(asker, '', 0.99));
  const name = `first moment on ${number(count)} events`;
  const turn = await longestTurn();
  row(name, seconds(took), atSize(events, count, below(limitMs / 1_000, took / 1_000, 's')));
  row('the longest that it held the event loop', ms(turn));
  row('its answers that were 503', refused(), atSize(events, count, holds('none', refused() === 0)));
  if (limitMB !== undefined)
    row('most memory', MB(service.peak()), atSize(events, count, below(limitMB, service.peak(), 'MB')));
  asker.close();
  await service.stop();
};

const oneAfterAnother = async (count) => {
  const { service, page } = await served(count);
  const asker = new Asker();
  await page(asker, '', 0.99);
  const steps = [];
  for (let n = 0; n < MOMENTS; n++)
    steps.push(
      await timed(async () => {
        for (const name of PAGES) await page(asker, name, 0.3 + (0.6 * n) / MOMENTS);
      }),
    );
  const all = steps.reduce((sum, step) => sum + step, 0);
  const name = `${MOMENTS} moments of ${number(count)} events, ${PAGES.length} pages each`;
  row(name, seconds(all), atSize(10_000, count, below(3, all / 1_000, 's')));
  row('one of them, median', ms(median(steps)), atSize(10_000, count, below(30, median(steps), 'ms')));
  asker.close();
  await service.stop();
};

const atOnce = async (count) => {
  const { service, page, refused } = await served(count);
  const took = await timed(() =>
    Promise.all(
      Array.from({ length: READERS }, async (_, n) => {
        const asker = new Asker();
        await page(asker, '', (n + 1) / (READERS + 1));
        asker.close();
      }),
    ),
  );
  const name = `${READERS} readers, ${READERS} moments of ${number(count)} events`;
  row(name, seconds(took), `${refused()} times 503`, atSize(50_000, count, holds('all answered', refused() === 0)));
  await service.stop();
};

export const moments = {
  name: 'moments',
  help: 'pages as of past moments: the first one, one after another, and twelve readers at once',
  size: 'one negotiation with 10,000, 50,000 and 100,000 events',
  run: async ({ events = EVENTS }) => {
    const [small, middle] = [Math.ceil(events / 10), Math.ceil(events / 2)];
    columns('with a login and a clearance');
    await first(small, { events: 10_000, limitMs: 400 });
    await first(events, { events: 100_000, limitMs: 4_000, limitMB: 700 });
    await oneAfterAnother(small);
    await atOnce(middle);
  },
};
