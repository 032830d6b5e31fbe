/** Many facts at once: batches, and a large dossier. For before.mjs. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const BATCH = 1_000;

/** One batch after the other, until the time is over. @returns facts per second */
export const batchRate = async (url, { statements, statement }, seconds) => {
  const body = JSON.stringify(Array.from({ length: BATCH }, () => ({ path: statements, body: statement })));
  const began = performance.now();
  let facts = 0;
  while (performance.now() - began < seconds * 1_000) {
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    const results = await (await fetch(`${url}/v1/batches`, request)).json();
    if (!results.every(({ status }) => status === 201)) throw new Error('some commands were not recorded');
    facts += BATCH;
  }
  return facts / ((performance.now() - began) / 1_000);
};

/** Loads a dossier with so many statements. @returns entries per second, the check and the start of the program included */
export const loadRate = async (cli, url, file, count) => {
  const first = `dossier: large
entries:
  - { key: talks, record: OpenNegotiation, title: Talks }
  - { key: eu, record: JoinParty, name: European Union, kind: regional-organisation, role: principal }
  - { key: gill, record: NameRepresentative, name: Olof Gill, kind: person, partyId: eu }
`;
  const entry = (n) =>
    `  - { key: s-${n}, record: MakeStatement, speakerId: gill, partyId: eu, kind: press-statement, text: Statement ${n}, verbatim: false }\n`;
  writeFileSync(file, first + Array.from({ length: count }, (_, n) => entry(n)).join(''));
  const began = performance.now();
  await run(process.execPath, [cli, 'load', file, '--url', url]);
  return (count + 3) / ((performance.now() - began) / 1_000);
};
