import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseAtomFeed } from 'feedsmith';
import { letInByName } from './support/as.js';
import { type LoadedDossier, loadDossier } from './support/loaded-dossier.js';
import type { ReceiptBody } from './support/service.js';

let dossier: LoadedDossier;
beforeAll(async () => {
  letInByName();
  dossier = await loadDossier();
});
afterAll(() => dossier.close());

const ask = (path: string, who = 'chief') => dossier.service.get(path).set('x-caller', who).buffer(true);
/** A program that reads news. */
const feedAt = async (path: string, who = 'chief') => parseAtomFeed((await ask(path, who).expect(200)).text);
const titlesAt = async (path: string, who = 'chief') =>
  (await feedAt(path, who)).entries?.map(({ title }) => title!.value) ?? [];
const ofDossier = (query = '') => `/v1/negotiations/${dossier.id}/activity.atom${query}`;
const TITLE = 'EU–China talks on rare-earth export controls';

describe('the feed of the dossier', () => {
  it('has the facts that were recorded last, the newest first, with their words and their days', async () => {
    const { id, title, subtitle, entries } = await feedAt(ofDossier());
    expect([id, title!.value]).toEqual([`urn:rapporteur:activity:${dossier.id}`, `${TITLE}: recorded last`]);
    expect(subtitle!.value).toBe('Marking: public\nThere is more on record. This feed has the last 50 facts.');
    expect(entries).toHaveLength(50);
    const [first, second, third] = entries!;
    expect(first!.title!.value).toBe('Progress was reported on the pledge “An “upgraded export supply mechanism””.');
    expect(first!.content!.value!.split('\n')).toEqual([
      'Marking: public',
      TITLE,
      'Date: 19 December 2025',
      '“Some general licences have been granted.”',
    ]);
    expect(first).toMatchObject({
      authors: [{ name: 'chief' }],
      categories: [{ term: 'commitment' }],
      links: [{ rel: 'alternate', href: `/negotiations/${dossier.id}` }],
      rights: { value: 'Marking: public' },
    });
    expect(dossier.types.get(first!.id!.replace('urn:uuid:', ''))).toBe('ProgressReported');
    expect(second!.title!.value).toContain('China’s Ministry of Commerce');
    expect(third!.title!.value).toContain('softened its position');
  });
  it('has some kinds of things alone, also where they were recorded long before the others', async () => {
    expect(await titlesAt(ofDossier('?kind=negotiation&kind=proposal'))).toEqual([
      'The negotiation resumed.',
      `The negotiation “${TITLE}” was opened.`,
    ]);
    expect(await titlesAt(ofDossier('?kind=minutes'))).toEqual([]);
  });
  it('is of a past moment, with entries of its own', async () => {
    const { id, subtitle, entries } = await feedAt(ofDossier('?knownAt=2025-07-24'));
    expect(id).toBe(`urn:rapporteur:activity:${dossier.id}:knownAt-2025-07-24`);
    expect(subtitle!.value.split('\n')[1]).toBe('This is a past moment, and not the present: knownAt 2025-07-24.');
    // The pledge and the summit of July; what they name was learned later, and is no news then.
    expect(entries!.map(({ categories }) => categories![0]!.term)).toEqual(['commitment', 'meeting']);
    expect(entries!.every((entry) => entry.id!.endsWith(':knownAt-2025-07-24'))).toBe(true);
    await ask(ofDossier('?knownAt=2025-07-23')).expect(404);
  });
  it('is in the language of its reader', async () => {
    const { text, headers } = await ask(ofDossier()).set('accept-language', 'fr');
    expect(headers['content-language']).toBe('fr');
    expect(text).toContain('xml:lang="fr"');
    expect(parseAtomFeed(text).entries![0]!.content!.value).toContain('Date : 19 décembre 2025');
  });
  it('follows from the record alone, and is not sent again while nothing has changed', async () => {
    const { text, headers } = await ask(ofDossier()).expect(200);
    expect(headers).toMatchObject({ 'content-type': 'application/atom+xml; charset=utf-8', marking: 'level="public"' });
    expect((await ask(ofDossier()).expect(200)).text).toBe(text);
    await ask(ofDossier()).set('if-none-match', headers['etag']!).expect(304);
  });
  it('refuses what it has not', async () => {
    const refused = await ask(ofDossier()).set('accept', 'application/json').expect(406);
    expect((refused.body as { detail: string }).detail).toContain('application/atom+xml');
    const unknown = await ask(ofDossier('?kind=grant')).expect(400);
    expect((unknown.body as { errors: object[] }).errors).toMatchObject([{ pointer: '/kind' }]);
    await ask(`/v1/negotiations/${dossier.id.replace(/^./, 'f')}/activity.atom`).expect(404);
  });
});

describe('the feed of all negotiations', () => {
  let talks: string;
  const record = async (path: string, body: object) => {
    const answer = await dossier.service.post(path, body).set('if-match', '*');
    expect(answer.body).toMatchObject({ events: expect.anything() as unknown });
    return answer.body as ReceiptBody;
  };
  beforeAll(async () => {
    talks = (await record('/v1/negotiations', { title: 'Other talks' })).id;
  });
  const ofTalks = () => `/v1/negotiations/${talks}/activity.atom`;

  it('has the newest of all of them first', async () => {
    const titles = await titlesAt('/v1/activity.atom');
    expect(titles.slice(0, 2)).toEqual([
      'The negotiation “Other talks” was opened.',
      'Progress was reported on the pledge “An “upgraded export supply mechanism””.',
    ]);
  });
  it('tells a fact anew when it is corrected, and no more when it is voided', async () => {
    const { id, events } = await record(`/v1/negotiations/${talks}/meetings`, { title: 'Round 1', place: 'Geneva' });
    await record(`/v1/negotiations/${talks}/meetings`, { title: 'Round 2' });
    expect(await titlesAt('/v1/activity.atom?kind=meeting').then((titles) => titles.slice(0, 2))).toEqual([
      '“Round 2” was proposed.',
      '“Round 1” was proposed.',
    ]);
    const [, before] = (await feedAt(ofTalks())).entries!;
    const changes = { title: 'Round one' };
    await record(`/v1/meetings/${id}/correct`, { eventId: events[0]!.id, changes, reason: 'A slip of the pen.' });
    const [after] = (await feedAt(ofTalks())).entries!;
    expect(after!.title!.value).toContain('Round one');
    expect(after!.content!.value).toContain('Corrected since it was recorded.');
    expect([after!.id, after!.published]).toEqual([before!.id, before!.published]);
    // What else becomes of the thing is news of its own.
    await record(`/v1/negotiations/${talks}/issues`, { title: 'Seats' });
    await record(`/v1/meetings/${id}/confirm`, {});
    await record(`/v1/meetings/${id}/mark`, { marking: { level: 'restreint' }, reason: 'Delicate.' });
    expect((await titlesAt(ofTalks())).slice(0, 3)).toEqual([
      '[restreint] “Round one” was confirmed.',
      'The issue “Seats” was raised.',
      '[restreint] “Round one” was proposed.',
    ]);
    await record(`/v1/meetings/${id}/void`, { eventId: events[0]!.id, reason: 'There never was one.' });
    expect(await titlesAt(ofTalks())).toEqual([
      'The issue “Seats” was raised.',
      '“Round 2” was proposed.',
      'The negotiation “Other talks” was opened.',
    ]);
  });
  it('shows each reader what they may see, marked', async () => {
    const marking = { level: 'secret', compartments: ['trade'] };
    const title = 'Round 3</title><title>Marking: public';
    await record(`/v1/negotiations/${talks}/meetings`, { title, marking });
    const [ana] = (await feedAt(ofTalks(), 'ana')).entries!;
    expect(ana!.title!.value).toBe(`[secret / trade] “${title}” was proposed.`);
    expect(ana!.rights!.value).toBe('Marking: secret / trade');
    const forAna = await ask(ofTalks(), 'ana');
    expect(forAna.headers['marking']).toBe('level="secret", compartments=("trade")');
    const forBen = await ask(ofTalks(), 'ben');
    expect([forBen.headers['marking'], forBen.text.includes('Round 3')]).toEqual(['level="public"', false]);
  });
  it('keeps the words of a fact from passing for a line of its own', async () => {
    const text = 'Nothing.\nMarking: public';
    const { id: party } = await record(`/v1/negotiations/${talks}/parties`, {
      name: 'A & <B>',
      kind: 'state',
      role: 'principal',
    });
    await record(`/v1/negotiations/${talks}/statements`, {
      partyId: party,
      kind: 'press-statement',
      attribution: 'background',
      text,
      verbatim: true,
    });
    const [said] = (await feedAt(ofTalks())).entries!;
    expect(said!.title!.value).toBe('A & <B> made a statement, on background.');
    expect(said!.content!.value!.split('\n')).toHaveLength(3);
    expect(said!.content!.value).toContain('“Nothing. Marking: public”');
  });
});
