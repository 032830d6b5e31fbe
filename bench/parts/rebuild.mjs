/** How fast the views are made anew from the log. */
import { cpSync } from 'node:fs';
import { newFolder, run } from '../support/children.mjs';
import { earlierBuild } from '../support/earlier-build.mjs';
import { atLeast, columns, number, step } from '../support/report.mjs';
import { NOW, start } from '../support/service.mjs';
import { inTurns, printBeside } from '../support/turns.mjs';

const EVENTS = 100_000;

export const rebuild = {
  name: 'rebuild',
  help: 'the rate of a rebuild of the views, beside the earlier build',
  size: `${number(EVENTS)} events`,
  comparesBuilds: true,
  run: async ({ events: count = EVENTS, rounds, ...options }) => {
    const before = await earlierBuild(options);
    // Made by the earlier build, so that both can read it.
    const [dossier, made] = [newFolder('dossier-before'), newFolder('rebuild-before')];
    const service = await start(before.main, dossier);
    await before.loadDossier(service.url);
    await service.stop();
    step(`writing a log of ${number(count)} events`);
    await before.multiply(dossier, made, count);
    const copied = newFolder('rebuild-now');
    cpSync(made, copied, { recursive: true });
    const candidates = [
      { ...before, dataDir: made },
      { ...NOW, dataDir: copied },
    ];
    const found = await inTurns(candidates, rounds, async ({ cli, dataDir }) => {
      const output = await run(process.execPath, [cli, 'rebuild', '--data-dir', dataDir, '--json']);
      return { [`${number(count)} events`]: JSON.parse(output).eventsPerSecond };
    });
    columns('rebuild', 'now', options.commit, 'ratio', 'over rounds');
    printBeside(found, (rate) => `${number(rate)}/s`, {
      bars: { [`${number(count)} events`]: (share) => atLeast(2, share, 'times') },
    });
  },
};
