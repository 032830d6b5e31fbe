/** The file that an auditor takes home, and proofs. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { leafHash } from '../../dist/libs/ledger/src/merkle.js';
import { Tree } from '../../dist/libs/ledger/src/tree.js';
import { newFolder, run } from '../support/children.mjs';
import { logWithViews } from '../support/logs.mjs';
import { columns, ms, number, row, seconds } from '../support/report.mjs';
import { indexed, NOW, ready, start } from '../support/service.mjs';
import { median, quantile, timed } from '../support/statistics.mjs';

const EVENTS = 100_000;
const PROOFS = 1_000;

export const audit = {
  name: 'audit',
  help: 'the audit file and its verification, an inclusion proof, and the upkeep of the ledger',
  size: `a log of ${number(EVENTS)} events, and a tree of as many`,
  run: async ({ events: count = EVENTS }) => {
    const { dataDir } = await logWithViews({ count, negotiations: 1_000 });
    const service = await start(NOW.main, dataDir);
    await ready(service.url);
    await indexed(service.url);
    const { verifierKey } = await (await fetch(`${service.url}/v1/audit/ledger`)).json();
    const file = join(newFolder('audit'), 'audit.ndjson');
    const rapporteur = (...words) => timed(() => run(process.execPath, [NOW.cli, ...words]));
    const taken = await rapporteur('export', '--audit', '--url', service.url, '--out', file);
    const verified = await rapporteur('verify', file, '--key', verifierKey, '--json');
    await service.stop();

    const entries = Array.from({ length: 1_024 }, () => randomBytes(32));
    const tree = new Tree();
    const upkeep = await timed(() => {
      for (let i = 0; i < count; i++) tree.append(leafHash(entries[i % entries.length]));
    });
    const times = [];
    for (let i = 0; i < PROOFS; i++)
      times.push(await timed(() => tree.inclusionProof(Math.floor((i * count) / PROOFS), count)));

    columns(`${number(count)} events`);
    row('audit file taken', seconds(taken), `${number((count * 1_000) / taken)} events/s`);
    row('audit file verified', seconds(verified), `${number((count * 1_000) / verified)} events/s`);
    row('inclusion proof', `median ${ms(median(times))}`, `99 of 100 below ${ms(quantile(times, 0.99))}`);
    row('ledger, for each event', `${((upkeep * 1_000) / count).toFixed(1)} µs`);
  },
};
