import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { letInByName } from './support/as.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { type ReceiptBody, remove } from './support/service.js';

/** Chief sees everything, Ana up to SECRET in the compartment trade, Ben up to RESTREINT. */
type Who = 'chief' | 'ana' | 'ben';
type Suggestion = Readonly<{ id: string; kind: string; name: string; matched?: readonly object[] }>;

let service: InProcess;
let talks: string;
let china: string;
beforeAll(async () => {
  letInByName();
  service = await startInProcess();
  talks = (await record('/v1/negotiations', { title: 'Talks' })).id;
  const party = async (name: string, more: object) =>
    (await record(list('parties'), { name, kind: 'state', role: 'principal', ...more })).id;
  const person = (name: string, more: object) => record(list('representatives'), { name, kind: 'person', ...more });
  china = await party('China', { code: 'CN' });
  const hidden = await party('Ruritania', { marking: { level: 'secret' } });
  await person('Wang Wentao', { otherNames: ['王文涛'], partyId: china, post: 'Minister of Commerce' });
  await person('Rudolf Rassendyll', { partyId: hidden, marking: { level: 'secret' } });
  // He may be known to Ben, and where he belongs may not.
  await person('Fritz von Tarlenheim', {});
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

const list = (plural: string) => `/v1/negotiations/${talks}/${plural}`;
const record = async (path: string, body: object) =>
  (await service.post(path, body).set('if-match', '*').expect(201)).body as ReceiptBody;
const ask = (query: string, who: Who = 'chief') => service.get(`${list('names')}${query}`).set('x-caller', who);
const namesIn = async (q: string, who: Who = 'chief', more = '') =>
  ((await ask(`?q=${encodeURIComponent(q)}${more}`, who).expect(200)).body as { items: Suggestion[] }).items.map(
    ({ name }) => name,
  );

describe('a form that asks for a name', () => {
  it('finds it by a part of any spelling, and learns which one matched', async () => {
    const { body } = await ask(`?q=${encodeURIComponent('文涛')}`).expect(200);
    const { items, names } = body as { items: (Suggestion & { partyId: string })[]; names: Record<string, object> };
    expect(items).toEqual([
      {
        id: expect.any(String),
        kind: 'person',
        name: 'Wang Wentao',
        otherNames: ['王文涛'],
        post: 'Minister of Commerce',
        partyId: expect.any(String),
        matched: [{ field: 'otherNames', text: '王文涛' }],
      },
    ]);
    expect(names[items[0]!.partyId]).toEqual({ kind: 'party', label: 'China' });
    expect(await namesIn('chine')).toEqual(['China', 'Wang Wentao']);
    expect(await namesIn('minister', 'chief', '&kind=party')).toEqual([]);
  });
  it('is paged, and has an ETag and a marking like every read', async () => {
    const first = await ask('?limit=2').expect(200);
    const { items, next } = first.body as { items: Suggestion[]; next: string };
    const rest = (await ask(`?after=${next}`).expect(200)).body as { items: Suggestion[] };
    expect([...items, ...rest.items].map(({ name }) => name)).toEqual([
      'China',
      'Fritz von Tarlenheim',
      'Rudolf Rassendyll',
      'Ruritania',
      'Wang Wentao',
    ]);
    expect((await ask('?limit=2').set('if-none-match', first.headers['etag']!)).status).toBe(304);
    expect((await ask('?q=wang')).headers['marking']).toBe('level="public"');
    expect((await ask('?q=rudolf')).headers['marking']).toBe('level="secret"');
  });
  it('finds what was on record at a past moment', async () => {
    const then = (await ask('')).headers['consistency-token']!;
    await record(list('representatives'), { name: 'Antoinette de Mauban', kind: 'person' });
    expect(await namesIn('antoinette')).toEqual(['Antoinette de Mauban']);
    expect(await namesIn('antoinette', 'chief', `&asOf=${then}`)).toEqual([]);
  });
  it('is told when what was typed has no word, and where a parameter is wrong', async () => {
    const refused = async (query: string) => {
      const { status, body } = await ask(query);
      const { code, errors } = body as { code: string; errors: { pointer: string }[] };
      return [status, code, errors.map(({ pointer }) => pointer)];
    };
    expect(await refused('?q=%E2%80%94')).toEqual([400, 'search-without-words', ['/q']]);
    expect((await ask(`?q=${'a+'.repeat(16)}`)).status).toBe(200);
    expect(await refused(`?q=${'a+'.repeat(17)}`)).toEqual([400, 'search-too-many-terms', ['/q']]);
    expect(await refused(`?q=${'x'.repeat(101)}`)).toEqual([400, 'fields-invalid', ['/q']]);
    expect(await refused('?kind=planet')).toEqual([400, 'fields-invalid', ['/kind']]);
    expect((await service.get(`/v1/negotiations/${china}/names`)).status).toBe(404);
  });
});

describe('a reader who may not see a party', () => {
  it('finds neither it nor anybody by it, as if it were not there', async () => {
    expect(await namesIn('ru', 'ana')).toEqual(['Rudolf Rassendyll', 'Ruritania']);
    expect(await namesIn('ru', 'ben')).toEqual([]);
    expect(await namesIn('ruritania', 'ana')).toEqual(['Ruritania', 'Rudolf Rassendyll']);
    expect(await namesIn('ruritania', 'ben')).toEqual([]);
    const { body, headers } = await ask('', 'ben').expect(200);
    expect((body as { items: Suggestion[] }).items.map(({ name }) => name)).not.toContain('Rudolf Rassendyll');
    expect(headers['marking']).toBe('level="public"');
  });
  it('does not find somebody by a party that was hidden later', async () => {
    const id = (await record(list('parties'), { name: 'Zenda', kind: 'state', role: 'observer' })).id;
    await record(list('representatives'), { name: 'Colonel Sapt', kind: 'person', partyId: id });
    expect(await namesIn('zenda', 'ben')).toEqual(['Zenda', 'Colonel Sapt']);
    await record(`/v1/parties/${id}/mark`, { marking: { level: 'secret' }, reason: 'It became delicate.' });
    expect(await namesIn('zenda', 'ben')).toEqual([]);
    expect(await namesIn('sapt', 'ben')).toEqual(['Colonel Sapt']);
    expect((await ask('?q=sapt', 'ben')).text).not.toContain('Zenda');
  });
});
