import { LANGUAGES } from '#messages/languages.js';
import { negotiationIdsOf } from '#read-models/models/overview/overview-items.js';
import { activityOf } from '#read-models/replay/activity.js';
import { WorldKindName } from '#read-models/routes/enums.js';
import { several, type ValuesOf } from '#read-models/routes/parameters.js';
import { negotiationRoute, routeOf } from '#read-models/routes/read-route.js';
import { described, object } from '#read-models/routes/schema.js';
import { EVERYWHERE } from '#read-models/routes/scope.js';
import { activityAsAtom } from './activity-atom.js';
import { ACTIVITY } from './activity.example.js';

const parameters = {
  kind: described('Only facts about things of this kind. It may be repeated', several(WorldKindName)),
};
type Filter = ValuesOf<typeof parameters>;

const head = {
  tag: 'timeline',
  models: ['overview', 'timeline'],
  parameters,
  only: { type: 'application/atom+xml', file: 'atom', write: activityAsAtom, example: ACTIVITY },
  sentences: { languages: LANGUAGES, write: (body: object) => body },
} as const;
/** There is no JSON of it. */
const answer = object({});

/** What was recorded last, as Atom feeds (RFC 4287), for the programs in which people read news. */
export const activityRoutes = [
  routeOf(
    {
      ...head,
      path: 'activity.atom',
      operationId: 'getActivity',
      summary:
        'Get the facts that were recorded or corrected last in all negotiations that the caller may read, as a feed',
    },
    {
      isPaged: false,
      isOfAll: false,
      answer,
      subject: () => EVERYWHERE,
      find: (views, values, { among }) => ({
        body: activityOf(views, among ?? negotiationIdsOf(views), (values as Filter).kind),
      }),
    },
  ),
  negotiationRoute({
    ...head,
    path: 'negotiations/:negotiationId/activity.atom',
    operationId: 'getNegotiationActivity',
    summary: 'Get the facts that were recorded or corrected last in a negotiation, as a feed',
    isOfAll: false,
    answer,
    ask: (views, negotiationId, { kind }) => ({ ...activityOf(views, [negotiationId], kind), negotiationId }),
  }),
];
