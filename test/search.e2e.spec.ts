import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { letInByName } from './support/as.js';
import { type LoadedDossier, loadDossier } from './support/loaded-dossier.js';
import type { ReceiptBody } from './support/service.js';

let dossier: LoadedDossier;
/** Talks beside those of the dossier. */
let talks: string;
beforeAll(async () => {
  letInByName();
  dossier = await loadDossier();
  talks = (await record('/v1/negotiations', { title: 'Talks on fisheries', occurredOn: '2026-01-10' })).id;
});
afterAll(() => dossier.close());

type Hit = Readonly<{
  kind: string;
  id: string;
  negotiationId: string;
  title: string;
  earliest: string;
  latest: string;
  dated?: false;
  marking: object;
}>;
type Page<T> = Readonly<{
  items: readonly T[];
  next?: string;
  names: Record<string, { label: string }>;
  marking: object;
}>;
const ask = (path: string, who = 'chief') => dossier.service.get(path).set('x-caller', who);
const read = async <T>(path: string, who = 'chief') => (await ask(path, who).expect(200)).body as Page<T>;
const hits = async (query: string, who = 'chief') => (await read<Hit>(`/v1/search?${query}`, who)).items;
const briefly = async (query: string, who = 'chief') =>
  (await hits(query, who)).map(({ kind, earliest, title }) => `${earliest} ${kind}: ${title}`);
const record = async (path: string, body: object) =>
  (await dossier.service.post(path, body).set('if-match', '*').expect(201)).body as ReceiptBody;
const inTalks = async (plural: string, body: object) => (await record(`/v1/negotiations/${talks}/${plural}`, body)).id;
const refused = async (path: string) => {
  const { status, body } = await ask(path);
  const { code, errors = [] } = body as { code: string; errors?: { pointer: string }[] };
  return [status, code, ...errors.map(({ pointer }) => pointer)];
};

describe('the lists of a negotiation', () => {
  type Item = Readonly<{ id: string; kind?: string; title?: string; name?: string; text?: string; history?: object[] }>;
  type ListPage = Readonly<{ items: readonly Item[]; next?: string; names: Record<string, { label: string }> }>;
  const list = (path: string) => dossier.service.get(`/v1/negotiations/${dossier.id}/${path}`);
  const items = async (path: string) => ((await list(path).expect(200)).body as ListPage).items;
  const named = async (path: string) =>
    (await items(path)).map(({ title, name, text = '' }) => title ?? name ?? text.slice(0, 40));
  const refused = async (path: string) => {
    const { status, body } = await list(path);
    const { code, errors = [] } = body as { code: string; errors?: { pointer: string }[] };
    return [status, code, ...errors.map(({ pointer }) => pointer)];
  };
  const idOf = async (plural: string, name: string) =>
    (await items(`${plural}?limit=200`)).find((one) => one.name === name)!.id;

  describe('a filter that is repeated', () => {
    it('has things of each kind that is named', async () => {
      const [bodies, people, both] = [
        await named('representatives?kind=body'),
        await named('representatives?kind=person'),
        await named('representatives?kind=person&kind=body'),
      ];
      expect(bodies.length * people.length).toBeGreaterThan(0);
      expect(both.toSorted()).toEqual([...bodies, ...people].toSorted());
      const kinds = new Set((await items('timeline?kind=meeting&kind=proposal&limit=200')).map(({ kind }) => kind));
      expect([...kinds]).toEqual(['meeting']);
    });
    it('has those of each party, in pages with the same cursor in any order', async () => {
      const [eu, china] = [await idOf('parties', 'European Union'), await idOf('parties', 'China')];
      const ids = async (query: string) => (await items(`statements?limit=200&${query}`)).map(({ id }) => id);
      const union = new Set([...(await ids(`partyId=${eu}`)), ...(await ids(`partyId=${china}`))]);
      const both = await ids(`partyId=${eu}&partyId=${china}`);
      expect(new Set(both)).toEqual(union);
      expect(both).toHaveLength(union.size);
      const first = (await list(`statements?partyId=${eu}&partyId=${china}&limit=2`).expect(200)).body as ListPage;
      const second = await items(`statements?partyId=${china}&partyId=${eu}&limit=2&after=${first.next}`);
      expect([...first.items, ...second].map(({ id }) => id)).toEqual(both.slice(0, 4));
      expect(await refused(`statements?partyId=${eu}&limit=2&after=${first.next}`)).toEqual([
        400,
        'cursor-malformed',
        '/after',
      ]);
    });
    it.each(['statements', 'timeline', 'meetings'])('points to a search of %s that is refused', async (path) => {
      for (const [typed, code] of [
        ['"', 'search-without-words'],
        ['OR', 'search-malformed'],
        ['by:', 'search-malformed'],
        ['foo:bar', 'search-malformed'],
      ] as const)
        expect(await refused(`${path}?q=${encodeURIComponent(typed)}`)).toEqual([400, code, '/q']);
    });
    it('is refused where a value is none, and where a parameter has one value alone', async () => {
      expect(await refused('timeline?kind=meeting&kind=treaty')).toEqual([400, 'fields-invalid', '/kind']);
      expect(await refused('statements?partyId=china')).toEqual([400, 'fields-invalid', '/partyId']);
      expect(await refused('meetings?status=held&status=planned')).toEqual([400, 'parameter-repeated', '/status']);
      const many = Array.from({ length: 21 }, (_, n) => `partyId=5ba1ad00-0000-4000-8000-0000000000${n + 10}`);
      expect(await refused(`statements?${many.join('&')}`)).toEqual([400, 'fields-invalid', '/partyId']);
    });
  });

  describe('a list without the history of its items', () => {
    it.each(['meetings', 'commitments', 'proposals', 'positions'])('%s', async (plural) => {
      const [all, none] = [await items(`${plural}?limit=200`), await items(`${plural}?limit=200&history=none`)];
      expect(none).toEqual(all.map(({ history: _, ...item }) => item));
      expect(await refused(`${plural}?history=some`)).toEqual([400, 'fields-invalid', '/history']);
    });
    it('has it on the page of a thing all the same', async () => {
      const [{ id } = { id: '' }] = await items('meetings?history=none&limit=1');
      expect((await dossier.service.get(`/v1/meetings/${id}`)).body).toMatchObject({ history: expect.any(Array) });
    });
  });

  describe('a list that is searched', () => {
    it('has the things in whose texts the words are', async () => {
      expect(await named('meetings?q=technical')).toEqual(['High-level technical talks in Brussels']);
      expect(await named('parties?q=union')).toEqual(['European Union']);
      expect(await named('issues?q=licen*')).toEqual(['Licence applications and general licences']);
      expect(await named('measures?q="medium and heavy"&status=in-force')).toEqual([
        'Licensing regime for medium and heavy rare earths',
      ]);
      expect(await named('commitments?q=licences')).toHaveLength(1);
      expect(await named('representatives?q=gill')).toEqual(['Olof Gill']);
      const found = (await dossier.service.get('/v1/negotiations?q=rare')).body as ListPage;
      expect(found.items.map(({ id }) => id)).toEqual([dossier.id]);
      const others = (await dossier.service.get('/v1/negotiations?q=-rare')).body as ListPage;
      expect(others.items.map(({ id }) => id)).toEqual([talks]);
    });
    it('has the others where words are excluded, and nothing where they are nowhere', async () => {
      const [all, without] = [await named('meetings'), await named('meetings?q=-technical')];
      expect(without).toEqual(all.filter((title) => !title.includes('technical')));
      for (const plural of ['positions', 'disputes', 'proposals', 'issues', 'commitments'])
        expect([plural, await items(`${plural}?q=bicycle`)]).toEqual([plural, []]);
      expect((await items('disputes?q=-bicycle')).length).toBe((await items('disputes')).length);
    });
    it('is of a past moment', async () => {
      expect(await named('meetings?q=friday&knownAt=2025-10-29')).toEqual([]);
      expect(await named('meetings?q=friday')).toEqual(['Video call on Friday']);
    });
    it('is refused with names of who said something, and without words', async () => {
      for (const plural of ['meetings', 'issues', 'positions', 'disputes', 'measures', 'commitments', 'parties']) {
        expect([plural, ...(await refused(`${plural}?q=by:gill`))]).toEqual([plural, 400, 'search-malformed', '/q']);
        expect([plural, ...(await refused(`${plural}?q=...`))]).toEqual([plural, 400, 'search-without-words', '/q']);
      }
    });
  });

  describe('the meetings of a person', () => {
    it('are those that they were invited or announced to, or attended', async () => {
      const wang = await idOf('representatives', 'Wang Wentao');
      const gill = await idOf('representatives', 'Olof Gill');
      expect(await named(`meetings?representativeId=${wang}`)).toEqual([
        'Conversation of Šefčovič with China’s trade minister',
        'High-level technical talks in Brussels',
      ]);
      expect(await named(`meetings?representativeId=${gill}`)).toEqual([]);
      expect(await refused('meetings?representativeId=wang')).toEqual([400, 'fields-invalid', '/representativeId']);
      const { items } = (await dossier.service.get(`/v1/meetings?representativeId=${wang}&history=none`))
        .body as ListPage;
      expect(items).toHaveLength(2);
    });
  });
});

describe('a search of all negotiations', () => {
  it('finds what was written in titles, texts and their sources, the latest first', async () => {
    expect(await briefly('q=licences')).toEqual([
      '2025-12-19 statement: China’s Ministry of Commerce (press statement): Some general licences have been granted',
      '2025-10-21 issue: Issue raised: “Licence applications and general licences”',
      '2025-07-24 commitment: European Union and China pledged to European Union and China at “Summit between the EU and China”: An “upgraded export supply mechanism”',
    ]);
  });
  it('finds statements by who said them, as the list of statements does', async () => {
    const found = await hits('q=by:gill%20delegation');
    expect(found.map(({ kind, title }) => [kind, title.split(':', 1)[0]])).toEqual([
      ['statement', 'Olof Gill for Maroš Šefčovič (spokesperson’s remark)'],
      ['statement', 'Olof Gill for Maroš Šefčovič (spokesperson’s remark)'],
    ]);
  });
  it('finds in several negotiations, and names them', async () => {
    await inTalks('issues', { title: 'Licences for trawlers', occurredOn: '2026-01-11' });
    const { items, names } = await read<Hit>('/v1/search?q=licences&kind=issue&kind=party');
    expect(items.map((hit) => [hit.title, names[hit.negotiationId]!.label])).toEqual([
      ['Issue raised: “Licences for trawlers”', 'Talks on fisheries'],
      ['Issue raised: “Licence applications and general licences”', 'EU–China talks on rare-earth export controls'],
    ]);
  });
  it('is kept to kinds and to days', async () => {
    expect(await briefly('q=licen*&kind=measure&to=2025-05-01')).toEqual([
      '2025-04-04 measure: China announced an export control through China’s Ministry of Commerce: “Licensing regime for medium and heavy rare earths” (MOFCOM No. 18)',
    ]);
    expect(await hits('q=licen*&from=2025-12-20&to=2025-12-31')).toEqual([]);
  });
  it('is of a past moment', async () => {
    expect(await briefly('q=licen*&knownAt=2025-10-12')).toEqual([
      '2025-04-04 measure: China announced an export control through China’s Ministry of Commerce: “Licensing regime for medium and heavy rare earths” (MOFCOM No. 18)',
    ]);
  });
  it('is read in pages, with the same cursor in whatever order its kinds are asked for', async () => {
    const all = await hits('q=licen*&kind=measure&kind=issue&order=asc');
    const titles: string[] = [];
    let path: string | undefined = '/v1/search?q=licen*&kind=measure&kind=issue&order=asc&limit=1';
    for (let turn = 0; path !== undefined && turn < 20; turn++) {
      const page: { body: Page<Hit>; headers: Record<string, string> } = await ask(path).expect(200);
      titles.push(...page.body.items.map(({ title }) => title));
      path = /^<(.*)>; rel="next"$/.exec(page.headers['link'] ?? '')?.[1];
    }
    expect(titles).toEqual(all.map(({ title }) => title));
    expect(titles).toHaveLength(4);
    const one = await read<Hit>('/v1/search?q=licen*&kind=measure&kind=issue&limit=1');
    const other = await read<Hit>(`/v1/search?q=licen*&kind=issue&kind=measure&kind=issue&limit=1&after=${one.next}`);
    expect(other.items).toHaveLength(1);
    expect(other.items[0]!.id).not.toBe(one.items[0]!.id);
    expect(await refused(`/v1/search?q=licen*&kind=issue&limit=1&after=${one.next}`)).toEqual([
      400,
      'cursor-malformed',
      '/after',
    ]);
  });
  it('has a row for each hit as CSV, with its marking first', async () => {
    const { text } = await ask('/v1/search?q=licences&kind=issue').set('accept', 'text/csv').buffer(true).expect(200);
    const rows = parse<Record<string, string>>(text, { columns: true });
    expect(rows.map(({ marking, kind, negotiationName, title }) => [marking, kind, negotiationName, title])).toEqual([
      ['public', 'issue', 'Talks on fisheries', 'Issue raised: “Licences for trawlers”'],
      [
        'public',
        'issue',
        'EU–China talks on rare-earth export controls',
        'Issue raised: “Licence applications and general licences”',
      ],
    ]);
  });
  it('is refused without words, with what it does not know, and with an operator in the wrong place', async () => {
    expect(await refused('/v1/search')).toEqual([400, 'fields-invalid', '/q']);
    expect(await refused('/v1/search?q=...')).toEqual([400, 'search-without-words', '/q']);
    expect(await refused('/v1/search?q=a%20OR')).toEqual([400, 'search-malformed', '/q']);
    expect(await refused('/v1/search?q=a&kind=treaty&kind=issue')).toEqual([400, 'fields-invalid', '/kind']);
    expect(await refused('/v1/search?q=a&q=b')).toEqual([400, 'parameter-repeated', '/q']);
    expect(await refused('/v1/search?q=a&from=2025-12-01&to=2025-11-01')).toEqual([400, 'fields-invalid', '/to']);
    expect(await refused(`/v1/search?q=a${'&kind=issue'.repeat(21)}`)).toEqual([200, undefined]);
  });
});

describe('a search by a reader who may see less', () => {
  const restricted = { level: 'restreint' };
  const secret = { level: 'secret', compartments: ['trade'] };
  beforeAll(async () => {
    await inTalks('meetings', { title: 'Lobster round', planned: { on: '2026-02-01' } });
    await inTalks('issues', { title: 'Lobster quotas', occurredOn: '2026-01-12', marking: restricted });
  });
  const lobsters = async (who: string) => (await hits('q=lobster', who)).map(({ title }) => title);

  it('finds what they may see, each with its marking, and nothing else', async () => {
    const before = (await ask('/v1/search?q=lobster', 'ben').expect(200)).text;
    const said = { kind: 'private-remark', attribution: 'background', text: 'No lobster for them.', verbatim: false };
    const hidden = await inTalks('statements', { ...said, occurredOn: '2026-01-13', marking: secret });
    expect((await ask('/v1/search?q=lobster', 'ben').expect(200)).text).toBe(before);
    const { items, marking } = await read<Hit>('/v1/search?q=lobster', 'ana');
    expect(items.map((hit) => [hit.kind, hit.marking])).toEqual([
      ['meeting', { level: 'public' }],
      ['statement', secret],
      ['issue', restricted],
    ]);
    expect(marking).toEqual(secret);
    expect((await read<Hit>('/v1/search?q=lobster', 'ben')).marking).toEqual(restricted);
    const then = await read<Hit>('/v1/search?q=lobster&happenedBy=2026-11-27', 'ana');
    expect(then.items.map((hit) => hit.marking)).toEqual([{ level: 'public' }, secret, restricted]);
    await record(`/v1/statements/${hidden}/mark`, {
      marking: restricted,
      reason: 'It was published.',
      consent: 'By phone.',
    });
    expect(await lobsters('ben')).toHaveLength(3);
  });
  it('finds nothing in a negotiation that they may not see, however its things are marked', async () => {
    const own = (await record('/v1/negotiations', { title: 'Quiet talks', marking: secret })).id;
    await record(`/v1/negotiations/${own}/issues`, { title: 'Oysters' });
    expect([await hits('q=oysters', 'ben'), (await hits('q=oysters', 'ana')).length]).toEqual([[], 1]);
    await record(`/v1/negotiations/${own}/meetings`, { title: 'Quiet round', planned: { on: '2026-02-02' } });
    const meetings = async (who: string) =>
      (await read<{ title: string }>('/v1/meetings?from=2026-01-01', who)).items.map(({ title }) => title);
    expect([await meetings('ben'), await meetings('ana')]).toEqual([
      ['Lobster round'],
      ['Lobster round', 'Quiet round'],
    ]);
  });
});

describe('the meetings of all negotiations', () => {
  type Meeting = Readonly<{ id: string; title: string; status: string; negotiationId: string }>;
  const titles = async (query: string) =>
    (await read<Meeting>(`/v1/meetings${query}`, 'ben')).items.map(({ title, status }) => `${title}: ${status}`);

  it('are listed by day, each with its negotiation, those without a day last', async () => {
    await inTalks('meetings', { title: 'Some day' });
    const { items, names } = await read<Meeting>('/v1/meetings?from=2025-10-30', 'ben');
    expect(items.map((one) => [one.title, names[one.negotiationId]!.label])).toEqual([
      ['High-level technical talks in Brussels', 'EU–China talks on rare-earth export controls'],
      ['Video call on Friday', 'EU–China talks on rare-earth export controls'],
      ['Lobster round', 'Talks on fisheries'],
    ]);
    expect((await titles('')).slice(-2)).toEqual(['Lobster round: tentative', 'Some day: proposed']);
  });
  it('are kept to days and to how they stand', async () => {
    expect(await titles('?from=2025-10-30&to=2025-10-30')).toEqual(['High-level technical talks in Brussels: held']);
    expect(await titles('?status=tentative')).toEqual(['Lobster round: tentative']);
  });
  it('are kept to those that have a day, or to those that have none', async () => {
    await inTalks('meetings', { title: 'Shrimp round', planned: { text: 'in the coming weeks' } });
    expect((await titles('?dated=false')).toSorted()).toEqual(['Shrimp round: proposed', 'Some day: proposed']);
    expect(await titles('?dated=false&status=held')).toEqual([]);
    expect(await titles('?dated=false&from=2025-01-01')).toEqual([]);
    expect(await titles('?dated=true&from=2025-10-31')).toEqual([
      'Video call on Friday: held',
      'Lobster round: tentative',
    ]);
    expect(await refused('/v1/meetings?dated=no')).toEqual([400, 'fields-invalid', '/dated']);
  });
  it('are those of a past moment', async () => {
    expect(await titles('?from=2025-10-30&knownAt=2025-10-29')).toEqual([
      'High-level technical talks in Brussels: confirmed',
    ]);
  });
  it('are the same meetings as in each negotiation, over pages', async () => {
    const each = await Promise.all(
      [dossier.id, talks].map(async (id) => (await read<Meeting>(`/v1/negotiations/${id}/meetings`, 'ben')).items),
    );
    const seen: string[] = [];
    for (let after = ''; ;) {
      const { items, next } = await read<Meeting>(`/v1/meetings?limit=2${after}`, 'ben');
      seen.push(...items.map(({ id }) => id));
      if (next === undefined) break;
      after = `&after=${next}`;
    }
    expect(seen.toSorted()).toEqual(
      each
        .flat()
        .map(({ id }) => id)
        .toSorted(),
    );
  });
  it('are refused by the party, which is of one negotiation', async () => {
    expect(await refused(`/v1/meetings?partyId=${talks}`)).toEqual([400, 'fields-invalid', '/partyId']);
  });
});
