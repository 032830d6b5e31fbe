import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeptAnswers } from '../apps/server/src/query/kept-answers.js';
import { letInByName } from './support/as.js';
import { documentOf, sendExamples, viewAddresses } from './support/examples.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { type ReceiptBody, remove } from './support/service.js';

let service: InProcess;
beforeAll(async () => {
  letInByName();
  service = await startInProcess();
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});
const get = (address: string, who: string, headers: Record<string, string> = {}) =>
  service.get(address).set({ 'x-caller': who, ...headers });
const record = async (path: string, body: object) =>
  (await service.post(path, body).set({ 'if-match': '*' }).expect(201)).body as ReceiptBody;

describe('an answer that is kept', () => {
  it('is what the views say, after every fact and every marking, to every reader', async () => {
    const document = await documentOf(service);
    const kept = service.app.get(KeptAnswers);
    const addresses = viewAddresses(document);
    let step = 0;
    const answersOf = async () => {
      const answers: unknown[] = [];
      for (const [n, address] of addresses.entries())
        // In each step some pages are asked for, so that others stay kept from before.
        if (n % 16 === step % 16)
          for (const who of ['chief', 'ana', 'ben']) {
            const { status, text, headers } = await get(address, who);
            answers.push([address, who, status, text, headers['etag']]);
          }
      return answers;
    };
    const compare = async () => {
      const found = await answersOf();
      kept.clear();
      expect(found).toEqual(await answersOf());
      step += 1;
    };
    const sent = await sendExamples(service, document, compare);
    const things = new Set(sent.flatMap(({ answer }) => (answer.status === 201 ? [answer.headers['location']!] : [])));
    expect(things.size).toBeGreaterThan(10);
    for (const level of ['secret', 'restreint'])
      for (const thing of things) {
        const body = { marking: { level }, reason: 'So that they differ.', consent: 'By phone.' };
        const { status } = await service.post(`${thing}/mark`, body).set('if-match', '*');
        if (status === 201) await compare();
      }
  });
});

describe('a page that a reader has', () => {
  let talks: string;
  let meeting: string;
  let other: string;
  const page = () => `/v1/negotiations/${talks}/meetings`;
  const isUnchanged = async (who: string, etag: string) =>
    (await get(page(), who, { 'if-none-match': etag })).status === 304;
  const etagFor = async (who: string) => (await get(page(), who).expect(200)).headers['etag']!;
  beforeAll(async () => {
    talks = (await record('/v1/negotiations', { title: 'Talks' })).id;
    meeting = (await record(page(), { title: 'Known' })).id;
    other = (await record(page(), { title: 'Hidden', marking: { level: 'secret' } })).id;
  });

  it('stays the same while something is recorded that they may not see', async () => {
    const etag = await etagFor('ben');
    await record(`/v1/meetings/${other}/cancel`, { reason: 'No agreement.' });
    expect(await isUnchanged('ben', etag)).toBe(true);
    expect(await isUnchanged('chief', etag)).toBe(false);
  });
  it('is another one with the next fact that they may see, and with the marking that hides it', async () => {
    const before = await etagFor('ben');
    await record(`/v1/meetings/${meeting}/cancel`, { reason: 'No agreement.' });
    expect(await isUnchanged('ben', before)).toBe(false);
    // The last change that he sees is of another meeting, so that it stays the last one.
    await record(page(), { title: 'Later' });
    const shown = await etagFor('ben');
    await record(`/v1/meetings/${meeting}/mark`, { marking: { level: 'secret' }, reason: 'It became delicate.' });
    expect(await isUnchanged('ben', shown)).toBe(false);
    expect((await get(page(), 'ben').expect(200)).text).not.toContain('Known');
    expect((await get(page(), 'chief').expect(200)).text).toContain('Known');
  });
});
