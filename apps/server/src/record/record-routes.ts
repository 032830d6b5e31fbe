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

/** The commands of every kind, in the order of the OpenAPI document. Examples refer only to earlier ones. */
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

/** @throws if this kind has no commands */
export const routesOf = (kind: Kind): CommandRoutes => {
  const routes = byKind.get(kind);
  if (routes === undefined) throw new Error(`there are no commands for things of kind ${kind}`);
  return routes;
};
