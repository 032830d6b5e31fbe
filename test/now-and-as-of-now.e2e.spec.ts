import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  addressOf,
  type Document,
  documentOf,
  isByKey,
  type Route,
  routesOf,
  sendExamples,
} from './support/examples.js';
import { type InProcess, startInProcess } from './support/in-process.js';
import { loadDossier, type LoadedDossier } from './support/loaded-dossier.js';
import { remove } from './support/service.js';

/** The dossier is loaded on this day. */
const TODAY = '2026-11-27';

let dossier: LoadedDossier;
beforeAll(async () => void (dossier = await loadDossier()));
afterAll(() => dossier.close());

const has = ({ operation }: Route, parameter: string) =>
  operation.parameters?.some(({ name }) => name === parameter) === true;
const typesOf = ({ operation: { responses } }: Route): readonly string[] =>
  Object.keys((responses['200'] as { content?: object } | undefined)?.content ?? {});
const isJson = (route: Route) => typesOf(route).includes('application/json');
const asksOfMoments = (document: Document) =>
  routesOf(document).filter((route) => route.method === 'get' && has(route, 'asOf') && !isByKey(route));
const within = (address: string, query: string) => `${address}${address.includes('?') ? '&' : '?'}${query}`;

/** What names the moment that is asked about: changes, and the cursor of the next page. */
const OF_MOMENT = new Set(['asOf', 'knownAt', 'next']);
const withoutMoment = (text: string) =>
  JSON.stringify(
    JSON.parse(text, (name, value: unknown) => (OF_MOMENT.has(name) ? undefined : value)),
    null,
    1,
  );

describe('what is asked about now', () => {
  it('is answered the same as of now and as known today, whatever the route', async () => {
    const { service } = dossier;
    const document = await documentOf(service);
    await sendExamples(service, document);
    const routes = asksOfMoments(document).filter(isJson);
    expect(routes.length).toBeGreaterThan(30);
    const read = async (address: string) => withoutMoment((await service.get(address).expect(200)).text);
    const { headers } = await service.get('/v1/negotiations').expect(200);
    const moments = [`asOf=${headers['consistency-token']}`, `knownAt=${TODAY}`];
    for (const route of routes) {
      const address = addressOf(route);
      const now = await read(address);
      for (const moment of moments)
        expect([route.path, moment, await read(within(address, moment))]).toEqual([route.path, moment, now]);
    }
  });
});

describe('an answer as of its own token', () => {
  const TALKS = '/v1/negotiations/5ba1ad00-0000-4000-8000-000000000001';
  let service: InProcess;
  let routes: readonly Route[];
  beforeAll(async () => {
    service = await startInProcess();
    const document = await documentOf(service);
    await sendExamples(service, document);
    routes = asksOfMoments(document);
    const record = (path: string, body: object) => service.post(path, body).set('if-match', '*').expect(201);
    const { body } = await service.get('/v1/audit/trail?limit=200').expect(200);
    const events = (body as { items: readonly { event: { id: string; stream: string } }[] }).items;
    const things = [...new Set(events.map(({ event }) => event.stream))].map((stream) => {
      const [kind, ...id] = stream.split('-');
      return { kind: kind!, id: id.join('-') };
    });
    const oneOf = (kind: string) => things.find((thing) => thing.kind === kind)!.id;
    // A negotiation names a statement as its source, and a text has what looks like the id of a measure.
    await record(`${TALKS}/correct`, {
      eventId: events.find(({ event }) => event.stream.startsWith('negotiation-'))!.event.id,
      changes: { sources: [{ statementId: oneOf('statement') }], comment: `As announced in ${oneOf('measure')}.` },
      reason: 'The source was missing.',
    });
    // Each kind of thing is raised into a compartment of its own: so the marking of an answer says of which kinds it mentions things.
    const plurals: Readonly<Record<string, string>> = { party: 'parties', minutes: 'minutes' };
    for (const { kind, id } of things.filter(({ kind }) => !/^(?:negotiation|grant|ledger|checkpoint)$/.test(kind)))
      await record(`/v1/${plurals[kind] ?? `${kind}s`}/${id}/mark`, {
        marking: { level: 'secret', compartments: [kind] },
        reason: 'It became delicate.',
        consent: 'As agreed by phone.',
      });
  });
  afterAll(async () => {
    await service.close();
    remove(service.dataDir);
  });

  const read = async (address: string, type: string) => {
    const { text, headers } = await service.get(address).set('accept', type).buffer(true).expect(200);
    return { text, marking: headers['marking']!, token: headers['consistency-token']! };
  };
  /** What it says, as far as the moment is not named in it. Of a calendar and a feed: the marking of each of its items. */
  const saidIn = (text: string, type: string): unknown => {
    if (type === 'application/json') return withoutMoment(text);
    if (type === 'text/csv') return text;
    return [...text.matchAll(/^(?:X-RAPPORTEUR-MARKING|CLASS)[;:].*|<rights>.*?<\/rights>/gm)].map(
      ([marked]) => marked,
    );
  };

  it('has the same names and markings, whatever its items mention, in each form', async () => {
    const seen = new Set<string>();
    for (const route of routes)
      for (const type of typesOf(route).filter((one) => /json$|csv$|calendar$|atom\+xml$/.test(one))) {
        const address = addressOf(route);
        const now = await read(address, type);
        const then = await read(within(address, `asOf=${now.token}`), type);
        expect([address, type, then.marking, saidIn(then.text, type)]).toEqual([
          address,
          type,
          now.marking,
          saidIn(now.text, type),
        ]);
        seen.add(type);
      }
    expect([...seen].toSorted()).toEqual(['application/atom+xml', 'application/json', 'text/calendar', 'text/csv']);
  });
  it('is the same to the byte where no moment is named, with the same ETag', async () => {
    for (const path of ['/v1/negotiations', '/v1/meetings?limit=200', '/v1/search?q=talks&limit=200']) {
      const now = await service.get(path).expect(200);
      const then = await service.get(within(path, `asOf=${now.headers['consistency-token']}`)).expect(200);
      expect([path, then.text, then.headers['etag']]).toEqual([path, now.text, now.headers['etag']]);
    }
  });
  it('counts things of each kind that it mentions: as a source, in a text, and in a calendar', async () => {
    const { marking } = await read('/v1/negotiations', 'application/json');
    expect(marking).toBe('level="secret", compartments=("measure" "statement")');
    expect((await read('/v1/calendar.ics', 'text/calendar')).marking).toContain('"issue"');
  });
});
