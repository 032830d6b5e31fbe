import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { project } from '../projection/projection.js';
import { definitionOf } from '../routes/schema.js';
import { REQUIRED } from '../routes/parameters.js';
import type { QueryContext, ReadRoute } from '../routes/read-route.js';
import { NEGOTIATION, randomHistory } from '../testing/random-history.js';
import { dossierOf, recordedInOrder } from '../testing/simulated-recorder.js';
import { loggedOf } from '../testing/told-log.js';
import { readRoutes } from './models.js';
import { models } from './replayed-models.js';

const CONTEXT: QueryContext = {
  slice: { after: undefined, limit: 20 },
  today: '2025-10-27',
  isPast: false,
  among: undefined,
  showsOrdinals: false,
  isAuditor: false,
};
/** Without these, a query may not read all that it can. */
const ASKED: Readonly<Record<string, string>> = {
  partyId: 'party:0',
  q: 'licence',
  include: 'nextMeeting,lastEvent,counts',
};

/** What it cannot do without. */
const neededBy = ({ parameters }: ReadRoute): Partial<typeof ASKED> =>
  Object.fromEntries(Object.entries(ASKED).filter(([name]) => REQUIRED in (parameters[name] ?? {})));

const valueFor = ({ parameters }: ReadRoute, name: string, value: string) =>
  definitionOf(parameters[name]!)['type'] === 'array' ? [value] : value;

describe('a route', () => {
  it.each(readRoutes.map((route) => [route.operationId, route] as const))(
    '%s reads no read model that it does not name',
    (_, route) => {
      let answered = 0;
      for (const history of fc.sample(randomHistory, { numRuns: 5, seed: 20_251_027 })) {
        const { dossier } = dossierOf(recordedInOrder(history));
        const events = loggedOf(...dossier);
        const ids = route.path.includes(':id') ? new Set(dossier.map(({ id }) => id)) : [NEGOTIATION];
        const asked = route.ofEvent
          ? events.map(({ id, stream }) => ({ id: id as string, stream: stream as string }))
          : [...ids].map((id) => ({ id }));
        for (const [name, value] of [['', ''], ...Object.entries(ASKED)] as const) {
          if (name !== '' && !Object.hasOwn(route.parameters, name)) continue;
          const given = {
            negotiationId: NEGOTIATION,
            order: 'asc',
            by: 'month',
            ...neededBy(route),
            ...(name !== '' && { [name]: valueFor(route, name, value) }),
          };
          const named = route.models(given);
          const db = new Database(':memory:');
          project(
            db,
            models.filter(({ name }) => named.includes(name)),
            events,
          );
          for (const one of asked) answered += 'body' in route.find(db, { ...given, ...one }, CONTEXT) ? 1 : 0;
          db.close();
        }
      }
      expect(answered).toBeGreaterThan(0);
    },
  );
});
