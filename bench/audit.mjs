/** The figures of replay and proof, for run.mjs. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { leafHash } from '../dist/libs/ledger/src/merkle.js';
import { Tree } from '../dist/libs/ledger/src/tree.js';

const cli = fileURLToPath(new URL('../dist/bin/rapporteur.js', import.meta.url));
const timed = async (work) => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};
const ms = (value) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;

/** The longest that the event loop was held since this was last asked, in ms. */
const longestTurn = async (url) =>
  Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(await (await fetch(`${url}/metrics`)).text())[1]) * 1000;

/** A page of a moment that nobody asked about before, and again, on a negotiation of 10,000 events. */
export const measureReplay = async (url, overview) => {
  const ask = async (query) => {
    const answer = await fetch(`${url}${overview}?${query}`);
    if (!answer.ok) throw new Error(`${query}: ${await answer.text()}`);
    await answer.arrayBuffer();
    return answer.headers.get('consistency-token');
  };
  const token = await ask('');
  await longestTurn(url);
  const first = await timed(() => ask(`asOf=${token}`));
  const held = await longestTurn(url);
  const again = [];
  for (let i = 0; i < 20; i++) again.push(await timed(() => ask(`asOf=${token}`)));
  const known = await timed(() => ask('knownAt=2025-10-28'));
  console.log(
    `asOf on 10,000 events: first ${ms(first)}, event loop held ${ms(held)} at the most; again ${ms(again.toSorted((a, b) => a - b)[10])} (median of 20); knownAt, first ${ms(known)}`,
  );
};

/** The file that an auditor takes home, of the whole log, and its verification. */
export const measureVerifier = async (url, file) => {
  const run = promisify(execFile);
  const { verifierKey, size } = await (await fetch(`${url}/v1/audit/ledger`)).json();
  const taken = await timed(() => run(process.execPath, [cli, 'export', '--audit', '--url', url, '--out', file]));
  const verified = await timed(() => run(process.execPath, [cli, 'verify', file, '--key', verifierKey, '--json']));
  console.log(`audit file of ${size.toLocaleString('en')} events: taken in ${ms(taken)}, verified in ${ms(verified)}`);
};

/** `perStatement`: what a recorded statement takes in all, in µs, at 64 connections. */
export const measureProofs = (perStatement) => {
  const entries = Array.from({ length: 1024 }, () => randomBytes(32));
  const tree = new Tree();
  const began = performance.now();
  for (let i = 0; i < 1_000_000; i++) tree.append(leafHash(entries[i % entries.length]));
  const perEvent = (performance.now() - began) / 1000;
  const times = Array.from({ length: 1000 }, (_, i) => {
    const asked = performance.now();
    tree.inclusionProof(i * 997, 1_000_000);
    return performance.now() - asked;
  }).toSorted((a, b) => a - b);
  console.log(
    `inclusion proof in a log of 1,000,000: ${ms(times[500])}, 99 of 100 below ${ms(times[990])}; ledger upkeep ${perEvent.toFixed(1)} µs an event, ${((perEvent / perStatement) * 100).toFixed(1)} % of what a statement takes`,
  );
};
