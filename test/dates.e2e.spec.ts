import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ReceiptBody, remove, type Running, start } from './support/service.js';

type Answer = Readonly<{
  said: string;
  readings: readonly Readonly<{ edtf: string; earliest?: string; latest?: string; why: string; reason: string }>[];
  message?: string;
}>;

let service: Running;
beforeAll(async () => void (service = await start()));
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

const ask = (said: string, more = '', language = 'en') =>
  service.get(`/v1/dates?said=${encodeURIComponent(said)}&from=2025-10-27${more}`).set('accept-language', language);
const read = async (said: string, more = '', language = 'en') =>
  (await ask(said, more, language).expect(200)).body as Answer;

describe('a date as it was said', () => {
  it('is read from the day of the source, with its first and last day, its words, and why', async () => {
    expect(await read('early October', '&language=en')).toEqual({
      said: 'early October',
      from: '2025-10-27',
      readings: [
        {
          edtf: '2025-10-0X',
          earliest: '2025-10-01',
          latest: '2025-10-09',
          why: 'nearestYear',
          reason: 'No year was said: of the likely ones, this is the nearest to the day of the source.',
        },
        {
          edtf: '2026-10-0X',
          earliest: '2026-10-01',
          latest: '2026-10-09',
          why: 'otherYear',
          reason: 'No year was said: it may also be this one.',
        },
      ],
    });
    const [open] = (await read('after 10 November 2025')).readings;
    expect(open).toMatchObject({ edtf: '2025-11-11/..', earliest: '2025-11-11' });
    expect(open).not.toHaveProperty('latest');
  });
  it('has reasons in the language of the reader, whatever that of the words', async () => {
    const [next, first] = (await read('next Tuesday', '', 'fr')).readings;
    expect([next!.edtf, next!.reason]).toEqual(['2025-11-04', 'Ce jour dans la semaine qui suit celle de la source.']);
    expect([first!.edtf, first!.reason]).toEqual(['2025-10-28', 'Le premier de ces jours après celui de la source.']);
    expect((await ask('上周', '', 'ar')).headers['content-language']).toBe('ar');
  });
  it('that is not understood is answered with what is', async () => {
    const { readings, message } = await read('when pigs fly');
    expect(readings).toEqual([]);
    expect(message).toMatch(/^These words are not understood as a date\. Write 27 October 2025, /);
    expect((await read('when pigs fly', '', 'zh')).message).toMatch(/^这些文字无法理解为日期/);
  });
  it('needs the words and the day of the source', async () => {
    const refused = async (query: string) => {
      const { status, body } = await service.get(`/v1/dates${query}`);
      const { errors } = body as { errors: { pointer: string }[] };
      return [status, errors.map(({ pointer }) => pointer)];
    };
    expect(await refused('')).toEqual([400, ['/said', '/from']]);
    expect(await refused('?said=yesterday&from=today')).toEqual([400, ['/from']]);
    expect(await refused('?said=yesterday&from=2025-10-27&language=de')).toEqual([400, ['/language']]);
    expect(await refused(`?said=${'x'.repeat(101)}&from=2025-10-27`)).toEqual([400, ['/said']]);
    expect(await refused('?said=yesterday&from=2025-10-27&tz=UTC')).toEqual([400, ['/tz']]);
  });
  it('may be recorded as it was read: every reading is accepted as a plan', async () => {
    const talks = ((await service.post('/v1/negotiations', { title: 'Talks' }).expect(201)).body as ReceiptBody).id;
    const SAID = [
      '2025-10-0X',
      'early October',
      'mid-February',
      'late 2025',
      'last week',
      'next Tuesday',
      'in two weeks',
      'end of the month',
      'this winter',
      'Q4',
      'around 10 November',
      'around late October',
      'perhaps 10 November',
      'before 10 November',
      'after 10 November',
      'since April',
      '28 to 30 October',
      '10/11/2025',
      'soon',
      'recently',
      '10月上旬',
      'بعد أسبوعين',
    ];
    const edtfs = (await Promise.all(SAID.map(async (said) => (await read(said)).readings)))
      .flat()
      .map(({ edtf }) => edtf);
    expect(edtfs.length).toBeGreaterThan(35);
    const { body } = await service
      .post(
        '/v1/batches',
        edtfs.map((on) => ({
          path: `/v1/negotiations/${talks}/meetings`,
          body: { title: 'Talks', planned: { on, text: 'as it was said' } },
        })) as never,
      )
      .expect(200);
    expect((body as { status: number }[]).map(({ status }, n) => [edtfs[n], status])).toEqual(
      edtfs.map((on) => [on, 201]),
    );
  });
});
