import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DossierClient,
  type Commitment,
  type Dispute,
  type Measure,
  type Meeting,
  type Position,
  type Statement,
} from './support/dossier-client.js';
import { checkAnswers } from './support/answers.js';
import { describeOnce } from './support/describe-once.js';
import type { Document } from './support/examples.js';
import { CHAPTER_1, CHAPTER_2, newFolder, rapporteur, SCHEMA } from './support/cli.js';
import { type Process, startProcess, stop } from './support/process.js';
import { remove } from './support/service.js';

const dataDir = newFolder();
let service: Process;
let asking: DossierClient;
const today = () => new Date().toISOString().slice(0, 10);
const EU = 'European Union';
const CHINA = 'China';
const CONTROLS = 'Controls on rare earth exports and related technologies';

beforeAll(async () => {
  service = await startProcess({ dataDir });
});
afterAll(async () => {
  await stop(service);
  remove(dataDir);
});

it('the schema next to the dossiers is generated from the current service, so editors can complete entries', async () => {
  const { code, out } = await rapporteur(['schema', '--url', service.url]);
  const schema = JSON.parse(out) as { definitions: Record<string, { required: string[] }> };
  expect([code, schema]).toEqual([0, JSON.parse(readFileSync(SCHEMA, 'utf8'))]);
  expect(schema.definitions['SuspendProvision']!.required).toEqual(['key', 'record', 'of', 'provisionId']);
  expect(schema.definitions['CirculateMinutes']!.required).toEqual(['key', 'record', 'in']);
});

describe('after the article of 27 October 2025', () => {
  it('is on record', async () => {
    const { code, out, err } = await rapporteur(['load', CHAPTER_1, '--url', service.url]);
    expect({ code, out, err }).toEqual({
      code: 0,
      out: expect.stringMatching(/^Recorded 40, already there 0, changed 0, refused 0\.\n$/),
      err: '',
    });
    asking = await DossierClient.of(service.url);
  });

  it('they meet next on Thursday 30 October in Brussels', async () => {
    const [next] = await asking.list<Meeting>('meetings', { from: '2025-10-28' });
    expect(next).toMatchObject({
      title: 'High-level technical talks in Brussels',
      level: 'high-level-technical',
      mode: 'in-person',
      status: 'confirmed',
      place: 'Brussels',
      planned: { on: '2025-10-30', text: 'Thursday' },
    });
    expect(next!.held).toBeUndefined();
  });

  it('Gill announces a high-level technical delegation, Brussels does not state its level, and nobody knows whether Wang comes', async () => {
    const [next] = await asking.list<Meeting>('meetings', { from: '2025-10-28' });
    const [delegation] = next!.delegations;
    expect(delegation).toMatchObject({ partyId: asking.idOf(CHINA), confirmed: false });
    expect(delegation!.announcements).toMatchObject([
      { announcedById: asking.idOf('Olof Gill'), level: 'high-level-technical', confirmed: false },
      { announcedById: asking.idOf('Brussels'), level: 'unclear', confirmed: false },
    ]);
    expect(next!.coming).toMatchObject([{ personId: asking.idOf('Wang Wentao'), coming: 'unclear' }]);
  });

  it('a video conference on Monday prepared it', async () => {
    const meetings = await asking.list<Meeting>('meetings');
    const [prepared] = await asking.list<Meeting>('meetings', { mode: 'video-call', level: 'preparatory' });
    expect(prepared).toMatchObject({ status: 'held', held: { occurredOn: '2025-10-27', occurredText: 'on Monday' } });
    expect(meetings.find(({ id }) => id === prepared!.preparesForId)!.place).toBe('Brussels');
  });

  it('the conversation of last week has neither its means nor its level', async () => {
    const meetings = await asking.list<Meeting>('meetings');
    const conversation = meetings.find(({ title }) => title.startsWith('Conversation'))!;
    expect(conversation).toMatchObject({ status: 'held', held: { occurredText: 'last week' } });
    expect([conversation.level, conversation.mode]).toEqual([undefined, undefined]);
  });

  it('“unjustified and harmful”: Brussels consistently, Šefčovič last week, for the EU', async () => {
    const said = await asking.list<Statement>('statements', {
      q: '"unjustified and harmful"',
      partyId: asking.idOf(EU),
    });
    expect(said).toHaveLength(3);
    expect(said.find(({ speakerId }) => speakerId === asking.idOf('Maroš Šefčovič'))).toMatchObject({
      kind: 'readout',
      occurredOn: '2025-10-20/2025-10-26',
      occurredText: 'last week',
      partyId: asking.idOf(EU),
    });
    expect(said.find(({ speakerId }) => speakerId === asking.idOf('Brussels'))).toMatchObject({
      text: 'unjustified and harmful',
      occurredText: 'consistently',
    });
  });

  it('Gill speaks for Šefčovič, and both names find the statement', async () => {
    const remarks = await asking.list<Statement>('statements', {
      speakerId: asking.idOf('Maroš Šefčovič'),
      kind: 'spokesperson-remark',
    });
    expect(remarks).toHaveLength(2);
    for (const remark of remarks)
      expect(remark).toMatchObject({
        speakerId: asking.idOf('Olof Gill'),
        speakingForId: asking.idOf('Maroš Šefčovič'),
        occurredOn: '2025-10-27',
      });
  });

  it('the controls apply since April and, extended, since early October; they require a licence', async () => {
    const measures = await asking.list<Measure>('measures', { on: '2025-10-27', for: asking.idOf(EU) });
    expect(measures).toMatchObject([
      {
        occurredOn: '2025-04/..',
        occurredText: 'Since April',
        reason: 'national security reasons',
        provisions: [{ force: { status: 'in-force', since: '2025-04/..' } }],
      },
      {
        occurredOn: '2025-10-0X',
        occurredText: 'early October',
        reason: 'national security reasons',
        issuedById: asking.idOf('Chinese authorities'),
        requires: expect.stringMatching(/export license for dual-use items issued by China’s Ministry of Commerce/),
        provisions: [{ force: { status: 'in-force', since: '2025-10-0X' } }],
      },
    ]);
    const [informed] = await asking.list<Statement>('statements', {
      q: 'informed operators',
      partyId: asking.idOf(CHINA),
    });
    expect(informed).toMatchObject({ channel: 'To export operators', occurredText: 'early October' });
  });

  it('on a day that the text leaves open, the answer is unknown', async () => {
    expect(await asking.inForce('2025-03-31', EU)).toMatchObject({
      'Restrictions on the supply of critical materials supply': 'not-yet',
    });
    expect(await asking.inForce('2025-04-10', EU)).toMatchObject({
      'Restrictions on the supply of critical materials supply': 'unknown',
    });
    expect(await asking.inForce('2025-10-05', EU)).toEqual({
      'Restrictions on the supply of critical materials supply': 'in-force',
      'Expansion of the restrictions introduced in April licence': 'unknown',
    });
  });

  it('both sides pledged a dialogue at the summit in July, and neither calls it fulfilled', async () => {
    const [pledge, ...others] = await asking.list<Commitment>('commitments');
    expect(others).toEqual([]);
    expect(pledge).toMatchObject({ occurredOn: '2025-07', occurredText: 'In July', status: 'open' });
    expect(pledge!.text).toMatch(/^To establish a dialogue to resolve the crisis/);
    const both = [asking.idOf(EU), asking.idOf(CHINA)].toSorted();
    expect([pledge!.byIds.toSorted(), pledge!.outstanding.toSorted()]).toEqual([both, both]);
    expect(pledge!.history.map(({ type }) => type)).toContain('ProgressReported');
  });

  it('each side’s position: China hardened in early October for reasons of national security, the EU holds to its own', async () => {
    const issueId = asking.idOf(CONTROLS);
    const [china] = await asking.list<Position>('positions', { issueId, partyId: asking.idOf(CHINA) });
    expect(china!.now).toMatchObject({ status: 'held', reason: 'national security reasons' });
    expect(china!.history).toMatchObject([
      { type: 'PositionTaken', occurredOn: '2025-04' },
      { type: 'PositionShifted', direction: 'hardened', occurredOn: '2025-10-0X' },
    ]);
    expect(china!.movedBy!.map(({ kind }) => kind)).toEqual(['measure', 'statement']);

    const [europe] = await asking.list<Position>('positions', { issueId, partyId: asking.idOf(EU) });
    expect(europe!.now.text).toContain('unjustified and harmful');
    expect(europe!.history.map(({ type }) => type)).toEqual(['PositionTaken', 'PositionMaintained']);
    const all = await asking.list<Position>('positions', { partyId: asking.idOf(EU) });
    expect(all.map(({ now }) => now.text)).toContain(
      'China should act responsibly and stabilize commercial relations.',
    );
  });
});

describe('after the following events', () => {
  it('is on record', async () => {
    const { code, out, err } = await rapporteur(['load', CHAPTER_1, CHAPTER_2, '--url', service.url]);
    expect({ code, out, err }).toEqual({
      code: 0,
      out: expect.stringMatching(/^Recorded 44, already there 40, changed 0, refused 0\.\n$/),
      err: '',
    });
    asking = await DossierClient.of(service.url);
  });

  const SUSPENDED = 'suspended until 2026-11-10 by MOFCOM No. 70';

  it('on 15 October the April regime, No. 62 and the part of No. 61 that applied at once are in force for the EU', async () => {
    expect(await asking.inForce('2025-10-15', EU)).toEqual({
      'No. 18 licensing': 'in-force',
      'No. 55 all': 'not-yet',
      'No. 56 all': 'not-yet',
      'No. 57 all': 'not-yet',
      'No. 58 all': 'not-yet',
      'No. 61 1-1': 'not-yet',
      'No. 61 1-2': 'not-yet',
      'No. 61 1-3': 'in-force',
      'No. 62 all': 'in-force',
      'No. 70 suspension': 'not-yet',
    });
  });

  it.each(['2025-11-15', '2025-12-01'])(
    'on %s all six of October are suspended by No. 70, and April is not',
    async (day) => {
      expect(await asking.inForce(day, EU)).toEqual({
        'No. 18 licensing': 'in-force',
        'No. 55 all': SUSPENDED,
        'No. 56 all': SUSPENDED,
        'No. 57 all': SUSPENDED,
        'No. 58 all': SUSPENDED,
        'No. 61 1-1': SUSPENDED,
        'No. 61 1-2': SUSPENDED,
        'No. 61 1-3': SUSPENDED,
        'No. 62 all': SUSPENDED,
        'No. 70 suspension': 'in-force',
      });
    },
  );

  it('the last day of the suspension is suspended, and on the next day the suspension is over', async () => {
    expect(await asking.inForce('2026-11-10', EU)).toMatchObject({ 'No. 62 all': SUSPENDED });
    expect(await asking.inForce('2026-11-11', EU)).toMatchObject({
      'No. 62 all': 'in-force',
      'No. 70 suspension': 'expired',
    });
  });

  it('what the article left open is known now: nothing is unknown on any of these days', async () => {
    for (const day of ['2025-04-10', '2025-10-05', '2025-10-15', '2025-12-01'])
      expect(Object.values(await asking.inForce(day, EU))).not.toContain('unknown');
    expect(await asking.inForce('2025-04-03', EU)).toMatchObject({ 'No. 18 licensing': 'not-yet' });
  });

  it('contradictory accounts are both listed', async () => {
    const disputes = await asking.list<Dispute>('disputes');
    expect(
      disputes.map(({ status, recordedAccount, rivalAccount }) => [status, recordedAccount, rivalAccount]),
    ).toEqual([
      [
        'open',
        expect.stringMatching(/Wang is not part of it/),
        expect.stringMatching(/invitation to Brussels is “accepted”/),
      ],
      ['open', 'Oct. 30', 'tomorrow'],
      ['open', expect.stringMatching(/meeting in Brussels/), expect.stringMatching(/video call on Friday/)],
      ['settled', 'Thursday', 'in the coming weeks'],
    ]);
    expect(disputes[3]!.preferred).toBe('recorded');
  });

  it('two figures are both listed, each with its source', async () => {
    const [april] = await asking.list<Measure>('measures');
    const reports = Object.fromEntries(april!.figures.map(({ about, reports: all }) => [about, all]));
    expect(reports).toMatchObject({
      'Licence applications': [{ figure: 'about 2,000', number: 2000 }],
      'Licence applications dealt with': [
        { figure: 'just over half', reportedBy: 'one agency' },
        { figure: 'only half', reportedBy: 'another outlet' },
      ],
    });
  });

  it('the talks of 30 October were held, and both statements about Wang are kept', async () => {
    const [talks] = await asking.list<Meeting>('meetings', { from: '2025-10-28' });
    expect(talks).toMatchObject({ status: 'held', held: { occurredOn: '2025-10-30' } });
    expect(talks!.coming[0]!.words.map(({ coming }) => coming)).toEqual(['coming', 'unclear', 'not-coming']);
    expect(talks!.coming[0]!.coming).toBe('not-coming');
  });

  it('on 24 October our side knew that the minister comes, and on 28 October that he does not come', async () => {
    const knownOn = async (knownAt: string) => {
      const meetings = await asking.list<Meeting>('meetings', { knownAt });
      return meetings.find(({ title }) => title.includes('Brussels'))?.coming.map(({ coming }) => coming);
    };
    expect(await knownOn('2025-10-20')).toBeUndefined();
    expect(await knownOn('2025-10-24')).toEqual(['coming']);
    expect(await knownOn('2025-10-28')).toEqual(['not-coming']);
  });

  it('on 22 October nobody knew the date of the talks in Brussels', async () => {
    const brusselsOn = async (knownAt: string) =>
      (await asking.list<Meeting>('meetings', { knownAt })).find(({ title }) => title.includes('Brussels'))!;
    expect(await brusselsOn('2025-10-22')).not.toHaveProperty('planned');
    expect((await brusselsOn('2025-10-27')).planned).toMatchObject({ on: '2025-10-30' });
  });
  it.each(['knownAt=2025-10-26', 'happenedBy=2025-05-01'])(
    'a negotiation is listed at a moment if one of its facts counts, even if its start was recorded later: %s',
    async (moment) => {
      const { items } = (await (await fetch(`${service.url}/v1/negotiations?${moment}`)).json()) as { items: object[] };
      expect(items).toMatchObject([{ title: expect.stringContaining('rare-earth') }]);
    },
  );
  it('a negotiation has no facts before its first one', async () => {
    const { items } = (await (await fetch(`${service.url}/v1/negotiations?happenedBy=2025-01-01`)).json()) as {
      items: object[];
    };
    expect(items).toEqual([]);
  });

  it('on 10 November all six announcements of October are suspended, and the regime of April is not', async () => {
    const measures = await asking.list<Measure>('measures', { happenedBy: '2025-11-10' });
    const standing = measures.map(({ reference, provisions }) => [
      reference,
      [...new Set(provisions.map(({ force }) => force.status))],
    ]);
    const october = [55, 56, 57, 58, 61, 62].map((number) => [`MOFCOM No. ${number}`, ['suspended']]);
    expect(standing).toEqual(expect.arrayContaining(october));
    expect(standing.filter(([, forces]) => String(forces) === 'suspended')).toHaveLength(6);
    expect(measures.find(({ title }) => title.startsWith('Licensing'))!.provisions[0]!.force.status).toBe('in-force');
    const before = await asking.list<Measure>('measures', { happenedBy: '2025-11-06' });
    expect(before.flatMap(({ provisions }) => provisions).filter(({ force }) => force.status === 'suspended')).toEqual(
      [],
    );
  });

  it('each entry says when our side could know it', async () => {
    const trail = (await (await fetch(`${service.url}/v1/audit/trail?limit=200`)).json()) as {
      items: { event: { type: string; metadata: { learnedAt: string; recordedAt: string } } }[];
    };
    const told = trail.items
      .filter(({ event }) => event.type !== 'CheckpointSigned')
      .map(({ event }) => event.metadata);
    expect(told.filter(({ learnedAt, recordedAt }) => learnedAt === recordedAt)).toEqual([]);
    expect([...new Set(told.map(({ learnedAt }) => learnedAt.slice(0, 10)))].toSorted()).toEqual([
      '2025-04-04',
      '2025-07-24',
      '2025-10-09',
      '2025-10-21',
      '2025-10-27',
      '2025-10-28',
      '2025-10-30',
      '2025-11-01',
      '2025-11-07',
      '2025-12-19',
    ]);
  });

  it('the video call on Friday is on record, without a level', async () => {
    const [call] = await asking.list<Meeting>('meetings', { from: '2025-10-31', mode: 'video-call' });
    expect(call).toMatchObject({ status: 'held', held: { occurredOn: '2025-10-31', occurredText: 'on Friday' } });
    expect(call!.level).toBeUndefined();
  });

  it('the conversation of “last week” has a second account, with its day and duration', async () => {
    const [call] = await asking.list<Meeting>('meetings', { level: 'ministerial' });
    expect(call!.mode).toBe('video-call');
    expect(call!.heldAccounts).toMatchObject([
      { occurredText: 'last week' },
      { occurredOn: '2025-10-21', durationText: 'almost two hours' },
    ]);
  });

  it('China softened in November, and the reason is on record', async () => {
    const [china] = await asking.list<Position>('positions', {
      issueId: asking.idOf(CONTROLS),
      partyId: asking.idOf(CHINA),
    });
    expect(china!.history.map(({ direction }) => direction)).toEqual([undefined, 'hardened', 'softened']);
    expect(china!.movedBy!.map(({ kind }) => kind)).toEqual(['measure', 'meeting']);
  });

  it('each act counts once for the climate', async () => {
    const trail = (await (await fetch(`${service.url}/v1/audit/trail?limit=200`)).json()) as {
      items: { event: { metadata: { codes?: { code: string }[] } } }[];
    };
    const codes = trail.items.flatMap(({ event }) => event.metadata.codes ?? []).map(({ code }) => code);
    expect(codes.toSorted()).toEqual(['036', '041', '041', '041', '046', '046', '085', '1054', '111', '163', '163']);
  });
  it('the climate can be asked for by who did what to whom', async () => {
    const [china, eu] = [CHINA, EU].map((name) => asking.idOf(name));
    const acts = async (query: string) => {
      const answer = await fetch(`${service.url}/v1/negotiations/${asking.negotiationId}/climate?${query}`);
      const { buckets } = (await answer.json()) as { buckets: { facts: { code: string; type: string }[] }[] };
      const facts = buckets.flatMap((bucket) => bucket.facts);
      return facts.filter(({ type }) => !type.startsWith('Meeting')).map(({ code }) => code);
    };
    // The controls of April and October, and their suspension.
    expect(await acts(`actorId=${china}`)).toEqual(['163', '163', '085']);
    // The EU urged China, and said on the telephone that the restrictions are unjustified.
    expect(await acts(`actorId=${eu}&targetPartyId=${china}`)).toEqual(['1054', '111']);
    expect(await acts(`actorId=${china}&targetPartyId=${eu}`)).toEqual([]);
  });
});

describeOnce('all of it', () => {
  it('every answer matches the document, now and in the past, and has no field that the document does not name', async () => {
    const ask = async (address: string) => {
      const response = await fetch(`${service.url}${address}`, { headers: { 'accept-encoding': 'identity' } });
      return { status: response.status, body: await response.json() };
    };
    const document = (await ask('/openapi.json')).body as Document;
    const moments = ['', `asOf=${today()}`, 'knownAt=2025-10-28', 'happenedBy=2025-10-24', 'happenedBy=2025-12-01'];
    const checked = await checkAnswers(ask, document, moments);
    expect(checked.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    expect(checked.filter(({ status }) => status === 200).length).toBeGreaterThan(300);
    expect(checked.filter(({ status }) => status !== 200 && status !== 404)).toEqual([]);
  });
});
