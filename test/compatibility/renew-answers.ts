import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Issuer } from '../support/issuer.js';
import { stop } from '../support/process.js';
import { type Answered, answersTo } from './answered.js';
import { differencesOf } from './differences.js';
import { KeptRecord } from './kept.js';
import { END, ISSUER, serve } from './served.js';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: node renew-answers.js <folder of the record>');
const record = new KeptRecord(folder);
const root = mkdtempSync(join(tmpdir(), 'rapporteur-record-'));
record.unpack(root);
const issuer = await Issuer.start(ISSUER);

const renewed = async (were: readonly Answered[], login?: Issuer): Promise<readonly Answered[]> => {
  const service = await serve({ dataDir: join(root, 'data'), at: END, ...(login && { issuer: login }) });
  const are = await answersTo(were, service, issuer);
  await stop(service);
  return were.map((was, n) => {
    const [difference] = differencesOf([was], [are[n]!]);
    if (difference === undefined) return was;
    process.stdout.write(`${difference}\n\n`);
    return { ...was, ...are[n]! };
  });
};

const { answers } = record;
const isLocal = ({ reader }: Answered) => reader === 'local';
record.answers = [
  ...(await renewed(answers.filter(isLocal))),
  ...(await renewed(
    answers.filter((one) => !isLocal(one)),
    issuer,
  )),
];
await issuer.stop();
rmSync(root, { recursive: true });
