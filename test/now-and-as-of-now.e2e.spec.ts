import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addressOf, documentOf, isByKey, type Route, routesOf, sendExamples } from './support/examples.js';
import { loadDossier, type LoadedDossier } from './support/loaded-dossier.js';

/** The dossier is loaded on this day. */
const TODAY = '2026-11-27';

let dossier: LoadedDossier;
beforeAll(async () => void (dossier = await loadDossier()));
afterAll(() => dossier.close());

const has = ({ operation }: Route, parameter: string) =>
  operation.parameters?.some(({ name }) => name === parameter) === true;
const isJson = ({ operation: { responses } }: Route) =>
  'application/json' in ((responses['200'] as { content?: object } | undefined)?.content ?? {});
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
    const routes = routesOf(document).filter(
      (route) => route.method === 'get' && has(route, 'asOf') && isJson(route) && !isByKey(route),
    );
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
