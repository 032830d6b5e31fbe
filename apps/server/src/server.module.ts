import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import type { Ladder } from '#domain/marking.js';
import { EventStore } from '#event-store/event-store.js';
import { DiskProbe } from '#storage/disk-probe.js';
import { LogIndex } from '#read-models/log-index/log-index.js';
import { Projector } from '#read-models/projector/projector.js';
import { FOUR_EYES } from './access/four-eyes.js';
import { LADDER } from './access/ladder.js';
import { ConsistencyTokens } from './http/consistency-token.js';
import { AllowedMethods } from './http/allowed-methods.js';
import { ProblemFilter } from './http/problem.filter.js';
import { AUTHENTICATE, type Authenticate } from './access/authorize-hook.js';
import { Grants } from './access/grants.js';
import { AccessLog } from './audit/access-log.js';
import { PlacesInLog } from './changes/places-in-log.js';
import { ReadPlaces } from './changes/read-places.js';
import { ReadToHereController } from './changes/read-to-here.controller.js';
import { ExportController } from './audit/export.controller.js';
import { LedgerController } from './audit/ledger.controller.js';
import { EventLocator } from './audit/event-locator.js';
import { Ledger } from '#ledger/storage/ledger.js';
import { Witnesses } from './witnesses/witnesses.js';
import { LogFollower } from './log/log-follower.js';
import { HealthController } from './ops/health.controller.js';
import { Metrics } from './telemetry/metrics.js';
import { MetricsController } from './ops/metrics.controller.js';
import { NoticeFeed } from './notices/notice-feed.js';
import { NoticesController } from './notices/notices.controller.js';
import { Outbox } from './notices/webhooks/outbox.js';
import { Delivery } from './notices/webhooks/delivery.js';
import { WebhookList } from './notices/webhooks/webhook-list.js';
import { WebhookStep } from './notices/webhooks/webhook-step.js';
import { DeadLettersController } from './notices/webhooks/dead-letters.controller.js';
import { DueMessages } from './notices/webhooks/due-messages.js';
import { WebhookSender } from './notices/webhooks/webhook-sender.js';
import { WebhooksController } from './notices/webhooks/webhooks.controller.js';
import { WebhookNotes } from './subscriptions/webhook-notes.js';
import { StreamLimits } from './notices/stream-limits.js';
import { FeedsController } from './feeds/feeds.controller.js';
import { LastRequests } from './subscriptions/last-requests.js';
import { Subscriptions } from './subscriptions/subscriptions.js';
import { ReadAuthorization } from './query/read-authorization.js';
import { QueryViewHandler, READ_ROUTES } from './query/query-view.js';
import { Snapshots } from './query/snapshots.js';
import { readControllers, routesByName } from './reads.js';
import { ListColumns } from './query/csv/list-columns.js';
import { Cursors } from './query/cursors.js';
import { LogReader } from './query/log-reader.js';
import { QueryResponder } from './query/query-responder.js';
import { TimePadding } from './query/time-padding.js';
import { TokenPlaces } from './query/token-places.js';
import { Markings } from './query/markings.js';
import { KeptAnswers } from './query/kept-answers.js';
import { Replays } from './query/replays.js';
import { StartCheck } from './log/start-check.js';
import { TamperAlarm } from './log/tamper-alarm.js';
import { VerifiedLog } from './log/verified-log.js';
import { Views } from './log/views.js';
import { ApiDocument } from './openapi/api-document.js';
import { BatchController } from './record/batch.controller.js';
import { Clock } from './log/clock.js';
import { ClosedTime } from './log/closed-time.js';
import { OwnEvents } from './log/own-events.js';
import { ComputedIds } from './record/computed-ids.js';
import { DryRuns } from './record/dry-runs.js';
import { DatesController } from './record/dates.controller.js';
import { DirectCommands, REQUEST_LIMITS, type RequestLimits } from './record/direct-commands.js';
import { RecordFactHandler } from './record/record-fact.js';
import { ThingIndex } from './access/thing-index.js';
import { Receipts } from './record/receipt.js';
import { commandControllers } from './record/command-controller.js';
import { PUBLIC_CONFIG, SessionController } from './session/session.controller.js';
import type { PublicConfig } from './session/session-schemas.js';
import { MarkingPolicy } from './record/marking-policy.js';

/** The parts that are opened before the application and closed after it, with their injection tokens. */
const PARTS = {
  store: EventStore,
  projector: Projector,
  index: LogIndex,
  alarm: TamperAlarm,
  startCheck: StartCheck,
  verifiedLog: VerifiedLog,
  views: Views,
  replays: Replays,
  kept: KeptAnswers,
  markings: Markings,
  follower: LogFollower,
  ledger: Ledger,
  witnesses: Witnesses,
  accessLog: AccessLog,
  metrics: Metrics,
  tokens: ConsistencyTokens,
  readPlaces: ReadPlaces,
  lastRequests: LastRequests,
  subscriptions: Subscriptions,
  webhookNotes: WebhookNotes,
  outbox: Outbox,
  cursors: Cursors,
  ids: ComputedIds,
  grants: Grants,
  routes: AllowedMethods,
  clock: Clock,
  own: OwnEvents,
  closedTime: ClosedTime,
  disk: DiskProbe,
};
type Tokens = typeof PARTS;
export type Parts = Readonly<
  { [Name in keyof Tokens]: Tokens[Name]['prototype'] } & { ladder: Ladder; fourEyes: boolean }
>;

/** `requests`: of each command of a batch. `authenticate`: who sends a request. */
type Access = Readonly<{ requests: RequestLimits; streams: StreamLimits; authenticate: Authenticate }>;

@Module({})
export class ServerModule {
  static of(parts: Parts, { requests, streams, authenticate }: Access, publicConfig: PublicConfig): DynamicModule {
    const opened = Object.entries(PARTS).map(([name, provide]) => ({ provide, useValue: parts[name as keyof Tokens] }));
    return {
      module: ServerModule,
      imports: [CqrsModule.forRoot()],
      controllers: [
        ...commandControllers,
        BatchController,
        DatesController,
        ...readControllers,
        LedgerController,
        ExportController,
        SessionController,
        ReadToHereController,
        FeedsController,
        NoticesController,
        WebhooksController,
        DeadLettersController,
        HealthController,
        MetricsController,
      ],
      providers: [
        ...opened,
        { provide: LADDER, useValue: parts.ladder },
        { provide: FOUR_EYES, useValue: parts.fourEyes },
        { provide: REQUEST_LIMITS, useValue: requests },
        { provide: StreamLimits, useValue: streams },
        { provide: AUTHENTICATE, useValue: authenticate },
        { provide: PUBLIC_CONFIG, useValue: publicConfig },
        { provide: READ_ROUTES, useValue: routesByName },
        { provide: APP_FILTER, useValue: new ProblemFilter(parts.routes, parts.projector) },
        ThingIndex,
        MarkingPolicy,
        ReadAuthorization,
        EventLocator,
        RecordFactHandler,
        DirectCommands,
        Receipts,
        DryRuns,
        LogReader,
        Snapshots,
        QueryViewHandler,
        QueryResponder,
        TimePadding,
        ApiDocument,
        ListColumns,
        TokenPlaces,
        PlacesInLog,
        NoticeFeed,
        DueMessages,
        Delivery,
        WebhookList,
        WebhookStep,
        WebhookSender,
      ],
    };
  }
}
