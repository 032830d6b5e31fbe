import type { Kind } from '#domain/ids.js';
import type { CommandRoutes } from './command-routes.js';
import { commitmentRoutes } from './routes/commitment.js';
import { disputeRoutes } from './routes/dispute.js';
import { grantRoutes } from './routes/grant.js';
import { issueRoutes } from './routes/issue.js';
import { measureRoutes } from './routes/measure.js';
import { meetingRoutes } from './routes/meeting.js';
import { minutesRoutes } from './routes/minutes.js';
import { negotiationRoutes } from './routes/negotiation.js';
import { partyRoutes } from './routes/party.js';
import { positionRoutes } from './routes/position.js';
import { proposalRoutes } from './routes/proposal.js';
import { representativeRoutes } from './routes/representative.js';
import { statementRoutes } from './routes/statement.js';

/** The commands of every kind, in the order of the OpenAPI document: each refers only to what stands before it. */
export const RECORD_ROUTES: readonly CommandRoutes[] = [
  negotiationRoutes,
  partyRoutes,
  representativeRoutes,
  issueRoutes,
  meetingRoutes,
  minutesRoutes,
  statementRoutes,
  positionRoutes,
  measureRoutes,
  commitmentRoutes,
  proposalRoutes,
  disputeRoutes,
  grantRoutes,
];

const byKind = new Map(RECORD_ROUTES.map((routes) => [routes.decider.kind, routes]));

/** @throws where nothing of this kind can be recorded */
export const routesOf = (kind: Kind): CommandRoutes => {
  const routes = byKind.get(kind);
  if (routes === undefined) throw new Error(`there is no command on a ${kind}`);
  return routes;
};
