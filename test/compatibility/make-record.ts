import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Document } from '../support/examples.js';
import { Issuer } from '../support/issuer.js';
import { type Process, stop } from '../support/process.js';
import { type Answered, answersTo, asking, bodyAt, type Reader } from './answered.js';
import { Checkout } from './checkout.js';
import { KeptRecord } from './kept.js';
import { momentsOf } from './moments.js';
import { questionsOf, type Reading, type Talks } from './questions.js';
import { DAYS, Recording } from './recording.js';
import { END, ISSUER, type Person, tokenOf } from './served.js';

/** The day whose last checkpoint an auditor keeps, and the day with the Consistency-Token that a client keeps. */
const [CHECKPOINT, TOKEN] = [2, 4];

const [folder, target] = process.argv.slice(2);
if (folder === undefined || target === undefined)
  throw new Error('Usage: node make-record.js <built checkout> <new folder for the record>');
mkdirSync(target);
const record = new KeptRecord(target);
const root = mkdtempSync(join(tmpdir(), 'rapporteur-record-'));
const dataDir = join(root, 'data');
const checkout = new Checkout(resolve(folder), dataDir);
const issuer = await Issuer.start(ISSUER);
const recording = new Recording(checkout, issuer);

const getAs = async <T>(person: Person, { url }: Process, path: string): Promise<T> =>
  bodyAt<T>(`${url}/v1/${path}`, { authorization: `Bearer ${await tokenOf(issuer, person)}` });

/** A negotiation with the first `most` things of each kind. */
const talksAt = async (service: Process, id: string, most: number): Promise<Talks> => {
  type Trail = { names: Record<string, { kind: string }> };
  const { names } = await getAs<Trail>('chief', service, `audit/trail?negotiationId=${id}&limit=200`);
  const things: Record<string, string[]> = {};
  for (const [thing, { kind }] of Object.entries(names)) {
    const ofKind = (things[kind] ??= []);
    if (ofKind.length < most) ofKind.push(thing);
  }
  return { id, things };
};

/** The longest of the drawn negotiations that ben can see. */
const longest = async (service: Process): Promise<string> => {
  const { items } = await getAs<{ items: { id: string }[] }>('ben', service, 'negotiations?limit=200');
  const seen = new Set(items.map(({ id }) => id));
  const drawn = recording.drawn.filter(({ id }) => id !== undefined && seen.has(id));
  return drawn.toSorted((a, b) => b.length - a.length)[0]!.id!;
};

/** The questions of these readers with their answers: of each reader, every `step`th. */
const answered = async (
  service: Process,
  reading: Reading,
  ...steps: readonly (readonly [reader: Reader, step: number])[]
): Promise<readonly Answered[]> => {
  const document = await bodyAt<Document>(`${service.url}/openapi.json`);
  const questions = [];
  for (const [reader, step] of steps) {
    const asked = await questionsOf(document, reading, await asking(reader, service, issuer));
    questions.push(...asked.filter((_, n) => n % step === step - 1).map((question) => ({ reader, ...question })));
  }
  const answers = await answersTo(questions, service, issuer);
  return questions.map((question, n) => ({ ...question, ...answers[n]! }));
};

let checkpoint = '';
for (const day of DAYS.keys()) {
  await recording.day(day);
  if (day === CHECKPOINT) checkpoint = readFileSync(join(dataDir, 'ledger', 'checkpoint'), 'utf8');
}
const lastBatch = await recording.lastBatch();

const auditor = await checkout.serve(END);
await checkout.rapporteur(['export', '--audit', '--out', join(root, 'audit.ndjson'), '--url', auditor.url]);
await checkout.rapporteur(['export', '--to', join(root, 'export.ndjson'), '--data-dir', dataDir]);
const { verifierKey } = await bodyAt<{ verifierKey: string }>(`${auditor.url}/v1/audit/ledger`);
const [opened] = lastBatch;
const address = `/v1/issues/${opened!.id}`;
const { headers } = await fetch(`${auditor.url}${address}`);
await stop(auditor);
record.pack(root);

const closed = await checkout.serve(END, issuer);
const dossier = await talksAt(closed, recording.dossier, 2);
const { token: consistencyToken, recorder, command, receipt } = recording.middleOf(TOKEN);
record.kept = {
  consistencyToken,
  verifierKey,
  checkpoint,
  recorded: { recorder, command, receipt },
  seen: { address, etag: headers.get('etag')!, eventId: opened!.events[0]!.id },
};
const reading: Reading = {
  whole: [dossier, await talksAt(closed, await longest(closed), 1)],
  others: recording.drawn.flatMap(({ id }) => id ?? []),
  moments: momentsOf(recording, headers.get('consistency-token')!),
};
// Apart from ordinals, chief sees what is shown without a login, so some of the questions are enough.
const withLogin = await answered(closed, reading, ['chief', 4], ['ben', 2]);
await stop(closed);
const open = await checkout.serve(END);
record.answers = [...(await answered(open, reading, ['local', 1])), ...withLogin];
await stop(open);

await issuer.stop();
rmSync(root, { recursive: true });
const refused = [...recording.refused].map(([code, count]) => `${code} ${count}`).join(', ');
process.stdout.write(
  `${recording.recorded.length} facts were recorded besides the dossier, and some refused: ${refused}.\n${record.answers.length} answers were kept.\n`,
);
