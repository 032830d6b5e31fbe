import { UseInterceptors } from '@nestjs/common';
import { eventsRoute } from '#read-models/models/event/events-route.js';
import { readRoutes } from '#read-models/models/models.js';
import type { Schema } from '#read-models/routes/schema.js';
import { AccessLogInterceptor } from './audit/access-log.interceptor.js';
import { diffRoute } from './audit/diff.route.js';
import { changesRoute } from './changes/changes.route.js';
import { activityRoutes } from './activity/activity.routes.js';
import { briefRoute } from './brief/brief.route.js';
import { ReadToHere } from './changes/read-to-here-schemas.js';
import { calendarRoutes } from './calendar/calendar.routes.js';
import { Feeds, FeedWithKey } from './feeds/feed-schemas.js';
import { exportParameters } from './audit/export.controller.js';
import { ConsistencyProof, InclusionProof, LedgerDescription } from './audit/ledger-schemas.js';
import { trailRoute } from './audit/trail.route.js';
import { DeadLetters, DeliveredAgain, Webhooks, WebhookWithSecret } from './notices/webhooks/webhook-schemas.js';
import { NoticeSchema, noticeParameters } from './notices/notice-schemas.js';
import { dateParameters, DateReadings } from './record/date-schemas.js';
import { DryRun } from '#read-models/replay/forecast/forecast-schemas.js';
import { readController } from './query/read-controller.js';
import type { ReadRoutes } from './query/query-view.js';
import { Me, PublicConfig } from './session/session-schemas.js';

const routes = [
  ...readRoutes,
  eventsRoute,
  ...calendarRoutes,
  ...activityRoutes,
  briefRoute,
  changesRoute,
  trailRoute,
  diffRoute,
];

export const routesByName: ReadRoutes = new Map(routes.map((route) => [route.operationId, route]));

const tags = new Set(routes.map(({ tag }) => tag));
/** In the order of the OpenAPI document. */
export const readControllers = [...tags].map((tag) =>
  readController(tag, routes, UseInterceptors(AccessLogInterceptor)),
);

/** The schemas of answers and parameters. */
export const answerSchemas: readonly Schema[] = [
  ...routes.flatMap(({ answer, parameters }) => [answer, ...Object.values(parameters)]),
  ...Object.values(exportParameters),
  ...Object.values(noticeParameters),
  ...Object.values(dateParameters),
  DateReadings,
  DryRun,
  NoticeSchema,
  LedgerDescription,
  InclusionProof,
  ConsistencyProof,
  Me,
  PublicConfig,
  ReadToHere,
  Feeds,
  FeedWithKey,
  Webhooks,
  WebhookWithSecret,
  DeadLetters,
  DeliveredAgain,
];
