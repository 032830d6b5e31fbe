/** How large the views are. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { logWithViews } from '../support/logs.mjs';
import { atMost, columns, MB, number, ratio, row } from '../support/report.mjs';

const EVENTS = 100_000;

export const size = {
  name: 'size',
  help: 'views.db beside events.db',
  size: `${number(EVENTS)} events in one negotiation, and in 1,000`,
  run: async ({ events: count = EVENTS }) => {
    columns(`${number(count)} events`, 'views.db', 'events.db', 'ratio');
    for (const negotiations of [1, 1_000]) {
      const { dataDir } = await logWithViews({ count, negotiations });
      const bytesOf = (name) => statSync(join(dataDir, name)).size;
      const [views, events] = [bytesOf('views.db'), bytesOf('events.db')];
      const share = views / events;
      const name = negotiations === 1 ? 'in one negotiation' : `in ${number(negotiations)}`;
      row(name, MB(views / 2 ** 20), MB(events / 2 ** 20), ratio(share), atMost(1.2, share));
    }
  },
};
