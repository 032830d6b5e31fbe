import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { checkAnswers, jsonGetNames, operationsIn } from './support/answers.js';
import { letInByName } from './support/as.js';
import { documentOf, readableAddresses, sendExamples, viewAddresses } from './support/examples.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { type ReceiptBody, remove } from './support/service.js';

const today = () => new Date().toISOString().slice(0, 10);
type Name = 'chief' | 'ana' | 'ben';

const MISSING = '5ba1ad00-0000-4000-8000-00000000dead';
const PLURALS: Readonly<Record<string, string>> = { party: 'parties', minutes: 'minutes' };
const pathOf = (stream: string) => {
  const [kind, id] = [stream.split('-', 1)[0]!, stream.slice(stream.indexOf('-') + 1)];
  return `/v1/${PLURALS[kind] ?? `${kind}s`}/${id}`;
};

/** Ben is cleared for RESTREINT; the chief for everything. */
const asking = (service: InProcess) => {
  const get = (path: string, who: Name = 'ben', headers: Record<string, string> = {}) =>
    service.get(path).set({ 'x-caller': who, ...headers });
  const record = async (path: string, body: object) =>
    (await service.post(path, body).set({ 'x-caller': 'chief', 'if-match': '*' }).expect(201)).body as ReceiptBody;
  const mark = (stream: string, level: string) =>
    record(`${pathOf(stream)}/mark`, {
      marking: { level },
      reason: 'It became delicate.',
      consent: 'As agreed by phone.',
    });
  return { get, record, mark };
};

beforeAll(() => {
  letInByName();
});

describe('things that were raised above a clearance', () => {
  let service: InProcess;
  let addresses: readonly string[];
  let ask: ReturnType<typeof asking>;
  /** The ids of the events of every thing, by its stream. */
  const events = new Map<string, string[]>();
  beforeAll(async () => {
    service = await startInProcess();
    const document = await documentOf(service);
    await sendExamples(service, document);
    ask = asking(service);
    const { items } = (await ask.get('/v1/audit/trail?limit=200', 'chief')).body as {
      items: { event: { id: string; stream: string } }[];
    };
    for (const { event } of items) events.set(event.stream, [...(events.get(event.stream) ?? []), event.id]);
    const past = ['asOf=', 'knownAt=', 'happenedBy='].flatMap((coordinate) =>
      viewAddresses(document).map(
        (address) =>
          `${address}${address.includes('?') ? '&' : '?'}${coordinate}${new Date().toISOString().slice(0, 10)}`,
      ),
    );
    addresses = [...readableAddresses(document), ...past].filter((address) => !address.startsWith('/docs'));
  });
  afterAll(async () => {
    await service.close();
    remove(service.dataDir);
  });

  const told = async (who: Name) => {
    const answers: [address: string, text: string][] = [];
    for (const address of addresses) answers.push([address, (await ask.get(address, who)).text]);
    return answers;
  };
  const hiddenable = () => [...events.keys()].filter((stream) => !/^(?:negotiation|ledger|grant)-/.test(stream));

  it.each([0, 1])('are told to him by no route, now or in the past: half of them, no. %i', async (half) => {
    const hidden = hiddenable().filter((_, n) => n % 2 === half);
    for (const stream of hidden) await ask.mark(stream, 'secret');
    const ids = hidden.flatMap((stream) => events.get(stream)!);
    // The address of the page of an event has its id, and so has the answer that there is none.
    for (const [address, text] of await told('ben'))
      expect([address, ids.filter((id) => text.includes(id) && !address.includes(id))]).toEqual([address, []]);
    // The same routes tell them to who may see them.
    const all = (await told('chief')).map(([, text]) => text).join('\n');
    expect(ids.filter((id) => !all.includes(id))).toEqual([]);

    for (const stream of hidden) {
      const path = pathOf(stream);
      const missing = path.replace(/[\w-]+$/, MISSING);
      const [one, other] = [await ask.get(path), await ask.get(missing)];
      const answer = ({ status, text, headers }: typeof one, id: string) => [
        status,
        text.replaceAll(id, '…'),
        Object.entries(headers).filter(([name]) => !/^(?:date|content-length|etag)$/.test(name)),
      ];
      expect(answer(one, path.split('/').at(-1)!)).toEqual(answer(other, MISSING));
      expect(one.status).toBe(404);
      for (const query of ['asOf', 'knownAt', 'happenedBy']) {
        const then = await ask.get(`${path}?${query}=${new Date().toISOString().slice(0, 10)}`);
        expect([path, query, then.status]).toEqual([path, query, 404]);
      }
    }
    for (const stream of hidden) await ask.mark(stream, 'public');
    for (const stream of hidden) expect([stream, (await ask.get(pathOf(stream))).status]).toEqual([stream, 200]);
  });

  it('leave every answer what the document says', async () => {
    const document = await documentOf(service);
    const checked = await checkAnswers((address) => ask.get(address), document, ['', `asOf=${today()}`]);
    expect(checked.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(operationsIn(checked)).toEqual(jsonGetNames(document));
  });
});

describe('a meeting that is raised and lowered', () => {
  let service: InProcess;
  let ask: ReturnType<typeof asking>;
  let talks: string;
  let meeting: string;
  let statement: string;
  const lists = () => [`/v1/negotiations/${talks}/meetings`, `/v1/negotiations/${talks}/timeline`];
  beforeAll(async () => {
    service = await startInProcess();
    ask = asking(service);
    talks = (await ask.record('/v1/negotiations', { title: 'Talks' })).id;
    const inTalks = async (plural: string, body: object) =>
      (await ask.record(`/v1/negotiations/${talks}/${plural}`, body)).id;
    const party = await inTalks('parties', { name: 'EU', kind: 'regional-organisation', role: 'principal' });
    const speakerId = await inTalks('representatives', { name: 'Gill', kind: 'person', partyId: party });
    meeting = await inTalks('meetings', { title: 'Nightingale' });
    const said = { speakerId, partyId: party, kind: 'press-statement', text: 'The nightingale sang.', verbatim: true };
    statement = await inTalks('statements', said);
    await inTalks('statements', { ...said, text: 'We met.', meetingId: meeting });
  });
  afterAll(async () => {
    await service.close();
    remove(service.dataDir);
  });
  const page = (query = '') => ask.get(`/v1/meetings/${meeting}${query}`);
  const found = async () =>
    ((await ask.get(`/v1/negotiations/${talks}/statements?q=nightingale`)).body as { items: object[] }).items.length;
  /** Without a token: what is answered at once. */
  const now = async (path: string) => {
    const answer = await fetch(`${service.url}${path}`, { headers: { 'x-caller': 'ben' } });
    return { status: answer.status, text: await answer.text() };
  };

  it('is gone at once, wherever it was told, and there again as soon as it is lowered', async () => {
    await page().expect(200);
    for (let turn = 0; turn < 25; turn++) {
      await ask.mark(`meeting-${meeting}`, 'secret');
      expect((await now(`/v1/meetings/${meeting}`)).status).toBe(404);
      for (const list of lists()) expect((await now(list)).text).not.toContain('Nightingale');
      await ask.mark(`meeting-${meeting}`, 'restreint');
      expect((await now(`/v1/meetings/${meeting}`)).status).toBe(200);
      for (const list of lists()) expect((await now(list)).text).toContain('Nightingale');
    }
  });
  it('takes its past along, and brings it back', async () => {
    const token = (await page()).headers['consistency-token']!;
    const before = await page(`?asOf=${token}`).expect(200);
    await ask.mark(`meeting-${meeting}`, 'secret');
    const hidden = await page(`?asOf=${token}`);
    expect([hidden.status, (hidden.body as { detail: string }).detail]).toEqual([
      404,
      expect.stringContaining('at that moment'),
    ]);
    await ask.mark(`meeting-${meeting}`, 'restreint');
    expect((await page(`?asOf=${token}`)).text).toBe(before.text);
  });
  it('takes its past along in lists that were asked for before', async () => {
    const token = (await page()).headers['consistency-token']!;
    const past = lists().map((list) => `${list}?asOf=${token}`);
    for (const list of past) expect((await ask.get(list).expect(200)).text).toContain('Nightingale');
    await ask.mark(`meeting-${meeting}`, 'secret');
    for (const list of past) expect((await ask.get(list).expect(200)).text).not.toContain('Nightingale');
    await ask.mark(`meeting-${meeting}`, 'public');
    for (const list of past) expect((await ask.get(list).expect(200)).text).toContain('Nightingale');
  });
  it('is not answered 304 to who had its page', async () => {
    const { headers } = await page().expect(200);
    await ask.mark(`meeting-${meeting}`, 'secret');
    const etag = { 'if-none-match': headers['etag']! };
    expect((await ask.get(`/v1/meetings/${meeting}`, 'ben', etag)).status).toBe(404);
    await ask.mark(`meeting-${meeting}`, 'public');
  });
  it('is an id without a name where a thing that stays refers to it', async () => {
    await ask.mark(`meeting-${meeting}`, 'secret');
    const { text, body } = await ask.get(`/v1/negotiations/${talks}/statements`);
    expect(text).toContain(meeting);
    expect((body as { names: object }).names).not.toHaveProperty(meeting);
    expect(text).not.toContain('Nightingale');
    await ask.mark(`meeting-${meeting}`, 'public');
  });
  it('is not found by its words while it is hidden', async () => {
    expect(await found()).toBe(1);
    await ask.mark(`statement-${statement}`, 'confidentiel');
    expect(await found()).toBe(0);
    await ask.mark(`statement-${statement}`, 'public');
    expect(await found()).toBe(1);
  });
  it('is withheld from the export and the proofs, which hold all the same', async () => {
    await ask.mark(`statement-${statement}`, 'secret');
    const entry = await ask.get(`/v1/audit/trail?thing=statement-${statement}`, 'chief');
    const { ordinal, event } = (entry.body as { items: { ordinal: number; event: { id: string } }[] }).items[0]!;
    const lines = async (who: Name) =>
      (await fetch(`${service.url}/v1/audit/export`, { headers: { 'x-caller': who } })).text();
    expect(await lines('ben')).not.toContain('nightingale');
    expect(await lines('chief')).toContain('nightingale');
    expect((await lines('ben')).split('\n')).toHaveLength((await lines('chief')).split('\n').length);
    for (const [route, query] of [
      ['inclusion', `eventId=${event.id}`],
      ['inclusion', `index=${ordinal}`],
      ['tlog-proof', `eventId=${event.id}`],
      ['tlog-proof', `index=${ordinal}`],
    ] as const) {
      const path = `/v1/audit/proofs/${route}?${query}`;
      expect([path, (await ask.get(path, 'chief')).status, (await ask.get(path)).status]).toEqual([path, 200, 404]);
    }
    const unknown = await ask.get(`/v1/audit/proofs/inclusion?eventId=${MISSING}`);
    expect((await ask.get(`/v1/audit/proofs/inclusion?eventId=${event.id}`)).text).toBe(unknown.text);
    await ask.mark(`statement-${statement}`, 'public');
    await ask.get(`/v1/audit/proofs/inclusion?eventId=${event.id}`).expect(200);
  });
  it('is not told after a refusal either, whoever asked before', async () => {
    await ask.mark(`negotiation-${talks}`, 'confidentiel');
    for (const path of [`/v1/negotiations/${talks}`, `/v1/meetings/${meeting}`, ...lists()])
      for (const who of ['chief', 'ben', 'ben', 'chief', 'ben'] as const)
        expect([path, who, (await ask.get(path, who)).status]).toEqual([path, who, who === 'chief' ? 200 : 404]);
    await ask.mark(`negotiation-${talks}`, 'public');
  });
  it('goes with its negotiation, and comes back with it', async () => {
    await ask.mark(`negotiation-${talks}`, 'confidentiel');
    for (const path of [`/v1/meetings/${meeting}`, `/v1/negotiations/${talks}`, ...lists()])
      expect([path, (await ask.get(path)).status]).toEqual([path, 404]);
    expect((await ask.get('/v1/audit/trail')).body).toMatchObject({ items: [] });
    await ask.mark(`negotiation-${talks}`, 'public');
    for (const path of [`/v1/meetings/${meeting}`, `/v1/negotiations/${talks}`, ...lists()])
      expect([path, (await ask.get(path)).status]).toEqual([path, 200]);
  });
  it('stays hidden over a restart', async () => {
    await ask.mark(`meeting-${meeting}`, 'secret');
    await service.close();
    service = await startInProcess(service.dataDir);
    ask = asking(service);
    expect([(await page()).status, (await ask.get(`/v1/meetings/${meeting}`, 'chief')).status]).toEqual([404, 200]);
  });
  it('is told by no number of the log: not on the trail, and not in what differs', async () => {
    for (const path of ['/v1/audit/trail', `/v1/audit/diff?negotiationId=${talks}&fromAsOf=2020-01-01`]) {
      expect((await ask.get(path)).text).not.toContain('"ordinal"');
      expect((await ask.get(path, 'chief')).text).toContain('"ordinal"');
    }
  });
  it('is paged past without a trace by who may not see it', async () => {
    const titles: string[] = [];
    for (let after = ''; ;) {
      const { body } = await ask.get(`/v1/audit/trail?limit=1${after}`);
      const { items, next } = body as { items: { event: { stream: string } }[]; next?: string };
      titles.push(...items.map(({ event }) => event.stream));
      if (next === undefined) break;
      after = `&after=${next}`;
    }
    expect(titles).toHaveLength(
      ((await ask.get('/v1/audit/trail?limit=200')).body as { items: object[] }).items.length,
    );
    expect(titles).not.toContain(`meeting-${meeting}`);
  });
});

describe('a folder of a version that had views for each clearance', () => {
  it('loses them at the start, and a setting without effect is named', async () => {
    const before = await startInProcess();
    await before.close();
    const sights = join(before.dataDir, 'sights');
    mkdirSync(join(sights, '0'), { recursive: true });
    writeFileSync(join(sights, '0', 'views.db'), 'secret');
    const logged: string[] = [];
    const logger = pino(
      { level: 'info' },
      { write: (line) => void logged.push((JSON.parse(line) as { msg: string }).msg) },
    );
    const service = await startInProcess(before.dataDir, { SIGHTS: '4' }, logger);
    expect(existsSync(sights)).toBe(false);
    expect(logged).toEqual(
      expect.arrayContaining([
        'SIGHTS is set and has no effect any more. Remove it',
        'Removed the views for each clearance of an earlier version: views.db serves all of them',
      ]),
    );
    await service.close();
    remove(service.dataDir);
  });
});
