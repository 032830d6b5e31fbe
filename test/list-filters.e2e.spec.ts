import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { letInByName } from './support/as.js';
import { type LoadedDossier, loadDossier } from './support/loaded-dossier.js';

let dossier: LoadedDossier;
beforeAll(async () => {
  letInByName();
  dossier = await loadDossier();
});
afterAll(() => dossier.close());

type Item = Readonly<{ id: string; kind?: string; title?: string; name?: string; text?: string; history?: object[] }>;
type Page = Readonly<{ items: readonly Item[]; next?: string; names: Record<string, { label: string }> }>;
const list = (path: string) => dossier.service.get(`/v1/negotiations/${dossier.id}/${path}`);
const items = async (path: string) => ((await list(path).expect(200)).body as Page).items;
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
    const first = (await list(`statements?partyId=${eu}&partyId=${china}&limit=2`).expect(200)).body as Page;
    const second = await items(`statements?partyId=${china}&partyId=${eu}&limit=2&after=${first.next}`);
    expect([...first.items, ...second].map(({ id }) => id)).toEqual(both.slice(0, 4));
    expect(await refused(`statements?partyId=${eu}&limit=2&after=${first.next}`)).toEqual([400, 'cursor-malformed']);
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
    const found = (await dossier.service.get('/v1/negotiations?q=rare')).body as Page;
    expect(found.items.map(({ id }) => id)).toEqual([dossier.id]);
    expect(((await dossier.service.get('/v1/negotiations?q=-rare')).body as Page).items).toEqual([]);
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
    const { items } = (await dossier.service.get(`/v1/meetings?representativeId=${wang}&history=none`)).body as Page;
    expect(items).toHaveLength(2);
  });
});
