import type { ReadModel } from '../projection/read-model.js';
import type { ReadRoute } from '../routes/read-route.js';
import { boardRoutes } from './board/board.js';
import { climate, climateRoutes } from './climate/climate.js';
import { commitmentRoutes, commitments } from './commitments.js';
import { disputeRoutes, disputes } from './disputes.js';
import { eventRoute } from './event/event-route.js';
import { grantRoutes, grants } from './grants.js';
import { measureRoutes, measures } from './measures.js';
import { allMeetingsRoutes } from './meetings/all-meetings.js';
import { meetingRoutes } from './meetings/meeting-routes.js';
import { meetings } from './meetings/meetings.js';
import { minutes, minutesRoutes } from './minutes.js';
import { momentRoutes, moments } from './moments.js';
import { names } from './names/names.js';
import { nameRoutes } from './names/names-route.js';
import { overview } from './overview/overview.js';
import { overviewRoutes } from './overview/overview-page.js';
import { positionRoutes, positions } from './positions.js';
import { proposalRoutes, proposals } from './proposals.js';
import { searchRoutes } from './search/search-route.js';
import { texts } from './search/texts.js';
import { statementRoutes, statements } from './statements/statements.js';
import { things } from './things.js';
import { timeline, timelineRoutes } from './timeline/timeline.js';

/** Every read model of views.db and its reads. To add a read model, add its file and one line here. */
const REGISTRY: readonly (readonly [ReadModel, (readonly ReadRoute[])?])[] = [
  [things],
  [overview, [...overviewRoutes, ...boardRoutes]],
  [names, nameRoutes],
  [timeline, [...timelineRoutes, eventRoute]],
  [moments, momentRoutes],
  [meetings, [...meetingRoutes, ...allMeetingsRoutes]],
  [minutes, minutesRoutes],
  [proposals, proposalRoutes],
  [positions, positionRoutes],
  [statements, statementRoutes],
  [texts, searchRoutes],
  [measures, measureRoutes],
  [climate, climateRoutes],
  [commitments, commitmentRoutes],
  [disputes, disputeRoutes],
  [grants, grantRoutes],
];

export const models: readonly ReadModel[] = REGISTRY.map(([model]) => model);
/** In the order of the OpenAPI document. */
export const readRoutes: readonly ReadRoute[] = REGISTRY.flatMap(([, routes = []]) => routes);
