import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { recordDossier } from './support/recorded-dossier.js';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

let service: Running;
let talks: string;
/** In the dossier. */
let whole: string;
let meeting: ReceiptBody;
let corrected: string;
/** Another negotiation, in which somebody has made a statement. */
let apart: string;
let statement: object;
beforeAll(async () => {
  service = await start();
  whole = await recordDossier(service);
  talks = (await record('/v1/negotiations', { title: 'Talks', occurredOn: '2025-10-01' })).id;
  const plan = { title: 'A lunch in Geneva', occurredOn: '2025-10-20' };
  meeting = await record(`/v1/negotiations/${talks}/meetings`, plan);
  const slip = { eventId: meeting.events[0]!.id, changes: { title: 'A dinner in Geneva' }, reason: 'It was evening.' };
  corrected = (await record(`/v1/meetings/${meeting.id}/correct`, slip)).events.at(-1)!.id;
  await record(`/v1/negotiations/${talks}/issues`, { title: 'Tin', occurredOn: '2025-10-20' });
  apart = (await record('/v1/negotiations', { title: 'Talks apart', occurredOn: '2025-10-01' })).id;
  const { id: speakerId } = await record(`/v1/negotiations/${apart}/representatives`, { name: 'Wang', kind: 'person' });
  statement = { speakerId, kind: 'interview', text: 'The talks go on.', verbatim: false, occurredOn: '2025-10-21' };
  await record(`/v1/negotiations/${apart}/statements`, statement);
  const moved = { planned: { on: '2025-11-14', time: '19:00', zone: 'Europe/Zurich' }, occurredOn: '2025-10-22' };
  await record(`/v1/meetings/${meeting.id}/schedule`, moved);
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

const record = async (path: string, body: object) =>
  (await service.post(path, body).set('if-match', '*').expect(201)).body as ReceiptBody;

type Titled = Readonly<{ title: string; type: string; eventId: string }>;
type List = Readonly<{ items: readonly Titled[] }>;
/** Without a language, none is asked for. */
const ask = async (path: string, language?: string) => {
  const asked = service.get(path);
  const answer = await (language === undefined ? asked : asked.set('accept-language', language));
  expect(answer.status).toBe(200);
  return { body: answer.body as unknown, headers: answer.headers as Readonly<Record<string, string>> };
};
const read = async <T>(path: string, language?: string) => (await ask(path, language)).body as T;
/** A plain space is as good as one at which no line breaks; the marks around names are for pages. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ').replaceAll(/[\u2068\u2069]/g, '');
const titles = ({ items }: List) => items.map(({ title }) => plain(title));

const EN = {
  opened: 'Negotiation opened: “Talks”',
  proposed: 'A meeting was proposed: “A dinner in Geneva”',
  corrected: 'Corrected: A meeting was proposed: “A dinner in Geneva”',
  issue: 'Issue raised: “Tin”',
  said: 'Wang (interview): The talks go on',
  scheduled: '“A dinner in Geneva” was scheduled for 14 November 2025 at 19:00 (Europe/Zurich)',
};
const FR = {
  opened: 'La négociation « Talks » a été ouverte.',
  proposed: '« A dinner in Geneva » : réunion proposée.',
  corrected: 'Inscription corrigée : « A dinner in Geneva » : réunion proposée.',
  issue: 'La question « Tin » a été soulevée.',
  said: 'Wang a fait une déclaration — The talks go on',
  scheduled: '« A dinner in Geneva » : date fixée. Date prévue : 14 novembre 2025, 19:00 (Europe/Zurich).',
};
const AR = {
  opened: 'افتتاح المفاوضات «Talks».',
  proposed: 'اقتراح عقد «A dinner in Geneva».',
  corrected: 'تصحيح القيد: اقتراح عقد «A dinner in Geneva».',
  issue: 'طرح مسألة «Tin».',
  said: 'Wang: الإدلاء بتصريح — The talks go on',
  scheduled: 'تحديد موعد «A dinner in Geneva». الموعد المقرر: 14 نوفمبر 2025، 19:00 (Europe/Zurich).',
};

/** The lines of the negotiation, as the timeline has them. */
const lines = ({ opened, proposed, issue, scheduled }: typeof EN) => [opened, proposed, issue, scheduled];

describe.each([
  ['the language that is asked for, French', 'fr-BE, fr;q=0.9, en;q=0.5', 'fr', FR],
  ['the language that is asked for, Arabic', 'ar', 'ar', AR],
  ['English, if none is asked for', undefined, 'en', EN],
  ['English, if none of those that are asked for is there', 'tlh, nl;q=0.5', 'en', EN],
])('a title is in %s', (_, asked, language, told) => {
  it.each([
    ['on the timeline', () => `/v1/negotiations/${talks}/timeline`, lines(told)],
    [
      'among the events',
      () => `/v1/negotiations/${talks}/events`,
      [told.opened, told.proposed, told.corrected, told.issue, told.scheduled],
    ],
    ['in a search', () => '/v1/search?q=Geneva', [told.proposed]],
  ])('%s', async (__, path, expected) => {
    const { body, headers } = await ask(path(), asked);
    expect([titles(body as List), headers['content-language'], headers['vary']]).toEqual([
      expected,
      language,
      expect.stringContaining('Accept-Language'),
    ]);
  });
  it('on the page of an event, with all that stands beside it', async () => {
    const page = await read<Titled & Record<string, Titled> & { corrections: readonly Titled[] }>(
      `/v1/events/${meeting.events[0]!.id}`,
      asked,
    );
    expect([page.title, page.corrections[0]!.title, page['followedBy']!.title].map(plain)).toEqual([
      told.proposed,
      told.corrected,
      told.scheduled,
    ]);
    const { title, corrects } = await read<Titled & { corrects: Titled }>(`/v1/events/${corrected}`, asked);
    expect([title, corrects.title].map(plain)).toEqual([told.corrected, told.proposed]);
  });
  it('on the board, and where a negotiation has its last fact', async () => {
    const board = await read<{ lastEvents: readonly Titled[] }>(`/v1/negotiations/${talks}/board`, asked);
    const glance = await read<{ lastEvent: Titled }>(`/v1/negotiations/${talks}`, asked);
    const list = await read<{ items: readonly { id: string; lastEvent: Titled }[] }>(
      '/v1/negotiations?include=lastEvent',
      asked,
    );
    const listed = list.items.find(({ id }) => id === talks)!;
    expect([board.lastEvents[0]!, glance.lastEvent, listed.lastEvent].map(({ title }) => plain(title))).toEqual([
      told.scheduled,
      told.scheduled,
      told.scheduled,
    ]);
  });
  it('of a likely duplicate, and of what shares a date', async () => {
    const dry = (path: string, body: object) => {
      const sent = service.post(`${path}?dryRun=true`, body).set('if-match', '*');
      return asked === undefined ? sent : sent.set('accept-language', asked);
    };
    const eventId = meeting.events[0]!.id;
    const slip = { eventId, changes: { occurredOn: '2025-10-19' }, reason: 'A day earlier.' };
    const { body } = await dry(`/v1/meetings/${meeting.id}/correct`, slip).expect(200);
    const { sameDate } = (body as { changes: { sameDate: List } }).changes;
    expect(titles(sameDate)).toEqual([told.issue]);
    const said = { ...statement, text: 'The talks go on, I hear.' };
    const again = await dry(`/v1/negotiations/${apart}/statements`, said).expect(200);
    const duplicates = (again.body as { likelyDuplicates: readonly Titled[] }).likelyDuplicates;
    expect(titles({ items: duplicates })).toEqual([told.said]);
  });
});

describe('the titles of the dossier', () => {
  const lists = async (of: string, language: string) =>
    read<List>(`/v1/negotiations/${whole}/${of}?limit=200`, language);
  it.each(['timeline', 'events'])('are in each language for every event: %s', async (of) => {
    const english = await lists(of, 'en');
    expect(english.items.length).toBeGreaterThanOrEqual(80);
    for (const [language, letters] of Object.entries({
      fr: /\p{L}/u,
      zh: /\p{Script=Han}/u,
      ar: /\p{Script=Arabic}/u,
    })) {
      const told = await lists(of, language);
      expect(told.items.map(({ eventId }) => eventId)).toEqual(english.items.map(({ eventId }) => eventId));
      for (const [n, { title }] of told.items.entries()) {
        expect(title).toMatch(letters);
        expect(title).not.toBe(english.items[n]!.title);
      }
    }
  });
  it('are all that differs between two languages', async () => {
    const without = (list: List) => ({ ...list, items: list.items.map(({ title: _, ...item }) => item) });
    for (const of of ['timeline', 'events'])
      expect(without(await lists(of, 'ar'))).toEqual(without(await lists(of, 'en')));
  });
  it('are in the language of the reader in a table, too', async () => {
    const asked = service.get(`/v1/negotiations/${talks}/timeline`).set('accept', 'text/csv');
    const rows = parse<Titled>((await asked.set('accept-language', 'fr').expect(200)).text, { columns: true });
    expect(rows.map(({ title }) => plain(title))).toEqual(expect.arrayContaining([FR.opened, FR.scheduled]));
  });
  it('are found by what the English line says, by the texts and by names, in whichever language they are read', async () => {
    const found = async (q: string) => titles(await read<List>(`/v1/negotiations/${talks}/timeline?q=${q}`, 'fr'));
    expect(await found('scheduled')).toEqual([FR.scheduled]);
    expect(await found('dinner')).toEqual([FR.proposed, FR.scheduled]);
    expect(await found('réunion')).toEqual([]);
  });
});

describe('a list without titles', () => {
  it('is in no language', async () => {
    const tags = [];
    for (const query of ['', '?include=counts,nextMeeting'])
      for (const language of ['en', 'fr']) {
        const { headers } = await ask(`/v1/negotiations${query}`, language);
        expect(headers).not.toHaveProperty('content-language');
        expect(headers['vary']).not.toContain('Accept-Language');
        tags.push(headers['etag']);
      }
    expect(new Set(tags).size).toBe(2);
    const { headers } = await ask('/v1/negotiations?include=counts,lastEvent', 'fr');
    expect(headers['content-language']).toBe('fr');
  });
});

describe('an answer that is kept', () => {
  it('has another ETag in each language, and a language never gets the answer of another', async () => {
    const path = `/v1/negotiations/${whole}/timeline`;
    const tags = new Map<string, string>();
    for (const language of ['en', 'fr', 'en', 'zh', 'ar', 'fr', 'ar', 'zh']) {
      const { headers } = await ask(path, language);
      expect(headers['content-language']).toBe(language);
      expect(tags.get(language) ?? headers['etag']).toBe(headers['etag']);
      tags.set(language, headers['etag']!);
    }
    expect(new Set(tags.values()).size).toBe(4);
    const again = (language: string, etag: string) =>
      service.get(path).set('accept-language', language).set('if-none-match', etag);
    await again('fr', tags.get('fr')!).expect(304);
    await again('fr', tags.get('ar')!).expect(200);
  });
});
