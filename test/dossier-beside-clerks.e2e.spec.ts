import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dossierFile, newFolder, rapporteur } from './support/cli.js';
import { type Process, startProcess, stop } from './support/process.js';
import { askersOf, remove } from './support/service.js';

type Chapter = Readonly<{ second?: string; marking?: string }>;
const chapters = (name: string, { second = '', marking = '' }: Chapter = {}) => `dossier: ${name}
entries:
  - { key: talks, record: OpenNegotiation, title: Talks }
  - { key: cn, record: JoinParty, name: China, kind: state, role: principal }
  - { key: april, ${MEASURE}${marking} }
  - { key: may, ${MEASURE} }
  - { key: june, ${MEASURE} }
${second}`;
const MEASURE =
  'record: AnnounceMeasure, title: Licensing, instrument: export-control, actorId: cn, provisions: [{ provisionId: all, text: All of it }]';
const CORRECTION = `  - { key: no-18, record: Correct-measure, of: april, eventId: april, changes: { reference: No. 18 }, reason: Named since }\n`;
const VOIDING = `  - { key: never, record: Void-measure, of: may, eventId: may, reason: Never taken }\n`;
const MARKING = `  - { key: raised, record: Mark-measure, of: june, marking: { level: secret }, reason: A leak }\n`;

const dataDir = newFolder();
let service: Process;
let clerk: ReturnType<typeof askersOf>;
beforeAll(async () => {
  service = await startProcess({ dataDir, env: { MARKING_LEVELS: 'open,secret' } });
  clerk = askersOf(service.url);
});
afterAll(async () => {
  await stop(service);
  remove(dataDir);
});

const load = (text: string) => rapporteur(['load', dossierFile(dataDir, text), '--url', service.url]);
const summary = (recorded: number, there: number, changed = 0, refused = 0) =>
  `Recorded ${recorded}, already there ${there}, changed ${changed}, refused ${refused}.\n`;

type Announced = { event: { id: string; stream: string } };
/** The announced measures, as soon as the trail has this many. */
const announced = async (count: number): Promise<readonly Announced[]> => {
  for (let tries = 0; tries < 500; tries++) {
    const trail = await clerk.get('/v1/audit/trail?type=MeasureAnnounced&limit=200');
    const { items } = trail.body as { items: readonly Announced[] };
    if (items.length >= count) return items;
    await sleep(20);
  }
  throw new Error(`the trail does not tell of ${count} measures`);
};
let measures = 0;
/** Loads the first chapter: the address of each of its measures, and the event that announced it. */
const loaded = async (name: string) => {
  expect(await load(chapters(name))).toEqual({ code: 0, out: summary(5, 0), err: '' });
  const [april, may, june] = (await announced((measures += 3)))
    .slice(-3)
    .map(({ event: { id, stream } }) => ({ eventId: id, address: stream.replace('measure-', '/v1/measures/') }));
  return { april: april!, may: may!, june: june! };
};
const records = async (path: string, body: object, seen = 0) => {
  const { status, text } = await clerk.post(path, body).set('if-match', `"${seen}"`);
  expect([path, status, text]).toEqual([path, 201, expect.anything()]);
};
/** Sends each request that is printed, unchanged. */
const sendPrinted = async (err: string) => {
  for (const [, address, etag, body] of err.matchAll(/curl -X POST (\S+)[^]*?If-Match: ("\d+")[^]*?-d '(.*)'/g)) {
    const headers = { 'content-type': 'application/json', 'if-match': etag! };
    expect((await fetch(address!, { method: 'POST', headers, body: body! })).status).toBe(201);
  }
};

describe('a dossier continues after a clerk has recorded on the same things', () => {
  it('corrects, voids and marks measures to which only figures were added', async () => {
    const { april, may, june } = await loaded('figures');
    for (const { address } of [april, may, june])
      await records(`${address}/figures`, { about: 'Licences', figure: 'about 2,000' });
    const both = chapters('figures', { second: CORRECTION + VOIDING + MARKING });
    expect(await load(both)).toEqual({ code: 0, out: summary(3, 5), err: '' });
    expect(await load(both)).toEqual({ code: 0, out: summary(0, 8), err: '' });
  });

  it('does not replace what the clerk has corrected or marked: it reports the conflict, and what to do', async () => {
    const { april, may, june } = await loaded('decisions');
    for (const { address, eventId } of [april, may])
      await records(`${address}/correct`, { eventId, changes: { reference: 'No. 81' }, reason: 'Read so' });
    await records(`${june.address}/mark`, { marking: { level: 'open', handling: ['LIMITE'] }, reason: 'For us' });
    const { code, out, err } = await load(chapters('decisions', { second: CORRECTION + VOIDING + MARKING }));
    expect([code, out]).toEqual([1, summary(0, 5, 0, 3)]);
    expect(err).toMatch(/"no-18" corrects what .+ has corrected since \(event \S+\), so it was not recorded\./);
    expect(err).toMatch(/"never" corrects what .+ has corrected since/);
    expect(err).toMatch(/"raised" marks what .+ has marked since/);
    expect(err).toContain(
      'If that is right, remove the entry from the file. If the file is right, void that, and load again:',
    );
    expect(err).toContain('If the file is right, mark it by hand, and remove the entry too:');

    await sendPrinted(err);
    const without = chapters('decisions', { second: CORRECTION + VOIDING });
    expect(await load(without)).toEqual({ code: 0, out: summary(2, 5), err: '' });
  });

  it('corrects its own earlier facts, and undoes nothing that the clerk has corrected', async () => {
    const { april, may } = await loaded('otherwise');
    for (const { address, eventId } of [april, may])
      await records(`${address}/correct`, { eventId, changes: { title: 'Licences' }, reason: 'Read so' });
    const file = chapters('otherwise').replaceAll('All of it', 'Nearly all of it');
    const otherwise = file.replace(
      'april, record: AnnounceMeasure, title: Licensing',
      'april, record: AnnounceMeasure, title: Permits',
    );
    const { code, out, err } = await load(otherwise);
    expect([code, out]).toEqual([1, summary(0, 2, 3)]);
    expect(err).toMatch(
      /"title" was corrected by .+ on \S+ \(event \S+\), and is "Licences" now\. It stays so; there is nothing to do\./,
    );
    expect(err).toMatch(
      /"title" was corrected by .+, and is "Licences" now\. The file differs: correcting it overrides/,
    );
    await sendPrinted(err);
    const titles = await Promise.all(
      [april, may].map(async ({ address }) => (await clerk.get(address)).body as object),
    );
    expect(titles).toEqual([
      expect.objectContaining({ title: 'Permits' }),
      expect.objectContaining({ title: 'Licences' }),
    ]);
    const again = await load(otherwise);
    expect(again).toMatchObject({ code: 0, out: summary(0, 5) });
    expect(again.err).toMatch(/^\S+ {2}"may" is on record\.\n {4}"title" was corrected by [^\n]+\n$/);
  });

  it('undoes nothing of the clerk either after the dossier itself has recorded again', async () => {
    const { april } = await loaded('after');
    const { eventId } = april;
    await records(`${april.address}/correct`, { eventId, changes: { reference: 'No. 81' }, reason: 'Read so' });
    const figure = `  - { key: figure, record: ReportFigure, of: april, about: Licences, figure: about 2000 }\n`;
    const { code, out, err } = await load(chapters('after', { second: figure + CORRECTION }));
    expect([code, out]).toEqual([1, summary(1, 5, 0, 1)]);
    expect(err).toContain('"no-18" corrects what');
  });
});

describe('the markings of a dossier use the levels of the service', () => {
  const marked = (name: string, level: string) => load(chapters(name, { marking: `, marking: { level: ${level} }` }));
  it('a thing without a marking has the lowest level', async () => {
    await loaded('levels');
    expect(await marked('levels', 'open')).toEqual({ code: 0, out: summary(0, 5), err: '' });
    const { code, out, err } = await marked('levels', 'secret');
    expect([code, out]).toEqual([1, summary(0, 4, 1)]);
    expect(err).toContain('"april" has another marking than the record');
    await sendPrinted(err);
    expect(await marked('levels', 'secret')).toEqual({ code: 0, out: summary(0, 5), err: '' });
  });
  it('a level that the service does not have is reported before anything is recorded', async () => {
    const { code, out, err } = await marked('no-level', 'restreint');
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('"level" must be one of open, secret.');
  });
});
