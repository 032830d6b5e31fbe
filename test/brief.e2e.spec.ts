import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mammoth from 'mammoth';
import { DOCX, partsOf } from './support/docx.js';
import { type LoadedDossier, loadDossier } from './support/loaded-dossier.js';
import type { ReceiptBody } from './support/service.js';

type Brief = Readonly<{
  sections: readonly Readonly<{
    sentences: readonly Readonly<{ id: string; eventIds: readonly string[]; counts?: true }>[];
  }>[];
}>;

let dossier: LoadedDossier;
let talks: string;
beforeAll(async () => {
  dossier = await loadDossier();
  const { items } = (await dossier.service.get(`/v1/negotiations/${dossier.id}/meetings`)).body as {
    items: { id: string; title: string }[];
  };
  talks = items.find(({ title }) => title.startsWith('High-level'))!.id;
});
afterAll(() => dossier.close());

const ask = (query = '', headers: Record<string, string> = {}) =>
  dossier.service.get(`/v1/meetings/${talks}/brief${query}`).set(headers).buffer(true);
const asText = async (query: string, language = 'en') =>
  (await ask(query, { accept: 'text/plain', 'accept-language': language }).expect(200)).text;

const TALKS = '“High-level technical talks in Brussels”';
const CONTROLS = '“Controls on rare earth exports and related technologies”';
const DIALOGUE =
  '“To establish a dialogue to resolve the crisis caused by China’s strengthened controls on rare earth exports”';
const DELEGATION =
  '“A “high-level technical” Chinese delegation will arrive in Brussels on Thursday to engage in more substantial talks.”';

describe('the brief for the talks in Brussels, as known on 29 October 2025', () => {
  it('says in words who comes, what each side wants, what is in force, pledged, said and disputed, and what is not on record', async () => {
    expect(await asText('?knownAt=2025-10-29')).toBe(
      [
        'Marking: public',
        '',
        'Brief for a meeting',
        'High-level technical talks in Brussels',
        'EU–China talks on rare-earth export controls',
        'As on record for 29 October 2025',
        'As known at the end of 29 October 2025 (UTC)',
        '',
        'The meeting',
        `- by 27 October 2025: ${TALKS} was proposed. (27 October\u2009–\u20092 November 2025, “this week”) [1]`,
        `- 27 October 2025: ${TALKS} was scheduled. (30 October 2025, “Thursday”) [1]`,
        `- 27 October 2025: European Union confirmed ${TALKS}. [1; 2]`,
        '- 27 October 2025: “Preliminary contact between the teams” was held, with European Union and China. “A preliminary contact between the teams via video conference, to set the stage for discussions.” [1]',
        '- Accounts of this meeting contradict each other: see below.',
        '',
        'Who comes, and on whose word',
        `- 27 October 2025: The delegation of China to ${TALKS} was announced. ${DELEGATION} [1; 2]`,
        '- 21 October 2025: Wang Wentao: coming “An invitation to Brussels is “accepted”.” [3]',
        '- 27 October 2025: Wang Wentao: unclear whether coming, according to Brussels “Confusion regarding whether China’s Minister of Commerce, Wang Wentao, will be part of it” [1]',
        '- 27 October 2025: Wang Wentao: not coming, according to Olof Gill “The delegation arrives on Thursday the 30th; Wang is not part of it.” [4]',
        '- European Union: the record does not say who comes.',
        '',
        'Positions',
        `- 1\u2009–\u20099 October 2025: China, on ${CONTROLS}: demand. “Exporters must obtain an export license for dual-use items issued by China’s Ministry of Commerce before selling affected materials to countries and regions outside China.” [1]`,
        `- 1\u2009–\u20099 October 2025: China hardened its position on ${CONTROLS}. [1]`,
        `- 1 April\u2009–\u200927 October 2025: European Union, on ${CONTROLS}: reservation. “The measures are “unjustified and harmful.”” [1]`,
        '- No red line on these issues is on record.',
        '- No move of these positions is on record since “Preliminary contact between the teams” (27 October 2025).',
        '',
        'Measures',
        '- China: a provision in force since 4 April 2025 (MOFCOM No. 18). [1]',
        '- China: 2 provisions in force since 9 October 2025 (MOFCOM No. 61 and MOFCOM No. 62). [1; 5]',
        '- China: 4 provisions not yet in force, announced for 8 November 2025 (MOFCOM No. 55, MOFCOM No. 56, MOFCOM No. 57 and MOFCOM No. 58). [5]',
        '- China: 2 provisions not yet in force, announced for 1 December 2025 (MOFCOM No. 61). [1]',
        '',
        'Pledges',
        `- July 2025: Open, pledged by European Union and China. ${DIALOGUE} [1]`,
        `- 27 October 2025: Progress was reported on the pledge ${DIALOGUE}. “The teams have met by video conference, and high-level technical talks are set for Thursday in Brussels.” [1]`,
        '- 24 July 2025: Open, pledged by European Union and China. “An “upgraded export supply mechanism”” [3]',
        '',
        'Said lately',
        '- 27 October 2025: President of the European Council made a statement. “in the coming weeks” [3]',
        '- 27 October 2025: Olof Gill made a statement. “The delegation arrives on Thursday the 30th; Wang is not part of it.” [3]',
        `- 27 October 2025: Olof Gill made a statement. ${DELEGATION} [1]`,
        '- 27 October 2025: Olof Gill made a statement. “A preliminary contact between the teams occurred via video conference on Monday to set the stage for discussions.” [1]',
        '- by 27 October 2025: Maroš Šefčovič made a statement. “Discussions will take place this week to tackle the crisis.” [1]',
        `- On ${CONTROLS}: 4 earlier statements are not shown.`,
        '',
        'Accounts that contradict each other',
        `- 27 October 2025: “Gill, 27 October: Wang is not part of it” was contradicted by another account: “Reports of the call of 21 October: an invitation to Brussels is “accepted””. (On ${TALKS}) [3]`,
        `- 27 October 2025: “Thursday” was contradicted by another account: “in the coming weeks”. (On ${TALKS}) [6]`,
        `- 28 October 2025: “Oct. 30” was contradicted by another account: “tomorrow”. (On ${TALKS}) [7]`,
        '',
        'Sources',
        '1. Web Editor, EU and China Resume Negotiations to Resolve Rare Earth Land Control Crisis, 27 October 2025, not graded',
        `2. “${DELEGATION.slice(1, -1)}”, not graded`,
        '3. Public reports and official notices, 2025, not graded',
        '4. “The delegation arrives on Thursday the 30th; Wang is not part of it.”, not graded',
        '5. Ministry of Commerce of the People’s Republic of China, MOFCOM announcements Nos. 55 to 58, 61 and 62, 9 October 2025, not graded',
        '6. “in the coming weeks”, not graded',
        '7. A newspaper, 28 October 2025, not graded',
        '',
        'Made from the record alone, by fixed rules. What the record does not hold is said to be missing.',
        '',
        'Marking: public',
        '',
      ].join('\n'),
    );
  });
  it('has for each sentence the ids of its events, and says which word on a person counts', async () => {
    const { sections } = (await ask('?knownAt=2025-10-29').expect(200)).body as Brief;
    const sentences = sections.flatMap((one) => one.sentences);
    expect(sentences.length).toBe(26);
    for (const { eventIds } of sentences) {
      expect(eventIds.length).toBeGreaterThan(0);
      for (const id of eventIds) expect(dossier.types.has(id)).toBe(true);
    }
    expect(sentences.filter(({ counts }) => counts).map(({ id }) => id)).toEqual(['coming.not-coming.by']);
    const moved = sentences.filter(({ id }) => id.startsWith('fact.PositionShifted'));
    for (const { eventIds } of moved) expect(eventIds.map((id) => dossier.types.get(id))).toEqual(['PositionShifted']);
  });
  it('says in text, as a page and as a document of which moment it is, on each axis, and nothing of now', async () => {
    for (const [query, said] of [
      ['?knownAt=2025-10-29', 'As known at the end of 29 October 2025 (UTC)'],
      ['?happenedBy=2025-10-28', 'What had happened by the end of 28 October 2025 (UTC)'],
      ['?knownAt=2025-10-29T12:00:00%2B02:00', 'As known at 29 Oct 2025, 10:00:00.000 UTC'],
      ['?knownAt=2025-10-29T12:00:00+02:00', 'As known at 29 Oct 2025, 10:00:00.000 UTC'],
      ['?asOf=2026-11-27', 'As on record at the end of 27 November 2026 (UTC)'],
      ['', undefined],
    ] as const) {
      const text = await ask(query, { accept: 'text/plain' });
      if (said === undefined) {
        expect(text.text).not.toMatch(/\(UTC\)|UTC$/m);
        continue;
      }
      expect(text.text.split('\n').slice(0, 8).join('\n')).toContain(said);
      const page = await ask(query, { accept: 'text/html' }).expect(200);
      expect(/<p class="by">(.*)<\/p>/.exec(page.text)![1]).toContain(said);
      const { body } = await ask(query, { accept: DOCX }).responseType('blob').expect(200);
      expect(partsOf(body)('word/document.xml')).toContain(said);
      expect(partsOf(body)('word/footer1.xml')).toContain(said);
    }
    const { headers } = await ask('', {}).expect(200);
    const token = await ask(`?asOf=${headers['consistency-token']}`, { accept: 'text/plain' }).expect(200);
    expect(token.text).toMatch(/^As on record at \d+ \w+ \d{4}, \d\d:\d\d:\d\d\.\d{3} UTC$/m);
  });
  it('says the instant in each language', async () => {
    const at = '?knownAt=2025-10-29T12:00:00Z';
    expect(await asText(at, 'fr')).toMatch(/^Ce que nous savions le 29 oct. 2025, 12:00:00,000 UTC$/m);
    expect(await asText(at, 'zh')).toMatch(/^截至2025年10月29日.*12:00:00\.000我方所知$/m);
    expect(await asText(at, 'ar')).toMatch(/^ما كنا نعلمه عند 29 أكتوبر 2025/m);
  });
  it('counts from the day in the zone of its reader, by default in UTC', async () => {
    const on = async (query: string) => ((await ask(query).expect(200)).body as { on: string }).on;
    expect(await on('')).toBe('2026-11-27');
    expect(await on('?tz=Pacific/Kiritimati')).toBe('2026-11-28');
    expect(await on('?tz=America/New_York')).toBe('2026-11-27');
    expect(await on('?tz=Asia/Shanghai&knownAt=2025-10-29T18:00:00Z')).toBe('2025-10-30');
    expect(await on('?tz=Pacific/Pago_Pago&knownAt=2025-10-29')).toBe('2025-10-29');
    const refused = await ask('?tz=Mars').expect(400);
    expect(refused.body).toMatchObject({ errors: [{ pointer: '/tz', code: 'is-time-zone' }] });
  });
  it('is written in each language', async () => {
    const french = await asText('?knownAt=2025-10-29', 'fr');
    expect(french).toContain('- European Union : le dossier ne dit pas qui vient.\n');
    expect(french).toContain('- Aucune ligne rouge sur ces questions n’est au dossier.\n');
    expect(await asText('?knownAt=2025-10-29', 'zh')).toContain('European Union：记录未载明谁出席。\n');
    expect(await asText('?knownAt=2025-10-29', 'ar')).toContain('لا خط أحمر بشأن هذه المسائل في السجل.');
  });
});

describe('the brief as a page to be printed', () => {
  const page = async (language = 'en') =>
    ask('?knownAt=2025-10-29', { accept: 'text/html', 'accept-language': language }).expect(200);
  it('has no script, and one style, which its policy names', async () => {
    const { text, headers } = await page();
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const styles = [...text.matchAll(/<style>([^]*?)<\/style>/g)].map(([, style]) => style!);
    const hashes = styles.map((style) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(headers['content-security-policy']).toBe(
      `default-src 'none';style-src ${hashes.join(' ')};frame-ancestors 'none';base-uri 'none';form-action 'none'`,
    );
    expect(hashes).toHaveLength(1);
    expect(text).not.toMatch(/<script|\son\w+=|\sstyle=|<link|<img|https?:/);
    expect(styles[0]).toContain('counter(page) " / " counter(pages)');
  });
  it('has its marking in the head and the foot that are printed on each page, and all that the text says', async () => {
    const { text } = await page();
    expect(text).toMatch(/<thead><tr><td>public<\/td><\/tr><\/thead>\s*<tfoot><tr><td>public<\/td>/);
    for (const words of [
      'Wang Wentao: not coming, according to Olof Gill',
      'No red line on these issues is on record.',
    ])
      expect(text).toContain(words);
    expect((await page('ar')).text).toContain('<html lang="ar" dir="rtl">');
  });
  it('shows what looks like HTML as it was written', async () => {
    const title = '<script>alert("1")</script> & more';
    const { id } = (await dossier.service.post(`/v1/negotiations/${dossier.id}/meetings`, { title }).expect(201))
      .body as {
      id: string;
    };
    const { text } = await dossier.service.get(`/v1/meetings/${id}/brief`).set('accept', 'text/html').expect(200);
    expect(text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more');
    expect(text).not.toContain('<script');
  });
});

describe('the brief as a document for word processors', () => {
  const asked = (query = '?knownAt=2025-10-29', language = 'en') =>
    ask(query, { accept: DOCX, 'accept-language': language }).responseType('blob').expect(200);

  it('is a file with the day, the moment and the marking in its name, and the same bytes for the same answer', async () => {
    const { headers, body } = await asked();
    expect(headers['content-type']).toBe(DOCX);
    expect(headers['content-disposition']).toMatch(
      /^attachment; filename="brief-\d{4}-\d\d-\d\d-knownAt-2025-10-29-public\.docx"; /,
    );
    expect(((await asked()).body as Buffer).equals(body as Buffer)).toBe(true);
    await ask('?knownAt=2025-10-29', { accept: DOCX, 'if-none-match': headers['etag']! }).expect(304);
  });
  it('has its name also if it has not changed, and the document of the API says in which forms it has one', async () => {
    for (const [type, ending, how] of [
      [DOCX, 'docx', 'attachment'],
      ['text/plain', 'txt', 'inline'],
      ['text/html', 'html', 'inline'],
    ] as const) {
      const { headers } = await ask('', { accept: type }).expect(200);
      const unchanged = await ask('', { accept: type, 'if-none-match': headers['etag']! }).expect(304);
      expect(unchanged.headers['content-disposition']).toBe(headers['content-disposition']);
      expect(headers['content-disposition']).toMatch(
        new RegExp(`^${how}; filename="brief-[-\\d]+-public\\.${ending}"`),
      );
    }
    const { paths } = (await dossier.service.get('/openapi.json').expect(200)).body as {
      paths: Record<string, { get: { responses: { 200: { headers: Record<string, { description: string }> } } } }>;
    };
    const described = (path: string) => paths[path]!.get.responses[200].headers['Content-Disposition']?.description;
    for (const words of ['text and HTML', '`inline`', 'DOCX', '`attachment`'])
      expect(described('/v1/meetings/{id}/brief')).toContain(words);
    expect(described('/v1/negotiations/{negotiationId}/changes')).toContain('`inline`');
    expect(described('/v1/negotiations/{negotiationId}/board')).toBeUndefined();
  });
  it('has every line of the text, for a reader of such documents', async () => {
    const { value, messages } = await mammoth.extractRawText({ buffer: (await asked()).body as Buffer });
    expect(messages).toEqual([]);
    const plain = (text: string) => text.replaceAll(/[\s·]+/g, ' ');
    const words = plain(value);
    const lines = (await asText('?knownAt=2025-10-29')).split('\n').filter((one) => one !== 'Marking: public');
    expect(lines.length).toBeGreaterThan(50);
    for (const line of lines) {
      const [, , when = '', said, sources = ''] = /^(- )?(?:([^“:]*\d{4}): )?(.*?)(?: \[([^\]]*)\])?$/.exec(line)!;
      const told = plain(`${when} ${said!.replaceAll(/ \(((?:[^()]*“)[^()]*)\)/g, ' $1')} ${sources}`).trim();
      expect(words).toContain(told);
    }
  });
  it('has its marking at the top and the foot of each page, the moment, and the number of the page of how many', async () => {
    const part = partsOf((await asked()).body);
    expect(part('word/header1.xml')).toContain('>public</w:t>');
    const footer = part('word/footer1.xml');
    for (const words of ['>public</w:t>', 'As on record for 29 October 2025', ' PAGE ', ' NUMPAGES '])
      expect(footer).toContain(words);
    expect(part('docProps/core.xml')).toContain('public – High-level technical talks in Brussels');
  });
  it('runs from right to left in Arabic, but for words of the record in other scripts', async () => {
    const part = partsOf((await asked('?knownAt=2025-10-29', 'ar')).body);
    expect(part('word/styles.xml')).toContain('w:bidi="ar"');
    expect(part('word/document.xml')).toMatch(/<w:bidi\/>.*<w:rPr><w:rStyle w:val="Said"\/><w:rtl\/><\/w:rPr>/);
    expect(part('word/document.xml')).toContain(
      '<w:r><w:t xml:space="preserve">\u2068High-level technical talks in Brussels\u2069</w:t></w:r>',
    );
    expect(part('word/document.xml')).not.toMatch(/\\u20/);
  });
  it('shows what looks like XML, and what turns or hides a text, as it was written', async () => {
    const title = '<w:fldSimple w:instr="DDE"> & \u202Eevil \uFFFF';
    const { id } = (await dossier.service.post(`/v1/negotiations/${dossier.id}/meetings`, { title }).expect(201))
      .body as { id: string };
    const { body } = await dossier.service
      .get(`/v1/meetings/${id}/brief`)
      .set('accept', DOCX)
      .responseType('blob')
      .expect(200);
    const document = partsOf(body)('word/document.xml');
    expect(document).toContain('&lt;w:fldSimple w:instr=&quot;DDE&quot;&gt; &amp; \\u202eevil \\uffff');
    expect(document).not.toContain('<w:fldSimple');
  });
});

describe('the brief for a meeting of which nobody said what it is about', () => {
  it('says so below what was said lately, too', async () => {
    const meetings = `/v1/negotiations/${dossier.id}/meetings`;
    const { id } = (await dossier.service.post(meetings, { title: 'A call' }).expect(201)).body as ReceiptBody;
    const asking = dossier.service.get(`/v1/meetings/${id}/brief`).set('accept', 'text/plain').buffer(true);
    const { text } = await asking.expect(200);
    expect(text).toContain('\nSaid lately\n- The record does not say what the meeting is about.\n');
  });
});

describe('a brief that there is not', () => {
  it('is refused: of no meeting, of one that was voided, and in a form that it has not', async () => {
    const missing = talks.replace(/^./, (sign) => (sign === 'f' ? 'e' : 'f'));
    const unknown = await dossier.service.get(`/v1/meetings/${missing}/brief`).expect(404);
    expect(unknown.body).toMatchObject({ code: 'meeting-unknown' });
    const meetings = `/v1/negotiations/${dossier.id}/meetings`;
    const receipt = (await dossier.service.post(meetings, { title: 'A slip' }).expect(201)).body as ReceiptBody;
    const slip = { eventId: receipt.events[0]!.id, reason: 'It was recorded twice.' };
    await dossier.service.post(`/v1/meetings/${receipt.id}/void`, slip).set('if-match', '*').expect(201);
    const voided = await dossier.service.get(`/v1/meetings/${receipt.id}/brief`).expect(404);
    expect(voided.body).toMatchObject({ code: 'meeting-voided' });
    const refused = await ask('', { accept: 'text/csv' }).expect(406);
    expect((refused.body as { detail: string }).detail).toBe(
      `This is available as application/json, text/plain, text/html and ${DOCX}. Set Accept to one of them.`,
    );
  });
});
