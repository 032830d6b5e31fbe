/** The same loads on this build and on an earlier one, in turns in one run, as ratios. For run.mjs. */
import { execFile } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { batchRate, loadRate } from './batches.mjs';
import { measureSharedLog } from './shared-log.mjs';

const run = promisify(execFile);
const NOW = fileURLToPath(new URL('..', import.meta.url));
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const timed = async (work) => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

/**
 * An earlier version of better-sqlite3 downloads its binary, or compiles it. Where it could do neither, the version of this
 * build takes its place.
 */
const useSqliteOfNow = async (folder) => {
  const opens = "new (require('better-sqlite3'))(':memory:')";
  const works = await run(process.execPath, ['-e', opens], { cwd: folder }).then(
    () => true,
    () => false,
  );
  if (works) return;
  const place = 'node_modules/better-sqlite3';
  console.log('Its better-sqlite3 has no binary for this machine, so it uses that of this build.');
  rmSync(join(folder, place), { recursive: true });
  cpSync(join(NOW, place), join(folder, place), { recursive: true });
};

/** Builds a commit of the history in a folder of its own. @returns the folder and a function that removes it */
const checkOut = async (commit, folder) => {
  await run('git', ['worktree', 'add', '--detach', '--quiet', folder, commit], { cwd: NOW });
  console.log(`Building ${commit} …`);
  await run('npm', ['ci', '--silent'], { cwd: folder });
  await useSqliteOfNow(folder);
  await run('npm', ['run', 'build'], { cwd: folder });
  return () => run('git', ['worktree', 'remove', '--force', folder], { cwd: NOW });
};

/** Until a page of a past moment is answered: an index of the log may still be filled. */
const answered = async (url) => {
  for (;;) {
    const answer = await fetch(url);
    await answer.arrayBuffer();
    if (answer.ok) return answer;
    if (answer.status !== 503) throw new Error(`${url}: ${answer.status}`);
    await sleep(5);
  }
};

/**
 * @param tools `start(main, dataDir, env)` starts a service; `ready(url)` waits for it; `load(url, connections, request)` is
 * one load; `row` and `number` print as the other figures are printed
 */
export const measureBefore = async ({ commit, rounds, seconds, events, root, start, ready, load, row, number }) => {
  const folder = join(root, 'checkout');
  const remove = await checkOut(commit, folder);
  try {
    const builds = await Promise.all(
      Object.entries({ before: folder, now: NOW }).map(async ([name, place]) => ({
        name,
        main: join(place, 'dist/bin/service.js'),
        cli: join(place, 'dist/bin/rapporteur.js'),
        ...(await import(join(place, 'bench/dossier.mjs'))),
      })),
    );
    const [before] = builds;
    const dataOf = (build, name) => join(root, `${build.name}-${name}`);
    const serve = async (build, name) => {
      const service = await start(build.main, dataOf(build, name));
      await ready(service.url);
      return service;
    };

    /** Measures both builds in turns. `measure` resolves to figures by name. @returns them by build, a list for each name */
    const inTurns = async (measure) => {
      const figures = { before: {}, now: {} };
      for (let round = 0; round < rounds; round++)
        for (const build of round % 2 === 0 ? builds : builds.toReversed())
          for (const [name, value] of Object.entries(await measure(build, round)))
            (figures[build.name][name] ??= []).push(value);
      return figures;
    };
    const print = ({ before: old, now }, unit) => {
      for (const name of Object.keys(now)) {
        const ratios = now[name].map((value, round) => value / old[name][round]);
        row(
          name,
          `${number(median(old[name]))} ${unit}`,
          `${number(median(now[name]))} ${unit}`,
          median(ratios).toFixed(2),
          `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
        );
      }
    };
    const rateOf = async (url, connections, request) => {
      const { requests, non2xx, errors } = await load(url, connections, request);
      if (non2xx + errors > 0) throw new Error(`${url}: ${non2xx + errors} were not answered well`);
      return requests.average;
    };

    row('', commit, 'now', 'ratio', 'over rounds');
    print(
      await inTurns(async (build, round) => {
        const service = await start(build.main, dataOf(build, `posts-${round}`));
        const dossier = await build.loadDossier(service.url);
        await ready(service.url);
        const body = JSON.stringify(dossier.statement);
        const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
        const url = `${service.url}${dossier.statements}`;
        const figures = {
          'durable POST, 16 connections': await rateOf(url, 16, request),
          'durable POST, 64 connections': await rateOf(url, 64, request),
          'facts in batches of 1,000': await batchRate(service.url, dossier, seconds),
          'load of 2,000 entries': await loadRate(build.cli, service.url, join(root, 'large.yaml'), 2_000),
        };
        await service.stop();
        return figures;
      }),
      '/s',
    );

    // Logs that the earlier build made, a copy for each.
    const service = await start(before.main, join(root, 'dossier'));
    const { id, overview, positions } = await before.loadDossier(service.url);
    await service.stop();
    const prepare = async (name, count, within) => {
      await before.multiply(join(root, 'dossier'), join(root, name), count, within);
      await run(process.execPath, [before.cli, 'rebuild', '--data-dir', join(root, name)]);
      for (const build of builds) cpSync(join(root, name), dataOf(build, name), { recursive: true });
    };
    await prepare('long', 10_000, id);
    await prepare('large', events);
    await before.multiply(join(root, 'dossier'), join(root, 'short'), 1_000, id);
    // Services have run on these, so they have their ledgers.
    for (const name of ['long', 'short']) {
      const { url, stop } = await start(before.main, join(root, name));
      await ready(url);
      await stop();
    }

    print(
      await inTurns(async (build) => {
        const { url, stop } = await serve(build, 'long');
        await answered(`${url}${overview}?knownAt=2025-10-01`);
        const figures = {
          'GET overview': await rateOf(`${url}${overview}`, 16, {}),
          'GET positions': await rateOf(`${url}${positions}`, 16, {}),
          'GET trail, 50 events': await rateOf(`${url}/v1/audit/trail?limit=50`, 16, {}),
        };
        await stop();
        return figures;
      }),
      '/s',
    );

    const firstMoment = async (build, folder, env) => {
      const { url, stop } = await start(build.main, folder, env);
      await ready(url);
      await answered(`${url}/v1/negotiations?knownAt=2025-10-01`); // the index is there
      const token = (await answered(`${url}${overview}`)).headers.get('consistency-token');
      const ms = await timed(() => answered(`${url}${overview}?asOf=${token}`));
      await stop();
      return ms;
    };
    print(
      await inTurns(async (build) => ({
        'first asOf, 10,000 events': await firstMoment(build, dataOf(build, 'long')),
      })),
      'ms',
    );
    print(
      await inTurns(async (build) => {
        const began = performance.now();
        const { url, stop } = await serve(build, 'large');
        const ready = performance.now() - began;
        await answered(`${url}/v1/negotiations?limit=1&asOf=2025-10-01`);
        const past = performance.now() - began;
        await stop();
        return { [`start, ${number(events)} events`]: ready, 'start, until the past answers': past };
      }),
      'ms',
    );

    const logs = { long: join(root, 'long'), short: join(root, 'short') };
    await measureSharedLog({ root, builds, logs, start, ready, load, inTurns, print, firstMoment });
  } finally {
    await remove();
  }
};
