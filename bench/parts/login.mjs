/** What it costs to know who asks, and what they may do. */
import { cpSync } from 'node:fs';
import { newFolder } from '../support/children.mjs';
import { login as startLogin } from '../support/login.mjs';
import { dossierLog } from '../support/logs.mjs';
import { atLeast, columns, number, ratio, row } from '../support/report.mjs';
import { load, NOW, ready, start } from '../support/service.mjs';
import { median } from '../support/statistics.mjs';
import { inTurns, ratiosOf } from '../support/turns.mjs';

const CONNECTIONS = 16;
const WARM_UP_S = 2;

export const login = {
  name: 'login',
  help: 'unchanged pages with a login, a role, a grant and a clearance, beside none of them',
  size: 'the dossier of the examples',
  run: async ({ seconds, rounds }) => {
    const [{ dataDir, overview, positions }, { settings, headers }] = await Promise.all([dossierLog(), startLogin()]);
    const candidates = [
      { name: 'open', env: {}, headers: {} },
      { name: 'login', env: settings, headers: headers.reader },
    ];
    const found = await inTurns(candidates, rounds, async ({ name, env, headers }) => {
      const folder = newFolder(`login-${name}`);
      cpSync(dataDir, folder, { recursive: true });
      const service = await start(NOW.main, folder, env);
      await ready(service.url);
      const figures = {};
      for (const [page, path] of Object.entries({ overview, 'position table': positions })) {
        const url = `${service.url}${path}`;
        await load(url, { connections: CONNECTIONS, seconds: WARM_UP_S, headers });
        figures[page] = (await load(url, { connections: CONNECTIONS, seconds, headers })).rate;
      }
      await service.stop();
      return figures;
    });
    columns(`${CONNECTIONS} connections`, 'with a login', 'without', 'ratio', 'over rounds');
    for (const [page, rates] of Object.entries(found.login)) {
      const { ratio: share, range } = ratiosOf(rates, found.open[page]);
      const cells = [rates, found.open[page]].map((values) => `${number(median(values))}/s`);
      row(page, ...cells, ratio(share), range, atLeast(0.85, share));
    }
  },
};
