/** How long a start takes on a large record that has its views. */
import { login } from '../support/login.mjs';
import { dossierLog, logWithViews, makeLog } from '../support/logs.mjs';
import { atMost, atSize, columns, MB, number, row, seconds } from '../support/report.mjs';
import { answered, indexed, NOW, ready, start as startService } from '../support/service.mjs';
import { median } from '../support/statistics.mjs';

const EVENTS = 1_000_000;

/** A start that makes its views: they can be deleted at any time. */
const withoutViews = async (count) => {
  const { dataDir } = await makeLog({ count, negotiations: 1_000 });
  columns(`${number(count)} events, without views`);
  const began = performance.now();
  const service = await startService(NOW.main, dataDir);
  row('listens', seconds(service.ms));
  await ready(service.url);
  row('is ready', seconds(performance.now() - began));
  row('most memory until then', MB(service.peak()));
  await service.stop();
};

export const start = {
  name: 'start',
  help: 'a start with its views, and without: when it listens, when it answers, and its memory',
  size: `${number(EVENTS)} events in 1,000 negotiations; without views, a tenth of that`,
  run: async ({ events: count = EVENTS, rounds }) => {
    const [{ dataDir }, { overview }, { settings, headers }] = await Promise.all([
      logWithViews({ count, negotiations: 1_000 }),
      dossierLog(),
      login(),
    ]);
    // The first start makes the ledger.
    const first = await startService(NOW.main, dataDir, settings);
    await ready(first.url);
    await first.stop();

    const found = { listens: [], answers: [], early: [], peak: [] };
    for (let round = 0; round < rounds; round++) {
      const began = performance.now();
      const service = await startService(NOW.main, dataDir, settings);
      found.listens.push(service.ms);
      await answered(`${service.url}${overview}`, headers.reader);
      found.answers.push(performance.now() - began);
      found.early.push(service.peak());
      await indexed(service.url, headers.chief);
      found.peak.push(service.peak());
      await service.stop();
    }
    const barOf = (limit, value, unit) => atSize(EVENTS, count, atMost(limit, value, unit));
    const [listens, answers, early, peak] = Object.values(found).map(median);
    columns(`${number(count)} events, the median of ${rounds}`);
    row('listens', seconds(listens), barOf(3, listens / 1_000, 's'));
    row('the first overview is answered', seconds(answers), barOf(3, answers / 1_000, 's'));
    row('most memory until then', MB(early), barOf(500, early, 'MB'));
    row('most memory until the past can be read, too', MB(peak), barOf(500, peak, 'MB'));
    await withoutViews(Math.ceil(count / 10));
  },
};
